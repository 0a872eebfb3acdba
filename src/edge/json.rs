//! JSON across the border, through the browser's own parser: smaller than walking objects from wasm.

use cti_protocol::json;
use serde_json::{Map, Value};
use wasm_bindgen::JsValue;

/// A plain JavaScript object.
pub(crate) fn to_js(value: &Value) -> JsValue {
    js_sys::JSON::parse(&json::write(value)).unwrap_or(JsValue::NULL)
}

/// An object of these members.
pub(crate) fn object(members: Vec<(&str, Value)>) -> Value {
    let mut map = Map::new();
    for (key, value) in members {
        map.insert(key.to_owned(), value);
    }
    Value::Object(map)
}

/// What `JSON.stringify` would keep of a value; `null` for what it cannot read.
pub(crate) fn from_js(value: &JsValue) -> Value {
    js_sys::JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string())
        .and_then(|text| json::read(&text).ok())
        .unwrap_or(Value::Null)
}
