import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  plugins: [vue()],
  // For `npx vite vue`: the sandbox's own addresses. What is built is served by the sandbox itself.
  server: { proxy: { "/sandbox": { target: "http://127.0.0.1:8080", changeOrigin: true } } },
});
