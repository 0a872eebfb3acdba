/** What an administrator finds out about a server, and what nobody finds out about people. */
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test, Widget, type Sandbox } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";
import { ACCOUNT } from "./fixtures/sandbox.ts";

const NUMBER = "+34611223344";
const PEOPLE = ["María", "Fernández", "611223", "2233", ACCOUNT.token, "A-10482"];
const CALL = { kind: "incoming", user: AGENT, number: NUMBER, name: "María Fernández", answer_after_ms: null, end_after_ms: null };

async function inspect(page: Page): Promise<void> {
  await cti(page, "menu-button").click();
  await cti(page, "menu").getByText("Inspector").click();
  await expect(cti(page, "inspector")).toBeVisible();
}

const section = (page: Page, name: string) => cti(page, "inspector").locator(`[data-section="${name}"]`).click();
const frames = (page: Page, name: string) => page.locator(`[data-cti="frame"][data-name="${name}"]`);
const press = (page: Page, what: string) => cti(page, "inspector").locator(`[data-do="${what}"]`).click();

/** What of a text nobody may see. */
const told = (text: string) => PEOPLE.filter((word) => text.includes(word));

/** A call from the first ring to its end, with variables. */
async function talk(sandbox: Sandbox, page: Page): Promise<string> {
  const { call_id: id } = await sandbox.post("calls", { ...CALL, variables: { order: "A-10482" } });
  await expect(card(page, id)).toBeVisible();
  await sandbox.post(`calls/${id}/answer`);
  await expect(card(page, id)).toHaveAttribute("data-phase", "connected");
  await sandbox.post(`calls/${id}/end`);
  await expect(card(page, id)).toHaveAttribute("data-outcome", "completed");
  return id;
}

/** Saves the frames as a file. */
async function save(page: Page): Promise<{ name: string; path: string; text: string }> {
  const saving = page.waitForEvent("download");
  await press(page, "save");
  const download = await saving;
  const path = await download.path();
  return { name: download.suggestedFilename(), path, text: await readFile(path, "utf8") };
}

test("frames in and out are shown with what was read of them, and nothing of a person", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  const widget = await widgetOn(sandbox).open({ user: AGENT });
  const id = await talk(sandbox, page);
  expect(await widget.setVariables(id, { order: "A-10482" })).toBeDefined();
  await sandbox.post("raw", { text: '{"event":"brand_new","data":{"call_id":"x1","who":"María Fernández"}}' });
  await sandbox.post("raw", { text: '{"event":"incoming_call","data":{"call_id":"x2","queue":[1],"number":"+34611223344"}}' });
  await inspect(page);
  const list = cti(page, "inspector");

  await expect(frames(page, "connection_accepted")).toHaveAttribute("data-way", "in");
  await expect(frames(page, "connected").first()).toHaveAttribute("data-way", /in|out/);
  await expect(page.locator('[data-cti="frame"][data-way="out"][data-name="connected"]')).toHaveCount(1);
  await expect(frames(page, "brand_new")).toContainText("unknown name brand_new");
  await expect(frames(page, "brand_new")).toHaveAttribute("data-understood", "false");
  const odd = frames(page, "incoming_call").first();
  await expect(odd).toContainText("queue: text or an object with a title expected");

  const ring = frames(page, "incoming_call").last();
  await ring.getByRole("button").click();
  await expect(ring.locator("tr", { hasText: "fields.call_id" }).or(ring.locator("tr", { hasText: "call_id" })).first()).toContainText(id);
  await expect(ring.locator("tr", { hasText: "keys.name" })).toContainText("event");
  await expect(ring.locator('[data-cti="frame-text"]')).toContainText("•••");
  await odd.getByRole("button").click();
  await frames(page, "brand_new").getByRole("button").click();
  expect(told((await list.textContent())!)).toEqual([]);

  await list.locator('[name="personal"]').check();
  await expect(ring.locator('[data-cti="frame-text"]')).toContainText(NUMBER);
  const shown = (await list.textContent())!;
  expect(told(shown)).toContain("María");
  expect(shown).not.toContain(ACCOUNT.token);
  const { clients } = await sandbox.get("state");
  for (const { sender_id: sender } of clients) if (sender) expect(shown).not.toContain(`"${sender}"`);
});

