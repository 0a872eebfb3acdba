import { readFile } from "node:fs/promises";
import type { Page, Route } from "@playwright/test";
import { expect, test } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";
import { stored, storing } from "./fixtures/storage.ts";
import { work } from "./fixtures/work.ts";
import { ACCOUNT, type Sandbox } from "./fixtures/sandbox.ts";
import type { Widget } from "./fixtures/widget.ts";

const CALL = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };

async function talk(sandbox: Sandbox, page: Page, call: object): Promise<string> {
  const { call_id: id } = await sandbox.post("calls", { ...CALL, ...call });
  await expect(card(page, id)).toBeVisible();
  await sandbox.post(`calls/${id}/answer`);
  await expect(card(page, id)).toHaveAttribute("data-phase", "connected");
  await sandbox.post(`calls/${id}/end`);
  await expect(card(page, id)).toHaveAttribute("data-outcome", "completed");
  return id;
}

async function reload(page: Page, widget: Widget) {
  await page.reload();
  await widget.mounted();
  await widget.reaches("live");
}

const history = (page: Page) => page.getByRole("tab", { name: "History" }).click();
const rows = (page: Page) => cti(page, "history-row");

/** Puts old calls into the database, as docs/history.md describes them: one every two minutes back from now. */
const fill = (page: Page, host: string, count: number) =>
  page.evaluate(
    ([scope, count]) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open("cti-softphone");
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const writing = request.result.transaction("calls", "readwrite");
          const now = Date.now();
          for (let index = 1; index <= count; index += 1) {
            const startedAt = now - index * 120_000;
            const id = `old-${index}`;
            const missed = index % 1000 === 0;
            const call = {
              id,
              direction: "incoming",
              phase: "ended",
              outcome: missed ? "missed" : "completed",
              number: `+3460000${String(index).padStart(4, "0")}`,
              name: index === 4321 ? "Zoë Quist" : `Customer ${index}`,
              startedAt,
              ...(missed ? {} : { connectedAt: startedAt + 5_000 }),
              endedAt: startedAt + 60_000,
              mine: true,
            };
            const key = `${scope}\n${String(99_999_999_999_999 - startedAt).padStart(14, "0")}\n${id}`;
            writing.objectStore("calls").put(JSON.stringify(call), key);
          }
          writing.oncomplete = () => {
            request.result.close();
            resolve();
          };
        };
      }),
    [`${host.replace("ws://", "")}/${ACCOUNT.domain}/${AGENT}`, count] as const,
  );

test("what happens before the part with the history is there is in it all the same", async ({ page, sandbox, widget }) => {
  const held: Route[] = [];
  const part = "**/widget/split_rare.wasm";
  await page.route(part, (route) => void held.push(route));
  await widget.open({ user: AGENT });
  const { call_id: id } = await sandbox.post("calls", CALL);
  await sandbox.post(`calls/${id}/answer`);
  await expect(card(page, id)).toHaveAttribute("data-phase", "connected");
  await sandbox.post(`calls/${id}/end`);
  await expect(card(page, id)).toHaveAttribute("data-phase", "ended");
  await expect.poll(() => held.length).toBe(1);
  await history(page);
  await expect(rows(page)).toHaveCount(0);
  await page.unroute(part);
  await held[0].continue();
  await expect(rows(page)).toHaveCount(1);
  // It is shown before it is stored.
  await expect.poll(() => stored(page, "calls")).toBe(1);
  await reload(page, widget);
  await history(page);
  await expect(rows(page)).toHaveCount(1);
});

test("calls, a gap and notes are there after a reload", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await storing(page);
  const id = await talk(sandbox, page, { number: "+34600123456", name: "María Fernández", queue: "Support ES" });
  await card(page, id).getByRole("button", { name: /^note/i }).click();
  await expect(cti(page, "note-field")).toBeFocused();
  await cti(page, "note-field").fill("wants to be called back at 5");
  await sandbox.post("cut", { who: "others", how: "reset" });
  await expect.poll(async () => (await widget.snapshot()).gaps[0]?.to ?? 0).toBeGreaterThan(0);
  // At once: what was typed last is written while the page goes.
  await cti(page, "note-field").fill("wants to be called back at 6");
  await reload(page, widget);
  await history(page);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("María Fernández");
  await expect(rows(page)).toContainText("Support ES");
  await expect(rows(page)).toContainText("wants to be called back at 6");
  await expect(cti(page, "gap")).toContainText(/^offline/i);
  // And it can be gone on with there.
  await rows(page).getByRole("button", { name: /^note/i }).click();
  await cti(page, "note-field").fill("done");
  await reload(page, widget);
  await history(page);
  await expect(rows(page)).toContainText("done");
});

