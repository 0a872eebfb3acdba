//! What the fields of messages mean, and every name under which each is known.

mod call;
mod result;
mod time;
mod user;
mod variables;
pub(crate) mod vocabulary;

pub use call::{Assignment, CallFields, Direction};
pub use result::CallResult;
pub use time::Timestamp;
pub use user::UserRef;
pub use variables::Variables;
pub(crate) use variables::{take_variables, write_variables};

use crate::{Pii, json, spelling::same};
use serde_json::{Map, Value};

// Readers take what they understand out of a value. `None` leaves it untouched; after `Some`, what is left in it (null
// where all was read) goes to the details of the message.

/// A text, or the text of a number: phone numbers and codes come as either.
pub(crate) fn take_text(value: &mut Value) -> Option<String> {
    let text = json::text_of(value)?;
    *value = Value::Null;
    Some(text)
}

pub(crate) fn take_pii(value: &mut Value) -> Option<Pii> {
    take_text(value).map(Pii::new)
}

/// A text, or a member of an object that holds the text.
pub(crate) fn take_title(value: &mut Value, names: &[&str]) -> Option<String> {
    match value {
        Value::Object(members) => {
            let text = take_member(members, names, take_text);
            drop_if_empty(value);
            text
        }
        _ => take_text(value),
    }
}

pub(crate) fn take_member<T>(
    members: &mut Map<String, Value>,
    names: &[&str],
    read: impl Fn(&mut Value) -> Option<T>,
) -> Option<T> {
    names.iter().find_map(|name| {
        let key = members.keys().find(|key| same(key, name))?.clone();
        let value = members.get_mut(&key)?;
        let read = read(value);
        if value.is_null() {
            members.remove(&key);
        }
        read
    })
}

pub(crate) fn drop_if_empty(value: &mut Value) {
    if value.as_object().is_some_and(Map::is_empty) {
        *value = Value::Null;
    }
}
