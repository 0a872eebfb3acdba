import { expect, test } from "./fixtures/index.ts";
import { AGENT, card } from "./fixtures/hooks.ts";

const DIALECTS = [
  "event-data",
  "type-name-params",
  "type-payload",
  "flat",
  "keyed-by-name",
  "batch-array",
  "batch-events",
  "payload-as-text",
];

for (const dialect of DIALECTS) {
  test(`a room that speaks ${dialect} is read and answered in it`, async ({ startSandbox, widgetOn, page }) => {
    const sandbox = await startSandbox({ dialect });
    const widget = widgetOn(sandbox);
    await widget.open({ user: AGENT });
    const { call_id: id } = await sandbox.post("calls", {
      kind: "incoming",
      user: AGENT,
      number: "+34600123456",
      answer_after_ms: null,
      end_after_ms: null,
    });
    await expect(card(page, id)).toContainText("+34 600");
    // The phone reads what the widget writes, and the widget what the phone answers.
    expect(await widget.setVariables(id, { order: "7" })).toEqual({
      ok: expect.objectContaining({ variables: { order: "7" } }),
    });
    expect(await widget.makeCall("+442079460018")).toHaveProperty("ok");
    expect(await widget.logout("103")).toHaveProperty("ok.status", "Offline");
    const { messages } = await sandbox.get("messages");
    const written = messages.find((message: any) => message.text.includes("make_call"));
    expect(shapeOf(JSON.parse(written.text))).toBe(dialect);
  });
}

/** The dialect that a message is written in, told by its keys. */
function shapeOf(message: any): string {
  if (Array.isArray(message)) return "batch-array";
  if (Array.isArray(message.events)) return "batch-events";
  if (typeof message.data === "string") return "payload-as-text";
  if (message.make_call) return "keyed-by-name";
  if (message.params) return "type-name-params";
  if (message.payload) return "type-payload";
  if (message.data) return "event-data";
  return message.number ? "flat" : JSON.stringify(message);
}
