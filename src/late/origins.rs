//! Reading `allowedOrigins`: which pages may have the widget in a frame and speak to it.
//!
//! What enforces it is static/cti-softphone-frame.js, which has the same rule and answers nobody if one entry breaks it.

use crate::edge::windows;
use serde_json::Value;

/// Every mistake, as `allowedOrigins[0]: what was expected`.
pub(super) fn check(given: &Value) -> Vec<String> {
    let list = match given {
        Value::Null => return Vec::new(),
        Value::Array(list) => list,
        _ => return vec!["allowedOrigins: a list of origins expected".to_owned()],
    };
    let mut mistakes = Vec::new();
    for (index, value) in list.iter().enumerate() {
        if !value.as_str().is_some_and(windows::is_safe_origin) {
            mistakes.push(
                [
                    "allowedOrigins[",
                    &index.to_string(),
                    "]: an origin as https://crm.example.com expected, http: only for this computer",
                ]
                .concat(),
            );
        }
    }
    mistakes
}
