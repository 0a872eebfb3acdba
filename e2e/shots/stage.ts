/** A widget on a stage: what is to be seen is set up by hand, at a time that stands still. */
import type { Page } from "@playwright/test";
import { expect, type Sandbox, Widget } from "../fixtures/index.ts";
import type { Settings } from "../fixtures/widget.ts";
import { AGENT, card, cti } from "../fixtures/hooks.ts";
import { stopClock } from "./clock.ts";
import type { Language } from "./settings.ts";

/** A call that does nothing by itself. */
const CALL = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };

/** How many there are in the sandbox. */
const TEAM = 8;

/** What the menu has, in its order. */
const MENU = { who: 0, settings: 1, inspector: 2, connect: 3, forget: 4, leave: 5 } as const;

export class Stage {
  readonly page: Page;
  readonly sandbox: Sandbox;
  readonly widget: Widget;
  readonly language: Language;

  private constructor(page: Page, sandbox: Sandbox, language: Language) {
    this.page = page;
    this.sandbox = sandbox;
    this.language = language;
    this.widget = new Widget(page, sandbox);
  }

  static async set(page: Page, sandbox: Sandbox, language: Language): Promise<Stage> {
    await sandbox.post("reset");
    await page.emulateMedia({ reducedMotion: "reduce", colorScheme: "light" });
    await stopClock(page);
    // Records wait for a click.
    await page.addInitScript(() => (window.open = () => null));
    // The sandbox has a clock of its own: what comes from it happened when it came.
    await page.routeWebSocket(/^ws:/, (socket) => {
      const room = socket.connectToServer();
      room.onMessage((message) => {
        try {
          const frame = JSON.parse(String(message));
          delete frame.data?.timestamp;
          socket.send(JSON.stringify(frame));
        } catch {
          socket.send(message);
        }
      });
    });
    return new Stage(page, sandbox, language);
  }

  /** Opens the widget for the agent of the specs, unless told otherwise. */
  async open(settings: Settings = {}, state: string | null = "live"): Promise<void> {
    await this.widget.open({ locale: this.language, user: AGENT, notifications: false, ...settings }, state);
    // All of the team have told their status; else the time since then would depend on when they did.
    if (state === "live") await expect.poll(async () => (await this.widget.snapshot()).users.length).toBe(TEAM);
  }

  place(hook: string) {
    return cti(this.page, hook);
  }

  card(id: string) {
    return card(this.page, id);
  }

  async tab(name: "calls" | "team" | "history"): Promise<void> {
    await this.page.locator(`#tab-${name}`).click();
  }

  async menu(item?: keyof typeof MENU): Promise<void> {
    await this.place("menu-button").click();
    const items = this.place("menu").getByRole("button");
    await expect(items.first()).toBeVisible();
    if (item) await items.nth(MENU[item]).click();
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    await this.page.evaluate((ms) => (window as any).stage.pass(ms), ms);
  }

  /** Whatever waits stays as it is, until told otherwise. */
  async hold(on: boolean): Promise<void> {
    await this.page.evaluate((on) => (window as any).stage.hold(on), on);
  }

  /** The agent's status is this one, since the room said so. */
  async status(status: string): Promise<void> {
    await expect(this.place("me")).toHaveAttribute("data-status", status);
  }

  /** A call starts; its card is there. */
  async call(call: object): Promise<string> {
    const { call_id: id } = await this.sandbox.post("calls", { ...CALL, ...call });
    await expect(this.card(id)).toBeVisible();
    return id;
  }

  async answer(id: string): Promise<void> {
    await this.sandbox.post(`calls/${id}/answer`);
    await expect(this.card(id)).toHaveAttribute("data-phase", "connected");
    await this.status("in-service");
  }

  /** A call is over, and so is the work after it. */
  async end(id: string, how: "end" | "fail" = "end", body: object = {}): Promise<void> {
    await this.sandbox.post(`calls/${id}/${how}`, body);
    await expect(this.card(id)).toHaveAttribute("data-phase", "ended");
    await expect
      .poll(async () => {
        const { users, live }: any = await this.sandbox.get("state");
        const status = users.find((user: any) => user.id === AGENT).status;
        return live.some((leg: any) => leg.user_id === AGENT && leg.phase === "connected") ? "Ready" : status;
      })
      .toBe("Ready");
    const { live }: any = await this.sandbox.get("state");
    const busy = live.some((leg: any) => leg.user_id === AGENT && leg.phase === "connected");
    await this.status(busy ? "in-service" : "ready");
  }

  /** Puts a word on the wire in the server's name. */
  async says(text: string): Promise<void> {
    await this.sandbox.post("raw", { text });
  }

  /** The connection is gone, and the next one does not come for now. */
  async cut(how: object = { how: "reset" }): Promise<void> {
    await this.sandbox.post("cut", { who: "others", ...how });
  }
}
