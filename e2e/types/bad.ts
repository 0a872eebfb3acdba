/** What pages may not write: each line below a mark has to be an error. Never run, as good.ts. */
import { mount, type Call, type Config, type CtiError, type Handle } from "../../static/cti-softphone.js";

declare const phone: Handle;
declare const call: Call;
declare const error: CtiError;

// @ts-expect-error: a key that is spelt wrong
export const misspelt: Config = { hots: "cti.example.com" };
// @ts-expect-error: a token has no place in the configuration
export const token: Config = { token: "secret" };
// @ts-expect-error: one of three themes
export const theme: Config = { theme: "blue" };
// @ts-expect-error: the id belongs to the token
export const credentials: Config = { credentials: () => ({ token: "secret" }) };
// @ts-expect-error: a function, not its answer
export const contacts: Config = { contacts: [] };
// @ts-expect-error: no such action
export const shortcuts: Config = { shortcuts: { sing: "Alt+S" } };
// @ts-expect-error: a rule's target is one of three
export const screenPop: Config = { screenPop: { target: "window" } };

// @ts-expect-error: an element or a selector
mount(null);
// @ts-expect-error: numbers are texts: they may begin with a plus or zeros
void phone.makeCall(34600123456);
// @ts-expect-error: variables are flat
void phone.makeCall("1", { variables: { order: { id: 1 } } });
// @ts-expect-error: whose variables
void phone.setVariables({ order: 1 });
// @ts-expect-error: no such event
phone.on("ringing", () => {});
// @ts-expect-error: this one has no call
phone.on("status_changed", ({ call }) => call);
// @ts-expect-error: any event may be one without a call
phone.on("*", (event) => event.call);
// @ts-expect-error: told as text
phone.on("error", ({ message }: { message: number }) => message);

// @ts-expect-error: no such phase
export const phase: boolean = call.phase === "talking";
// @ts-expect-error: a call that lives has no outcome
export const outcome: string = call.outcome;
// @ts-expect-error: nobody may be chosen
export const name: string | undefined = phone.snapshot().user.name;
// @ts-expect-error: no such code
export const code: boolean = error.code === "busy";
// @ts-expect-error: there while the element is in a page
document.createElement("cti-softphone").handle.show();
// @ts-expect-error: the widget sets it
document.createElement("cti-softphone").handle = phone;
