import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  plugins: [react()],
  // For `npx vite react`: the sandbox's own addresses. What is built is served by the sandbox itself.
  server: { proxy: { "/sandbox": { target: "http://127.0.0.1:8080", changeOrigin: true } } },
});
