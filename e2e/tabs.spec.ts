/** Several tabs of one browser: one connection, one state, whoever comes and goes. */
import type { BrowserContext, Page } from "@playwright/test";
import { agrees, expect, test, Widget, type Sandbox } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";

const RING = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };
/** Another tab takes over within a second; a busy machine gets some more. */
const SOON = 4_000;

async function openTabs(context: BrowserContext, sandbox: Sandbox, count: number, settings = {}): Promise<Widget[]> {
  const tabs: Widget[] = [];
  for (let index = 0; index < count; index += 1) {
    tabs.push(await new Widget(await context.newPage(), sandbox).open({ user: AGENT, ...settings }));
  }
  return tabs;
}

const clients = async (sandbox: Sandbox): Promise<number> => (await sandbox.get("state")).clients.length;
const role = (tab: Widget) => cti(tab.page, "widget").getAttribute("data-tabs");

/** The tab that holds the connection, and the others; waits until there is exactly one. */
async function roles(tabs: Widget[]): Promise<{ leader: Widget; followers: Widget[] }> {
  let leaders: Widget[] = [];
  await expect
    .poll(
      async () => {
        const all = await Promise.all(tabs.map(role));
        leaders = tabs.filter((_, index) => all[index] === "leading");
        return all.sort();
      },
      { timeout: SOON },
    )
    .toEqual([...tabs.slice(1).map(() => "following"), "leading"]);
  return { leader: leaders[0]!, followers: tabs.filter((tab) => tab !== leaders[0]) };
}

/** The numbers that the room was asked to dial, in their order. */
async function dialled(sandbox: Sandbox): Promise<string[]> {
  const { messages } = await sandbox.get("messages");
  const said = messages.map((message: any) => JSON.parse(message.text));
  return said.filter((message: any) => message.event === "make_call").map((message: any) => message.data.number);
}

async function tellsOf(tabs: Widget[], id: string, phase: string): Promise<void> {
  for (const tab of tabs) await expect(card(tab.page, id)).toHaveAttribute("data-phase", phase, { timeout: SOON });
}

test("five tabs hold one connection, and all show the same calls", async ({ startSandbox, context }) => {
  const sandbox = await startSandbox();
  const tabs = await openTabs(context, sandbox, 2);
  const early = await sandbox.post("calls", RING);
  await tellsOf(tabs, early.call_id, "ringing");
  tabs.push(...(await openTabs(context, sandbox, 3)));
  await roles(tabs);
  expect(await clients(sandbox)).toBe(1);
  const late = await sandbox.post("calls", RING);
  await tellsOf(tabs, early.call_id, "ringing");
  await tellsOf(tabs, late.call_id, "ringing");
  await sandbox.post(`calls/${early.call_id}/answer`);
  await tellsOf(tabs, early.call_id, "connected");
  await sandbox.post(`calls/${early.call_id}/variables`, { variables: { topic: "billing" } });
  await sandbox.post(`calls/${late.call_id}/fail`);
  await tellsOf(tabs, late.call_id, "ended");
  for (const tab of tabs) await agrees(tab, sandbox);
  expect(await clients(sandbox)).toBe(1);
});

test("what one tab does is seen in all, and reaches the phone once", async ({ startSandbox, context }) => {
  const sandbox = await startSandbox();
  const tabs = await openTabs(context, sandbox, 3);
  const { leader, followers } = await roles(tabs);
  const [one, other] = followers as [Widget, Widget];
  const settled: any = await one.makeCall("+442079460200", { variables: { from: "follower" } });
  expect(settled.ok).toMatchObject({ direction: "outgoing", number: "+442079460200" });
  await tellsOf(tabs, settled.ok.id, "connected");
  expect(await dialled(sandbox)).toEqual(["+442079460200"]);
  expect(((await one.makeCall("not a number")) as any).error.code).toBe("invalid_number");
  expect((await other.setVariables(settled.ok.id, { order: "7" })) as any).toMatchObject({ ok: { variables: { order: "7" } } });
  for (const tab of tabs) await agrees(tab, sandbox);

  const note = cti(one.page, "call").first();
  await one.page.bringToFront();
  await note.locator('[data-cti="note-button"]').click();
  await note.locator('[data-cti="note-field"]').pressSequentially("calls back at nine");
  for (const tab of [leader, other]) {
    await expect(cti(tab.page, "note").first()).toHaveText("calls back at nine", { timeout: SOON });
  }

  await sandbox.post(`calls/${settled.ok.id}/end`);
  await tellsOf(tabs, settled.ok.id, "ended");
  await other.page.bringToFront();
  await card(other.page, settled.ok.id).getByRole("button", { name: /^Dismiss/ }).click();
  for (const tab of tabs) await expect(card(tab.page, settled.ok.id)).toHaveCount(0, { timeout: SOON });
  // The room has heard each of them once.
  expect(await dialled(sandbox)).toEqual(["+442079460200"]);
});

