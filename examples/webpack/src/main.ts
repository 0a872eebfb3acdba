import { mount, type Handle } from "cti-softphone";
import { CUSTOMERS } from "../../shared/customers.ts";
import { configuration, dial, line } from "../../shared/softphone.ts";

const place = <Kind extends HTMLElement>(id: string) => document.getElementById(id) as Kind;
const config = await configuration();
let phone: Handle | undefined;
let unsubscribe: (() => void) | undefined;

function follow(following: boolean): void {
  unsubscribe?.();
  unsubscribe = following
    ? phone?.on("*", (event) => {
        const item = document.createElement("li");
        item.textContent = line(event);
        place("events").prepend(item);
      })
    : undefined;
  place("following").textContent = following ? "Stop the log" : "Follow the log";
}

function enter(): void {
  phone = mount("#softphone", config);
  follow(true);
  place("presence").textContent = "Leave";
}

function leave(): void {
  phone?.destroy();
  phone = undefined;
  place("presence").textContent = "Enter";
}

for (const { name, city, number } of CUSTOMERS) {
  const button = document.createElement("button");
  button.textContent = `Call ${name}`;
  button.addEventListener("click", async () => {
    if (phone) place("result").textContent = await dial(phone, name, number);
  });
  const row = place<HTMLTableSectionElement>("customers").insertRow();
  for (const content of [name, city, button]) row.insertCell().append(content);
}

place("presence").addEventListener("click", () => (phone ? leave() : enter()));
place("following").addEventListener("click", () => follow(!unsubscribe));
enter();
