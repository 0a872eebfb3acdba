/** Every state has its own words and says what to do next, and nothing of it is English for those who read something else. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/index.ts";
import { AGENT, cti } from "./fixtures/hooks.ts";

/** The loader's own card. */
const plain = (page: Page) => page.locator("cti-softphone .cti-plain");

test("first start without settings: the form says what is wanted and where it comes from", async ({ widget, page }) => {
  await widget.open({ host: undefined, domain: undefined, credentialsUrl: undefined } as any, null);
  const form = cti(page, "sign-in");
  await expect(form).toContainText("From your administrator");
  await form.getByLabel("Host").fill("cti.example.com/path");
  for (const [label, words] of [["Account name", "acme"], ["Token id", "1"], ["Token", "secret"]] as const) {
    await form.getByLabel(label, { exact: true }).fill(words);
  }
  await form.getByRole("button", { name: "Sign in" }).click();
  await expect(form.getByRole("alert")).toHaveText(/^The host is a name or an address/);
});

test("no agent chosen, and nothing yet: what will be there, and what to do for it", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const widget = await widgetOn(sandbox).open();
  await expect(cti(page, "picker")).toContainText("Who are you?");
  await expect(cti(page, "picker-user").first()).toBeVisible();
  await widget.open({ user: AGENT });
  const panel = page.locator("#panel-calls");
  await expect(panel).toContainText("An incoming call, or one that you dial, appears here.");
  await page.getByRole("tab", { name: "History" }).click();
  await expect(page.locator("#panel-history")).toContainText("Calls that have ended appear here, by day.");
});

test("connecting: the pill says so, and the view says why it is empty", async ({ widget, page }) => {
  await page.routeWebSocket(/127\.0\.0\.1/, () => {});
  await widget.open({ user: AGENT }, null);
  await expect(cti(page, "connection")).toHaveText("Connecting…");
  await expect(page.locator("#panel-calls .empty")).toContainText("Without a connection no calls are shown.");
});

test("offline: the agent hears what to look at, that calls go on, and can try at once", async ({ widget, page, context }) => {
  await widget.open({ user: AGENT });
  await context.setOffline(true);
  const banner = cti(page, "banner");
  await expect(banner).toContainText("This computer has no network. Check its cable or Wi-Fi.");
  await expect(banner).toContainText("Calls on your phone go on");
  await expect(banner.getByRole("button", { name: "Try now" })).toBeVisible();
  await context.setOffline(false);
  await widget.reaches("live");
});

test("no credentials, a wrong token, a wrong configuration: each says who can mend it", async ({ widget, page }) => {
  const banner = cti(page, "banner");
  await page.route("**/nothing.json", (route) => route.fulfill({ status: 403 }));
  await widget.open({ user: AGENT, credentialsUrl: "./nothing.json", locale: "de" }, null);
  await expect(banner).toContainText("Diese Seite gibt keine Zugangsdaten.");
  // What is for developers is told to the page, not to the agent.
  await expect(banner).not.toContainText("403");
  expect((await widget.snapshot()).connection.reason).toContain("403");

  await widget.open({ user: AGENT, host: "https://example.com" } as any, null);
  await expect(banner).toContainText("Your administrator can mend it: host: ");
  await widget.open({ user: AGENT, token: "wrong" }, null);
  await expect(banner).toBeVisible();
  await expect(banner.getByRole("button")).toBeVisible();
});

for (const [locale, failed, again, stopped, reload] of [
  ["de", "Das Softphone konnte nicht geladen werden.", "Erneut versuchen", "durch einen eigenen Fehler", "Neu laden"],
  ["ru", "Не удалось загрузить софтфон.", "Повторить", "из-за собственной ошибки", "Перезагрузить"],
  ["ar", "تعذّر تحميل الهاتف البرمجي.", "إعادة المحاولة", "بسبب خطأ فيه", "إعادة التحميل"],
] as const) {
  test(`what cannot be loaded, and what has stopped, is told in ${locale}`, async ({ widget, page }) => {
    let reachable = false;
    await page.route("**/widget/*.wasm", (route) => (reachable ? route.continue() : route.abort()));
    await page.route("**/widget/texts/*", (route) => (reachable ? route.continue() : route.abort()));
    await widget.open({ user: AGENT, locale }, null);
    await expect(plain(page)).toContainText(failed);
    await expect(plain(page)).toHaveAttribute("lang", locale);
    reachable = true;
    await plain(page).getByRole("button", { name: again }).click();
    await widget.reaches("live");
    await page.evaluate(async () => {
      const glue = await import(new URL("widget/cti-softphone.js", location.href).href);
      const { mounted_snapshot } = glue.initSync();
      setTimeout(() => mounted_snapshot(0xfffffff0));
    });
    await expect(plain(page)).toContainText(stopped);
    await expect(plain(page).getByRole("button", { name: reload })).toBeVisible();
    await expect(plain(page)).not.toContainText(/[a-z]{4,} [a-z]{4,}.*softphone/i);
  });
}

test("while it loads there are words as soon as there are any", async ({ widget, page }) => {
  let go = () => {};
  const waits = new Promise<void>((resolve) => (go = resolve));
  await page.route("**/widget/*.wasm", async (route) => {
    await waits;
    await route.continue();
  });
  await widget.open({ user: AGENT, locale: "fr" }, null);
  await expect(plain(page)).toHaveText("Chargement…");
  go();
  await widget.reaches("live");
});
