/** What happens so that a call is noticed: each once, however many tabs there are. */
import type { BrowserContext, Page } from "@playwright/test";
import { ACCOUNT, expect, test, Widget, type Sandbox } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";

const RING = {
  kind: "incoming",
  user: AGENT,
  number: "+34600123456",
  queue: "Sales",
  answer_after_ms: null,
  end_after_ms: null,
};

type Noted = { rings: number; ringing: number; tones: number; notices: string[]; closed: number };

/** Notes in each page what would be heard and seen outside of it. Notifications are permitted, and shown nowhere. */
async function listen(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const noted: Noted = { rings: 0, ringing: 0, tones: 0, notices: [], closed: 0 };
    (window as any).noted = noted;
    const { start, stop } = AudioBufferSourceNode.prototype;
    AudioBufferSourceNode.prototype.start = function (...rest: any) {
      if (this.loop) {
        noted.rings += 1;
        noted.ringing += 1;
      } else noted.tones += 1;
      return start.apply(this, rest);
    };
    AudioBufferSourceNode.prototype.stop = function (...rest: any) {
      if (this.loop) noted.ringing -= 1;
      return stop.apply(this, rest);
    };
    (window as any).Notification = class {
      static permission = "granted";
      onclick?: () => void;
      constructor(title: string, { body }: { body: string }) {
        noted.notices.push(`${title} / ${body}`);
        (window as any).notification = this;
      }
      close() {
        noted.closed += 1;
      }
    };
  });
}

const noted = (page: Page): Promise<Noted> => page.evaluate(() => (window as any).noted);

async function inAll(tabs: Widget[]): Promise<Noted> {
  const all = await Promise.all(tabs.map((tab) => noted(tab.page)));
  const sum = (count: (noted: Noted) => number) => all.reduce((total, noted) => total + count(noted), 0);
  return {
    rings: sum((noted) => noted.rings),
    ringing: sum((noted) => noted.ringing),
    tones: sum((noted) => noted.tones),
    notices: all.flatMap((noted) => noted.notices),
    closed: sum((noted) => noted.closed),
  };
}

/** Opens tabs, each clicked into once, since browsers let no page sound before that. The last one has the focus. */
async function openTabs(context: BrowserContext, sandbox: Sandbox, count: number, settings: object = {}): Promise<Widget[]> {
  const tabs: Widget[] = [];
  for (let index = 0; index < count; index += 1) {
    const tab = await new Widget(await context.newPage(), sandbox).open({ user: AGENT, ...settings } as any);
    await tab.page.mouse.click(240, 500);
    await expect(cti(tab.page, "widget")).toHaveAttribute("data-tabs", index === 0 ? "leading" : "following");
    tabs.push(tab);
  }
  return tabs;
}

