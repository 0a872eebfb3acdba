/** The widget in a frame of another site's page, which steers it through `connectFrame`. */
import { expect, test } from "./fixtures/index.ts";
import { AGENT } from "./fixtures/hooks.ts";
import { Framed, request } from "./fixtures/frames.ts";

const RING = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };

test("a page dials, labels and hears of calls through the frame", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  const framed = await new Framed(page, sandbox).live();

  const dialled = await framed.makeCall("+46 8 123 456 78", { variables: { ticket: "SUP-2291" } });
  expect(dialled).toEqual({
    ok: expect.objectContaining({ direction: "outgoing", number: "+46812345678", userId: AGENT, mine: true }),
  });
  const { id } = (dialled as any).ok;
  expect(await framed.told()).toContainEqual({ type: "outgoing_call", call: expect.objectContaining({ id }) });
  // Whoever is told of a call finds it in the snapshot.
  expect((await framed.snapshot()).calls).toEqual([expect.objectContaining({ id, variables: { ticket: "SUP-2291" } })]);
  await expect(page.frameLocator("#phone").locator(`[data-call-id="${id}"]`)).toContainText("SUP-2291");

  const labelled = await framed.settle("setVariables", id, { ticket: null, topic: "refund" });
  expect(labelled).toEqual({ ok: expect.objectContaining({ id, variables: { topic: "refund" } }) });
  expect(await framed.told()).toContainEqual({ type: "data_updated", call: expect.objectContaining({ id }) });

  const { call_id: ringing } = await sandbox.post("calls", RING);
  await expect.poll(framed.told.bind(framed)).toContainEqual({
    type: "incoming_call",
    call: expect.objectContaining({ id: ringing, phase: "ringing" }),
  });
  const user = await framed.settle("logout", "102");
  expect(user).toEqual({ ok: expect.objectContaining({ id: "102", status: "Offline" }) });
  const { users } = await framed.snapshot();
  expect(users).toContainEqual(expect.objectContaining({ id: "102", status: "Offline" }));
  // What the page keeps by itself is what the frame says, in the end.
  await expect.poll(async () => (await framed.snapshot()).calls).toEqual((await framed.own())!.calls);
});

test("errors are the same as without a frame", async ({ page, startSandbox }) => {
  const framed = await new Framed(page, await startSandbox()).live();
  const codes = { invalid_number: ["makeCall", "no number"], unknown_call: ["setVariables", "none", { a: "b" }] };
  for (const [code, [method, ...args]] of Object.entries(codes) as [string, any][]) {
    const there = await framed.frame.evaluate(
      ([method, args]: any) =>
        (document.querySelector("cti-softphone") as any).handle[method](...args).catch(
          ({ name, code, message, details }: any) => ({
            error: { name, code, message, details },
          }),
        ),
      [method, args],
    );
    expect(await framed.settle(method, ...args)).toEqual(there);
    expect(there.error.code).toBe(code);
  }
  const kinds = await page.evaluate(async () => {
    const { phone, CtiError } = window as any;
    const caught = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);
    const [refused, unsendable, unlike] = [
      await caught(phone.makeCall("no number")),
      await caught(phone.makeCall("+34600123456", { variables: { now: () => 1 } })),
      await caught(phone.makeCall("+34600123456", { variables: new Map() })),
    ];
    return [refused instanceof CtiError, unsendable instanceof TypeError, unlike instanceof TypeError];
  });
  expect(kinds).toEqual([true, true, true]);
  expect(await framed.dialled()).toBe(0);
  // The first number that is dialled twice within two seconds.
  await framed.makeCall("+34600120200");
  expect(await framed.makeCall("+34600120200")).toMatchObject({ error: { name: "CtiError", code: "duplicate" } });
  expect(await framed.dialled()).toBe(1);
});

test("listeners: late ones hear what is live, those who leave hear no more, errors are the page's own", async ({
  page,
  startSandbox,
  pageErrors,
}) => {
  const sandbox = await startSandbox();
  const framed = await new Framed(page, sandbox).open();
  await framed.ownReaches("live");
  const { call_id: id } = await sandbox.post("calls", RING);
  await expect(page.frameLocator("#phone").locator(`[data-call-id="${id}"]`)).toBeVisible();
  await framed.connect();
  await framed.reaches("live");
  const live = [
    { type: "ready" },
    { type: "connection", connection: expect.objectContaining({ state: "live" }) },
    { type: "incoming_call", call: expect.objectContaining({ id }) },
  ];
  expect((await framed.told()).slice(0, 3)).toEqual(live);
  await page.evaluate(() => {
    const { phone } = window as any;
    const late: any[] = [];
    const [gone, bubbled]: any[][] = [[], []];
    phone.on("*", (event: any) => late.push(event));
    const leave = phone.on("call_disconnected", (event: any) => gone.push(event));
    phone.on("call_disconnected", () => {
      throw new Error("a listener's own error");
    });
    // What a listener does to an event is not what the others are told.
    phone.on("call_disconnected", ({ call }: any) => (call.phase = "mangled"));
    document.addEventListener("cti:call_disconnected", ({ target, detail }: any) =>
      bubbled.push(target.id, detail.type),
    );
    leave();
    Object.assign(window, { late, gone, bubbled });
  });
  await expect.poll(() => page.evaluate(() => (window as any).late)).toEqual(live);
  await sandbox.post(`calls/${id}/end`);
  await expect.poll(framed.told.bind(framed)).toContainEqual(expect.objectContaining({ type: "call_disconnected" }));
  const noted = await page.evaluate(() => [(window as any).gone, (window as any).bubbled]);
  expect(noted).toEqual([[], ["phone", "call_disconnected"]]);
  expect((await framed.snapshot()).calls).toContainEqual(expect.objectContaining({ id, phase: "ended" }));
  expect(pageErrors.splice(0)).toEqual([expect.stringContaining("a listener's own error")]);
});

