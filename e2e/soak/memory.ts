/** How what a page holds grows, while calls come and go. */
import type { CDPSession, Page } from "@playwright/test";
import { cti } from "../fixtures/hooks.ts";
import { kept, type Kept } from "../fixtures/memory.ts";

/** What a page without a card has of nodes is about what this many cards have. */
const FRAME = 20;

/** Nodes are counted for each card that is shown. */
export type Memory = Omit<Kept, "nodes"> & { nodesPerCard: number };

export async function measure(page: Page, cdp: CDPSession): Promise<Memory> {
  const { nodes, ...rest } = await kept(page, cdp);
  const cards = await cti(page, "call").count();
  return { ...rest, nodesPerCard: nodes / (cards + FRAME) };
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
