import { existsSync, readFileSync } from "node:fs";
import type { Page, Route } from "@playwright/test";
import { AGENT, cti } from "./fixtures/hooks.ts";
import { expect, test } from "./fixtures/index.ts";

const dist = new URL("../dist/", import.meta.url);
const firstView: string[] = JSON.parse(readFileSync(new URL("first-view.json", import.meta.url), "utf8"));

/** What is fetched once the widget is in the room, or when it is needed. */
const LATER = ["widget/split_rare.wasm", "widget/texts/en.more.json"];

/** What should say something and does not: buttons and names for those who listen. */
function silent(page: Page): Promise<string[]> {
  return page.locator("cti-softphone").evaluate((host) => {
    const all = [...host.shadowRoot!.querySelectorAll("*")];
    const blank = (element: Element) =>
      ["aria-label", "title", "placeholder", "lang", "dir"].some((name) => element.getAttribute(name) === "") ||
      (element.matches("button") && !element.getAttribute("aria-label") && !element.textContent!.trim());
    return all.filter(blank).map((element) => element.outerHTML);
  });
}

test("the full-page widget connects to the sandbox", async ({ widget }) => {
  await widget.open();
  expect((await widget.snapshot()).connection.state).toBe("live");
});

test("the widget's own page connects by itself to the sandbox that serves it", async ({ page, sandbox, widget }) => {
  await page.goto(`${sandbox.url}/`);
  await widget.mounted();
  await widget.reaches("live");
});

test("the first view downloads the files that the size budget counts, each once, and shows a call with them", async ({
  page,
  sandbox,
  widget,
}) => {
  const asked: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin === sandbox.url) asked.push(url.pathname.slice(1) || "index.html");
  });
  // What is fetched later never arrives here: the first view has to do without it, and says all that it has to say.
  const held: Route[] = [];
  for (const file of LATER) await page.route(`**/${file}`, (route) => void held.push(route));
  await page.goto(`${sandbox.url}/`);
  await widget.mounted();
  await widget.reaches("live");
  await sandbox.post("calls", { kind: "incoming", user: AGENT, number: "+34600123456", answer_after_ms: null, end_after_ms: null });
  const row = page.locator('[data-cti="call"][data-phase="ringing"]');
  await expect(row.locator('[data-cti="call-state"]')).toHaveText("Incoming");
  await expect(row.locator('[data-cti="call-name"]')).toHaveText("+34 600 12 34 56");
  await expect.poll(() => held.length).toBe(LATER.length);
  await page.getByRole("tab", { name: "Team" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Loading…" })).toBeVisible();
  expect(await silent(page)).toEqual([]);
  // What the server makes up, such as credentials, is no part of the site and not counted.
  const counted = (path: string) => !LATER.includes(path) && (firstView.includes(path) || existsSync(new URL(path, dist)));
  expect(asked.filter(counted).sort()).toEqual([...firstView].sort());
});

for (const file of LATER) {
  test(`a part whose ${file} cannot be fetched is told, and another try brings it`, async ({ page, sandbox, widget }) => {
    let reachable = false;
    await page.route(`**/${file}`, (route) => (reachable ? route.continue() : route.abort()));
    await page.goto(`${sandbox.url}/`);
    await widget.mounted();
    await widget.reaches("live");
    await page.getByRole("tab", { name: "Team" }).click();
    const alert = page.getByRole("alert").filter({ hasText: "could not be loaded" });
    await expect(alert).toBeVisible();
    await expect(cti(page, "team-row")).toHaveCount(0);
    reachable = true;
    await alert.getByRole("button", { name: "Try again" }).click();
    await expect(cti(page, "team-row").first()).toBeVisible();
    await expect(page.getByRole("searchbox", { name: "Search team" })).toBeVisible();
    expect(await silent(page)).toEqual([]);
  });
}

test("texts that cannot be fetched are told by the loader, and another try brings them", async ({ page, sandbox, widget }) => {
  let reachable = false;
  await page.route("**/widget/texts/en.json", (route) => (reachable ? route.continue() : route.fulfill({ status: 503 })));
  await page.goto(`${sandbox.url}/`);
  await expect(page.getByText("The softphone could not be loaded.")).toBeVisible();
  reachable = true;
  await page.getByRole("button", { name: "Try again" }).click();
  await widget.reaches("live");
  await expect(page.getByRole("tab", { name: "Calls" })).toBeVisible();
  expect(await silent(page)).toEqual([]);
});

test("a widget that traps says so, tells the page, and throws nothing into it", async ({ page, widget, pageErrors }) => {
  await widget.open({ user: AGENT });
  const events = await widget.record("error");
  await page.evaluate(async () => {
    const glue = await import(new URL("widget/cti-softphone.js", location.href).href);
    const { mounted_snapshot } = glue.initSync();
    // A pointer to nowhere, in a timer of its own: what the wasm would meet had its memory been ruined.
    setTimeout(() => mounted_snapshot(0xfffffff0));
  });
  await expect(page.getByText("has stopped because of an error of its own")).toBeVisible();
  await expect(page.getByRole("button", { name: "Reload" })).toBeVisible();
  expect(await events()).toMatchObject([{ type: "error" }]);
  expect(pageErrors).toEqual([]);
  expect(await widget.makeCall("+34600123456")).toMatchObject({ error: { code: "destroyed" } });
  expect((await widget.snapshot()).connection.state).toBe("stopped");
  await expect.poll(async () => (await widget.sandbox.get("state")).clients).toEqual([]);
});

test("a listener of the page that fails in the same way is no trap of the widget's", async ({ page, widget }) => {
  await widget.open({ user: AGENT });
  await widget.element.evaluate((element: any) => {
    window.addEventListener("error", (event) => event.preventDefault());
    // One that runs out of stack, and one whose own wasm traps; the widget's code is beneath both on the stack.
    const own = new WebAssembly.Module(
      new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0, 10, 5, 1, 3, 0, 0, 11]),
    );
    const trap = new WebAssembly.Instance(own).exports.t as () => void;
    const deep = (): number => 1 + deep();
    (window as any).failed = 0;
    for (const fail of [deep, trap]) {
      element.handle.on("outgoing_call", () => {
        (window as any).failed += 1;
        fail();
      });
    }
  });
  expect(await widget.makeCall("+34600120180")).toHaveProperty("ok");
  expect(await page.evaluate(() => (window as any).failed)).toBe(2);
  expect((await widget.snapshot()).connection.state).toBe("live");
});

test("the demo page of a CRM holds a widget", async ({ page, sandbox }) => {
  const response = await page.goto(`${sandbox.url}/demo/`);
  expect(response?.status()).toBe(200);
  // This window is narrow, so there it floats.
  await expect(cti(page, "launcher")).toBeVisible();
});
