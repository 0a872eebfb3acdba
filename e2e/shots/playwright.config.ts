/** Run by `cargo xtask shots`, and to check what is seen by `cargo xtask test`: what to make stands in the environment. */
import { defineConfig } from "@playwright/test";
import base from "../playwright.config.ts";
import { ACCEPT, FOLDER } from "./settings.ts";

export default defineConfig({
  ...base,
  testIgnore: [],
  // Playwright empties this folder at the start of each run: it may not be that of the specs.
  outputDir: "../test-results-shots",
  snapshotPathTemplate: "{testDir}/references/{arg}{ext}",
  updateSnapshots: ACCEPT ? "all" : "none",
  // The scenes of a language are independent of each other, and there are as many of them as workers have use for.
  fullyParallel: true,
  timeout: 120_000,
  globalTimeout: 20 * 60_000,
  use: { ...base.use, trace: "off", screenshot: "off", deviceScaleFactor: 1 },
  projects: [
    { name: "views", testMatch: ["machine.spec.ts", "views.spec.ts", "jumps.spec.ts"], teardown: FOLDER ? "sheets" : undefined },
    ...(FOLDER ? [{ name: "sheets", testMatch: "sheets.spec.ts" }] : []),
  ],
});
