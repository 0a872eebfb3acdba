/** Pages that mean no good: what they give the widget, and what they do to the language around it. */
import { expect, test } from "./fixtures/index.ts";
import { cti } from "./fixtures/hooks.ts";
import { hostilePage, live, wrong } from "./fixtures/hostile.ts";
import type { Sandbox } from "./fixtures/index.ts";

/** What was dialled, with all that was said about it. */
async function dialled(sandbox: Sandbox): Promise<any[]> {
  const { messages } = await sandbox.get("messages");
  return messages.map(({ text }: any) => JSON.parse(text)).filter(({ event }: any) => event === "make_call");
}

test.describe("a language that was changed", () => {
  /** Each by its name: what the page does, as the body of a function. */
  const CHANGES: Record<string, string> = {
    "keys of the configuration on all objects": `
      Object.assign(Object.prototype, {
        host: "evil.example", domain: "evil", user: "666", credentials: () => ({ url: "ws://evil.example/" }), texts: { Call: 5 },
        credentialsUrl: "/evil", layout: "floating", theme: "pink", locale: "xx", dialect: { evil: 1 }, clickToDial: true,
        screenPop: { url: "javascript:alert(1)" }, contacts: 5, doNotCall: () => "no", onCallEnded: 5, allowInsecure: 1,
        allowedOrigins: ["https://evil.example"], numbers: { country: "99" }, sound: 7, shortcuts: 7, historyCalls: -1,
      });`,
    "keys of arguments and events on all objects": `
      Object.assign(Object.prototype, {
        variables: { evil: "1" }, again: true, callerId: "666", userId: "666", type: "evil", door: 5, number: "666", id: "666",
        code: "evil", message: "evil", detail: 5, calls: [1], connection: 5, call: 5, version: 9, then: "evil", length: 7,
        details: 7, phase: "evil", key: "evil", reason: "evil", state: "evil", session: 5, mistakes: "evil", swapped: false,
      });`,
    "lists with more that is counted": `
      Array.prototype.evil = function () {};
      Array.prototype[5000] = "evil";
      String.prototype.evil = () => 5;
      Function.prototype.evil = 5;
      Map.prototype.size2 = 5;`,
    "methods that are watched": `
      const watched = (holder, name) => {
        const real = holder[name];
        holder[name] = function (...given) { window.watched = (window.watched ?? 0) + 1; return Reflect.apply(real, this, given); };
      };
      for (const name of ["map", "filter", "forEach", "push", "includes", "flatMap", "find", "join", "slice", "concat"]) watched(Array.prototype, name);
      for (const name of ["call", "apply", "bind"]) watched(Function.prototype, name);
      for (const name of ["then", "catch", "finally"]) watched(Promise.prototype, name);
      for (const name of ["parse", "stringify"]) watched(JSON, name);
      for (const name of ["split", "replaceAll", "trim", "startsWith"]) watched(String.prototype, name);
      for (const name of ["addEventListener", "dispatchEvent"]) watched(EventTarget.prototype, name);
      watched(window, "fetch"); watched(window, "setTimeout"); watched(window, "queueMicrotask");`,
    "lists that write themselves, as an old library had it": `
      Array.prototype.toJSON = function () { return "[" + this.length + "]"; };
      Object.prototype.toJSON = function () { return "evil"; };
      String.prototype.toJSON = function () { return "evil"; };`,
  };

  for (const [what, code] of Object.entries(CHANGES)) {
    for (const when of ["before", "after"] as const) {
      test(`${what}, ${when} the widget is there, changes nothing`, async ({ startSandbox, page }) => {
        const sandbox = await startSandbox();
        await hostilePage(page, sandbox);
        if (when === "before") await page.evaluate(`{${code}; start(); undefined}`);
        else {
          await page.evaluate("{start(); undefined}");
          await live(page);
          await page.evaluate(`{${code}; undefined}`);
        }
        await live(page);
        await expect(page.locator('[data-cti="launcher"]')).toHaveCount(0);
        // Asked without what Playwright does in the page, which a changed language may hinder.
        await page.evaluate(`{
          handle.makeCall("+442079460200").then(({ number }) => { document.title = number; }, (error) => { document.title = error.name + error.message; });
          undefined
        }`);
        await expect(page).toHaveTitle("+442079460200");
        const [said, ...more] = await dialled(sandbox);
        expect(more).toEqual([]);
        expect(said.data).toEqual({ user_id: 101, number: "+442079460200" });
        await page.evaluate(`{ document.title = handle.snapshot().connection.state + wrong.length; undefined }`);
        await expect(page).toHaveTitle("live0");
      });
    }
  }
});

