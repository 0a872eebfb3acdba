//! After a panic the wasm instance is dead. The page is told, so that it can say so and offer a reload.

use std::{cell::RefCell, panic};
use wasm_bindgen::JsValue;

thread_local! {
    static TELL: RefCell<Vec<js_sys::Function>> = const { RefCell::new(Vec::new()) };
}

/// Calls this with the place of a panic. The message itself is not passed on: it may hold personal data.
pub(crate) fn on_panic(tell: js_sys::Function) {
    TELL.with_borrow_mut(|all| {
        if all.is_empty() {
            panic::set_hook(Box::new(|info| {
                let place = info
                    .location()
                    .map(|at| format!("{}:{}", at.file(), at.line()))
                    .unwrap_or_default();
                let all = TELL.with_borrow(Clone::clone);
                for tell in all {
                    let _ = tell.call1(&JsValue::NULL, &JsValue::from_str(&place));
                }
            }));
        }
        all.push(tell);
    });
}
