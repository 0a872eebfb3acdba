//! Where a message keeps its name, its payload and its sender. No key is documented, so every shape that is known of is
//! tried, and what was found is remembered as the message's [`Style`].

use super::{Budget, Reader};
use crate::{
    Batch, Body, Command, Details, Dialect, Event, Id, Message, NameCase, Shape, Style, Unknown,
    fields::vocabulary,
    spelling::{is_one_of, same},
};
use serde_json::{Map, Value};

/// Where a name may stand. `name` comes late, because in a flat message it may be a person's; `message` may as well be
/// the payload.
const NAME_KEYS: &[&str] = &["event", "command", "type", "action", "method", "name", "message"];
const PAYLOAD_KEYS: &[&str] = &["data", "payload", "body", "params", "message"];
const SENDER_KEYS: &[&str] = &["sender_id", "sender"];
/// Where a message may say whether it is an event or a command.
const KIND_KEYS: &[&str] = &["type", "kind"];
/// Words under those that name no message.
const KINDS: &[&str] = &["event", "command"];

type Members = Map<String, Value>;

/// A documented name, and how the message wrote it.
struct Name {
    known: &'static str,
    written: String,
    /// The key under which it stood. Empty where the payload's key is the name.
    key: String,
}

pub(super) fn has_known_name(members: &Members, dialect: &Dialect) -> bool {
    find_name(members, dialect).is_some()
}

pub(super) fn read_message(value: Value, batch: Batch, dialect: &Dialect, budget: &Budget) -> Message {
    match value {
        Value::Object(members) => match find_name(&members, dialect) {
            Some(name) => read_known(members, name, batch, dialect, budget),
            None => read_unknown(members, batch, dialect),
        },
        other => {
            let mut members = Map::new();
            members.insert("value".to_owned(), other);
            read_unknown(members, batch, dialect)
        }
    }
}

fn read_known(mut top: Members, name: Name, batch: Batch, dialect: &Dialect, budget: &Budget) -> Message {
    top.remove(&name.key);
    let mut style = Style {
        name_case: NameCase::of(&name.written).unwrap_or_default(),
        kind_key: take_kind(&mut top, name.known, dialect),
        ..unseen(batch)
    };
    let mut odd = None;
    let payload = find_payload(&top, &name, dialect).and_then(|key| {
        let members = open(top.get_mut(&key)?, budget);
        if members.is_none() {
            odd = Some(key.clone());
        }
        let (members, text) = members?;
        style.payload_as_text = text;
        top.remove(&key);
        style.payload_key = Some(key);
        Some(members)
    });
    style.shape = match &style.payload_key {
        None => Shape::Flat,
        Some(key) if dialect.known(key) == Some(name.known) => Shape::KeyedByName,
        Some(_) if style.kind_key.is_some() => Shape::TypeNameParams,
        Some(_) if same(&name.key, "type") => Shape::TypePayload,
        Some(_) => Shape::EventData,
    };
    style.name_key = name.key;
    if style.shape == Shape::KeyedByName {
        style.payload_key = None;
    }

    let (mut payload, mut envelope) = match payload {
        Some(payload) => (payload, top),
        None => (top, Members::new()),
    };
    let sender = take_sender(name.known, &mut envelope, &mut payload, dialect, &mut style);

    let mut fields = Reader::new(payload, envelope, dialect, budget);
    if let Some(key) = odd {
        fields.note(key, "object");
    }
    let body = Event::read(name.known, &mut fields).map(Body::Event);
    let body = body.or_else(|| Command::read(name.known, &mut fields).map(Body::Command));
    let (details, oddities) = fields.finish();
    Message {
        body: body.unwrap_or(Body::Unknown(Unknown {
            name: Some(name.written),
        })),
        sender,
        style,
        details: Details(details),
        oddities,
    }
}

/// A style of which no key has been seen yet.
fn unseen(batch: Batch) -> Style {
    Style {
        name_key: String::new(),
        payload_key: None,
        sender_key: None,
        batch,
        ..Style::default()
    }
}

/// An unknown message is kept whole.
fn read_unknown(members: Members, batch: Batch, dialect: &Dialect) -> Message {
    let mut style = unseen(batch);
    // A sentence is no name, and may be about somebody.
    let names = || texts_of(&members, dialect.name_key(), NAME_KEYS).filter(|(_, text)| is_word(text));
    let name = names()
        .find(|(_, text)| !is_one_of(text, KINDS))
        .or_else(|| names().next());
    let name = name.map(|(key, text)| {
        style.name_key = key.to_owned();
        style.name_case = NameCase::of(text).unwrap_or_default();
        text.to_owned()
    });
    let inner = PAYLOAD_KEYS
        .iter()
        .find_map(|key| member(&members, key)?.1.as_object());
    let sender = find_sender(&members, dialect).or_else(|| find_sender(inner?, dialect));
    let sender = sender.and_then(|key| {
        let value = members.get(&key).or_else(|| inner?.get(&key))?;
        let id = Id::take(&mut value.clone());
        style.sender_key = Some(key);
        id
    });
    Message {
        body: Body::Unknown(Unknown { name }),
        sender,
        style,
        details: Details(members),
        oddities: Vec::new(),
    }
}

