/** What the widget asks of its page and tells it, and a configuration that changes while it runs. */
import type { BrowserContext, Page } from "@playwright/test";
import { ACCOUNT, expect, type Sandbox, test } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";

const RING = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };
const NUMBER = "+442079460200";

type Noted = { asked: string[]; told: { call: any; about: any }[]; errors: string[]; opened: number };
const noted = (page: Page): Promise<Noted> => page.evaluate(() => (window as any).noted);

/** A page whose widget has these functions: the bodies of `doNotCall(number)` and `onCallEnded(call, about)`. */
async function mounted(page: Page, sandbox: Sandbox, hooks: { doNotCall?: string; onCallEnded?: string }, more = {}) {
  await page.goto(`${sandbox.url}/page.css`);
  await page.evaluate(
    async ([config, hooks]: any) => {
      const { mount } = await import(new URL("/cti-softphone.js", location.href).href);
      const noted: any = { asked: [], told: [], errors: [] };
      const made: any = {};
      if (hooks.doNotCall) {
        const answer = new Function("number", hooks.doNotCall);
        made.doNotCall = (number: string) => (noted.asked.push(number), answer(number));
      }
      if (hooks.onCallEnded) {
        const answer = new Function("call", "about", hooks.onCallEnded);
        made.onCallEnded = (call: any, about: any) => (noted.told.push({ call, about }), answer(call, about));
      }
      const handle = mount(document.body, { ...config, ...made });
      handle.on("error", ({ message }: any) => noted.errors.push(message));
      const settle = (promise: Promise<any>) =>
        promise.then((ok) => ({ ok }), ({ name, code, message }) => ({ error: { name, code, message } }));
      Object.assign(window, { noted, handle, settle });
    },
    [
      { host: sandbox.host, domain: ACCOUNT.domain, user: AGENT, credentialsUrl: `${sandbox.url}/sandbox/credentials`, ...more },
      hooks,
    ] as const,
  );
  await expect(cti(page, "widget")).toHaveAttribute("data-tabs", /leading|following|alone/);
  await expect(cti(page, "connection")).toHaveAttribute("data-state", "live");
}

const call = (page: Page, number: string): Promise<any> =>
  page.evaluate((number) => (window as any).settle((window as any).handle.makeCall(number)), number);

async function dialled(sandbox: Sandbox): Promise<string[]> {
  const { messages } = await sandbox.get("messages");
  const said = messages.map((message: any) => JSON.parse(message.text));
  return said.filter((message: any) => message.event === "make_call").map((message: any) => message.data.number);
}

/** A call that rang and ended at the agent's phone. */
async function ended(page: Page, sandbox: Sandbox, number = NUMBER): Promise<string> {
  const { call_id: id } = await sandbox.post("calls", { ...RING, number });
  await expect(card(page, id)).toBeVisible();
  await sandbox.post(`calls/${id}/end`);
  await expect(card(page, id)).toHaveAttribute("data-phase", "ended");
  return id;
}

