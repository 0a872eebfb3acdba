/**
 * Where the loader finds its files, in the npm package: each is named in full, since bundlers follow nothing else. Words are
 * modules, because a bundler would make addresses with the data in them of files so small, and strict pages refuse those.
 * Written by `cargo xtask package`.
 */

const WORDS = { /* words */ };
const WASM = [/* wasm */];
let glue;

export async function glued() {
  const module = await import("./widget/cti-softphone.js");
  // Without line and column: what is left is the file that the glue is in, whatever a bundler made of it.
  glue = ADDRESS.exec(module.trace())?.[0].replace(/:\d+:\d+\)?$/, "");
  return module;
}

export const fetched = async (name) => (await WORDS[name]()).default;

const ADDRESS = /\b(?!wasm:)[a-z][a-z+.-]*:\/\/\S+/i;

/**
 * Whether our code is the innermost with an address on a stack. Where a browser gives wasm none, it is our wasm if our glue
 * has called it; the page's own code may be in the same file as the glue, but is no wasm.
 */
export function isOurs(stack) {
  const found = ADDRESS.exec(stack);
  const from = (file) => found?.[0].startsWith(file);
  return WASM.some(from) || Boolean(glue && from(glue) && /wasm/.test(stack.slice(0, found.index)));
}
