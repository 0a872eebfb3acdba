/** The widget for those who do not see it well, do not hear it, or use no pointer. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, type Sandbox, test, type Widget } from "./fixtures/index.ts";
import { AGENT, card, cti, teamRow } from "./fixtures/hooks.ts";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const CALL = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };
const VARIABLES = { order: "A-1001", plan: "Pro", city: "Sevilla", since: "2019", language: "es", tier: "gold", open: "2" };
const SCREEN_POP = {
  on: "answer",
  target: "tab",
  url: "/record/{number.digits}",
  rules: [{ queue: "Sales", on: "ring", target: "tab", url: "/customers/{variable.path}" }],
};

/** What axe finds fault with, as one line for each element. */
async function faults(page: Page, view: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(TAGS).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${view}: ${id}: ${target.flat().at(-1)}: ${failureSummary}`),
  );
}

/** Goes through all that can be seen, and looks at each. */
async function walk(page: Page, sandbox: Sandbox, widget: Widget): Promise<string[]> {
  const found: string[] = [];
  const look = async (view: string) => void found.push(...(await faults(page, view)));
  const tab = (name: string) => page.locator(`#tab-${name}`).click();
  const menu = async (item: number) => {
    await cti(page, "menu-button").click();
    await cti(page, "menu").getByRole("button").nth(item).click();
  };

  await widget.open({ host: undefined, credentialsUrl: undefined } as any, null);
  await expect(cti(page, "sign-in")).toBeVisible();
  await look("sign-in");

  await widget.open();
  await expect(cti(page, "picker-user").first()).toBeVisible();
  await look("picker at first");

  await widget.open({ user: AGENT, screenPop: SCREEN_POP } as any);
  await look("no calls");
  await tab("history");
  await expect(page.locator("#panel-history .empty")).toBeVisible();
  await look("no history");
  await tab("calls");

  const start = async (call: object) => {
    const { call_id: id } = await sandbox.post("calls", { ...CALL, ...call });
    await expect(card(page, id)).toBeVisible();
    return id as string;
  };
  const ringing = await start({ number: "+34600123456", name: "María Fernández", queue: "Support", variables: VARIABLES });
  await expect(card(page, ringing).locator('[data-cti="variable"]').first()).toBeVisible();
  await look("a call rings");
  await card(page, ringing).locator('[data-cti="number"]').click();
  await look("what a number offers");
  await page.keyboard.press("Escape");
  await sandbox.post(`calls/${ringing}/answer`);
  await expect(card(page, ringing).locator('[data-cti="pop-offer"]')).toBeVisible();
  await card(page, ringing).locator('[data-cti="note-button"]').click();
  await cti(page, "note-field").fill("wants to be called back at 5");
  const missed = await start({ number: "+442079460018" });
  await sandbox.post(`calls/${missed}/end`);
  await expect(card(page, missed)).toHaveAttribute("data-outcome", "missed");
  const failed = await start({ kind: "outgoing", number: "+34600999888", name: "Zoë Quist" });
  await look("dialling");
  await sandbox.post(`calls/${failed}/fail`, { code: 486 });
  await expect(card(page, failed)).toHaveAttribute("data-outcome", "failed");
  // Its record has an address that is not opened.
  await start({ number: "+34600777666", queue: "Sales", variables: { path: ".." } });
  await expect(cti(page, "pop-refused")).toBeVisible();
  await look("calls and a hint");

  const variables = card(page, ringing).locator("button[aria-controls]").last();
  await variables.click();
  const editor = cti(page, "variables");
  await editor.getByLabel("Value of order").fill("A-1002");
  await sandbox.post(`calls/${ringing}/variables`, { variables: { order: "A-1003" } });
  await expect(cti(page, "conflict")).toBeVisible();
  await editor.locator("li .icon-button").nth(1).click();
  await look("variables, a conflict");
  await cti(page, "conflict").getByRole("button").first().click();
  await sandbox.post(`calls/${ringing}/end`);
  await expect(card(page, ringing)).toHaveAttribute("data-outcome", "completed");
  await look("variables that were not sent");
  await editor.getByRole("button").filter({ hasText: "Discard" }).click();

  const many = [];
  for (let index = 0; index < 5; index += 1) many.push((await sandbox.post("calls", { ...CALL, number: `+3460012340${index}` })).call_id);
  await expect(cti(page, "fold")).toBeVisible();
  await look("more calls than are shown");
  for (const id of many) {
    await sandbox.post(`calls/${id}/end`);
    await expect(card(page, id)).toHaveAttribute("data-phase", "ended");
    await card(page, id).evaluate((card) => (card.querySelector('button[aria-label^="Dismiss"]') as HTMLElement).click());
  }

  await cti(page, "dial-field").fill("600");
  await expect(cti(page, "dial-offer").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await look("offers");
  await page.keyboard.press("Escape");
  await cti(page, "pad-button").click();
  await expect(cti(page, "pad")).toBeVisible();
  await look("the pad of numbers");
  await cti(page, "pad-button").click();
  await cti(page, "dial-field").fill("nobody");
  await page.keyboard.press("Enter");
  await expect(cti(page, "dial-message")).not.toBeEmpty();
  await look("a number that is none");

  await sandbox.post("users/105/status", { status: "Lunch", color: "#ffaa00" });
  await tab("team");
  const row = teamRow(page, "102");
  await expect(row).toBeVisible();
  await look("team");
  await row.getByRole("button").first().click();
  await look("actions");
  await row.locator(".danger").click();
  await look("the question before a logout");
  await page.keyboard.press("Escape");
  await cti(page, "team-count").first().click();
  await look("team, by status");

  await sandbox.post("cut", { who: "others", how: "reset" });
  await expect.poll(async () => (await widget.snapshot()).gaps[0]?.to ?? 0).toBeGreaterThan(0);
  await tab("history");
  await expect(cti(page, "history-row")).toHaveCount(8);
  await expect(cti(page, "gap")).toBeVisible();
  await look("history");
  await page.locator('#panel-history input[type="search"]').fill("zoë");
  await expect(cti(page, "history-row")).toHaveCount(1);
  await look("history, searched");
  await page.locator('#panel-history input[type="search"]').fill("nobody of this name");
  await expect(page.locator("#panel-history .empty")).toBeVisible();
  await look("history, nothing found");

  await sandbox.post("raw", { text: "<<<not json>>>" });
  await sandbox.post("raw", { text: '{"event":"brand_new","data":{"a":1}}' });
  await cti(page, "menu-button").click();
  await expect(cti(page, "menu").getByRole("button").first()).toBeVisible();
  await look("menu");
  await cti(page, "menu").getByRole("button").last().click();
  await look("the question before logging oneself out");
  await page.keyboard.press("Escape");
  await menu(2);
  await cti(page, "frame").first().locator(".frame-top").click();
  await expect(cti(page, "frame-text")).toBeVisible();
  await look("frames");
  const section = (name: string) => cti(page, "inspector").locator(`[data-section="${name}"]`).click();
  await section("unread");
  await expect(cti(page, "unread-row")).toHaveCount(2);
  await look("not understood");
  await section("dialect");
  await cti(page, "inspector").locator("summary").click();
  await look("dialect in use");
  await section("replay");
  await page.locator('[name="capture"]').setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  await expect(cti(page, "replay").getByRole("alert")).not.toBeEmpty();
  await look("a file that cannot be replayed");
  const at = Date.now() - 60_000;
  const rings = { event: "incoming_call", data: { call_id: "r1", user_id: AGENT, number: "+34600123456" } };
  const capture = { format: "cti-softphone-capture", version: 1, frames: [{ at, way: "in", text: JSON.stringify(rings) }] };
  await page.locator('[name="capture"]').setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(capture)) });
  await expect(cti(page, "replay-call")).toBeVisible();
  await look("a replay");
  await menu(0);
  await expect(cti(page, "picker-user").first()).toBeVisible();
  await look("picker");
  await menu(1);
  await cti(page, "try-pop").locator("summary").click();
  await look("settings");
  await cti(page, "key").first().getByRole("button").click();
  await page.keyboard.press("Control+Shift+T");
  await expect(cti(page, "settings").getByRole("alert")).not.toBeEmpty();
  await look("a shortcut is changed");
  await page.keyboard.press("Escape");
  await cti(page, "settings-device").getByRole("button").click();
  await look("the question before the device is forgotten");

  // Told by a notice, since nobody waits for it any more.
  await sandbox.post("raw", { text: '{"event":"error","data":{"message":"Nobody is here"}}' });
  await menu(4);
  await cti(page, "menu").locator(".danger").click();
  await expect(cti(page, "notice")).not.toHaveCount(0);
  await look("notices");
  await menu(3);
  await expect(cti(page, "banner")).toHaveAttribute("data-state", "stopped");
  await look("disconnected");
  await sandbox.stop();
  await menu(3);
  await expect(cti(page, "banner")).toHaveAttribute("data-state", "waiting");
  await look("waiting for the server");
  return found;
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const direction of ["ltr", "rtl"]) {
    test(`axe finds no fault with any view, ${colorScheme}, ${direction}`, async ({ startSandbox, widgetOn, page }) => {
      test.setTimeout(120_000);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      // A browser that blocks new tabs, so that records wait for a click.
      await page.addInitScript(() => (window.open = () => null));
      // The second of the texts is the direction.
      await page.route("**/widget/texts/en.json", async (route) => {
        const words = await (await route.fetch()).json();
        await route.fulfill({ json: words.with(1, direction) });
      });
      const sandbox = await startSandbox();
      expect(await walk(page, sandbox, widgetOn(sandbox))).toEqual([]);
      await expect(cti(page, "widget")).toHaveAttribute("dir", direction);
    });
  }
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const locale of ["en", "ar"]) {
    test(`axe finds no fault with the floating layout, ${colorScheme}, ${locale}`, async ({ page, sandbox, widget }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await widget.open({ user: AGENT, layout: "floating", locale });
      await expect(cti(page, "launcher")).toHaveAttribute("data-state", "live");
      const found = await faults(page, "launcher");
      const { call_id: id } = await sandbox.post("calls", { ...CALL, number: "+34600123456", name: "María Fernández" });
      await expect(cti(page, "launcher-bubble")).not.toBeEmpty();
      found.push(...(await faults(page, "a call rings")));
      await cti(page, "launcher").click();
      await expect(card(page, id)).toBeVisible();
      found.push(...(await faults(page, "window")));
      await page.getByRole("tab").first().click();
      await page.keyboard.type("?");
      await expect(cti(page, "settings")).toBeVisible();
      found.push(...(await faults(page, "settings")));
      await sandbox.post(`calls/${id}/end`);
      await page.keyboard.press("Escape");
      found.push(...(await faults(page, "closed again")));
      expect(found).toEqual([]);
    });
  }
}

