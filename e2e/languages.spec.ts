import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test, Widget } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";
import { ACCOUNT, type Sandbox } from "./fixtures/sandbox.ts";

const TAGS = ["en", "es", "pt-BR", "ru", "de", "fr", "ar"];
const CALL = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };

/** The words of a language, by their keys. */
function wordsOf(tag: string): Record<string, string> {
  const sections = JSON.parse(readFileSync(new URL(`../texts/${tag}.json`, import.meta.url), "utf8"));
  return Object.assign({}, ...(Object.values(sections) as object[]));
}

/** Notes which files of texts the page asks for. */
function asked(page: Page): string[] {
  const files: string[] = [];
  page.on("request", (request) => {
    const file = /\/widget\/texts\/(.+)\.json$/.exec(request.url())?.[1];
    if (file) files.push(file);
  });
  return files;
}

/** The widget is there, in this language. */
async function speaks(page: Page, tag: string) {
  const { Calls, Team, History } = wordsOf(tag);
  await expect(page.getByRole("tab")).toHaveText([Calls, Team, History]);
}

/** Opens a page that holds the widget in this piece of HTML. */
async function embed(page: Page, sandbox: Sandbox, html: string, config: object = {}) {
  const json = { host: sandbox.host, domain: ACCOUNT.domain, ...config };
  const element = '<cti-softphone config="./cti.json"';
  const body = `<!doctype html>${html.replace("<cti-softphone", element)}<script type="module" src="./cti-softphone.js"></script>`;
  await page.route("**/cti.json", (route) => route.fulfill({ json }));
  await page.route("**/host.html", (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto(`${sandbox.url}/host.html`);
}

/** Whatever of the widget is wider than its place, or stands outside of the widget. */
const sticksOut = (page: Page): Promise<string[]> =>
  page.locator("cti-softphone").evaluate((host) => {
    const root = host.shadowRoot!.querySelector('[data-cti="widget"]')!;
    const { left, right } = root.getBoundingClientRect();
    const found: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
    for (const element of root.querySelectorAll("*")) {
      if (element.closest(".unseen") || !element.checkVisibility()) continue;
      const box = element.getBoundingClientRect();
      const scrolls = element.matches(".body, .card, .menu-panel, button") && element.scrollWidth > element.clientWidth + 1;
      if (box.left < left - 1 || box.right > right + 1 || scrolls) found.push(element.outerHTML.slice(0, 120));
    }
    return found;
  });

for (const tag of TAGS) {
  test(`${tag}: words that go with a number have every form that the browser asks for`, async ({ page }) => {
    // The numbers of a team or a list, and those at which some languages change.
    const numbers = [...Array.from({ length: 200 }, (_, number) => number), 1_000, 5_000];
    const asked = await page.evaluate(
      ([tag, numbers]) => {
        const rules = new Intl.PluralRules(tag);
        return [...new Set(numbers.map((number) => rules.select(number)))];
      },
      [tag, numbers] as const,
    );
    const plurals = Object.entries(wordsOf(tag)).filter(([, words]) => words.includes(", plural,"));
    expect(plurals.length).toBeGreaterThan(5);
    for (const [key, words] of plurals) {
      for (const form of asked) expect(words, key).toMatch(new RegExp(`[ ,]${form} \\{[^{}]+\\}`));
    }
  });
}

for (const tag of TAGS) {
  test(`${tag}: its own words and no others are fetched, and fit into 320 pixels`, async ({ page, sandbox, widget }) => {
    const words = wordsOf(tag);
    const files = asked(page);
    await page.setViewportSize({ width: 320, height: 700 });
    await widget.open({ locale: tag, user: AGENT });
    await speaks(page, tag);
    const root = cti(page, "widget");
    expect(await root.getAttribute("lang")).toMatch(new RegExp(`^${tag === "en" ? "en-GB" : tag}$`));
    await expect(root).toHaveAttribute("dir", tag === "ar" ? "rtl" : "ltr");
    await expect(cti(page, "connection")).toContainText(words.Live);
    expect(await root.evaluate((element) => getComputedStyle(element).direction)).toBe(tag === "ar" ? "rtl" : "ltr");

    const { call_id: id } = await sandbox.post("calls", { ...CALL, number: "+34600120300" });
    await expect(card(page, id).locator('[data-cti="call-state"]')).toHaveText(words.Incoming);
    expect(await sticksOut(page)).toEqual([]);
    await sandbox.post(`calls/${id}/answer`);
    await expect(card(page, id).locator('[data-cti="call-state"]')).toHaveText(words.OnCallIncoming);
    expect(await sticksOut(page)).toEqual([]);
    await sandbox.post(`calls/${id}/end`);
    await expect(card(page, id).locator('[data-cti="call-state"]')).toHaveText(words.CompletedIncoming);
    expect(await sticksOut(page)).toEqual([]);

    await page.getByRole("tab").nth(1).click();
    await expect(page.getByRole("searchbox", { name: words.SearchTeam })).toBeVisible();
    await expect(cti(page, "team-row").first()).toBeVisible();
    expect(await sticksOut(page)).toEqual([]);
    await page.getByRole("tab").nth(2).click();
    await expect(cti(page, "history-row").first()).toBeVisible();
    expect(await sticksOut(page)).toEqual([]);
    await cti(page, "menu-button").click();
    await expect(cti(page, "menu").getByText(words.ForgetDevice)).toBeVisible();
    expect(await sticksOut(page)).toEqual([]);
    await cti(page, "menu").getByText(words.Settings, { exact: true }).click();
    await expect(page.getByText(words.SetSound)).toBeVisible();
    expect(await sticksOut(page)).toEqual([]);
    expect(files.sort()).toEqual([tag, `${tag}.more`]);
  });
}

const CHOICES = [
  ["the page's language", '<html lang="de-AT"><cti-softphone>', {}, "de"],
  ["the nearest element's language", '<html lang="de"><div lang="pt"><cti-softphone></div>', {}, "pt-BR"],
  ["the attribute", '<html lang="de"><cti-softphone locale="fr">', {}, "fr"],
  ["the configuration, in any spelling", '<html lang="de"><cti-softphone>', { locale: "PT-br" }, "pt-BR"],
  ["auto, which is the page's", '<html lang="ru"><cti-softphone>', { locale: "auto" }, "ru"],
  ["the browser's where the page's is not known", '<html lang="de"><cti-softphone lang="">', {}, "en"],
  ["a language without words", '<html lang="de"><cti-softphone locale="ja">', {}, "en"],
  ["what is no tag at all", '<html lang="de"><cti-softphone locale="not a tag">', {}, "en"],
] as const;

for (const [what, html, config, tag] of CHOICES) {
  test(`${what} decides: ${tag}`, async ({ page, sandbox }) => {
    const files = asked(page);
    await embed(page, sandbox, html, config);
    await speaks(page, tag);
    expect(files.filter((file) => !file.endsWith(".more"))).toEqual([tag]);
  });
}

test("the widget's own page speaks the browser's language", async ({ browser, sandbox }) => {
  const context = await browser.newContext({ locale: "fr-CA" });
  const page = await context.newPage();
  await new Widget(page, sandbox).open();
  await speaks(page, "fr");
  await expect(cti(page, "widget")).toHaveAttribute("lang", "fr-CA");
  await context.close();
});

test("times are written as in the language, in the digits of numbers", async ({ page, sandbox, widget }) => {
  for (const [locale, like] of [
    ["en-US", /^0:0\d · 1?\d:\d\d\s[AP]M$/],
    ["de", /^0:0\d · \d\d:\d\d$/],
    ["ar-EG", /^0:0\d · 1?\d:\d\d\s[صم]$/],
  ] as const) {
    await widget.open({ locale, user: AGENT });
    const { call_id: id } = await sandbox.post("calls", { ...CALL, number: "+34600120301" });
    await expect(card(page, id)).toBeVisible();
    await sandbox.post(`calls/${id}/answer`);
    await expect(card(page, id)).toHaveAttribute("data-phase", "connected");
    await sandbox.post(`calls/${id}/end`);
    await expect(card(page, id).locator('[data-cti="call-time"]')).toHaveText(like);
  }
});

test("from right to left the arrow keys go along the tabs as they are seen", async ({ page, widget }) => {
  for (const [locale, key] of [
    ["ar", "ArrowLeft"],
    ["de", "ArrowRight"],
  ] as const) {
    await widget.open({ locale });
    await page.getByRole("tab").first().focus();
    await page.keyboard.press(key);
    await expect(page.getByRole("tab").nth(1)).toBeFocused();
    await page.keyboard.press(key === "ArrowLeft" ? "ArrowRight" : "ArrowLeft");
    await expect(page.getByRole("tab").first()).toBeFocused();
  }
});

test("a page's own words stand in place of the widget's", async ({ page, widget }) => {
  const files = asked(page);
  await widget.open({ locale: "de", texts: { Calls: "Telefonate", SearchTeam: "Kollegium" } });
  const { Team, History } = wordsOf("de");
  await expect(page.getByRole("tab")).toHaveText(["Telefonate", Team, History]);
  await page.getByRole("tab").nth(1).click();
  await expect(page.getByRole("searchbox", { name: "Kollegium" })).toBeVisible();
  expect(files.sort()).toEqual(["de", "de.more", "keys"]);
});

test("words for keys that do not exist are mistakes of the configuration", async ({ widget }) => {
  const texts: any = { Calls: 5, Direction: "rtl", Foo: "x", Team: " ", toString: "x" };
  await widget.open({ locale: "de", texts }, "stopped");
  const { reason } = (await widget.snapshot()).connection;
  for (const told of ["Calls: text expected", "Direction: unknown key", "Foo: unknown key", "Team: text expected"]) {
    expect(reason).toContain(`texts.${told}`);
  }
  expect(reason).toContain("texts.toString: unknown key");
});

test("texts that are no object, and a locale that is no text, are mistakes too", async ({ widget }) => {
  await widget.open({ locale: 1, texts: "none" } as any, "stopped");
  const { reason } = (await widget.snapshot()).connection;
  expect(reason).toContain("locale: text expected");
  expect(reason).toContain("texts: an object expected");
});

test("a language whose words cannot be fetched is told by the loader, and another try brings it", async ({
  page,
  widget,
}) => {
  let reachable = false;
  await page.route("**/widget/texts/de.json", (route) => (reachable ? route.continue() : route.abort()));
  await widget.open({ locale: "de" }, null);
  await expect(page.getByText("Das Softphone konnte nicht geladen werden.")).toBeVisible();
  reachable = true;
  await page.getByRole("button", { name: "Erneut versuchen" }).click();
  await speaks(page, "de");
});

test("all widgets of a page speak the language of the first", async ({ page, sandbox, widget }) => {
  const files = asked(page);
  await widget.open({ locale: "es" });
  await speaks(page, "es");
  await page.evaluate(async (host) => {
    const { mount } = await import(new URL("cti-softphone.js", location.href).href);
    document.querySelector("cti-softphone")!.remove();
    mount(document.body, { host, domain: "acme", locale: "de", credentialsUrl: "/sandbox/credentials" });
  }, sandbox.host);
  await speaks(page, "es");
  // Of what comes late too.
  await page.getByRole("tab").nth(1).click();
  await expect(page.getByRole("searchbox", { name: "Buscar en el equipo" })).toBeVisible();
  expect(files.filter((file) => !file.endsWith(".more"))).toEqual(["es"]);
});
