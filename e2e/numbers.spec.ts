/** Numbers in texts of the page that become links. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/index.ts";
import { cti } from "./fixtures/hooks.ts";
import { dials, left, pageWith, widgetConfig } from "./fixtures/links.ts";

const TEXT = { clickToDial: { text: ".notes" } };
const links = (page: Page) => page.locator("a[data-cti-number]");

const NUMBERS = `+34 600 12 34 56|+34600123456|+1 (415) 555-0134|+1-415-555-0134|+44 (0)20 7946 0018|+61 2 9876 5432|+33 6 12 34 56 78
+49\u00a030\u00a023125\u00a0014|+7 700 000-01-45|+353 20 910 1177|(415) 555-0134|(415)555-0134|(02) 9876 5432|(0)20 7946 0018
415-555-0134|415.555.0134|1-800-555-0199|555-0134|600 12 34 56|600 123 456|91 123 45 67|020 7946 0018|030/1234567|0711-12 34 56
06 12 34 56 78|06.12.34.56.78|00 44 20 7946 0018|8 800 555 35 35|9123 4567|98765 43210|138 0013 8000`.split(/[|\n]/);

const FALSE_FRIENDS = `2026-11-25|25.11.2026|11/25/2026|25-11-2026 10|2026 11 25 10|2026-11-25T10:30:00+02:00|GMT+0200|10:30:00|08.30-17.00
09:00-17:30|192.168.100.200|255.255.255.255|10.0.0.1:8080|1.234.567,89 €|€ 1.234.567|1 000 000|25 000 000|+25 000 000|$415-555-0134
USD 415 555 0134|600 123 456 EUR|600 123 456 kg|ISBN 978-3-16-148410-0|4111 1111 1111 1111|DE89 3704 0044 0532 0130 00
550e8400-e29b-41d4-a716-446655440000|AB-123-4567|A123-4567|#415-555-0134|№ 555-0134|order 1234567|1234567890|123456789012345678
2019-2024|2024 0815|123-45-6789|100-1000|40.416775, -3.703790|v1.415.555.0134|21-19 21-18|10 20 30 40 50|0001 0002 0003
https://example.com/415-555-0134|?id=415-555-0134|415-555-0134@example.com|report-415-555-0134.pdf|415_555_0134|1,415,555,0134
0.12345678|1920x1080|(2019) 123456|1+1234567890|a1234567b|+0 123 456 789|1-2-3-4-5-6-7-8-9`.split(/[|\n]/);

test("what is written as a phone number is found, and nothing else is", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  await page.goto(`${sandbox.url}/page.css`);
  const found = (texts: string[]) =>
    page.evaluate(async (texts) => {
      const { numbersIn } = await import(new URL("/cti-softphone-numbers.js", location.href).href);
      return texts.map((text) => numbersIn(text).map(({ run }: { run: string }) => run));
    }, texts);
  expect(await found(NUMBERS)).toEqual(NUMBERS.map((number) => [number]));
  expect(await found(NUMBERS.map((number) => `Tel: ${number}. Or write.`))).toEqual(NUMBERS.map((number) => [number]));
  for (const around of ["{}", "see {} here", "({})", "a {}, b"]) {
    const texts = FALSE_FRIENDS.map((text) => around.replace("{}", text));
    const wrong = (await found(texts)).flatMap((runs, index) => (runs.length > 0 ? [texts[index]] : []));
    expect(wrong).toEqual([]);
  }
  expect(await found(["+34600123456 2 licences, +34 600 12 34 56 or 555-0134x12"])).toEqual([
    ["+34600123456", "+34 600 12 34 56", "555-0134"],
  ]);
});

/** Each has the number that is not to be touched there. */
const UNTOUCHED = `<input value="+34 600 12 34 56" placeholder="+34 600 12 34 56"> <textarea>+34 600 12 34 56</textarea>
  <div contenteditable="">+34 600 12 34 56 <i>+34 600 12 34 56</i></div> <div role="textbox">+34 600 12 34 56</div>
  <button>+34 600 12 34 56</button> <a href="/x">+34 600 12 34 56</a> <select><option>+34 600 12 34 56</option></select>
  <code>+34 600 12 34 56</code> <pre>+34 600 12 34 56</pre> <span data-cti-dial="1">+34 600 12 34 56</span>
  <p title="+34 600 12 34 56" data-x="+34 600 12 34 56">attributes</p> <span aria-hidden="true">+34 600 12 34 56</span>
  <svg><text>+34 600 12 34 56</text></svg> <script type="text/plain">+34 600 12 34 56</script><!-- +34 600 12 34 56 -->`;

