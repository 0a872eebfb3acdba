import type { Page } from "@playwright/test";
import { AGENT, cti, teamRow } from "./fixtures/hooks.ts";
import { expect, test, type Sandbox } from "./fixtures/index.ts";
import type { Widget } from "./fixtures/widget.ts";

const MANY = 5_000;
/** Rows that may be in the page, however many there are in the room. */
const DRAWN = 60;

/** Lets the room tell of so many users. */
async function fill(sandbox: Sandbox, widget: Widget, count: number) {
  const statuses = ["Ready", "In service", "DND", "Timeout"];
  const users = Array.from({ length: count }, (_, index) => ({
    event: "status_changed",
    data: {
      user_id: 1_000 + index,
      user: { name: `Agent ${String(index).padStart(4, "0")}${index === 4_321 ? " Zoë" : ""}` },
      status: statuses[index % 50 === 0 ? 1 + (index % 3) : 0],
    },
  }));
  for (let at = 0; at < count; at += 100) {
    await sandbox.post("raw", { text: JSON.stringify(users.slice(at, at + 100)) });
  }
  // The phones tell their status after their names; another count above the list moves what is below.
  const known = async () => (await widget.snapshot()).users.filter(({ status }) => status && status !== "Unknown").length;
  await expect.poll(known, { timeout: 60_000 }).toBe(count + 8);
}

const openTeam = (page: Page) => page.getByRole("tab", { name: "Team" }).click();
const rows = (page: Page) => cti(page, "team-row");
const body = (page: Page) => page.locator("cti-softphone .body");

test("of thousands of users only those in sight are drawn, and all are reached", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  test.slow();
  const sandbox = await startSandbox();
  const widget = await widgetOn(sandbox).open({ user: AGENT });
  await fill(sandbox, widget, MANY);
  await openTeam(page);
  await expect(rows(page).first()).toHaveAttribute("aria-setsize", String(MANY + 8));
  await expect(rows(page).first()).toHaveAttribute("aria-posinset", "1");
  expect(await rows(page).count()).toBeLessThan(DRAWN);

  // The longest way in one go, and a part of it at a time: what is seen is drawn, and no more.
  await body(page).evaluate((body) => body.scrollTo(0, body.scrollHeight));
  await expect(page.locator(`[aria-posinset="${MANY + 8}"]`)).toBeInViewport();
  expect(await rows(page).count()).toBeLessThan(DRAWN);
  const most = await body(page).evaluate(async (body) => {
    let most = 0;
    let empty = 0;
    const rows = () => [...body.querySelectorAll<HTMLElement>('[data-cti="team-row"]')];
    const { top, bottom } = body.getBoundingClientRect();
    const seen = () =>
      rows().filter((row) => {
        const box = row.getBoundingClientRect();
        return box.bottom > top && box.top < bottom;
      }).length;
    for (let step = 0; step <= 40; step += 1) {
      body.scrollTop = (body.scrollHeight * step) / 40;
      // One frame to measure in; the drawing comes after it, and on a busy machine not at once.
      for (let frames = 0; frames < 2 || (frames < 60 && seen() < 5); frames += 1) {
        await new Promise((done) => requestAnimationFrame(done));
        most = Math.max(most, rows().length);
      }
      if (seen() < 5) empty += 1;
    }
    return { most, empty };
  });
  expect(most.most).toBeLessThan(DRAWN);
  expect(most.empty).toBe(0);

  // A row in sight shows what happens to its user, with no other rows than before.
  await body(page).evaluate((body) => body.scrollTo(0, 0));
  const ben = teamRow(page, "102");
  await page.getByRole("searchbox", { name: "Search team" }).fill("OKAFOR");
  await expect(rows(page)).toHaveCount(1);
  await sandbox.post("users/102/status", { status: "DND" });
  await expect(ben).toHaveAttribute("data-status", "dnd");
  await page.getByRole("searchbox", { name: "Search team" }).fill("zoe");
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("Agent 4321 Zoë");
  await expect(page.getByText("1 person shown")).toHaveCount(1);
  await page.getByRole("searchbox", { name: "Search team" }).fill("");
  await expect(rows(page).first()).toHaveAttribute("aria-setsize", String(MANY + 8));
});

