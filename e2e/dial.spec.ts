import type { Page } from "@playwright/test";
import { AGENT, card, cti } from "./fixtures/hooks.ts";
import { expect, test, type Sandbox } from "./fixtures/index.ts";
import type { Settings } from "./fixtures/widget.ts";

const SPAIN: Settings = { user: AGENT, numbers: { country: "34" } };

/** The numbers that the room was asked to dial, in their order. */
async function dialled(sandbox: Sandbox): Promise<string[]> {
  const { messages } = await sandbox.get("messages");
  return messages
    .map((message: any) => JSON.parse(message.text))
    .filter((message: any) => message.event === "make_call")
    .map((message: any) => message.data.number);
}

/** The option that the field says is chosen. */
async function chosen(page: Page): Promise<string> {
  const id = await cti(page, "dial-field").getAttribute("aria-activedescendant");
  const option = page.locator(`[id="${id}"]`);
  await expect(option).toHaveAttribute("aria-selected", "true");
  return option.innerText();
}

test("somebody of the team and of earlier calls is found and called by keyboard alone", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  await widgetOn(sandbox).open({ user: AGENT });
  await expect.poll(async () => (await widgetOn(sandbox).snapshot()).users.length).toBe(8);
  const { call_id: id } = await sandbox.post("calls", {
    kind: "incoming", user: AGENT, number: "+46812345678", name: "Chloé Lindqvist", answer_after_ms: null, end_after_ms: null,
  });
  await sandbox.post(`calls/${id}/answer`);
  await sandbox.post(`calls/${id}/end`);
  await expect(card(page, id)).toHaveAttribute("data-outcome", "completed");

  const field = cti(page, "dial-field");
  await expect(field).toHaveAttribute("role", "combobox");
  await expect(field).toHaveAttribute("aria-expanded", "false");
  await field.focus();
  await page.keyboard.type("CHLOE");
  // Both of this name, without the accent; the colleague first.
  await expect(cti(page, "dial-offer")).toContainText(["Chloé Dubois", "Chloé Lindqvist"]);
  await expect(field).toHaveAttribute("aria-expanded", "true");
  const list = page.locator(`[id="${await field.getAttribute("aria-controls")}"]`);
  await expect(list).toHaveAttribute("role", "listbox");
  await page.keyboard.press("ArrowDown");
  expect(await chosen(page)).toContain("Dubois");
  await page.keyboard.press("ArrowUp");
  expect(await chosen(page)).toContain("Lindqvist");
  await page.keyboard.press("ArrowDown");
  expect(await chosen(page)).toContain("Dubois");

  // Escape closes the list and keeps what was typed, and the arrow opens it again.
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
  await expect(field).toHaveValue("CHLOE");
  await expect(field).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("ArrowDown");
  await expect(list).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue("103");
  await expect(cti(page, "dial-message")).toContainText("Chloé Dubois");
  await expect(field).toBeFocused();
  expect(await dialled(sandbox)).toEqual([]);
  await page.keyboard.press("Enter");
  await expect.poll(() => dialled(sandbox)).toEqual(["103"]);
});

test("Enter on a name takes the first who is found, the mouse any, and Tab leaves", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const widget = await widgetOn(await startSandbox()).open({ user: AGENT });
  await expect.poll(async () => (await widget.snapshot()).users.length).toBe(8);
  const field = cti(page, "dial-field");
  await field.fill("okaf");
  await expect(cti(page, "dial-offer")).toHaveCount(1);
  await field.press("Enter");
  await expect(field).toHaveValue("102");
  await field.fill("a");
  await expect(cti(page, "dial-offer")).not.toHaveCount(0);
  await cti(page, "dial-offer").filter({ hasText: "Fatima" }).click();
  await expect(field).toHaveValue("106");
  await field.fill("a");
  await expect(cti(page, "dial-offer")).not.toHaveCount(0);
  await field.press("Tab");
  await expect(cti(page, "dial-offer")).toHaveCount(0);
  await expect(field).toHaveValue("a");
});

