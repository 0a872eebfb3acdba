/** Pages and frames that mean no good: they change nothing, crash nothing, and are told nothing. */
import type { Page } from "@playwright/test";
import { ACCOUNT, expect, test, Widget } from "./fixtures/index.ts";
import { AGENT } from "./fixtures/hooks.ts";
import { Framed, request } from "./fixtures/frames.ts";

const DIAL = `["+34600123456"]`;

/** The widget is as it was: live, with no call, and nothing was dialled. */
async function unharmed(framed: Framed) {
  expect(await framed.dialled()).toBe(0);
  expect(await framed.own()).toMatchObject({ connection: { state: "live" }, calls: [] });
}

/** A page for a frame that is not the widget's: runs this JavaScript. */
async function impostor(page: Page, framed: Framed, code: string) {
  await page.route("**/impostor.html", (route) =>
    route.fulfill({ contentType: "text/html", body: `<!doctype html><script>${code}</script>` }),
  );
  await framed.open({ path: "impostor.html" });
}

/** Says `answer` of a request, where a frame would. */
const answering = (answer: string) =>
  `addEventListener("message", ({ source, data, origin }) => { const reply = (more) =>
     source.postMessage({ source: "cti-softphone", version: 1, ...more }, origin); ${answer} });`;
const STATE = `{ connection: { state: "live", since: 1 }, user: null, calls: [], users: [], gaps: [] }`;
const GREETS = `if (data.method === "hello") reply({ type: "result", id: data.id, ok: { session: "s", snapshot: ${STATE} } });`;

test("a page that is not listed is not answered, nor heeded", async ({ page, startSandbox }) => {
  const framed = await new Framed(page, await startSandbox()).open({
    config: { allowedOrigins: ["https://crm.example.com"] },
  });
  await framed.ownReaches("live");
  const raw = await framed.raw();
  const seen = await framed.seen();
  for (const method of ["hello", "snapshot", "disconnect", "hide"]) await raw.post(request(1, method));
  await raw.post(request(2, "makeCall", DIAL));
  await raw.post(request(3, "hello", "[]", "version: 2"));
  await expect.poll(seen).toBe(6);
  expect(await raw.heard()).toEqual([]);
  await unharmed(framed);
});

test("only the page around is heeded: no frame beside it, no popup, not the frame itself", async ({ page, startSandbox }) => {
  const framed = await new Framed(page, await startSandbox()).open({ html: `<iframe id="beside" src="/page.css"></iframe>` });
  await framed.ownReaches("live");
  const raw = await framed.raw();
  const seen = await framed.seen();
  // A handshake of the right page, so that only the source is wrong.
  expect(await raw.ask("hello")).toMatchObject({ type: "result", ok: { session: expect.any(String) } });
  await page.evaluate(
    ([requests, origin]) => {
      const beside = document.querySelector<HTMLIFrameElement>("#beside")!.contentWindow as any;
      const popup = window.open("about:blank") as any;
      Object.assign(popup, { target: (window as any).frame });
      beside.eval(`for (const each of ${requests}) parent.frames[0].postMessage(each, "${origin}")`);
      popup.eval(`for (const each of ${requests}) target.postMessage(each, "${origin}")`);
    },
    [`[${request(7, "hello")}, ${request(8, "makeCall", DIAL)}]`, framed.origin] as const,
  );
  await framed.frame.evaluate((host) => {
    const data = { source: "cti-softphone-host", version: 1, id: 9, method: "disconnect", params: [] };
    window.postMessage(data, "*");
    // Made by a script of the frame's page: of the right origin, from nowhere.
    window.dispatchEvent(new MessageEvent("message", { data, origin: host }));
  }, framed.host);
  await expect.poll(seen).toBe(1 + 4 + 2);
  expect((await raw.heard()).map(({ data }) => data.id)).toEqual(["raw-1"]);
  await unharmed(framed);
});

test("without a handshake nothing is done and no event told", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  const framed = await new Framed(page, sandbox).open();
  await framed.ownReaches("live");
  const raw = await framed.raw();
  const seen = await framed.seen();
  expect(await raw.ask("makeCall", DIAL)).toMatchObject({ error: { code: "not_connected", message: "The first request must be hello." } });
  expect(await raw.ask("hello", "[]", "version: 2")).toMatchObject({ error: { code: "not_connected", message: "This frame speaks version 1." } });
  expect(await raw.ask("disconnect")).toMatchObject({ error: { code: "not_connected" } });
  const { call_id: id } = await sandbox.post("calls", { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null });
  await expect.poll(async () => (await framed.own())!.calls).toHaveLength(1);
  expect((await raw.heard()).filter(({ data }) => data.type === "event")).toEqual([]);
  expect(await raw.ask("hello")).toMatchObject({ ok: { snapshot: { calls: [{ id }] } } });
  await sandbox.post(`calls/${id}/end`);
  await expect.poll(async () => (await raw.heard()).some(({ data }) => data.event?.type === "call_disconnected")).toBe(true);
  expect(await seen()).toBe(4);
  expect(new Set((await raw.heard()).map(({ origin }) => origin))).toEqual(new Set([framed.origin]));
});

