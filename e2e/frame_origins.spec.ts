/** Who may steer the widget in a frame: what `allowedOrigins` and `connectFrame` take, and what nobody can bring in. */
import { expect, test, Widget } from "./fixtures/index.ts";
import { Framed, request } from "./fixtures/frames.ts";

const script = (page: Framed, name: string) =>
  page.frame.evaluate(
    (name) => performance.getEntriesByType("resource").some((entry) => entry.name.endsWith(name)),
    name,
  );

test("without a list the page cannot steer, and what it would need is not fetched", async ({ page, startSandbox }) => {
  const framed = await new Framed(page, await startSandbox()).open({ config: { allowedOrigins: undefined } });
  await framed.ownReaches("live");
  expect(await script(framed, "cti-softphone-floating.js")).toBe(false);
  expect(await script(framed, "cti-softphone-frame.js")).toBe(false);
});

test("what is no exact origin is named, and with it nobody is answered", async ({ page, startSandbox }) => {
  const wrong = [
    "*",
    "null",
    "https://crm.example.com/",
    "https://*.example.com",
    "http://crm.example.com",
    "HTTPS://crm.example.com",
    "https://crm.example.com:443",
    "crm.example.com",
    "https://me@crm.example.com",
    5,
    null,
    "javascript:1",
    ["https://crm.example.com"],
  ];
  const right = ["https://crm.example.com", "https://crm.example.com:8443", "http://localhost:8080", "http://[::1]:1"];
  const framed = new Framed(page, await startSandbox());
  await framed.open({ config: { allowedOrigins: [framed.host, ...right, ...wrong] as string[] } });
  await framed.ownReaches("stopped");
  const reason = (await framed.own())!.connection.reason!;
  expect([...reason.matchAll(/allowedOrigins\[(\d+)\]: an origin as/g)].map(([, place]) => Number(place))).toEqual(
    wrong.map((_, place) => place + 1 + right.length),
  );
  const raw = await framed.raw();
  const seen = await framed.seen();
  await raw.post(request(1, "hello"));
  await expect.poll(seen).toBe(1);
  expect(await raw.heard()).toEqual([]);
});

test("a list that is none is named", async ({ page, startSandbox }) => {
  const framed = await new Framed(page, await startSandbox()).open({ config: { allowedOrigins: "*" as any } });
  await framed.ownReaches("stopped");
  expect((await framed.own())!.connection.reason).toBe("allowedOrigins: a list of origins expected");
});

test("connectFrame says what is wrong with its arguments", async ({ page, startSandbox }) => {
  await new Framed(page, await startSandbox()).open();
  const errors = await page.evaluate(async () => {
    const { connectFrame } = await import(new URL("/cti-softphone.js", location.href).href);
    const frame = document.querySelector("#phone");
    const origins = [undefined, "*", "null", "https://a.example.com/", "http://a.example.com", 5].map((origin) => [
      frame,
      { origin },
    ]);
    const wrong: unknown[][] = [[null, { origin: "https://a.example.com" }], ["#phone", {}], [frame], ...origins];
    return Promise.all(
      wrong.map((given) =>
        connectFrame(...given).then(
          () => "none",
          ({ name, message }: Error) => `${name}: ${message}`,
        ),
      ),
    );
  });
  expect(errors.slice(0, 2)).toEqual(Array(2).fill("TypeError: connectFrame: an iframe expected"));
  expect(errors.slice(2)).toEqual(
    Array(7).fill("TypeError: connectFrame: origin: one as https://a.example.com expected"),
  );
});

test("what stands in the address of the page is not read", async ({ page, startSandbox }) => {
  const sandbox = await startSandbox();
  const framed = new Framed(page, sandbox);
  const [urls, logged]: string[][] = [[], []];
  page.on("websocket", (socket) => urls.push(socket.url()));
  page.on("console", (message) => logged.push(message.text()));
  const named = [
    "token",
    "access_token",
    "token_id",
    "host",
    "domain",
    "user",
    "config",
    "credentialsUrl",
    "credentials-url",
  ];
  const query = [...named.map((name) => `${name}=stolen`), `allowedOrigins=${framed.host}`].join("&");
  await framed.open({ path: `?${query}#${query}`, config: { allowedOrigins: ["https://crm.example.com"] } });
  await framed.ownReaches("live");
  expect(urls.length).toBeGreaterThan(0);
  expect(urls.join()).not.toContain("stolen");
  expect(logged.join()).not.toContain("stolen");
  expect(JSON.stringify(await framed.own())).not.toContain("stolen");
  const raw = await framed.raw();
  const seen = await framed.seen();
  await raw.post(request(1, "hello"));
  await expect.poll(seen).toBe(1);
  expect(await raw.heard()).toEqual([]);
});

test("the page by itself, with a list, is as without", async ({ page, sandbox }) => {
  const widget = await new Widget(page, sandbox).open({ allowedOrigins: ["https://crm.example.com"] });
  await widget.reaches("live");
  const fetched = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  expect(fetched.filter((name) => /-(frame|host)\.js$/.test(name))).toEqual([]);
});
