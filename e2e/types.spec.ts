/** The type file against what is really there: nothing here repeats what it says. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { declared, faults, keys, names, property, texts, values } from "./fixtures/declared.ts";
import { ACCOUNT, expect, type Sandbox, test } from "./fixtures/index.ts";
import { AGENT } from "./fixtures/hooks.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const RING = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };

test("every public name has a word said about it", () => {
  const { all, bare } = names();
  expect(all).toEqual(expect.arrayContaining(["mount", "Handle.makeCall", "CtiEvents.ready", "CtiError.code"]));
  expect(bare).toEqual([]);
});

test("every public name is used in the programs that show what may be written", () => {
  const program = readFileSync(`${root}e2e/types/good.ts`, "utf8");
  const last = names().all.map((name) => name.split(".").at(-1)!.replaceAll('"', ""));
  expect([...new Set(last)].filter((name) => !new RegExp(`\\b${name}\\b`).test(program))).toEqual([]);
});

/** The texts that a function of the core gives back. */
function given(begins: string): string[] {
  const code = readFileSync(`${root}crates/cti-core/src/public.rs`, "utf8");
  const from = code.indexOf(begins);
  expect(from, begins).toBeGreaterThan(-1);
  const body = code.slice(from, code.indexOf("\n}\n", from));
  return [...body.matchAll(/=> "(\w+)"/g)].map(([, text]) => text).sort();
}

test("what the core calls things is what the types call them", () => {
  const call = declared("Call");
  expect(texts(declared("ConnectionState"))).toEqual(given("impl ConnectionState {"));
  expect(texts(declared("CtiErrorCode"))).toEqual(given("impl IntentError {"));
  expect(texts(property(call, "phase"))).toEqual(given("impl Phase {"));
  expect(texts(property(call, "outcome"))).toEqual(given("impl Outcome {"));
  expect(texts(property(call, "direction"))).toEqual(given("fn direction("));
});

/** Mounts a widget that keeps what it tells: each event, and the snapshot after it. */
async function mounted(page: Page, sandbox: Sandbox): Promise<void> {
  await page.goto(`${sandbox.url}/page.css`);
  await page.evaluate(
    async (config) => {
      const { mount } = await import(new URL("/cti-softphone.js", location.href).href);
      const given = { ...config, contacts: () => Promise.reject(new Error("away")) };
      const handle = mount(document.body, given);
      Object.assign(window, { handle, events: [], snapshots: [] });
      handle.on("*", (event: unknown) => {
        (window as any).events.push(structuredClone(event));
        (window as any).snapshots.push(structuredClone(handle.snapshot()));
      });
    },
    {
      host: sandbox.host,
      domain: ACCOUNT.domain,
      user: AGENT,
      credentialsUrl: "/sandbox/credentials",
      screenPop: { on: "ring", target: "event", url: "/customers/{number.digits}" },
    },
  );
}

const kept = (page: Page, what: "events" | "snapshots"): Promise<any[]> => page.evaluate((what) => (window as any)[what], what);

/** Calls a method, for what it settles with. */
const asked = (page: Page, method: string, ...args: unknown[]): Promise<any> =>
  page.evaluate(
    ([method, args]: any) =>
      (window as any).handle[method](...args).then(
        (ok: unknown) => ({ ok }),
        ({ name, message, code, details }: any) => ({ error: { name, message, code, details } }),
      ),
    [method, args],
  );

test("what a page gets is what the types say: all of it, and nothing else", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  await mounted(page, sandbox);
  const comes = (event: Record<string, unknown>) => expect.poll(() => kept(page, "events")).toContainEqual(expect.objectContaining(event));
  const call = (fields: Record<string, unknown>) => expect.objectContaining(fields);
  await comes({ type: "connection", connection: call({ state: "live" }) });

  const { call_id: id } = await sandbox.post("calls", {
    ...RING, number: "+34600123456", name: "María", queue: "Support", variables: { order: "1" },
  });
  await comes({ type: "screen_pop", call: call({ id }) });
  await sandbox.post(`calls/${id}/answer`);
  await comes({ type: "call_connected", call: call({ id }) });
  const labelled = await asked(page, "setVariables", id, { order: "2" });
  await sandbox.post(`calls/${id}/end`);
  await comes({ type: "call_disconnected", call: call({ id, phase: "ended" }) });
  const made = await asked(page, "makeCall", "+442079460486");
  await comes({ type: "call_failed", call: call({ code: 486 }) });
  const user = await asked(page, "logout", "102");
  const errors = [
    await asked(page, "makeCall", "none"),
    await asked(page, "setVariables", "nothing", { order: "1" }),
    await asked(page, "logout", "999"),
  ];
  // A call of which nothing is heard while the connection is away.
  await sandbox.post("calls", { ...RING, number: "+34600123457" });
  await comes({ type: "incoming_call", call: call({ number: "+34600123457" }) });
  await sandbox.post("cut", { who: "others", how: "reset" });
  await comes({ type: "connection", connection: call({ state: "waiting" }) });
  await page.evaluate(() => (window as any).handle.connect());
  await comes({ type: "gap", gap: call({ to: expect.any(Number) }) });
  await comes({ type: "error" });
  const unconfirmed = () => kept(page, "snapshots").then((all) => all.flatMap(({ calls }) => calls).filter((call) => call.unconfirmedSince));
  await expect.poll(unconfirmed).not.toEqual([]);

  const [events, snapshots] = [await kept(page, "events"), await kept(page, "snapshots")];
  const met = new Set<string>();
  const types = declared("CtiEvents");
  const found = [
    ...events.flatMap((event) => faults(event, property(types, event.type), event.type, met)),
    ...snapshots.flatMap((snapshot) => faults(snapshot, declared("Snapshot"), "snapshot", met)),
    ...faults(labelled.ok, declared("Call"), "setVariables", met),
    ...faults(made.ok, declared("Call"), "makeCall", met),
    ...faults(user.ok, declared("User"), "logout", met),
    ...errors.flatMap(({ error }) => [
      ...faults(error.code, declared("CtiErrorCode"), "code"),
      ...faults(error.details, property(declared("CtiError"), "details"), "details"),
    ]),
  ];
  expect([...new Set(found)]).toEqual([]);
  expect(errors.map(({ error }) => error.name)).toEqual(errors.map(() => "CtiError"));

  // The other way round: what is declared has been seen.
  expect([...new Set(events.map(({ type }) => type))].sort()).toEqual(keys(types));
  for (const name of ["Snapshot", "Connection", "Call", "User", "Gap", "ScreenPopEvent"]) {
    expect([...met].filter((key) => key.startsWith(`${name}.`)).sort()).toEqual(
      keys(declared(name)).map((key) => `${name}.${key}`),
    );
  }
});

