use super::float;
use serde_json::{Map, Number, Value};

/// A value as compact JSON.
pub fn write(value: &Value) -> String {
    let mut out = String::new();
    put(value, &mut out);
    out
}

/// The same of an object's members.
pub fn write_object(members: &Map<String, Value>) -> String {
    let mut out = String::new();
    put_object(members, &mut out);
    out
}

/// A text, or the text of a number: ids, phone numbers and codes come as either.
pub fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number_text(number)),
        _ => None,
    }
}

fn number_text(number: &Number) -> String {
    match (number.as_u64(), number.as_i64()) {
        (Some(whole), _) => whole.to_string(),
        (None, Some(whole)) => whole.to_string(),
        (None, None) => float::text(number.as_f64().unwrap_or_default()),
    }
}

fn put(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(&number_text(number)),
        Value::String(text) => put_text(text, out),
        Value::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                put(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => put_object(members, out),
    }
}

fn put_object(members: &Map<String, Value>, out: &mut String) {
    out.push('{');
    for (place, (key, value)) in members.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        put_text(key, out);
        out.push(':');
        put(value, out);
    }
    out.push('}');
}

fn put_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\0'..='\x1f' => {
                let code = u32::from(c);
                let digit = |digit: u32| char::from_digit(digit, 16).unwrap_or('0');
                out.push_str("\\u00");
                out.extend([digit(code >> 4), digit(code & 15)]);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
