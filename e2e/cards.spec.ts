/** Cards when there are many of them, and their numbers. */
import { ACCOUNT, expect, type Sandbox, test } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";

const RING = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };

const start = async (sandbox: Sandbox, number: string, more: object = {}): Promise<string> =>
  (await sandbox.post("calls", { ...RING, number, ...more })).call_id;

test("of twelve calls six are shown, what rings first, and the others are told and a click away", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  await widgetOn(sandbox).open({ user: AGENT });
  const ids: string[] = [];
  for (let index = 0; index < 12; index += 1) ids.push(await start(sandbox, `+346001234${index + 10}`));
  const seen = cti(page, "call").filter({ visible: true });
  const fold = cti(page, "fold");
  await expect(cti(page, "call")).toHaveCount(12);
  await expect(seen).toHaveCount(6);
  await expect(fold).toHaveText("+6 more, 6 ringing");
  await expect(fold).toHaveAttribute("aria-expanded", "false");

  // All but two are answered: those that ring come first, whatever was first before.
  for (const id of ids.slice(0, 10)) await sandbox.post(`calls/${id}/answer`);
  await expect(fold).toHaveText("+6 more");
  await expect(seen).toHaveCount(6);
  for (const id of ids.slice(10)) await expect(card(page, id)).toBeVisible();
  await expect(seen.nth(0)).toHaveAttribute("data-phase", "ringing");
  await expect(seen.nth(1)).toHaveAttribute("data-phase", "ringing");

  await fold.click();
  await expect(seen).toHaveCount(12);
  await expect(fold).toHaveText("Show fewer");
  await expect(fold).toHaveAttribute("aria-expanded", "true");
  await fold.click();
  await expect(seen).toHaveCount(6);

  for (const id of ids.slice(0, 6)) {
    await sandbox.post(`calls/${id}/end`);
    await expect(card(page, id)).toHaveAttribute("data-phase", "ended");
    await card(page, id).evaluate((card) => (card.querySelector('button[aria-label^="Dismiss"]') as HTMLElement).click());
  }
  await expect(cti(page, "call")).toHaveCount(6);
  await expect(seen).toHaveCount(6);
  await expect(fold).toHaveCount(0);
});

test("a card in which somebody writes is not folded away, and keeps the focus", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  await widgetOn(sandbox).open({ user: AGENT });
  const id = await start(sandbox, "+34600123409");
  await sandbox.post(`calls/${id}/answer`);
  await expect(card(page, id)).toHaveAttribute("data-phase", "connected");
  await card(page, id).locator('[data-cti="note-button"]').click();
  await page.keyboard.type("wants ");
  for (let index = 0; index < 7; index += 1) await start(sandbox, `+346001234${index + 10}`);
  await expect(cti(page, "call")).toHaveCount(8);
  await expect(cti(page, "fold")).toHaveText("+1 more, 1 ringing");
  await expect(cti(page, "note-field")).toBeFocused();
  await page.keyboard.type("an offer");
  await expect(cti(page, "note-field")).toHaveValue("wants an offer");
  // Once nobody writes there any more, it is one of the others.
  await page.keyboard.press("Escape");
  await cti(page, "dial-field").focus();
  await expect(card(page, id)).toBeHidden();
  await expect(cti(page, "fold")).toHaveText("+2 more, 1 ringing");
});