test("filters, a list that stands still, and one that was cleared", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  await widgetOn(sandbox).open({ user: AGENT });
  await sandbox.post("raw", { text: '{"event":"brand_new","data":{"call_id":"zebra"}}' });
  await sandbox.post("raw", { text: '{"event":"status_changed","data":{"user_id":103,"status":"Ready"}}' });
  await inspect(page);
  const list = cti(page, "inspector");
  await expect(frames(page, "brand_new")).toHaveCount(1);
  const all = cti(page, "frame");
  const select = (name: string, value: string) => list.locator(`select[name="${name}"]`).selectOption(value);

  await select("way", "out");
  await expect(all.first()).toHaveAttribute("data-way", "out");
  await expect(page.locator('[data-cti="frame"][data-way="in"]')).toHaveCount(0);
  await select("way", "unread");
  await expect(all).toHaveCount(1);
  await select("way", "all");
  await select("name", "status_changed");
  await expect(frames(page, "brand_new")).toHaveCount(0);
  await expect(frames(page, "status_changed").first()).toBeVisible();
  await select("name", "");
  await list.locator('[name="words"]').fill("ZEBRA");
  await expect(all).toHaveCount(1);
  await list.locator('[name="words"]').fill("");

  await press(page, "pause");
  const before = await all.count();
  for (let count = 0; count < 3; count += 1) await sandbox.post("raw", { text: '{"event":"later_on"}' });
  // A phone may have told its status meanwhile.
  await expect(cti(page, "frames-paused")).toContainText(/[3-9]/);
  await expect(all).toHaveCount(before);
  await press(page, "pause");
  await expect(frames(page, "later_on")).toHaveCount(3);
  await expect(cti(page, "frames-paused")).toBeEmpty();
  await press(page, "clear");
  await expect(all).toHaveCount(0);
});

test("a saved file tells nothing of a person, and replays as the same calls", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const widget = await widgetOn(sandbox).open({ user: AGENT });
  const id = await talk(sandbox, page);
  const { call_id: ringing } = await sandbox.post("calls", CALL);
  await expect(card(page, ringing)).toHaveAttribute("data-phase", "ringing");
  await inspect(page);
  await expect(frames(page, "incoming_call")).toHaveCount(2);

  const masked = await save(page);
  expect(masked.name).toMatch(/^cti-frames-.*\.json$/);
  expect(told(masked.text)).toEqual([]);
  const file = JSON.parse(masked.text);
  expect(file).toMatchObject({ format: "cti-softphone-capture", version: 1, masked: true });
  expect(file.frames[0]).toMatchObject({ way: "in" });
  await page.locator('[name="with-personal"]').check();
  const whole = await save(page);
  expect(JSON.parse(whole.text).masked).toBe(false);
  expect(whole.text).toContain(NUMBER);
  expect(whole.text).not.toContain(ACCOUNT.token);

  await sandbox.post(`calls/${ringing}/end`);
  const live = JSON.stringify((await widget.snapshot()).calls.map((call) => [call.id]));
  await section(page, "replay");
  for (const { path } of [masked, whole]) {
    await page.locator('[name="capture"]').setInputFiles(path);
    const calls = cti(page, "replay-call");
    await expect(calls).toHaveCount(2);
    await expect(calls.first()).toHaveAttribute("data-call-id", id);
    await expect(calls.first()).toHaveAttribute("data-outcome", "completed");
    await expect(calls.last()).toHaveAttribute("data-phase", "ringing");
    const slider = page.locator('[name="frame"]');
    await slider.fill("0");
    await expect(calls).toHaveCount(0);
    const phases = new Set<string>();
    for (let step = 0; step < file.frames.length; step += 1) {
      await press(page, "on");
      await expect(cti(page, "replay-at")).toContainText(`Frame ${step + 1} of`);
      if (await calls.count()) phases.add((await calls.first().getAttribute("data-phase"))!);
    }
    expect([...phases]).toEqual(["ringing", "connected", "ended"]);
    await press(page, "back");
    await expect(cti(page, "replay-at")).toContainText(`Frame ${file.frames.length - 1} of`);
    expect(told((await cti(page, "inspector").textContent())!)).toEqual([]);
  }
  expect(JSON.stringify((await widget.snapshot()).calls.map((call) => [call.id]))).toBe(live);

  for (const hostile of ["<script>", "[]", '{"format":"cti-softphone-capture","version":1,"frames":[{"at":"x"}]}', "x".repeat(5 << 20)]) {
    await page.locator('[name="capture"]').setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from(hostile) });
    await expect(cti(page, "replay").getByRole("alert")).not.toBeEmpty();
    await expect(cti(page, "replay-call")).toHaveCount(0);
    await page.locator('[name="capture"]').setInputFiles(masked.path);
    await expect(cti(page, "replay-call")).toHaveCount(2);
  }
});

