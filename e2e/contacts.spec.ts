/** Names from the page's own lookup. */
import type { Page } from "@playwright/test";
import { ACCOUNT, expect, type Sandbox, test } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";

const RING = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };

/** A page whose widget has a lookup. What it was asked, and what the widget told, stands in `window`. */
async function mounted(page: Page, sandbox: Sandbox, lookup: string): Promise<void> {
  await page.goto(`${sandbox.url}/page.css`);
  await page.evaluate(
    async ([config, lookup]) => {
      const { mount } = await import(new URL("/cti-softphone.js", location.href).href);
      const noted = { asked: [] as string[][], errors: [] as string[], pops: [] as string[] };
      const answer = new Function("numbers", lookup as string);
      const contacts = (numbers: string[]) => {
        noted.asked.push([...numbers]);
        return answer(numbers);
      };
      const handle = mount(document.body, { ...(config as object), contacts });
      handle.on("error", ({ message }: any) => noted.errors.push(message));
      handle.on("screen_pop", ({ url }: any) => noted.pops.push(url));
      Object.assign(window, { noted, handle });
    },
    [
      { host: sandbox.host, domain: ACCOUNT.domain, user: AGENT, credentialsUrl: `${sandbox.url}/sandbox/credentials` },
      lookup,
    ] as const,
  );
  // The lookup is asked by what comes late.
  await expect(cti(page, "widget")).toHaveAttribute("data-tabs", /leading|following|alone/);
  await expect(cti(page, "connection")).toHaveAttribute("data-state", "live");
}

type Noted = { asked: string[][]; errors: string[]; pops: string[] };
const noted = (page: Page): Promise<Noted> => page.evaluate(() => (window as any).noted);

const start = async (sandbox: Sandbox, call: object): Promise<string> =>
  (await sandbox.post("calls", { ...RING, ...call })).call_id;

test("the page's name comes before the room's, with the company, and each number is asked for once", async ({
  startSandbox,
  page,
}) => {
  const sandbox = await startSandbox();
  await page.addInitScript(() => {
    (window as any).open = () => ({ location: { replace: (url: string) => ((window as any).opened = url) } });
  });
  await mounted(
    page,
    sandbox,
    `return numbers.map((number) => ({ number: number.replace("+", "00"), name: "CRM " + number.slice(-2),
       company: "Lindqvist AB", url: "/customers/" + number.slice(-2) }))`,
  );
  const numbers = Array.from({ length: 6 }, (_, index) => `+346001234${index + 10}`);
  const ids = await Promise.all(numbers.map((number) => start(sandbox, { number, name: "From the room" })));
  for (const [index, id] of ids.entries()) {
    await expect(card(page, id).locator('[data-cti="call-name"]')).toHaveText(`CRM ${index + 10}`);
  }
  await expect(card(page, ids[0]!).locator('[data-cti="call-company"]')).toHaveText("Lindqvist AB");
  const { asked, errors } = await noted(page);
  expect(asked.flat().sort()).toEqual(numbers);
  expect(errors).toEqual([]);
  // What the page's scripts see is what the room said.
  const call = await page.evaluate((id) => (window as any).handle.snapshot().calls.find((call: any) => call.id === id), ids[0]);
  expect(call.name).toBe("From the room");

  await card(page, ids[0]!).getByRole("button", { name: "Open in CRM" }).click();
  await expect.poll(async () => (await noted(page)).pops).toEqual(["/customers/10"]);
  expect(await page.evaluate(() => (window as any).opened)).toBe("/customers/10");

  for (const id of ids) await sandbox.post(`calls/${id}/end`);
  await page.getByRole("tab", { name: "History" }).click();
  await expect(cti(page, "history-row").filter({ hasText: "CRM 10" })).toHaveCount(1);
  expect((await noted(page)).asked.flat().length).toBe(numbers.length);

  // The dial field finds them, by company too, and each number once.
  await page.getByRole("tab", { name: "Calls", exact: true }).click();
  await cti(page, "dial-field").fill("crm 10");
  await expect(cti(page, "dial-offer")).toHaveCount(1);
  await expect(cti(page, "dial-offer")).toContainText("CRM 10");
  await cti(page, "dial-field").fill("lindqvist");
  await expect(cti(page, "dial-offer").filter({ hasText: "CRM" })).toHaveCount(6);
});

