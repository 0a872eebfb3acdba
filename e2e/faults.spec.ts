/** Every fault that the sandbox can make. After each, the cards are what goes on, or say that they are not sure. */
import { agrees, differences, expect, test, type Sandbox, type Widget } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";

const RING = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };

/** Starts a call that does nothing by itself. Its id. */
async function ring(sandbox: Sandbox, more: object = {}): Promise<string> {
  const { call_id: id } = await sandbox.post("calls", { ...RING, ...more });
  // The phone starts it in its own time.
  await expect.poll(async () => (await sandbox.get("state")).live.some((leg: any) => leg.call_id === id)).toBe(true);
  return id;
}

/**
 * A few busy minutes at the agent's phone, in a moment: calls that ring, are answered, get variables, end and are missed.
 * The ids of those that live on.
 */
async function shift(sandbox: Sandbox): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < 8; n += 1) {
    ids.push(await ring(sandbox, { number: `+3460012340${n}`, kind: n % 4 === 3 ? "outgoing" : "incoming" }));
  }
  for (const id of ids.slice(2)) await sandbox.post(`calls/${id}/answer`);
  for (const id of ids.slice(1)) await sandbox.post(`calls/${id}/variables`, { variables: { step: "1", of: id } });
  for (const id of ids.slice(3)) await sandbox.post(`calls/${id}/variables`, { variables: { step: "2" } });
  for (const id of ids.slice(6)) await sandbox.post(`calls/${id}/end`);
  return ids.slice(0, 6);
}

/** Every call has something new to say. The widget cannot know what it missed; it can know what it is told. */
async function speak(sandbox: Sandbox, ids: string[]): Promise<void> {
  for (const id of ids) await sandbox.post(`calls/${id}/variables`, { variables: { last: id } });
}

/** Ends the connection and waits for the next one. */
async function cut(widget: Widget, sandbox: Sandbox, how: object): Promise<void> {
  const gaps = (await widget.snapshot()).gaps.length;
  expect(await sandbox.post("cut", how)).toEqual({ cut: 1 });
  await expect.poll(async () => (await widget.snapshot()).gaps.length).toBe(gaps + 1);
  await widget.reaches("live");
}

/** How often something went wrong on the line. */
const harm = (sandbox: Sandbox) => sandbox.get("faults");

test("the comparison of these specs sees a wrong card, a missing one and an old value", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  const [over, old] = [await ring(sandbox), await ring(sandbox)];
  await expect(cti(page, "call")).toHaveCount(2);
  await agrees(widget, sandbox);
  await sandbox.post("faults", { drop: 1 });
  await sandbox.post(`calls/${over}/end`);
  await sandbox.post(`calls/${old}/variables`, { variables: { step: "9" } });
  const missing = await ring(sandbox);
  await expect.poll(async () => (await harm(sandbox)).dropped).toBe(3);
  const seen = await differences(widget, sandbox);
  expect(seen).toHaveLength(3);
  expect(seen.join("\n")).toMatch(new RegExp(`${over}: ringing on the card, over at the phone`));
  expect(seen.join("\n")).toMatch(new RegExp(`${old}: variables is .*step`));
  expect(seen.join("\n")).toMatch(new RegExp(`${missing}: ringing at the phone, on 0 cards`));
});

test("messages that come twice count once", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  const events = await widget.record("incoming_call");
  await sandbox.post("faults", { duplicate: 1 });
  await shift(sandbox);
  await agrees(widget, sandbox);
  expect((await harm(sandbox)).duplicated).toBeGreaterThan(20);
  await expect(cti(page, "call")).toHaveCount(8);
  expect(await events()).toHaveLength(6);
});

test("messages that come late come all the same", async ({ startSandbox, widgetOn }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await sandbox.post("faults", { delay_ms: 700 });
  await shift(sandbox);
  await agrees(widget, sandbox);
  expect(await harm(sandbox)).toMatchObject({ dropped: 0, reordered: 0 });
  expect((await harm(sandbox)).delayed).toBeGreaterThan(20);
});

test("messages out of order end in the same cards", async ({ startSandbox, widgetOn }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  for (const seed of [1, 2, 3]) {
    await sandbox.post("faults", { reorder: 0.7, reorder_within_ms: 400, seed });
    const live = await shift(sandbox);
    await expect.poll(async () => (await harm(sandbox)).reordered).toBeGreaterThan(5);
    await sandbox.delete("faults");
    // What is held back must be out before the calls speak again, or it would be the last that is heard of them.
    await expect.poll(async () => (await harm(sandbox)).waiting).toBe(0);
    await expect.poll(() => answered(widget, live)).toBe(true);
    await speak(sandbox, live);
    await agrees(widget, sandbox);
    await sandbox.post("reset");
    await agrees(widget, sandbox);
  }
});

/** Whether the answers of a shift have all been heard. */
async function answered(widget: Widget, ids: string[]): Promise<boolean> {
  const { calls } = await widget.snapshot();
  const phase = (id: string) => calls.find((call) => call.id === id)?.phase;
  return ids.every((id, n) => phase(id) === (n < 2 ? "ringing" : "connected"));
}