test("the dialect in use, where each setting was learnt, and the same as a file", async ({
  startSandbox,
  widgetOn,
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const sandbox = await startSandbox({ dialect: "type-payload" });
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT, dialect: { fields: { number: ["number", "tel"] } } } as any);
  await inspect(page);
  await section(page, "dialect");
  const row = (setting: string) => page.locator(`[data-cti="dialect-row"][data-setting="${setting}"]`);
  await expect(row("keys.payload")).toHaveAttribute("data-source", "greeting");
  await expect(row("keys.payload")).toContainText("payload");
  await expect(row("keys.payload")).toContainText("greeting");
  await expect(row("fields.number")).toHaveAttribute("data-source", "file");
  await expect(row("fields.number")).toContainText("dialect file");
  await expect(row("fields.call_id")).toHaveAttribute("data-source", "default");
  await press(page, "copy");
  await expect(cti(page, "inspector").getByText("Copied.")).toBeVisible();
  const dialect = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  expect(dialect).toMatchObject({ shape: "type-payload", keys: { name: "type", payload: "payload" } });

  // As cti.json has it, it does what the greeting did.
  await widget.open({ user: AGENT, dialect } as any);
  await inspect(page);
  await section(page, "dialect");
  await expect(row("keys.payload")).toHaveAttribute("data-source", "file");
  expect(await widget.makeCall("+442079460018")).toHaveProperty("ok");
});

test("a tab that follows says where the frames are", async ({ startSandbox, context }) => {
  const sandbox = await startSandbox();
  const first = await new Widget(await context.newPage(), sandbox).open({ user: AGENT });
  await expect(cti(first.page, "widget")).toHaveAttribute("data-tabs", "leading");
  const second = await new Widget(await context.newPage(), sandbox).open({ user: AGENT });
  await expect(cti(second.page, "widget")).toHaveAttribute("data-tabs", "following");
  await inspect(second.page);
  await expect(cti(second.page, "frames-elsewhere")).toBeVisible();
  await sandbox.post("raw", { text: "no json of María" });
  await section(second.page, "unread");
  await expect(cti(second.page, "unread-row")).toHaveCount(1);
  expect(told((await cti(second.page, "inspector").textContent())!)).toEqual([]);
});

test("a frame of a megabyte is cut, and the page goes on", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  await widgetOn(sandbox).open({ user: AGENT });
  await inspect(page);
  await sandbox.post("raw", { text: JSON.stringify({ event: "brand_new", data: { x: "y".repeat(900_000) } }) });
  const long = page.locator('[data-cti="frame"][data-name=""]');
  await long.getByRole("button").click();
  await expect(long).toContainText("Only the beginning is kept");
  await cti(page, "inspector").getByRole("button", { name: "Close" }).click();
  const { call_id: id } = await sandbox.post("calls", CALL);
  await expect(card(page, id)).toBeVisible();
});
