/** The handle where the page is quicker than the widget, or changes its mind. */
import type { Page } from "@playwright/test";
import { ACCOUNT, expect, type Sandbox, test } from "./fixtures/index.ts";
import { AGENT, cti } from "./fixtures/hooks.ts";

/** A page with the module as `softphone`, and what a widget of it is configured with. */
async function open(page: Page, sandbox: Sandbox): Promise<void> {
  await page.goto(`${sandbox.url}/page.css`);
  await page.evaluate(
    async (config) => {
      const softphone = await import(new URL("/cti-softphone.js", location.href).href);
      document.body.innerHTML = "<main></main>";
      Object.assign(window, { softphone, config });
    },
    { host: sandbox.host, domain: ACCOUNT.domain, user: AGENT, credentialsUrl: `${sandbox.url}/sandbox/credentials` },
  );
}

const mount = (page: Page, more: object = {}) =>
  page.evaluate((more) => {
    const { softphone, config } = window as any;
    (window as any).handle = softphone.mount("main", { ...config, ...more });
  }, more);

const live = (page: Page) => expect(cti(page, "connection")).toHaveAttribute("data-state", "live");

/** Holds a file back until what is given back is called. */
async function hold(page: Page, file: string): Promise<() => void> {
  let go = () => {};
  const wait = new Promise<void>((resolve) => (go = resolve));
  await page.route(`**/${file}`, async (route) => {
    await wait;
    await route.continue();
  });
  return go;
}

test("what a command was given counts, not what becomes of it", async ({ startSandbox, page }) => {
  const sandbox = await startSandbox();
  await open(page, sandbox);
  await mount(page);
  await live(page);
  const labels = await page.evaluate(async () => {
    const options: any = { variables: { order: "one" } };
    const first = (window as any).handle.makeCall("+34600120180", options);
    options.variables.order = "two";
    options.userId = "nobody";
    return (await first).variables;
  });
  expect(labels).toEqual({ order: "one" });
});

test("disconnect before there is a widget holds, until connect", async ({ startSandbox, page }) => {
  const sandbox = await startSandbox();
  await open(page, sandbox);
  await page.evaluate(() => {
    const { softphone, config } = window as any;
    (window as any).handle = softphone.mount("main", config);
    (window as any).handle.disconnect();
  });
  await expect(cti(page, "widget")).toHaveAttribute("data-tabs", /leading|following|alone/);
  await expect(cti(page, "connection")).toHaveAttribute("data-state", "stopped");
  await page.evaluate(() => (window as any).handle.connect());
  await live(page);
});

test("a language and something that begins the widget anew change together", async ({ startSandbox, page }) => {
  const sandbox = await startSandbox();
  await open(page, sandbox);
  await mount(page, { locale: "en" });
  await live(page);
  await page.evaluate(() => (window as any).handle.update({ locale: "de", silenceLimit: 600 }));
  await live(page);
  await expect(page.getByRole("tab", { name: "Verlauf" })).toBeVisible();
  await page.evaluate(() => (window as any).handle.update({ locale: "fr" }));
  await expect(page.getByRole("tab", { name: "Historique" })).toBeVisible();
});

test("beginning anew while click to dial is fetched leaves one listener, and destroying none", async ({ startSandbox, page }) => {
  const sandbox = await startSandbox();
  await open(page, sandbox);
  const come = await hold(page, "cti-softphone-links.js");
  await mount(page, { clickToDial: true });
  await live(page);
  await page.evaluate(() => (window as any).handle.update({ silenceLimit: 600 }));
  come();
  await live(page);
  await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", `<button id="dial" data-cti-dial="+34600120180">call</button>`));
  const taken = () =>
    page.locator("#dial").evaluate((button) => !button.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true })));
  await expect.poll(taken).toBe(true);
  await page.evaluate(() => (window as any).handle.destroy());
  expect(await taken()).toBe(false);
});

test("an update is rejected where the widget is destroyed meanwhile", async ({ startSandbox, page }) => {
  const sandbox = await startSandbox();
  await open(page, sandbox);
  await mount(page);
  await live(page);
  const come = await hold(page, "de.json");
  const asked = page.waitForRequest("**/de.json");
  const code = page.evaluate(() =>
    (window as any).handle.update({ locale: "de", silenceLimit: 600 }).then(
      () => "done",
      (error: any) => error.code,
    ),
  );
  await asked;
  await page.evaluate(() => (window as any).handle.destroy());
  come();
  expect(await code).toBe("destroyed");
  await expect(page.locator("main")).toBeEmpty();
});

test("a widget that could not be loaded says why, and leaves the page's links alone", async ({ startSandbox, page }) => {
  const sandbox = await startSandbox();
  await open(page, sandbox);
  await page.route("**/cti-softphone_bg.wasm", (route) => route.fulfill({ status: 404, body: "" }));
  await mount(page, { clickToDial: true });
  await expect(page.getByText("The softphone could not be loaded.")).toBeVisible();
  const { state, reason } = await page.evaluate(() => (window as any).handle.snapshot().connection);
  expect([state, typeof reason]).toEqual(["stopped", "string"]);
  await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", `<a id="tel" href="tel:+34600120180">call</a>`));
  const taken = await page.locator("#tel").evaluate((link) => {
    let taken: boolean | undefined;
    addEventListener("click", (event) => ((taken = event.defaultPrevented), event.preventDefault()));
    (link as HTMLElement).click();
    return taken;
  });
  expect(taken).toBe(false);
});
