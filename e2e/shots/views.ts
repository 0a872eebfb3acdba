/**
 * Every view and every state of one, by name, with the way to it. The views of a scene follow each other on one page, each
 * from where the last one left it; scenes are independent. Another view is another entry here.
 */
import { expect } from "../fixtures/index.ts";
import { AGENT, teamRow } from "../fixtures/hooks.ts";
import type { Stage } from "./stage.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export type View = {
  /** The name of the picture. */
  name: string;
  /** The way from the view before. */
  go: (stage: Stage) => Promise<void>;
  /** What is open closes when the focus goes elsewhere, so that the focus is not tried. */
  focus?: false;
  /** Its words change with every second, and with them their width. */
  still?: false;
  /** What is too long in it is read in full elsewhere. */
  mayShorten?: true;
  /** Ids that the sandbox makes are seen in it: no two pictures are the same. */
  varies?: true;
};

export type Scene = { name: string; views: View[] };

const VARIABLES = { order: "10482", plan: "Pro", city: "Sevilla", since: "2019" };
const MARIA = { number: "+34600123456", name: "María Fernández", queue: "Support ES", variables: VARIABLES };
const LINDQVIST = { kind: "outgoing", number: "+46812345678", name: "Lindqvist AB", variables: { ticket: "SUP-2291" } };
const BUSY = { kind: "outgoing", number: "+14155550134", name: " " };

/** What a scene remembers from one view to the next. */
const ids = new WeakMap<Stage, Record<string, string>>();
const known = (stage: Stage) => {
  if (!ids.has(stage)) ids.set(stage, {});
  return ids.get(stage)!;
};

/** The calls of a usual morning: one that failed, one that goes on, one that rings. */
async function morning(stage: Stage): Promise<void> {
  const busy = await stage.call(BUSY);
  await stage.end(busy, "fail", { code: 486 });
  await stage.pass(11 * MINUTE);
  const live = await stage.call(LINDQVIST);
  await stage.answer(live);
  await stage.pass(2 * MINUTE + 34 * SECOND);
  const ringing = await stage.call(MARIA);
  await stage.pass(7 * SECOND);
  await expect(stage.card(ringing).locator('[data-cti="variable"]').first()).toBeVisible();
  Object.assign(known(stage), { busy, live, ringing });
}

const variablesButton = (stage: Stage, id: string) => stage.card(id).locator(":scope > article > .slot > .actions > button").last();

const CALLS: Scene = {
  name: "calls",
  views: [
    {
      name: "calls-none",
      go: async (stage) => {
        await stage.open();
        await stage.pass(12 * MINUTE);
      },
    },
    { name: "calls", go: morning },
    {
      name: "calls-chips",
      go: (stage) => stage.card(known(stage).ringing!).locator(".chip-more").click(),
    },
    {
      name: "calls-note",
      go: async (stage) => {
        await stage.card(known(stage).ringing!).locator(".chip-more").click();
        await stage.card(known(stage).live!).locator('[data-cti="note-button"]').click();
        await stage.place("note-field").fill("Wants an offer for forty seats.\nCall back on Thursday after five.");
      },
    },
    {
      name: "calls-editor",
      go: async (stage) => {
        await stage.page.keyboard.press("Escape");
        await variablesButton(stage, known(stage).ringing!).click();
        await expect(stage.place("variable-row").first()).toBeVisible();
      },
    },
    {
      name: "calls-conflict",
      go: async (stage) => {
        const id = known(stage).ringing!;
        const rows = stage.place("variable-row");
        const values = stage.place("variables").locator("li input");
        await values.first().fill("10483");
        await rows.nth(2).locator(".icon-button").click();
        const { variables } = (await stage.widget.snapshot()).calls.find((call) => call.id === id)!;
        const edited = Object.keys(variables)[0]!;
        await stage.sandbox.post(`calls/${id}/variables`, { variables: { [edited]: "10490" } });
        await expect(stage.place("conflict")).toBeVisible();
      },
    },
    {
      name: "calls-unsent",
      go: async (stage) => {
        await stage.place("conflict").getByRole("button").first().click();
        await stage.end(known(stage).ringing!);
      },
    },
  ],
};

