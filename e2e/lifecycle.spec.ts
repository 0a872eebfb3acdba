/** Tabs that are hidden and frozen, and frames of other sites: in a browser as people have it. */
import { Chromium, type Tab } from "./fixtures/chromium.ts";
import { ACCOUNT, expect, test as base, type Sandbox } from "./fixtures/index.ts";
import { AGENT } from "./fixtures/hooks.ts";

const RING = { kind: "incoming", user: AGENT, answer_after_ms: null, end_after_ms: null };

const test = base.extend<{ chromium: Chromium }>({
  chromium: async ({}, use) => {
    const chromium = await Chromium.start();
    await use(chromium);
    await chromium.stop();
  },
});

const clients = async (sandbox: Sandbox): Promise<number> => (await sandbox.get("state")).clients.length;

const config = (sandbox: Sandbox) => ({
  host: sandbox.host,
  domain: ACCOUNT.domain,
  user: AGENT,
  credentialsUrl: `${sandbox.url}/sandbox/credentials`,
});

/** A tab with nothing in it but a widget. */
async function open(chromium: Chromium, sandbox: Sandbox): Promise<Tab> {
  const tab = await chromium.open(`${sandbox.url}/cti.json`);
  await tab.run(async (config) => {
    const { mount } = await import(new URL("/cti-softphone.js", location.href).href);
    (window as any).handle = mount(document.body, config);
  }, config(sandbox));
  return tab;
}

const role = (tab: Tab): Promise<string | undefined> =>
  tab.run(() =>
    document.querySelector("cti-softphone")?.shadowRoot?.querySelector("[data-cti=widget]")?.getAttribute("data-tabs") ?? undefined,
  );

const plays = async (tab: Tab, wanted: string) => expect.poll(() => role(tab), { timeout: 8_000 }).toBe(wanted);

const phase = (tab: Tab, id: string): Promise<string | undefined> =>
  tab.run((id) => (window as any).handle.snapshot().calls.find((call: any) => call.id === id)?.phase, id);

test("a leader that is frozen is followed within a second, and follows when it is back", async ({ startSandbox, chromium }) => {
  const sandbox = await startSandbox();
  const first = await open(chromium, sandbox);
  await plays(first, "leading");
  const second = await open(chromium, sandbox);
  await plays(second, "following");
  const { call_id: id } = await sandbox.post("calls", RING);
  await expect.poll(() => phase(second, id)).toBe("ringing");
  await second.show();
  await first.freeze();
  await plays(second, "leading");
  await expect.poll(() => phase(second, id)).toBe("ringing");
  await expect.poll(() => clients(sandbox)).toBe(1);
  await expect.poll(() => second.run(() => (window as any).handle.snapshot().connection.state)).toBe("live");
  const gaps = await second.run(() => (window as any).handle.snapshot().gaps);
  expect(gaps).toHaveLength(1);
  await sandbox.post(`calls/${id}/answer`);
  await expect.poll(() => phase(second, id)).toBe("connected");
  await first.thaw();
  await expect.poll(() => phase(first, id)).toBe("connected");
  // A hidden page draws nothing.
  await first.show();
  await plays(first, "following");
  await expect.poll(() => clients(sandbox)).toBe(1);
});

test("frames of other sites are kept apart by the browser, and share a connection where they are not", async ({
  startSandbox,
  chromium,
}) => {
  const sandbox = await startSandbox();
  const { port } = new URL(sandbox.url);
  // The same page in a frame: twice below one site, and once by itself.
  const host = `http://localhost:${port}/page.css`;
  const frame = async () => {
    const tab = await chromium.open(host);
    await tab.run((url) => {
      document.body.replaceChildren(Object.assign(document.createElement("iframe"), { src: url }));
    }, `${sandbox.url}/`);
    return tab;
  };
  await frame();
  await expect.poll(() => clients(sandbox)).toBe(1);
  await frame();
  const alone = await chromium.open(`${sandbox.url}/`);
  await plays(alone, "leading");
  await expect.poll(() => clients(sandbox)).toBe(2);
  // The second frame follows the first: after all have settled there is no third connection.
  await alone.until(() => performance.now() > 3_000);
  expect(await clients(sandbox)).toBe(2);
});
