/** Clicks on numbers of the page that dial. */
import { ACCOUNT, expect, type Sandbox, test } from "./fixtures/index.ts";
import { cti } from "./fixtures/hooks.ts";
import { dials, left, pageWith, widgetConfig } from "./fixtures/links.ts";

/** How many commands to dial were sent. */
async function sent(sandbox: Sandbox): Promise<number> {
  const { messages } = await sandbox.get("messages");
  return messages.filter(({ text }: { text: string }) => JSON.parse(text).event === "make_call").length;
}

const LINKS = [
  ["tel", `<a id="tel" href="tel:+34-600-12-01-80">call</a>`, "+34600120180"],
  ["encoded", `<a id="encoded" href="TEL:%2B34%20600%2013%2001%2080"><b>call</b></a>`, "+34600130180"],
  ["extension", `<a id="extension" href="tel:+34600140180;ext=12;phone-context=example.com">call</a>`, "+34600140180"],
  ["callto", `<a id="callto" href="callto://+34600150180">call</a>`, "+34600150180"],
  ["sip", `<a id="sip" href="sip:+34600160180@example.com;user=phone">call</a>`, "+34600160180"],
  ["short", `<a id="short" href="sips:100180:secret@example.com">call</a>`, "100180"],
  ["value", `<button id="value" data-cti-dial="+34 600 17 01 80">call</button>`, "+34600170180"],
  ["words", `<button id="words" data-cti-dial>(600) 18-01-80</button>`, "600180180"],
  ["cell", `<table><tr><td id="cell" data-cti-dial="+34600190180">call</td></tr></table>`, "+34600190180"],
  ["elsewhere", `<a id="elsewhere" href="/customers/5" data-cti-dial="+34600200180">call</a>`, "+34600200180"],
  ["drawn", `<svg width="40" height="40"><a href="tel:+34600210180"><rect id="drawn" width="40" height="40"/></a></svg>`, "+34600210180"],
] as const;

test("links and elements with a number dial it, each in its own way", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  await pageWith(page, sandbox, LINKS.map(([, html]) => `<p>${html}</p>`).join(""), { clickToDial: true });
  for (const [index, [id]] of LINKS.entries()) {
    await page.locator(`#${id}`).click();
    await dials(page, LINKS.slice(0, index + 1).map(([, , number]) => number));
  }
  expect(await left(page)).toEqual([]);
});

test("what is no number, or is meant otherwise, stays with the browser", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  const others = {
    mail: `<a id="mail" href="mailto:a@example.com">a</a>`,
    letters: `<a id="letters" href="tel:1-800-FLOWERS">a</a>`,
    empty: `<a id="empty" href="tel:">a</a>`,
    name: `<a id="name" href="sip:maria@example.com">a</a>`,
    host: `<a id="host" href="sip:10.20.30.40">a</a>`,
    skype: `<a id="skype" href="callto:maria">a</a>`,
    percent: `<a id="percent" href="tel:%E0%A4%A">a</a>`,
    file: `<a id="file" href="tel:+34600120180" download>a</a>`,
    off: `<a id="off" href="tel:+34600120180" aria-disabled="true">a</a>`,
    taken: `<a id="taken" href="tel:+34600990180" onclick="event.preventDefault()">a</a>`,
    inner: `<div data-cti-dial="+34600120180"><button id="inner">delete</button></div>`,
    field: `<div data-cti-dial="+34600120180"><input id="field"></div>`,
    editor: `<div contenteditable><a id="editor" href="tel:+34600120180">a</a></div>`,
    long: `<a id="long" href="tel:${"1".repeat(200_000)}">a</a>`,
  };
  await pageWith(page, sandbox, Object.values(others).map((html) => `<p>${html}</p>`).join(""), { clickToDial: true });
  for (const id of Object.keys(others)) await page.locator(`#${id}`).click({ force: true });
  expect(await left(page)).toEqual(Object.keys(others).filter((id) => id !== "taken"));
  // The widget's own links are its own.
  await page.evaluate(() => {
    const own = Object.assign(document.createElement("a"), { id: "own", href: "tel:+34600120180" });
    document.querySelector("cti-softphone")!.shadowRoot!.append(own);
    (window as any).left.length = 0;
    own.click();
    own.remove();
  });
  expect(await left(page)).toEqual(["own"]);
  // Held keys and other buttons are for the browser.
  await page.evaluate(() => {
    const link = Object.assign(document.createElement("a"), { id: "plain", href: "tel:+34600120180", textContent: "call" });
    document.querySelector("#page")!.append(link);
    (window as any).left.length = 0;
  });
  for (const key of ["Control", "Meta", "Shift", "Alt"] as const) await page.locator("#plain").click({ modifiers: [key] });
  expect(await left(page)).toEqual(["plain", "plain", "plain", "plain"]);
  await page.locator("#plain").click();
  await dials(page, ["+34600120180"]);
});

