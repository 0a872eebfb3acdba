//! The fields of one message, taken out one by one. What nobody takes is what goes to the details.

use super::Budget;
use crate::{
    Dialect, Oddity,
    fields::vocabulary::{self, Field},
    spelling::same,
};
use serde_json::{Map, Value};

/// What a look at one value came to.
pub(crate) enum Verdict {
    /// Found: look no further.
    Stop,
    /// Another name of the field may tell more.
    Next,
    /// The value is none that this field can have.
    Odd,
}

/// The fields of one message.
pub(crate) struct Reader<'a> {
    /// The payload, or the whole message where that is flat.
    payload: Map<String, Value>,
    /// What stands around the payload.
    envelope: Map<String, Value>,
    dialect: &'a Dialect,
    budget: &'a Budget<'a>,
    oddities: Vec<Oddity>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Payload,
    Envelope,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        payload: Map<String, Value>,
        envelope: Map<String, Value>,
        dialect: &'a Dialect,
        budget: &'a Budget<'a>,
    ) -> Self {
        Self {
            payload,
            envelope,
            dialect,
            budget,
            oddities: Vec::new(),
        }
    }

    /// What nobody took, and the fields that could not be read.
    pub(super) fn finish(self) -> (Map<String, Value>, Vec<Oddity>) {
        self.budget.tell("", "");
        let mut details = self.payload;
        let mut hidden = Map::new();
        for (key, value) in self.envelope {
            if details.contains_key(&key) {
                hidden.insert(key, value);
            } else {
                details.insert(key, value);
            }
        }
        if !hidden.is_empty() {
            let mut key = "envelope".to_owned();
            while details.contains_key(&key) {
                key.push('#');
            }
            details.insert(key, Value::Object(hidden));
        }
        (details, self.oddities)
    }

    pub(crate) fn budget(&self) -> &'a Budget<'a> {
        self.budget
    }

    pub(super) fn note(&mut self, key: impl Into<String>, expected: &'static str) {
        let key = key.into();
        self.oddities.push(Oddity { key, expected });
    }

    /// Takes the first value of a field that `read` understands.
    pub(crate) fn take<T>(
        &mut self,
        field: Field,
        expected: &'static str,
        read: impl Fn(&mut Value) -> Option<T>,
    ) -> Option<T> {
        let mut found = None;
        self.visit(field, expected, &mut |value| {
            found = read(value);
            if found.is_some() {
                Verdict::Stop
            } else {
                Verdict::Odd
            }
        });
        found
    }

    /// Shows `look` every value of a field, those of the payload first. What it leaves in a value stays in the message.
    pub(crate) fn visit(
        &mut self,
        field: Field,
        expected: &'static str,
        look: &mut dyn FnMut(&mut Value) -> Verdict,
    ) {
        for place in [Place::Payload, Place::Envelope] {
            for key in self.keys(place, field) {
                let Some(mut value) = self.map(place).remove(&key) else {
                    continue;
                };
                if is_blank(&value) {
                    continue;
                }
                let verdict = look(&mut value);
                if matches!(verdict, Verdict::Odd) {
                    self.note(key.as_str(), expected);
                } else {
                    self.budget.tell(field.key(), &key);
                }
                if !value.is_null() {
                    self.map(place).insert(key, value);
                }
                if matches!(verdict, Verdict::Stop) {
                    return;
                }
            }
        }
    }

    fn map(&mut self, place: Place) -> &mut Map<String, Value> {
        match place {
            Place::Payload => &mut self.payload,
            Place::Envelope => &mut self.envelope,
        }
    }

    /// The keys of a field in the order of its names.
    fn keys(&self, place: Place, field: Field) -> Vec<String> {
        let map = match place {
            Place::Payload => &self.payload,
            Place::Envelope => &self.envelope,
        };
        let mut found = Vec::new();
        if map.is_empty() {
            return found;
        }
        let configured = self.dialect.aliases(field);
        for alias in configured {
            found.extend(map.keys().filter(|key| same(key, alias)).cloned());
        }
        for alias in field.names() {
            let taken = place == Place::Envelope && vocabulary::is_of_envelope(alias);
            if !taken && !self.dialect.is_configured(alias) {
                found.extend(map.keys().filter(|key| same(key, alias)).cloned());
            }
        }
        found
    }
}

/// Null and the empty text say that there is no value.
fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("")
}
