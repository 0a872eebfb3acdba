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
      place.replaceChildren();
    },
    [way, config, { tokenId: ACCOUNT.tokenId, token: ACCOUNT.token }] as const,
  );
}

const WAYS: Way[] = ["live", "ready", "at once", "floating", "removed"];

test("100 mounts and unmounts leave nothing behind", async ({ page, sandbox }) => {
  test.setTimeout(100_000);
  await keepLedger(page);
  await watchMemory(page);
  await open(page, sandbox);
  const cdp = await page.context().newCDPSession(page);
  const before = await held(page);
  (await import("node:fs")).writeFileSync("/tmp/held.json", JSON.stringify(await page.evaluate(() => [...(window as any).HELD.listeners].map((x: any) => [x.type, x.target, x.stack.split("\n").slice(2, 8)])), null, 1));
  const rounds = async (count: number) => {
    for (let round = 0; round < count; round++) for (const way of WAYS) { const t=Date.now(); await pass(page, sandbox, way); (await import("node:fs")).appendFileSync("/tmp/passes.log", `${round} ${way} ${Date.now()-t}\n`); }
    await page.waitForTimeout(3000); (await import("node:fs")).writeFileSync("/tmp/held2.json", JSON.stringify(await page.evaluate(() => [...(window as any).HELD.timeouts].map((x: any) => (window as any).STACKS[x]))));
    await expect.poll(() => held(page), { message: "held by the page" }).toEqual(before);
    return kept(page, cdp);
  };
  // What is made once for the page, such as the wasm and compiled code, is there after these.
  const first = await rounds(4);
  const last = await rounds(20);
  console.log(first, last);
  expect(last.heap / first.heap, `heap: ${first.heap} bytes, then ${last.heap}`).toBeLessThan(1.1);
  expect(last.nodes, "nodes").toBeLessThanOrEqual(first.nodes * 1.1);
  expect(last.listeners, "listeners").toBeLessThanOrEqual(first.listeners);
  expect(last.wasm, "the wasm's memory").toBe(first.wasm);
});
