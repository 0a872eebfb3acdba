/** What the example pages have in common: where the widget is configured, and how its events and errors are told. */
import { CtiError, type Config, type CtiEvent, type Handle } from "cti-softphone";

/** The sandbox answers with the host, the account and where credentials are; a server of yours would do the same. */
export async function configuration(): Promise<Config> {
  const response = await fetch("/sandbox/config.json");
  return (await response.json()) as Config;
}

/** An event as a line of the log. */
export function line(event: CtiEvent): string {
  if ("call" in event) return `${event.type} ${event.call.number}`;
  if (event.type === "connection") return `connection ${event.connection.state}`;
  if (event.type === "status_changed") return `${event.user.name ?? event.user.id} ${event.user.status}`;
  return event.type === "error" ? `error ${event.message}` : event.type;
}

/** Dials, and says in words what came of it. */
export async function dial(phone: Handle, name: string, number: string): Promise<string> {
  try {
    const call = await phone.makeCall(number, { variables: { customer: name } });
    return `${name}: ${call.phase}`;
  } catch (error) {
    if (error instanceof CtiError) return `${name}: ${error.code}`;
    throw error;
  }
}