for (const [how, end] of [
  ["is closed", (page: Page) => page.close()],
  ["crashes", (page: Page) => page.goto("chrome://crash").catch(() => {})],
] as const) {
  test(`a leader that ${how} is followed by another tab with the same calls`, async ({ startSandbox, context }) => {
    const sandbox = await startSandbox();
    const tabs = await openTabs(context, sandbox, 3);
    const { leader, followers } = await roles(tabs);
    const { call_id: id } = await sandbox.post("calls", RING);
    await tellsOf(tabs, id, "ringing");
    await end(leader.page);
    await roles(followers);
    await expect.poll(() => clients(sandbox), { timeout: SOON }).toBe(1);
    for (const tab of followers) {
      await tab.reaches("live", SOON);
      await expect(card(tab.page, id)).toBeVisible();
    }
    await sandbox.post(`calls/${id}/answer`);
    await tellsOf(followers, id, "connected");
    for (const tab of followers) await agrees(tab, sandbox);
    // What may have been missed in between is told in every tab.
    for (const tab of followers) await expect.poll(async () => (await tab.snapshot()).gaps.length).toBe(1);
    const settled: any = await followers[1]!.makeCall("+442079460200");
    expect(settled.ok).toMatchObject({ direction: "outgoing" });
    expect(await dialled(sandbox)).toEqual(["+442079460200"]);
  });
}

test("a leader that hangs in a dialog of its page loses the lead, and its late word counts for nothing", async ({
  startSandbox,
  context,
}) => {
  const sandbox = await startSandbox();
  const tabs = await openTabs(context, sandbox, 2);
  const { leader, followers } = await roles(tabs);
  const follower = followers[0]!;
  // Playwright answers dialogs by itself unless somebody listens.
  const dialog = leader.page.waitForEvent("dialog");
  const hanging = leader.page.evaluate(() => alert("Are you still there?"));
  const opened = await dialog;
  await follower.page.bringToFront();
  const lost: any = await follower.makeCall("+442079460200");
  expect(["timeout", "not_connected"]).toContain(lost.error.code);
  await expect.poll(() => role(follower), { timeout: 15_000 }).toBe("leading");
  await follower.reaches("live");
  await opened.accept();
  await hanging;
  await expect.poll(() => role(leader), { timeout: 15_000 }).toBe("following");
  await expect.poll(() => clients(sandbox)).toBe(1);
  // The dial that the hung tab finds when it wakes is too old to be done.
  expect(await dialled(sandbox)).toEqual([]);
  const settled: any = await leader.makeCall("+442079460200");
  expect(settled.ok).toMatchObject({ direction: "outgoing" });
  expect(await dialled(sandbox)).toEqual(["+442079460200"]);
});

test("tabs of different agents have a connection each", async ({ startSandbox, context }) => {
  const sandbox = await startSandbox();
  const tabs = [
    ...(await openTabs(context, sandbox, 2)),
    ...(await openTabs(context, sandbox, 1, { user: "102" })),
  ];
  await expect.poll(() => clients(sandbox)).toBe(2);
  await roles(tabs.slice(0, 2));
  await roles(tabs.slice(2));
});

for (const missing of ["locks", "BroadcastChannel"] as const) {
  test(`without ${missing} each tab works for itself`, async ({ startSandbox, context }) => {
    await context.addInitScript((missing) => {
      if (missing === "locks") Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
      else Object.defineProperty(window, "BroadcastChannel", { value: undefined });
    }, missing);
    const sandbox = await startSandbox();
    const tabs = await openTabs(context, sandbox, 3);
    for (const tab of tabs) await expect.poll(() => role(tab), { timeout: SOON }).toBe("alone");
    const { page } = tabs[0]!;
    await cti(page, "menu-button").click();
    await cti(page, "menu").getByText("Inspector").click();
    await expect(cti(page, "tabs")).toContainText("a connection of its own");
    await cti(page, "inspector").getByRole("button", { name: "Close" }).click();
    await expect.poll(() => clients(sandbox)).toBe(3);
    const { call_id: id } = await sandbox.post("calls", RING);
    await tellsOf(tabs, id, "ringing");
    const settled: any = await tabs[2]!.makeCall("+442079460200");
    expect(settled.ok).toMatchObject({ direction: "outgoing" });
    expect(await dialled(sandbox)).toEqual(["+442079460200"]);
  });
}

test("where all of it is denied, a tab works for itself and keeps its settings until it is closed", async ({
  startSandbox,
  context,
}) => {
  await context.addInitScript(() => {
    const denied = () => {
      throw new DOMException("denied", "SecurityError");
    };
    for (const name of ["localStorage", "indexedDB"]) Object.defineProperty(window, name, { get: denied });
    LockManager.prototype.request = denied as any;
    window.BroadcastChannel = class {
      constructor() {
        denied();
      }
    } as any;
  });
  const sandbox = await startSandbox();
  const [tab] = (await openTabs(context, sandbox, 1)) as [Widget];
  await expect.poll(() => role(tab)).toBe("alone");
  const { call_id: id } = await sandbox.post("calls", RING);
  await tellsOf([tab], id, "ringing");
  const { page } = tab;
  await cti(page, "menu-button").click();
  await cti(page, "menu").getByText("Settings").click();
  await cti(page, "settings").getByLabel("Play sounds").uncheck();
  await expect(cti(page, "settings")).toContainText("keeps nothing for this site");
  await expect(cti(page, "settings").getByLabel("Play sounds")).not.toBeChecked();
});
