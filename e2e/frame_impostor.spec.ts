/** Frames that mean no good, or are not what they should be: the page around is not hurt, and tells them nothing. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/index.ts";
import { Framed } from "./fixtures/frames.ts";

const HUGE = `"x".repeat(5_000_000)`;

/** A page for a frame that is not the widget's: runs this JavaScript. */
async function serveImpostor(page: Page, code: string) {
  await page.route("**/impostor.html", (route) =>
    route.fulfill({ contentType: "text/html", body: `<!doctype html><script>${code}</script>` }),
  );
}

async function impostor(page: Page, framed: Framed, code: string) {
  await serveImpostor(page, code);
  await framed.open({ path: "impostor.html" });
}

/** Says `answer` of a request, where a frame would. */
const answering = (answer: string) =>
  `addEventListener("message", ({ source, data, origin }) => { const reply = (more) =>
     source.postMessage({ source: "cti-softphone", version: 1, ...more }, origin); ${answer} });`;
const STATE = `{ connection: { state: "live", since: 1 }, user: null, calls: [], users: [], gaps: [] }`;
const GREETS = `if (data.method === "hello") reply({ type: "result", id: data.id, ok: { session: "s", snapshot: ${STATE} } });`;

test("a frame of another origin is told nothing and believed nothing", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  const other = await startSandbox();
  await serveImpostor(
    page,
    `window.got = [];
     addEventListener("message", ({ data }) => got.push(data));
     addEventListener("load", () => {
       for (const version of [1, 2]) for (const id of [1, 2, 3]) parent.postMessage(
         { source: "cti-softphone", version, type: "event", id, event: { type: "gone" } }, "*");
     });`,
  );
  const framed = await new Framed(page, sandbox).live();
  const raw = await framed.raw();
  await page.evaluate(
    (url) => void (document.querySelector<HTMLIFrameElement>("#phone")!.src = url),
    `${other.url}/impostor.html`,
  );
  await expect.poll(async () => (await raw.heard()).filter(({ origin }) => origin === other.url)).toHaveLength(6);
  const left = {
    type: "connection",
    connection: expect.objectContaining({ state: "idle", reason: "The frame does not answer." }),
  };
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
  // Greets, and keeps what it is asked.
  await impostor(page, framed, answering(`${GREETS} window.asked = data;`));
  await framed.connect();
  await framed.reaches("live");
  await page.evaluate(() => {
    const state = Object.assign(window as any, { dialled: "open" });
    state.phone.makeCall("+34600123456").then((call: unknown) => (state.dialled = call));
  });
  await expect.poll(() => framed.frame.evaluate(() => (window as any).asked?.method)).toBe("makeCall");
  const id = await framed.frame.evaluate(() => (window as any).asked.id);
  await framed.raw();
  await page.evaluate(
    ([id, origin]) => {
      const said = (more: object) => ({ source: "cti-softphone", version: 1, ...more });
      const all = [
        said({ type: "result", id, ok: "forged" }),
        said({ type: "event", event: { type: "gone" } }),
        said({ type: "event", event: { type: "error", message: "forged" } }),
      ];
      const source = (window as any).frame;
      for (const data of all) {
        window.postMessage(data, "*");
        window.dispatchEvent(new MessageEvent("message", { data, origin }));
        window.dispatchEvent(new MessageEvent("message", { data, origin, source: window }));
        window.dispatchEvent(new MessageEvent("message", { data, origin: "https://crm.example.com", source }));
      }
    },
    [id, framed.origin] as const,
  );
  await expect.poll(() => page.evaluate(() => (window as any).heard.length)).toBe(12);
  expect(await page.evaluate(() => (window as any).dialled)).toBe("open");
  expect(JSON.stringify(await framed.told())).not.toContain("forged");
  expect((await framed.snapshot()).connection.state).toBe("live");
  await framed.frame.evaluate((id) => {
    parent.postMessage({ source: "cti-softphone", version: 1, type: "result", id, ok: "real" }, "*");
  }, id);
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
      const odd = [null, 5, "x", [], [[]], new Map(), new Date(), { a: 1 }, { id: 5 }, { id: null }, { state: 5 }, { from: "x" }];
      const names = ["connection", "gap", "status_changed", "incoming_call", "data_updated", "constructor", "__proto__", "*",
        5, null, {}, undefined];
      if (data.method === "makeCall") {
        for (const one of [...odd, ${HUGE}]) {
          source.postMessage(one, origin);
          reply({ type: one }); reply({ type: "event", event: one }); reply({ type: "result", id: one });
        }
        for (const one of odd) {
          for (const type of names) for (const key of ["connection", "gap", "user", "call"]) {
            reply({ type: "event", event: { type, [key]: one } });
          }
        }
        for (let at = 0; at < 10_000; at += 1) reply({ type: "result", id: at, ok: at });
        const error = data.params[0] === "1" ? 5 : { code: 5, message: [], details: 3, name: "TypeError" };
        reply({ type: "result", id: data.id, error });
      }
      if (data.method === "snapshot") reply({ type: "result", id: data.id, ok: { calls: 5 } });
      const error = { code: "made_up", message: "words", details: { a: 1 } };
      if (data.method === "logout") reply({ type: "result", id: data.id, error });`),
  );
  await framed.connect();
  await framed.reaches("live");
  const words = "The frame refused, without words.";
  expect(await framed.makeCall("1")).toEqual({ error: { name: "Error", message: words } });
  expect(await framed.makeCall("2")).toEqual({ error: { name: "TypeError", message: words } });
  expect(await framed.settle("logout")).toEqual({
    error: { name: "CtiError", code: "made_up", message: "words", details: { a: 1 } },
  });
  expect(await framed.snapshot()).toEqual({
    connection: { state: "live", since: 1 },
    user: null,
    calls: [],
    users: [],
    gaps: [],
  });
  // Names that are nobody's are passed on, since a later widget may have them; known ones need what they tell of.
  const types = new Set((await framed.told()).map(({ type }) => type as string));
  expect(types).toEqual(new Set(["ready", "connection", "constructor", "__proto__"]));
  expect((await framed.told()).filter(({ type }) => type === "connection")).toHaveLength(1);
});

test("an answer to the handshake that is none is refused", async ({ page, startSandbox }) => {
  const framed = new Framed(page, await startSandbox());
  const state = `{ ...${STATE}, calls: [5] }`;
  await impostor(
    page,
    framed,
    answering(`reply({ type: "result", id: data.id, ok: { session: "s", snapshot: ${state} } });`),
  );
  await framed.connect();
  expect(await framed.makeCall("+34600123456")).toMatchObject({
    error: { code: "not_connected", message: "The frame's answer cannot be understood." },
  });
});