const ENDS: Scene = {
  name: "ends",
  views: [
    {
      name: "calls-dialling",
      go: async (stage) => {
        await stage.open();
        const dialling = await stage.call({ ...LINDQVIST, variables: undefined });
        await stage.pass(4 * SECOND);
        Object.assign(known(stage), { dialling });
      },
    },
    {
      name: "calls-ended",
      go: async (stage) => {
        await stage.end(known(stage).dialling!, "fail", { code: 480 });
        await stage.pass(MINUTE);
        await stage.end(await stage.call({ number: "+442079460018", name: "Olivia Bennett", queue: "Support EMEA" }));
        await stage.pass(MINUTE);
        const { call_id: elsewhere } = await stage.sandbox.post("calls", {
          kind: "incoming", users: [AGENT, "102"], number: "+33199000118", name: "Camille Roux", answer_after_ms: null, end_after_ms: null,
        });
        await expect(stage.card(elsewhere)).toBeVisible();
        await stage.sandbox.post(`calls/${elsewhere}/answer`, { user: "102" });
        await expect(stage.card(elsewhere)).toHaveAttribute("data-phase", "ended");
        await stage.pass(MINUTE);
        const long = await stage.call(MARIA);
        await stage.answer(long);
        await stage.pass(6 * MINUTE + 2 * SECOND);
        await stage.end(long);
      },
    },
    {
      name: "calls-unconfirmed",
      go: async (stage) => {
        const live = await stage.call(LINDQVIST);
        await stage.answer(live);
        await stage.pass(MINUTE);
        await stage.cut();
        await expect(stage.card(live)).toHaveAttribute("data-unconfirmed", "true");
        await stage.widget.reaches("live");
        await stage.status("in-service");
      },
    },
  ],
};

const RECORDS: Scene = {
  name: "records",
  views: [
    {
      name: "calls-record",
      go: async (stage) => {
        const screenPop = {
          on: "ring", target: "tab", url: "/record/{number.digits}",
          rules: [{ queue: "Sales", on: "ring", target: "tab", url: "/customers/{variable.path}" }],
        } as const;
        await stage.open({ screenPop } as any);
        const id = await stage.call(MARIA);
        await expect(stage.card(id).locator('[data-cti="pop-offer"]')).toBeVisible();
      },
    },
    {
      name: "calls-record-refused",
      go: async (stage) => {
        await stage.call({ number: "+34600777666", queue: "Sales", variables: { path: ".." } });
        await expect(stage.place("pop-refused")).toBeVisible();
      },
    },
    {
      name: "records-tried",
      go: async (stage) => {
        await stage.menu("settings");
        await stage.place("try-pop").locator("summary").click();
        await expect(stage.place("pop-row").first()).toBeVisible();
      },
    },
  ],
};

const DIAL: Scene = {
  name: "dial",
  views: [
    {
      name: "dial-blank",
      go: async (stage) => {
        await stage.open();
        await stage.place("dial-button").click();
        await expect(stage.place("dial-message")).not.toBeEmpty();
      },
    },
    {
      name: "dial-no-number",
      go: async (stage) => {
        await stage.place("dial-field").fill("nobody");
        await stage.page.keyboard.press("Enter");
        await expect(stage.place("dial-message")).toContainText("nobody");
      },
    },
    {
      name: "dial-calling",
      go: async (stage) => {
        await stage.sandbox.post("phones", { obey: false });
        await stage.hold(true);
        await stage.place("dial-field").fill("+46 8 123 456 78");
        await stage.page.keyboard.press("Enter");
        await expect(stage.place("dial")).toHaveAttribute("data-progress", "pending");
        await stage.place("dial-field").fill("+34 600 12");
        await stage.page.keyboard.press("Escape");
      },
    },
    {
      name: "dial-duplicate",
      go: async (stage) => {
        await stage.sandbox.post("phones", { obey: true });
        await stage.open();
        for (const _ of [1, 2]) {
          await stage.place("dial-field").fill("+46812340180");
          await stage.page.keyboard.press("Enter");
          await expect(stage.place("call")).toHaveCount(1);
        }
        await expect(stage.place("dial-message").getByRole("button")).toBeVisible();
      },
    },
    {
      name: "dial-offers",
      go: async (stage) => {
        await stage.end((await stage.place("call").getAttribute("data-call-id"))!);
        await stage.end(await stage.call({ number: "+46812345678", name: "Lindqvist AB" }));
        await stage.end(await stage.call({ number: "+46812345699", name: "Sven Åkerblom, Nordics" }));
        await stage.place("dial-field").fill("46");
        await expect(stage.place("dial-offer").first()).toBeVisible();
        await stage.page.keyboard.press("ArrowDown");
      },
      focus: false,
    },
    {
      name: "dial-pad",
      go: async (stage) => {
        await stage.page.keyboard.press("Escape");
        await stage.place("dial-field").fill("");
        await stage.place("pad-button").click();
        await stage.place("pad").getByRole("button", { name: "5", exact: true }).click();
        await expect(stage.place("dial-field")).toHaveValue("5");
      },
      focus: false,
    },
  ],
};

