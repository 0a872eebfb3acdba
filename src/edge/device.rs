//! A text that is kept on this device, and seen by the other tabs of this site as soon as it changes.

use super::{
    dynamic::{call, get, get_text, global, text},
    listen::Listener,
};
use wasm_bindgen::JsValue;

/// Its name in the storage.
const KEY: &str = "cti-softphone";
/// What the loader keeps of a floating widget: static/cti-softphone-floating.js.
const LAUNCHER: &str = "cti-softphone.launcher";

/// The storage; where it is denied, even asking for it throws.
fn storage() -> JsValue {
    global("localStorage")
}

/// What is kept, if anything is.
pub(crate) fn read() -> Option<String> {
    call(&storage(), "getItem", &[&text(KEY)]).ok()?.as_string()
}

/// Keeps a text. `false` if nothing can be kept: it is denied, or full.
pub(crate) fn write(content: &str) -> bool {
    call(&storage(), "setItem", &[&text(KEY), &text(content)]).is_ok()
}

/// Keeps nothing any more, not even where the launcher was put.
pub(crate) fn forget() {
    for key in [KEY, LAUNCHER] {
        let _ = call(&storage(), "removeItem", &[&text(key)]);
    }
}

/// Calls back when another tab has changed it, with what is kept now.
pub(crate) fn watch(changed: impl Fn(Option<String>) + 'static) -> Option<Listener> {
    let window = web_sys::window()?;
    Some(Listener::new(&window, "storage", move |event| {
        // A key of null: everything was cleared.
        let key = get(&event, "key");
        if key.is_null() || key.as_string().as_deref() == Some(KEY) {
            changed(get_text(&event, "newValue"));
        }
    }))
}
