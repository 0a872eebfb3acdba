/** The widget in a storm, for long, while its connection is cut again and again. */
import { differences, expect, test, type Sandbox, type Widget } from "../fixtures/index.ts";
import type { Leg } from "../fixtures/agrees.ts";
import { AGENT, card } from "../fixtures/hooks.ts";
import { Commands } from "./commands.ts";
import { watchMemory } from "../fixtures/memory.ts";
import { growth, measure, type Memory } from "./memory.ts";
import { Outages } from "./outages.ts";
import { CUT_EVERY, MINUTES, RATE, USERS } from "./settings.ts";

/** What is still on its way when the room falls silent is there within this time. */
const SETTLES_MS = 10_000;
/** A reconnect takes up to 30 s by itself after many cuts; an agent would press "Try now". */
const PATIENCE_MS = 5_000;
/** In a shorter run, what fills up once is still filling up: ended calls are cards for two minutes and remembered longer. */
const STEADY_MINUTES = 8;
const STEADY = MINUTES >= STEADY_MINUTES;
/** How much the last third of a run may exceed the middle third. */
const TOLERANCE = STEADY ? 1.1 : 1.5;
const MEMORY = ["heap", "wasm", "nodesPerCard", "listeners"] as const;
const JUDGED: (keyof Memory)[] = STEADY ? [...MEMORY] : ["heap", "nodesPerCard", "listeners"];
/** One for each third of the run, at least. */
const SAMPLES = 3;

test("a storm with cuts leaves no wrong card, no lost command and no growing heap", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox({ users: USERS });
  const widget = widgetOn(sandbox);
  await watchMemory(page);
  await widget.open({ user: AGENT });
  const cdp = await page.context().newCDPSession(page);
  const outages = new Outages();
  const commands = new Commands(widget, sandbox, outages);
  const soak = new Soak(widget, sandbox, outages);
  const samples: Memory[] = [];
  const [start, end] = [Date.now(), Date.now() + MINUTES * 60_000];

  await sandbox.post("scenario", { name: "storm", rate: RATE });
  const commanding = commands.run();
  for (let cut = 0; Date.now() < end || samples.length < SAMPLES; cut += 1) {
    await page.waitForTimeout(CUT_EVERY * 500);
    await soak.compare();
    await page.waitForTimeout(CUT_EVERY * 500);
    await soak.compare(async () => void samples.push(await measure(page, cdp)));
    await soak.cut(cut % 2 === 0 ? "clean" : "reset");
    await soak.compare();
    await commands.count();
    console.log(line((Date.now() - start) / 60_000, soak, commands, samples[samples.length - 1]));
  }
  commands.stop();
  await commanding;
  await sandbox.post("scenario", { name: "idle" });
  await commands.judge();
  await soak.compare();

  const { last_event } = await sandbox.get("state");
  const { gaps } = await widget.snapshot();
  const grown = MEMORY.map((of) => [of, growth(samples, of)] as const);
  const wrong = [
    ...soak.wrong.map((words) => `card: ${words}`),
    ...commands.wrong.map((words) => `command: ${words}`),
    ...(gaps.length === Math.min(soak.cuts, GAPS_KEPT) ? [] : [`gaps: ${gaps.length} of ${soak.cuts} cuts`]),
    ...(gaps.every((gap) => gap.to !== undefined && gap.to >= gap.from) ? [] : ["gaps: one is open or backwards"]),
    ...grown
      .filter(([of, ratio]) => JUDGED.includes(of) && !(ratio <= TOLERANCE))
      .map(([of, ratio]) => `memory: ${of} grew ${ratio.toFixed(2)}-fold`),
  ];
  console.log(
    table({
      minutes: ((Date.now() - start) / 60_000).toFixed(1),
      "events in the room": last_event,
      "cuts (clean, reset in turn)": soak.cuts,
      "back by itself / after Try now": `${soak.byItself} / ${soak.pressed}`,
      "gaps recorded": gaps.length,
      "comparisons with the sandbox": soak.comparisons,
      "cards compared": soak.cards,
      "cards in doubt, dismissed since over": soak.dismissed,
      "wrong cards": soak.wrong.length,
      "dials": commands.dials,
      ...commands.codes,
      "wrong commands": commands.wrong.length,
      "allowed growth, last third to middle third": TOLERANCE,
      ...Object.fromEntries(
        grown.map(([of, ratio]) => [
          `  ${of}`,
          `${ratio.toFixed(3)}${JUDGED.includes(of) ? "" : " (not judged in so short a run)"}`,
        ]),
      ),
    }),
  );
  console.log(wrong.length === 0 ? "soak: good" : `soak: FAILED\n  ${wrong.slice(0, 40).join("\n  ")}`);
  expect(soak.cards).toBeGreaterThan(0);
  expect(commands.codes["make_call ok"]).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
});

/** The widget keeps the last 200 gaps. */
const GAPS_KEPT = 200;