const MANY: Scene = {
  name: "many",
  views: [
    {
      name: "calls-folded",
      go: async (stage) => {
        await stage.open();
        for (let n = 0; n < 8; n += 1)
          await stage.sandbox.post("calls", { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null, number: `+3460012340${n}`, name: `Caller ${n + 1}`, queue: "Support ES" });
        await expect(stage.place("fold")).toBeVisible();
      },
    },
    { name: "calls-unfolded", go: (stage) => stage.place("fold").click() },
    {
      name: "calls-number",
      go: async (stage) => {
        await stage.place("number").first().click();
        await expect(stage.place("number-copy")).toBeVisible();
      },
      focus: false,
    },
  ],
};

const FLOATING: Scene = {
  name: "floating",
  views: [
    {
      name: "floating-ringing",
      go: async (stage) => {
        await stage.open({ layout: "floating" } as any);
        await stage.sandbox.post("calls", { ...MARIA, kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null });
        await expect(stage.place("launcher-bubble")).toBeVisible();
      },
    },
    {
      name: "floating-open",
      go: async (stage) => {
        await stage.place("launcher").click();
        await expect(stage.place("window")).toBeVisible();
        await expect(stage.place("call").locator('[data-cti="variable"]').first()).toBeVisible();
      },
    },
  ],
};

const TEAM: Scene = {
  name: "team",
  views: [
    {
      name: "team",
      go: async (stage) => {
        await stage.open();
        const set = async (user: string, status: string, shown: string, color?: string) => {
          await stage.sandbox.post(`users/${user}/status`, { status, color });
          await stage.tab("team");
          await expect(teamRow(stage.page, user)).toHaveAttribute("data-status", shown);
        };
        await stage.pass(27 * MINUTE);
        await set("104", "DND", "dnd");
        await stage.pass(MINUTE);
        await set("105", "After service", "after-service");
        await set("108", "Offline", "offline");
        await stage.pass(4 * MINUTE);
        await set("103", "Lunch", "other", "#d97706");
        await stage.sandbox.post("calls", {
          kind: "outgoing", user: "102", number: "+442079460018", answer_after_ms: 0, end_after_ms: null,
        });
        await expect(teamRow(stage.page, "102")).toHaveAttribute("data-status", "in-service");
        await stage.pass(48 * SECOND);
      },
      mayShorten: true,
    },
    {
      name: "team-actions",
      go: async (stage) => {
        await teamRow(stage.page, "102").getByRole("button").first().click();
        await expect(teamRow(stage.page, "102").locator(".danger")).toBeVisible();
      },
    },
    {
      name: "team-logout-asked",
      go: (stage) => teamRow(stage.page, "102").locator(".danger").click(),
    },
    {
      name: "team-by-status",
      go: async (stage) => {
        await stage.page.keyboard.press("Escape");
        await stage.place("team-count").first().click();
      },
    },
    {
      name: "team-searched",
      go: async (stage) => {
        await stage.place("team-count").first().click();
        await stage.page.locator('#panel-team input[type="search"]').fill("im");
        await expect(stage.place("team-row")).toHaveCount(2);
      },
    },
    {
      name: "team-nobody-found",
      go: async (stage) => {
        await stage.page.locator('#panel-team input[type="search"]').fill("Rumpelstiltskin");
        await expect(stage.place("team-row")).toHaveCount(0);
      },
    },
  ],
};