test("messages of any kind and size change nothing", async ({ page, startSandbox }) => {
  test.slow();
  const framed = await new Framed(page, await startSandbox()).open();
  await framed.ownReaches("live");
  const raw = await framed.raw();
  const seen = await framed.seen();
  await raw.ask("hello");
  const huge = `"x".repeat(5_000_000)`;
  const silent = [
    "null", "undefined", "0", "NaN", "5n", "true", `"hello"`, huge, "[]", `["cti-softphone-host", 1, 2, "disconnect"]`, "new Map([['source', 'cti-softphone-host']])",
    "new Date()", "new Error('x')", "new ArrayBuffer(8)", "new Uint8Array(5_000_000)", "/x/", "new Set([1])", "{}",
    "(() => { const all = { source: 'cti-softphone-host', version: 1, method: 'disconnect', params: [] }; all.id = all; return all; })()",
    ...[huge, "null", "''", "1.5", "-0.5", "2 ** 53", "NaN", "{}", "[1]", "true", "5n", "new Date()"].map((id) => request(1, "disconnect", "[]", `id: ${id}`)),
    ...[`"cti-softphone"`, "null", huge, `["cti-softphone-host"]`].map((source) => request(1, "disconnect", "[]", `source: ${source}`)),
  ];
  for (const [place, code] of silent.entries()) await raw.post(code.startsWith("{") ? `(${code})` : code).catch((error) => {
    throw new Error(`${place}: ${error}`);
  });
  await expect.poll(seen).toBe(1 + silent.length);
  expect(await raw.heard()).toHaveLength(1);

  const refused: [string, string, string?][] = [
    ["makeCall", "[]", `method: "destroy"`], ["makeCall", "[]", `method: "update"`], ["makeCall", "[]", `method: "constructor"`],
    ["makeCall", "[]", `method: "__proto__"`], ["makeCall", "[]", `method: "on"`], ["makeCall", DIAL, `method: ["makeCall"]`],
    ["makeCall", DIAL, `method: ${huge}`], ["makeCall", DIAL, "method: null"],
    ["makeCall", "5"], ["makeCall", "null, method: 'toString'"], ["makeCall", "{ 0: '+34600123456' }"], ["makeCall", `"+34600123456"`],
    ["makeCall", "['+34600123456', {}, {}]"], ["makeCall", "new Array(2 ** 32 - 1)"], ["makeCall", `[${huge}]`],
    ["makeCall", "['+34600123456', []]"], ["makeCall", "['+34600123456', new Map()]"], ["makeCall", "['+34600123456', new Date()]"],
    ["makeCall", "['+34600123456', { variables: { a: 5n } }]"], ["makeCall", "['+34600123456', { variables: { a: new Array(2 ** 32 - 1) } }]"],
    ["makeCall", "['+34600123456', { variables: { a: { b: { c: {} } } } }]"],
    ["makeCall", "['+34600123456', (() => { const all = {}; all.variables = all; return all; })()]"],
    ["makeCall", "['+34600123456', { variables: Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [at, ''])) }]"],
    ["makeCall", `['+34600123456', { variables: { [${huge}]: "" } }]`], ["makeCall", `['+34600123456', { variables: { a: ${huge} } }]`],
    ["setVariables", "['1', new Uint8Array(5_000_000)]"], ["logout", "[{ toString: null }, [], {}]"],
  ];
  for (const [method, params, parts] of refused) {
    const { error, ok } = await raw.ask(method, params, parts);
    expect([params.slice(0, 80), parts?.slice(0, 80), ok, error]).toEqual([
      params.slice(0, 80), parts?.slice(0, 80), undefined, { name: "TypeError", message: expect.stringMatching(/^(method|params): .{1,150}$/) },
    ].map((part) => part && typeof part === "object" ? expect.objectContaining(part) : part));
  }
  const before = await seen();
  await raw.post(`(() => { for (let at = 0; at < 10_000; at += 1) window.frame.postMessage(at % 2 ? { source: "cti-softphone-host", version: 1, id: at, method: "none" } : { at }, "${framed.origin}"); return 0; })()`);
  await expect.poll(seen, { timeout: 20_000 }).toBe(before + 10_001);
  await raw.answer(9_999);
  await unharmed(framed);
  expect(await raw.ask("snapshot")).toMatchObject({ ok: { connection: { state: "live" } } });
});

