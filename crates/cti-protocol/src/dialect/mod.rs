//! How a room spells its messages. Unknown until the greeting shows it, so it is data: learnt, or configured.

mod file;
mod in_use;
mod style;

pub use file::{DialectError, Mistake};
pub use in_use::{InUse, Part, Source};
pub use style::{Batch, Shape, Style};

use crate::{Command, Event, Message, NameCase, fields::vocabulary::Field, spelling::same};
use file::{Mistakes, Settings};

/// How to write messages, and what else to expect when reading them.
///
/// Three sources, each beating the one before: the default (the first shape of `docs/protocol.md`), the server's
/// greeting ([`Dialect::learn`]), and a dialect file ([`Dialect::from_json`]), for no more than what it sets.
///
/// ```
/// use cti_protocol::{Details, Dialect, Limits, command::{Command, Logout}, decode, encode, Id};
///
/// let logout = Command::Logout(Logout { user: Some(Id::number(7)) }).into();
/// let write = |dialect: &Dialect| encode(&logout, None, &Details::default(), dialect);
///
/// let mut dialect = Dialect::from_json(r#"{"fields": {"user_id": ["operator"]}}"#).unwrap();
/// assert_eq!(write(&dialect), r#"{"event":"logout","data":{"operator":7}}"#);
///
/// let greeting = r#"{"action": "connectionAccepted", "senderId": "s1", "body": {}}"#;
/// dialect.learn(&decode(greeting, &dialect, &Limits::default()).messages[0]);
/// assert_eq!(write(&dialect), r#"{"action":"logout","body":{"operator":7}}"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dialect {
    style: Style,
    key_case: NameCase,
    settings: Settings,
}

impl Dialect {
    /// The dialects that [`Dialect::builtin`] knows by name.
    pub const NAMES: &[&str] = &[
        "event-data",
        "type-name-params",
        "type-payload",
        "flat",
        "keyed-by-name",
        "batch-array",
        "batch-events",
        "payload-as-text",
    ];

    /// The dialect that writes one shape of the table in `docs/protocol.md`.
    pub fn shape(shape: Shape) -> Self {
        Self {
            style: Style::of(shape),
            ..Self::default()
        }
    }

    /// A built-in dialect by its name: the shapes of the table, and the ways in which the first may be packed.
    pub fn builtin(name: &str) -> Option<Self> {
        if let Some(shape) = Shape::named(name) {
            return Some(Self::shape(shape));
        }
        let mut dialect = Self::default();
        match name {
            "batch-array" => dialect.style.batch = Batch::Array,
            "batch-events" => dialect.style.batch = Batch::Events,
            "payload-as-text" => dialect.style.payload_as_text = true,
            _ => return None,
        }
        Some(dialect)
    }

    /// Reads a dialect file. Every setting is optional; `docs/protocol.md` has the reference.
    ///
    /// ```
    /// use cti_protocol::Dialect;
    ///
    /// let error = Dialect::from_json(r#"{"shape": "round", "batch": 3, "names": {"ring": "r"}}"#).unwrap_err();
    /// let keys: Vec<_> = error.mistakes().iter().map(|mistake| mistake.key.as_str()).collect();
    /// assert_eq!(keys, ["batch", "names.ring", "shape"]);
    /// ```
    ///
    /// # Errors
    /// Lists every mistake of the file, each by its key.
    pub fn from_json(text: &str) -> Result<Self, DialectError> {
        let mut mistakes = Mistakes::default();
        let mut dialect = Self {
            settings: Settings::from_json(text, &mut mistakes),
            ..Self::default()
        };
        dialect.settle();
        dialect.check(&mut mistakes);
        mistakes.finish()?;
        Ok(dialect)
    }

    /// Takes over the shape and the spellings of the room's greeting, except for what a dialect file has set.
    ///
    /// A greeting without a payload of its own makes a flat dialect. The keys of fields follow the spelling of the key
    /// of the sender id: beside `senderId` stands `callId`.
    pub fn learn(&mut self, greeting: &Message) {
        let before = std::mem::replace(&mut self.style, greeting.style.clone());
        if self.style.sender_key.is_none() {
            self.style.sender_key = before.sender_key;
            self.style.sender_in_payload = before.sender_in_payload;
        }
        let sender_key = greeting.style.sender_key.as_ref().into_iter();
        self.key_case = sender_key
            .chain(greeting.details.0.keys())
            .find_map(|key| NameCase::of(key))
            .unwrap_or_default();
        self.settle();
    }

    /// What the file has set beats what was learnt.
    fn settle(&mut self) {
        self.settings.apply(&mut self.style, &mut self.key_case);
    }

    pub(crate) fn style(&self) -> &Style {
        &self.style
    }

    /// The documented name that a message's name stands for.
    pub(crate) fn known(&self, written: &str) -> Option<&'static str> {
        let configured = self.settings.names.iter().find(|(_, name)| same(name, written));
        configured
            .map(|(known, _)| *known)
            .or_else(|| known_names().find(|known| same(known, written)))
    }

    /// A message's name as this room writes it. A name that the document does not have stays as it is.
    pub(crate) fn written_name(&self, name: &str) -> String {
        match self.settings.names.get(name) {
            Some(written) => written.clone(),
            None if known_names().any(|known| known == name) => self.style.name_case.spell(name),
            None => name.to_owned(),
        }
    }

    /// The key of a field as this room writes it.
    pub(crate) fn written_key(&self, field: Field) -> String {
        let configured = self.aliases(field).first();
        configured.cloned().unwrap_or_else(|| self.spell_key(field.key()))
    }

    pub(crate) fn spell_key(&self, snake: &str) -> String {
        self.key_case.spell(snake)
    }

    pub(crate) fn written_sender_key(&self) -> &str {
        self.style.sender_key.as_deref().unwrap_or("sender_id")
    }

    /// The names that the file gives to a field.
    pub(crate) fn aliases(&self, field: Field) -> &[String] {
        self.settings.fields.get(field.key()).map_or(&[], Vec::as_slice)
    }

    /// Whether the file gives a key to some field: then it belongs to no other.
    pub(crate) fn is_configured(&self, key: &str) -> bool {
        let mut names = self.settings.fields.values().flatten();
        names.any(|name| same(name, key))
    }

    /// The key of the name, if the file has set it; likewise below.
    pub(crate) fn name_key(&self) -> Option<&str> {
        self.settings.name_key.as_deref()
    }

    pub(crate) fn payload_key(&self) -> Option<&str> {
        self.settings.payload_key.as_deref()
    }

    pub(crate) fn sender_key(&self) -> Option<&str> {
        self.settings.sender_key.as_deref()
    }

    pub(crate) fn kind_key(&self) -> Option<&str> {
        self.settings.kind_key.as_deref()
    }
}

/// The documented names of events and commands.
pub(crate) fn known_names() -> impl Iterator<Item = &'static str> {
    Event::NAMES.into_iter().chain(Command::NAMES)
}