const HISTORY: Scene = {
  name: "history",
  views: [
    {
      name: "history-none",
      go: async (stage) => {
        await stage.open();
        await stage.tab("history");
        await expect(stage.page.locator("#panel-history .empty")).toBeVisible();
      },
    },
    {
      name: "history",
      go: async (stage) => {
        await stage.tab("calls");
        const talk = async (call: object, minutes: number) => {
          const id = await stage.call(call);
          await stage.answer(id);
          await stage.pass(minutes * MINUTE + 2 * SECOND);
          await stage.end(id);
          return id;
        };
        await stage.end(await stage.call(BUSY), "fail", { code: 486 });
        await stage.pass(14 * 60 * MINUTE);
        await talk({ ...LINDQVIST, variables: undefined }, 2);
        // Cut, and let in again five minutes later.
        await stage.sandbox.post("tokens", { accept: false });
        await stage.hold(true);
        await stage.cut();
        await stage.widget.reaches("waiting");
        await stage.pass(5 * MINUTE);
        await stage.sandbox.post("tokens", { accept: true });
        await stage.hold(false);
        await stage.widget.reaches("live");
        await stage.status("ready");
        await stage.end(await stage.call({ number: "+74951234567", queue: "Support RU", name: " " }));
        await stage.pass(29 * MINUTE);
        const id = await talk(MARIA, 6);
        await stage.card(id).locator('[data-cti="note-button"]').click();
        await stage.place("note-field").fill("Order is complete, invoice by mail");
        await stage.page.keyboard.press("Escape");
        await stage.tab("history");
        await expect(stage.place("history-row")).toHaveCount(4);
        await expect(stage.place("gap")).toBeVisible();
      },
    },
    {
      name: "history-note",
      go: async (stage) => {
        await stage.place("history-row").nth(1).locator('[data-cti="note-button"]').click();
        await stage.page.locator('#panel-history [data-cti="note-field"]').fill("Nobody answered at 14:00 either.");
      },
    },
    {
      name: "history-searched",
      go: async (stage) => {
        await stage.page.keyboard.press("Escape");
        await stage.page.locator('#panel-history input[type="search"]').fill("lindqvist");
        await expect(stage.place("history-row")).toHaveCount(1);
      },
    },
    {
      name: "history-nothing-found",
      go: async (stage) => {
        await stage.page.locator('#panel-history input[type="search"]').fill("nobody of this name");
        await expect(stage.page.locator("#panel-history .empty")).toBeVisible();
      },
    },
  ],
};

const section = (stage: Stage, name: string) => stage.place("inspector").locator(`[data-section="${name}"]`).click();

const PAGES: Scene = {
  name: "pages",
  views: [
    {
      name: "picker-at-first",
      go: async (stage) => {
        await stage.open({ user: undefined } as any);
        await expect(stage.place("picker-user")).toHaveCount(8);
      },
    },
    {
      name: "menu",
      go: async (stage) => {
        await stage.open();
        await stage.menu();
      },
    },
    { name: "menu-forget-asked", go: (stage) => stage.place("menu").getByRole("button").nth(4).click() },
    {
      name: "menu-logout-asked",
      go: async (stage) => {
        await stage.page.keyboard.press("Escape");
        await stage.menu("leave");
      },
    },
    {
      name: "picker",
      go: async (stage) => {
        await stage.page.keyboard.press("Escape");
        await stage.menu("who");
        await expect(stage.place("picker-user")).toHaveCount(8);
      },
    },
    {
      name: "settings",
      go: async (stage) => {
        await stage.menu("settings");
        await expect(stage.place("settings")).toBeVisible();
      },
    },
    {
      name: "inspector-dialect",
      go: async (stage) => {
        await stage.menu("inspector");
        await section(stage, "dialect");
        await expect(stage.place("dialect-row").first()).toBeVisible();
      },
    },
    { name: "inspector-replay", go: (stage) => section(stage, "replay") },
    { name: "unread-none", go: (stage) => section(stage, "unread") },
    {
      name: "unread",
      go: async (stage) => {
        await stage.says("<<<not json>>>");
        await stage.says('{"event":"brand_new","data":{"a":1,"words":"a rather long line that somebody else in the room made up"}}');
        await expect(stage.place("unread-row")).toHaveCount(2);
      },
    },
    {
      name: "inspector-frames",
      go: async (stage) => {
        await section(stage, "frames");
        await stage.place("frame").filter({ hasText: "brand_new" }).locator("summary, button").first().click();
        await expect(stage.place("frame-text").first()).toBeVisible();
      },
      varies: true,
    },
    {
      name: "notices",
      go: async (stage) => {
        await stage.tab("calls");
        await stage.says('{"event":"error","data":{"message":"Nobody is here"}}');
        await stage.menu("forget");
        await stage.place("menu").locator(".danger").click();
        await expect(stage.place("notice").first()).toBeVisible();
      },
    },
  ],
};