test("a pasted number is dialled in any writing", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  await widgetOn(sandbox).open({ user: AGENT });
  const field = cti(page, "dial-field");
  const expected: string[] = [];
  for (const [pasted, digits] of [
    ["Tel.: +44 (0)20\u00a07946\u202f0180", "+442079460180"],
    ["tel:+34-600-99-01-80;ext=12", "+34600990180"],
  ] as const) {
    await field.fill(pasted);
    await expect(cti(page, "will-dial")).toContainText("Will dial +");
    await field.press("Enter");
    expected.push(digits);
    await expect.poll(() => dialled(sandbox)).toEqual(expected);
    await expect(field).toHaveValue("");
  }
});

test("with a default country national numbers are completed, wherever they come from", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  const widget = await widgetOn(sandbox).open(SPAIN);
  const field = cti(page, "dial-field");
  await field.fill("600 12 01 80");
  await expect(cti(page, "will-dial")).toHaveText("Will dial +34 600 12 01 80");
  await field.fill("101");
  await expect(cti(page, "will-dial")).toHaveCount(0);
  await field.fill("00 44 20 7946 0180");
  await expect(cti(page, "will-dial")).toHaveText("Will dial +44 20 7946 0180");
  await field.press("Enter");
  await expect.poll(() => dialled(sandbox)).toEqual(["+442079460180"]);
  await widget.makeCall("600 12 01 80");
  await widget.makeCall("112");
  expect(await dialled(sandbox)).toEqual(["+442079460180", "+34600120180", "112"]);
});

test("what is wrong with the numbers of the configuration is told by name", async ({ startSandbox, widgetOn }) => {
  const widget = await widgetOn(await startSandbox()).open(
    { user: AGENT, numbers: { country: "ES", zone: 1 } as any },
    "stopped",
  );
  const { connection } = await widget.snapshot();
  expect(JSON.stringify(connection)).toContain("numbers.country: a country code of up to 3 digits expected");
  expect(JSON.stringify(connection)).toContain("numbers.zone: unknown key");
});

test("what is no number and nobody is refused in words, and what was typed stays", async ({ widget, page }) => {
  await widget.open({ user: AGENT });
  const field = cti(page, "dial-field");
  await field.fill("nobody 5");
  await field.press("Enter");
  await expect(cti(page, "dial-message")).toHaveText("“nobody 5” is no phone number, and nobody here has that name.");
  await expect(field).toHaveValue("nobody 5");
  await expect(field).toBeFocused();
  for (const name of ["Team", "History", "Calls"]) await page.getByRole("tab", { name, exact: true }).click();
  await expect(field).toHaveValue("nobody 5");
  await field.press("End");
  await field.press("Backspace");
  await expect(cti(page, "dial-message")).toBeEmpty();
});

test("the pad types at the caret, closes on Escape, and keeps its order from right to left", async ({ widget, page }) => {
  await widget.open({ user: AGENT, locale: "ar" });
  const field = cti(page, "dial-field");
  const pad = cti(page, "pad");
  await field.fill("19");
  await cti(page, "pad-button").click();
  await expect(pad).toBeVisible();
  const key = (name: string) => pad.getByRole("button", { name, exact: true });
  await field.evaluate((input: HTMLInputElement) => input.setSelectionRange(1, 1));
  for (const name of ["2", "#", "+"]) await key(name).click();
  await expect(field).toHaveValue("12#+9");
  await pad.getByRole("button").last().click();
  await expect(field).toHaveValue("12#9");
  await key("3").click();
  await expect(field).toHaveValue("12#39");
  const [one, two, three] = await Promise.all(["1", "2", "3"].map(async (name) => (await key(name).boundingBox())!));
  expect(one!.x).toBeLessThan(two!.x);
  expect(two!.x).toBeLessThan(three!.x);
  expect(Math.min(one!.width, one!.height)).toBeGreaterThanOrEqual(44);
  await key("5").focus();
  await page.keyboard.press("Escape");
  await expect(pad).toHaveCount(0);
  await expect(cti(page, "pad-button")).toBeFocused();
});
