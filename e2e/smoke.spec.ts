import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "./fixtures/index.ts";

const dist = new URL("../dist/", import.meta.url);
const firstView: string[] = JSON.parse(readFileSync(new URL("first-view.json", import.meta.url), "utf8"));

test("the full-page widget connects to the sandbox", async ({ widget }) => {
  await widget.open();
  expect((await widget.snapshot()).connection.state).toBe("live");
});

test("the widget's own page connects by itself to the sandbox that serves it", async ({ page, sandbox, widget }) => {
  await page.goto(`${sandbox.url}/`);
  await widget.mounted();
  await widget.reaches("live");
});

test("the first view downloads the files that the size budget counts, each once", async ({ page, sandbox, widget }) => {
  const asked: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin === sandbox.url) asked.push(url.pathname.slice(1) || "index.html");
  });
  await page.goto(`${sandbox.url}/`);
  await widget.mounted();
  await widget.element.evaluate((element: any) => new Promise<void>((done) => element.handle.on("ready", () => done())));
  // What the server makes up, such as credentials, is no part of the site and not counted.
  const counted = (path: string) => firstView.includes(path) || existsSync(new URL(path, dist));
  expect(asked.filter(counted).sort()).toEqual([...firstView].sort());
});

test("the demo page of a CRM holds a widget", async ({ page, sandbox }) => {
  const response = await page.goto(`${sandbox.url}/demo/`);
  expect(response?.status()).toBe(200);
  await expect(page.locator("cti-softphone")).toBeVisible();
});
