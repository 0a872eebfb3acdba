//! Whether `clickToDial` can be read. The loader's own file does what it says (`static/cti-softphone-links.js`).

use crate::edge::dynamic::{call, global, text};
use serde_json::Value;

/// All that is wrong with it. `selects` says whether a text is a selector.
pub(super) fn check(value: &Value, selects: impl Fn(&str) -> bool) -> Vec<String> {
    let selects = |value: &Value| value.as_str().is_some_and(&selects);
    let mut mistakes = Vec::new();
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::Object(map) => {
            for (key, value) in map {
                let problem = match key.as_str() {
                    "within" | "text" if value.is_null() || selects(value) => continue,
                    "within" | "text" => ": a selector expected",
                    _ => ": unknown key",
                };
                mistakes.push(["clickToDial.", key, problem].concat());
            }
        }
        value if selects(value) => {}
        _ => mistakes.push("clickToDial: true, false, a selector or an object expected".to_owned()),
    }
    mistakes
}

/// Whether the browser can look for this.
pub(super) fn selects(selector: &str) -> bool {
    call(&global("document"), "querySelector", &[&text(selector)]).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_cannot_be_read_is_named() {
        let told = |value: Value| check(&value, |text| !text.is_empty() && !text.starts_with('!'));
        for right in [
            json!(null),
            json!(true),
            json!(false),
            json!("#crm, .numbers"),
            json!({}),
            json!({ "within": "main", "text": ".notes" }),
            json!({ "within": null }),
        ] {
            assert_eq!(told(right.clone()), Vec::<String>::new(), "{right}");
        }
        for wrong in [json!(1), json!(""), json!("!"), json!(["main"])] {
            assert_eq!(
                told(wrong),
                ["clickToDial: true, false, a selector or an object expected"]
            );
        }
        assert_eq!(
            told(json!({ "inside": "main", "text": 1, "within": "!" })),
            [
                "clickToDial.inside: unknown key",
                "clickToDial.text: a selector expected",
                "clickToDial.within: a selector expected"
            ]
        );
    }
}
