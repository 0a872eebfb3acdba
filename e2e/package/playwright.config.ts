/** Run by `cargo xtask test`, which packs the widget and builds the pages of examples/ with it before: examples/build.mjs. */
import { defineConfig } from "@playwright/test";
import base from "../playwright.config.ts";

export default defineConfig({
  ...base,
  testIgnore: [],
  // Playwright empties this folder at the start of each run: it may not be that of the specs.
  outputDir: "../test-results-package",
  globalTimeout: 8 * 60_000,
  use: {
    ...base.use,
    viewport: { width: 1000, height: 900 },
  },
});
