/** Far too much of everything: nothing breaks, nothing is cut but what may be, and what is long can be read in full. */
import { expect, type Sandbox, test, type Widget } from "./fixtures/index.ts";
import { AGENT, card, cti, teamRow } from "./fixtures/hooks.ts";
import { layoutFaults } from "./fixtures/layout.ts";
import { work } from "./fixtures/work.ts";
import type { Page } from "@playwright/test";

// A trace copies the page at every step, which takes longer than what is measured here.
test.use({ trace: "off" });

const CALL = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };
const WIDTHS = [320, 480];

/** What comes from outside may end in dots; nothing else may be wrong. */
async function holds(page: Page, where: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    expect(await layoutFaults(page, { mayShorten: true }), `${where}, ${width} px`).toEqual([]);
  }
}

async function call(page: Page, sandbox: Sandbox, fields: object): Promise<string> {
  const { call_id: id } = await sandbox.post("calls", { ...CALL, ...fields });
  await expect(card(page, id)).toBeVisible();
  return id;
}

/** Opens what a card has folded away. */
const variablesButton = (page: Page, id: string) => card(page, id).locator("button[aria-controls]").last();

const forty = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`variable_${index + 1}`, `value ${index + 1}`]));

test("forty variables: two are seen, the rest is counted, and all are in the editor", async ({ page, sandbox, widget }) => {
  await widget.open({ user: AGENT });
  const id = await call(page, sandbox, { number: "+34600123456", name: "María Fernández", variables: forty });
  const chips = card(page, id).locator('[data-cti="variable"]');
  await expect(chips).toHaveCount(2);
  await expect(card(page, id).locator(".chip-more")).toHaveText("+38");
  await holds(page, "folded");
  await card(page, id).locator(".chip-more").click();
  await expect(chips).toHaveCount(40);
  await holds(page, "unfolded");
  await card(page, id).locator(".chip-more").click();
  await variablesButton(page, id).click();
  await expect(cti(page, "variable-row")).toHaveCount(40);
  await expect(cti(page, "variables").getByLabel("Value of variable_40", { exact: true })).toHaveValue("value 40");
  await holds(page, "edited");
  await sandbox.post(`calls/${id}/end`);
});

test("names and values without an end or a blank stay inside of their card", async ({ page, sandbox, widget }) => {
  await widget.open({ user: AGENT });
  const long = `${"Wolfeschlegelsteinhausenbergerdorff".repeat(6)}`.slice(0, 200);
  const id = await call(page, sandbox, {
    number: "+123456789012345678901234567890",
    name: long,
    queue: "Q".repeat(120),
    variables: { ["n".repeat(100)]: "v".repeat(400), short: "w ".repeat(200) },
  });
  await expect(card(page, id).locator('[data-cti="variable"]')).toHaveCount(2);
  await holds(page, "ringing");
  await sandbox.post(`calls/${id}/answer`);
  await expect(card(page, id)).toHaveAttribute("data-phase", "connected");
  await variablesButton(page, id).click();
  await expect(cti(page, "variable-row")).toHaveCount(2);
  await holds(page, "edited");
  await cti(page, "variables").getByRole("button", { name: "Close" }).click();
  await card(page, id).locator('[data-cti="note-button"]').click();
  await cti(page, "note-field").fill("x".repeat(600));
  await page.keyboard.press("Escape");
  await holds(page, "with a note");
  await sandbox.post(`calls/${id}/end`);
  await expect(card(page, id)).toHaveAttribute("data-phase", "ended");
  await holds(page, "ended");
  // All thirty digits are there, though grouped.
  const digits = (await card(page, id).locator('[data-cti="call-number"]').textContent())!.replace(/\D/g, "");
  expect(digits).toBe("123456789012345678901234567890");
  await page.getByRole("tab", { name: "History" }).click();
  await expect(cti(page, "history-row")).toHaveCount(1);
  await holds(page, "history");
  await sandbox.post("users/102/status", { status: "S".repeat(120), color: "#ffaa00" });
  await page.getByRole("tab", { name: "Team" }).click();
  await expect(teamRow(page, "102")).toContainText("SSS");
  await holds(page, "team");
  await sandbox.post(`users/${AGENT}/status`, { status: "Waiting for the elevator on the third floor, back soon" });
  await expect(cti(page, "me")).toContainText("Waiting for the elevator");
  await holds(page, "a long status of the agent's own");
  await sandbox.post("reset");
});

