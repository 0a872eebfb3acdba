//! From a message to the text of a frame.

use crate::{Batch, Body, Command, Details, Dialect, Event, Id, Shape, fields::vocabulary::Field, json};
use serde_json::{Map, Value};

/// Writes a message in a dialect. The sender is the id that the server granted; `details` are further fields for the
/// payload, at their own names. A detail whose key is taken by a field is left out.
///
/// An unknown message that was decoded goes back as it came; one without its name in its details is put into the
/// dialect's envelope.
///
/// ```
/// use cti_protocol::{Details, Dialect, Id, Shape, command::{Command, Logout}, encode};
///
/// let body = Command::Logout(Logout { user: Some(Id::number(7)) }).into();
/// let sender = Id::text("s1");
/// let write = |dialect| encode(&body, Some(&sender), &Details::default(), &dialect);
///
/// assert_eq!(write(Dialect::default()), r#"{"event":"logout","sender_id":"s1","data":{"user_id":7}}"#);
/// assert_eq!(write(Dialect::shape(Shape::Flat)), r#"{"event":"logout","sender_id":"s1","user_id":7}"#);
/// ```
pub fn encode(body: &Body, sender: Option<&Id>, details: &Details, dialect: &Dialect) -> String {
    let mut fields = Writer {
        dialect,
        members: Map::new(),
    };
    let name = match body {
        Body::Event(event) => {
            event.write(&mut fields);
            Some(event.name())
        }
        Body::Command(command) => {
            command.write(&mut fields);
            Some(command.name())
        }
        Body::Unknown(unknown) => unknown.name.as_deref(),
    };
    let whole = matches!(body, Body::Unknown(_)) && name.is_none_or(|name| holds(&details.0, name));
    let mut payload = fields.members;
    for (key, value) in &details.0 {
        payload.entry(key.as_str()).or_insert_with(|| value.clone());
    }
    let message = match name {
        Some(name) if !whole => wrap(name, payload, sender, dialect),
        _ => payload,
    };
    frame(message, dialect)
}

/// The same for a message that says nothing but its name. It refers to no other messages, nor to how their fields are
/// written, which may come late.
///
/// ```
/// use cti_protocol::{Details, Dialect, Event, Id, encode, encode_bare, event::Connected};
///
/// let (sender, dialect) = (Id::text("s1"), Dialect::default());
/// let whole = encode(&Event::Connected(Connected::default()).into(), Some(&sender), &Details::default(), &dialect);
/// assert_eq!(encode_bare(Connected::NAME, Some(&sender), &dialect), whole);
/// ```
pub fn encode_bare(name: &str, sender: Option<&Id>, dialect: &Dialect) -> String {
    frame(wrap(name, Map::new(), sender, dialect), dialect)
}

fn frame(message: Map<String, Value>, dialect: &Dialect) -> String {
    json::write(&match dialect.style().batch {
        Batch::None => Value::Object(message),
        Batch::Array => Value::Array(vec![Value::Object(message)]),
        Batch::Events => {
            let list = Value::Array(vec![Value::Object(message)]);
            let mut events = Map::new();
            events.insert("events".to_owned(), list);
            Value::Object(events)
        }
    })
}

fn holds(members: &Map<String, Value>, text: &str) -> bool {
    members.values().any(|value| value.as_str() == Some(text))
}

/// Puts the envelope around a payload.
fn wrap(
    name: &str,
    mut payload: Map<String, Value>,
    sender: Option<&Id>,
    dialect: &Dialect,
) -> Map<String, Value> {
    let style = dialect.style();
    let sender = sender.map(|id| (dialect.written_sender_key().to_owned(), id.to_json()));
    let flat = style.shape == Shape::Flat;
    if let Some((key, id)) = sender.clone().filter(|_| style.sender_in_payload) {
        payload.insert(key, id);
    }
    let written = dialect.written_name(name);
    // In the order in which people write it: what it is, from whom, about what. The first word for a key stands.
    let mut message = Map::new();
    if let Some(key) = style.kind_key.as_ref().filter(|key| **key != style.name_key) {
        let kind = if Command::NAMES.contains(&name) {
            "command"
        } else {
            "event"
        };
        message.insert(key.clone(), Value::from(style.name_case.spell(kind)));
    }
    if !style.name_key.is_empty() {
        message.insert(style.name_key.clone(), Value::from(written.as_str()));
    }
    if let Some((key, id)) = sender.filter(|_| flat || !style.sender_in_payload) {
        message.entry(key).or_insert(id);
    }
    if flat {
        for (key, value) in payload {
            message.entry(key).or_insert(value);
        }
    } else {
        let key = match (style.shape, &style.payload_key) {
            (Shape::KeyedByName, _) => written,
            (_, Some(key)) => key.clone(),
            (_, None) => "data".to_owned(),
        };
        let payload = Value::Object(payload);
        let payload = if style.payload_as_text {
            Value::String(json::write(&payload))
        } else {
            payload
        };
        message.entry(key).or_insert(payload);
    }
    message
}

/// The fields of one message, put in one by one under the dialect's keys.
pub(crate) struct Writer<'a> {
    dialect: &'a Dialect,
    members: Map<String, Value>,
}

impl Writer<'_> {
    pub(crate) fn put(&mut self, field: Field, value: Value) {
        self.members.insert(self.dialect.written_key(field), value);
    }

    pub(crate) fn text(&mut self, field: Field, text: Option<&str>) {
        if let Some(text) = text {
            self.put(field, Value::from(text));
        }
    }

    pub(crate) fn id(&mut self, field: Field, id: Option<&Id>) {
        if let Some(id) = id {
            self.put(field, id.to_json());
        }
    }

    /// Spells the key of a member of an object.
    pub(crate) fn spell(&self, snake: &str) -> String {
        self.dialect.spell_key(snake)
    }
}

impl From<Event> for Body {
    fn from(event: Event) -> Self {
        Self::Event(event)
    }
}

impl From<Command> for Body {
    fn from(command: Command) -> Self {
        Self::Command(command)
    }
}