test("the agent works in a frame that is sandboxed as the document says", async ({ page, startSandbox }) => {
  const framed = await new Framed(page, await startSandbox()).live();
  const widget = page.frameLocator("#phone");
  await widget.locator(`[data-cti="dial-field"]`).fill("+34 600 12 02 00");
  await widget.locator(`[data-cti="dial-button"]`).click();
  await expect(widget.locator(`[data-cti="call"]`)).toContainText("+34 600");
  expect(await framed.told()).toContainEqual({
    type: "outgoing_call",
    call: expect.objectContaining({ number: "+34600120200" }),
  });
});

test("disconnect, connect, hide and show reach the widget", async ({ page, startSandbox }) => {
  const framed = await new Framed(page, await startSandbox()).live();
  const widget = page.frameLocator("#phone").locator("cti-softphone");
  await expect(widget).toBeVisible();
  await page.evaluate(() => (window as any).phone.hide());
  await expect(widget).toBeHidden();
  await page.evaluate(() => (window as any).phone.show());
  await expect(widget).toBeVisible();
  await page.evaluate(() => (window as any).phone.disconnect());
  await framed.reaches("stopped");
  expect(await framed.makeCall("+34600123456")).toMatchObject({ error: { code: "not_connected" } });
  await page.evaluate(() => (window as any).phone.connect());
  await framed.reaches("live");
  expect(await page.evaluate(() => "update" in (window as any).phone)).toBe(false);
});

test("a method that is called before the frame listens waits for it", async ({ page, startSandbox }) => {
  const framed = new Framed(page, await startSandbox());
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(`${framed.origin}/cti-softphone-frame.js`, async (route) => {
    await held;
    await route.continue();
  });
  await framed.open();
  await framed.connect();
  await framed.ownReaches("live");
  expect(await framed.snapshot()).toMatchObject({ connection: { state: "idle" }, user: null, calls: [], users: [] });
  const early = framed.makeCall("+34600120200");
  expect(await framed.told()).toEqual([]);
  release();
  expect(await early).toEqual({ ok: expect.objectContaining({ number: "+34600120200" }) });
  expect(await framed.dialled()).toBe(1);
});

test("a frame that is loaded again: nothing is sent again, and everything works again", async ({
  page,
  startSandbox,
}) => {
  const sandbox = await startSandbox();
  const framed = await new Framed(page, sandbox).live();
  await sandbox.post(`users/${AGENT}/status`, { status: "Offline" });
  await expect.poll(async () => (await framed.snapshot()).user?.status).toBe("Offline");
  const pending = framed.makeCall("+34600123456");
  await expect.poll(() => framed.dialled()).toBe(1);
  await page.evaluate(() => void ((window as any).told.length = 0));
  await framed.frame.evaluate(() => void setTimeout(() => location.reload()));
  expect(await pending).toMatchObject({
    error: { name: "CtiError", code: "timeout", message: expect.stringContaining("not known") },
  });
  await framed.reaches("live");
  expect(await framed.dialled()).toBe(1);
  await sandbox.post(`users/${AGENT}/status`, { status: "Ready" });
  await expect.poll(async () => (await framed.snapshot()).user?.status).toBe("Ready");
  const told = await framed.told();
  expect(told[0]).toMatchObject({
    type: "connection",
    connection: { state: "idle", reason: "The frame was loaded again." },
  });
  expect(told.filter(({ type }) => type === "ready")).toHaveLength(1);
  expect(await framed.makeCall("+34600120200")).toEqual({ ok: expect.objectContaining({ direction: "outgoing" }) });
  expect(await framed.dialled()).toBe(2);
});