fn is_word(text: &str) -> bool {
    (1..=64).contains(&text.len()) && !text.contains(char::is_whitespace)
}

fn find_name(members: &Members, dialect: &Dialect) -> Option<Name> {
    let named = texts_of(members, dialect.name_key(), NAME_KEYS).find_map(|(key, text)| {
        Some(Name {
            known: dialect.known(text)?,
            written: text.to_owned(),
            key: key.to_owned(),
        })
    });
    // `{"incoming_call": {..}}`, unless the message has a name that is unknown.
    named.or_else(|| {
        if texts_of(members, dialect.name_key(), NAME_KEYS).any(|(_, text)| !is_one_of(text, KINDS)) {
            return None;
        }
        members
            .iter()
            .filter(|(_, value)| value.is_object())
            .find_map(|(key, _)| {
                Some(Name {
                    known: dialect.known(key)?,
                    written: key.clone(),
                    key: String::new(),
                })
            })
    })
}

/// The texts under any of some keys, in the order of the keys.
fn texts_of<'a>(
    members: &'a Members,
    configured: Option<&'a str>,
    keys: &'static [&'static str],
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let keys = configured.into_iter().chain(keys.iter().copied());
    keys.flat_map(|wanted| {
        members
            .iter()
            .filter(move |(key, _)| same(key, wanted))
            .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
    })
}

fn member<'a>(members: &'a Members, wanted: &str) -> Option<(&'a String, &'a Value)> {
    members.iter().find(|(key, _)| same(key, wanted))
}

/// The key of the payload. Its value may yet turn out to be none.
fn find_payload(top: &Members, name: &Name, dialect: &Dialect) -> Option<String> {
    let by_name = top
        .iter()
        .find(|(key, value)| may_be_payload(value) && dialect.known(key) == Some(name.known));
    let found = by_name.or_else(|| {
        let keys = dialect
            .payload_key()
            .into_iter()
            .chain(PAYLOAD_KEYS.iter().copied());
        keys.filter_map(|key| member(top, key))
            .find(|(key, value)| may_be_payload(value) && !(same(key, "params") && is_variables(top, value)))
    });
    // A payload that cannot be one is worth a note, under the keys that hold nothing else.
    let odd = || {
        let keys = dialect.payload_key().into_iter().chain(["data", "payload"]);
        keys.filter_map(|key| member(top, key))
            .find(|(_, value)| !value.is_null())
    };
    found.or_else(odd).map(|(key, _)| key.clone())
}

fn may_be_payload(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::String(text) => text.trim_start().starts_with('{'),
        _ => false,
    }
}

/// `params` beside a call id, with nothing in it that a message has, are the call's variables.
fn is_variables(top: &Members, params: &Value) -> bool {
    let call = vocabulary::CALL_ID
        .names()
        .iter()
        .any(|key| member(top, key).is_some());
    let fields = params
        .as_object()
        .is_some_and(|params| params.keys().any(|key| vocabulary::is_known(key)));
    call && !fields
}

/// The members of a payload, and whether it was JSON in a string.
fn open(value: &mut Value, budget: &Budget) -> Option<(Members, bool)> {
    match value {
        Value::Object(members) => Some((std::mem::take(members), false)),
        Value::String(text) => match budget.parse_inner(text)? {
            Value::Object(members) => Some((members, true)),
            _ => None,
        },
        _ => None,
    }
}

/// `"type": "event"`, where the name stands elsewhere. A word that contradicts the name is left.
fn take_kind(top: &mut Members, name: &str, dialect: &Dialect) -> Option<String> {
    let kind = if Command::NAMES.contains(&name) {
        "command"
    } else {
        "event"
    };
    let key = texts_of(top, dialect.kind_key(), KIND_KEYS)
        .find(|(_, text)| same(text, kind))
        .map(|(key, _)| key.to_owned())?;
    top.remove(&key);
    Some(key)
}

fn find_sender(members: &Members, dialect: &Dialect) -> Option<String> {
    let keys = dialect
        .sender_key()
        .into_iter()
        .chain(SENDER_KEYS.iter().copied());
    keys.filter_map(|key| member(members, key))
        .find(|(_, value)| value.is_number() || value.as_str().is_some_and(|text| !text.is_empty()))
        .map(|(key, _)| key.clone())
}

/// Around the payload first, but a greeting grants the id that is in its payload.
fn take_sender(
    name: &str,
    envelope: &mut Members,
    payload: &mut Members,
    dialect: &Dialect,
    style: &mut Style,
) -> Option<Id> {
    let outer = find_sender(envelope, dialect);
    let inner = find_sender(payload, dialect);
    let granted = name == "connection_accepted" && inner.is_some();
    style.sender_in_payload = outer.is_none() && inner.is_some() && style.shape != Shape::Flat;
    style.sender_key = outer.clone().or_else(|| inner.clone());
    let (place, key) = match (outer, inner) {
        (Some(key), _) if !granted => (envelope, key),
        (_, Some(key)) => (payload, key),
        (Some(_) | None, None) => return None,
    };
    Id::take(&mut place.remove(&key)?)
}
