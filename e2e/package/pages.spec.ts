/** The npm package in the pages of examples/, as each bundler builds them, below a strict policy. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expect, type Sandbox, test } from "../fixtures/index.ts";
import type { SandboxOptions } from "../fixtures/sandbox.ts";
import { AGENT, cti } from "../fixtures/hooks.ts";

const PAGES = ["plain", "react", "vue", "webpack"];
const BUSY = "+442079460486";
const JONAS = "+493023125014";

const clients = async (sandbox: Sandbox): Promise<number> => (await sandbox.get("state")).clients.length;

const events = (page: Page) => page.getByRole("list", { name: "Events" }).getByRole("listitem");
const heard = (page: Page, text: string) => expect(events(page).filter({ hasText: text }).first()).toBeVisible();
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function call(page: Page, name: string, outcome: string) {
  await button(page, `Call ${name}`).click();
  await expect(page.getByRole("status").filter({ hasText: `${name}:` })).toHaveText(`${name}: ${outcome}`);
}

/** Opens a built example from a sandbox of its own. */
async function open(page: Page, start: (options: SandboxOptions) => Promise<Sandbox>, name: string): Promise<Sandbox> {
  const dist = fileURLToPath(new URL(`../../examples/${name}/dist`, import.meta.url));
  if (!existsSync(dist)) throw new Error(`${dist} is missing: docs/packaging.md says how the examples are built`);
  const sandbox = await start({ dist });
  await page.goto(`${sandbox.url}/`);
  return sandbox;
}

for (const name of PAGES) {
  test(`${name}: the page works through the API`, async ({ page, startSandbox }) => {
    const refused: string[] = [];
    page.on("requestfailed", (request) => refused.push(`${request.url()} ${request.failure()?.errorText}`));
    page.on("response", (response) => response.status() >= 400 && refused.push(`${response.url()} ${response.status()}`));
    const sandbox = await open(page, startSandbox, name);
    await heard(page, "ready");
    await heard(page, "connection live");

    await call(page, "Jonas Weber", "dialing");
    await heard(page, `outgoing_call ${JONAS}`);
    await call(page, "Jonas Weber", "duplicate");
    await call(page, "Number unknown", "invalid_number");
    await call(page, "Always Busy Ltd", "dialing");
    await heard(page, `call_failed ${BUSY}`);

    // What comes late, and words in another language.
    await page.locator("#tab-history").click();
    await expect(page.locator("#panel-history")).toContainText("0486");
    await cti(page, "menu-button").click();
    await cti(page, "menu").getByRole("button", { name: "Settings" }).click();
    await page.locator("select[name=language]").selectOption("de");
    await expect(cti(page, "settings")).toContainText("Sprache");

    // Unsubscribed, the page hears nothing more; the widget does.
    await button(page, "Stop the log").click();
    const before = await events(page).count();
    await sandbox.post("users/102/status", { status: "Offline" });
    const status = () =>
      page.locator("cti-softphone").evaluate((element: any) => element.handle.snapshot().users.find((user: any) => user.id === "102").status);
    await expect.poll(status).toBe("Offline");
    expect(await events(page).count()).toBe(before);

    await button(page, "Leave").click();
    await expect(page.locator("cti-softphone")).toHaveCount(0);
    await expect.poll(() => clients(sandbox)).toBe(0);
    await button(page, "Enter").click();
    await expect.poll(() => clients(sandbox)).toBe(1);
    await expect(page.locator("cti-softphone")).toHaveCount(1);
    // Nothing was dialled while it was away, and the number may be dialled again.
    await call(page, "Ada Whitfield", "dialing");
    expect(refused).toEqual([]);
  });

  test(`${name}: a trap of the widget's is told from one of the page's`, async ({ page, startSandbox }) => {
    await page.addInitScript(() => {
      const stream = WebAssembly.instantiateStreaming;
      WebAssembly.instantiateStreaming = async (...given: [any, any]) => {
        const made = (await stream(...given)) as any;
        (window as any).wasm ??= made.instance.exports;
        return made;
      };
    });
    await open(page, startSandbox, name);
    await heard(page, "connection live");
    await page.evaluate(() => {
      const element = document.querySelector("cti-softphone") as any;
      addEventListener("error", (event) => event.preventDefault(), { once: true });
      const deep = (): number => 1 + deep();
      element.handle.on("connection", deep);
      // A pointer to nowhere: what the wasm would meet had its memory been ruined.
      (window as any).trap = () => setTimeout(() => (window as any).wasm.mounted_snapshot(0xfffffff0));
    });
    await call(page, "Jonas Weber", "dialing");
    await page.evaluate(() => (window as any).trap());
    await expect(button(page, "Reload")).toBeVisible();
    await call(page, "Ada Whitfield", "destroyed");
  });
}

for (const name of ["vue", "webpack"]) {
  test(`${name}: the floating layout comes with it, in the language that is asked for`, async ({ page, startSandbox }) => {
    await page.route("**/sandbox/config.json", async (route) => {
      const json = await (await route.fetch()).json();
      await route.fulfill({ json: { ...json, layout: "floating", locale: "fr" } });
    });
    await open(page, startSandbox, name);
    await heard(page, "connection live");
    await page.locator("cti-softphone").evaluate((element: any) => element.handle.show());
    await expect(page.getByRole("tab").first()).toHaveText("Appels");
    await expect(page.locator("cti-softphone")).toHaveAttribute("data-open");
  });
}