test("no more than 32 requests wait at once", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  const framed = await new Framed(page, sandbox).open();
  await framed.ownReaches("live");
  // A phone that is logged out does not dial, so there is no answer for a while.
  await sandbox.post(`users/${AGENT}/status`, { status: "Offline" });
  const raw = await framed.raw();
  await raw.ask("hello");
  await raw.post(`(() => { for (let at = 0; at < 40; at += 1) window.frame.postMessage(${request(0, "makeCall", "['+3460012' + (1000 + at)]", "id: at")}, "${framed.origin}"); return 0; })()`);
  const refused = async () => (await raw.heard()).filter(({ data }) => data.error?.code === "refused").map(({ data }) => data.id);
  await expect.poll(refused).toEqual([32, 33, 34, 35, 36, 37, 38, 39]);
  await raw.post(request(3, "snapshot"));
  await expect.poll(async () => (await raw.heard()).find(({ data }) => data.id === 3)?.data.error).toMatchObject({ name: "TypeError" });
  expect(await framed.dialled()).toBe(32);
});

test("a polluted page around says nothing that it does not say", async ({ page, startSandbox }) => {
  const framed = await new Framed(page, await startSandbox()).live();
  await page.evaluate(() => {
    const said = { error: { code: "refused", message: "polluted" }, method: "disconnect", type: "event", event: { type: "gone" },
      params: ["+34600123456"], variables: { polluted: "1" }, code: "polluted", ok: "polluted", phase: "ringing", origin: "*", reason: "polluted" };
    for (const [key, value] of Object.entries(said)) {
      Object.defineProperty(Object.prototype, key, { value, configurable: true, writable: true });
    }
  });
  expect(await framed.makeCall("+34600120200")).toEqual({ ok: expect.objectContaining({ number: "+34600120200", variables: {} }) });
  await framed.reaches("live");
  const answered = await page.evaluate(() => (window as any).phone.makeCall("no number").catch((error: any) => Object.keys(error).length && error.code));
  expect(answered).toBe("invalid_number");
  expect(await framed.dialled()).toBe(1);
});

test("a polluted page in the frame hears nothing that was not said", async ({ page, startSandbox }) => {
  await page.addInitScript(() => {
    if (location.hostname !== "127.0.0.1") return;
    const said = { source: "cti-softphone-host", version: 1, id: 77, method: "disconnect", params: ["+34600123456"],
      allowedOrigins: ["*", location.origin.replace("127.0.0.1", "localhost")], details: { polluted: true } };
    for (const [key, value] of Object.entries(said)) {
      Object.defineProperty(Object.prototype, key, { value, configurable: true, writable: true });
    }
  });
  const framed = await new Framed(page, await startSandbox()).open();
  await framed.ownReaches("live");
  const raw = await framed.raw();
  const seen = await framed.seen();
  await raw.ask("hello");
  for (const code of ["({})", `({ source: "cti-softphone-host" })`, `({ source: "cti-softphone-host", id: 78 })`,
    `({ source: "cti-softphone-host", version: 1, id: 79 })`, `({ version: 1, id: 80, method: "disconnect" })`]) await raw.post(code);
  await expect.poll(seen).toBe(6);
  const answers = (await raw.heard()).slice(1).map(({ data }) => [data.id, data.error.code ?? data.error.name]);
  expect(answers).toEqual([[78, "not_connected"], [79, "TypeError"]]);
  expect(await raw.ask("makeCall", "undefined")).toMatchObject({ error: {} });
  await unharmed(framed);
});

test("a list that is only in the prototype is none", async ({ page, startSandbox }) => {
  await page.addInitScript(() => {
    const allowedOrigins = [location.origin.replace("127.0.0.1", "localhost")];
    Object.defineProperty(Object.prototype, "allowedOrigins", { value: allowedOrigins, configurable: true, writable: true });
  });
  const framed = await new Framed(page, await startSandbox()).open({ config: { allowedOrigins: undefined } });
  await framed.ownReaches("live");
  const raw = await framed.raw();
  const seen = await framed.seen();
  await raw.post(request(1, "hello"));
  await expect.poll(seen).toBe(1);
  expect(await raw.heard()).toEqual([]);
});

