import { createApp } from "vue";
import { configuration } from "../../shared/softphone.ts";
import "../../shared/page.css";
import App from "./App.vue";

createApp(App, { config: await configuration() }).mount("#app");
