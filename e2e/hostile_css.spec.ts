/** Pages whose styles mean no good: none of them may reach into the widget. */
import { expect, test } from "./fixtures/index.ts";
import { card } from "./fixtures/hooks.ts";
import { hostilePage, live, wrong } from "./fixtures/hostile.ts";
import { layoutFaults } from "./fixtures/layout.ts";
import type { Page } from "@playwright/test";

/** Everything that is inherited and would be seen, and what is not inherited on top. */
const EVIL = `
  font: italic bold 60px/4 cursive !important; font-variant: small-caps !important; font-stretch: 200% !important;
  letter-spacing: 1em !important; word-spacing: 2em !important; text-transform: uppercase !important; text-indent: 5em !important;
  text-align: right !important; text-shadow: 0 0 9px red !important; text-decoration: underline wavy red !important;
  white-space: nowrap !important; word-break: break-all !important; hyphens: auto !important; tab-size: 40 !important;
  direction: rtl !important; writing-mode: vertical-rl !important; text-orientation: upright !important; unicode-bidi: bidi-override !important;
  color: red !important; cursor: wait !important; visibility: visible; quotes: "x" "y" !important; list-style: square inside !important;
  box-sizing: content-box !important; border-spacing: 9px !important; caption-side: bottom !important; fill: red !important;
  user-select: none !important; -webkit-text-stroke: 3px red !important; -webkit-text-fill-color: red !important; zoom: 1;`;

/** The styles, by what they do. Where the host itself is meant, only what gives it its box stays the page's. */
const STYLES: Record<string, string> = {
  "nothing left of anything": `* { all: unset; } main { display: block; inline-size: 360px; block-size: 640px; }`,
  "everything huge and turned around": `:root, body, main, main * { ${EVIL} } main { display: block !important; writing-mode: horizontal-tb !important; inline-size: 360px !important; block-size: 640px !important; box-sizing: border-box !important; font-size: 60px !important; }`,
  "boxes and buttons of a framework": `
    *, ::before, ::after { box-sizing: content-box !important; transition: all 9s !important; }
    button, input, a, p, h2, ul, li, svg, div:not(#x) { padding: 40px; margin: 40px; border: 9px solid red; min-inline-size: 500px; font-size: 60px; float: right; position: relative; inset: 50px; }
    main { all: initial; display: block; inline-size: 360px; block-size: 640px; }
    .widget, .card, .button, .dot, .field, .tab, [data-cti] { display: none !important; }`,
};

/** What is drawn: each thing's box in the widget, and how its letters look. */
function drawn(page: Page): Promise<string[]> {
  return page.locator("cti-softphone").evaluate((host) => {
    const origin = host.getBoundingClientRect();
    const found: string[] = [];
    for (const element of host.shadowRoot!.querySelectorAll<HTMLElement>("[data-cti], button, input, p, h2, span, svg")) {
      const { left, top, width, height } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      // What has no box, and times, which go on.
      if (width === 0 || style.display === "contents" || element.matches(".duration, :has(.duration)")) continue;
      const looks = [
        "font", "letterSpacing", "wordSpacing", "textTransform", "textAlign", "textIndent", "textShadow", "direction", "writingMode",
        "whiteSpace", "color", "boxSizing", "cursor", "visibility", "userSelect", "webkitTextFillColor", "webkitTextStrokeWidth",
        "fontVariant", "unicodeBidi", "hyphens", "display", "padding", "margin", "borderWidth", "fill", "wordBreak", "fontStretch",
      ].map((name) => (style as any)[name]);
      const name = [element.localName, element.getAttribute("data-cti"), element.className].filter(Boolean).join(" ");
      const box = [left - origin.left, top - origin.top, width, height].map(Math.round).join(" ");
      found.push(`${name}: ${box}: ${looks.join("; ")}`);
    }
    return found;
  });
}

test.describe("styles of the page", () => {
  for (const [what, css] of Object.entries(STYLES)) {
    test(`${what}: the widget looks as in a plain page`, async ({ startSandbox, page }) => {
      const sandbox = await startSandbox();
      await page.setViewportSize({ width: 400, height: 800 });
      await hostilePage(page, sandbox);
      // Both in the same page, one after the other, so that times and names are the same.
      await page.evaluate(() => {
        Object.assign(document.querySelector<HTMLElement>("#place")!.style, { display: "block", inlineSize: "360px", blockSize: "640px" });
      });
      await page.evaluate("start({ theme: 'light' })");
      await live(page);
      const { call_id: id } = await sandbox.post("calls", {
        kind: "outgoing", user: "101", number: "+442079460999", answer_after_ms: null, end_after_ms: null,
      });
      await expect(card(page, id)).toBeVisible();
      await page.mouse.move(0, 0);
      const plain = await drawn(page);
      expect(plain.length).toBeGreaterThan(20);
      await page.evaluate((css) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets = [sheet];
      }, css);
      expect(await page.evaluate(() => getComputedStyle(document.body).marginTop)).toBeDefined();
      expect(await drawn(page)).toEqual(plain);
      expect(await layoutFaults(page, { mayShorten: true })).toEqual([]);
      expect(await wrong(page)).toEqual([]);
    });
  }

  test("`all: unset !important` takes the host's box from it, and no more", async ({ startSandbox, page }) => {
    const sandbox = await startSandbox();
    await page.setViewportSize({ width: 400, height: 800 });
    await hostilePage(page, sandbox);
    await page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [sheet];
    }, `* { all: unset !important; font-size: 60px !important; } main { display: block !important; inline-size: 360px !important; block-size: 640px !important; }`);
    await page.evaluate("start({ theme: 'light' })");
    await live(page);
    const looks = await page.locator("cti-softphone").evaluate((host) => {
      const widget = host.shadowRoot!.querySelector<HTMLElement>(".widget")!;
      const { width, height } = widget.getBoundingClientRect();
      const { fontSize, color, backgroundColor } = getComputedStyle(widget);
      return { width, high: height >= 320, fontSize, seen: color !== backgroundColor && backgroundColor !== "rgba(0, 0, 0, 0)" };
    });
    expect(looks).toEqual({ width: 360, high: true, fontSize: "14px", seen: true });
  });
});

test("widgets come and go in several places of one page", async ({ startSandbox, page }) => {
  const sandbox = await startSandbox();
  await hostilePage(page, sandbox);
  await page.evaluate(`(async () => {
    const { mount } = await load();
    const places = [1, 2, 3].map((number) => document.body.appendChild(Object.assign(document.createElement("section"), { id: "route" + number })));
    for (let round = 0; round < 12; round += 1) {
      const place = places[round % 3];
      const handle = mount(place, good());
      if (round % 4 > 0) await new Promise((done) => handle.on("ready", done));
      if (round % 2) places[(round + 1) % 3].append(...place.childNodes);
      if (round % 3 === 0) handle.destroy();
      for (const place of places) place.replaceChildren();
    }
    window.handle = mount(places[1], good());
  })()`);
  await live(page);
  await expect(page.locator("cti-softphone")).toHaveCount(1);
  await expect.poll(async () => (await sandbox.get("state")).clients.length).toBe(1);
  // Widgets of one page share the connection as tabs do: each that lives has a lock of its own, and one that of them all.
  const locks = () => page.evaluate("navigator.locks.query().then(({ held, pending }) => held.length + pending.length)");
  await expect.poll(locks).toBe(2);
  expect(await wrong(page)).toEqual([]);
});