test.describe("doNotCall", () => {
  test("a dial that waits for it is not sent on another connection", async ({ startSandbox, page }) => {
    const sandbox = await startSandbox();
    await mounted(page, sandbox, { doNotCall: `return new Promise((free) => (window.free = () => free(null)))` });
    const promised = call(page, NUMBER);
    await expect.poll(() => page.evaluate(() => Boolean((window as any).free))).toBe(true);
    await sandbox.post("cut");
    expect((await promised).error.code).toBe("not_connected");
    await expect(cti(page, "connection")).toHaveAttribute("data-state", "live");
    await page.evaluate(() => (window as any).free());
    // The next one goes, and is the only one that does.
    const next = call(page, "+442079460201");
    await expect.poll(async () => (await noted(page)).asked.length).toBe(2);
    await page.evaluate(() => (window as any).free());
    expect((await next).ok.number).toBe("+442079460201");
    expect(await dialled(sandbox)).toEqual(["+442079460201"]);
  });

  test("refuses whatever asks for a call, and the agent reads why", async ({ startSandbox, page }) => {
    const sandbox = await startSandbox();
    await mounted(page, sandbox, { doNotCall: `return number.endsWith("200") ? "On the <b>list</b> since May" : null` });
    const id = await ended(page, sandbox);

    await cti(page, "dial-field").fill("+44 20 7946 0200");
    await cti(page, "dial-button").click();
    await expect(cti(page, "dial")).toHaveAttribute("data-progress", "failed");
    await expect(cti(page, "dial")).toContainText("Not dialled: On the <b>list</b> since May");

    // From the history it is told at the same place.
    await page.getByRole("tab", { name: "History" }).click();
    await cti(page, "history-row").first().getByRole("button", { name: /^Call/ }).first().click();
    await expect(cti(page, "dial")).toHaveAttribute("data-progress", "failed");

    expect(await call(page, NUMBER)).toEqual({
      error: { name: "CtiError", code: "refused", message: "On the <b>list</b> since May" },
    });
    const notice = cti(page, "notice").filter({ hasText: "On the <b>list</b> since May" });
    await expect(notice).toHaveCount(1);
    await notice.getByRole("button").click();
    await expect(notice).toHaveCount(0);
    expect((await noted(page)).asked).toEqual([NUMBER, NUMBER, NUMBER]);
    expect(await dialled(sandbox)).toEqual([]);

    // What it lets pass is dialled, and settles as ever; extensions are asked for too.
    expect((await call(page, "+442079460201")).ok).toMatchObject({ direction: "outgoing" });
    expect(await dialled(sandbox)).toEqual(["+442079460201"]);
    expect((await noted(page)).asked.at(-1)).toBe("+442079460201");
    expect((await noted(page)).errors).toEqual([]);
    expect(id).toBeTruthy();
  });

  for (const [what, body, told] of [
    ["throws", `throw new Error("secret")`, "doNotCall: the page's function threw; nothing was dialled"],
    ["rejects", `return Promise.reject(new Error("secret"))`, "doNotCall: the page's function threw; nothing was dialled"],
    ["gives something else", `return true`, "doNotCall: a text, or null, expected; nothing was dialled"],
    ["never answers", `return new Promise(() => {})`, "doNotCall: no answer in 3 seconds; nothing was dialled"],
  ] as const) {
    test(`a function that ${what} dials nothing`, async ({ startSandbox, page }) => {
      const sandbox = await startSandbox();
      await mounted(page, sandbox, { doNotCall: body });
      const { error } = await call(page, NUMBER);
      expect(error).toMatchObject({ code: "refused" });
      expect((await noted(page)).errors).toEqual([told]);
      await expect(cti(page, "notice")).toContainText("could not be checked");
      expect(await dialled(sandbox)).toEqual([]);
    });
  }

  test("while it is asked the same number is a duplicate, and nothing follows a destroyed widget", async ({ startSandbox, page }) => {
    const sandbox = await startSandbox();
    await mounted(page, sandbox, { doNotCall: `return new Promise((resolve) => (window.free = resolve))` });
    const first = call(page, NUMBER);
    await expect.poll(async () => (await noted(page)).asked).toEqual([NUMBER]);
    expect((await call(page, "00442079460200")).error.code).toBe("duplicate");
    await page.evaluate(() => (window as any).free(null));
    expect((await first).ok.number).toBe(NUMBER);
    expect(await dialled(sandbox)).toEqual([NUMBER]);

    const second = call(page, "+442079460201");
    await expect.poll(async () => (await noted(page)).asked.length).toBe(2);
    await page.evaluate(() => (window as any).handle.destroy());
    expect((await second).error.code).toBe("destroyed");
    await page.evaluate(() => (window as any).free(""));
    await mounted(page, sandbox, {});
    expect(await dialled(sandbox)).toEqual([NUMBER]);
  });

  test("the page of the tab that dials is asked, whichever is connected", async ({ startSandbox, context }) => {
    const sandbox = await startSandbox();
    const pages = [await context.newPage(), await context.newPage()] as const;
    for (const [index, page] of pages.entries()) {
      await mounted(page, sandbox, { doNotCall: `return ${index} === 1 ? "not from here" : null` });
    }
    expect((await call(pages[1], NUMBER)).error).toMatchObject({ code: "refused", message: "not from here" });
    expect((await call(pages[0], NUMBER)).ok).toBeTruthy();
    expect(await dialled(sandbox)).toEqual([NUMBER]);
    expect((await noted(pages[0])).asked.length + (await noted(pages[1])).asked.length).toBe(2);
  });

  test("a dial before the late part is here waits for it", async ({ startSandbox, page }) => {
    const sandbox = await startSandbox();
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/split_rare.wasm", async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${sandbox.url}/page.css`);
    const settled = page.evaluate(
      async (config) => {
        const { mount } = await import(new URL("/cti-softphone.js", location.href).href);
        const asked: string[] = [];
        const handle = mount(document.body, { ...config, doNotCall: (number: string) => void asked.push(number) });
        await new Promise<void>((live) => handle.on("connection", (event: any) => event.connection.state === "live" && live()));
        (window as any).dialling = true;
        return handle.makeCall("+442079460200").then((call: any) => [asked, call.number]);
      },
      { host: sandbox.host, domain: ACCOUNT.domain, user: AGENT, credentialsUrl: `${sandbox.url}/sandbox/credentials` },
    );
    await page.waitForFunction(() => (window as any).dialling);
    expect(await dialled(sandbox)).toEqual([]);
    release();
    expect(await settled).toEqual([[NUMBER], NUMBER]);
  });
});

