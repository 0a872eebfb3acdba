//! The keys and spellings of one message.

use crate::NameCase;

/// The shape of a message (see the table in `docs/protocol.md`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// `{"event": NAME, "sender_id": S, "data": {..}}`
    #[default]
    EventData,
    /// `{"type": "event", "name": NAME, "sender_id": S, "params": {..}}`
    TypeNameParams,
    /// `{"type": NAME, "Sender_id": S, "payload": {..}}`
    TypePayload,
    /// `{"event": NAME, "sender_id": S, ..}`
    Flat,
    /// `{"type": NAME, "sender_id": S, NAME: {..}}`
    KeyedByName,
}

impl Shape {
    pub(super) const NAMES: [(&str, Self); 5] = [
        ("event-data", Self::EventData),
        ("type-name-params", Self::TypeNameParams),
        ("type-payload", Self::TypePayload),
        ("flat", Self::Flat),
        ("keyed-by-name", Self::KeyedByName),
    ];

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find_map(|(known, shape)| (known == name).then_some(shape))
    }
}

/// How messages are packed into frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Batch {
    /// A frame is a message.
    #[default]
    None,
    /// A frame is a list of messages.
    Array,
    /// A frame is `{"events": [..]}`.
    Events,
}

impl Batch {
    pub(super) const NAMES: [(&str, Self); 3] = [
        ("none", Self::None),
        ("array", Self::Array),
        ("events", Self::Events),
    ];
}

/// The keys and spellings that one message was written with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Its shape.
    pub shape: Shape,
    /// The key of the name. Empty where the payload's key is the name, and where there is none.
    pub name_key: String,
    /// The key of the payload, where that has one of its own.
    pub payload_key: Option<String>,
    /// The key of the sender id. `None` where the message had no sender.
    pub sender_key: Option<String>,
    /// Whether the sender id stands inside the payload.
    pub sender_in_payload: bool,
    /// How the name was spelled. A name of one word leaves that open, and counts as snake case.
    pub name_case: NameCase,
    /// The key that tells events from commands (`"type": "event"`), where there is one.
    pub kind_key: Option<String>,
    /// Whether the payload was JSON in a string.
    pub payload_as_text: bool,
    /// What the message was packed in.
    pub batch: Batch,
}

impl Style {
    /// The style of a row of the table.
    pub(crate) fn of(shape: Shape) -> Self {
        let (name, payload, sender, kind) = match shape {
            Shape::EventData => ("event", Some("data"), "sender_id", None),
            Shape::TypeNameParams => ("name", Some("params"), "sender_id", Some("type")),
            Shape::TypePayload => ("type", Some("payload"), "Sender_id", None),
            Shape::Flat => ("event", None, "sender_id", None),
            Shape::KeyedByName => ("type", None, "sender_id", None),
        };
        Self {
            shape,
            name_key: name.to_owned(),
            payload_key: payload.map(str::to_owned),
            sender_key: Some(sender.to_owned()),
            sender_in_payload: false,
            name_case: NameCase::Snake,
            kind_key: kind.map(str::to_owned),
            payload_as_text: false,
            batch: Batch::None,
        }
    }
}

impl Default for Style {
    /// The first row of the table.
    fn default() -> Self {
        Self::of(Shape::default())
    }
}