/** What has the focus, and how that is seen. */
const focused = (page: Page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element!);
    const box = element!.getBoundingClientRect();
    const at = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 12)] as const;
    const root = element!.getRootNode() as ShadowRoot;
    const top = root.elementFromPoint(...at);
    return {
      element: element!.outerHTML.slice(0, 160),
      outlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
      uncovered: element!.contains(top) || !!top?.contains(element),
    };
  });

/** Goes to a place by the tab key alone. Wherever the focus is on the way, it is seen. */
async function reach(page: Page, place: Locator, key = "Tab"): Promise<void> {
  for (let steps = 0; steps < 60; steps += 1) {
    await page.keyboard.press(key);
    if (await page.evaluate(() => document.activeElement?.localName === "cti-softphone")) {
      expect(await focused(page)).toMatchObject({ outlined: true, uncovered: true });
    }
    if ((await place.count()) === 1 && (await place.evaluate((element) => element.matches(":focus")))) return;
  }
  throw new Error(`the tab key does not lead to ${place}`);
}

test("a day's work without a pointer: nothing takes the focus, and it is always seen", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open();
  /** A call arrives; whoever types goes on typing. */
  const interrupt = async () => {
    const before = await focused(page);
    const { call_id: id } = await sandbox.post("calls", { ...CALL, number: "+442079460018", name: "Olivia Bennett" });
    await expect(card(page, id)).toHaveAttribute("data-phase", "ringing");
    expect((await focused(page)).element).toBe(before.element);
    await sandbox.post(`calls/${id}/end`);
    await expect(card(page, id)).toHaveAttribute("data-phase", "ended");
    expect((await focused(page)).element).toBe(before.element);
  };
  const { keyboard } = page;
  /** Types a letter as soon as the last one is shown. */
  const type = async (place: Locator, words: string) => {
    let typed = await place.inputValue();
    for (const letter of words) {
      await keyboard.type(letter);
      typed += letter;
      await expect(place).toHaveValue(typed);
    }
  };

  await reach(page, page.locator(`[data-cti="picker-user"][data-user-id="${AGENT}"]`));
  await keyboard.press("Enter");
  await expect(cti(page, "me")).toHaveAttribute("data-user-id", AGENT);

  await reach(page, cti(page, "dial-field"));
  await type(cti(page, "dial-field"), "+34 600 12");
  await interrupt();
  await type(cti(page, "dial-field"), " 02 00");
  await expect(cti(page, "dial-field")).toHaveValue("+34 600 12 02 00");
  await keyboard.press("Enter");
  const call = page.locator('[data-cti="call"][data-direction="outgoing"]');
  await expect(call).toHaveAttribute("data-phase", "connected");

  await reach(page, call.getByRole("button", { name: "Variables", exact: true }));
  await keyboard.press("Enter");
  await reach(page, cti(page, "variables").getByRole("button", { name: "Add" }));
  await keyboard.press("Enter");
  const [name, value] = ["Name", /^value of/i].map((label) => cti(page, "variables").getByLabel(label, { exact: true }).last());
  await reach(page, name!, "Shift+Tab");
  await type(name!, "order");
  await keyboard.press("Tab");
  await type(value!, "A-10");
  await interrupt();
  await type(value!, "01");
  await keyboard.press("Enter");
  await expect(call.locator('[data-cti="variable"]')).toContainText(["A-1001"]);
  await keyboard.press("Escape");
  await expect(call.getByRole("button", { name: "Variables", exact: true })).toBeFocused();

  await reach(page, call.locator('[data-cti="note-button"]'), "Shift+Tab");
  await keyboard.press("Enter");
  await expect(cti(page, "note-field")).toBeFocused();
  await type(cti(page, "note-field"), "wants ");
  await interrupt();
  await type(cti(page, "note-field"), "an offer");
  await keyboard.press("Escape");
  await expect(call.locator('[data-cti="note-button"]')).toBeFocused();

  const id = (await call.getAttribute("data-call-id"))!;
  await sandbox.post(`calls/${id}/end`);
  await expect(call).toHaveAttribute("data-phase", "ended");
  await reach(page, page.getByRole("tab", { name: "Calls", exact: true }));
  await keyboard.press("End");
  await expect(page.getByRole("tab", { name: "History" })).toBeFocused();
  await reach(page, page.getByRole("searchbox", { name: "Search calls" }), "Shift+Tab");
  await type(page.getByRole("searchbox", { name: "Search calls" }), "an offer");
  await expect(cti(page, "history-row")).toHaveCount(1);
  await expect(cti(page, "history-row")).toHaveAttribute("data-call-id", id);

  await reach(page, cti(page, "menu-button"), "Shift+Tab");
  await keyboard.press("Enter");
  await reach(page, cti(page, "menu").getByRole("button", { name: "Log out" }));
  await keyboard.press("Enter");
  await expect(cti(page, "menu")).toContainText("Log yourself out?");
  await expect(cti(page, "menu").getByRole("button", { name: "Cancel" })).toBeFocused();
  await reach(page, cti(page, "menu").getByRole("button", { name: "Log out" }), "Shift+Tab");
  await keyboard.press("Enter");
  await expect(cti(page, "me")).toHaveAttribute("data-status", "offline");
});