test("numbers in the containers dial, all else is untouched, and after destroy the page is as it was", async ({
  page,
  startSandbox,
}) => {
  const sandbox = await startSandbox();
  const html = `<p id="outside">+34 600 12 01 80</p><div class="notes"><p>Call <b>+34 600 13 01 80</b>, not 2026-11-25.</p>
    <p>+34 600 14 01 80 or (415) 555-0134, or else <i></i></p><div id="host"></div>${UNTOUCHED}</div>`;
  const config = { clickToDial: { within: "#nowhere", text: ".notes" } };
  await pageWith(page, sandbox, html, config);
  await expect(links(page)).toHaveText(["+34 600 13 01 80", "+34 600 14 01 80", "(415) 555-0134"]);
  const before = await page.evaluate(() => {
    (window as any).nodes = [...document.querySelectorAll("#page *")].filter((element) => !element.matches("[data-cti-number]"));
    const shadow = document.querySelector("#host")!.attachShadow({ mode: "open" });
    shadow.innerHTML = `<p>in a shadow: +34 600 15 01 80</p><input value="+34 600 12 34 56">`;
    // Content that was here before its shadow was is looked at when something arrives there.
    const later = document.createElement("p");
    later.textContent = "later: +34 600 16 01 80";
    document.querySelector(".notes")!.append(document.querySelector("#host")!, later);
    return shadow.innerHTML;
  });
  await expect(links(page)).toHaveCount(5);
  await page.evaluate(() => {
    const later = document.createElement("p");
    later.textContent = "and later in the shadow: +34 600 18 01 80";
    document.querySelector("#host")!.shadowRoot!.append(later);
  });
  await expect(links(page)).toHaveCount(6);
  await page.evaluate(() => document.querySelector("#host")!.shadowRoot!.lastElementChild!.remove());
  await links(page).first().click();
  await dials(page, ["+34600130180"]);
  await page.locator("#host").locator("a").focus();
  await page.keyboard.press("Enter");
  await dials(page, ["+34600130180", "+34600150180"]);
  expect(await left(page)).toEqual([]);
  // A second widget finds nothing that is left to do.
  const marked = await page.locator("#page").innerHTML();
  await page.evaluate(async (config) => {
    const { mount } = await import(new URL("/cti-softphone.js", location.href).href);
    const second = mount(document.body, config);
    await new Promise((resolve) => second.on("ready", resolve));
    const mark = document.createElement("p");
    mark.textContent = "+34 600 17 01 80";
    document.querySelector(".notes")!.append(mark);
    await new Promise<void>((resolve) => {
      const look = () => (mark.querySelector("a") ? resolve() : setTimeout(look, 5));
      look();
    });
    mark.remove();
    Object.assign(window, { second });
  }, widgetConfig(sandbox, config));
  await expect(cti(page, "widget").nth(1)).toHaveAttribute("data-tabs", /following|alone/);
  await page.evaluate(() => (window as any).second.destroy());
  expect(await page.locator("#page").innerHTML()).toBe(marked);
  const after = await page.evaluate(() => {
    (window as any).handle.destroy();
    document.querySelector(".notes > p:last-child")!.remove();
    const notes = document.querySelector(".notes")!;
    notes.querySelector("i")!.parentElement!.after(document.createTextNode(""));
    return {
      shadow: document.querySelector("#host")!.shadowRoot!.innerHTML,
      same: (window as any).nodes.every((node: Element) => node.isConnected),
      texts: [...notes.querySelectorAll("p")].map((p) => p.innerHTML),
      count: notes.querySelector("p")!.childNodes.length,
      marks: document.querySelectorAll("[data-cti-number]").length,
    };
  });
  expect(after.shadow).toBe(before);
  expect(after.same).toBe(true);
  expect(after.texts.slice(0, 2)).toEqual([
    "Call <b>+34 600 13 01 80</b>, not 2026-11-25.",
    "+34 600 14 01 80 or (415) 555-0134, or else <i></i>",
  ]);
  expect(after.count).toBe(3);
  expect(after.marks).toBe(0);
});

