/** What is on the screen stays where it is, unless something is put in on purpose: nobody presses the wrong button. */
import type { Page, Route } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { card, cti } from "../fixtures/hooks.ts";
import { places } from "../fixtures/layout.ts";
import { Stage } from "./stage.ts";

const CALL = { number: "+34600123456", name: "María Fernández", queue: "Support ES", variables: { order: "10482", plan: "Pro" } };

/** What has its place whatever else is there. */
const FRAME = ".header, .me, .pill, [data-cti=menu-button], [data-cti=dial-field], [data-cti=dial-button], .tab, .find .field";

/** Where these were before is where they are now. */
function stay(before: Record<string, string>, now: Record<string, string>, what: string): void {
  const kept = Object.fromEntries(Object.keys(before).map((name) => [name, now[name]]));
  expect(kept, what).toEqual(before);
}

const frame = (page: Page) => places(page, FRAME);

for (const width of [320, 480]) {
  test(`calls come and go, and the field, the menu and the tabs stay where they are, ${width} px`, async ({ page, sandbox }) => {
    await page.setViewportSize({ width, height: 640 });
    const stage = await Stage.set(page, sandbox, "en");
    await stage.open();
    // The words of the connection may take more room or less.
    const { "div connection pill 1": _words, "div me 101 me 1": _who, ...before } = await frame(page);
    const same = async (what: string) => stay(before, await frame(page), what);
    const id = await stage.call(CALL);
    await same("a call rings");
    await stage.answer(id);
    await stage.pass(9 * 60_000 + 59_000);
    await same("it was answered");
    // 9:59 becomes 10:00: the digit more takes its room from the words beside it, and moves nothing else.
    const card = async () =>
      Object.fromEntries(Object.entries(await places(page, ".card *")).filter(([name]) => !/duration|call-time|call-state|^bdi/.test(name)));
    const others = await card();
    await stage.pass(1_000);
    stay(others, await card(), "ten minutes");
    await stage.end(id);
    await same("it ended");
    await stage.says('{"event":"error","data":{"message":"Nobody is here"}}');
    await stage.menu("forget");
    await stage.place("menu").locator(".danger").click();
    await expect(stage.place("notice").first()).toBeVisible();
    await same("a notice");
    await stage.hold(true);
    await stage.cut({ how: "clean", code: 1001 });
    await expect(stage.place("banner")).toBeVisible();
    await same("no connection");
  });
}

test("what comes late moves nothing that was there", async ({ page, sandbox }) => {
  const held: Route[] = [];
  await page.setViewportSize({ width: 360, height: 640 });
  const stage = await Stage.set(page, sandbox, "en");
  await page.route("**/widget/split_rare.wasm", (route) => void held.push(route));
  await stage.widget.open({ user: "101", locale: "en", notifications: false });
  const { call_id: id } = await sandbox.post("calls", {
    ...CALL, kind: "incoming", user: "101", variables: undefined, answer_after_ms: null, end_after_ms: null,
  });
  await expect(card(page, id)).toBeVisible();
  await expect.poll(async () => (await stage.widget.snapshot()).users.length).toBe(8);
  await expect.poll(() => held.length).toBeGreaterThan(0);
  const named = ".header, .me, .pill, [data-cti=dial-field], [data-cti=dial-button], .tab, .card-top, .card-name, .card-sub, .dock";
  const before = await places(page, named);
  const shifts = await page.evaluateHandle(() => {
    const seen = { shifts: 0 };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as any[]) seen.shifts += entry.value;
    }).observe({ type: "layout-shift" });
    return seen;
  });
  for (const route of held) await route.continue();
  // That part is there when its views are.
  await expect(cti(page, "widget")).toHaveAttribute("data-tabs", /.+/);
  await stage.tab("team");
  await expect(cti(page, "team-row").first()).toBeVisible();
  await stage.tab("calls");
  stay(before, await places(page, named), "the late part");
  expect(await shifts.evaluate((seen) => seen.shifts)).toBeLessThan(0.02);
});

test("the tabs keep their places whichever is chosen, and what the pointer is over keeps its size", async ({ page, sandbox }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  const stage = await Stage.set(page, sandbox, "de");
  await stage.open();
  await stage.call(CALL);
  const before = await places(page, ".header, .tabs, .tab");
  for (const name of ["team", "history", "calls"] as const) {
    await stage.tab(name);
    stay(before, await places(page, ".header, .tabs, .tab"), name);
  }
  const all = await places(page);
  for (const button of await page.locator("#panel-calls button:visible").all()) {
    await button.hover();
    expect(await places(page)).toEqual(all);
  }
});
