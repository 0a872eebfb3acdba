/** Networks that go and come, and what may not be done twice because of it. */
import { agrees, expect, test, type Sandbox } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";

const RING = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };

/** The numbers that the room was asked to dial, in their order. */
async function dialled(sandbox: Sandbox): Promise<string[]> {
  const { messages } = await sandbox.get("messages");
  const said = messages.map((message: any) => JSON.parse(message.text));
  return said.filter((message: any) => message.event === "make_call").map((message: any) => message.data.number);
}

test("a browser that goes offline pauses at once, and comes back at once", async ({
  startSandbox,
  widgetOn,
  page,
  context,
}) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  const { call_id: id } = await sandbox.post("calls", RING);
  await expect(card(page, id)).toBeVisible();
  await context.setOffline(true);
  await widget.reaches("waiting", 2_000);
  expect((await widget.snapshot()).connection).toMatchObject({ reason: "offline" });
  expect((await widget.snapshot()).connection.retryAt).toBeUndefined();
  await sandbox.post(`calls/${id}/answer`);
  await agrees(widget, sandbox);
  expect(((await widget.makeCall("+34600123456")) as any).error.code).toBe("not_connected");
  await context.setOffline(false);
  await widget.reaches("live", 5_000);
  await agrees(widget, sandbox);
  await sandbox.post(`calls/${id}/variables`, { variables: { seen: "yes" } });
  await sandbox.post(`calls/${id}/end`);
  await expect(card(page, id)).toHaveAttribute("data-phase", "ended");
  await agrees(widget, sandbox);
  const { gaps } = await widget.snapshot();
  expect(gaps).toHaveLength(1);
  expect(gaps[0]).toMatchObject({ reason: "offline", to: expect.any(Number) });
  expect(await dialled(sandbox)).toEqual([]);
});

test("a connection that is only half there is replaced once it was silent for too long", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT, silenceLimit: 10 });
  const [talk, over] = [await sandbox.post("calls", RING), await sandbox.post("calls", RING)].map((call) => call.call_id);
  await expect(cti(page, "call")).toHaveCount(2);
  expect(await sandbox.post("cut", { how: "freeze" })).toEqual({ cut: 1 });
  await sandbox.post(`calls/${talk}/answer`);
  await sandbox.post(`calls/${over}/fail`);
  // Nothing tells the browser: the widget is live, as far as anybody can know, until the limit.
  expect((await widget.snapshot()).connection.state).toBe("live");
  await expect.poll(async () => (await sandbox.get("state")).clients.length, { timeout: 15_000 }).toBe(1);
  await expect.poll(async () => (await widget.snapshot()).gaps.length, { timeout: 15_000 }).toBe(1);
  expect((await widget.snapshot()).gaps[0]).toMatchObject({ reason: "silent", to: expect.any(Number) });
  await expect(card(page, talk)).toContainText(/unconfirmed since/i);
  await agrees(widget, sandbox);
  await sandbox.post(`calls/${talk}/variables`, { variables: { seen: "yes" } });
  await expect.poll(async () => (await widget.snapshot()).calls.find((call) => call.id === talk)?.variables.seen).toBe("yes");
  await sandbox.post(`calls/${talk}/end`);
  await expect(card(page, talk)).toHaveAttribute("data-phase", "ended");
  await agrees(widget, sandbox);
  expect(((await widget.makeCall("+442079460200")) as any).ok).toMatchObject({ direction: "outgoing" });
});

test("a quiet connection that lives is replaced without a gap, and what both say counts once", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT, silenceLimit: 10 });
  const { call_id: id } = await sandbox.post("calls", RING);
  await expect(card(page, id)).toBeVisible();
  const connections = await widget.record("connection");
  const connected = await widget.record("call_connected");
  const [{ sender_id: before }] = (await sandbox.get("state")).clients;
  await expect
    .poll(async () => (await sandbox.get("state")).clients.map((client: any) => client.sender_id), {
      timeout: 15_000,
      intervals: [20],
    })
    .toContainEqual(expect.not.stringMatching(before));
  await sandbox.post(`calls/${id}/answer`);
  await expect.poll(async () => (await sandbox.get("state")).clients.length).toBe(1);
  const [{ sender_id: after }] = (await sandbox.get("state")).clients;
  expect(after).not.toBe(before);
  await expect(card(page, id)).toHaveAttribute("data-phase", "connected");
  await expect(card(page, id)).not.toContainText(/unconfirmed/i);
  expect((await widget.snapshot()).gaps).toEqual([]);
  expect(await connected()).toHaveLength(1);
  // A late subscriber is told the state that is; nothing after it.
  expect((await connections()).map((event: any) => event.connection.state)).toEqual(["live"]);
  await agrees(widget, sandbox);
});

