/** Shortcuts: on the whole page with a modifier, silent while somebody types, and changed in the settings. */
import type { Page } from "@playwright/test";
import { expect, test, type Widget } from "./fixtures/index.ts";
import { AGENT, cti } from "./fixtures/hooks.ts";

const CALL = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };

/** Puts a field of the page's own beside the widget, and waits until the shortcuts are there. */
async function beside(widget: Widget, config: object = {}) {
  await widget.open({ user: AGENT, ...config } as any);
  const { page } = widget;
  await page.evaluate(() => {
    const own = document.createElement("input");
    own.id = "own";
    document.body.prepend(own);
  });
  await expect(cti(page, "key-told")).toBeAttached();
}

/** Presses a key as other keyboards tell it, where the focus is. Whether the widget took it. */
const pressed = (page: Page, init: KeyboardEventInit & { altGraph?: boolean }) =>
  page.evaluate(({ altGraph, ...init }: any) => {
    let target = document.activeElement!;
    while (target.shadowRoot?.activeElement) target = target.shadowRoot.activeElement;
    const event = new KeyboardEvent("keydown", {
      bubbles: true, cancelable: true, composed: true, modifierAltGraph: altGraph, ...init,
    });
    target.dispatchEvent(event);
    return event.defaultPrevented;
  }, init as object);

async function settings(page: Page) {
  await cti(page, "menu-button").click();
  await cti(page, "menu").getByRole("button", { name: "Settings" }).click();
  await expect(cti(page, "settings")).toBeVisible();
}
const key = (page: Page, act: string) => page.locator(`[data-cti="key"][data-act="${act}"]`);

test("from anywhere on the page, a shortcut leads to the dial field", async ({ page, widget }) => {
  await beside(widget);
  await page.locator("#own").focus();
  await page.getByRole("tab", { name: "Team" }).click();
  await page.locator("#own").focus();
  await page.keyboard.press("Alt+Shift+D");
  await expect(cti(page, "dial-field")).toBeFocused();
  await expect(cti(page, "widget")).toHaveAttribute("data-tab", "calls");
  await expect(page.locator("#own")).toHaveValue("");
});

test("what types a character, or what the page uses itself, is left alone", async ({ page, widget }) => {
  await beside(widget);
  const combo = { code: "KeyD", altKey: true, shiftKey: true };
  await page.locator("#own").focus();
  expect(await pressed(page, { ...combo, key: "Î" }), "Option types").toBe(false);
  expect(await pressed(page, { ...combo, key: "D", ctrlKey: true, altGraph: true }), "AltGr").toBe(false);
  expect(await pressed(page, { ...combo, key: "D", isComposing: true }), "an input method").toBe(false);
  expect(await pressed(page, { key: "?", shiftKey: true, code: "Slash" }), "a single key").toBe(false);
  await page.evaluate(() => {
    const shadow = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
    shadow.innerHTML = "<p contenteditable>text</p>";
    (shadow.firstChild as HTMLElement).focus();
  });
  expect(await pressed(page, { ...combo, key: "Î" }), "typing in a shadow root").toBe(false);
  // Outside of text fields nothing is typed, whatever the key means.
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  expect(await pressed(page, { ...combo, key: "В" })).toBe(true);
  await expect(cti(page, "dial-field")).toBeFocused();

  await page.evaluate(() => document.addEventListener("keydown", (event) => event.altKey && event.preventDefault()));
  await page.locator("#own").focus();
  await page.keyboard.press("Alt+Shift+D");
  await expect(page.locator("#own")).toBeFocused();
});

test("a question mark inside the widget shows the shortcuts, not in its text fields", async ({ page, widget }) => {
  await beside(widget);
  await cti(page, "dial-field").focus();
  await page.keyboard.type("?");
  await expect(cti(page, "dial-field")).toHaveValue("?");
  await expect(cti(page, "settings")).toBeHidden();
  await page.getByRole("tab", { name: "Calls" }).focus();
  await page.keyboard.type("?");
  await expect(cti(page, "shortcuts")).toBeFocused();
});

test("the record of the call that rings opens, and without a call that is told", async ({ page, sandbox, widget }) => {
  await beside(widget);
  await page.keyboard.press("Alt+Shift+R");
  await expect(cti(page, "key-told")).toHaveText("There is no call now.");
  const events = await widget.record("screen_pop");
  const { call_id: id } = await sandbox.post("calls", { ...CALL, number: "+34600120310" });
  await expect.poll(async () => (await widget.snapshot()).calls.length).toBe(1);
  await page.keyboard.press("Alt+Shift+R");
  await expect.poll(events).toMatchObject([{ type: "screen_pop", call: { id } }]);
});

