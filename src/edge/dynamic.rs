//! Parts of the browser that are called by their names: some have no typed binding yet, and each binding of what is used
//! late would be a line of glue in the first download.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A property; `undefined` where there is none, or where reading it throws.
pub(crate) fn get(target: &JsValue, name: &str) -> JsValue {
    Reflect::get(target, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A property of the window.
pub(crate) fn global(name: &str) -> JsValue {
    get(&js_sys::global(), name)
}

/// Sets a property. Whether that was done.
pub(crate) fn set(target: &JsValue, name: &str, value: &JsValue) -> bool {
    Reflect::set(target, &JsValue::from_str(name), value).unwrap_or(false)
}

/// Calls a method.
///
/// # Errors
/// What it threw; also where there is no such method.
pub(crate) fn call(target: &JsValue, name: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = get(target, name).dyn_into()?;
    Reflect::apply(&method, target, &list(arguments))
}

/// Makes an object of a class of the window.
///
/// # Errors
/// What the constructor threw; also where there is no such class.
pub(crate) fn make(class: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let class: Function = global(class).dyn_into()?;
    Reflect::construct(&class, &list(arguments))
}

/// A text as an argument.
pub(crate) fn text(text: &str) -> JsValue {
    JsValue::from_str(text)
}

/// A property that is a text.
pub(crate) fn get_text(target: &JsValue, name: &str) -> Option<String> {
    get(target, name).as_string()
}

/// A list.
pub(crate) fn list(arguments: &[&JsValue]) -> Array {
    let list = Array::new();
    for argument in arguments {
        list.push(argument);
    }
    list
}