test("the time without a page is shown as a gap", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await storing(page);
  // A page of the same origin without the widget, from which to turn the time back that it has written.
  await page.goto(`${sandbox.url}/sandbox/state`);
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open("cti-softphone");
        request.onsuccess = () => {
          const marks = request.result.transaction("marks", "readwrite").objectStore("marks");
          marks.getAllKeys().onsuccess = (event: any) => {
            for (const key of event.target.result) marks.put(String(Date.now() - 3_600_000), key);
          };
          marks.transaction.oncomplete = () => {
            request.result.close();
            resolve();
          };
        };
      }),
  );
  await widget.open({ user: AGENT });
  await expect.poll(async () => (await widget.snapshot()).gaps.map((gap) => gap.reason)).toEqual(["closed"]);
  await history(page);
  await expect(cti(page, "gap")).toContainText(/^not running/i);
});

test("forgetting the device empties it, after a confirmation", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await talk(sandbox, page, { number: "+34600123456" });
  await expect.poll(() => stored(page, "calls")).toBe(1);
  await cti(page, "menu-button").click();
  await page.getByRole("button", { name: "Forget this device" }).click();
  expect(await stored(page, "calls")).toBe(1);
  await page.getByRole("button", { name: "Erase" }).click();
  await expect(cti(page, "notice")).toContainText(/were erased/i);
  for (const store of ["calls", "gaps", "notes", "drafts"]) expect(await stored(page, store)).toBe(0);
  await reload(page, widget);
  await history(page);
  await expect(page.getByText("No calls yet")).toBeVisible();
});

test("logging oneself out erases the history", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await talk(sandbox, page, { number: "+34600123456" });
  await expect.poll(() => stored(page, "calls")).toBe(1);
  expect(await widget.logout()).toHaveProperty("ok");
  await expect.poll(() => stored(page, "calls")).toBe(0);
});

test("of 5000 calls the newest are there at once, more by scrolling, and any is found", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await storing(page);
  await fill(page, sandbox.host, 5_000);
  await reload(page, widget);
  await history(page);
  await expect(rows(page)).toHaveCount(50);
  await rows(page).last().scrollIntoViewIfNeeded();
  await expect(rows(page)).toHaveCount(100);
  await cti(page, "earlier").click();
  await expect.poll(() => rows(page).count()).toBeGreaterThan(149);

  const search = page.getByRole("searchbox", { name: "Search calls" });
  const { longest, all } = await work(page, async () => {
    await search.fill("zoë q");
    await expect(rows(page)).toContainText(["Zoë Quist"]);
    await search.fill("+34 600 00 43 21");
    await expect(rows(page)).toContainText(["Zoë Quist"]);
    await expect(rows(page)).toHaveCount(1);
    await search.fill("missed");
    await expect(rows(page)).toHaveCount(5);
    await search.fill("nobody of this name");
    await expect(page.getByText("No call matches")).toBeVisible();
  });
  // It reads in small steps, between which the page goes on.
  expect(longest).toBeLessThan(all / 3);
});

test("two tabs that hear one call count it once", async ({ startSandbox, widgetOn, page, context }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  const second = await context.newPage();
  for (const path of ["**/cti.json", "**/test-credentials.json"]) {
    await second.route(path, async (route) => {
      const json = path.includes("credentials")
        ? { token_id: ACCOUNT.tokenId, token: ACCOUNT.token }
        : { host: sandbox.host, domain: ACCOUNT.domain, credentialsUrl: "./test-credentials.json", user: AGENT };
      await route.fulfill({ json });
    });
  }
  await second.goto(`${sandbox.url}/`);
  await expect(cti(second, "connection")).toHaveAttribute("data-state", "live");
  await talk(sandbox, page, { number: "+34600123456" });
  await expect(second.locator('[data-outcome="completed"]')).toBeVisible();
  await expect.poll(() => stored(page, "calls")).toBe(1);
  await second.close();
  await reload(page, widget);
  await history(page);
  await expect(rows(page)).toHaveCount(1);
});

test("without storage the widget works from memory and says so once", async ({ startSandbox, widgetOn, page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "indexedDB", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  });
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await expect(cti(page, "notice")).toHaveCount(1);
  await expect(cti(page, "notice")).toContainText(/until this page is closed/i);
  const id = await talk(sandbox, page, { number: "+34600123456" });
  await card(page, id).getByRole("button", { name: /^note/i }).click();
  await cti(page, "note-field").fill("kept for now");
  await history(page);
  await expect(rows(page)).toContainText("kept for now");
  await expect(cti(page, "notice")).toHaveCount(1);
});

test("nothing is stored where the configuration says so", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT, historyCalls: 0 });
  await talk(sandbox, page, { number: "+34600123456" });
  await reload(page, widget);
  await history(page);
  await expect(page.getByText("No calls yet")).toBeVisible();
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
});

