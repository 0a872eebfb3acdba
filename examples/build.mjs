/**
 * Builds the pages of this folder, each into its dist/, with the widget from a tarball that `cargo xtask package` made:
 * `node build.mjs ../target/package/cti-softphone-0.1.0.tgz`.
 */
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const WIDGET = here("node_modules/cti-softphone");

const tarball = process.argv[2];
if (!tarball) throw new Error("usage: node build.mjs TARBALL");

const run = (program, args) =>
  execFileSync(program, args, { cwd: here("."), stdio: "inherit", shell: process.platform === "win32" });

const steps = {
  install() {
    // The same version may have been made anew.
    rmSync(WIDGET, { recursive: true, force: true });
    // From its own file; everything else is here already.
    run("npm", ["install", "--no-save", "--offline", "--loglevel=error", resolve(tarball)]);
  },
  types: () => run("node", ["node_modules/typescript/bin/tsc", "--project", "tsconfig.json"]),
  react: () => vite("react"),
  vue: () => vite("vue"),
  async webpack() {
    const { default: webpack } = await import("webpack");
    const { default: config } = await import("./webpack/webpack.config.mjs");
    const stats = await new Promise((done, failed) =>
      webpack(config, (error, stats) => (error ? failed(error) : done(stats))),
    );
    console.log(stats.toString({ preset: "errors-warnings" }));
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error("webpack has something to say");
    for (const file of ["webpack/index.html", "shared/page.css"]) copy(file, "webpack/dist");
  },
  plain() {
    const { version } = JSON.parse(readFileSync(`${WIDGET}/package.json`, "utf8"));
    rmSync(here("plain/dist"), { recursive: true, force: true });
    cpSync(WIDGET, here(`plain/dist/cti-softphone@${version}`), { recursive: true });
    for (const file of ["plain/index.html", "shared/page.css"]) copy(file, "plain/dist");
    writeFileSync(here("plain/dist/page.js"), readFileSync(here("plain/page.js"), "utf8").replace("@VERSION", `@${version}`));
  },
};

const copy = (file, into) => cpSync(here(file), here(`${into}/${file.split("/").at(-1)}`));

async function vite(name) {
  const { build } = await import("vite");
  await build({ root: here(name), logLevel: "warn" });
}

for (const [name, step] of Object.entries(steps)) {
  const began = Date.now();
  await step();
  console.log(`${name.padEnd(8)} ${((Date.now() - began) / 1000).toFixed(1)} s`);
}
