//! Capitals and small letters by the browser's own tables: those of the standard library weigh 25 kB.

use js_sys::JsString;

/// In small letters.
pub fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    JsString::from(text).to_lower_case().into()
}

/// In capitals.
pub fn upper(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    JsString::from(text).to_upper_case().into()
}