/** A page with a widget that gets its configuration from the page's script. */
async function mounted(context: BrowserContext, sandbox: Sandbox, screenPop: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${sandbox.url}/page.css`);
  await page.evaluate(
    async ([config, screenPop]) => {
      const { mount } = await import(new URL("/cti-softphone.js", location.href).href);
      const handle = mount(document.body, { ...(config as object), screenPop: new Function(`return ${screenPop}`)() });
      (window as any).pops = [];
      handle.on("screen_pop", (event: any) => (window as any).pops.push([event.moment, event.target, event.url]));
    },
    [
      { host: sandbox.host, domain: ACCOUNT.domain, user: AGENT, credentialsUrl: `${sandbox.url}/sandbox/credentials` },
      screenPop,
    ] as const,
  );
  await page.mouse.click(5, 5);
  await expect(cti(page, "widget")).toHaveAttribute("data-tabs", /leading|following/);
  await expect(cti(page, "connection")).toHaveAttribute("data-state", "live");
  return page;
}

const settings = async (page: Page) => {
  await cti(page, "menu-button").click();
  await cti(page, "menu").getByText("Settings").click();
  return cti(page, "settings");
};

test("in three tabs a call rings, notifies and opens its record once", async ({ startSandbox, context }) => {
  await listen(context);
  const sandbox = await startSandbox();
  const screenPop = { on: "ring", url: "/record?number={number}&queue={queue}", target: "tab" };
  const tabs = await openTabs(context, sandbox, 3, { screenPop });
  const opened: Page[] = [];
  context.on("page", (page) => opened.push(page));
  const { call_id: id } = await sandbox.post("calls", RING);
  for (const tab of tabs) await expect(card(tab.page, id)).toHaveAttribute("data-phase", "ringing");
  await expect.poll(() => opened.length).toBe(1);
  await expect.poll(() => opened[0]!.url()).toBe(`${sandbox.url}/record?number=%2B34600123456&queue=Sales`);
  await expect.poll(async () => (await inAll(tabs)).ringing).toBe(1);
  expect((await noted(tabs[2]!.page)).ringing).toBe(1);
  expect((await inAll(tabs)).notices).toEqual(["+34 600 12 34 56 is calling / Queue: Sales"]);
  // Whoever is looked at now rings, and the other stops; nothing is opened or shown again.
  await tabs[0]!.page.mouse.click(240, 500);
  await expect.poll(async () => (await noted(tabs[0]!.page)).ringing).toBe(1);
  expect((await inAll(tabs)).ringing).toBe(1);
  // The one that rings goes, and another one rings on.
  await tabs[0]!.page.close();
  for (const tab of tabs.slice(1)) await expect.poll(async () => (await tab.snapshot()).gaps.length).toBe(1);
  await expect.poll(async () => (await inAll(tabs.slice(1))).ringing).toBe(1);
  await sandbox.post(`calls/${id}/answer`);
  await expect.poll(async () => (await inAll(tabs.slice(1))).ringing).toBe(0);
  await expect.poll(async () => (await inAll(tabs.slice(1))).closed).toBe(1);
  await sandbox.post(`calls/${id}/end`);
  await expect.poll(async () => (await inAll(tabs.slice(1))).tones).toBe(1);
  expect((await inAll(tabs.slice(1))).notices).toHaveLength(1);
  expect(opened).toHaveLength(1);
});

test("every tab's title and icon show a ring, and stop together", async ({ startSandbox, context }) => {
  const sandbox = await startSandbox();
  const tabs = await openTabs(context, sandbox, 2);
  const titles = () => Promise.all(tabs.map((tab) => tab.page.title()));
  const icons = () =>
    Promise.all(tabs.map((tab) => tab.page.locator("link[rel~=icon]").evaluateAll((all: any[]) => all.map((link) => link.href))));
  const before = [await titles(), await icons()];
  const { call_id: id } = await sandbox.post("calls", { ...RING, name: "Ada Whitfield" });
  await expect.poll(titles).toEqual(before[0]!.map((title) => `(1) Ada Whitfield – ${title}`));
  for (const icon of (await icons()).flat()) expect(icon).toContain("data:image/svg+xml");
  await card(tabs[1]!.page, id).getByRole("button", { name: /^Dismiss/ }).click();
  await expect.poll(titles).toEqual(before[0]);
  await expect.poll(icons).toEqual(before[1]);
});

test("what is set in one tab holds in all: silence at once, and after a reload", async ({ startSandbox, context }) => {
  await listen(context);
  const sandbox = await startSandbox();
  const tabs = await openTabs(context, sandbox, 2);
  await sandbox.post("calls", RING);
  await expect.poll(async () => (await inAll(tabs)).ringing).toBe(1);
  const here = await settings(tabs[0]!.page);
  const there = await settings(tabs[1]!.page);
  await here.getByLabel("Play sounds").uncheck();
  await expect(there.getByLabel("Play sounds")).not.toBeChecked();
  await expect.poll(async () => (await inAll(tabs)).ringing).toBe(0);
  await there.getByLabel("No sound while I am on a call").check();
  await expect(here.getByLabel("No sound while I am on a call")).toBeChecked();
  await tabs[0]!.page.reload();
  await tabs[0]!.reaches("live");
  const again = await settings(tabs[0]!.page);
  await expect(again.getByLabel("Play sounds")).not.toBeChecked();
  await expect(again.getByLabel("No sound while I am on a call")).toBeChecked();
  await expect(again.getByLabel("A short tone when a call ends")).toBeChecked();
  await again.getByLabel("Play sounds").check();
  await expect(there.getByLabel("Play sounds")).toBeChecked();
});

test("there is no ring while the agent talks, if it is set so", async ({ startSandbox, context }) => {
  await listen(context);
  const sandbox = await startSandbox();
  const tabs = await openTabs(context, sandbox, 1, { sound: { quietOnCall: true, volume: 40, endTone: false } });
  const talk = await sandbox.post("calls", RING);
  await expect.poll(async () => (await inAll(tabs)).ringing).toBe(1);
  await sandbox.post(`calls/${talk.call_id}/answer`);
  await expect.poll(async () => (await inAll(tabs)).ringing).toBe(0);
  const second = await sandbox.post("calls", { ...RING, number: "+442079460018" });
  await expect(card(tabs[0]!.page, second.call_id)).toHaveAttribute("data-phase", "ringing");
  await sandbox.post(`calls/${talk.call_id}/end`);
  await expect.poll(async () => (await inAll(tabs)).ringing).toBe(1);
  expect(await inAll(tabs)).toMatchObject({ rings: 2, tones: 0 });
});

test("a page that may not sound says so, and rings after one click", async ({ startSandbox, context }) => {
  await listen(context);
  // Playwright's own questions to a page count as somebody's click.
  await context.addInitScript(() => {
    let clicked = false;
    window.addEventListener("pointerdown", () => (clicked = true), true);
    Object.defineProperty(UserActivation.prototype, "hasBeenActive", { get: () => clicked });
  });
  const sandbox = await startSandbox();
  const tab = await new Widget(await context.newPage(), sandbox).open({ user: AGENT });
  const { call_id: id } = await sandbox.post("calls", RING);
  await expect(cti(tab.page, "sound-hint")).toContainText("before you click once");
  expect((await noted(tab.page)).rings).toBe(0);
  await cti(tab.page, "sound-hint").getByRole("button", { name: "Let it ring" }).click();
  await expect.poll(async () => (await noted(tab.page)).ringing).toBe(1);
  await expect(cti(tab.page, "sound-hint")).toHaveCount(0);
  await sandbox.post(`calls/${id}/fail`);
  await expect.poll(async () => (await noted(tab.page)).ringing).toBe(0);
});

test("a click on a notification shows the call's card", async ({ startSandbox, context }) => {
  await listen(context);
  const sandbox = await startSandbox();
  const [tab] = (await openTabs(context, sandbox, 1)) as [Widget];
  await tab.page.getByRole("tab", { name: "Team" }).click();
  const { call_id: id } = await sandbox.post("calls", RING);
  await expect.poll(async () => (await noted(tab.page)).notices.length).toBe(1);
  await expect(card(tab.page, id)).toBeHidden();
  await tab.page.evaluate(() => (window as any).notification.onclick());
  await expect(card(tab.page, id)).toBeVisible();
});

test("notifications are asked for by a click in the settings, and not before", async ({ startSandbox, context }) => {
  await context.addInitScript(() => {
    (window as any).asked = 0;
    (window as any).Notification = class {
      static permission = "default";
      static async requestPermission() {
        (window as any).asked += 1;
        (window as any).Notification.permission = "granted";
        return "granted";
      }
    };
  });
  const sandbox = await startSandbox();
  const [tab] = (await openTabs(context, sandbox, 1)) as [Widget];
  const { call_id: id } = await sandbox.post("calls", RING);
  await expect(card(tab.page, id)).toBeVisible();
  const asked = () => tab.page.evaluate(() => (window as any).asked);
  expect(await asked()).toBe(0);
  const open = await settings(tab.page);
  await expect(cti(tab.page, "permission")).toHaveText("This browser has to be asked first.");
  expect(await asked()).toBe(0);
  await open.getByRole("button", { name: "Allow" }).click();
  await expect(cti(tab.page, "permission")).toHaveText("This browser shows them.");
  expect(await asked()).toBe(1);
});

test("a record that the browser does not open is a link on the card", async ({ startSandbox, context }) => {
  await context.addInitScript(() => {
    window.open = () => null;
  });
  const sandbox = await startSandbox();
  const screenPop = { on: "answer", url: "/record/{number.digits}", target: "tab" };
  const [tab] = (await openTabs(context, sandbox, 1, { screenPop })) as [Widget];
  const { call_id: id } = await sandbox.post("calls", RING);
  await expect(card(tab.page, id)).toHaveAttribute("data-phase", "ringing");
  await expect(cti(tab.page, "pop-offer")).toHaveCount(0);
  await sandbox.post(`calls/${id}/answer`);
  const offer = card(tab.page, id).locator('[data-cti="pop-offer"]');
  await expect(offer).toHaveAttribute("href", "/record/34600123456");
  const opening = context.waitForEvent("page");
  await offer.click();
  const record = await opening;
  await expect.poll(() => record.url()).toBe(`${sandbox.url}/record/34600123456`);
  expect(await record.evaluate(() => window.opener)).toBeNull();
  await expect(offer).toHaveCount(0);
});

test("a page with unsaved changes is not led away: the record waits on the card", async ({ startSandbox, context }) => {
  const sandbox = await startSandbox();
  const page = await mounted(
    context,
    sandbox,
    `{ on: "ring", url: "/record?number={number}", target: "frame", allowed: () => window.saved === true }`,
  );
  const { call_id: id } = await sandbox.post("calls", RING);
  const offer = card(page, id).locator('[data-cti="pop-offer"]');
  await expect(offer).toHaveAttribute("href", "/record?number=%2B34600123456");
  expect(await page.evaluate(() => (window as any).pops)).toEqual([]);
  await page.evaluate(() => void ((window as any).saved = true));
  const next = await sandbox.post("calls", { ...RING, number: "+442079460018" });
  await page.waitForURL(`${sandbox.url}/record?number=%2B442079460018`);
  expect(next.call_id).toBeTruthy();
});

test("the page is told which record belongs to a call, once", async ({ startSandbox, context }) => {
  const sandbox = await startSandbox();
  const screenPop = `{ on: "ring", target: "event", rules: [{ queue: "Sales", url: "https://crm.example/{callId}", on: "answer", target: "event" }] , url: "/any?n={number}" }`;
  const pages = [await mounted(context, sandbox, screenPop), await mounted(context, sandbox, screenPop)];
  const { call_id: id } = await sandbox.post("calls", RING);
  const pops = async () => (await Promise.all(pages.map((page) => page.evaluate(() => (window as any).pops)))).flat();
  await expect.poll(pops).toEqual([["ring", "event", "/any?n=%2B34600123456"]]);
  await sandbox.post(`calls/${id}/answer`);
  await expect
    .poll(pops)
    .toEqual([["ring", "event", "/any?n=%2B34600123456"], ["answer", "event", `https://crm.example/${id}`]]);
});

