/** Where a token may be seen: in the address of the websocket, since the server demands it there, and nowhere else. */
import { readFile } from "node:fs/promises";
import type { BrowserContext, Page } from "@playwright/test";
import { ACCOUNT, expect, type Sandbox, test } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";

const TOKEN = "s3cr3t-t0ken-0f-the-acc0unt";
const WRONG = "wr0ng-s3cr3t-t0ken";
const CREDENTIALS = "/test-credentials.json";

/** What is said and asked for outside of the page's documents, from the beginning. */
function overheard(context: BrowserContext): { all: string[]; sockets: string[] } {
  const heard = { all: [] as string[], sockets: [] as string[] };
  context.on("console", (message) => {
    // A browser writes the address of a websocket that could not be opened into its own console. No script can read that,
    // and none can prevent it (docs/security.md).
    const text = message.text().replace(/^WebSocket connection to '[^']*' failed/, "");
    heard.all.push(`console ${message.type()}: ${text}`);
  });
  context.on("weberror", (error) => heard.all.push(`error: ${error.error().stack}`));
  context.on("request", (request) => {
    heard.all.push(`request: ${request.url()} ${request.postData() ?? ""} ${JSON.stringify(request.headers())}`);
  });
  context.on("page", (page) => page.on("websocket", (socket) => heard.sockets.push(socket.url())));
  return heard;
}

/** All that can be read in a page: its documents with their shadows and fields, its addresses, and what its origin stores. */
async function readable(page: Page): Promise<string[]> {
  const texts: string[] = [];
  for (const frame of page.frames()) texts.push(frame.url());
  texts.push(
    ...(await page.evaluate(async () => {
      const found: string[] = [location.href, document.referrer, document.title, document.cookie, window.name];
      const look = (root: Document | ShadowRoot) => {
        found.push(root instanceof ShadowRoot ? root.innerHTML : document.documentElement.outerHTML);
        for (const element of root.querySelectorAll("*")) {
          for (const { name, value } of element.attributes) found.push(`${name}=${value}`);
          if ("value" in element) found.push(`value: ${element.value}`);
          if (element.shadowRoot) look(element.shadowRoot);
        }
      };
      look(document);
      found.push(JSON.stringify(history.state), JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
      for (const { name, entryType } of performance.getEntries()) found.push(`${entryType}: ${name}`);
      for (const name of await caches.keys()) {
        for (const { url } of await (await caches.open(name)).keys()) found.push(url);
      }
      const done = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      for (const { name } of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name!));
        for (const store of database.objectStoreNames) {
          const shelf = database.transaction(store).objectStore(store);
          found.push(JSON.stringify([await done(shelf.getAllKeys()), await done(shelf.getAll())]));
        }
        database.close();
      }
      const { handle, noted } = window as any;
      if (handle) found.push(JSON.stringify(handle.snapshot()), JSON.stringify(Object.entries(handle)));
      if (noted) found.push(...noted);
      // What a script of the page finds by going through its own objects.
      found.push(...Object.keys(window).map((key) => `${key}: ${typeof (window as any)[key] === "string" ? (window as any)[key] : ""}`));
      return found;
    })),
  );
  return texts;
}

/** No token is among it, nor a piece of one. */
function clean(texts: string[], what: string): void {
  const pieces = ["s3cr3t", "t0ken", encodeURIComponent(TOKEN), btoa(TOKEN)];
  const told = texts.filter((text) => pieces.some((piece) => text.includes(piece)));
  expect(told.map((text) => text.slice(0, 300)), what).toEqual([]);
}

/** A page of the sandbox's origin with a widget; what its listeners and promises get is noted. */
async function mounted(page: Page, sandbox: Sandbox, config: object, way: "function" | "url" | "agent"): Promise<void> {
  await page.goto(`${sandbox.url}/page.css`);
  await page.evaluate(
    async ([config, way, credentials]: any) => {
      const { mount } = await import(new URL("/cti-softphone.js", location.href).href);
      const made: any = { ...config };
      if (way === "function") made.credentials = async () => (await fetch(credentials)).json();
      if (way === "url") made.credentialsUrl = credentials;
      const noted: string[] = [];
      const handle = mount(document.body, made);
      handle.on("*", (event: unknown) => noted.push(JSON.stringify(event)));
      const settle = (promise: Promise<unknown>) =>
        promise.then(
          (ok) => noted.push(JSON.stringify(ok)),
          (error) => noted.push(`${error.stack} ${JSON.stringify({ ...error })}`),
        );
      Object.assign(window, { handle, noted, settle });
    },
    [{ host: sandbox.host, domain: ACCOUNT.domain, user: AGENT, ...config }, way, CREDENTIALS] as const,
  );
}

async function signIn(page: Page, token: string): Promise<void> {
  const form = cti(page, "sign-in");
  for (const [label, words] of [["Token id", ACCOUNT.tokenId], ["Token", token]] as const) {
    await form.getByLabel(label, { exact: true }).fill(words);
  }
  await form.getByRole("button", { name: "Sign in" }).click();
}

const live = (page: Page) => expect(cti(page, "connection")).toHaveAttribute("data-state", "live");

/** A call with all that there is to do, and what a saved capture says. */
async function work(page: Page, sandbox: Sandbox): Promise<string> {
  await page.evaluate(() => (window as any).settle((window as any).handle.makeCall("+442079460200", { variables: { a: "1" } })));
  await page.evaluate(() => (window as any).settle((window as any).handle.makeCall("nobody")));
  const { call_id: id } = await sandbox.post("calls", { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null });
  await expect(card(page, id)).toBeVisible();
  await sandbox.post(`calls/${id}/end`);
  await expect(card(page, id)).toHaveAttribute("data-phase", "ended");
  await cti(page, "menu-button").click();
  await cti(page, "menu").getByText("Inspector").click();
  const inspector = cti(page, "inspector");
  await inspector.getByRole("checkbox").first().check();
  const saving = page.waitForEvent("download");
  await inspector.locator('[data-do="save"]').click();
  return readFile(await (await saving).path(), "utf8");
}

