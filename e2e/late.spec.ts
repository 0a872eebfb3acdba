/** What the widget does while the part that comes late is not here yet, or cannot be fetched. */
import type { Page, Route } from "@playwright/test";
import { expect, type Sandbox, test } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";

const PART = "**/widget/split_rare.wasm";

/** Holds the part back. What is given back lets it come. */
async function hold(page: Page): Promise<() => Promise<void>> {
  const held: Route[] = [];
  await page.route(PART, (route) => void held.push(route));
  return async () => {
    await expect.poll(() => held.length).toBeGreaterThan(0);
    await page.unroute(PART);
    for (const route of held) await route.continue();
    await expect(cti(page, "widget")).toHaveAttribute("data-tabs", /.+/);
  };
}

const ring = async (sandbox: Sandbox): Promise<string> =>
  (await sandbox.post("calls", {
    kind: "incoming", user: AGENT, number: "+34600123456", name: "María Fernández", answer_after_ms: null, end_after_ms: null,
  })).call_id;

/** The calls that the room was asked for. */
async function dialled(sandbox: Sandbox): Promise<unknown[]> {
  const { messages } = await sandbox.get("messages");
  const all = messages.map((message: any) => JSON.parse(message.text));
  return all.filter((message: any) => message.event === "make_call").map((message: any) => message.data.number);
}

test("a call that comes before the cards is a row by name, and becomes a card", async ({ page, sandbox, widget }) => {
  const come = await hold(page);
  await widget.open({ user: AGENT });
  await expect(page.getByRole("list", { name: "Calls" })).toBeAttached();
  const id = await ring(sandbox);
  const named = page.getByRole("article", { name: /^Incoming, María Fernández$/ });
  await expect(card(page, id)).toBeVisible();
  await expect(named).toBeVisible();
  await expect(card(page, id).getByRole("button")).toHaveCount(0);
  const field = cti(page, "dial-field");
  await field.fill("+34 9");
  await come();
  await expect(named).toBeVisible();
  await expect(card(page, id).getByRole("button", { name: /^dismiss/i })).toBeVisible();
  await expect(cti(page, "call")).toHaveCount(1);
  // What was typed is there, and the focus where it was.
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("+34 9");
});

test("a call that is answered and ends before the cards are there says so in its row", async ({ page, sandbox, widget }) => {
  const come = await hold(page);
  await widget.open({ user: AGENT });
  const id = await ring(sandbox);
  const row = (name: RegExp) => card(page, id).getByRole("article", { name });
  await expect(row(/^Incoming/)).toBeVisible();
  await sandbox.post(`calls/${id}/answer`);
  await expect(row(/^On call/)).toBeVisible();
  await sandbox.post(`calls/${id}/end`);
  await expect(row(/^Ended/)).toBeVisible();
  await come();
  await expect(card(page, id)).toHaveAttribute("data-outcome", "completed");
});

test("a call dialled before that is sent once, when the part is there", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const come = await hold(page);
  await widgetOn(sandbox).open({ user: AGENT });
  await cti(page, "dial-field").fill("+34 600 12 34 56");
  await cti(page, "dial-button").click();
  await expect(cti(page, "dial-button")).toHaveAttribute("aria-disabled", "true");
  await expect(cti(page, "dial")).toHaveAttribute("data-progress", "pending");
  // It is on its way already: nothing more is asked for.
  await cti(page, "dial-button").click({ force: true });
  expect(await dialled(sandbox)).toEqual([]);
  await come();
  await expect(cti(page, "call")).toHaveCount(1);
  await expect(cti(page, "dial-field")).toHaveValue("");
  expect(await dialled(sandbox)).toEqual(["+34600123456"]);
});

test("commands of the page wait in their order, and each is sent once", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const come = await hold(page);
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  const numbers = ["+34600123451", "+34600123452", "+34600123453"];
  const settled = widget.element.evaluate(
    (element: any, numbers) => Promise.all(numbers.map((number) => element.handle.makeCall(number))),
    numbers,
  );
  expect(await dialled(sandbox)).toEqual([]);
  await come();
  expect((await settled).map((call: any) => call.number)).toEqual(numbers);
  expect(await dialled(sandbox)).toEqual(numbers);
});

