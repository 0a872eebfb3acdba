import { expect, test } from "./fixtures/index.ts";
import { AGENT, card, cti, teamRow } from "./fixtures/hooks.ts";

const RING = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };

test("an incoming call is a card from the first ring to its end", async ({ widget, sandbox, page }) => {
  await widget.open({ user: AGENT });
  const { call_id: id } = await sandbox.post("calls", {
    ...RING,
    number: "+34600123456",
    name: "María Fernández",
    queue: "Support ES",
    variables: { order: "10482", plan: "Pro" },
  });
  const ringing = card(page, id);
  await expect(ringing).toHaveAttribute("data-phase", "ringing");
  for (const text of ["Incoming", "María Fernández", "+34 600", "Support ES", "order", "10482"]) {
    await expect(ringing).toContainText(text);
  }
  await sandbox.post(`calls/${id}/answer`);
  await expect(ringing).toHaveAttribute("data-phase", "connected");
  await expect(ringing).toContainText("0:01", { timeout: 5_000 });
  await expect(ringing).toContainText("0:02", { timeout: 5_000 });
  await sandbox.post(`calls/${id}/end`);
  await expect(ringing).toHaveAttribute("data-outcome", "completed");
  await expect(cti(page, "call")).toHaveCount(1);
  await page.getByRole("tab", { name: "History" }).click();
  await expect(cti(page, "history-row")).toContainText(["María Fernández"]);
});

test("data_updated is seen on the card", async ({ widget, sandbox, page }) => {
  await widget.open({ user: AGENT });
  const { call_id: id } = await sandbox.post("calls", { ...RING, number: "+34600123456" });
  await expect(card(page, id)).toBeVisible();
  await sandbox.post(`calls/${id}/variables`, { variables: { ticket: "SUP-2291" } });
  await expect(card(page, id)).toContainText("SUP-2291");
  await sandbox.post(`calls/${id}/end`);
});

test("a missed call, and one that a colleague answered, say so", async ({ widget, sandbox, page }) => {
  await widget.open({ user: AGENT });
  const missed = await sandbox.post("calls", { ...RING, number: "+34600123456" });
  await expect(card(page, missed.call_id)).toBeVisible();
  await sandbox.post(`calls/${missed.call_id}/fail`, { code: 408, completion: "No_Answer" });
  await expect(card(page, missed.call_id)).toHaveAttribute("data-outcome", "missed");

  const queue = await sandbox.post("calls", { ...RING, user: undefined, users: [AGENT, "102"], number: "+442079460018" });
  await expect(page.locator('[data-phase="ringing"]')).toHaveCount(1);
  await sandbox.post(`calls/${queue.call_id}/answer`, { user: "102" });
  await expect(page.locator('[data-outcome="answered_elsewhere"]')).toContainText("Ben Okafor");
  await sandbox.post(`calls/${queue.call_id}/end`);
});

test("a call that fails says why, in words and with its code", async ({ widget, sandbox, page }) => {
  await widget.open({ user: AGENT });
  const { call_id: id } = await sandbox.post("calls", {
    kind: "outgoing",
    user: AGENT,
    number: "+14155550134",
    answer_after_ms: null,
  });
  await expect(card(page, id)).toHaveAttribute("data-phase", "dialing");
  await sandbox.post(`calls/${id}/fail`, { code: 486, completion: "Call_Busy" });
  await expect(card(page, id)).toHaveAttribute("data-outcome", "failed");
  await expect(card(page, id)).toContainText(/busy \(486\)/i);
});

test("statuses are seen in the team list", async ({ widget, sandbox, page }) => {
  await widget.open({ user: AGENT });
  await page.getByRole("tab", { name: "Team" }).click();
  await expect(teamRow(page, "102")).toContainText("Ben Okafor");
  await sandbox.post("users/102/status", { status: "DND" });
  await expect(teamRow(page, "102")).toContainText("Do not disturb");
});

test("a card takes nobody's focus", async ({ widget, sandbox, page }) => {
  await widget.open({ user: AGENT });
  const field = cti(page, "dial-field");
  await field.fill("+34 6");
  const { call_id: id } = await sandbox.post("calls", { ...RING, number: "+34600123456" });
  await expect(card(page, id)).toBeVisible();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("+34 6");
  await sandbox.post(`calls/${id}/end`);
});