/** Clicks the button and reads what is saved. */
async function exported(page: Page): Promise<{ name: string; text: string }> {
  const saving = page.waitForEvent("download");
  await cti(page, "export").click();
  const download = await saving;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

test("the calls are saved as a file that no spreadsheet takes for formulas", async ({ startSandbox, widgetOn, page }) => {
  await page.addInitScript(() => {
    const { createObjectURL, revokeObjectURL } = URL;
    const held = new Set<string>();
    (window as any).held = held;
    URL.createObjectURL = (blob) => {
      const url = createObjectURL(blob);
      held.add(url);
      return url;
    };
    URL.revokeObjectURL = (url) => {
      held.delete(url);
      revokeObjectURL(url);
    };
  });
  await page.clock.install();
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await history(page);
  await expect(page.getByText("No calls yet")).toBeVisible();
  await expect(cti(page, "export")).toHaveCount(0);
  await page.getByRole("tab", { name: "Calls", exact: true }).click();
  const id = await talk(sandbox, page, { number: "+34600123456", name: '=HYPERLINK("https://evil.example")', queue: "Sales, ES" });
  await card(page, id).getByRole("button", { name: /^note/i }).click();
  await cti(page, "note-field").fill('said "no"\n-5 %');
  const { call_id: failed } = await sandbox.post("calls", { ...CALL, kind: "outgoing", number: "+972500000000", name: "שלום" });
  await expect(card(page, failed)).toBeVisible();
  await sandbox.post(`calls/${failed}/fail`, { code: 486 });
  await expect(card(page, failed)).toHaveAttribute("data-outcome", "failed");
  await history(page);
  await expect(rows(page)).toHaveCount(2);
  const { name, text } = await exported(page);
  expect(name).toMatch(/^calls-\d{4}-\d\d-\d\d\.csv$/);
  const time = /"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00"/g;
  expect(text.match(time)).toHaveLength(2);
  expect(text.replace(time, "TIME").replace(/"Ended","200","\d+"/, "TALK")).toBe(
    [
      '\ufeff"Start","Direction","Name","Number","Queue","Outcome","Code","Talk seconds","Note"',
      'TIME,"Outgoing","שלום","\'+972500000000","","Failed · busy (486)","486","",""',
      'TIME,"Incoming","\'=HYPERLINK(""https://evil.example"")","\'+34600123456","Sales, ES",TALK,"said ""no""\n-5 %"',
      "",
    ].join("\r\n"),
  );
  // It does not stay in memory for as long as the page.
  const held = () => page.evaluate(() => (window as any).held.size);
  expect(await held()).toBe(1);
  await page.clock.runFor(60_000);
  await expect.poll(held).toBe(0);
});

test("all that is stored is saved, or all of it that matches, not only what is in sight", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await storing(page);
  await fill(page, sandbox.host, 4_500);
  await reload(page, widget);
  await history(page);
  await expect(rows(page)).toHaveCount(50);
  const lines = async () => (await exported(page)).text.trimEnd().split("\r\n");
  const search = page.getByRole("searchbox", { name: "Search calls" });
  await search.fill("missed");
  await expect(rows(page)).toHaveCount(4);
  expect(await lines()).toHaveLength(1 + 4);
  await search.fill("");
  await expect(rows(page)).toHaveCount(50);
  const all = await lines();
  expect(all).toHaveLength(1 + 4_500);
  expect(all[1]).toContain('"Customer 1"');
  expect(all[4_500]).toContain('"Customer 4500"');
  await expect(rows(page)).toHaveCount(50);
});

test("a row of the history cuts no number, however narrow the widget is", async ({ startSandbox, widgetOn, page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await storing(page);
  await page.evaluate(
    ([scope, name]) =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open("cti-softphone");
        request.onsuccess = () => {
          const writing = request.result.transaction("calls", "readwrite");
          const now = Date.now();
          for (const [index, who] of [{}, { name }].entries()) {
            const startedAt = now - 40_000_000 - index;
            const times = { startedAt, connectedAt: startedAt, endedAt: startedAt + 36_754_000, mine: true };
            const call = { id: `long-${index}`, direction: "incoming", phase: "ended", outcome: "completed", number: `+97254123456${index}`, ...who, ...times };
            const key = `${scope}\n${String(99_999_999_999_999 - startedAt).padStart(14, "0")}\n${call.id}`;
            writing.objectStore("calls").put(JSON.stringify(call), key);
          }
          writing.oncomplete = () => (request.result.close(), resolve());
        };
      }),
    [`${sandbox.host.replace("ws://", "")}/${ACCOUNT.domain}/${AGENT}`, "Maximiliana Featherstonehaugh-Cholmondeley"] as const,
  );
  await reload(page, widget);
  await history(page);
  await expect(rows(page)).toHaveCount(2);
  const cut = await rows(page)
    .locator(".row-name > bdi, .row-time")
    .evaluateAll((all) => all.map((each) => each.scrollWidth > each.clientWidth && getComputedStyle(each).display !== "inline"));
  expect(cut).not.toContain(true);
  await expect(rows(page).first().locator(".row-name")).toHaveText(/\+972 54/);
});
