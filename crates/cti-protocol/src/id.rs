//! Identifiers of calls, users and senders.

use crate::json;
use serde_json::Value;
use std::{cmp::Ordering, fmt, hash};

/// An identifier as the room wrote it. Two ids are the same when their text is: `7` and `"7"` name one user.
/// The JSON type is kept, so that an id goes back the way it came (inferred: a phone may compare strictly).
#[derive(Clone)]
pub struct Id {
    text: String,
    number: bool,
}

impl Id {
    /// An id that is written as a JSON string.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            number: false,
        }
    }

    /// An id that is written as a JSON number.
    pub fn number(number: u64) -> Self {
        Self {
            text: number.to_string(),
            number: true,
        }
    }

    /// An id that is written as a JSON number, by its digits. Any other text is written as a string.
    pub fn number_as_written(text: String) -> Self {
        Self { text, number: true }
    }

    /// The id as text, whatever its JSON type.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the room writes this id as a JSON number.
    pub fn is_number(&self) -> bool {
        self.number
    }

    /// The id in the JSON type in which the room wrote it.
    pub fn to_json(&self) -> Value {
        let number = self.number.then(|| json::read_number(&self.text)).flatten();
        number.map_or_else(|| Value::String(self.text.clone()), Value::Number)
    }

    /// Takes an id out of a JSON text or number. Anything else stays.
    pub(crate) fn take(value: &mut Value) -> Option<Self> {
        let number = value.is_number();
        let text = crate::fields::take_text(value)?;
        Some(Self { text, number })
    }
}

impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Id {}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Id {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl hash::Hash for Id {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.text)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_the_same_by_text_and_keep_their_json_type() {
        assert_eq!(Id::number(7), Id::text("7"));
        assert_eq!(Id::number(7).to_json(), 7);
        assert_eq!(Id::text("7").to_json(), "7");
        for number in ["-5", "1.5", "18446744073709551615"] {
            let mut value = serde_json::from_str(number).unwrap();
            let id = Id::take(&mut value).unwrap();
            assert_eq!(id.as_str(), number);
            assert_eq!(id.to_json().to_string(), number);
        }
    }
}