test("a widget that its own page takes down says so", async ({ page, startSandbox }) => {
  const framed = await new Framed(page, await startSandbox()).live();
  await page.evaluate(() => void ((window as any).told.length = 0));
  await framed.frame.evaluate(() => (document.querySelector("cti-softphone") as any).handle.destroy());
  const reason = "The widget in the frame was taken down.";
  await expect
    .poll(framed.told.bind(framed))
    .toContainEqual({ type: "connection", connection: expect.objectContaining({ state: "idle", reason }) });
  expect((await framed.snapshot()).calls).toEqual([]);
  // And is silent from then on.
  const raw = await framed.raw();
  const seen = await framed.seen();
  await raw.post(request(1, "hello"));
  await expect.poll(seen).toBeGreaterThan(0);
  expect(await raw.heard()).toEqual([]);
});

test("a load event of the same page changes nothing", async ({ page, startSandbox }) => {
  const framed = await new Framed(page, await startSandbox()).live();
  await page.evaluate(() => void ((window as any).told.length = 0));
  const pending = await page.evaluate(async () => {
    const { phone } = window as any;
    const dialled = phone.makeCall("+34600120200");
    document.querySelector("#phone")!.dispatchEvent(new Event("load"));
    const after = phone.setVariables("none", { a: "b" }).catch(({ code }: any) => code);
    return [(await dialled).number, await after];
  });
  expect(pending).toEqual(["+34600120200", "unknown_call"]);
  expect((await framed.told()).filter(({ type }) => type === "connection" || type === "ready")).toEqual([]);
});

test("destroy ends the handle and leaves the widget alone", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  const framed = await new Framed(page, sandbox).live();
  const ended = await page.evaluate(async () => {
    const { phone, told } = window as any;
    const code = (promise: Promise<unknown>) =>
      promise.then(
        () => "none",
        (error) => error.code,
      );
    const pending = code(phone.logout("103"));
    phone.destroy();
    phone.destroy();
    phone.hide();
    told.length = 0;
    return [await pending, await code(phone.makeCall("+34600123456")), phone.snapshot().connection.state];
  });
  expect(ended).toEqual(["destroyed", "destroyed", "stopped"]);
  const { call_id: id } = await sandbox.post("calls", RING);
  await expect(page.frameLocator("#phone").locator(`[data-call-id="${id}"]`)).toBeVisible();
  expect(await framed.told()).toEqual([]);
  expect(await framed.dialled()).toBe(0);
});

test("handles that were destroyed leave no listener and no timer behind", async ({ page, startSandbox }) => {
  const framed = await new Framed(page, await startSandbox()).open();
  await framed.ownReaches("live");
  const left = await page.evaluate(async (origin) => {
    const { connectFrame } = await import(new URL("/cti-softphone.js", location.href).href);
    const [listeners, timers] = [new Set(), new Set()];
    for (const target of [window, document.querySelector("#phone")!]) {
      const [add, remove] = [target.addEventListener, target.removeEventListener];
      Object.assign(target, {
        addEventListener: (type: string, heard: any) => (listeners.add(heard), add.call(target, type, heard)),
        removeEventListener: (type: string, heard: any) => (listeners.delete(heard), remove.call(target, type, heard)),
      });
    }
    const [set, clear] = [window.setTimeout, window.clearTimeout];
    Object.assign(window, {
      setTimeout: (act: (given: unknown) => void, after: number, given: unknown) => {
        const timer = set(() => (timers.delete(timer), act(given)), after);
        timers.add(timer);
        return timer;
      },
      clearTimeout: (timer: number) => (timers.delete(timer), clear(timer)),
    });
    const count = () => [listeners.size > 0, timers.size > 0];
    const handles = await Promise.all(
      Array.from({ length: 20 }, () => connectFrame(document.querySelector("#phone"), { origin })),
    );
    const before = count();
    const ready = handles.slice(0, 10).map((handle) => new Promise((resolve) => handle.on("ready", resolve)));
    // Half of them have no handshake yet, half of them have one and wait for an answer.
    for (const handle of handles.slice(10)) handle.destroy();
    await Promise.all(ready);
    for (const handle of handles) handle.logout("103").catch(() => {});
    for (const handle of handles) handle.destroy();
    return [before, count(), listeners.size, timers.size];
  }, framed.origin);
  expect(left).toEqual([[true, true], [false, false], 0, 0]);
});

test("a frame that does not answer is told of, and refused once it is waited for long enough", async ({
  page,
  startSandbox,
}) => {
  await page.clock.install();
  const framed = await new Framed(page, await startSandbox()).open({ path: "page.css" });
  await framed.connect();
  const waiting = framed.makeCall("+34600123456");
  await page.evaluate(() => (window as any).phone.snapshot());
  for (let seconds = 0; seconds < 25; seconds += 5) await page.clock.runFor(5_000);
  expect(await waiting).toMatchObject({ error: { name: "CtiError", code: "not_connected" } });
  await expect
    .poll(framed.told.bind(framed))
    .toEqual([{ type: "error", message: `The frame at ${framed.origin} does not answer.` }]);
});