test.describe("onCallEnded", () => {
  test("is told of a call whose card was dismissed before its end", async ({ startSandbox, page }) => {
    const sandbox = await startSandbox();
    await mounted(page, sandbox, { onCallEnded: "return true" });
    const { call_id: id } = await sandbox.post("calls", { ...RING, number: NUMBER });
    await expect(card(page, id)).toBeVisible();
    await sandbox.post(`calls/${id}/answer`);
    await expect(card(page, id)).toHaveAttribute("data-phase", "connected");
    await card(page, id).getByRole("button", { name: /^Dismiss/ }).click();
    await expect(card(page, id)).toHaveCount(0);
    await sandbox.post(`calls/${id}/end`);
    await expect.poll(async () => (await noted(page)).told.map(({ call }) => [call.id, call.outcome])).toEqual([[id, "completed"]]);
  });

  test("tells each call until it is confirmed, under one id, with the note", async ({ startSandbox, page }) => {
    const sandbox = await startSandbox();
    await mounted(page, sandbox, {
      onCallEnded: `if (about.attempt === 1) throw new Error("secret"); return about.attempt === 2 ? false : undefined`,
    });
    const { call_id: id } = await sandbox.post("calls", { ...RING, number: NUMBER });
    await expect(card(page, id)).toBeVisible();
    await card(page, id).locator('[data-cti="note-button"]').click();
    await card(page, id).locator('[data-cti="note-field"]').fill("calls back at nine");
    await sandbox.post(`calls/${id}/end`);
    await expect.poll(async () => (await noted(page)).told.length, { timeout: 25_000 }).toBe(3);
    const { told, errors } = await noted(page);
    expect(told.map(({ about }) => about.attempt)).toEqual([1, 2, 3]);
    expect(new Set(told.map(({ about }) => about.id)).size).toBe(1);
    expect(told[2]).toMatchObject({ call: { id, phase: "ended", number: NUMBER, mine: true }, about: { note: "calls back at nine" } });
    expect(errors).toEqual([
      "onCallEnded: the page's function threw; the call is kept and told again",
      "onCallEnded: not confirmed; the call is kept and told again",
    ]);
    // Confirmed; and a note that is changed after it is told under the same id.
    await card(page, id).locator('[data-cti="note-field"]').fill("called back");
    await expect.poll(async () => (await noted(page)).told.length, { timeout: 15_000 }).toBeGreaterThan(3);
    const again = (await noted(page)).told[3]!;
    expect(again.about).toMatchObject({ id: told[0]!.about.id, attempt: 1, note: "called back" });
  });

  test("goes on after a reload with what was not confirmed, and leaves alone what was", async ({ startSandbox, page }) => {
    const sandbox = await startSandbox();
    await mounted(page, sandbox, { onCallEnded: `return false` });
    const first = await ended(page, sandbox);
    await expect.poll(async () => (await noted(page)).told.length, { timeout: 15_000 }).toBeGreaterThan(0);
    const before = (await noted(page)).told[0]!;

    await mounted(page, sandbox, { onCallEnded: `return true` });
    await expect.poll(async () => (await noted(page)).told.length, { timeout: 15_000 }).toBe(1);
    const after = (await noted(page)).told[0]!;
    expect(after.call.id).toBe(first);
    expect(after.about.id).toBe(before.about.id);
    expect(after.about.attempt).toBeGreaterThan(1);

    await mounted(page, sandbox, { onCallEnded: `return true` });
    const second = await ended(page, sandbox, "+442079460201");
    await expect.poll(async () => (await noted(page)).told.map(({ call }) => call.id), { timeout: 15_000 }).toEqual([second]);
  });

  test("one of several tabs tells, and another one when that is closed", async ({ startSandbox, context }) => {
    const sandbox = await startSandbox();
    const pages = await tabs(context, sandbox, 3);
    const id = await ended(pages[0]!, sandbox);
    const all = async (pages: Page[]) => (await Promise.all(pages.map(noted))).map(({ told }) => told.map(({ call }) => call.id));
    await expect.poll(async () => (await all(pages)).flat(), { timeout: 15_000 }).toEqual([id]);
    const teller = (await all(pages)).findIndex((told) => told.length > 0);
    await pages[teller]!.close();
    const others = pages.filter((_, index) => index !== teller);
    // What the closed one connected for all, one of these does now: before that nothing is heard.
    const leads = () => Promise.all(others.map((page) => cti(page, "widget").getAttribute("data-tabs")));
    await expect.poll(leads).toContain("leading");
    for (const page of others) await expect(cti(page, "connection")).toHaveAttribute("data-state", "live");
    await expect.poll(async () => (await sandbox.get("state")).clients).toHaveLength(1);
    const next = await ended(others[0]!, sandbox, "+442079460201");
    await expect.poll(async () => (await all(others)).flat(), { timeout: 15_000 }).toEqual([next]);
  });

  test("forgetting the device drops what waits, and says so before", async ({ startSandbox, page }) => {
    const sandbox = await startSandbox();
    await mounted(page, sandbox, { onCallEnded: `return false` });
    await ended(page, sandbox);
    await expect.poll(async () => (await noted(page)).told.length, { timeout: 15_000 }).toBeGreaterThan(0);
    await cti(page, "menu-button").click();
    await page.getByRole("button", { name: "Settings" }).click();
    const device = cti(page, "settings-device");
    await device.getByRole("button", { name: "Forget this device" }).click();
    await expect(device).toContainText("not reached the call log");
    await device.getByRole("button", { name: "Erase", exact: true }).click();
    await expect(cti(page, "notice")).toBeVisible();
    await mounted(page, sandbox, { onCallEnded: `return true` });
    const next = await ended(page, sandbox, "+442079460201");
    await expect.poll(async () => (await noted(page)).told.map(({ call }) => call.id), { timeout: 15_000 }).toEqual([next]);
  });

  async function tabs(context: BrowserContext, sandbox: Sandbox, count: number): Promise<Page[]> {
    const pages: Page[] = [];
    for (let index = 0; index < count; index += 1) {
      const page = await context.newPage();
      await mounted(page, sandbox, { onCallEnded: `return true` });
      pages.push(page);
    }
    return pages;
  }
});