test("a number that was dialled just now is asked about before it is dialled again", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  const field = cti(page, "dial-field");
  for (let press = 0; press < 2; press += 1) {
    await field.fill("+44 20 7946 0200");
    await field.press("Enter");
    await expect(cti(page, "dial")).not.toHaveAttribute("data-progress", "pending");
  }
  await expect(cti(page, "dial-message")).toContainText("just now");
  expect(await dialled(sandbox)).toEqual(["+442079460200"]);
  await page.getByRole("button", { name: "Dial again" }).click();
  await expect.poll(() => dialled(sandbox)).toHaveLength(2);
  await expect(cti(page, "call")).toHaveCount(2);
  await agrees(widget, sandbox);
});

for (const how of ["clean", "reset"]) {
  test(`a dial that is on its way when the connection is cut (${how}) is not sent again`, async ({
    startSandbox,
    widgetOn,
    page,
  }) => {
    const sandbox = await startSandbox();
    const widget = widgetOn(sandbox);
    await widget.open({ user: AGENT });
    // The phone never hears of the first one; of the second it hears when the widget is gone.
    await sandbox.post("faults", { drop: 1, toward: "phones", only: ["make_call"] });
    const lost = widget.makeCall("+442079460200");
    await expect.poll(() => dialled(sandbox)).toHaveLength(1);
    await sandbox.post("faults", { delay_ms: 1_500, toward: "phones", only: ["make_call"] });
    const late = widget.makeCall("+34600120200");
    await expect.poll(() => dialled(sandbox)).toHaveLength(2);
    expect(await sandbox.post("cut", { how })).toEqual({ cut: 1 });
    await expect.poll(async () => (await widget.snapshot()).gaps.length).toBe(1);
    await widget.reaches("live");
    // Both settle with the truth, as far as it is known: nobody answered, and the phone dialled after all.
    expect(((await lost) as any).error.code).toBe("timeout");
    const settled: any = await late;
    if ("error" in settled) expect(settled.error.code).toBe("timeout");
    await expect(cti(page, "call")).toHaveCount(1);
    await agrees(widget, sandbox);
    expect(await dialled(sandbox)).toEqual(["+442079460200", "+34600120200"]);
  });
}

test("late words about an ended call do not bring its card back", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  const { call_id: id } = await sandbox.post("calls", RING);
  await sandbox.post(`calls/${id}/answer`);
  await sandbox.post(`calls/${id}/variables`, { variables: { ticket: "T-7" } });
  await sandbox.post(`calls/${id}/end`);
  await expect(card(page, id)).toHaveAttribute("data-outcome", "completed");
  const { events } = await sandbox.get("events");
  const words: string[] = events.map((event: any) => event.text).filter((text: string) => text.includes(id));
  expect(words).toHaveLength(4);
  const repeat = async () => {
    for (const text of words) await sandbox.post("raw", { text, who: "others" });
    // A word behind them, so that they are known to have been heard.
    const { call_id: mark } = await sandbox.post("calls", RING);
    await expect(card(page, mark)).toBeVisible();
    await sandbox.post(`calls/${mark}/end`);
    await expect(card(page, mark)).toHaveAttribute("data-phase", "ended");
  };
  await repeat();
  await expect(card(page, id)).toHaveAttribute("data-phase", "ended");
  await agrees(widget, sandbox);
  await card(page, id).getByRole("button", { name: /^dismiss/i }).click();
  await repeat();
  await expect(card(page, id)).toHaveCount(0);
  await agrees(widget, sandbox);
});
