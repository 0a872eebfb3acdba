//! The dialect file: what an administrator sets once it is known how an account's room really spells its messages.

use super::{Batch, Dialect, Shape, Style, known_names};
use crate::{
    NameCase, Sorted,
    fields::vocabulary::{self, ALL},
    json::{self, Fault},
    spelling::same,
};
use serde_json::{Map, Value};
use std::fmt;

/// What a file has set. The rest is learnt.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Settings {
    pub(super) shape: Option<Shape>,
    pub(super) name_key: Option<String>,
    pub(super) payload_key: Option<String>,
    pub(super) sender_key: Option<String>,
    pub(super) kind_key: Option<String>,
    pub(super) sender_in_payload: Option<bool>,
    pub(super) name_case: Option<NameCase>,
    pub(super) key_case: Option<NameCase>,
    pub(super) payload_as_text: Option<bool>,
    pub(super) batch: Option<Batch>,
    /// Documented name -> the room's.
    pub(super) names: Sorted<&'static str, String>,
    /// Key of a field -> the room's names for it, the written one first.
    pub(super) fields: Sorted<&'static str, Vec<String>>,
}

/// What is wrong with a dialect file: all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialectError {
    mistakes: Vec<Mistake>,
}

/// One mistake of a dialect file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where, e.g. `keys.name`. Empty if it is the file as a whole.
    pub key: String,
    /// What is wrong there, in plain English.
    pub problem: String,
}

impl DialectError {
    /// The mistakes, in the order of their keys.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }
}

impl fmt::Display for DialectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.mistakes.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            let colon = if mistake.key.is_empty() { "" } else { ": " };
            write!(f, "{separator}{}{colon}{}", mistake.key, mistake.problem)?;
        }
        Ok(())
    }
}

impl std::error::Error for DialectError {}

impl Settings {
    /// Reads what can be read; the rest are mistakes.
    pub(super) fn from_json(text: &str, mistakes: &mut Mistakes) -> Self {
        match json::read(text) {
            Ok(Value::Object(members)) => mistakes.settings(&members),
            Ok(_) => {
                mistakes.add("", "the file has to be a JSON object");
                Self::default()
            }
            Err(Fault { line, column }) => {
                mistakes.add("", format!("the file is not JSON (line {line}, column {column})"));
                Self::default()
            }
        }
    }

    pub(super) fn apply(&self, style: &mut Style, key_case: &mut NameCase) {
        if let Some(shape) = self.shape {
            let learnt = std::mem::replace(style, Style::of(shape));
            style.name_case = learnt.name_case;
            style.payload_as_text = learnt.payload_as_text;
            style.batch = learnt.batch;
        } else if self.payload_key.is_some() && style.payload_key.is_none() {
            style.shape = Shape::EventData;
        }
        set(&mut style.name_key, &self.name_key);
        set_some(&mut style.payload_key, &self.payload_key);
        set_some(&mut style.sender_key, &self.sender_key);
        set_some(&mut style.kind_key, &self.kind_key);
        set(&mut style.sender_in_payload, &self.sender_in_payload);
        set(&mut style.name_case, &self.name_case);
        set(&mut style.payload_as_text, &self.payload_as_text);
        set(&mut style.batch, &self.batch);
        set(key_case, &self.key_case);
    }
}

fn set<T: Clone>(target: &mut T, setting: &Option<T>) {
    if let Some(setting) = setting {
        target.clone_from(setting);
    }
}

fn set_some<T: Clone>(target: &mut Option<T>, setting: &Option<T>) {
    if setting.is_some() {
        target.clone_from(setting);
    }
}

impl Dialect {
    /// Looks for settings that would make one message of another.
    pub(super) fn check(&self, mistakes: &mut Mistakes) {
        if self.settings.payload_key.is_some()
            && matches!(self.settings.shape, Some(Shape::Flat | Shape::KeyedByName))
        {
            mistakes.add(
                "keys.payload",
                "messages of this shape have no key for the payload",
            );
        }
        for (name, written) in self.settings.names.iter() {
            if let Some(other) =
                known_names().find(|other| other != name && same(&self.written_name(other), written))
            {
                mistakes.add(
                    &["names.", name].concat(),
                    ["this is already the name of ", other].concat(),
                );
            }
        }
        for (key, aliases) in self.settings.fields.iter() {
            for alias in aliases {
                let taken = |other: &str| {
                    let others = self.settings.fields.get(other);
                    other != *key && others.is_some_and(|others| others.iter().any(|name| same(name, alias)))
                };
                if let Some(other) = ALL.into_iter().find(|other| taken(other.key())) {
                    let problem = ["\"", alias, "\" is already a name of ", other.key()].concat();
                    mistakes.add(&["fields.", key].concat(), problem);
                }
            }
        }
    }
}