test("an administrator gives them, and mistakes are named", async ({ page, widget }) => {
  await beside(widget, { shortcuts: { dial: false, sound: "Mod+Alt+M", team: "Alt+Shift+T" } });
  await page.keyboard.press("Alt+Shift+D");
  await page.keyboard.press("Alt+Shift+T");
  await expect(page.getByRole("tab", { name: "Team" })).toBeFocused();
  await page.keyboard.press("Control+Alt+M");
  await expect(cti(page, "key-told")).toHaveText("The sound is off.");
  await page.keyboard.press("Control+Alt+M");
  await expect(cti(page, "key-told")).toHaveText("The sound is on.");

  await widget.open({ shortcuts: { dial: "D", list: "Ctrl+T", zoom: "Alt+Z" } } as any, null);
  await widget.reaches("stopped");
  const { reason } = (await widget.snapshot()).connection;
  expect(reason).toContain("shortcuts.dial: a combination with Ctrl, Alt or Meta expected");
  expect(reason).toContain("shortcuts.list: the browser has this combination");
  expect(reason).toContain("shortcuts.zoom: unknown key");

  await beside(widget, { shortcuts: false });
  await page.locator("#own").focus();
  await page.keyboard.press("Alt+Shift+D");
  await expect(page.locator("#own")).toBeFocused();
});

test("an agent changes them; conflicts are told and refused; all tabs follow", async ({ page, context, widget }) => {
  await beside(widget);
  await settings(page);
  await key(page, "team").getByRole("button").click();
  await expect(cti(page, "key-press")).toBeFocused();
  await page.keyboard.press("t");
  await expect(key(page, "team")).toContainText("Ctrl, Alt or Cmd must be among them");
  await page.keyboard.press("Control+Shift+T");
  await expect(key(page, "team")).toContainText("The browser or the system uses Ctrl+Shift+T itself.");
  await page.keyboard.press("Alt+Shift+D");
  await expect(key(page, "team")).toContainText("Alt+Shift+D is taken: Go to the dial field.");
  await page.keyboard.press("Alt+Shift+K");
  await expect(key(page, "team").locator("kbd")).toHaveText("Alt+Shift+K");
  await expect(key(page, "team").getByRole("button")).toBeFocused();
  await key(page, "dial").getByRole("button").click();
  await page.keyboard.press("Escape");
  await expect(key(page, "dial").locator("kbd")).toHaveText("Alt+Shift+D");
  await key(page, "dial").getByRole("button").click();
  await key(page, "dial").getByRole("button", { name: "Turn off" }).click();
  await expect(key(page, "dial").locator("kbd")).toHaveText("Off");

  const other = await context.newPage();
  await other.route("**/cti.json", (route) => route.fulfill({ json: { host: widget.sandbox.host, domain: "acme", user: AGENT } }));
  await other.goto(`${widget.sandbox.url}/`);
  await expect(cti(other, "key-told")).toBeAttached();
  await other.keyboard.press("Alt+Shift+K");
  await expect(other.getByRole("tab", { name: "Team" })).toBeFocused();
  await page.bringToFront();
  await key(page, "team").getByRole("button").click();
  await key(page, "team").getByRole("button", { name: "Reset" }).click();
  await expect(key(page, "team").locator("kbd")).toHaveText("Off");
  await other.bringToFront();
  // The other tab hears of it in its own time.
  await expect(async () => {
    await other.getByRole("tab", { name: "Calls" }).click();
    await other.keyboard.press("Alt+Shift+K");
    expect(await cti(other, "widget").getAttribute("data-tab")).toBe("calls");
  }).toPass();
});

test("a floating widget opens and closes by its shortcut", async ({ page, widget }) => {
  await beside(widget, { layout: "floating" });
  await expect(cti(page, "window")).toBeHidden();
  await page.locator("#own").focus();
  await page.keyboard.press("Alt+Shift+P");
  await expect(cti(page, "window")).toBeFocused();
  await page.keyboard.press("Alt+Shift+P");
  await expect(cti(page, "window")).toBeHidden();
  await expect(cti(page, "launcher")).toBeFocused();
  await page.keyboard.press("Alt+Shift+D");
  await expect(cti(page, "dial-field")).toBeFocused();
});

test("nothing listens any more after the end", async ({ page, widget }) => {
  await beside(widget);
  await widget.element.evaluate((element: any) => element.handle.destroy());
  expect(await pressed(page, { key: "D", code: "KeyD", altKey: true, shiftKey: true })).toBe(false);
});
