//! JSON for people.

use cti_protocol::{Pii, json};
use serde_json::Value;

/// A JSON text over several lines; any other text as it is.
pub fn pretty(text: &str) -> Pii {
    let mut lines = String::new();
    match json::read(text) {
        Ok(value) => write(&value, 0, &mut lines),
        Err(_) => lines.push_str(text),
    }
    Pii::new(lines)
}

fn write(value: &Value, depth: usize, lines: &mut String) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            lines.push('{');
            for (place, (key, value)) in members.iter().enumerate() {
                next(place, depth + 1, lines);
                lines.push_str(&json::write(&Value::from(key.as_str())));
                lines.push_str(": ");
                write(value, depth + 1, lines);
            }
            next(0, depth, lines);
            lines.push('}');
        }
        Value::Array(list) if !list.is_empty() => {
            lines.push('[');
            for (place, value) in list.iter().enumerate() {
                next(place, depth + 1, lines);
                write(value, depth + 1, lines);
            }
            next(0, depth, lines);
            lines.push(']');
        }
        value => lines.push_str(&json::write(value)),
    }
}

fn next(place: usize, depth: usize, lines: &mut String) {
    if place > 0 {
        lines.push(',');
    }
    lines.push('\n');
    // Deeper than this there is no room for more.
    lines.push_str(&"  ".repeat(depth.min(12)));
}
