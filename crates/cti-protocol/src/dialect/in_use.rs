//! The dialect in use, for people: what each setting is, where it was learnt, and what a key stands for.

use super::{Batch, Dialect, Shape, known_names};
use crate::{
    Message, NameCase,
    fields::vocabulary::{self, ALL},
    spelling::{is_one_of, same},
};
use serde_json::{Map, Value};

/// Where a setting was learnt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody said otherwise.
    Default,
    /// The server's greeting shows it.
    Greeting,
    /// The dialect file sets it.
    File,
}

/// One setting of the dialect in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InUse {
    /// As a dialect file calls it, e.g. `keys.name` or `fields.call_id`.
    pub setting: String,
    /// What is written. For fields of a dialect file, all the names that are read, the written one first.
    pub value: String,
    /// Where it was learnt.
    pub source: Source,
}

/// What a key of a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It holds the message's name, or may.
    Name,
    /// It holds the payload, or may.
    Payload,
    /// It holds the sender id.
    Sender,
    /// It holds a field, by the name that a dialect file has for it.
    Field(&'static str),
}

fn spelling(case: NameCase) -> &'static str {
    let known = NameCase::NAMES.iter().find(|(_, known)| *known == case);
    known.map_or("", |(name, _)| name)
}

fn flag(is: bool) -> String {
    let word = if is { "true" } else { "false" };
    word.to_owned()
}

impl Dialect {
    /// This dialect as it is after a greeting: every setting, and where each was learnt.
    ///
    /// ```
    /// use cti_protocol::{Dialect, Limits, Source, decode};
    ///
    /// let file = Dialect::from_json(r#"{"fields": {"user_id": ["operator"]}}"#).unwrap();
    /// let greeting = r#"{"action": "connection_accepted", "senderId": "s1", "data": {}}"#;
    /// let greeting = &decode(greeting, &file, &Limits::default()).messages[0];
    /// let in_use = file.in_use(Some(greeting));
    /// let of = |setting: &str| in_use.iter().find(|row| row.setting == setting)
    ///     .map(|row| (row.value.as_str(), row.source)).unwrap();
    ///
    /// assert_eq!(of("keys.name"), ("action", Source::Greeting));
    /// assert_eq!(of("fields.user_id"), ("operator", Source::File));
    /// assert_eq!(of("fields.call_id"), ("callId", Source::Greeting));
    /// assert_eq!(of("fields.number"), ("number", Source::Default));
    /// ```
    pub fn in_use(&self, greeting: Option<&Message>) -> Vec<InUse> {
        let mut now = self.clone();
        if let Some(greeting) = greeting {
            now.learn(greeting);
        }
        let set = &self.settings;
        let shaped = set.shape.is_some();
        let shown = greeting.is_some();
        let greeting = greeting.map(|greeting| &greeting.style);
        let source = |set: bool, shown: bool| match (set, shown) {
            (true, _) => Source::File,
            (false, true) => Source::Greeting,
            (false, false) => Source::Default,
        };
        let sender = greeting.is_some_and(|style| style.sender_key.is_some());
        // A word of one part shows no spelling.
        let key_case = now.key_case != self.key_case;
        let name_case = now.style.name_case != self.style.name_case
            || greeting.is_some_and(|style| !style.name_key.is_empty());
        let style = &now.style;
        let mut rows = Vec::new();
        let mut add = |setting: &str, value: String, source: Source| {
            rows.push(InUse {
                setting: setting.to_owned(),
                value,
                source,
            });
        };
        add("shape", style.shape.name().to_owned(), source(shaped, shown));
        add(
            "keys.name",
            style.name_key.clone(),
            source(shaped || set.name_key.is_some(), shown),
        );
        for (setting, value, is_set, shown) in [
            (
                "keys.payload",
                &style.payload_key,
                set.payload_key.is_some(),
                shown,
            ),
            ("keys.sender", &style.sender_key, set.sender_key.is_some(), sender),
            ("keys.kind", &style.kind_key, set.kind_key.is_some(), shown),
        ] {
            if let Some(value) = value {
                add(setting, value.clone(), source(shaped || is_set, shown));
            }
        }
        add(
            "sender_in_payload",
            flag(style.sender_in_payload),
            source(shaped || set.sender_in_payload.is_some(), sender),
        );
        add(
            "name_spelling",
            spelling(style.name_case).to_owned(),
            source(set.name_case.is_some(), name_case),
        );
        add(
            "key_spelling",
            spelling(now.key_case).to_owned(),
            source(set.key_case.is_some(), key_case || sender),
        );
        add(
            "payload_as_text",
            flag(style.payload_as_text),
            source(set.payload_as_text.is_some(), shown),
        );
        add(
            "batch",
            style.batch.name().to_owned(),
            source(set.batch.is_some(), shown),
        );
        for name in known_names() {
            let written = now.written_name(name);
            let differs = written != name;
            let case = if set.name_case.is_some() {
                Source::File
            } else {
                Source::Greeting
            };
            let source = match set.names.contains_key(name) {
                true => Source::File,
                false if differs => case,
                false => Source::Default,
            };
            add(&["names.", name].concat(), written, source);
        }
        for (place, field) in ALL.into_iter().enumerate() {
            if ALL.iter().take(place).any(|other| other.key() == field.key()) {
                continue;
            }
            let aliases = now.aliases(field);
            let written = now.written_key(field);
            let case = if set.key_case.is_some() {
                Source::File
            } else {
                Source::Greeting
            };
            let source = match aliases.is_empty() {
                false => Source::File,
                true if written != field.key() => case,
                true => Source::Default,
            };
            let value = if aliases.is_empty() {
                written
            } else {
                aliases.join(", ")
            };
            add(&["fields.", field.key()].concat(), value, source);
        }
        rows
    }

