/** Run by `cargo xtask test --only e2e`, which builds the site and the sandbox first and names them in the environment. */
import { defineConfig } from "@playwright/test";

const words = (text = "") => text.split(" ").filter(Boolean);

export default defineConfig({
  testDir: ".",
  testIgnore: ["soak/**", "**/e2e/shots/**", "**/e2e/package/**"],
  outputDir: "test-results",
  // A test that passes only at the second try has found something.
  retries: 0,
  forbidOnly: !!process.env.CI,
  // A sandbox and a browser each; more of them than cores makes all of them slow.
  workers: 2,
  timeout: 40_000,
  globalTimeout: 25 * 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env.CTI_E2E_REPORT
    ? [["list"], ["json", { outputFile: process.env.CTI_E2E_REPORT }]]
    : [["list"]],
  use: {
    browserName: "chromium",
    viewport: { width: 480, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/Madrid",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      // Unset, it is the browser that Playwright itself has installed.
      executablePath: process.env.CTI_BROWSER || undefined,
      args: words(process.env.CTI_BROWSER_ARGUMENTS),
    },
  },
});