test("of messages that are lost the next words tell, and a new connection doubts the rest", async ({
  startSandbox,
  widgetOn,
}) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  for (const seed of [1, 2, 3]) {
    await sandbox.post("faults", { drop: 0.5, seed });
    const live = await shift(sandbox);
    expect((await harm(sandbox)).dropped).toBeGreaterThan(5);
    await sandbox.delete("faults");
    await cut(widget, sandbox, { how: "clean" });
    await agrees(widget, sandbox, { unheard: live });
    await speak(sandbox, live);
    await agrees(widget, sandbox);
    await sandbox.post("reset");
    await agrees(widget, sandbox);
  }
});

test("a ring that was lost is a card from the answer on", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await sandbox.post("faults", { drop: 1, only: ["incoming_call"] });
  const id = await ring(sandbox);
  await expect.poll(async () => (await harm(sandbox)).dropped).toBe(1);
  await agrees(widget, sandbox, { unheard: [id] });
  await sandbox.post(`calls/${id}/answer`);
  await expect(card(page, id)).toHaveAttribute("data-phase", "connected");
  await agrees(widget, sandbox);
});

test("everything at once, in both directions", async ({ startSandbox, widgetOn }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await sandbox.post("faults", {
    drop: 0.2,
    duplicate: 0.3,
    delay_ms: [0, 200],
    reorder: 0.3,
    toward: "all",
    seed: 5,
  });
  const live = await shift(sandbox);
  const settled = await Promise.all(live.map((id) => widget.setVariables(id, { mine: id })));
  const codes = settled.map((one) => ("ok" in one ? "ok" : one.error.code));
  for (const code of codes) expect(["ok", "timeout", "unknown_call"]).toContain(code);
  const { dropped, duplicated, delayed, reordered } = await harm(sandbox);
  for (const count of [dropped, duplicated, delayed, reordered]) expect(count).toBeGreaterThan(0);
  await sandbox.delete("faults");
  await cut(widget, sandbox, { how: "reset" });
  await agrees(widget, sandbox, { unheard: live });
  await speak(sandbox, live);
  await agrees(widget, sandbox);
});

for (const how of ["clean", "reset"]) {
  test(`what happens behind a connection that was cut (${how}) is not known, and not shown as known`, async ({
    startSandbox,
    widgetOn,
    page,
  }) => {
    const sandbox = await startSandbox();
    const widget = widgetOn(sandbox);
    await widget.open({ user: AGENT });
    const live = await shift(sandbox);
    await agrees(widget, sandbox);
    // Nobody is let in for a moment, so that there is time for something to happen.
    await sandbox.post("tokens", { accept: false });
    await sandbox.post("cut", { how });
    await expect.poll(async () => (await widget.snapshot()).connection.state).not.toBe("live");
    const [over, answeredMeanwhile, ...others] = live;
    await sandbox.post(`calls/${over}/fail`);
    await sandbox.post(`calls/${answeredMeanwhile}/answer`);
    const unheard = await ring(sandbox);
    await agrees(widget, sandbox, { unheard: [unheard] });
    await sandbox.post("tokens", { accept: true });
    await widget.element.evaluate((element: any) => element.handle.connect());
    await widget.reaches("live");
    await expect(cti(page, "call").filter({ hasText: /unconfirmed since/i })).toHaveCount(live.length);
    await agrees(widget, sandbox, { unheard: [unheard] });
    // Of what still goes on there is a word sooner or later; what is over stays in doubt until somebody dismisses it.
    await speak(sandbox, [...others, unheard]);
    await agrees(widget, sandbox);
    await expect(cti(page, "call").filter({ hasText: /unconfirmed since/i })).toHaveCount(2);
    await card(page, over).getByRole("button", { name: /^dismiss/i }).click();
    await expect(card(page, over)).toHaveCount(0);
    await agrees(widget, sandbox);
  });
}

test("refused tokens are told and tried again when somebody says so", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  const id = await ring(sandbox);
  await expect(card(page, id)).toBeVisible();
  await sandbox.post("tokens", { accept: false });
  await sandbox.post("cut", { how: "clean" });
  await expect.poll(async () => (await sandbox.get("tokens")).refused, { timeout: 20_000 }).toBe(3);
  await expect(cti(page, "banner")).toContainText(/token/i);
  await agrees(widget, sandbox);
  await sandbox.post("tokens", { accept: true });
  await page.getByRole("button", { name: /try now/i }).click();
  await widget.reaches("live");
  await agrees(widget, sandbox);
  await sandbox.post(`calls/${id}/answer`);
  await expect(card(page, id)).not.toContainText(/unconfirmed/i);
  await agrees(widget, sandbox);
});

test("a token that is revoked while in use stops the tries", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await sandbox.post("tokens", { accept: false });
  await sandbox.post("cut", { how: "clean", code: 4401, reason: "revoked" });
  await widget.reaches("stopped");
  await expect(cti(page, "banner")).toContainText(/token/i);
  expect((await sandbox.get("tokens")).refused).toBe(0);
});