test("a frame of another origin is told nothing and believed nothing", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  const other = await startSandbox();
  await page.route("**/impostor.html", (route) =>
    route.fulfill({ contentType: "text/html", body: `<!doctype html><script>window.got = []; addEventListener("message", ({ data }) => got.push(data));
      addEventListener("load", () => { for (const version of [1, 2]) for (const id of [1, 2, 3])
        parent.postMessage({ source: "cti-softphone", version, type: "event", id, event: { type: "gone" } }, "*"); });</script>` }),
  );
  const framed = await new Framed(page, sandbox).live();
  await framed.raw();
  await page.evaluate((url) => void ((document.querySelector("#phone") as HTMLIFrameElement).src = url), `${other.url}/impostor.html`);
  await expect.poll(async () => (await page.evaluate(() => (window as any).heard)).filter(({ origin }: any) => origin === other.url)).toHaveLength(6);
  const left = { type: "connection", connection: expect.objectContaining({ state: "idle", reason: "The frame does not answer." }) };
  await expect.poll(framed.told.bind(framed), { timeout: 20_000 }).toContainEqual(left);
  const waiting = framed.makeCall("+34600123456");
  const there = page.frames().find((frame) => frame.url().startsWith(other.url))!;
  // One that anybody may read, so that there is something to wait for.
  await page.evaluate(() => (window as any).frame.postMessage("after", "*"));
  await expect.poll(() => there.evaluate(() => (window as any).got)).toEqual(["after"]);
  expect((await framed.told()).filter(({ type }) => type === "error")).toEqual([]);
  await page.evaluate(() => (window as any).phone.destroy());
  expect(await waiting).toMatchObject({ error: { code: "destroyed" } });
});

test("answers and events count from the frame only", async ({ page, startSandbox }) => {
  const framed = new Framed(page, await startSandbox());
  // Greets, keeps what it is asked, and has a frame of its own origin inside that answers in its place.
  await impostor(page, framed, `${answering(`${GREETS} window.asked = data;`)}`);
  await framed.connect();
  await framed.reaches("live");
  await page.evaluate(() => Object.assign(window, { dialled: "open", done: (window as any).phone.makeCall("+34600123456").then((call: any) => ((window as any).dialled = call)) }));
  await expect.poll(() => framed.frame.evaluate(() => (window as any).asked?.method)).toBe("makeCall");
  const id = await framed.frame.evaluate(() => (window as any).asked.id);
  await framed.raw();
  await page.evaluate(
    ([id, origin]) => {
      const said = (more: object) => ({ source: "cti-softphone", version: 1, ...more });
      const all = [said({ type: "result", id, ok: "forged" }), said({ type: "event", event: { type: "gone" } }), said({ type: "event", event: { type: "error", message: "forged" } })];
      for (const data of all) {
        window.postMessage(data, "*");
        window.dispatchEvent(new MessageEvent("message", { data, origin }));
        window.dispatchEvent(new MessageEvent("message", { data, origin, source: window }));
        window.dispatchEvent(new MessageEvent("message", { data, origin: "https://crm.example.com", source: (window as any).frame }));
      }
    },
    [id, framed.origin] as const,
  );
  await expect.poll(() => page.evaluate(() => (window as any).heard.length)).toBe(12);
  expect(await page.evaluate(() => (window as any).dialled)).toBe("open");
  expect(JSON.stringify(await framed.told())).not.toContain("forged");
  expect((await framed.snapshot()).connection.state).toBe("live");
  await framed.frame.evaluate(() => parent.postMessage({ source: "cti-softphone", version: 1, type: "result", id: (window as any).asked.id, ok: "real" }, "*"));
  await expect.poll(() => page.evaluate(() => (window as any).dialled)).toBe("real");
});

test("a frame of another version is refused in words", async ({ page, startSandbox }) => {
  const framed = new Framed(page, await startSandbox());
  await impostor(page, framed, answering(`reply({ version: 2, type: "result", id: data.id, ok: {} });`));
  await framed.connect();
  expect(await framed.makeCall("+34600123456")).toEqual({
    error: { name: "CtiError", code: "not_connected", message: "The frame does not speak version 1.", details: {} },
  });
  expect(await framed.told()).toContainEqual({ type: "error", message: "The frame does not speak version 1." });
});

