import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default {
  mode: "production",
  // Its maps by `eval` would be refused by the page's policy.
  devtool: false,
  // The wasm is larger than webpack likes files to be; it does not keep the page waiting.
  performance: { hints: false },
  entry: here("src/main.ts"),
  output: { path: here("dist"), filename: "main.js", clean: true },
  resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
  module: {
    rules: [{ test: /\.ts$/, loader: "ts-loader", options: { transpileOnly: true, configFile: here("../tsconfig.json") } }],
  },
};