test("arrows go through the rows, and the focus stays on one that is out of sight", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  test.slow();
  const sandbox = await startSandbox();
  const widget = await widgetOn(sandbox).open({ user: AGENT });
  await fill(sandbox, widget, 500);
  await openTeam(page);
  const at = (place: number) => page.locator(`[aria-posinset="${place}"] > .row > button`);
  await page.getByRole("searchbox", { name: "Search team" }).focus();
  // Past the counts, the list has one stop.
  const counts = await cti(page, "team-count").count();
  for (let press = 0; press <= counts; press += 1) await page.keyboard.press("Tab");
  await expect(at(1)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(at(2)).toBeFocused();
  await page.keyboard.press("End");
  await expect(at(508)).toBeFocused();
  await expect(at(508)).toBeInViewport();
  await page.keyboard.press("ArrowUp");
  await expect(at(507)).toBeFocused();
  await page.keyboard.press("Home");
  await expect(at(1)).toBeFocused();
  await page.keyboard.press("PageDown");
  await expect(at(1)).not.toBeFocused();
  await page.keyboard.press("PageUp");
  await expect(at(1)).toBeFocused();

  await body(page).evaluate((body) => body.scrollTo(0, body.scrollHeight));
  await expect(page.locator('[aria-posinset="508"]')).toBeInViewport();
  await expect(at(1)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(at(2)).toBeFocused();
  await expect(at(2)).toBeInViewport();
  // An open row stays open when it is out of sight.
  await page.keyboard.press("Enter");
  await expect(cti(page, "team-call")).toBeVisible();
  await body(page).evaluate((body) => body.scrollTo(0, body.scrollHeight));
  await expect(page.locator('[aria-posinset="508"]')).toBeInViewport();
  await expect(cti(page, "team-call")).toHaveCount(1);
  await expect(at(2)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(cti(page, "team-call")).toHaveCount(0);
  await expect(at(2)).toBeFocused();

  // Whoever types goes on typing, also when the row of the keyboard is no longer among those that are found.
  const search = page.getByRole("searchbox", { name: "Search team" });
  await search.focus();
  await page.keyboard.type("okafor");
  await expect(cti(page, "team-row")).toHaveCount(1);
  await expect(search).toBeFocused();
  await expect(search).toHaveValue("okafor");
});

test("a colleague is called from the list, and the call is told of at the field", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  await widgetOn(sandbox).open({ user: AGENT });
  await openTeam(page);
  await teamRow(page, "102").getByRole("button").first().click();
  await cti(page, "team-call").click();
  await expect(page.getByRole("tab", { name: "Calls", exact: true })).toBeFocused();
  await expect
    .poll(async () => (await sandbox.get("messages")).messages.map((message: any) => message.text).join("\n"))
    .toMatch(/make_call.*"102"/);
  // Nobody calls himself.
  await openTeam(page);
  await teamRow(page, AGENT).getByRole("button").first().click();
  await expect(teamRow(page, AGENT).locator(".danger")).toBeVisible();
  await expect(cti(page, "team-call")).toHaveCount(0);
});

for (const mask of [false, true]) {
  test(`who talks with whom is shown${mask ? " masked, and the number is nowhere in the page" : ""}`, async ({
    startSandbox,
    widgetOn,
    page,
  }) => {
    const sandbox = await startSandbox();
    await widgetOn(sandbox).open({ user: AGENT, numbers: { mask } });
    const talk = { kind: "incoming", number: "+46812345678", name: "Lindqvist AB", answer_after_ms: 0, end_after_ms: null };
    await sandbox.post("calls", { ...talk, user: "102" });
    await openTeam(page);
    const ben = teamRow(page, "102");
    await ben.getByRole("button").first().click();
    await expect(ben.locator(".row-sub")).toHaveText(
      mask ? "On call with +46 ••• ••78" : "On call with Lindqvist AB+46 8 123 456 78",
    );
    const html = () => page.locator("cti-softphone .widget").evaluate((widget) => widget.outerHTML);
    expect(/812345678|8 123 456|Lindqvist AB/.test(await html())).toBe(!mask);
    // One's own call is one's own.
    await sandbox.post("calls", { ...talk, user: AGENT });
    await expect(teamRow(page, AGENT).locator(".row-sub")).toContainText("+46 8 123 456 78");
  });
}