test("a frame that talks nonsense hurts nobody", async ({ page, startSandbox }) => {
  const framed = new Framed(page, await startSandbox());
  await impostor(
    page,
    framed,
    answering(`${GREETS}
      const odd = [null, 5, "x".repeat(5e6), [], new Map(), new Date(), { a: 1 }, { id: 5 }, { id: null }, { state: 5 }, { from: "x" }, [[]]];
      const names = ["connection", "gap", "status_changed", "incoming_call", "data_updated", "constructor", "__proto__", "*", 5, null, {}, undefined];
      if (data.method === "makeCall") {
        for (const one of odd) {
          source.postMessage(one, origin);
          reply({ type: one }); reply({ type: "event", event: one }); reply({ type: "result", id: one });
          for (const type of names) for (const key of ["connection", "gap", "user", "call"]) reply({ type: "event", event: { type, [key]: one } });
        }
        for (let at = 0; at < 10_000; at += 1) reply({ type: "result", id: at, ok: at });
        reply({ type: "result", id: data.id, error: data.params[0] === "1" ? 5 : { code: 5, message: [], details: 3, name: "TypeError" } });
      }
      if (data.method === "snapshot") reply({ type: "result", id: data.id, ok: { calls: 5 } });
      if (data.method === "logout") reply({ type: "result", id: data.id, error: { code: "made_up", message: "words", details: { a: 1 } } });`),
  );
  await framed.connect();
  await framed.reaches("live");
  const words = "The frame refused, without words.";
  expect(await framed.makeCall("1")).toEqual({ error: { name: "Error", message: words } });
  expect(await framed.makeCall("2")).toEqual({ error: { name: "TypeError", message: words } });
  expect(await framed.settle("logout")).toEqual({ error: { name: "CtiError", code: "made_up", message: "words", details: { a: 1 } } });
  expect(await framed.snapshot()).toEqual({ connection: { state: "live", since: 1 }, user: null, calls: [], users: [], gaps: [] });
  const types = (await framed.told()).map(({ type }) => type as string);
  expect(types.filter((type) => ["connection", "gap", "status_changed", "incoming_call", "data_updated", "*"].includes(type))).toEqual(["connection"]);
});

test("an answer to the handshake that is none is refused", async ({ page, startSandbox }) => {
  const framed = new Framed(page, await startSandbox());
  await impostor(page, framed, answering(`reply({ type: "result", id: data.id, ok: { session: "s", snapshot: { ...${STATE}, calls: [5] } } });`));
  await framed.connect();
  expect(await framed.makeCall("+34600123456")).toMatchObject({
    error: { code: "not_connected", message: "The frame's answer cannot be understood." },
  });
});

/** Where both are of one origin, each can see what the other posts, and whom to. */
test("nobody posts to everybody, and nothing that is posted or logged has a token", async ({ page, startSandbox }) => {
  const token = "a-token-of-this-test";
  const sandbox = await startSandbox({ token });
  const logged: string[] = [];
  page.on("console", (message) => logged.push(message.text()));
  const framed = new Framed(page, sandbox, sandbox.url);
  await framed.open({ token });
  await framed.ownReaches("live");
  // The function must be the sender's, for the browser to say that it is from there.
  const spy = (target: string) => `(() => {
    const [window_, posted] = [${target}, []];
    const post = window_.postMessage;
    window_.postMessage = (...given) => (posted.push(given), post.apply(window_, given));
    window.posted = posted;
  })()`;
  await framed.frame.evaluate(spy("parent"));
  await page.evaluate(spy(`document.querySelector("#phone").contentWindow`));
  await framed.connect();
  await framed.reaches("live");
  await framed.makeCall("+34600120200");
  await framed.makeCall("no number");
  await framed.frame.evaluate(() => (document.querySelector("cti-softphone") as any).handle.destroy());
  await expect.poll(framed.told.bind(framed)).toContainEqual({ type: "connection", connection: expect.objectContaining({ state: "idle" }) });
  const here: unknown[][] = await page.evaluate(() => (window as any).posted);
  const there: unknown[][] = await framed.frame.evaluate(() => (window as any).posted);
  const ours = [...here, ...there];
  expect(ours.filter(([data]: any) => data.source === "cti-softphone").length).toBeGreaterThan(3);
  expect(ours.filter(([data]: any) => data.source === "cti-softphone-host").length).toBeGreaterThan(2);
  expect(ours.map(([, target]) => target)).toEqual(ours.map(() => sandbox.url));
  expect(JSON.stringify([ours, logged, await framed.told()])).not.toContain(token);
});

test("the page by itself, with a list, is as without", async ({ page, sandbox }) => {
  const widget = await new Widget(page, sandbox).open({ allowedOrigins: ["https://crm.example.com"] });
  await widget.reaches("live");
  const fetched = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  expect(fetched.filter((name) => /-(frame|host)\.js$/.test(name))).toEqual([]);
});
