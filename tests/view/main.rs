//! The widget's views in a real browser, drawn from fixed pictures.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

mod calls;
mod clock;
mod dialling;
mod layout;
mod mounted;
mod pictures;
mod room;
mod variables;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
