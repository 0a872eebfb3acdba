//! JSON across the border, through the browser's own parser: smaller than walking objects from wasm.

use serde_json::Value;
use wasm_bindgen::JsValue;

/// A plain JavaScript object.
pub(crate) fn to_js(value: &Value) -> JsValue {
    js_sys::JSON::parse(&serde_json::to_string(value).unwrap_or_default()).unwrap_or(JsValue::NULL)
}

/// What `JSON.stringify` would keep of a value; `null` for what it cannot read.
pub(crate) fn from_js(value: &JsValue) -> Value {
    js_sys::JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string())
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or(Value::Null)
}