test("a connection that is lost meanwhile ends the waiting: nothing is sent after it", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const come = await hold(page);
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await cti(page, "dial-field").fill("+34 600 12 34 56");
  await cti(page, "dial-button").click();
  const settled = widget.makeCall("+34600123457");
  await expect(cti(page, "dial")).toHaveAttribute("data-progress", "pending");
  await sandbox.post("cut", { who: "others", how: "reset" });
  expect(await settled).toMatchObject({ error: { code: "not_connected" } });
  await expect(cti(page, "dial")).toHaveAttribute("data-progress", "failed");
  await widget.reaches("live");
  await come();
  await expect(cti(page, "dial-message")).toContainText("Not connected. Nothing was sent");
  await expect(cti(page, "dial-field")).toHaveValue("+34 600 12 34 56");
  expect(await dialled(sandbox)).toEqual([]);
});

test("a call that waits for a part that cannot be fetched is given up, and its number stays", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const held: Route[] = [];
  await page.route(PART, (route) => void held.push(route));
  await widgetOn(sandbox).open({ user: AGENT });
  await cti(page, "dial-field").fill("+34 600 12 34 56");
  await cti(page, "dial-button").click();
  await expect(cti(page, "dial")).toHaveAttribute("data-progress", "pending");
  await page.route(PART, (route) => route.abort());
  for (const route of held) await route.abort();
  const told = page.getByRole("alert").filter({ hasText: "could not be loaded" });
  await expect(told).toBeVisible();
  await expect(cti(page, "dial")).toHaveAttribute("data-progress", "idle");
  await page.unroute(PART);
  await told.getByRole("button").click();
  await expect(cti(page, "widget")).toHaveAttribute("data-tabs", /.+/);
  await expect(cti(page, "dial-field")).toHaveValue("+34 600 12 34 56");
  expect(await dialled(sandbox)).toEqual([]);
  await cti(page, "dial-button").click();
  await expect(cti(page, "call")).toHaveCount(1);
  expect(await dialled(sandbox)).toEqual(["+34600123456"]);
});

test("where the part cannot be fetched, calls are seen, what is missing is told once and tried again", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  await page.route(PART, (route) => route.abort());
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  const ids = [await ring(sandbox), await ring(sandbox)];
  for (const id of ids) await expect(card(page, id)).toContainText("María Fernández");
  const told = page.getByRole("alert").filter({ hasText: "could not be loaded" });
  await expect(told).toHaveCount(1);
  await expect(told).toBeVisible();
  const button = cti(page, "dial-button");
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await expect(button).toHaveAttribute("title", /could not be loaded/);
  expect(await widget.makeCall("+34600123456")).toMatchObject({
    error: { code: "not_connected", message: expect.stringContaining("could not be loaded") },
  });
  await page.unroute(PART);
  await told.getByRole("button").click();
  for (const id of ids) await expect(card(page, id).getByRole("button", { name: /^dismiss/i })).toBeVisible();
  await expect(told).toHaveCount(0);
  await expect(button).not.toHaveAttribute("aria-disabled");
  expect(await dialled(sandbox)).toEqual([]);
});


test("with a dialect nothing is connected before the part has read it", async ({ page, widget }) => {
  const come = await hold(page);
  await widget.open({ user: AGENT, dialect: {} }, null);
  await expect(cti(page, "widget")).toBeVisible();
  expect((await widget.snapshot()).connection.state).toBe("idle");
  expect(await widget.makeCall("+34600123456")).toMatchObject({ error: { code: "not_connected" } });
  await come();
  await widget.reaches("live");
});

test("a page that disconnects while it waits for that stays disconnected", async ({ page, widget }) => {
  const come = await hold(page);
  await widget.open({ user: AGENT, dialect: {} }, null);
  await widget.element.evaluate((element: any) => element.handle.disconnect());
  await come();
  await widget.reaches("stopped");
  await widget.element.evaluate((element: any) => element.handle.connect());
  await widget.reaches("live");
});