    /// The dialect in use as a dialect file: [`Dialect::from_json`] makes a dialect of it that writes the same.
    ///
    /// What a file has no word for stays with the greeting: messages that have no key for their name.
    pub fn to_file(&self) -> Value {
        let style = &self.style;
        let mut file = Map::new();
        let mut keys = Map::new();
        let named = !style.name_key.is_empty();
        if named {
            file.insert("shape".to_owned(), style.shape.name().into());
            keys.insert("name".to_owned(), style.name_key.as_str().into());
        }
        let payload = style
            .payload_key
            .as_ref()
            .filter(|_| !matches!(style.shape, Shape::Flat | Shape::KeyedByName));
        for (key, value) in [
            ("payload", payload),
            ("sender", style.sender_key.as_ref()),
            ("kind", style.kind_key.as_ref()),
        ] {
            if let Some(value) = value {
                keys.insert(key.to_owned(), value.as_str().into());
            }
        }
        file.insert("keys".to_owned(), Value::Object(keys));
        file.insert("sender_in_payload".to_owned(), style.sender_in_payload.into());
        file.insert("name_spelling".to_owned(), spelling(style.name_case).into());
        file.insert("key_spelling".to_owned(), spelling(self.key_case).into());
        file.insert("payload_as_text".to_owned(), style.payload_as_text.into());
        file.insert("batch".to_owned(), style.batch.name().into());
        let mut names = Map::new();
        for (name, written) in self.settings.names.iter() {
            names.insert((*name).to_owned(), written.as_str().into());
        }
        let mut fields = Map::new();
        for (field, aliases) in self.settings.fields.iter() {
            let aliases = aliases.iter().map(|alias| alias.as_str().into()).collect();
            fields.insert((*field).to_owned(), Value::Array(aliases));
        }
        for (key, members) in [("names", names), ("fields", fields)] {
            if !members.is_empty() {
                file.insert(key.to_owned(), Value::Object(members));
            }
        }
        Value::Object(file)
    }

    /// What a key of a message, or around its payload, is for; `None` for one that nobody knows. Where it may be several
    /// things, a field comes last.
    pub fn part(&self, key: &str) -> Option<Part> {
        let is = |configured: Option<&str>, known: &[&str]| {
            configured.is_some_and(|configured| same(configured, key)) || is_one_of(key, known)
        };
        if is(self.sender_key(), &["sender_id", "sender"]) {
            return Some(Part::Sender);
        }
        if is(self.payload_key(), &["data", "payload", "body"]) || self.known(key).is_some() {
            return Some(Part::Payload);
        }
        let names = ["event", "command", "type", "action", "method", "kind"];
        if is(self.name_key(), &names) || self.kind_key().is_some_and(|kind| same(kind, key)) {
            return Some(Part::Name);
        }
        let configured = ALL
            .into_iter()
            .find(|field| self.aliases(*field).iter().any(|alias| same(alias, key)));
        let field = configured.or_else(|| ALL.into_iter().find(|field| is_one_of(key, field.names())));
        field.map(|field| Part::Field(field.key()))
    }

    /// Whether a name is one of the documented events or commands, as this room writes them.
    pub fn knows(&self, name: &str) -> bool {
        self.known(name).is_some()
    }

    /// Whether a key of an object is one under which ids of users stand.
    pub fn is_id_member(key: &str) -> bool {
        is_one_of(key, vocabulary::ID_MEMBER)
    }
}

impl Shape {
    /// The name by which a dialect file calls it.
    pub(super) fn name(self) -> &'static str {
        let known = Self::NAMES.iter().find(|(_, shape)| *shape == self);
        known.map_or("", |(name, _)| name)
    }
}

impl Batch {
    fn name(self) -> &'static str {
        let known = Self::NAMES.iter().find(|(_, batch)| *batch == self);
        known.map_or("", |(name, _)| name)
    }
}
