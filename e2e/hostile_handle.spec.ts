/** Pages that mean no good: what they ask of a widget that runs, and what they do to its element, its storage and its tabs. */
import { expect, test } from "./fixtures/index.ts";
import { cti } from "./fixtures/hooks.ts";
import { hostilePage, live, works, wrong } from "./fixtures/hostile.ts";

/** Values of which no method wants any, by expressions. */
const ODD = [
  "null", "undefined", "NaN", "Infinity", "Symbol('odd')", "101n", "true", "[]", "['1']", "{}", "() => '1'", "cyclic", "hostile", "huge",
  "new Date(NaN)", "document.body", "new Proxy({}, { ownKeys() { throw new Error('no'); }, get() { throw new Error('no'); } })",
];
/** What those are that need more than an expression. */
const MAKE = `
  const cyclic = {}; cyclic.cyclic = cyclic;
  const no = () => { throw new Error("no"); };
  const hostile = { toString: no, valueOf: no, toJSON: no, [Symbol.toPrimitive]: no };
  const huge = "9".repeat(5e6);`;

test("arguments of any kind are refused by name, and change nothing", async ({ startSandbox, page, pageErrors }) => {
  test.setTimeout(90_000);
  const sandbox = await startSandbox();
  await hostilePage(page, sandbox);
  await page.evaluate("start()");
  await live(page);
  const before = await page.evaluate("JSON.stringify(handle.snapshot().calls)");
  const ask = (call: string) =>
    page.evaluate(`(() => { ${MAKE} return settle(() => ${call}); })()`) as Promise<string>;
  for (const odd of ODD) {
    for (const [call, name] of [
      [`handle.makeCall(${odd})`, "number"],
      [`handle.makeCall("+442079460299", ${odd})`, "options"],
      [`handle.makeCall("+442079460299", { callerId: ${odd} })`, "options.callerId"],
      [`handle.makeCall("+442079460299", { again: ${odd} })`, "options.again"],
      [`handle.makeCall("+442079460299", { variables: ${odd} })`, "options.variables"],
      [`handle.makeCall("+442079460299", { variables: { a: ${odd} } })`, "options.variables.a"],
      [`handle.setVariables(${odd}, {})`, "callId"],
      [`handle.setVariables("1", ${odd})`, "variables"],
      [`handle.logout(${odd})`, "userId"],
      [`handle.update(${odd})`, "update"],
      [`handle.update({ theme: ${odd} })`, "theme"],
      [`handle.on("ready", ${odd})`, "on"],
      [`mounted(${odd})`, "mount"],
    ] as const) {
      // What is right, or would change the widget.
      if (/null|undefined/.test(odd) && /options|userId|theme/.test(name)) continue;
      if (odd === "{}" && /options$|variables$|update/.test(name)) continue;
      if (odd === "() => '1'" && name === "on") continue;
      if (odd === "true" && /variables.a|again/.test(name)) continue;
      if (odd === "document.body" && /update|mount|options$|variables$/.test(name)) continue;
      if (odd === "huge" && /callerId|variables.a|userId|mount|callId/.test(name)) continue;
      if (/hostile|cyclic/.test(odd) && /^(update|options|options.variables|variables)$/.test(name)) continue;
      if (/Date/.test(odd) && /^(update|options|options.variables|variables)$/.test(name)) continue;
      const told = await ask(call.replace("mounted(", "load().then(({ mount }) => mount(").replace(/(mount\(.*)$/, (all) => (all.startsWith("mount(") ? `${all})` : all)));
      const label = `${call}: ${told.slice(0, 300)}`;
      // A number of 5 MB is a text; it is no number that can be dialled.
      if (odd === "huge" && name === "number") expect(told, label).toContain("CtiError invalid_number");
      // What throws when it is looked at.
      else if (/Proxy/.test(odd)) expect(told, label).toMatch(new RegExp(`TypeError: .*(${name}|arguments that can be read expected)`));
      // Numbers that JSON has no word for are as if it was not set.
      else if (name === "theme" && /NaN|Infinity/.test(odd)) expect(told, label).toMatch(/^ok|TypeError/);
      else if (name === "theme") expect(told, label).toMatch(/^TypeError/);
      else expect(told, label).toMatch(new RegExp(`TypeError: .*${name}`));
    }
  }
  for (const name of ODD.filter((odd) => !/hostile|Proxy/.test(odd))) await ask(`handle.on(${name}, () => {})`);
  expect(await page.evaluate("JSON.stringify(handle.snapshot().calls)")).toBe(before);
  expect((await wrong(page)).filter((message) => !message.includes("unknown event"))).toEqual([]);
  expect(pageErrors.splice(0).filter((message) => !message.includes("unknown event"))).toEqual([]);
  await works(page, sandbox);
});

test.describe("listeners", () => {
  test("that throw, call back and change what they get change nothing", async ({ startSandbox, page, pageErrors }) => {
    const sandbox = await startSandbox();
    await hostilePage(page, sandbox);
    await page.evaluate(`start().then(() => {
      window.heard = [];
      window.calls = 0;
      const rob = (value) => {
        if (typeof value !== "object" || value === null) return;
        for (const key of Object.keys(value)) { rob(value[key]); if (key !== "type") value[key] = "evil"; }
      };
      handle.on("*", (event) => { rob(event); throw new RangeError("evil"); });
      handle.on("*", (event) => { heard.push(event.type); rob(handle.snapshot()); });
      handle.on("*", () => {
        if (++calls > 500) return;
        handle.connect();
        handle.makeCall("").catch(() => {});
        handle.setVariables("none", { a: "1" }).catch(() => {});
        handle.update({ theme: calls % 2 ? "dark" : "light" }).catch(() => {});
        handle.on("ready", () => {})();
        handle.show();
        dispatchEvent(new Event("online"));
      });
      document.addEventListener("cti:incoming_call", (event) => { rob(event.detail); throw { odd: true }; });
    })`);
    await works(page, sandbox);
    const snapshot = (await page.evaluate("JSON.stringify(handle.snapshot())")) as string;
    expect(snapshot).not.toContain("evil");
    expect(JSON.parse(snapshot).connection.state).toBe("live");
    expect(await page.evaluate("heard.includes('incoming_call') && heard.includes('call_failed') | heard.includes('call_disconnected')")).toBeTruthy();
    // Nothing is heard any more, so nothing is thrown.
    await page.evaluate("handle.destroy()");
    const errors = [...(await wrong(page)), ...pageErrors.splice(0)];
    expect(errors.length).toBeGreaterThan(3);
    expect(errors.filter((error) => error && !/evil|object/i.test(error))).toEqual([]);
  });

  test("that turn the connection on and off from within", async ({ startSandbox, page }) => {
    const sandbox = await startSandbox();
    await hostilePage(page, sandbox);
    await page.evaluate(`start().then(() => {
      let turns = 0;
      handle.on("connection", () => { if (++turns < 200) turns % 2 ? handle.disconnect() : handle.connect(); else if (turns === 200) handle.connect(); });
    })`);
    await works(page, sandbox);
    expect(await wrong(page)).toEqual([]);
  });

  for (const type of ["ready", "connection", "status_changed", "incoming_call", "call_disconnected", "outgoing_call", "*"]) {
    test(`that destroy the widget on ${type}`, async ({ startSandbox, page }) => {
      const sandbox = await startSandbox();
      await hostilePage(page, sandbox);
      await page.evaluate(`start().then(() => {
        window.told = 0;
        const mine = handle;
        mine.on(${JSON.stringify(type)}, () => { told += 1; mine.destroy(); mine.destroy(); });
      })`);
      if (!/^(ready|connection|status_changed|\*)$/.test(type)) {
        await live(page);
        const { call_id: id } = await sandbox.post("calls", { kind: "incoming", user: "101", number: "+442079460999", answer_after_ms: null, end_after_ms: null });
        if (type === "outgoing_call") await page.evaluate(`handle.makeCall("+442079460201").catch(() => {})`);
        await sandbox.post(`calls/${id}/end`);
      }
      await expect.poll(() => page.evaluate("told")).toBe(1);
      await expect(cti(page, "widget")).toHaveCount(0);
      expect(await page.evaluate(`settle(() => handle.makeCall("+442079460200"))`)).toContain("CtiError destroyed");
      expect(await page.evaluate("handle.snapshot().connection.state")).toBe("stopped");
      // Another one takes its place.
      await page.evaluate(`{ document.querySelector("#place").replaceChildren(); start(); undefined }`);
      await works(page, sandbox);
      expect(await wrong(page)).toEqual([]);
    });
  }
});

test("what a page does to the element", async ({ startSandbox, page, pageErrors }) => {
  test.setTimeout(90_000);
  const sandbox = await startSandbox();
  await hostilePage(page, sandbox);
  // Somebody else has the name.
  await page.evaluate(`customElements.define("cti-softphone", class extends HTMLElement {})`);
  await page.evaluate("start()");
  await live(page);
  const element = `document.querySelector("#place").firstElementChild`;
  const deeds: Record<string, string> = {
    "moved within the page": `const other = document.body.appendChild(document.createElement("section")); other.append(element); place.append(element);`,
    "attributes in a loop": `for (let at = 0; at < 2000; at++) for (const name of ["host", "domain", "user", "layout", "locale", "config", "class", "lang", "dir"]) element.setAttribute(name, "evil" + at);`,
    "configured late": `for (const config of [{ host: "evil" }, null, Symbol()]) try { element.configure(config); } catch ({ name }) { if (name !== "TypeError") throw name; }`,
    "cloned beside, and taken away": `const copy = element.cloneNode(true); copy.configure?.({ layout: 5 }); document.body.append(copy); copy.remove();`,
    "events of the widget's own names": `
      for (const detail of [undefined, null, 5, "x", [], {}, { number: 5 }, { number: {}, code: 5 }, { get number() { throw 5; } }, Symbol("x"), 5n])
        for (const name of ["cti-undialled", "cti:ready", "cti:error", "cti:incoming_call", "input", "change", "scroll", "toggle", "keydown", "submit", "focusin", "pointerdown"])
          for (const at of [element, element.shadowRoot, ...element.shadowRoot.querySelectorAll("input, button, form")])
            at.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));`,
    "calls without their object": `
      for (const name of ["makeCall", "on", "snapshot", "update", "destroy"]) for (const self of [undefined, null, {}, element, 5])
        try { handle[name].call(self, "1", {})?.catch?.(() => {}); } catch {}`,
  };
  for (const [what, deed] of Object.entries(deeds)) {
    await test.step(what, async () => {
      await page.evaluate(`{ const place = document.querySelector("#place"); const element = ${element}; ${deed}; undefined }`);
      await live(page);
      expect(await wrong(page), what).toEqual([]);
    });
  }
  await works(page, sandbox);

  // What takes the widget itself away; the page can have another one.
  const ends: Record<string, string> = {
    "emptied": `element.shadowRoot.replaceChildren();`,
    "emptied from within": `for (const part of [...element.shadowRoot.querySelectorAll("*")]) part.replaceChildren();`,
    "into another document": `const other = document.implementation.createHTMLDocument(); other.body.append(element);`,
    "into a frame": `const frame = document.body.appendChild(document.createElement("iframe")); frame.contentDocument.body.append(element); frame.remove();`,
    "without its styles": `element.shadowRoot.adoptedStyleSheets = [];`,
    "text nodes taken out": `const walk = document.createTreeWalker(element.shadowRoot, NodeFilter.SHOW_TEXT); const all = []; while (walk.nextNode()) all.push(walk.currentNode); for (const text of all) text.remove();`,
  };
  const known = /not a child|null|removeChild|insertBefore|NotFoundError|Node/;
  for (const [what, deed] of Object.entries(ends)) {
    await test.step(what, async () => {
      await page.evaluate(`{ const place = document.querySelector("#place"); const element = ${element}; ${deed}; undefined }`);
      const { call_id: id } = await sandbox.post("calls", { kind: "incoming", user: "101", number: "+442079460998", answer_after_ms: null, end_after_ms: null });
      await sandbox.post(`calls/${id}/end`);
      await page.evaluate("handle.snapshot()");
      await page.evaluate(`{ document.querySelector("#place").replaceChildren(); handle.destroy(); start(); undefined }`);
      await live(page);
      expect((await wrong(page)).filter((error) => !known.test(error)), what).toEqual([]);
    });
  }
  await works(page, sandbox);
  expect(pageErrors.splice(0)).toEqual([]);
});

test("rubbish in the storage and on the channel, and a lock that the page holds", async ({ startSandbox, page }) => {
  test.setTimeout(90_000);
  const sandbox = await startSandbox();
  for (const text of ["{", "null", "5", "[]", `{"version":9}`, `{"version":1,"theme":5,"locale":{},"sound":[]}`, `{"version":1,"locale":"\\u0000","theme":"evil","shortcuts":5}`, "9".repeat(1e6)]) {
    await hostilePage(page, sandbox);
    await page.evaluate((text) => {
      for (const key of ["cti-softphone", "cti-softphone.launcher"]) localStorage.setItem(key, text);
    }, text);
    await page.evaluate("start()");
    await live(page);
    expect(await wrong(page), text.slice(0, 50)).toEqual([]);
  }
  await page.evaluate("localStorage.clear()");

  // Which names it uses, by its own requests.
  const names = (await page.evaluate(`navigator.locks.query().then(({ held }) => held.map(({ name }) => name))`)) as string[];
  const group = names.sort((a, b) => a.length - b.length)[0]!;
  expect(group).toBeTruthy();
  await page.evaluate((group) => {
    const channel = new BroadcastChannel(group);
    const cyclic: any = {};
    cyclic.cyclic = cyclic;
    const texts = ["", "{", "null", "[]", "5", "{}", `{"type":5}`, `{"kind":"hello"}`, "\0", "9".repeat(5e6), "[".repeat(1e5), `{"from":"x","to":{},"snapshot":[]}`];
    for (const message of [undefined, null, 5, [], {}, cyclic, new Map(), new Uint8Array(1e6), ...texts]) channel.postMessage(message);
    for (let at = 0; at < 1000; at++) channel.postMessage(`{"tab":${at},"what":"evil"}`);
    channel.close();
  }, group);
  await works(page, sandbox);
  expect(await wrong(page)).toEqual([]);

  // The lock is taken by force from the one that has it, then held before it comes.
  await page.evaluate((group) => void navigator.locks.request(group, { steal: true }, () => new Promise((free) => ((window as any).free = free))), group);
  await expect(cti(page, "connection")).toBeVisible();
  await page.evaluate("free()");
  await works(page, sandbox, "+442079460203");
  await page.evaluate(`{ document.querySelector("#place").replaceChildren(); undefined }`);
  await page.evaluate((group) => {
    void navigator.locks.request(group, () => new Promise((free) => ((window as any).free = free)));
  }, group);
  await page.evaluate("start()");
  await expect(cti(page, "widget")).toBeVisible();
  expect(await page.evaluate("handle.snapshot().connection.state")).toBeTruthy();
  await page.evaluate("free()");
  await works(page, sandbox, "+442079460204");
  expect((await wrong(page)).filter((message) => !/AbortError|stolen|broken/i.test(message))).toEqual([]);
});

test("a database of another make is no obstacle", async ({ startSandbox, page }) => {
  const sandbox = await startSandbox();
  await hostilePage(page, sandbox);
  await page.evaluate(
    () =>
      new Promise<void>((done, fail) => {
        const request = indexedDB.open("cti-softphone", 4_000_000);
        request.onupgradeneeded = () => request.result.createObjectStore("evil");
        request.onsuccess = () => (request.result.close(), done());
        request.onerror = () => fail(request.error);
      }),
  );
  await page.evaluate("start()");
  await works(page, sandbox);
  expect(await wrong(page)).toEqual([]);
});