/** Letters whose order on the line tells whether a neighbour turned them round: the boxes of each, from left to right. */
const order = (page: Page, id: string, hook: string) =>
  card(page, id)
    .locator(`[data-cti="${hook}"]`)
    .evaluate((element) => {
      const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const letters: [number, number, string][] = [];
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        for (let at = 0; at < node.nodeValue!.length; at += 1) {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const box = range.getBoundingClientRect();
          if (box.width > 0) letters.push([Math.round(box.top), box.left, node.nodeValue![at]!]);
        }
      }
      return letters.sort(([a, b], [c, d]) => a - c || b - d).map(([, , letter]) => letter).join("");
    });

test("marks that turn the writing round turn nothing but what they came with", async ({ page, sandbox, widget }) => {
  await widget.open({ user: AGENT });
  // An override to the right, one to the left, an embedding and an isolate, none of which is ever closed.
  for (const mark of ["\u202e", "\u202d", "\u202b", "\u2067"]) {
    const id = await call(page, sandbox, {
      number: "+34600123456",
      name: `Ann${mark}abc`,
      queue: `Sales${mark}xyz`,
      variables: { [`order${mark}`]: `A-1${mark}`, plan: "Pro" },
    });
    await expect(card(page, id).locator('[data-cti="variable"]')).toHaveCount(2);
    expect(await order(page, id, "call-number")).toBe("+34 600 12 34 56");
    expect(await order(page, id, "call-state")).toBe("Incoming");
    expect(await order(page, id, "call-time")).toMatch(/^ringing \d:\d\d$/);
    const plan = card(page, id).locator('[data-cti="variable"][data-name="plan"]');
    const [name, value] = await plan.locator("bdi").evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().left));
    expect(name!).toBeLessThan(value!);
    await sandbox.post(`calls/${id}/end`);
    await expect(card(page, id)).toHaveAttribute("data-phase", "ended");
    await page.getByRole("tab", { name: "History" }).click();
    const row = page.locator(`[data-cti="history-row"][data-call-id="${id}"]`);
    await expect(row).toBeVisible();
    const [text, time] = await Promise.all([row.locator(".row-text").boundingBox(), row.locator(".row-time").boundingBox()]);
    expect(text!.x).toBeLessThan(time!.x);
    await page.getByRole("tab", { name: "Calls", exact: true }).click();
  }
  await holds(page, "calls");
});

test("writing from right to left, and emoji of many parts, stay whole", async ({ page, sandbox, widget }) => {
  await widget.open({ user: AGENT });
  const family = "👨‍👩‍👧‍👦";
  const names = [`${family} Ćwikła 🇪🇸`, "محمد علي (شركة 42)", "שלום 123 עולם", "👩🏽‍🚒", "é̂̃̈́͗".repeat(20)];
  for (const name of names) {
    const id = await call(page, sandbox, { number: "+34600123456", name, variables: { [`${family}`]: `${name} 12:30` } });
    await expect(card(page, id).locator('[data-cti="call-name"]')).toHaveText(name);
    await expect(card(page, id).locator('[data-cti="variable"]').first()).toContainText(family);
    await holds(page, name);
    await sandbox.post(`calls/${id}/end`);
    await expect(card(page, id)).toHaveAttribute("data-phase", "ended");
  }
  // Two letters stand for a person, and never half of a sign.
  const shown = ["👨‍👩‍👧‍👦 Ana 👩🏽‍🚒 Cruz", "👩🏽‍🚒", "𝒜nna 𐐷im"];
  for (const [index, name] of shown.entries()) {
    await sandbox.post("raw", {
      text: JSON.stringify({
        event: "status_changed",
        data: { user_id: 900 + index, user: { name }, status: "Ready" },
      }),
    });
  }
  await page.getByRole("tab", { name: "Team" }).click();
  const letters = async (id: number) => (await teamRow(page, String(id)).locator(".avatar").textContent())!.trim();
  await expect(teamRow(page, "902")).toBeVisible();
  expect(await letters(900)).toBe("AC");
  expect(await letters(901)).toBe("");
  for (const id of [900, 901, 902]) expect(await letters(id)).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])|\ufffd|\u200d/);
  await holds(page, "team");
});

