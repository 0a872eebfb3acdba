/** Pages around the widget that mean no good: they change nothing, crash nothing, and are told nothing. */
import { expect, test } from "./fixtures/index.ts";
import { AGENT } from "./fixtures/hooks.ts";
import { Framed, request } from "./fixtures/frames.ts";

const DIAL = `["+34600123456"]`;
const HUGE = `"x".repeat(5_000_000)`;

/** The widget is as it was: live, with no call, and nothing was dialled. */
async function unharmed(framed: Framed) {
  expect(await framed.dialled()).toBe(0);
  expect(await framed.own()).toMatchObject({ connection: { state: "live" }, calls: [] });
}

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

test("only the page around is heeded: no frame beside it, no popup, not the frame itself", async ({
  page,
  startSandbox,
}) => {
  const framed = await new Framed(page, await startSandbox()).open({
    html: `<iframe id="beside" src="/page.css"></iframe>`,
  });
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
  expect(await raw.ask("makeCall", DIAL)).toMatchObject({
    error: { code: "not_connected", message: "The first request must be hello." },
  });
  expect(await raw.ask("hello", "[]", "version: 2")).toMatchObject({
    error: { code: "not_connected", message: "This frame speaks version 1." },
  });
  expect(await raw.ask("disconnect")).toMatchObject({ error: { code: "not_connected" } });
  const { call_id: id } = await sandbox.post("calls", {
    kind: "incoming",
    user: AGENT,
    answer_after_ms: null,
    end_after_ms: null,
  });
  await expect.poll(async () => (await framed.own())!.calls).toHaveLength(1);
  expect((await raw.heard()).filter(({ data }) => data.type === "event")).toEqual([]);
  expect(await raw.ask("hello")).toMatchObject({ ok: { snapshot: { calls: [{ id }] } } });
  await sandbox.post(`calls/${id}/end`);
  await expect
    .poll(async () => (await raw.heard()).some(({ data }) => data.event?.type === "call_disconnected"))
    .toBe(true);
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
  const odd = ["null", "{}", "true", "5n", "new Date()", HUGE];
  const silent = [
    ...odd,
    "undefined",
    "0",
    "NaN",
    `"hello"`,
    "[]",
    `["cti-softphone-host", 1, 2, "disconnect"]`,
    "new Map([['source', 'cti-softphone-host']])",
    "new Set([1])",
    "new Error('x')",
    "/x/",
    "new ArrayBuffer(8)",
    "new Uint8Array(5_000_000)",
    `(() => { const all = ${request(1, "disconnect")}; all.id = all.params = all; return all; })()`,
    ...[...odd, "''", "1.5", "-0.5", "2 ** 53", "NaN", "[1]"].map((id) => request(1, "disconnect", "[]", `id: ${id}`)),
    ...[...odd, `"cti-softphone"`, "['cti-softphone-host']"].map((from) =>
      request(1, "disconnect", "[]", `source: ${from}`),
    ),
  ];
  for (const code of silent) await raw.post(`(${code})`);
  await expect.poll(seen).toBe(1 + silent.length);
  expect(await raw.heard()).toHaveLength(1);

  const methods = [
    "'destroy'",
    "'update'",
    "'constructor'",
    "'__proto__'",
    "'on'",
    "'toString'",
    "['makeCall']",
    HUGE,
    "null",
  ];
  const many = (count: number) => `Object.fromEntries(Array.from({ length: ${count} }, (_, at) => [at, ""]))`;
  const options = [
    "[]",
    "new Array(2 ** 32 - 1)",
    "new Map()",
    "new Date()",
    "5n",
    "new Uint8Array(5_000_000)",
    HUGE,
    "{ variables: { a: 5n } }",
    "{ variables: { a: new Array(2 ** 32 - 1) } }",
    "{ variables: { a: { b: { c: {} } } } }",
    `{ variables: ${many(1_000)} }`,
    `{ variables: ${many(100_000)} }`,
    `{ variables: { [${HUGE}]: "" } }`,
    `{ variables: { a: ${HUGE} } }`,
    "(() => { const all = {}; all.variables = all; return all; })()",
  ];
  const params = [
    "5",
    "{ 0: '+34600123456' }",
    "'+34600123456'",
    "['+34600123456', {}, {}]",
    "new Array(2 ** 32 - 1)",
    `[${HUGE}]`,
  ];
  const refused = [
    ...methods.map((method) => ["makeCall", DIAL, `method: ${method}`]),
    ...[...params, ...options.map((options) => `["+34600123456", ${options}]`)].map((params) => ["makeCall", params]),
    ["logout", "[{ toString: null }, [], {}]"],
  ];
  for (const [method, params, parts] of refused) {
    const { ok, error } = await raw.ask(method, params, parts);
    const asked = `${method} ${params} ${parts}`.slice(0, 200);
    expect({ asked, ok, error }).toEqual({
      asked,
      ok: undefined,
      error: expect.objectContaining({ name: "TypeError" }),
    });
    expect(error.message).toMatch(/^(method|params): .{1,150}$/);
  }

  const before = await seen();
  const odd_or_refused = `at % 2 ? ${request(0, "none", "[]", "id: at")} : { at }`;
  await raw.repeat(10_000, odd_or_refused);
  await expect.poll(seen, { timeout: 20_000 }).toBe(before + 10_000);
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
  await raw.repeat(40, request(0, "makeCall", "['+3460012' + (1000 + at)]", "id: at"));
  const refused = async () =>
    (await raw.heard()).filter(({ data }) => data.error?.code === "refused").map(({ data }) => data.id);
  await expect.poll(refused).toEqual([32, 33, 34, 35, 36, 37, 38, 39]);
  await raw.post(request(3, "snapshot"));
  await expect
    .poll(async () => (await raw.heard()).find(({ data }) => data.id === 3)?.data.error)
    .toMatchObject({ name: "TypeError" });
  expect(await framed.dialled()).toBe(32);
});

