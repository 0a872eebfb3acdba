//! What a pressed key means: whether it is a shortcut, and whether somebody types.

use crate::edge::dynamic::{call, get, get_text, global, text};
use cti_core::{Act, Combo, Pressed, Shortcuts};
use js_sys::Array;
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};

/// Kinds of `<input>` into which nothing is typed.
const UNTYPED: [&str; 9] = [
    "button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit",
];

/// What the page configures.
///
/// # Errors
/// All that is wrong with it.
pub(crate) fn configured(config: &Value) -> Result<Shortcuts, Vec<String>> {
    let mac = get_text(&global("navigator"), "platform").is_some_and(|platform| platform.starts_with("Mac"));
    Shortcuts::configured(&config["shortcuts"], mac)
}

/// A key event, as far as shortcuts need it.
pub(crate) struct Keys {
    event: JsValue,
    key: String,
    code: String,
}

impl Keys {
    /// Reads an event; `None` where it is nobody's key: it belongs to an input method, or is held down.
    pub(crate) fn read(event: &JsValue) -> Option<Self> {
        let held = |name: &str| get(event, name).as_bool() == Some(true);
        if held("isComposing") || held("repeat") {
            return None;
        }
        Some(Self {
            event: event.clone(),
            key: get_text(event, "key")?,
            code: get_text(event, "code").unwrap_or_default(),
        })
    }

    fn pressed(&self) -> Pressed<'_> {
        let held = |name: &str| get(&self.event, name).as_bool() == Some(true);
        Pressed {
            ctrl: held("ctrlKey"),
            alt: held("altKey"),
            shift: held("shiftKey"),
            meta: held("metaKey"),
            key: &self.key,
            code: &self.code,
        }
    }

    /// The combination; `None` also where AltGr takes part, which is for typing.
    pub(crate) fn combo(&self) -> Option<Combo> {
        let graph = call(&self.event, "getModifierState", &[&text("AltGraph")]);
        if graph.is_ok_and(|held| held.as_bool() == Some(true)) {
            return None;
        }
        Combo::pressed(&self.pressed())
    }

    /// What it asks for, unless the page has used the key itself, or it types a character.
    pub(crate) fn act(&self, shortcuts: &Shortcuts, root: &JsValue) -> Option<Act> {
        if get(&self.event, "defaultPrevented").as_bool() == Some(true) {
            return None;
        }
        let path = call(&self.event, "composedPath", &[])
            .ok()?
            .unchecked_into::<Array>();
        let types = is_text_field(&path.get(0));
        let pressed = self.pressed();
        let plain = !(pressed.ctrl || pressed.alt || pressed.meta || types);
        // Only inside the widget: elsewhere somebody may use single keys for something else.
        if plain && self.key == "?" && path.includes(root, 0) {
            return Some(Act::List);
        }
        let combo = self.combo()?;
        shortcuts
            .find(combo)
            .filter(|_| !(types && combo.types(&pressed)))
    }
}

/// Whether what is typed here becomes text.
fn is_text_field(element: &JsValue) -> bool {
    match get_text(element, "localName").as_deref() {
        Some("input") => !get_text(element, "type").is_some_and(|kind| UNTYPED.contains(&&*kind)),
        Some("textarea" | "select") => true,
        _ => get(element, "isContentEditable").as_bool() == Some(true),
    }
}