for (const [what, lookup, told] of [
  ["throws", `throw new Error("secret +34600123456")`, "contacts: the page's function threw"],
  ["rejects", `return Promise.reject(new Error("secret"))`, "contacts: the page's function threw"],
  ["answers rubbish", `return { hello: [1] }`, "contacts: a list of objects with number and name expected"],
  ["answers a circle", `const a = []; a.push(a); return a`, "contacts: a list of objects with number and name expected"],
  ["names what is not opened", `return [{ number: numbers[0], name: "Ben", url: "javascript:alert(1)" }]`, "contacts: a url is not one that may be opened"],
] as const) {
  test(`a lookup that ${what} hurts nothing, and is told once`, async ({ startSandbox, page }) => {
    const sandbox = await startSandbox();
    await mounted(page, sandbox, lookup);
    const first = await start(sandbox, { number: "+34600123456", name: "María Fernández" });
    await expect.poll(async () => (await noted(page)).errors).toEqual([told]);
    await sandbox.post(`calls/${first}/answer`);
    await expect(card(page, first)).toHaveAttribute("data-phase", "connected");
    await expect(card(page, first)).toContainText(what.startsWith("names") ? "Ben" : "María Fernández");
    const second = await start(sandbox, { number: "+442079460018" });
    await expect(card(page, second)).toHaveAttribute("data-phase", "ringing");
    await expect.poll(async () => (await noted(page)).asked.length).toBe(2);
    await sandbox.post(`calls/${second}/end`);
    await expect(card(page, second)).toHaveAttribute("data-phase", "ended");
    expect((await noted(page)).errors).toEqual([told]);
  });
}

test("a call is there before its name, and what comes too late is not used", async ({ startSandbox, page }) => {
  const sandbox = await startSandbox();
  // The first number is answered when the test says so, the second never in time.
  await mounted(
    page,
    sandbox,
    `return new Promise((resolve) => (window[numbers[0]] = () => resolve([{ number: numbers[0], name: "Found" }])))`,
  );
  const slow = await start(sandbox, { number: "+34600123456" });
  await expect(card(page, slow)).toContainText("+34 600 12 34 56");
  await expect.poll(async () => (await noted(page)).asked.length).toBe(1);
  await page.evaluate(() => (window as any)["+34600123456"]());
  await expect(card(page, slow).locator('[data-cti="call-name"]')).toHaveText("Found");

  const late = await start(sandbox, { number: "+442079460018" });
  await expect.poll(async () => (await noted(page)).errors, { timeout: 12_000 }).toEqual([
    "contacts: no answer in 5 seconds; a later one is not used",
  ]);
  await page.evaluate(() => (window as any)["+442079460018"]());
  await sandbox.post(`calls/${late}/answer`);
  await expect(card(page, late)).toHaveAttribute("data-phase", "connected");
  await expect(card(page, late)).not.toContainText("Found");
});

test("earlier calls tell who a number is, after the room and the lookup", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  await widgetOn(sandbox).open({ user: AGENT });
  const named = await start(sandbox, { number: "+34600123456", name: "María Fernández" });
  await expect(card(page, named)).toBeVisible();
  await sandbox.post(`calls/${named}/end`);
  await expect(card(page, named)).toHaveAttribute("data-phase", "ended");
  const unnamed = await start(sandbox, { number: "+34600123456" });
  await expect(card(page, unnamed).locator('[data-cti="call-name"]')).toHaveText("María Fernández");
  const other = await start(sandbox, { number: "+34600123456", name: "Her colleague" });
  await expect(card(page, other).locator('[data-cti="call-name"]')).toHaveText("Her colleague");
});

test("a contact's picture is shown beside the number, and initials where it cannot be", async ({ startSandbox, page }) => {
  const sandbox = await startSandbox();
  const PIXEL =
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const asked: string[] = [];
  await page.route("**/faces/*", (route) => {
    asked.push(`${route.request().headers().referer}`);
    return route.request().url().endsWith("17.png") ? route.fulfill({ contentType: "image/png", body: Buffer.from(PIXEL.split(",")[1]!, "base64") }) : route.fulfill({ status: 404 });
  });
  await mounted(
    page,
    sandbox,
    `return numbers.map((number) => ({ number, name: "Ada Whitfield", avatar: { 10: "/faces/17.png", 11: "/faces/none.png",
       12: ${JSON.stringify(PIXEL)} }[number.slice(-2)] ?? "data:image/svg+xml,<svg/>" }))`,
  );
  const face = (id: string) => card(page, id).locator('[data-cti="call-avatar"]');
  const width = (id: string) => face(id).locator("img").evaluate((image: HTMLImageElement) => image.naturalWidth);
  const [address, missing, data, refused] = await Promise.all([10, 11, 12, 13].map((end) => start(sandbox, { number: `+3460012341${end}` })));
  await expect.poll(() => width(address!)).toBe(1);
  await expect.poll(() => width(data!)).toBe(1);
  await expect(face(missing!).locator("img")).toHaveCount(0);
  await expect(face(missing!)).toHaveText("AW");
  await expect(card(page, refused!)).toContainText("Ada Whitfield");
  await expect(face(refused!)).toHaveCount(0);
  expect((await noted(page)).errors).toEqual(["contacts: an avatar is not one that may be shown"]);
  expect(asked).toEqual(["undefined", "undefined"]);
  expect(await face(address!).evaluate((element) => [element.clientWidth, element.clientHeight])).toEqual([24, 24]);
});

test("a lookup that is no function is a mistake of the configuration", async ({ widget }) => {
  await widget.open({ user: AGENT, contacts: "https://crm.example/" } as any, null);
  await widget.reaches("stopped");
  expect((await widget.snapshot()).connection.reason).toContain("contacts: a function expected");
});
