/** The floating layout: a launcher over a page of somebody else, and the window that it opens. */
import type { Locator, Page } from "@playwright/test";
import { expect, type Sandbox, test, Widget } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";

const CALL = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };
const VIEW = { width: 1000, height: 800 };
/** Styles that mean no good, and a field in two corners and in the middle. */
const STYLES = `
  body { margin: 0; height: auto } cti-softphone, main * { all: unset } main { transform: translate(40px, 40px); overflow: hidden }
  input { position: fixed; width: 200px; height: 40px; box-sizing: border-box; border: 1px solid }
  #se { right: 10px; bottom: 10px } #sw { left: 10px; bottom: 10px } #mid { left: 650px; top: 300px }`;

const launcher = (page: Page) => cti(page, "launcher");
const frame = (page: Page) => cti(page, "window");
const box = async (place: Locator) => (await place.boundingBox())!;

/** Opens a page with a floating widget, among fields of the page's own. */
async function open(page: Page, sandbox: Sandbox, config: object = {}, styles = "", state: string | null = "live") {
  await page.setViewportSize(VIEW);
  await new Widget(page, sandbox).open({ user: AGENT, layout: "floating", ...config } as any, state);
  await page.evaluate((styles) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    document.adoptedStyleSheets = [sheet];
    const main = document.createElement("main");
    main.append(document.querySelector("cti-softphone")!);
    document.body.append(main, ...["mid", "se", "sw"].map((id) => Object.assign(document.createElement("input"), { id })));
  }, STYLES + styles);
  await expect(launcher(page)).toBeVisible();
}

const live = (page: Page) => expect(launcher(page)).toHaveAttribute("data-state", "live");
/** What is on top in the middle of a place is the place itself, or in it. */
const uncovered = (place: Locator) =>
  place.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return document.elementFromPoint(left + width / 2, top + height / 2) === element;
  });
const overlaps = async (a: Locator, b: Locator) => {
  const [one, two] = [await box(a), await box(b)];
  return one.x < two.x + two.width && two.x < one.x + one.width && one.y < two.y + two.height && two.y < one.y + one.height;
};

