//! Values as they are written: nothing of them is lost, not a bit of a float, nor whether an id was a number.

use super::{Items, List, Saved};
use cti_protocol::{Details, Id, Pii, Sorted, json};
use serde_json::{Map, Number, Value};
use std::rc::Rc;

/// Numbers and times on the forward clock are below this, so that adding to them goes on well for ever.
const LARGEST: u64 = 1 << 53;

/// Marks a text in details that stands for something else: no room has a reason to send it.
const MARK: char = '\0';

fn write_text(text: &str, out: &mut String) {
    out.push_str(&json::write(&text.into()));
}

impl Saved for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }

    fn read(value: Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Saved for u64 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }

    fn read(value: Value) -> Option<Self> {
        value.as_u64().filter(|number| *number < LARGEST)
    }
}

impl Saved for u32 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }

    fn read(value: Value) -> Option<Self> {
        value.as_u64()?.try_into().ok()
    }
}

impl Saved for u16 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }

    fn read(value: Value) -> Option<Self> {
        value.as_u64()?.try_into().ok()
    }
}

impl Saved for i64 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }

    fn read(value: Value) -> Option<Self> {
        value.as_i64()
    }
}

impl Saved for String {
    fn write(&self, out: &mut String) {
        write_text(self, out);
    }

    fn read(value: Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

impl Saved for Pii {
    fn write(&self, out: &mut String) {
        write_text(self, out);
    }

    fn read(value: Value) -> Option<Self> {
        String::read(value).map(Self::new)
    }
}

/// A text, or a list of one where the room writes it as a number: that may have more digits than any type has.
impl Saved for Id {
    fn write(&self, out: &mut String) {
        let (open, close) = if self.is_number() { ("[", "]") } else { ("", "") };
        out.push_str(open);
        write_text(self.as_str(), out);
        out.push_str(close);
    }

    fn read(value: Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(Self::text(text)),
            value => {
                let mut items = Items::of(value)?;
                let id = Self::number_as_written(items.take::<String>()?);
                items.is_empty().then_some(id)
            }
        }
    }
}

impl<T: Saved> Saved for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }

    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::read(value).map(Some),
        }
    }
}

impl<T: Saved> Saved for Rc<T> {
    fn write(&self, out: &mut String) {
        T::write(self, out);
    }

    fn read(value: Value) -> Option<Self> {
        T::read(value).map(Self::new)
    }
}

impl<T: Saved> Saved for Vec<T> {
    fn write(&self, out: &mut String) {
        let mut list = List::new(out);
        for item in self {
            list.add(item);
        }
        list.end();
    }

    fn read(value: Value) -> Option<Self> {
        let mut items = Items::of(value)?;
        let mut read = Self::new();
        while !items.is_empty() {
            read.push(items.take()?);
        }
        Some(read)
    }
}

/// Keys and values in turn. Read only in order: putting thousands into their places would take long.
impl<K: Saved + Ord, V: Saved> Saved for Sorted<K, V> {
    fn write(&self, out: &mut String) {
        let mut list = List::new(out);
        for (key, value) in self.iter() {
            list.add(key);
            list.add(value);
        }
        list.end();
    }

    fn read(value: Value) -> Option<Self> {
        let mut items = Items::of(value)?;
        let mut read = Self::new();
        while !items.is_empty() {
            let key = items.take()?;
            if read.keys().next_back().is_some_and(|last| *last >= key) {
                return None;
            }
            read.insert(key, items.take()?);
        }
        Some(read)
    }
}

impl Saved for Details {
    fn write(&self, out: &mut String) {
        write_object(&self.0, out);
    }

    fn read(mut value: Value) -> Option<Self> {
        if !unmark(&mut value) {
            return None;
        }
        match value {
            Value::Object(map) => Some(Self(map)),
            _ => None,
        }
    }
}

fn write_object(map: &Map<String, Value>, out: &mut String) {
    out.push('{');
    for (index, (key, value)) in map.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_text(key, out);
        out.push(':');
        write_json(value, out);
    }
    out.push('}');
}

/// JSON as it is, but for floats: what serde_json reads may differ from what it wrote in the last bit, and then the same
/// word would be news to one tab and none to another.
fn write_json(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => value.write(out),
        Value::Number(number) if !number.is_f64() => out.push_str(&number.to_string()),
        Value::Number(number) => {
            let bits = number.as_f64().unwrap_or_default().to_bits();
            write_text(&[MARK.to_string(), bits.to_string()].concat(), out);
        }
        Value::String(text) if text.starts_with(MARK) => {
            write_text(&[MARK.to_string(), text.clone()].concat(), out);
        }
        Value::String(text) => write_text(text, out),
        Value::Array(list) => {
            out.push('[');
            for (index, value) in list.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_json(value, out);
            }
            out.push(']');
        }
        Value::Object(map) => write_object(map, out),
    }
}

/// Takes the marks of [`write_json`] out again. `false` if it did not write this.
fn unmark(value: &mut Value) -> bool {
    match value {
        Value::String(text) => {
            let Some(rest) = text.strip_prefix(MARK) else {
                return true;
            };
            let read = if rest.starts_with(MARK) {
                Some(Value::String(rest.to_owned()))
            } else {
                let float = rest
                    .parse()
                    .ok()
                    .and_then(|bits| Number::from_f64(f64::from_bits(bits)));
                float.map(Value::Number)
            };
            let known = read.is_some();
            *value = read.unwrap_or_default();
            known
        }
        // Of floats only those that are marked are surely what they were.
        Value::Number(number) => !number.is_f64(),
        Value::Array(list) => list.iter_mut().all(unmark),
        Value::Object(map) => map.values_mut().all(unmark),
        _ => true,
    }
}