/** Cuts, and compares. */
class Soak {
  cuts = 0;
  byItself = 0;
  pressed = 0;
  comparisons = 0;
  cards = 0;
  dismissed = 0;
  readonly wrong: string[] = [];
  #widget: Widget;
  #sandbox: Sandbox;
  #outages: Outages;
  /** When the last outage began and ended, by the sandbox's clock. Only what was said outside of it was heard. */
  #deaf = { from: 0, to: 0 };

  constructor(widget: Widget, sandbox: Sandbox, outages: Outages) {
    this.#widget = widget;
    this.#sandbox = sandbox;
    this.#outages = outages;
  }

  /** Cuts the connection and waits until the widget is back. */
  async cut(how: string): Promise<void> {
    const before = await this.#sandbox.get("state");
    this.#outages.begin();
    const { cut } = await this.#sandbox.post("cut", { how });
    if (cut !== 1) this.wrong.push(`a cut hit ${cut} connections`);
    this.cuts += 1;
    const gaps = Math.min(this.cuts, GAPS_KEPT);
    const back = async () => {
      const { connection, gaps: all } = await this.#widget.snapshot();
      return connection.state === "live" && all.length === gaps && all[all.length - 1].to !== undefined;
    };
    if (await happens(back, PATIENCE_MS)) {
      this.byItself += 1;
    } else {
      this.pressed += 1;
      await this.#widget.element.evaluate((element: any) => element.handle.connect());
      if (!(await happens(back, SETTLES_MS))) this.wrong.push("the widget does not come back");
    }
    this.#outages.end();
    // It says `connected` once it is let in: from then on at the latest it hears everything.
    const { messages } = await this.#sandbox.get(`messages?after=${before.last_message}`);
    const said = messages.filter((message: any) => message.text.includes('"connected"'));
    this.#deaf = { from: before.now, to: said.length > 0 ? said[said.length - 1].at : before.now };
  }

  /** Makes the room stand still, and compares the cards with it. What it stands still for is done meanwhile. */
  async compare(meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    await this.#sandbox.post("pause", { paused: true });
    let last: string[] = [];
    const equal = async () => {
      last = await differences(this.#widget, this.#sandbox, { unheard: await this.#unheard() });
      return last.length === 0;
    };
    if (!(await happens(equal, SETTLES_MS))) this.wrong.push(...last);
    this.comparisons += 1;
    await this.#dismissWhatIsOver();
    await meanwhile();
    await this.#sandbox.post("pause", { paused: false });
  }

  /** Calls at the agent's phone that began while the widget was out, and of which nothing was said since. */
  async #unheard(): Promise<string[]> {
    const { live }: { live: (Leg & { started_at: number })[] } = await this.#sandbox.get("state");
    const { from, to } = this.#deaf;
    const mine = live.filter((leg) => leg.user_id === AGENT && leg.started_at >= from && leg.started_at <= to);
    if (mine.length === 0) return [];
    const { events } = await this.#sandbox.get("events");
    const heard = events.filter((event: any) => event.at > to && event.user_id === AGENT);
    return mine.map((leg) => leg.call_id).filter((id) => !heard.some((event: any) => event.text.includes(id)));
  }

  /** As an agent would with a card that is in doubt, whose call he knows to be over. */
  async #dismissWhatIsOver(): Promise<void> {
    const { live }: { live: Leg[] } = await this.#sandbox.get("state");
    const { calls } = await this.#widget.snapshot();
    this.cards += calls.length;
    for (const call of calls) {
      const over = !live.some((leg) => leg.call_id === call.id && leg.user_id === AGENT);
      if (call.unconfirmedSince === undefined || !over) continue;
      await card(this.#widget.page, call.id).getByRole("button", { name: /^dismiss/i }).click();
      this.dismissed += 1;
    }
  }
}

/** Whether something happens within this time. */
async function happens(what: () => Promise<boolean>, within: number): Promise<boolean> {
  try {
    await expect.poll(what, { timeout: within, intervals: [50, 100, 250] }).toBe(true);
    return true;
  } catch {
    return false;
  }
}

const mb = (bytes: number) => (bytes / (1 << 20)).toFixed(1);

function line(minutes: number, soak: Soak, commands: Commands, memory: Memory): string {
  return [
    `${minutes.toFixed(1)} min`,
    `${soak.cuts} cuts`,
    `${soak.comparisons} comparisons`,
    `${soak.wrong.length} wrong cards`,
    `${commands.dials} dials`,
    `${commands.wrong.length} wrong commands`,
    `heap ${mb(memory.heap)} MB`,
    `wasm ${mb(memory.wasm)} MB`,
    `${memory.nodesPerCard.toFixed(1)} nodes a card`,
  ].join(", ");
}

function table(rows: Record<string, unknown>): string {
  return ["", ...Object.entries(rows).map(([name, value]) => `  ${name.padEnd(42)} ${value}`), ""].join("\n");
}
