/** A page whose time of day stands still, so that a picture of it can be taken again. */
import type { Page } from "@playwright/test";

/** A Wednesday morning in Madrid, where the browser is. */
export const NOW = Date.parse("2026-03-18T10:42:00+01:00");

/**
 * Stops the time of day of the page, and its dice. Timers go on. In the page, `stage.pass(ms)` lets time pass, in
 * steps short enough not to be taken for a sleep of the machine; `stage.hold(true)` keeps back what waits for longer
 * than a moment, such as the next try to connect.
 */
export async function stopClock(page: Page, now = NOW): Promise<void> {
  await page.addInitScript((start) => {
    const Real = Date;
    let now = start;
    class Stopped extends Real {
      constructor(...values: [any]) {
        if (values.length > 0) super(...values);
        else super(now);
      }
      static override now() {
        return now;
      }
    }
    globalThis.Date = Stopped as DateConstructor;
    Math.random = () => 0.5;
    const seconds = new Map<unknown, () => void>();
    const { setInterval: every, clearInterval: never, setTimeout: after, clearTimeout: forget } = globalThis;
    globalThis.setInterval = ((act: () => void, ms: number) => {
      const id = every(act, ms);
      if (ms === 1000) seconds.set(id, act);
      return id;
    }) as typeof setInterval;
    globalThis.clearInterval = ((id: number) => {
      seconds.delete(id);
      never(id);
    }) as typeof clearInterval;
    let holding = false;
    const held = new Map<unknown, () => void>();
    globalThis.setTimeout = ((act: () => void, ms = 0) => {
      const id = after(() => (holding && ms >= 50 ? held.set(id, act) : act()), ms);
      return id;
    }) as typeof setTimeout;
    globalThis.clearTimeout = ((id: number) => {
      held.delete(id);
      forget(id);
    }) as typeof clearTimeout;
    (window as any).stage = {
      pass(ms: number) {
        for (let left = ms; left > 0; left -= 9_000) {
          now += Math.min(left, 9_000);
          for (const second of [...seconds.values()]) second();
        }
      },
      hold(on: boolean) {
        holding = on;
        if (on) return;
        for (const [id, act] of [...held]) if (held.delete(id)) act();
      },
    };
  }, now);
}