test("a polluted page around says nothing that it does not say", async ({ page, startSandbox }) => {
  const framed = await new Framed(page, await startSandbox()).live();
  await page.evaluate(() => {
    const said = {
      error: { code: "refused", message: "polluted" },
      ...{
        type: "event",
        event: { type: "gone" },
        ok: "polluted",
        code: "polluted",
        reason: "polluted",
        phase: "ringing",
      },
      ...{ method: "disconnect", params: ["+34600123456"], variables: { polluted: "1" }, origin: "*" },
    };
    for (const [key, value] of Object.entries(said)) {
      Object.defineProperty(Object.prototype, key, { value, configurable: true, writable: true });
    }
  });
  expect(await framed.makeCall("+34600120200")).toEqual({
    ok: expect.objectContaining({ number: "+34600120200", variables: {} }),
  });
  await framed.reaches("live");
  expect(await framed.makeCall("no number")).toMatchObject({ error: { code: "invalid_number" } });
  expect(await framed.dialled()).toBe(1);
});

test("a polluted page in the frame hears nothing that was not said", async ({ page, startSandbox }) => {
  await page.addInitScript(() => {
    if (location.hostname !== "127.0.0.1") return;
    const said = {
      source: "cti-softphone-host",
      version: 1,
      id: 77,
      method: "disconnect",
      params: ["+34600123456"],
      allowedOrigins: ["*", location.origin.replace("127.0.0.1", "localhost")],
      details: { polluted: true },
    };
    for (const [key, value] of Object.entries(said)) {
      Object.defineProperty(Object.prototype, key, { value, configurable: true, writable: true });
    }
  });
  const framed = await new Framed(page, await startSandbox()).open();
  await framed.ownReaches("live");
  const raw = await framed.raw();
  const seen = await framed.seen();
  await raw.ask("hello");
  await raw.post("({})");
  await raw.post(`({ source: "cti-softphone-host" })`);
  await raw.post(`({ source: "cti-softphone-host", id: 78 })`);
  await raw.post(`({ source: "cti-softphone-host", version: 1, id: 79 })`);
  await raw.post(`({ version: 1, id: 80, method: "disconnect" })`);
  await expect.poll(seen).toBe(6);
  const answers = (await raw.heard()).slice(1).map(({ data }) => [data.id, data.error.code ?? data.error.name]);
  expect(answers).toEqual([
    [78, "not_connected"],
    [79, "TypeError"],
  ]);
  expect(await raw.ask("makeCall", "undefined")).toMatchObject({ error: {} });
  await unharmed(framed);
});

test("a list that is only in the prototype is none", async ({ page, startSandbox }) => {
  await page.addInitScript(() => {
    const allowedOrigins = [location.origin.replace("127.0.0.1", "localhost")];
    Object.defineProperty(Object.prototype, "allowedOrigins", {
      value: allowedOrigins,
      configurable: true,
      writable: true,
    });
  });
  const framed = await new Framed(page, await startSandbox()).open({ config: { allowedOrigins: undefined } });
  await framed.ownReaches("live");
  const raw = await framed.raw();
  const seen = await framed.seen();
  await raw.post(request(1, "hello"));
  await expect.poll(seen).toBe(1);
  expect(await raw.heard()).toEqual([]);
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
  await expect
    .poll(framed.told.bind(framed))
    .toContainEqual({ type: "connection", connection: expect.objectContaining({ state: "idle" }) });
  const here: unknown[][] = await page.evaluate(() => (window as any).posted);
  const there: unknown[][] = await framed.frame.evaluate(() => (window as any).posted);
  const ours = [...here, ...there];
  expect(ours.filter(([data]: any) => data.source === "cti-softphone").length).toBeGreaterThan(3);
  expect(ours.filter(([data]: any) => data.source === "cti-softphone-host").length).toBeGreaterThan(2);
  expect(ours.map(([, target]) => target)).toEqual(ours.map(() => sandbox.url));
  expect(JSON.stringify([ours, logged, await framed.told()])).not.toContain(token);
});
