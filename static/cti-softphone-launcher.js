/** How launcher and window of the floating layout look: their styles and drawings. */

/** The stylesheet of launcher and window. The widget's tokens are there later than these. */
export const STYLES = `
:host { display: contents !important; }
:host([hidden]) { display: none !important; }
.cti-float.cti-float { min-block-size: 0; }
.cti-float { position: fixed; inset: auto; margin: 0; padding: 0; border: 0; overflow: visible; background: none;
  font: 14px/1.4 var(--cti-font, system-ui, sans-serif); color: var(--cti-text, CanvasText); z-index: 2147483647;
  scroll-padding: env(safe-area-inset-top, 0px) env(safe-area-inset-right, 0px) env(safe-area-inset-bottom, 0px) env(safe-area-inset-left, 0px); }
.cti-launcher, .cti-bar button { all: unset; box-sizing: border-box; cursor: pointer; -webkit-tap-highlight-color: transparent; }
.cti-launcher { display: grid; place-content: center; inline-size: 56px; block-size: 56px; border-radius: 50%;
  background: var(--cti-primary, #2f5bff); color: var(--cti-on-primary, #fff); border: 2px solid transparent; touch-action: none;
  user-select: none; box-shadow: 0 1px 2px rgb(0 0 0 / .3), 0 6px 18px rgb(0 0 0 / .25); }
.cti-launcher:hover { background: var(--cti-primary-over, #1f47dc); }
.cti-launcher:focus-visible, .cti-window:focus-visible, .cti-bar button:focus-visible { outline: 3px solid var(--cti-accent, Highlight); outline-offset: 2px; }
.cti-launcher svg { inline-size: 26px; block-size: 26px; fill: currentColor; }
.cti-launcher:not([data-state="live"]) { background: var(--cti-bg, Canvas); color: var(--cti-muted, CanvasText); border: 2px dashed currentColor; }
.cti-launcher[data-ringing] { border: 3px double currentColor; }
.cti-launcher[data-ringing]::after { content: ""; position: absolute; border-radius: 50%; border: 3px solid var(--cti-primary, #2f5bff);
  inset: -7px; pointer-events: none; }
.cti-launcher[data-dragged] { cursor: grabbing; }
.cti-badge { position: absolute; inset-block-start: -4px; inset-inline-end: -4px; min-inline-size: 22px; padding: 0 5px; border-radius: 11px;
  border: 2px solid var(--cti-bg, Canvas); background: #b4232c; color: #fff; font-size: 12px; line-height: 18px; font-weight: 700;
  text-align: center; pointer-events: none; box-sizing: border-box; }
.cti-bubble { position: absolute; inset-block-start: 50%; translate: 0 -50%; inline-size: max-content; max-inline-size: min(260px, calc(100vw - 120px));
  pointer-events: none; }
[data-short] .cti-bubble { clip-path: inset(50%); }
.cti-bubble p { margin: 0; padding: 8px 12px; border-radius: 12px; border: 1px solid var(--cti-line, GrayText); overflow-wrap: anywhere;
  background: var(--cti-bg, Canvas); color: var(--cti-text, CanvasText); box-shadow: 0 4px 14px rgb(0 0 0 / .2); font-weight: 600; }
[data-side="right"] .cti-bubble { right: 70px; }
[data-side="left"] .cti-bubble { left: 70px; }
.cti-window { display: flex; flex-direction: column; box-sizing: border-box; overflow: hidden; border-radius: var(--cti-radius, 16px);
  border: 1px solid var(--cti-line, GrayText); background: var(--cti-bg, Canvas); box-shadow: 0 12px 40px rgb(0 0 0 / .28); }
.cti-window[data-full] { border: 0; border-radius: 0; }
.cti-window:focus-visible { outline-offset: -3px; }
.cti-bar button:focus-visible { outline-offset: 0; }
.cti-bar { flex: none; display: flex; align-items: center; justify-content: space-between; gap: 8px; padding-block: 3px;
  padding-inline: 14px 6px; font-size: 13px; color: var(--cti-muted, CanvasText); }
.cti-bar button { display: grid; place-content: center; inline-size: 28px; block-size: 28px; border-radius: 8px; }
.cti-bar button:hover { background: var(--cti-sunken, ButtonFace); color: var(--cti-text, CanvasText); }
.cti-bar svg { inline-size: 14px; block-size: 14px; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; }
.cti-place { flex: 1; min-block-size: 0; }
.cti-place > div { block-size: 100%; min-block-size: 0; border-radius: 0; }
.cti-place .widget { min-block-size: 0; border-radius: 0; }
.cti-float:not(:popover-open) { display: none; }
@media (prefers-reduced-motion: no-preference) {
  .cti-launcher[data-ringing]::after { animation: cti-pulse 1.2s ease-out infinite; }
  .cti-launcher[data-ringing] svg { animation: cti-shake 1.2s ease-in-out infinite; }
}
@keyframes cti-pulse { from { scale: .85; opacity: 1; } 70%, to { scale: 1.25; opacity: 0; } }
@keyframes cti-shake { 0%, 40%, to { rotate: 0deg; } 8%, 24% { rotate: -14deg; } 16%, 32% { rotate: 14deg; } }
@media (forced-colors: active) { .cti-launcher, .cti-badge { border: 2px solid ButtonText; } }`;

export const PHONE = "M6.6 10.8a15.1 15.1 0 0 0 6.6 6.6l2.2-2.2a1 1 0 0 1 1-.25 11.4 11.4 0 0 0 3.6.57 1 1 0 0 1 1 1V20a1 1 0 0 1-1 1A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.5a1 1 0 0 1 1 1c0 1.25.2 2.45.57 3.57a1 1 0 0 1-.25 1Z";
export const CROSS = "M2 2 12 12M12 2 2 12";

/** An element with these attributes. */
export function make(name, className, attributes = {}) {
  const element = document.createElement(name);
  element.className = className;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** A drawing, made without HTML: pages may want trusted types. */
export function draw(path, size) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(svg.namespaceURI, "path"));
  svg.firstChild.setAttribute("d", path);
  return svg;
}

/** Words in the form that goes with a number: `{n, plural, one {# call} other {# calls}}`, as src/text/plural.rs reads it. */
export function counted(words = "", number, language) {
  const form = (name) => new RegExp(`[\\s,]${name}\\s*\\{([^{}]*)\\}`).exec(words)?.[1];
  const said = form(new Intl.PluralRules(language).select(number)) ?? form("other") ?? words;
  return said.replace(/#|\{n\}/, number);
}