test("what arrives later and what is in open shadow roots dials, in the containers that were named", async ({
  page,
  startSandbox,
}) => {
  const sandbox = await startSandbox();
  await pageWith(page, sandbox, `<a id="outside" href="tel:+34600120180">a</a>`, { clickToDial: { within: ".crm, #other" } });
  await page.evaluate(() => {
    const crm = Object.assign(document.createElement("section"), { className: "crm" });
    crm.innerHTML = `<a id="later" href="tel:+34600130180">a</a><div id="outer"></div><div id="closed"></div>`;
    document.querySelector("#page")!.append(crm);
    const outer = crm.querySelector("#outer")!.attachShadow({ mode: "open" });
    outer.innerHTML = `<p><a id="deep" href="tel:+34600140180">a</a></p><div></div>`;
    outer.querySelector("div")!.attachShadow({ mode: "open" }).innerHTML = `<button id="deeper" data-cti-dial="+34600150180">a</button>`;
    crm.querySelector("#closed")!.attachShadow({ mode: "closed" }).innerHTML = `<a href="tel:+34600160180">unreached</a>`;
  });
  await page.locator("#outside").click();
  expect(await left(page)).toEqual(["outside"]);
  await page.locator("#later").click();
  await dials(page, ["+34600130180"]);
  await page.locator("#deep").click();
  await dials(page, ["+34600130180", "+34600140180"]);
  // With the keyboard, as any button.
  await page.locator("#deeper").focus();
  await page.keyboard.press("Enter");
  await dials(page, ["+34600130180", "+34600140180", "+34600150180"]);
  // From a closed one a click seems to come from the element around it, which is none of ours.
  await page.locator("#closed").click({ position: { x: 4, y: 4 } });
  expect(await left(page)).toEqual(["outside", "closed"]);
});

test("a double click dials once; after destroy clicks are the browser's again", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  const html = `<a id="one" href="tel:+34600120180">a</a> <a id="two" href="tel:+34600130180">b</a>`;
  await pageWith(page, sandbox, html, { clickToDial: "#page" });
  await page.locator("#one").dblclick();
  await dials(page, ["+34600120180"]);
  await page.locator("#two").click();
  await dials(page, ["+34600120180", "+34600130180"]);
  await expect(cti(page, "undialled")).toHaveCount(0);
  // A command that nobody answers is on its way until it is taken back.
  await sandbox.post("phones", { obey: false });
  await page.evaluate(() => document.querySelector<HTMLElement>("#one")!.setAttribute("href", "tel:+34600990180"));
  await page.locator("#one").click();
  await expect(page.locator("#one")).toHaveAttribute("aria-busy", "true");
  const content = await page.evaluate(() => {
    (window as any).handle.destroy();
    return document.querySelector("#page")!.innerHTML;
  });
  expect(content).toBe(html.replace("600120180", "600990180"));
  await page.locator("#two").click();
  expect(await left(page)).toEqual(["two"]);
  expect(await sent(sandbox)).toBe(3);
});

test("why a click did not dial is told in the widget, until the next one", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  const html = `<button id="script" data-cti-dial="javascript:alert(1)">a</button> <a id="right" href="tel:+34600120180">b</a>`;
  await pageWith(page, sandbox, html, { clickToDial: true });
  await page.locator("#script").click();
  const told = cti(page, "undialled");
  await expect(told).toContainText("javascript:alert(1)");
  await expect(told).toContainText("The call was not dialled.");
  await told.getByRole("button", { name: "Dismiss" }).click();
  await expect(told).toHaveCount(0);
  await page.locator("#script").click();
  await expect(told).toBeVisible();
  await page.locator("#right").click();
  await dials(page, ["+34600120180"]);
  await expect(told).toHaveCount(0);
  await page.evaluate(() => (window as any).handle.disconnect());
  await page.locator("#right").click();
  await expect(told).toContainText("Not connected.");
  expect((await left(page)).filter(Boolean)).toEqual([]);
});

test("two widgets of a page dial once, and a floating one opens", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  await page.setViewportSize({ width: 1000, height: 800 });
  await pageWith(page, sandbox, `<a id="one" href="tel:+34600120180">a</a>`, { clickToDial: true, layout: "floating" });
  await page.evaluate(async (config) => {
    const { mount } = await import(new URL("/cti-softphone.js", location.href).href);
    const second = mount(document.body, config);
    await new Promise((resolve) => second.on("ready", resolve));
  }, widgetConfig(sandbox, { clickToDial: true }));
  const first = page.locator("cti-softphone").first();
  await expect(first).toHaveAttribute("data-open", "false");
  await page.locator("#one").click();
  await expect(first).toHaveAttribute("data-open", "true");
  await dials(page, ["+34600120180"]);
  expect(await sent(sandbox)).toBe(1);
});

test("what is wrong with the configuration is named, and nothing is dialled by it", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  await page.goto(`${sandbox.url}/page.css`);
  const wrong = { within: "a[", zone: "x" };
  await page.evaluate(
    async (config) => {
      const { mount } = await import(new URL("/cti-softphone.js", location.href).href);
      Object.assign(window, { handle: mount(document.body, config) });
    },
    { host: sandbox.host, domain: ACCOUNT.domain, credentialsUrl: "/sandbox/credentials", clickToDial: wrong },
  );
  const reason = () => page.evaluate(() => (window as any).handle.snapshot().connection.reason);
  await expect.poll(reason).toContain("clickToDial.within: a selector expected");
  expect(await reason()).toContain("clickToDial.zone: unknown key");
});

test("what dials follows the configuration of the widget that runs", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  await page.goto(`${sandbox.url}/page.css`);
  await page.evaluate(async (config) => {
    const { mount } = await import(new URL("/cti-softphone.js", location.href).href);
    document.body.innerHTML = `<button id="dial" data-cti-dial="+34600120180">call</button>`;
    Object.assign(window, { handle: mount(document.body, config) });
  }, widgetConfig(sandbox, { clickToDial: "main" }));
  await expect(cti(page, "connection")).toHaveAttribute("data-state", "live");
  const update = (clickToDial: boolean) => page.evaluate((clickToDial) => (window as any).handle.update({ clickToDial }), clickToDial);
  // What listens is fetched again.
  await update(true);
  await expect(async () => {
    await page.locator("#dial").click();
    expect(await sent(sandbox)).toBe(1);
  }).toPass();
  await expect(page.locator("#dial[aria-busy]")).toHaveCount(0);
  await update(false);
  const taken = () =>
    page.locator("#dial").evaluate((button) => !button.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true })));
  expect(await taken()).toBe(false);
});
