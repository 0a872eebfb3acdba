/** What the agent sets for the device: theme and language, over what the page says, in all tabs. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";

const CALL = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };

async function settings(page: Page, name = "Settings") {
  await cti(page, "menu-button").click();
  await cti(page, "menu").getByRole("button", { name }).click();
  await expect(cti(page, "settings")).toBeVisible();
}
const background = (page: Page) => cti(page, "widget").evaluate((element) => getComputedStyle(element).backgroundColor);
const LIGHT = "rgb(255, 255, 255)";
const DARK = "rgb(20, 23, 31)";
const language = (page: Page) => page.locator("select[name=language]");

test("all of the page is in sections, each with its name", async ({ page, widget }) => {
  await widget.open({ user: AGENT });
  await settings(page);
  await expect(cti(page, "settings").getByRole("group").locator("> legend")).toHaveText([
    "Who am I", "Sounds", "Notifications", "Customer records", "Appearance", "Language", "Shortcuts", "This device",
  ]);
  await cti(page, "settings-who").click();
  await expect(cti(page, "picker-user").first()).toBeVisible();
});

test("the theme that is chosen goes before the page's, at once, in all tabs, and from the start", async ({ page, context, widget }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await widget.open({ user: AGENT, theme: "dark" });
  await expect.poll(() => background(page)).toBe(DARK);
  const other = await context.newPage();
  await other.emulateMedia({ colorScheme: "light" });
  await other.route("**/cti.json", (route) =>
    route.fulfill({ json: { host: widget.sandbox.host, domain: "acme", user: AGENT, theme: "dark" } }),
  );
  await other.goto(`${widget.sandbox.url}/`);
  await expect(cti(other, "key-told")).toBeAttached();
  await settings(page);
  await page.getByRole("radio", { name: "Light" }).check();
  for (const each of [page, other]) await expect.poll(() => background(each)).toBe(LIGHT);
  // Before the late part is there.
  await other.route("**/split_rare.wasm", () => {});
  await other.reload();
  await expect(cti(other, "widget")).toBeVisible();
  expect(await background(other)).toBe(LIGHT);
  await page.getByRole("radio", { name: "Dark" }).check();
  await expect.poll(() => page.evaluate(() => localStorage.getItem("cti-softphone"))).toBe('{"version":1}');
});

test("another language is there at once, and nothing that was typed is lost", async ({ page, context, sandbox, widget }) => {
  await widget.open({ user: AGENT });
  const { call_id: id } = await sandbox.post("calls", { ...CALL, number: "+34600120320" });
  await expect(card(page, id)).toBeVisible();
  await card(page, id).locator('[data-cti="note-button"]').click();
  await cti(page, "note-field").fill("wants an offer");
  await cti(page, "dial-field").fill("+34 600");
  const other = await context.newPage();
  await other.route("**/cti.json", (route) => route.fulfill({ json: { host: sandbox.host, domain: "acme", user: AGENT } }));
  await other.goto(`${sandbox.url}/`);
  await expect(cti(other, "key-told")).toBeAttached();
  await page.bringToFront();

  await settings(page);
  await language(page).selectOption("de");
  await expect(page.getByRole("tab")).toHaveText(["Anrufe", "Team", "Verlauf"]);
  await expect(language(page)).toBeFocused();
  await expect(language(page)).toHaveValue("de");
  await expect(cti(page, "widget")).toHaveAttribute("lang", "de");
  await expect(other.getByRole("tab")).toHaveText(["Anrufe", "Team", "Verlauf"]);
  await page.getByRole("tab", { name: "Anrufe" }).click();
  await expect(cti(page, "dial-field")).toHaveValue("+34 600");
  await expect(card(page, id)).toContainText("wants an offer");
  expect((await widget.snapshot()).connection.state).toBe("live");

  // Times too; and what is late is there in the language, also after a reload.
  await sandbox.post(`calls/${id}/end`);
  await page.reload();
  await expect(page.getByRole("tab")).toHaveText(["Anrufe", "Team", "Verlauf"]);
  await settings(page, "Einstellungen");
  await language(page).selectOption("ar");
  await expect(cti(page, "widget")).toHaveAttribute("dir", "rtl");
  await language(page).selectOption("");
  await expect(page.getByRole("tab")).toHaveText(["Calls", "Team", "History"]);
});

test("a language that cannot be fetched is told, and is the next time's", async ({ page, widget }) => {
  await widget.open({ user: AGENT });
  await settings(page);
  await page.route("**/texts/fr*.json", (route) => route.abort());
  await language(page).selectOption("fr");
  await expect(cti(page, "settings")).toContainText("This language could not be fetched.");
  await expect(page.getByRole("tab").first()).toHaveText("Calls");
  await page.unroute("**/texts/fr*.json");
  await page.reload();
  await expect(page.getByRole("tab").first()).toHaveText("Appels");
});

test("forgetting the device takes all of it back", async ({ page, widget }) => {
  await widget.open({ user: AGENT });
  await settings(page);
  await page.getByRole("radio", { name: "Dark" }).check();
  await expect.poll(() => background(page)).toBe(DARK);
  await cti(page, "settings-device").getByRole("button", { name: "Forget this device" }).click();
  await expect(cti(page, "settings-device").getByRole("button", { name: "Cancel" })).toBeFocused();
  await cti(page, "settings-device").getByRole("button", { name: "Erase", exact: true }).click();
  await expect.poll(() => background(page)).toBe(LIGHT);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});
