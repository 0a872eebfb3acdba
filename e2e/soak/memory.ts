/** What the page holds, after everything that can be thrown away was thrown away. */
import type { CDPSession, Page } from "@playwright/test";
import { cti } from "../fixtures/hooks.ts";

/** What a page without a card has of nodes is about what this many cards have. */
const FRAME = 20;

export type Memory = {
  /** Bytes of JavaScript objects in use. */
  heap: number;
  /** Bytes of the wasm's memory, which only ever grows. */
  wasm: number;
  /** Nodes of the document for each card that is shown. */
  nodesPerCard: number;
  listeners: number;
};

/** Keeps hold of the wasm's memory. Before the page is opened: nothing else can get at it later. */
export async function watchMemory(page: Page): Promise<void> {
  await page.addInitScript(() => {
    for (const name of ["instantiate", "instantiateStreaming"] as const) {
      const real: any = WebAssembly[name];
      (WebAssembly as any)[name] = async (...args: any[]) => {
        const made = await real.apply(WebAssembly, args);
        const { memory } = (made.instance ?? made).exports;
        if (memory) (window as any).wasmMemory = memory;
        return made;
      };
    }
  });
}

export async function measure(page: Page, cdp: CDPSession): Promise<Memory> {
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await cdp.send("Memory.getDOMCounters");
  const wasm = await page.evaluate(() => (window as any).wasmMemory.buffer.byteLength as number);
  const cards = await cti(page, "call").count();
  return { heap: usedSize, wasm, nodesPerCard: nodes / (cards + FRAME), listeners: jsEventListeners };
}

/**
 * How much larger the last third is than the middle third, as a ratio of their medians; the first third is for whatever
 * fills up once, such as what is remembered of ended calls.
 */
export function growth(samples: Memory[], of: keyof Memory): number {
  const third = Math.floor(samples.length / 3);
  if (third === 0) return NaN;
  const values = samples.map((sample) => sample[of]);
  return median(values.slice(-third)) / median(values.slice(third, -third));
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