test("no value of a call leads anywhere else than the template does", async ({ startSandbox, context }) => {
  const sandbox = await startSandbox();
  const screenPop = { on: "ring", target: "tab", url: "/customers/{variable.path}/open?next={variable.next}" };
  const [tab] = (await openTabs(context, sandbox, 1, { screenPop })) as [Widget];
  const opened: string[] = [];
  context.on("page", (page) => page.on("framenavigated", (frame) => opened.push(frame.url())));
  const call = async (path: string, next: string) => sandbox.post("calls", { ...RING, variables: { path, next } });
  await call("..", "x");
  await expect(cti(tab.page, "pop-refused")).toContainText("screenPop");
  expect(opened).toEqual([]);
  await call("//evil.example", "javascript:alert(1)");
  await expect
    .poll(() => opened)
    .toContain(`${sandbox.url}/customers/%2F%2Fevil.example/open?next=javascript%3Aalert(1)`);
  await call("\t\n\\\\evil.example\\", "data:text/html,<script>alert(1)</script>");
  await expect.poll(() => opened.length).toBe(2);
  for (const url of opened) expect(new URL(url).origin).toBe(sandbox.url);
});

test("templates that could run script or leave https are told by their place in the configuration", async ({
  startSandbox,
  context,
}) => {
  const sandbox = await startSandbox();
  for (const url of ["javascript:alert({number})", "data:text/html,{name}", "//{name}.example", "http://crm.example/{number}"]) {
    const tab = await new Widget(await context.newPage(), sandbox).open({ screenPop: { url } } as any, "stopped");
    await expect(cti(tab.page, "banner")).toContainText("screenPop.url:");
    await tab.page.close();
  }
});