/** Every word in quotes in the code of the widget: among them is every key that it knows. */
function quoted(): string[] {
  const words = new Set<string>();
  for (const folder of ["src", "crates/cti-core/src", "static"]) {
    for (const entry of readdirSync(root + folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(rs|js)$/.test(entry.name)) continue;
      const code = readFileSync(`${entry.parentPath}/${entry.name}`, "utf8");
      for (const [, word] of code.matchAll(/"([a-z][A-Za-z]+)"/g)) words.add(word);
    }
  }
  return [...words];
}

/** Mounts a widget whose configuration is wrong, and gives what it says of that. */
async function told(page: Page, sandbox: Sandbox, config: object, last: string): Promise<string> {
  await page.goto(`${sandbox.url}/page.css`);
  await page.evaluate(async (config) => {
    const { mount } = await import(new URL("/cti-softphone.js", location.href).href);
    (window as any).handle = mount(document.body, config);
  }, config);
  const reason = () => page.evaluate((): string => (window as any).handle.snapshot().connection.reason ?? "");
  await expect.poll(reason).toContain(last);
  return reason();
}

/** Those of these keys, below a path, of which it was not said that they are unknown. */
const known = (said: string, tried: string[], path = ""): string[] => {
  const unknown = new Set([...said.matchAll(/([\w.[\]]+): unknown key/g)].map(([, key]) => key));
  return tried.filter((key) => !unknown.has(path + key)).sort();
};

// A wrong value for each word: the widget says of every key that it does not know it, or what it expects.
const wrong = (keys: string[]) => Object.fromEntries([...keys, "zoom"].map((key) => [key, [0]]));

test("the keys of a configuration are those that the widget knows", async ({ page, sandbox }) => {
  const wanted = keys(declared("Config"));
  const tried = [...new Set([...wanted, ...quoted()])];
  const said = await told(page, sandbox, wrong(tried), "zoom: unknown key");
  expect(known(said, tried)).toEqual(wanted);
});

test("so are those of the objects in it", async ({ page, sandbox }) => {
  const types = { numbers: "NumbersConfig", sound: "SoundConfig", screenPop: "ScreenPopConfig" };
  const words = [...new Set([...Object.values(types).flatMap((type) => keys(declared(type))), ...keys(declared("ScreenPopRule")), ...quoted()])];
  const actions = texts(declared("ShortcutAction"));
  const config = {
    host: "127.0.0.1:1",
    domain: "acme",
    ...Object.fromEntries(Object.keys(types).map((key) => [key, wrong(words)])),
    shortcuts: wrong([...actions, ...words]),
  };
  const said = await told(page, sandbox, config, "screenPop.zoom: unknown key");
  for (const [key, type] of Object.entries(types)) expect(known(said, words, `${key}.`), key).toEqual(keys(declared(type)));
  expect(known(said, [...new Set([...actions, ...words])], "shortcuts.")).toEqual(actions);
  const rules = await told(page, sandbox, { ...config, screenPop: { rules: [wrong(words)] } }, "screenPop.rules[0].zoom: unknown key");
  expect(known(rules, words, "screenPop.rules[0].")).toEqual(keys(declared("ScreenPopRule")));
});

test("the module and its handle have what the types say, and nothing else", async ({ page, widget }) => {
  await widget.open({ user: AGENT });
  const members = keys(declared("Handle"));
  const missing = await page.evaluate((names) => {
    const { handle } = document.querySelector("cti-softphone") as any;
    return names.filter((name) => typeof handle[name] !== "function");
  }, members);
  expect(missing).toEqual([]);
  // And no others.
  const others = await page.evaluate((names) => {
    const { handle } = document.querySelector("cti-softphone") as any;
    const own = Object.getOwnPropertyNames(Object.getPrototypeOf(handle));
    return own.filter((name) => name !== "constructor" && !names.includes(name));
  }, members);
  expect(others).toEqual([]);
  const code = await page.evaluate(async () => Object.keys(await import(new URL("cti-softphone.js", location.href).href)));
  expect(code.sort()).toEqual(values());
});