test("a launcher opens the window and says in its name how it stands", async ({ page, sandbox }) => {
  await open(page, sandbox);
  await live(page);
  await expect(launcher(page)).toHaveAccessibleName("Softphone, connected");
  await expect(launcher(page)).toHaveAccessibleDescription(/Shift and an arrow key/);
  await expect(frame(page)).toBeHidden();
  expect(await box(launcher(page))).toEqual({ x: 1000 - 56 - 16, y: 800 - 56 - 16, width: 56, height: 56 });

  await launcher(page).click();
  await expect(frame(page)).toBeVisible();
  await expect(frame(page)).toHaveAccessibleName("Softphone");
  await expect(frame(page)).toBeFocused();
  await expect(launcher(page)).toBeHidden();
  expect(await box(frame(page))).toEqual({ x: 1000 - 380 - 16, y: 800 - 640 - 16, width: 380, height: 640 });
  await expect(cti(page, "connection")).toHaveAttribute("data-state", "live");

  await page.keyboard.press("Escape");
  await expect(frame(page)).toBeHidden();
  await expect(launcher(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(frame(page)).toBeVisible();
  await cti(page, "window-close").click();
  await expect(launcher(page)).toBeFocused();
});

test("Escape goes to what is open in the window first", async ({ page, sandbox }) => {
  await open(page, sandbox);
  await live(page);
  await launcher(page).click();
  await cti(page, "menu-button").click();
  await expect(cti(page, "menu")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(cti(page, "menu")).toBeHidden();
  await expect(frame(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(frame(page)).toBeHidden();
});

test("a call shows who is calling, opens nothing, and leaves the focus to who types", async ({ page, sandbox }) => {
  await open(page, sandbox);
  await live(page);
  await page.locator("#mid").focus();
  await page.keyboard.type("half a ");
  const { call_id: id } = await sandbox.post("calls", { ...CALL, number: "+34600120300", name: "María <b>Fernández</b>" });
  await expect(cti(page, "launcher-bubble")).toHaveText("María <b>Fernández</b> is calling");
  await expect(launcher(page)).toHaveAttribute("data-ringing");
  await expect(launcher(page)).toHaveAccessibleName("Softphone, connected, 1 call ringing");
  await expect(cti(page, "launcher-badge")).toHaveText("1");
  await page.keyboard.type("sentence");
  await expect(page.locator("#mid")).toHaveValue("half a sentence");
  await expect(frame(page)).toBeHidden();

  await sandbox.post(`calls/${id}/answer`);
  await expect(launcher(page)).toHaveAccessibleName("Softphone, connected, 1 call in progress");
  await expect(launcher(page)).not.toHaveAttribute("data-ringing");
  await expect(cti(page, "launcher-bubble")).toBeEmpty();
  await sandbox.post(`calls/${id}/end`);
  await expect(launcher(page)).toHaveAccessibleName("Softphone, connected");
  await expect(cti(page, "launcher-badge")).toBeHidden();
});

test("missed calls are counted until the window is opened, in any tab", async ({ page, context, sandbox }) => {
  await open(page, sandbox);
  await live(page);
  const other = await context.newPage();
  await open(other, sandbox);
  await live(other);
  const { call_id: id } = await sandbox.post("calls", { ...CALL, number: "+34600120301" });
  await expect(launcher(page)).toHaveAttribute("data-ringing");
  await sandbox.post(`calls/${id}/end`);
  for (const each of [page, other]) await expect(launcher(each)).toHaveAccessibleName("Softphone, connected, 1 missed call");
  await other.bringToFront();
  await launcher(other).click();
  await expect(card(other, id)).toBeVisible();
  await expect(launcher(page)).toHaveAccessibleName("Softphone, connected");
  await other.keyboard.press("Escape");
  await expect(cti(other, "launcher-badge")).toBeHidden();
});

test("the launcher is dragged to an edge, and is there again after a reload", async ({ page, sandbox }) => {
  await open(page, sandbox);
  await live(page);
  const from = await box(launcher(page));
  await page.mouse.move(from.x + 28, from.y + 28);
  await page.mouse.down();
  await page.mouse.move(300, 400, { steps: 5 });
  await page.mouse.move(120, 300, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => (await box(launcher(page))).x).toBe(16);
  const there = await box(launcher(page));
  expect(Math.abs(there.y + 28 - 300)).toBeLessThan(2);
  await expect(frame(page)).toBeHidden();
  await open(page, sandbox);
  await live(page);
  expect(await box(launcher(page))).toEqual(there);
  // A press that hardly moves is a click.
  await page.mouse.move(there.x + 20, there.y + 20);
  await page.mouse.down();
  await page.mouse.move(there.x + 22, there.y + 21);
  await page.mouse.up();
  await expect(frame(page)).toBeVisible();
  expect((await box(frame(page))).x).toBe(16);
});

test("keys move the launcher, and it stays in a view that shrinks", async ({ page, sandbox }) => {
  await open(page, sandbox);
  await launcher(page).focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await expect.poll(async () => (await box(launcher(page))).x).toBe(16);
  await page.keyboard.press("Shift+ArrowUp");
  await expect.poll(async () => (await box(launcher(page))).y).toBeLessThan(800 - 56 - 16 - 50);
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowDown");
  await expect.poll(async () => (await box(launcher(page))).y).toBe(800 - 56 - 16);
  await page.setViewportSize({ width: 600, height: 300 });
  await expect.poll(() => box(launcher(page))).toEqual({ x: 600 - 72, y: 300 - 72, width: 56, height: 56 });
  await page.keyboard.press("Enter");
  await expect.poll(() => box(frame(page))).toEqual({ x: 600 - 380 - 16, y: 16, width: 380, height: 300 - 32 });
  await page.setViewportSize({ width: 400, height: 600 });
  await expect.poll(() => box(frame(page))).toEqual({ x: 0, y: 0, width: 400, height: 600 });
});

test("what has the focus on the page is never covered, and the launcher comes back", async ({ page, sandbox }) => {
  await open(page, sandbox);
  await live(page);
  const home = await box(launcher(page));
  await page.locator("#se").focus();
  await expect.poll(() => overlaps(launcher(page), page.locator("#se"))).toBe(false);
  expect(await uncovered(page.locator("#se"))).toBe(true);
  await page.locator("#sw").focus();
  await expect.poll(() => box(launcher(page))).toEqual(home);
  await page.locator("#se").focus();
  await expect.poll(() => box(launcher(page))).not.toEqual(home);
  await page.locator("#se").blur();
  await expect.poll(() => box(launcher(page))).toEqual(home);

  await launcher(page).click();
  const window = await box(frame(page));
  await page.locator("#se").focus();
  await expect.poll(() => overlaps(frame(page), page.locator("#se"))).toBe(false);
  await expect(frame(page)).toBeVisible();
  await page.locator("#mid").focus();
  await expect.poll(() => overlaps(frame(page), page.locator("#mid"))).toBe(false);
  await page.locator("#mid").blur();
  await expect.poll(() => box(frame(page))).toEqual(window);

  // Where there is no room beside it, the window closes.
  await page.setViewportSize({ width: 400, height: 700 });
  await page.locator("#sw").focus();
  await expect(frame(page)).toBeHidden();
  await expect(page.locator("#sw")).toBeFocused();
});

test("the caller's name is not shown over what somebody types", async ({ page, sandbox }) => {
  await open(page, sandbox, {}, "#sw { width: 620px; height: 780px; left: 190px }");
  await live(page);
  await page.locator("#sw").focus();
  const { call_id: id } = await sandbox.post("calls", { ...CALL, number: "+34600120303", name: "María Fernández" });
  const bubble = cti(page, "launcher-bubble");
  await expect(bubble).toHaveText("María Fernández is calling");
  await expect
    .poll(async () => (await overlaps(bubble, page.locator("#sw"))) && getComputedStyleOf(bubble, "clipPath"))
    .not.toBe("none");
  await sandbox.post(`calls/${id}/end`);
});
const getComputedStyleOf = (place: Locator, name: "clipPath") => place.evaluate((e, name) => getComputedStyle(e)[name], name);

test("the page shows and hides it, and nothing is left after its end", async ({ page, sandbox }) => {
  await page.addInitScript(() => {
    // Those of the test's own tools are of other kinds.
    const ours = ["resize", "scroll", "focusin", "focusout", "storage", "keydown", "online", "pagehide"];
    (globalThis as any).listeners = 0;
    const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
    const counts = (target: unknown, name: string) =>
      [document, window, visualViewport].some((each) => each === target) && ours.includes(name);
    const change = (by: number) => ((globalThis as any).listeners += by);
    EventTarget.prototype.addEventListener = function (name: string, listener: any, options?: any) {
      if (counts(this, name)) change(1);
      if (counts(this, name)) add.call(options?.signal ?? this, "abort", () => change(-1));
      add.call(this, name, listener, options);
    };
    EventTarget.prototype.removeEventListener = function (name: string, ...given: [any, any?]) {
      if (counts(this, name)) change(-1);
      remove.call(this, name, ...given);
    };
  });
  await open(page, sandbox);
  await live(page);
  await page.locator("#mid").focus();
  const handle = (method: string) => page.evaluate((method) => (document.querySelector("cti-softphone") as any).handle[method](), method);
  await handle("show");
  await expect(frame(page)).toBeVisible();
  await expect(page.locator("#mid")).toBeFocused();
  await handle("hide");
  await expect(frame(page)).toBeHidden();
  await expect(page.locator("#mid")).toBeFocused();
  // Moved within the page, it is on top again.
  await page.evaluate(() => document.body.append(document.querySelector("cti-softphone")!));
  await expect(launcher(page)).toBeVisible();
  await live(page);
  const listeners = () => page.evaluate(() => (globalThis as any).listeners);
  // Those of the late part included.
  await expect.poll(listeners).toBeGreaterThan(9);
  await page.evaluate(() => document.querySelector("cti-softphone")!.remove());
  await expect.poll(listeners).toBe(0);
});

test("the launcher is there before the wasm, and after a failure to load it", async ({ page, sandbox }) => {
  let reachable = false;
  await page.route("**/*_bg.wasm", (route) => (reachable ? route.continue() : route.abort()));
  await open(page, sandbox, {}, "", null);
  await expect(launcher(page)).toHaveAccessibleName("Softphone, stopped");
  await launcher(page).click();
  await expect(frame(page)).toContainText("could not be loaded");
  reachable = true;
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(cti(page, "connection")).toHaveAttribute("data-state", "live");
});

test("without storage it works all the same", async ({ page, sandbox }) => {
  await page.addInitScript(() =>
    Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("denied", "SecurityError"); } }),
  );
  await open(page, sandbox);
  await live(page);
  await launcher(page).focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await expect.poll(async () => (await box(launcher(page))).x).toBe(16);
});

test("a panel fetches nothing of it, and the handle shows and hides the element", async ({ page, widget }) => {
  const files: string[] = [];
  page.on("request", (request) => void files.push(request.url()));
  await widget.open({ user: AGENT });
  await widget.element.evaluate((element: any) => element.handle.hide());
  await expect(widget.element).toBeHidden();
  await widget.element.evaluate((element: any) => element.handle.show());
  await expect(widget.element).toBeVisible();
  expect(files.filter((file) => /floating|launcher/.test(file))).toEqual([]);
});

test("it speaks the page's language, with words of the page's own, from the other edge where one reads from there", async ({ page, sandbox }) => {
  await open(page, sandbox, { locale: "ar", texts: { LaunchName: "هاتف" } }, "main { direction: rtl }");
  await expect(launcher(page)).toHaveAccessibleName("هاتف، متصل");
  expect((await box(launcher(page))).x).toBe(16);
});

test("a layout that does not exist is told", async ({ widget }) => {
  await widget.open({ layout: "wide" } as any, "stopped");
  expect((await widget.snapshot()).connection.reason).toContain("layout: panel or floating expected");
});
