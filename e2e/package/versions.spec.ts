/** The npm package as files on a server: two versions in one page, and Vite's development server. */
import { cp, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expect, type Sandbox, test } from "../fixtures/index.ts";
import type { SandboxOptions } from "../fixtures/sandbox.ts";

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
const PACKAGE = `${examples}node_modules/cti-softphone`;

const clients = async (sandbox: Sandbox): Promise<number> => (await sandbox.get("state")).clients.length;

/** A page with the package in two folders. */
async function open(page: Page, start: (options: SandboxOptions) => Promise<Sandbox>): Promise<Sandbox> {
  const site = test.info().outputPath("site");
  for (const folder of ["one", "two"]) await cp(PACKAGE, `${site}/${folder}`, { recursive: true });
  await writeFile(`${site}/index.html`, '<!doctype html><link rel="icon" href="data:,"><body></body>');
  const sandbox = await start({ dist: site });
  await page.goto(`${sandbox.url}/`);
  return sandbox;
}

test("two versions in one page: the first has the element, each mounts its own", async ({ page, startSandbox }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const sandbox = await open(page, startSandbox);
  const seen = await page.evaluate(async () => {
    const [one, two] = [
      await import(new URL("/one/cti-softphone.js", location.href).href),
      await import(new URL("/two/cti-softphone.js", location.href).href),
    ];
    const config = await (await fetch("/sandbox/config.json")).json();
    const written = document.createElement("cti-softphone") as any;
    written.configure(config);
    document.body.append(written);
    const handle = two.mount(document.body, config);
    Object.assign(window, { one: written.handle, two: handle });
    const own = one.mount(document.body, config);
    const belongs = written.handle.constructor === own.constructor && own.constructor !== handle.constructor;
    own.destroy();
    const error = await handle.makeCall("none").catch((error: unknown) => error);
    return {
      belongs,
      names: [...document.body.children].map((element) => element.localName),
      error: [error instanceof one.CtiError, error instanceof two.CtiError],
    };
  });
  expect(seen).toEqual({
    belongs: true,
    // What `mount` of the first one made went with its widget.
    names: ["cti-softphone", "cti-softphone-2"],
    error: [false, true],
  });
  for (const folder of ["one", "two"]) expect(asked).toContain(`/${folder}/widget/cti-softphone_bg.wasm`);
  const state = (name: string) => page.evaluate((name) => (window as any)[name].snapshot().connection.state, name);
  for (const name of ["one", "two"]) await expect.poll(() => state(name)).toBe("live");
  // As two tabs do, they share a connection.
  await expect.poll(() => clients(sandbox)).toBe(1);
  await page.evaluate(() => (window as any).one.destroy());
  await expect.poll(() => state("two")).toBe("live");
  const call = await page.evaluate(() => (window as any).two.makeCall("+493023125014"));
  expect(call).toMatchObject({ phase: "dialing" });
});

test("on a stack, the widget's code is told from others', also where wasm has no address", async ({ page, startSandbox }) => {
  await open(page, startSandbox);
  const told = await page.evaluate(async () => {
    const { glued, isOurs } = await import(new URL("/one/files.js", location.href).href);
    const { origin } = location;
    const glue = `${origin}/one/widget/cti-softphone.js`;
    const bare = `<?>.wasm-function[12]@[wasm code]\n<?>.wasm-function[7]@[wasm code]\nrun@${glue}:1:200`;
    const early = isOurs(bare);
    await glued();
    const stacks = {
      chromium: `RuntimeError: unreachable\n    at x (${origin}/one/widget/cti-softphone_bg.wasm:wasm-function[3]:0x1f)\n    at ${glue}:1:9`,
      firefox: `x@${origin}/one/widget/split_rare.wasm:wasm-function[3]:0x1f\nrun@${glue}:1:9`,
      safari: bare,
      "other wasm": `x@${origin}/other.wasm:wasm-function[3]:0x1f\nrun@${glue}:1:9`,
      "other wasm without an address": `<?>.wasm-function[12]@[wasm code]\nrun@${origin}/other.js:1:200`,
      "a listener beneath our wasm": `deep@${origin}/page.js:3:4\nx@${origin}/one/widget/cti-softphone_bg.wasm:wasm-function[3]:0x1f`,
      "the page's code in one file with the glue": `deep@${glue}:1:300\nrun@${glue}:1:200`,
    };
    return { early, ...Object.fromEntries(Object.entries(stacks).map(([name, stack]) => [name, isOurs(stack)])), none: isOurs(undefined) };
  });
  expect(told).toEqual({
    early: false,
    chromium: true,
    firefox: true,
    safari: true,
    "other wasm": false,
    "other wasm without an address": false,
    "a listener beneath our wasm": false,
    "the page's code in one file with the glue": false,
    none: false,
  });
});

test.describe("in development", () => {
  // Vite's development server puts styles into the page itself.
  test.use({ bypassCSP: true });

  for (const name of ["react", "vue"]) {
    test(`Vite's server takes the package as it is: ${name}`, async ({ page, startSandbox }) => {
      const sandbox = await startSandbox();
      const { createServer } = await import(`${examples}node_modules/vite/dist/node/index.js`);
      const server = await createServer({
        root: examples + name,
        cacheDir: test.info().outputPath("vite"),
        logLevel: "error",
        server: { host: "127.0.0.1", port: 0, proxy: { "/sandbox": { target: sandbox.url, changeOrigin: true } } },
      });
      try {
        await server.listen();
        await page.goto(`http://127.0.0.1:${server.httpServer.address().port}/`);
        await expect(page.getByRole("listitem").filter({ hasText: "connection live" })).toBeVisible({ timeout: 30_000 });
        await page.locator("#tab-history").click();
        await expect(page.locator("#panel-history .empty")).toBeVisible();
        // React mounts everything twice in development.
        await expect(page.locator("cti-softphone")).toHaveCount(1);
        await expect.poll(() => clients(sandbox)).toBe(1);
      } finally {
        await server.close();
      }
    });
  }
});
