import { expect, test } from "./fixtures/index.ts";
import { AGENT, card, cti } from "./fixtures/hooks.ts";

test("a cut connection comes back, live calls are unconfirmed until an event speaks of them", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  for (const how of ["clean", "reset"]) {
    const sandbox = await startSandbox();
    const widget = widgetOn(sandbox);
    await widget.open({ user: AGENT });
    const { call_id: id } = await sandbox.post("calls", {
      kind: "incoming",
      user: AGENT,
      number: "+34600123456",
      answer_after_ms: null,
      end_after_ms: null,
    });
    await expect(card(page, id)).toBeVisible();
    await sandbox.post("cut", { who: "others", how });
    await expect.poll(async () => (await widget.snapshot()).gaps.length).toBe(1);
    await widget.reaches("live");
    await expect(card(page, id)).toContainText(/unconfirmed/i);
    // New data would tell that it lives, not that it still rings.
    await sandbox.post(`calls/${id}/answer`);
    await expect(card(page, id)).not.toContainText(/unconfirmed/i);
    expect((await widget.snapshot()).gaps[0].to).toBeGreaterThan(0);
  }
});

test("without a connection a dial is refused at once, keeps its number and is not sent later", async ({
  startSandbox,
  widgetOn,
  page,
}) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await widget.element.evaluate((element: any) => element.handle.disconnect());
  await widget.reaches("stopped");
  expect(((await widget.makeCall("+34600123456")) as any).error.code).toBe("not_connected");
  await widget.element.evaluate((element: any) => element.handle.connect());
  await widget.reaches("live");
  const { messages } = await sandbox.get("messages");
  expect(messages.filter((message: any) => message.text.includes("make_call"))).toEqual([]);
});

test("a wrong token is told in words, and tries grow slow", async ({ startSandbox, widgetOn, page }) => {
  const widget = widgetOn(await startSandbox());
  await widget.open({ user: AGENT, token: "wrong" }, null);
  await expect(cti(page, "banner")).toContainText(/token/i, { timeout: 25_000 });
  await expect
    .poll(async () => ((await widget.snapshot()).connection.retryAt ?? 0) - Date.now(), { timeout: 25_000 })
    .toBeGreaterThan(60_000);
  await expect(cti(page, "banner")).toContainText("Check host, account, token id and token");
  const { connection } = await widget.snapshot();
  expect(connection.state).toBe("waiting");
  expect(JSON.stringify(connection)).not.toContain("wrong");
  await expect(page.getByRole("button", { name: /try now/i })).toBeVisible();
});

test("a host that does not resolve is told, and nothing is thrown", async ({ widget, page }) => {
  await widget.open({ user: AGENT, host: "no-such-host.invalid" }, "waiting");
  await expect(page.getByRole("button", { name: /try now/i })).toBeVisible();
});

test("every mistake of a configuration is named at once", async ({ widget, page }) => {
  await widget.open({ host: 5, user: [], hots: "x", theme: "pink" } as any, "stopped");
  for (const key of ["host", "user", "hots", "theme"]) {
    await expect(page.getByText(new RegExp(`\\b${key}:`)).first()).toBeVisible();
  }
});

test("a bad host is named", async ({ widget, page }) => {
  await widget.open({ host: "exa mple.com" }, "stopped");
  expect((await widget.snapshot()).connection.reason).toMatch(/host/i);
});

test("frames that are not JSON are counted and shown, and calls go on", async ({ startSandbox, widgetOn, page }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  await sandbox.post("raw", { text: "<<<not json>>>" });
  await sandbox.post("raw", { text: '{"event":"brand_new","data":{"a":1}}' });
  const { call_id: id } = await sandbox.post("calls", { kind: "incoming", user: AGENT, number: "+34600123456" });
  await expect(card(page, id)).toBeVisible();
  await cti(page, "menu-button").click();
  await cti(page, "menu").getByText("Inspector").click();
  await cti(page, "inspector").getByRole("button", { name: "Not understood (2)" }).click();
  await expect(cti(page, "unread").getByText("<<<••• ••••>>>")).toBeVisible();
  await expect(page.getByText(/brand_new/).first()).toBeVisible();
});

test("the server goes away and comes back", async ({ startSandbox, widgetOn }) => {
  const sandbox = await startSandbox();
  const widget = widgetOn(sandbox);
  await widget.open({ user: AGENT });
  const port = new URL(sandbox.url).port;
  await sandbox.stop();
  await widget.reaches("waiting");
  await startSandbox({ port });
  await widget.reaches("live", 30_000);
});

test("a token reaches no page, no console and no event", async ({ startSandbox, widgetOn, page }) => {
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  const widget = widgetOn(await startSandbox({ token: "s3cr3t-t0ken" }));
  await widget.open({ user: AGENT, token: "s3cr3t-t0ken" });
  const events = await widget.record();
  await widget.makeCall("+34600123456");
  const html = await page.evaluate(() => document.documentElement.outerHTML + document.querySelector("cti-softphone")!.shadowRoot!.innerHTML);
  const storage = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  for (const text of [html, storage, page.url(), JSON.stringify(await events()), ...said]) {
    expect(text).not.toContain("s3cr3t");
  }
});
