/** docs/embedding.md against the types: its tables name what there is, and nothing else. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { declared, keys, texts, values } from "./fixtures/declared.ts";
import { expect, test } from "./fixtures/index.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const guide = readFileSync(`${root}docs/embedding.md`, "utf8");

/** The names in the first column of the table below a heading. */
function named(heading: string): string[] {
  const [, section] = guide.split(`\n## ${heading}\n`);
  expect(section, heading).toBeDefined();
  const rows = section.split("\n## ")[0].matchAll(/^\| `(?:#)?([\w-]+)/gm);
  return [...rows].map(([, name]) => name).sort();
}

test("its tables of exports, methods, events, errors and keys are those of the types", () => {
  expect(named("The module")).toEqual(values());
  expect(named("The handle")).toEqual(keys(declared("Handle")));
  expect(named("Events")).toEqual(keys(declared("CtiEvents")));
  expect(named("Errors")).toEqual(texts(declared("CtiErrorCode")));
  expect(named("The configuration")).toEqual(keys(declared("Config")));
});

test("its table of attributes is that of the loader", () => {
  const loader = readFileSync(`${root}static/cti-softphone.js`, "utf8");
  const [, table] = /const ATTRIBUTES = \{([^}]+)\}/.exec(loader)!;
  const pairs = [...table.matchAll(/"?([\w-]+)"?: "(\w+)"/g)].map(([, attribute, key]) => [attribute, key]);
  expect(named("The element")).toEqual(["config", ...pairs.map(([attribute]) => attribute)].sort());
  for (const [attribute, key] of pairs) expect(guide).toContain(`| \`${attribute}\` | \`${key}\``);
});

test("every document that it points to is there", () => {
  const links = [...guide.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, file]) => file);
  expect(links.length).toBeGreaterThan(10);
  for (const file of links) expect(readFileSync(`${root}docs/${file}`, "utf8").length, file).toBeGreaterThan(100);
});

test("its first page works as it stands: it hears a call, and dials", async ({ page, startSandbox }) => {
  const [, html] = /```html\n(<!doctype html>[\s\S]+?)```/.exec(guide)!;
  const folder = mkdtempSync(join(tmpdir(), "cti-guide-"));
  try {
    cpSync(`${root}dist`, folder, { recursive: true });
    const sandbox = await startSandbox({ dist: folder });
    writeFileSync(join(folder, "my.html"), html.replaceAll("ws://127.0.0.1:8080", sandbox.host));
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    await page.goto(`${sandbox.url}/my.html`);
    await expect.poll(() => said).toContain("live ");
    // The command of the guide, which rings the phone of the page's agent.
    const [, body] = /-d '(\{.+?\})'/.exec(guide)!;
    await sandbox.post("calls", JSON.parse(body));
    await expect.poll(() => said.some((line) => line.startsWith("+34600777888"))).toBe(true);
    await expect(page.locator('[data-cti="call"]')).toBeVisible();
    const before = said.length;
    await page.locator("#call").click();
    await expect.poll(() => said.length).toBeGreaterThan(before);
    await expect(page.locator('[data-cti="call"]')).toHaveCount(2);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
