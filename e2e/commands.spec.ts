import { expect, test } from "./fixtures/index.ts";
import { AGENT, card, cti, teamRow } from "./fixtures/hooks.ts";
import type { Sandbox } from "./fixtures/index.ts";

/** This room writes the ids of users as numbers, and so does the widget then. */
const ON_THE_WIRE = Number(AGENT);

/** The messages of that name that the room got from the widget. */
async function received(sandbox: Sandbox, name: string): Promise<any[]> {
  const { messages } = await sandbox.get("messages");
  return messages.map((message: any) => JSON.parse(message.text)).filter((message: any) => message.event === name);
}

test("the button dials through the room: the phone gets the message and reports the call", async ({
  widget,
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  await widgetOn(sandbox).open({ user: AGENT });
  await cti(page, "dial-field").fill("+34 600 12 34 56");
  await cti(page, "dial-button").click();
  await expect(cti(page, "call")).toHaveCount(1);
  await expect(cti(page, "call")).toContainText("+34 600");
  const [message, ...more] = await received(sandbox, "make_call");
  expect(more).toEqual([]);
  expect(message.data).toEqual({ user_id: ON_THE_WIRE, number: "+34600123456" });
  const [{ sender_id: sender }] = await received(sandbox, "connected").then((all) => all.slice(-1));
  expect(message.sender_id).toBe(sender);
  const { live } = await sandbox.get("state");
  expect(live).toContainEqual(expect.objectContaining({ number: "+34600123456" }));
});

test("Enter dials", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  await widgetOn(sandbox).open({ user: AGENT });
  const field = cti(page, "dial-field");
  await field.fill("+442079460018");
  await field.press("Enter");
  await expect(cti(page, "call")).toContainText("+44 20");
  expect(await received(sandbox, "make_call")).toHaveLength(1);
});

test("makeCall resolves with the call that the phone reports", async ({ startSandbox, widgetOn, page }) => {
  const widget = widgetOn(await startSandbox());
  await widget.open({ user: AGENT });
  const events = await widget.record("outgoing_call");
  const settled = await widget.makeCall("+46 8 123 456 78", { variables: { ticket: "SUP-2291" } });
  expect(settled).toEqual({
    ok: expect.objectContaining({ direction: "outgoing", number: "+46812345678", userId: AGENT, mine: true }),
  });
  expect(await events()).toHaveLength(1);
  await expect(cti(page, "call")).toContainText("SUP-2291");
});

test("a number that cannot be reached fails on the card", async ({ startSandbox, widgetOn, page }) => {
  const widget = widgetOn(await startSandbox());
  await widget.open({ user: AGENT });
  await widget.makeCall("+442079460486");
  await expect(page.locator('[data-outcome="failed"]')).toContainText(/busy \(486\)/i, { timeout: 15_000 });
  await page.getByRole("button", { name: /^call .*again$/i }).click();
  // The first dial is less than two seconds ago: the widget asks first, and dials once it is told to.
  await expect(cti(page, "dial-message")).toContainText("just now");
  await page.getByRole("button", { name: "Dial again" }).click();
  await expect(cti(page, "call")).toHaveCount(2);
});

test("variables are added, changed and removed, and shown once data_updated says so", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  const { call_id: id } = await sandbox.post("calls", {
    kind: "incoming",
    user: AGENT,
    number: "+34600123456",
    variables: { order: "1", plan: "Pro" },
    answer_after_ms: null,
    end_after_ms: null,
  });
  await card(page, id).getByRole("button", { name: "Variables", exact: true }).click();
  await card(page, id).getByLabel("Value").first().fill("2");
  await card(page, id).getByRole("button", { name: /remove/i }).last().click();
  await card(page, id).getByRole("button", { name: /add/i }).click();
  await card(page, id).getByRole("textbox", { name: "Name", exact: true }).fill("ticket");
  await card(page, id).getByLabel("Value").last().fill("T-7");
  await card(page, id).getByRole("button", { name: "Save" }).click();
  await expect
    .poll(async () => (await widget.snapshot()).calls[0].variables)
    .toEqual({ order: "2", ticket: "T-7" });
  await expect(card(page, id)).toContainText("T-7");
  const [message] = await received(sandbox, "set_variables");
  expect(message.data).toEqual({ user_id: ON_THE_WIRE, call_id: id, variables: { order: "2", plan: "", ticket: "T-7" } });
  expect(await widget.setVariables(id, { order: "3" })).toEqual({
    ok: expect.objectContaining({ id, variables: { order: "3", ticket: "T-7" } }),
  });
});

test("a colleague is logged out after a confirmation, and the team list shows it", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  await widgetOn(sandbox).open({ user: AGENT });
  await page.getByRole("tab", { name: "Team" }).click();
  const ben = teamRow(page, "102");
  await expect(ben).toContainText("Ready");
  await ben.getByRole("button").first().click();
  await ben.getByRole("button", { name: /log out/i }).first().click();
  expect(await received(sandbox, "logout")).toEqual([]);
  await ben.getByRole("button", { name: /log out/i }).last().click();
  await expect(ben).toContainText("Logged out");
  expect((await received(sandbox, "logout"))[0].data).toEqual({ user_id: 102 });
});

test("the agent logs out by the API", async ({ startSandbox, widgetOn }) => {
  const widget = widgetOn(await startSandbox());
  await widget.open({ user: AGENT });
  expect(await widget.logout()).toEqual({ ok: expect.objectContaining({ id: AGENT, status: "Offline" }) });
});

test("a command that nobody obeys times out after ten seconds and is not sent again", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await sandbox.post("phones", { obey: false });
  await cti(page, "dial-field").fill("+34600123456");
  await cti(page, "dial-button").click();
  await expect(cti(page, "dial-message")).toContainText(/in 10 s/, { timeout: 15_000 });
  await expect(cti(page, "dial-field")).toHaveValue("+34600123456");
  expect(await received(sandbox, "make_call")).toHaveLength(1);
});

test("bad input is refused with a code, and nothing is sent", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  const code = async (settled: Promise<any>) => (await settled).error.code;
  expect(await code(widget.makeCall("María"))).toBe("invalid_number");
  expect(await code(widget.makeCall("+34600123456", { userId: "999" }))).toBe("no_user");
  expect(await code(widget.setVariables("none", {}))).toBe("unknown_call");
  expect((await widget.makeCall("+34600123456", { variables: 5 as any }) as any).error.name).toBe("TypeError");
  const field = cti(page, "dial-field");
  await field.fill("hello");
  await field.press("Enter");
  await expect(cti(page, "dial-message")).toContainText(/no phone number/i);
  await expect(field).toHaveValue("hello");
  expect(await received(sandbox, "make_call")).toEqual([]);
});
