//! Copying a text. Only to be done for a click: browsers refuse anything else.

use super::dynamic::{call, get, global, text};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Copies, then tells whether that was done.
pub(crate) fn copy(words: &str, done: impl FnOnce(bool) + 'static) {
    let clipboard = get(&global("navigator"), "clipboard");
    let words = words.to_owned();
    match call(&clipboard, "writeText", &[&text(&words)]) {
        Ok(promise) => spawn_local(async move {
            let copied = JsFuture::from(js_sys::Promise::resolve(&promise)).await.is_ok();
            done(copied || by_event(words));
        }),
        // Pages that are not secure have no such thing, and frames may not use it.
        Err(_) => done(by_event(words)),
    }
}

/// The old way: the browser asks what is to be copied. Nothing is selected for it, and the focus stays.
fn by_event(words: String) -> bool {
    let document = global("document");
    let copied = Rc::new(Cell::new(false));
    let answer = {
        let copied = copied.clone();
        Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let data = get(&event, "clipboardData");
            copied.set(call(&data, "setData", &[&text("text/plain"), &text(&words)]).is_ok());
            let _ = call(&event, "preventDefault", &[]);
            let _ = call(&event, "stopImmediatePropagation", &[]);
        })
    };
    let listener: [&JsValue; 3] = [&text("copy"), answer.as_ref(), &JsValue::TRUE];
    let _ = call(&document, "addEventListener", &listener);
    let obeyed = call(&document, "execCommand", &[&text("copy")]);
    let _ = call(&document, "removeEventListener", &listener);
    copied.get() && obeyed.is_ok_and(|obeyed| obeyed.is_truthy())
}
