//! What was typed is kept when all is drawn anew in another language.

use crate::{
    edge::dynamic::{call, get, make, set, text},
    store::Link,
};
use js_sys::Array;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// Fields whose text is not the core's.
const FIELDS: &str = "[data-cti=dial-field], input[type=search], [data-cti=sign-in] input";

struct Kept {
    link: Link,
    typed: Vec<JsValue>,
    focus: Option<&'static str>,
}

thread_local!(static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) });

fn fields(root: &JsValue) -> Vec<JsValue> {
    let found = call(root, "querySelectorAll", &[&text(FIELDS)]);
    found.map_or_else(|_| Vec::new(), |found| Array::from(&found).to_vec())
}

/// Where the focus goes after all is drawn anew: to what the user is about to change.
pub(super) fn focus_at(link: &Link, focus: &'static str) {
    KEPT.set(Some(Kept {
        link: link.clone(),
        typed: Vec::new(),
        focus: Some(focus),
    }));
}

/// Whether all of this widget is about to be drawn anew.
pub(super) fn is_changing(link: &Link) -> bool {
    KEPT.with_borrow(|kept| {
        kept.as_ref()
            .is_some_and(|kept| kept.link == *link && !kept.typed.is_empty())
    })
}

/// Keeps what stands in the fields of a widget that goes.
pub(super) fn keep(link: &Link, root: &JsValue) {
    let typed = fields(root).iter().map(|field| get(field, "value")).collect();
    KEPT.with_borrow_mut(|kept| {
        let focus = kept
            .take()
            .filter(|kept| kept.link == *link)
            .and_then(|kept| kept.focus);
        *kept = Some(Kept {
            link: link.clone(),
            typed,
            focus,
        });
    });
}

/// Puts it back, as if it had just been typed and left.
pub(super) fn put_back(link: &Link, root: &JsValue) {
    if !is_changing(link) {
        return;
    }
    let typed = KEPT.with_borrow(|kept| kept.as_ref().map(|kept| kept.typed.clone()));
    for (field, typed) in fields(root).iter().zip(typed.unwrap_or_default()) {
        if typed.as_string().is_none_or(|typed| typed.is_empty()) {
            continue;
        }
        set(field, "value", &typed);
        for (class, name) in [("InputEvent", "input"), ("FocusEvent", "blur")] {
            let options = js_sys::Object::new();
            set(&options, "bubbles", &JsValue::TRUE);
            if let Ok(event) = make(class, &[&text(name), &options]) {
                let _ = call(field, "dispatchEvent", &[&event]);
            }
        }
    }
    let root = root.clone();
    // Only when all views have been drawn, and none of them takes the focus because it is new.
    spawn_local(async move {
        if let Some(focus) = KEPT.take().and_then(|kept| kept.focus)
            && let Ok(element) = call(&root, "querySelector", &[&text(focus)])
        {
            let _ = call(&element, "focus", &[]);
        }
    });
}