test("the settings show what a rule would open, and open nothing", async ({ startSandbox, context }) => {
  const sandbox = await startSandbox();
  const screenPop = {
    url: "/record?number={number}",
    rules: [{ queue: "VIP", variable: { name: "tier", equals: "gold" }, url: "https://crm.example/vip/{variable.tier}", target: "tab" }],
  };
  const [tab] = (await openTabs(context, sandbox, 1, { screenPop })) as [Widget];
  const opened: Page[] = [];
  context.on("page", (page) => opened.push(page));
  const open = await settings(tab.page);
  await open.getByText("Try the rules").click();
  await open.getByLabel("Number").fill("+34 600");
  await expect(cti(tab.page, "pop-row")).toContainText("/record?number=%2B34%20600");
  await open.getByLabel("Queue").fill("VIP");
  await open.getByLabel("Variable").fill("tier");
  await open.getByLabel("Its value").fill("gold");
  await expect(cti(tab.page, "pop-row")).toContainText("https://crm.example/vip/gold");
  await expect(cti(tab.page, "pop-row")).toContainText("screenPop.rules[0]");
  await open.getByLabel("Direction").selectOption("outgoing");
  await expect(cti(tab.page, "pop-row")).toContainText("Nothing opens.");
  expect(opened).toEqual([]);
});

test("it sounds where the agent wants it to, where the browser lets that be chosen", async ({ startSandbox, context }) => {
  await context.addInitScript(() => {
    navigator.mediaDevices.enumerateDevices = async () =>
      [
        { kind: "audiooutput", deviceId: "default", label: "Default" },
        { kind: "audiooutput", deviceId: "headset-1", label: "Headset" },
        { kind: "audioinput", deviceId: "headset-2", label: "Headset's microphone" },
      ] as any;
    (AudioContext.prototype as any).setSinkId = async (id: string) => void ((window as any).sink = id);
  });
  const sandbox = await startSandbox();
  const [tab] = (await openTabs(context, sandbox, 1)) as [Widget];
  const open = await settings(tab.page);
  const outputs = open.getByLabel("Sound comes from");
  await expect(outputs.locator("option")).toHaveText(["What the system uses", "Headset"]);
  await outputs.selectOption("Headset");
  await sandbox.post("calls", RING);
  await expect.poll(() => tab.page.evaluate(() => (window as any).sink)).toBe("headset-1");
  await outputs.selectOption("What the system uses");
  await expect.poll(() => tab.page.evaluate(() => (window as any).sink)).toBe("");
});