test.describe("update", () => {
  const update = (page: Page, config: string): Promise<any> =>
    page.evaluate((config) => (window as any).settle((window as any).handle.update(new Function(`return (${config})`)())), config);
  const clients = async (sandbox: Sandbox): Promise<any[]> => (await sandbox.get("state")).clients;

  test("changes what can be changed at once, with the connection and the cards as they are", async ({ startSandbox, page }) => {
    const sandbox = await startSandbox();
    await mounted(page, sandbox, {});
    const { call_id: id } = await sandbox.post("calls", { ...RING, number: NUMBER });
    await expect(card(page, id)).toBeVisible();
    await card(page, id).locator('[data-cti="note-button"]').click();
    await card(page, id).locator('[data-cti="note-field"]').fill("half a wor");
    await page.evaluate(() => {
      (window as any).states = [];
      (window as any).handle.on("connection", (event: any) => (window as any).states.push(event.connection.state));
    });
    const [before] = await clients(sandbox);

    expect(await update(page, `{ theme: "dark", locale: "de", sound: false, numbers: { country: 44 },
      contacts: (numbers) => numbers.map((number) => ({ number, name: "Found" })),
      doNotCall: () => "on the list" }`)).toEqual({});
    await expect(page.locator("cti-softphone")).toHaveAttribute("theme", "dark");
    await expect(page.getByRole("tab", { name: "Verlauf" })).toBeVisible();
    await expect(card(page, id).locator('[data-cti="call-name"]')).toHaveText("Found");
    expect((await call(page, "020 7946 0201")).error).toMatchObject({ code: "refused", message: "on the list" });
    // In another language all is drawn anew; what was typed is there.
    await expect(card(page, id)).toContainText("half a wor");

    expect(await update(page, `{ theme: null, locale: "en", contacts: null, doNotCall: null, credentials: null }`)).toEqual({});
    await expect(page.locator("cti-softphone")).not.toHaveAttribute("theme", "dark");
    await expect(page.getByRole("tab", { name: "History" })).toBeVisible();
    await expect(card(page, id)).not.toContainText("Found");
    expect((await call(page, "020 7946 0201")).ok.number).toBe("+442079460201");
    expect(await page.evaluate(() => (window as any).states)).toEqual(["live"]);
    expect(await clients(sandbox)).toEqual([before]);
  });

  test("names all mistakes, and changes nothing then", async ({ startSandbox, page }) => {
    const sandbox = await startSandbox();
    await mounted(page, sandbox, {});
    const { error } = await update(page, `{ theme: "pink", zoom: 1, sound: { volume: 200 }, contacts: 5, locale: "de" }`);
    expect(error.name).toBe("TypeError");
    for (const part of ["update: ", "theme: light, dark or auto expected", "zoom: unknown key", "sound.volume", "contacts: a function expected"]) {
      expect(error.message).toContain(part);
    }
    expect((await update(page, `5`)).error.message).toBe("update: an object expected");
    expect((await update(page, `{ texts: { Calls: "Chats" } }`)).error.message).toContain("texts");
    await expect(page.getByRole("tab", { name: "History" })).toBeVisible();
    await expect(page.locator("cti-softphone")).not.toHaveAttribute("theme");
    await expect(cti(page, "connection")).toHaveAttribute("data-state", "live");
    expect(await clients(sandbox)).toHaveLength(1);
  });

  test("begins anew for the rest, with the same handle and listeners and one connection", async ({ startSandbox, page }) => {
    const sandbox = await startSandbox();
    await mounted(page, sandbox, { doNotCall: `return new Promise(() => {})` });
    await page.evaluate(() => {
      (window as any).ready = 0;
      (window as any).handle.on("ready", () => ((window as any).ready += 1));
    });
    const waits = call(page, NUMBER);
    await expect.poll(async () => (await noted(page)).asked.length).toBe(1);
    expect(await update(page, `{ user: "1", doNotCall: null }`)).toEqual({});
    expect((await waits).error.code).toBe("destroyed");
    await expect.poll(() => page.evaluate(() => (window as any).handle.snapshot().user?.id)).toBe("1");
    await expect.poll(() => page.evaluate(() => (window as any).ready)).toBe(2);
    await expect(cti(page, "connection")).toHaveAttribute("data-state", "live");
    await expect.poll(async () => (await clients(sandbox)).length).toBe(1);
    expect(await dialled(sandbox)).toEqual([]);
    await expect(cti(page, "widget")).toHaveCount(1);

    // A layout too.
    expect(await update(page, `{ layout: "floating" }`)).toEqual({});
    await expect(page.locator('[data-cti="launcher"]')).toBeVisible();
    expect(await update(page, `{ layout: "panel" }`)).toEqual({});
    await expect(page.locator('[data-cti="launcher"]')).toHaveCount(0);
    await expect(cti(page, "connection")).toHaveAttribute("data-state", "live");
    await expect.poll(async () => (await clients(sandbox)).length).toBe(1);
  });

  test("mends a configuration that was wrong", async ({ startSandbox, page }) => {
    const sandbox = await startSandbox();
    await page.goto(`${sandbox.url}/page.css`);
    for (const wrong of [{ screenPop: { url: "http://x/" } }, { theme: "pink" }]) {
      await page.evaluate(
        async (config) => {
          document.body.replaceChildren();
          const { mount } = await import(new URL("/cti-softphone.js", location.href).href);
          (window as any).settle ??= (promise: Promise<any>) =>
            promise.then((ok) => ({ ok }), ({ name, code, message }) => ({ error: { name, code, message } }));
          (window as any).handle = mount(document.body, config);
        },
        { host: sandbox.host, domain: ACCOUNT.domain, user: AGENT, credentialsUrl: `${sandbox.url}/sandbox/credentials`, ...wrong },
      );
      await expect(cti(page, "connection")).toHaveAttribute("data-state", "stopped");
      expect(await update(page, `{ screenPop: false, theme: null }`)).toEqual({});
      await expect(cti(page, "connection")).toHaveAttribute("data-state", "live");
    }
  });
});