test("destroy gives the very same content back", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  const html = `<div class="notes">${[...NUMBERS, ...FALSE_FRIENDS].map((text) => `<p>a ${text} b ${text}</p>`).join("")}${UNTOUCHED}</div>`;
  await pageWith(page, sandbox, html, {});
  const before = await page.locator("#page").innerHTML();
  await page.evaluate(async (config) => {
    const { mount } = await import(new URL("/cti-softphone.js", location.href).href);
    Object.assign(window, { second: mount(document.body, config) });
  }, widgetConfig(sandbox, TEXT));
  await expect(links(page)).toHaveCount(2 * NUMBERS.length);
  const untouched = await page.locator(".notes > :not(p)").evaluateAll((all) => all.filter((one) => one.querySelector("[data-cti-number]")).length);
  expect(untouched).toBe(0);
  expect(await page.locator("#page").evaluate((page) => page.textContent)).toBe(
    await page.evaluate((html) => Object.assign(document.createElement("main"), { innerHTML: html }).textContent, html),
  );
  await expect(cti(page, "widget").nth(1)).toHaveAttribute("data-tabs", /following|alone/);
  await page.evaluate(() => (window as any).second.destroy());
  expect(await page.locator("#page").innerHTML()).toBe(before);
});

test("a page that goes on to change, move and remove the texts that it knows is not hindered", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  const names = ["changed", "emptied", "replaced", "moved", "removed", "edited"];
  await pageWith(page, sandbox, `<div class="notes">${names.map((id) => `<p id="${id}">${id}: +34 600 12 01 80 end</p>`).join("")}</div>`, TEXT);
  await expect(links(page)).toHaveCount(names.length);
  await page.evaluate(() => {
    const p = (id: string) => document.querySelector(`#${id}`)!;
    const text = (id: string) => p(id).firstChild as Text;
    text("changed").nodeValue = "now +34 600 13 01 80, and more";
    text("emptied").nodeValue = "";
    p("replaced").textContent = "now +34 600 14 01 80";
    const moved = text("moved");
    p("removed").append(moved);
    p("removed").removeChild(text("removed"));
    p("edited").setAttribute("contenteditable", "true");
  });
  const content = (id: string) => page.locator(`#${id}`).evaluate((p) => p.textContent);
  await expect(links(page)).toHaveText(["+34 600 13 01 80", "+34 600 14 01 80", "+34 600 12 01 80"]);
  expect(await content("changed")).toBe("now +34 600 13 01 80, and more");
  expect(await content("emptied")).toBe("");
  expect(await content("replaced")).toBe("now +34 600 14 01 80");
  expect(await content("moved")).toBe("");
  expect(await content("removed")).toBe("moved: +34 600 12 01 80 end");
  expect(await page.locator("#edited").innerHTML()).toBe("edited: +34 600 12 01 80 end");
  await page.locator("#edited").evaluate((p) => p.removeAttribute("contenteditable"));
  await expect(links(page)).toHaveCount(4);
});

test("far too much text is looked at in small pieces", async ({ page, startSandbox }) => {
  test.slow();
  const sandbox = await startSandbox();
  // However slow this machine is now: in what is done when it is idle, each look at the clock takes a hundredth of a
  // millisecond, and noted is how many links were made at a time.
  await page.addInitScript(() => {
    const made: number[] = [];
    const idle = window.requestIdleCallback.bind(window);
    window.requestIdleCallback = (act, options) =>
      idle((deadline) => {
        const count = () => document.querySelectorAll("[data-cti-number]").length;
        const [before, now] = [count(), performance.now];
        let time = 0;
        performance.now = () => (time += 0.01);
        act(deadline);
        performance.now = now;
        made.push(count() - before);
      }, options);
    Object.assign(window, { made });
  });
  await pageWith(page, sandbox, `<div class="notes"></div>`, TEXT);
  const COUNT = 20_000;
  await page.evaluate((count) => {
    const notes = document.querySelector(".notes")!;
    const big = document.createElement("p");
    big.append("+34 600 12 01 80 ".repeat(60_000), "1 ".repeat(500_000));
    const list = document.createElement("div");
    list.append(big);
    for (let index = 0; index < count; index += 1) {
      const line = document.createElement("p");
      line.textContent = `${index}: 600 12 ${10 + (index % 90)} 80`;
      list.append(line);
      // Half of them one by one into the page, as some pages do.
      if (index === count / 2) notes.append(list);
    }
  }, COUNT);
  await expect(links(page)).toHaveCount(COUNT, { timeout: 35_000 });
  const made: number[] = await page.evaluate(() => (window as any).made);
  // 8 ms are 800 nodes.
  expect(Math.max(...made)).toBeLessThan(800);
  expect(made.length).toBeGreaterThan(COUNT / 800);
  const rest = await page.evaluate(() => {
    (window as any).handle.destroy();
    return document.querySelectorAll("[data-cti-number]").length;
  });
  expect(rest).toBe(0);
});
