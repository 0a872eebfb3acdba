/** Run by `cargo xtask soak`, and for a minute by `cargo xtask test`: how long and how hard stands in the environment. */
import { defineConfig } from "@playwright/test";
import base from "../playwright.config.ts";
import { MINUTES } from "./settings.ts";

const MARGIN_MS = 4 * 60_000;

export default defineConfig({
  ...base,
  testIgnore: [],
  // Playwright empties this folder at the start of each run: it may not be that of the specs.
  outputDir: "../test-results-soak",
  workers: 1,
  timeout: MINUTES * 60_000 + MARGIN_MS,
  globalTimeout: MINUTES * 60_000 + MARGIN_MS,
  use: {
    ...base.use,
    // A trace keeps everything that happened: that would be the growing heap.
    trace: "off",
  },
});