/** The state of the connection is told at the foot. */
const told = (stage: Stage, state: string) => expect(stage.place("banner")).toHaveAttribute("data-state", state);

const CONNECTION: Scene = {
  name: "connection",
  views: [
    {
      name: "sign-in",
      go: async (stage) => {
        await stage.open({ host: undefined, credentialsUrl: undefined } as any, null);
        await expect(stage.place("sign-in")).toBeVisible();
      },
    },
    {
      name: "sign-in-incomplete",
      go: async (stage) => {
        await stage.place("sign-in").locator("button").click();
        await expect(stage.place("sign-in").getByRole("alert")).not.toBeEmpty();
      },
    },
    {
      name: "connection-waiting",
      go: async (stage) => {
        await stage.open();
        await morning(stage);
        await stage.hold(true);
        await stage.cut({ how: "clean", code: 1001 });
        await told(stage, "waiting");
      },
      still: false,
    },
    {
      name: "connection-offline",
      go: async (stage) => {
        await stage.hold(false);
        await stage.widget.reaches("live");
        await stage.status("in-service");
        await stage.page.evaluate(() => {
          Object.defineProperty(navigator, "onLine", { value: false, configurable: true });
          dispatchEvent(new Event("offline"));
        });
        await told(stage, "waiting");
      },
    },
    {
      name: "connection-disconnected",
      go: async (stage) => {
        await stage.page.evaluate(() => {
          Object.defineProperty(navigator, "onLine", { value: true, configurable: true });
          dispatchEvent(new Event("online"));
        });
        await stage.widget.reaches("live");
        await stage.status("in-service");
        await stage.menu("connect");
        await told(stage, "stopped");
      },
    },
    {
      name: "connection-refused",
      go: async (stage) => {
        await stage.open();
        await stage.cut({ how: "clean", code: 4401, reason: "revoked" });
        await told(stage, "stopped");
      },
    },
    {
      name: "connection-misconfigured",
      go: async (stage) => {
        await stage.open({ colour: "blue", historyDays: -1 } as any, "stopped");
        await told(stage, "stopped");
      },
    },
  ],
};

const BROKEN: Scene = {
  name: "broken",
  views: [
    {
      name: "part-loading",
      go: async (stage) => {
        await stage.page.route("**/widget/split_rare.wasm", () => undefined);
        await stage.widget.open({ locale: stage.language, user: AGENT });
        await stage.tab("team");
        await expect(stage.page.locator("#panel-team .empty")).toBeVisible();
      },
    },
    {
      name: "part-missing",
      go: async (stage) => {
        await stage.page.unroute("**/widget/split_rare.wasm");
        await stage.page.route("**/widget/split_rare.wasm", (route) => route.abort());
        await stage.widget.open({ locale: stage.language, user: AGENT });
        await stage.tab("team");
        await expect(stage.page.getByRole("alert").first()).toBeVisible();
      },
    },
    {
      name: "crashed",
      go: async (stage) => {
        await stage.page.unroute("**/widget/split_rare.wasm");
        await stage.open();
        await stage.page.evaluate(async () => {
          const glue = await import(new URL("widget/cti-softphone.js", location.href).href);
          const { mounted_snapshot } = glue.initSync();
          setTimeout(() => mounted_snapshot(0xfffffff0));
        });
        await expect(stage.page.locator(".cti-plain button")).toBeVisible();
      },
    },
    {
      name: "not-loaded",
      go: async (stage) => {
        await stage.page.route("**/widget/texts/*.json", (route) => route.fulfill({ status: 503 }));
        await stage.widget.open({ locale: stage.language }, null);
        await expect(stage.page.locator(".cti-plain button")).toBeVisible();
      },
    },
  ],
};

export const SCENES: Scene[] = [CALLS, ENDS, MANY, RECORDS, DIAL, TEAM, HISTORY, PAGES, FLOATING, CONNECTION, BROKEN];
