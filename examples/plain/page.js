// A CRM page without a bundler: the package lies in a folder named after its version, which the build puts in here.
import { CtiError, mount } from "./cti-softphone@VERSION/cti-softphone.js";

const CUSTOMERS = [
  ["Ada Whitfield", "London", "+442079460018"],
  ["Jonas Weber", "Berlin", "+493023125014"],
  // The sandbox's phones find this number busy, and cannot dial the last one.
  ["Always Busy Ltd", "London", "+442079460486"],
  ["Number unknown", "Madrid", "none"],
];

const place = (id) => document.getElementById(id);
const config = await (await fetch("/sandbox/config.json")).json();
let phone;
let unsubscribe;

const about = ({ type, call, user, connection }) => {
  if (connection) return `${type} ${connection.state}`;
  if (user) return `${user.name ?? user.id} ${user.status}`;
  return call ? `${type} ${call.number}` : type;
};

function follow(following) {
  unsubscribe?.();
  unsubscribe = following
    ? phone?.on("*", (event) => {
        const item = document.createElement("li");
        item.textContent = about(event);
        place("events").prepend(item);
      })
    : undefined;
  place("following").textContent = following ? "Stop the log" : "Follow the log";
}

function enter() {
  phone = mount("#softphone", config);
  follow(true);
  place("presence").textContent = "Leave";
}

function leave() {
  phone.destroy();
  phone = undefined;
  place("presence").textContent = "Enter";
}

async function dial(name, number) {
  try {
    const call = await phone.makeCall(number, { variables: { customer: name } });
    return `${name}: ${call.phase}`;
  } catch (error) {
    if (error instanceof CtiError) return `${name}: ${error.code}`;
    throw error;
  }
}

for (const [name, city, number] of CUSTOMERS) {
  const button = document.createElement("button");
  button.textContent = `Call ${name}`;
  button.addEventListener("click", async () => {
    if (phone) place("result").textContent = await dial(name, number);
  });
  const row = place("customers").insertRow();
  for (const content of [name, city, button]) row.insertCell().append(content);
}

place("presence").addEventListener("click", () => (phone ? leave() : enter()));
place("following").addEventListener("click", () => follow(!unsubscribe));
enter();