test.describe("a configuration that is odd", () => {
  /** What `mount` gets, as an expression, and what is told of it; null where it is as good as any. */
  const CONFIGS: Record<string, [string, RegExp | null]> = {
    "a proxy": [`new Proxy(good(), {})`, null],
    "frozen": [`Object.freeze(good())`, null],
    "without a prototype": [`Object.assign(Object.create(null), good())`, null],
    "with a key __proto__": [`Object.assign(JSON.parse('{"__proto__": {"host": "evil"}}'), good())`, /__proto__: unknown key/],
    "with symbols": [`({ ...good(), [Symbol("host")]: 5, [Symbol.iterator]: 5, [Symbol.toPrimitive]: 5 })`, null],
    "with a function as a text": [`({ ...good(), locale: () => "de" })`, null],
    "with a getter that throws": [`Object.defineProperty(good(), "user", { enumerable: true, get() { throw new Error("no"); } })`, /./],
    "a proxy that throws": [`new Proxy(good(), { get() { throw new Error("no"); }, ownKeys() { throw new Error("no"); } })`, /./],
    "a proxy that was revoked": [`(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()`, /./],
    "cyclic": [`(() => { const config = good(); config.numbers = { config }; return config; })()`, /config|numbers/],
    "with a BigInt": [`({ ...good(), user: 101n })`, /config|user/],
    "with a BigInt inside": [`({ ...good(), numbers: { country: 34n } })`, /config|numbers/],
    "with a symbol": [`({ ...good(), host: Symbol("host") })`, /host|idle/],
    "with 10,000 keys": [`({ ...good(), ...Object.fromEntries(Array.from({ length: 10000 }, (_, at) => ["key" + at, at])) })`, /key9999: unknown key/],
    "with a host of 5 MB": [`({ ...good(), host: "a".repeat(5e6) })`, /config: an object expected/],
    "with a domain of 5 MB": [`({ ...good(), domain: "a".repeat(5e6) })`, /config: an object expected/],
    "that is 100,000 levels deep": [`(() => { let deep = {}; for (let at = 0; at < 1e5; at++) deep = { deep }; return { ...good(), numbers: deep }; })()`, /config|numbers/],
    "a list": [`[good()]`, /config: an object expected/],
    "a function": [`good`, /config: an object expected/],
    "a number": [`NaN`, /idle/],
    "a symbol": [`Symbol("config")`, /./],
    "null": [`null`, /idle/],
  };

  test("is told, or as good as any", async ({ startSandbox, page, pageErrors }) => {
    test.setTimeout(120_000);
    const sandbox = await startSandbox();
    for (const [what, [config, told]] of Object.entries(CONFIGS)) {
      await test.step(what, async () => {
        await hostilePage(page, sandbox);
        const thrown = await page.evaluate(`(async () => {
          const { mount } = await load();
          window.errors = [];
          try { window.handle = mount("#place", ${config}); } catch (error) { return error.name + ": " + error.message; }
          handle.on("error", ({ message }) => errors.push(message));
        })()`);
        if (told === null) {
          expect(thrown).toBeUndefined();
          await live(page);
        } else {
          const heard = () =>
            page.evaluate(`(() => {
              const { state, reason } = window.handle?.snapshot().connection ?? {};
              return [${JSON.stringify(thrown ?? "")}, ...errors, state, reason].join(" ");
            })()`) as Promise<string>;
          await expect.poll(heard, { message: what, timeout: 5_000 }).toMatch(told);
          expect(await heard()).not.toContain("live");
          // A good one after it is none the worse.
          await page.evaluate(`{ document.querySelector("#place").replaceChildren(); start(); undefined }`);
          await live(page);
        }
        expect(await wrong(page), what).toEqual([]);
      });
    }
    expect(pageErrors).toEqual([]);
  });
});
