import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { configuration } from "../../shared/softphone.ts";
import "../../shared/page.css";
import { App } from "./App.tsx";

const root = document.getElementById("app");
if (root) {
  const config = await configuration();
  createRoot(root).render(
    <StrictMode>
      <App config={config} />
    </StrictMode>,
  );
}