for (const way of ["function", "url", "url with a ready-made address", "agent"] as const) {
  test(`a token that comes by ${way} is seen in the websocket's address only`, async ({ startSandbox, context }) => {
    const sandbox = await startSandbox({ token: TOKEN });
    let token: string = TOKEN;
    const heard = overheard(context);
    const page = await context.newPage();
    const bodies: string[] = [];
    await context.route(`**${CREDENTIALS}`, (route) => {
      const json = readyMade ? { url: readyMade.replace(TOKEN, token) } : { token_id: ACCOUNT.tokenId, token };
      bodies.push(JSON.stringify(json));
      return route.fulfill({ json });
    });
    // Where a ready-made address leads to, one connection tells.
    let readyMade: string | undefined;
    const kind = way === "function" || way === "agent" ? way : "url";
    if (way.includes("address")) {
      await mounted(page, sandbox, {}, "url");
      await live(page);
      readyMade = heard.sockets[0]!;
    }
    await mounted(page, sandbox, {}, kind);
    if (way === "agent") await signIn(page, TOKEN);
    await live(page);
    const saved = await work(page, sandbox);
    expect(heard.sockets.some((url) => url.includes(TOKEN)), "the server gets it").toBe(true);
    clean([...(await readable(page)), saved], "while it works");

    // Loaded anew.
    await page.reload();
    await mounted(page, sandbox, {}, kind);
    if (way === "agent") {
      // What the agent typed was in memory only.
      await expect(cti(page, "sign-in")).toBeVisible();
      clean(await readable(page), "after a reload");
      await signIn(page, TOKEN);
    }
    await live(page);
    clean(await readable(page), "after a reload");

    // Refused.
    token = WRONG;
    await page.goto("about:blank");
    await mounted(page, sandbox, {}, kind);
    if (way === "agent") await signIn(page, WRONG);
    await expect(cti(page, "banner")).toContainText(/token/i, { timeout: 25_000 });
    clean(await readable(page), "after a refusal");

    // Crashed, with a connection.
    token = TOKEN;
    await page.goto("about:blank");
    await mounted(page, sandbox, {}, kind);
    if (way === "agent") await signIn(page, TOKEN);
    await live(page);
    await page.evaluate(async () => {
      const { mounted_snapshot } = (await import(new URL("/widget/cti-softphone.js", location.href).href)).initSync();
      setTimeout(() => mounted_snapshot(0xfffffff0));
    });
    await expect(page.getByRole("button", { name: "Reload" })).toBeVisible();
    clean(await readable(page), "on the card of a crash");

    // Requests of pages, and what was logged at any level, in all that time.
    clean(heard.all, "in the console and in requests");
    if (way !== "agent") expect(bodies.length).toBeGreaterThan(3);
  });
}

test("what is typed into the form is gone from it with the answer", async ({ startSandbox, page }) => {
  const sandbox = await startSandbox({ token: TOKEN });
  await mounted(page, sandbox, {}, "agent");
  const field = cti(page, "sign-in").getByLabel("Token", { exact: true });
  await expect(field).toHaveAttribute("type", "password");
  await field.fill(TOKEN);
  // A typed value is a property of the field, never an attribute that a copy of the document would have.
  expect(await page.evaluate(() => document.querySelector("cti-softphone")!.shadowRoot!.innerHTML)).not.toContain("s3cr3t");
  await signIn(page, TOKEN);
  await live(page);
  clean(await readable(page), "after the sign-in");
  // Another connection needs no form; the agent is asked again only when the page is loaded anew.
  await page.evaluate(() => ((window as any).handle.disconnect(), (window as any).handle.connect()));
  await live(page);
  clean(await readable(page), "after another connection");
});

test("the search finds a token wherever it is put", async ({ startSandbox, page }) => {
  const sandbox = await startSandbox();
  await page.goto(`${sandbox.url}/page.css`);
  for (const place of [
    `document.body.appendChild(document.createElement("p")).attachShadow({ mode: "open" }).innerHTML = "<i title='" + token + "'>"`,
    `document.body.appendChild(document.createElement("input")).value = token`,
    `localStorage.a = token`,
    `sessionStorage.a = token`,
    `document.cookie = "a=" + token`,
    `history.replaceState({ token }, "")`,
    `performance.mark(token)`,
    `window.kept = token`,
    `return caches.open("a").then((cache) => cache.put("/?" + token, new Response("")))`,
    `return new Promise((done) => { const asked = indexedDB.open("a"); asked.onupgradeneeded = () =>
       asked.result.createObjectStore("b").put(token, 1); asked.onsuccess = () => (asked.result.close(), done()); })`,
  ]) {
    await page.goto(`${sandbox.url}/page.css`);
    await page.evaluate(([place, token]) => new Function("token", place as string)(token), [place, TOKEN] as const);
    expect((await readable(page)).some((text) => text.includes(TOKEN)), place).toBe(true);
    await page.evaluate(async () => {
      localStorage.clear();
      sessionStorage.clear();
      document.cookie = "a=; max-age=0";
      for (const name of await caches.keys()) await caches.delete(name);
      indexedDB.deleteDatabase("a");
    });
  }
});
