/** Commands in the storm: each settles, with the truth, and is in the room once or not at all. */
import type { Sandbox, Settled, Widget } from "../fixtures/index.ts";
import type { Outages } from "./outages.ts";

/** The widget gives up after 10 s. What has not settled by then was lost without a word. */
const SETTLES_MS = 15_000;
/** From one command to the next. */
const PAUSE_MS = 2_000;

type Dial = { number: string; code: string };

/** Dials, sets variables and hangs up, until it is told to stop. */
export class Commands {
  readonly codes: Record<string, number> = {};
  /** What should not have happened, in words. */
  readonly wrong: string[] = [];
  #widget: Widget;
  #sandbox: Sandbox;
  #outages: Outages;
  #dials: Dial[] = [];
  /** How often the room was asked to dial each number. */
  #seen = new Map<string, number>();
  #lastMessage = 0;
  #stopped = false;

  constructor(widget: Widget, sandbox: Sandbox, outages: Outages) {
    this.#widget = widget;
    this.#sandbox = sandbox;
    this.#outages = outages;
  }

  get dials(): number {
    return this.#dials.length;
  }

  async run(): Promise<void> {
    for (let n = 0; !this.#stopped; n += 1) {
      await this.#one(n);
      await this.#widget.page.waitForTimeout(PAUSE_MS);
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  async #one(n: number): Promise<void> {
    // Answered, and live until somebody hangs up; no other dial has this number.
    const number = `+4420${String(n).padStart(5, "0")}0200`;
    const dial = { number, code: "" };
    this.#dials.push(dial);
    const settled = await this.#settle("make_call", this.#widget.makeCall(number));
    dial.code = codeOf(settled);
    if (settled && "ok" in settled) {
      const { id } = settled.ok;
      const value = String(n);
      const set = await this.#settle("set_variables", this.#widget.setVariables(id, { soak: value }));
      if (set && "ok" in set && (await this.#leg(number))?.variables.soak !== value) {
        this.wrong.push(`set_variables ${number}: confirmed, but the phone has not got it`);
      }
    }
    await this.#hangUp(number);
  }

  /** Waits for what became of a command, and judges it. */
  async #settle(name: string, command: Promise<Settled>): Promise<Settled | undefined> {
    const from = Date.now();
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, SETTLES_MS, undefined));
    const settled = await Promise.race([command, late]);
    const code = codeOf(settled);
    const kind = `${name} ${code}`;
    this.codes[kind] = (this.codes[kind] ?? 0) + 1;
    const honest = code === "ok" || (code !== "nothing" && this.#outages.between(from, Date.now()));
    const known = ["ok", "timeout", "not_connected"].includes(code);
    if (!honest || !known) this.wrong.push(`${name}: ${code} after ${Date.now() - from} ms`);
    return settled;
  }

  /** The live call with that number at any phone. */
  async #leg(number: string) {
    const { live } = await this.#sandbox.get("state");
    return live.find((leg: any) => leg.number === number);
  }

  async #hangUp(number: string): Promise<void> {
    const leg = await this.#leg(number);
    if (leg) await this.#sandbox.post(`calls/${leg.call_id}/end`);
  }

  /** Counts what the room was asked to dial since the last time. The sandbox keeps the last 5000 messages. */
  async count(): Promise<void> {
    const { messages } = await this.#sandbox.get(`messages?after=${this.#lastMessage}`);
    for (const message of messages) {
      this.#lastMessage = message.n;
      const said = JSON.parse(message.text);
      if (said.event !== "make_call") continue;
      const { number } = said.data;
      this.#seen.set(number, (this.#seen.get(number) ?? 0) + 1);
    }
  }

  /** Judges every dial by what the room was asked. To be called when all have settled. */
  async judge(): Promise<void> {
    await this.count();
    for (const { number, code } of this.#dials) {
      const times = this.#seen.get(number) ?? 0;
      const right = code === "ok" ? times === 1 : code === "not_connected" ? times === 0 : times <= 1;
      if (!right) this.wrong.push(`make_call ${number}: ${code}, asked for ${times} times`);
      this.#seen.delete(number);
      // A dial that timed out because of a cut may have reached the phone all the same.
      await this.#hangUp(number);
    }
    for (const number of this.#seen.keys()) this.wrong.push(`make_call ${number}: nobody asked for it`);
  }
}

const codeOf = (settled: Settled | undefined) =>
  settled === undefined ? "nothing" : "ok" in settled ? "ok" : settled.error.code;
