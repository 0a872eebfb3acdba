import { expect, test } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";
import { storing } from "./fixtures/storage.ts";

const CALL = {
  kind: "incoming",
  user: AGENT,
  number: "+34600123456",
  variables: { order: "1", plan: "Pro" },
  answer_after_ms: null,
  end_after_ms: null,
};

test("a draft and a note outlive a cut, the tabs and a reload, and the draft can then be sent", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await storing(page);
  const { call_id: id } = await sandbox.post("calls", CALL);
  await card(page, id).getByRole("button", { name: /^note/i }).click();
  await cti(page, "note-field").fill("in a hurry");
  await card(page, id).getByRole("button", { name: "Variables", exact: true }).click();
  const order = card(page, id).getByLabel("Value of order");
  await order.fill("2");
  await sandbox.post("cut", { who: "others", how: "reset" });
  await expect.poll(async () => (await widget.snapshot()).gaps[0]?.to ?? 0).toBeGreaterThan(0);
  await page.getByRole("tab", { name: "Team" }).click();
  await page.getByRole("tab", { name: "Calls", exact: true }).click();
  await expect(order).toHaveValue("2");
  await card(page, id).getByRole("button", { name: "Close" }).click();
  await expect(card(page, id).getByRole("button", { name: /unsent/i })).toBeVisible();

  await page.reload();
  await widget.mounted();
  await widget.reaches("live");
  // Nobody has spoken of the call since; but it is there, with what was typed.
  await expect(card(page, id)).toContainText(/unconfirmed/i);
  await expect(card(page, id)).toContainText("in a hurry");
  await card(page, id).getByRole("button", { name: /unsent/i }).click();
  await expect(order).toHaveValue("2");
  await card(page, id).getByRole("button", { name: "Save" }).click();
  await expect
    .poll(async () => (await widget.snapshot()).calls[0].variables)
    .toEqual({ order: "2", plan: "Pro" });
  await expect(card(page, id).getByRole("button", { name: /unsent/i })).toHaveCount(0);
  // That variables were set does not tell whether it still rings; an answer does.
  await sandbox.post(`calls/${id}/answer`);
  await expect(card(page, id)).not.toContainText(/unconfirmed/i);
  await sandbox.post(`calls/${id}/end`);
});

test("a value that the room changes while it is edited is a conflict with both values", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  const { call_id: id } = await sandbox.post("calls", CALL);
  await card(page, id).getByRole("button", { name: "Variables", exact: true }).click();
  const [order, plan] = ["order", "plan"].map((name) => card(page, id).getByLabel(`Value of ${name}`));
  await order.fill("2");
  await plan.fill("Basic");
  await sandbox.post(`calls/${id}/variables`, { variables: { order: "7", plan: "Gold" } });
  await expect(cti(page, "conflict")).toHaveCount(2);
  await expect(cti(page, "conflict").first()).toContainText("“7”");
  await expect(order).toHaveValue("2");
  await cti(page, "conflict").first().getByRole("button", { name: "Keep mine" }).click();
  await cti(page, "conflict").first().getByRole("button", { name: "Take theirs" }).click();
  await expect(cti(page, "conflict")).toHaveCount(0);
  await expect(order).toHaveValue("2");
  await expect(plan).toHaveValue("Gold");
  await card(page, id).getByRole("button", { name: "Save" }).click();
  await expect
    .poll(async () => (await widget.snapshot()).calls[0].variables)
    .toEqual({ order: "2", plan: "Gold" });
  await sandbox.post(`calls/${id}/end`);
});

test("what was typed and not sent stays readable when the call ends, until it is discarded", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await storing(page);
  const { call_id: id } = await sandbox.post("calls", CALL);
  await card(page, id).getByRole("button", { name: "Variables", exact: true }).click();
  const order = card(page, id).getByLabel("Value of order");
  await order.fill("2");
  await card(page, id).getByRole("button", { name: "Close" }).click();
  await sandbox.post(`calls/${id}/end`);
  await expect(card(page, id)).toHaveAttribute("data-phase", "ended");
  await expect(order).toHaveValue("2");

  await page.reload();
  await widget.mounted();
  await expect(card(page, id)).toHaveAttribute("data-phase", "ended");
  await expect(order).toHaveValue("2");
  await card(page, id).getByRole("button", { name: "Discard" }).click();
  await expect(card(page, id)).toHaveCount(0);
  await page.reload();
  await widget.mounted();
  await widget.reaches("live");
  await expect(card(page, id)).toHaveCount(0);
});

test("every letter arrives, however slow the machine is", async ({ page, sandbox, widget }) => {
  await widget.open({ user: AGENT });
  const { call_id: id } = await sandbox.post("calls", {
    kind: "incoming",
    user: AGENT,
    answer_after_ms: null,
    end_after_ms: null,
    variables: { topic: "" },
  });
  await card(page, id).getByRole("button", { name: /^Variables/ }).click();
  await card(page, id).locator('[data-cti="note-button"]').click();
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 10 });
  for (const field of [
    card(page, id).locator('[data-cti="variable-row"] input').last(),
    card(page, id).locator('[data-cti="note-field"]'),
    cti(page, "dial-field"),
  ]) {
    await field.fill("");
    await page.keyboard.type(letters);
    await expect(field).toHaveValue(letters);
  }
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await sandbox.post(`calls/${id}/end`);
});