test("arguments that are wrong are told by name", async ({ startSandbox, page }) => {
  const sandbox = await startSandbox();
  await mounted(page, sandbox, {});
  const tell = (code: string): Promise<any> => page.evaluate((code) => (window as any).settle(new Function("handle", `return (async () => ${code})()`)((window as any).handle)), code);
  for (const [code, words] of [
    [`handle.makeCall()`, "makeCall: number: a text expected"],
    [`handle.makeCall({}, 5)`, "makeCall: number: a text expected; options: an object expected"],
    [`handle.makeCall("1", { variables: { a: {} }, callerid: 1, again: "yes", userId: [] })`,
      "makeCall: options.variables.a: a text, a number, true or false expected; options.callerid: unknown key; " +
      "options.again: true or false expected; options.userId: a text or a number expected"],
    [`handle.setVariables(undefined, [])`, "setVariables: callId: a text expected; variables: an object expected"],
    [`handle.setVariables("c1", { topic: () => {} })`, "setVariables: variables.topic: a text, a number, true or false expected"],
    [`handle.logout({})`, "logout: userId: a text or a number expected"],
    [`handle.on("ready")`, "on: a function expected"],
  ] as const) {
    expect(await tell(code), code).toEqual({ error: { name: "TypeError", code: undefined, message: words } });
  }
  expect((await tell(`handle.setVariables("c1", { topic: null })`)).error.code).toBe("unknown_call");
  const heard = page.evaluate(() => new Promise((resolve) => addEventListener("error", (event) => { event.preventDefault(); resolve(event.message); }, { once: true })));
  await page.evaluate(() => (window as any).handle.on("incomming_call", () => {}));
  expect(await heard).toContain("on: unknown event incomming_call");
  expect(await dialled(sandbox)).toEqual([]);
});
