import type { Page } from "@playwright/test";
import { expect, test, Widget } from "./fixtures/index.ts";
import { held, keepLedger } from "./fixtures/ledger.ts";
import { kept, watchMemory } from "./fixtures/memory.ts";
import { ACCOUNT, type Sandbox } from "./fixtures/sandbox.ts";

// A trace keeps everything that happened: that would be the growing heap.
test.use({ trace: "off" });

/**
 * The widget's own page with nothing on it but an empty `main`, and the module as `softphone`. A page that a spec makes up
 * may not connect to this machine.
 */
async function open(page: Page, sandbox: Sandbox): Promise<void> {
  await new Widget(page, sandbox).open({}, null);
  await page.evaluate(async () => {
    document.body.replaceChildren(document.createElement("main"));
    (window as any).softphone = await import("./cti-softphone.js" as string);
  });
}

type Way = "at once" | "ready" | "live" | "floating" | "removed";

/** Mounts a widget and takes it down again, in one of these ways. */
async function pass(page: Page, sandbox: Sandbox, way: Way): Promise<void> {
  const config = { host: sandbox.host, domain: ACCOUNT.domain, user: "101", layout: way === "floating" ? "floating" : "panel" };
  await page.evaluate(
    async ([way, config, credentials]) => {
      const place = document.querySelector("main")!;
      const handle = (window as any).softphone.mount(place, { ...config, credentials: () => credentials });
      const until = (name: string, fits = (_: any) => true) =>
        new Promise<void>((done) => handle.on(name, (event: any) => fits(event) && done()));
      if (way !== "at once") await until("ready");
      if (way !== "at once" && way !== "ready") await until("connection", ({ connection }) => connection.state === "live");
      if (way === "removed") place.firstElementChild!.remove();
      else handle.destroy();
      if (place.childElementCount > 0) throw new Error("its element is still there");
    },
    [way, config, { tokenId: ACCOUNT.tokenId, token: ACCOUNT.token }] as const,
  );
}

const WAYS: Way[] = ["live", "ready", "at once", "floating", "removed"];

async function rounds(page: Page, sandbox: Sandbox, count: number): Promise<void> {
  for (let round = 0; round < count; round++) for (const way of WAYS) await pass(page, sandbox, way);
}

test("100 mounts and unmounts leave no socket, timer, listener, lock or database behind", async ({ page, sandbox }) => {
  test.setTimeout(120_000);
  await keepLedger(page);
  await open(page, sandbox);
  // The widget of the page itself, which has been taken away, lets go.
  await expect.poll(async () => (await held(page)).locks).toBe(undefined);
  const before = await held(page);
  await rounds(page, sandbox, 20);
  await expect.poll(() => held(page), { message: "held by the page" }).toEqual(before);
  // The ledger sees what a widget holds.
  await page.evaluate((config) => void (window as any).softphone.mount("main", config), { host: sandbox.host, domain: ACCOUNT.domain });
  await expect.poll(() => held(page).then((now) => Object.keys(now))).toEqual(expect.arrayContaining(["intervals", "listeners"]));
});

test("100 mounts and unmounts leave the memory as it was", async ({ page, sandbox }) => {
  test.setTimeout(120_000);
  await watchMemory(page);
  await open(page, sandbox);
  const cdp = await page.context().newCDPSession(page);
  // What is made once for the page, such as the wasm and compiled code, is there after these.
  await rounds(page, sandbox, 4);
  const first = await kept(page, cdp);
  await rounds(page, sandbox, 20);
  const last = await kept(page, cdp);
  for (const what of ["heap", "wasm", "listeners"] as const) {
    expect(last[what] / first[what], `${what}: ${first[what]}, then ${last[what]}`).toBeLessThan(1.1);
  }
  // What the last widget had may be there for a while longer.
  expect(last.nodes, "nodes").toBeLessThan(first.nodes + 100);
});