/// The mistakes found so far, by key.
#[derive(Default)]
pub(super) struct Mistakes(Vec<Mistake>);

impl Mistakes {
    fn add(&mut self, key: &str, problem: impl Into<String>) {
        let mistake = Mistake {
            key: key.to_owned(),
            problem: problem.into(),
        };
        let after = self.0.partition_point(|known| known.key <= mistake.key);
        self.0.insert(after, mistake);
    }

    pub(super) fn finish(self) -> Result<(), DialectError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(DialectError { mistakes: self.0 })
        }
    }

    fn settings(&mut self, members: &Map<String, Value>) -> Settings {
        let mut settings = Settings::default();
        for (key, value) in members {
            match key.as_str() {
                "shape" => settings.shape = self.choice(key, value, &Shape::NAMES),
                "keys" => self.keys(value, &mut settings),
                "sender_in_payload" => settings.sender_in_payload = self.flag(key, value),
                "name_spelling" => settings.name_case = self.choice(key, value, &NameCase::NAMES),
                "key_spelling" => settings.key_case = self.choice(key, value, &NameCase::NAMES),
                "payload_as_text" => settings.payload_as_text = self.flag(key, value),
                "batch" => settings.batch = self.choice(key, value, &Batch::NAMES),
                "names" => self.names(value, &mut settings),
                "fields" => self.fields(value, &mut settings),
                _ => self.add(key, "there is no such setting"),
            }
        }
        settings
    }

    fn keys(&mut self, value: &Value, settings: &mut Settings) {
        for (key, value) in self.object("keys", value) {
            let path = ["keys.", key].concat();
            match key.as_str() {
                "name" => settings.name_key = self.word(&path, value),
                "payload" => settings.payload_key = self.word(&path, value),
                "sender" => settings.sender_key = self.word(&path, value),
                "kind" => settings.kind_key = self.word(&path, value),
                _ => self.add(&path, "the keys are name, payload, sender and kind"),
            }
        }
    }

    fn names(&mut self, value: &Value, settings: &mut Settings) {
        for (key, value) in self.object("names", value) {
            let path = ["names.", key].concat();
            match known_names().find(|known| same(known, key)) {
                Some(known) => {
                    if let Some(word) = self.word(&path, value) {
                        settings.names.insert(known, word);
                    }
                }
                None => self.add(&path, "there is no such event or command"),
            }
        }
    }

    fn fields(&mut self, value: &Value, settings: &mut Settings) {
        for (key, value) in self.object("fields", value) {
            let path = ["fields.", key].concat();
            let Some(field) = vocabulary::field(key) else {
                self.add(&path, "there is no such field");
                continue;
            };
            let words: Vec<_> = match value {
                Value::Array(list) if !list.is_empty() => {
                    list.iter().filter_map(|value| self.word(&path, value)).collect()
                }
                _ => self.word(&path, value).into_iter().collect(),
            };
            if !words.is_empty() {
                settings.fields.insert(field.key(), words);
            }
        }
    }

    fn object<'a>(
        &mut self,
        key: &str,
        value: &'a Value,
    ) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
        let members = value.as_object();
        if members.is_none() {
            self.add(key, "has to be an object");
        }
        members.into_iter().flatten()
    }

    fn word(&mut self, key: &str, value: &Value) -> Option<String> {
        let word = value.as_str().filter(|word| !word.trim().is_empty());
        if word.is_none() {
            self.add(key, "has to be a text that is not empty");
        }
        word.map(str::to_owned)
    }

    fn flag(&mut self, key: &str, value: &Value) -> Option<bool> {
        if !value.is_boolean() {
            self.add(key, "has to be true or false");
        }
        value.as_bool()
    }

    fn choice<T: Copy>(&mut self, key: &str, value: &Value, choices: &[(&str, T)]) -> Option<T> {
        let chosen = choices.iter().find(|(name, _)| value.as_str() == Some(name));
        if chosen.is_none() {
            let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
            self.add(key, ["has to be one of ", &names.join(", ")].concat());
        }
        chosen.map(|(_, choice)| *choice)
    }
}
