/** The demo CRM: what docs point to as an example, so it has to work as one. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, type Sandbox, test } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";

const RING = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** Of the sandbox's customers. */
const HARISH = { name: "Harish Nair", number: "+442079460131" };

/** Opens the demo and waits until it is live. */
async function open(page: Page, sandbox: Sandbox): Promise<void> {
  await page.goto(`${sandbox.url}/demo/`);
  await expect(cti(page, "widget")).toHaveAttribute("data-tabs", /leading|following|alone/);
  await expect(cti(page, "connection")).toHaveAttribute("data-state", "live");
}

test.use({ viewport: { width: 1280, height: 900 } });

test("a customer is found and dialled by a click, the record opens, the log and the stream fill", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  const errors: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await open(page, sandbox);
  await expect(page.locator("#customers tr:visible")).toHaveCount(24);
  await page.getByRole("searchbox", { name: "Search customers" }).fill("harish");
  await expect(page.locator("#customers tr:visible")).toHaveCount(1);
  await expect(page.locator("#found")).toHaveText("1 of 24");
  await page.getByRole("link", { name: "Call Harish Nair" }).click();
  // The widget shows the call under the name that the page's lookup gives.
  const call = page.locator('[data-cti="call"]');
  await expect(call.locator('[data-cti="call-name"]')).toHaveText(HARISH.name);
  await expect(page.locator("#record h2")).toHaveText(HARISH.name);
  await expect(page.locator("#record .note a")).toHaveText(["+44 20 7946 0119", "07700 900 142"]);
  await expect(call).toHaveAttribute("data-phase", "connected");
  const { live } = await sandbox.get("state");
  await sandbox.post(`calls/${live[0].call_id}/end`);
  await expect(page.locator("#log tbody tr")).toHaveCount(1);
  await expect(page.locator("#log tbody")).toContainText(HARISH.name);
  await expect(page.locator("#log [data-outcome]")).toHaveText("completed");
  const stream = page.locator("#events");
  for (const name of ["outgoing_call", "screen_pop", "call_connected", "call_disconnected"]) {
    await expect(stream.locator("b", { hasText: name })).toHaveCount(1);
  }
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Clear" }).click();
  await sandbox.post("calls", { ...RING, number: HARISH.number });
  await expect(page.locator("#record")).toContainText("Incoming call");
  await expect(stream).toBeHidden();
  await page.getByRole("button", { name: "Pause" }).click();
  await sandbox.post("users/102/status", { status: "Timeout" });
  await expect(stream).toContainText("Timeout");
  expect(errors).toEqual([]);
});

test("a number that fails is in the log with how", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  await open(page, sandbox);
  const { call_id } = await sandbox.post("calls", { kind: "outgoing", user: AGENT, number: "+34600000172", answer_after_ms: null });
  await expect(card(page, call_id)).toHaveAttribute("data-phase", "dialing");
  await sandbox.post(`calls/${call_id}/fail`, { code: 486 });
  await expect(page.locator("#log [data-outcome=failed]")).toBeVisible();
  await expect(page.locator("#log tbody tr")).toHaveCount(1);
});

test("of two tabs one opens the record, and both log the call", async ({ page, context, startSandbox }) => {
  const sandbox = await startSandbox();
  await open(page, sandbox);
  const [second] = await Promise.all([
    context.waitForEvent("page"),
    page.getByRole("link", { name: "Second tab" }).click(),
  ]);
  await expect(cti(second, "widget")).toHaveAttribute("data-tabs", "following");
  await expect(cti(second, "connection")).toHaveAttribute("data-state", "live");
  const { call_id } = await sandbox.post("calls", { ...RING, number: HARISH.number, name: HARISH.name });
  const opened = async () => (await Promise.all([page, second].map((tab) => tab.locator("#record").isVisible()))).filter(Boolean);
  await expect.poll(opened).toEqual([true]);
  for (const tab of [page, second]) await expect(card(tab, call_id)).toHaveAttribute("data-phase", "ringing");
  await sandbox.post(`calls/${call_id}/end`);
  for (const tab of [page, second]) await expect(tab.locator("#log [data-outcome=missed]")).toBeVisible();
  expect(await opened()).toEqual([true]);
});

test("theme and layout change with the page's switches and stay after a reload", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  await open(page, sandbox);
  const background = () => cti(page, "widget").evaluate((widget) => getComputedStyle(widget).backgroundColor);
  const light = await background();
  await page.locator("#theme").selectOption("dark");
  await expect.poll(background).not.toBe(light);
  await page.locator("#layout").selectOption("floating");
  await expect(cti(page, "launcher")).toBeVisible();
  await expect(page.locator("cti-softphone")).toHaveCount(1);
  await page.reload();
  await expect(cti(page, "launcher")).toBeVisible();
  await expect(page.locator("cti-softphone")).toHaveAttribute("theme", "dark");
  await cti(page, "launcher").click();
  expect(await background()).not.toBe(light);
  await page.locator("#layout").selectOption("panel");
  await expect(cti(page, "launcher")).toHaveCount(0);
  await expect(cti(page, "connection")).toHaveAttribute("data-state", "live");
});

test("axe finds nothing, in both themes; at 320 pixels nothing is cut", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  await open(page, sandbox);
  const { call_id } = await sandbox.post("calls", { ...RING, number: "+493023125907" });
  await expect(page.locator("#record")).toBeVisible();
  await sandbox.post(`calls/${call_id}/end`);
  await expect(page.locator("#log tbody tr")).toHaveCount(1);
  for (const theme of ["light", "dark"]) {
    await page.locator("#theme").selectOption(theme);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(TAGS).analyze();
    expect(violations.map(({ id, nodes }) => `${theme}: ${id}: ${nodes[0]?.target}`)).toEqual([]);
  }
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});