test("twelve calls at once: each has its card, and all can be reached", async ({ page, sandbox, widget }) => {
  await widget.open({ user: AGENT });
  const ids: string[] = [];
  for (let number = 0; number < 12; number += 1) {
    const { call_id: id } = await sandbox.post("calls", {
      ...CALL,
      number: `+3460012${String(number).padStart(4, "0")}`,
      name: `Customer ${number}`,
      variables: forty,
    });
    ids.push(id);
  }
  await expect(cti(page, "call")).toHaveCount(12);
  for (const id of ids.slice(0, 6)) await sandbox.post(`calls/${id}/answer`);
  await expect(page.locator('[data-cti="call"][data-phase="connected"]')).toHaveCount(6);
  // Those that ring stand first.
  const phases = await cti(page, "call").evaluateAll((cards) => cards.map((card) => card.getAttribute("data-phase")));
  expect(phases).toEqual([...Array(6).fill("ringing"), ...Array(6).fill("connected")]);
  await holds(page, "twelve calls");
  await cti(page, "fold").click();
  await holds(page, "twelve calls, unfolded");
  for (const id of ids) {
    await card(page, id).scrollIntoViewIfNeeded();
    await expect(card(page, id).getByRole("button", { name: "Variables", exact: true })).toBeInViewport();
  }
  for (const id of ids) await sandbox.post(`calls/${id}/end`);
  await expect(page.locator('[data-cti="call"][data-phase="ended"]')).toHaveCount(12);
  await holds(page, "twelve ended calls");
});

test("a team of five thousand is counted, searched and scrolled, and calls go on", async ({ startSandbox, widgetOn, page }) => {
  test.setTimeout(120_000);
  const sandbox = await startSandbox({ users: 5000 });
  const widget: Widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await expect.poll(async () => (await widget.snapshot()).users.length, { timeout: 60_000 }).toBe(5000);
  const search = page.getByRole("searchbox", { name: "Search team" });
  const { longest, all } = await work(page, async () => {
    await page.getByRole("tab", { name: "Team" }).click();
    await expect(cti(page, "team-row").first()).toBeVisible();
    const counts = await cti(page, "team-count").allTextContents();
    const total = counts.reduce((sum, text) => sum + Number(text.replace(/\D/g, "")), 0);
    expect(total).toBe(5000);
    await search.fill("okafor");
    await expect(cti(page, "team-row")).toHaveCount(1);
    await expect(teamRow(page, "102")).toBeVisible();
    // A call is on screen while the list is long.
    await search.fill("");
    await page.getByRole("tab", { name: "Calls", exact: true }).click();
    const id = await call(page, sandbox, { number: "+34600123456" });
    await sandbox.post(`calls/${id}/end`);
    await expect(card(page, id)).toHaveAttribute("data-phase", "ended");
  });
  // Nothing hangs: it is many small steps.
  expect(longest).toBeLessThan(all / 3);
  await page.getByRole("tab", { name: "Team" }).click();
  await holds(page, "team of five thousand");
});