test("a number is copied as it was written, with the browser's clipboard and without", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  await page.addInitScript(() => {
    const noted: string[] = [];
    Object.assign(window, { noted, clipboard: "works" });
    const writeText = async (words: string) => {
      if ((window as any).clipboard !== "works") throw new Error("not allowed");
      noted.push(words);
    };
    Object.defineProperty(navigator, "clipboard", { value: { writeText } });
    // What the old way puts in a clipboard is what its event was given.
    document.execCommand = (name: string) => {
      if ((window as any).clipboard === "none") return false;
      const event = new ClipboardEvent(name, { clipboardData: new DataTransfer(), cancelable: true });
      document.dispatchEvent(event);
      noted.push(`${name}: ${event.clipboardData!.getData("text/plain")}`);
      return true;
    };
  });
  await widgetOn(sandbox).open({ user: AGENT });
  const id = await start(sandbox, "+34600123456", { name: "María Fernández" });
  const number = card(page, id).locator('[data-cti="number"]');
  const told = card(page, id).locator('[data-cti="number-told"]');
  await expect(number).toHaveText("+34 600 12 34 56");
  await number.focus();
  await page.keyboard.press("Enter");
  await expect(number).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(told).toHaveText("Copied");
  await page.keyboard.press("Escape");
  await expect(number).toBeFocused();
  await expect(number).toHaveAttribute("aria-expanded", "false");
  await expect(told).toBeEmpty();

  const copy = async (clipboard: string) => {
    await page.evaluate((clipboard) => ((window as any).clipboard = clipboard), clipboard);
    await number.click();
    await card(page, id).locator('[data-cti="number-copy"]').click();
  };
  await copy("old");
  await expect(told).toHaveText("Copied");
  expect(await page.evaluate(() => (window as any).noted)).toEqual(["+34600123456", "copy: +34600123456"]);
  await number.click();
  await copy("none");
  await expect(told).toContainText("did not copy it");
  // Whoever goes elsewhere is done with it.
  await cti(page, "dial-field").focus();
  await expect(number).toHaveAttribute("aria-expanded", "false");
});

test("a number is called from a card and from the history", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  await widgetOn(sandbox).open({ user: AGENT });
  const id = await start(sandbox, "+34600123456", { name: "María Fernández" });
  await expect(card(page, id)).toBeVisible();
  await sandbox.post(`calls/${id}/end`);
  await expect(card(page, id)).toHaveAttribute("data-phase", "ended");
  const dialled = page.locator('[data-cti="call"][data-direction="outgoing"]');
  await card(page, id).locator('[data-cti="number"]').click();
  await card(page, id).getByRole("button", { name: "Call +34 600 12 34 56" }).click();
  await expect(dialled).toHaveCount(1);

  const other = await start(sandbox, "+442079460999");
  await expect(card(page, other).locator('[data-cti="call-name"]')).toContainText("+44 20 7946 0999");
  await sandbox.post(`calls/${other}/end`);
  await page.getByRole("tab", { name: "History" }).click();
  const row = cti(page, "history-row").filter({ hasText: "+44 20" });
  await row.locator('[data-cti="number"]').click();
  await row.locator('[data-cti="number-call"]').click();
  await expect(dialled).toHaveCount(2);
  await expect(page.getByRole("tab", { name: "Calls", exact: true })).toHaveAttribute("aria-selected", "true");
});

test("a widget with folded cards can be taken down, and another one mounted", async ({ page, sandbox, widget }) => {
  await widget.open({ user: AGENT });
  for (let number = 0; number < 8; number += 1) await sandbox.post("calls", { ...RING, number: `+3460012346${number}` });
  await expect(cti(page, "fold")).toBeVisible();
  await page.evaluate(() => {
    const { handle, parentElement } = document.querySelector("cti-softphone") as any;
    (window as any).place = parentElement;
    handle.destroy();
    document.querySelector("cti-softphone")!.remove();
  });
  await page.evaluate(
    async ([host, domain, user, url]) => {
      const { mount } = await import(new URL("/cti-softphone.js", location.href).href);
      mount((window as any).place, { host, domain, user, credentialsUrl: url });
    },
    [sandbox.host, ACCOUNT.domain, AGENT, `${sandbox.url}/sandbox/credentials`] as const,
  );
  await expect(cti(page, "connection")).toHaveAttribute("data-state", "live");
  await page.getByRole("tab", { name: "Team" }).click();
  await expect(page.getByRole("searchbox", { name: "Search team" })).toBeVisible();
});
