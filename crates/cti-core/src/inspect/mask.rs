//! A frame without what is nobody's business. What is shown is what is known to be harmless, not the other way round: no key
//! of the wire is documented, so a name may stand under any.
//!
//! What is left decodes as before: the structure, the keys, the names of messages, ids of calls and users, statuses, times
//! and codes stay.

use super::secrets::{is_secret, without_secrets};
use cti_protocol::{Dialect, Part, Pii, json};
use serde_json::{Map, Value};

/// What stands for a text that is not shown.
pub(super) const HIDDEN: &str = "•••";
const DOT: char = '•';
/// With so many digits, something may be a number that somebody answers.
const DIGITS: usize = 5;
/// Digits of a number that are shown.
const SHOWN: usize = 2;
/// Characters of a word that is shown, and of an id.
const WORD: usize = 40;
const ID: usize = 128;
/// Times in this range are times: from 2000 to 2100, in seconds.
const TIMES: std::ops::Range<f64> = 946_684_800.0..4_102_444_800.0;

/// A frame's text as it may be shown. Secrets never are. Personal data is where `personal` is set.
pub fn mask(text: &str, dialect: &Dialect, personal: bool) -> Pii {
    let masked = match json::read(text) {
        Ok(mut value) => {
            let mut mask = Mask {
                dialect,
                personal,
                keys: 0,
            };
            if personal {
                mask.secrets(&mut value);
            } else {
                mask.any(&mut value, Place::Message);
            }
            json::write(&value)
        }
        // Nobody knows what stands where.
        Err(_) if personal => without_secrets(text),
        Err(_) => without_secrets(text)
            .chars()
            .map(|c| if is_plain(c) { c } else { DOT })
            .collect(),
    };
    Pii::new(masked)
}

/// Says why something was not understood, without a word of the frame that is not shown of it.
pub fn mask_why(why: &str, shown: &str) -> String {
    match why.rsplit_once("unknown name ") {
        Some((before, name)) if !shown.contains(name) => [before, "unknown name ", HIDDEN].concat(),
        _ => without_secrets(why),
    }
}

/// A number as frames show it: its signs and its last two digits.
pub fn mask_number(text: &str) -> Pii {
    Pii::new(number(text))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A message, or what is packed around messages.
    Message,
    /// The payload of a message.
    Payload,
    User,
    /// A thing of the account that has a name: a status, a queue.
    Thing,
    Variables,
    /// One of a list of variables: its name and its value.
    Pair,
    /// Nobody knows what this is.
    Unknown,
}

struct Mask<'a> {
    dialect: &'a Dialect,
    personal: bool,
    /// Keys that were made different from each other.
    keys: usize,
}

impl Mask<'_> {
    /// Hides the secrets alone.
    fn secrets(&mut self, value: &mut Value) {
        match value {
            Value::Object(members) => self.each_member(members, &mut |mask, key, value| {
                if mask.is_secret(key) {
                    hide(value);
                } else {
                    mask.secrets(value);
                }
            }),
            Value::Array(list) => list.iter_mut().for_each(|value| self.secrets(value)),
            Value::String(text) => {
                let inner = text.trim_start().starts_with(['{', '[']);
                match inner.then(|| json::read(text)) {
                    Some(Ok(mut inner)) => {
                        self.secrets(&mut inner);
                        *text = json::write(&inner);
                    }
                    _ => *text = without_secrets(text),
                }
            }
            _ => {}
        }
    }

    fn any(&mut self, value: &mut Value, place: Place) {
        match value {
            Value::Object(members) => self.object(members, place),
            Value::Array(list) => {
                let place = match place {
                    Place::Variables => Place::Pair,
                    Place::Pair => Place::Variables,
                    other => other,
                };
                list.iter_mut().for_each(|value| self.any(value, place));
            }
            Value::String(text) if text.trim_start().starts_with(['{', '[']) => match json::read(text) {
                Ok(mut inner) => {
                    self.any(&mut inner, place);
                    *text = json::write(&inner);
                }
                Err(_) => hide(value),
            },
            _ if matches!(place, Place::Variables | Place::Pair) => hide(value),
            value => scalar(value),
        }
    }

    fn object(&mut self, members: &mut Map<String, Value>, place: Place) {
        let part = |key: &str| self.dialect.part(key);
        let of_call = members
            .keys()
            .any(|key| part(key) == Some(Part::Field("call_id")));
        // Says only that it is an event, so its name stands elsewhere.
        let kind = |value: &Value| value.as_str().is_some_and(|word| is(word, &["event", "command"]));
        let named = |(key, value): (&String, &Value)| {
            part(key) == Some(Part::Name) && value.is_string() && !kind(value)
        };
        let unnamed = members.values().any(kind) && !members.iter().any(named);
        let valued = members.keys().any(|key| is(key, &["value"]));
        self.each_member(members, &mut |mask, key, value| {
            if mask.is_secret(key) {
                return hide(value);
            }
            match place {
                Place::Message => mask.of_message(key, value, of_call, unnamed),
                Place::Payload => mask.of_payload(key, value),
                Place::User if Dialect::is_id_member(key) => id(value),
                Place::User => mask.any(value, Place::Unknown),
                Place::Thing if is(key, &["title", "name", "color"]) => word(value),
                Place::Thing if Dialect::is_id_member(key) => id(value),
                Place::Thing => mask.any(value, Place::Unknown),
                Place::Pair if valued && is(key, &["name", "key"]) && value.is_string() => word(value),
                Place::Pair | Place::Variables => mask.any(value, Place::Variables),
                Place::Unknown => mask.any(value, Place::Unknown),
            }
        });
    }

    fn is_secret(&self, key: &str) -> bool {
        is_secret(key) || self.dialect.part(key) == Some(Part::Sender)
    }

    /// Gives each member to `act`, with what may be personal in its key hidden after that.
    fn each_member(
        &mut self,
        members: &mut Map<String, Value>,
        act: &mut dyn FnMut(&mut Self, &str, &mut Value),
    ) {
        for (key, mut value) in std::mem::take(members) {
            act(self, &key, &mut value);
            let mut shown = without_secrets(&key);
            if !self.personal && digits(&shown) >= DIGITS {
                shown = number(&shown);
            }
            if members.contains_key(&shown) {
                self.keys += 1;
                shown.push('#');
                shown.push_str(&self.keys.to_string());
            }
            members.insert(shown, value);
        }
    }

    fn of_message(&mut self, key: &str, value: &mut Value, of_call: bool, unnamed: bool) {
        let structured = value.is_object()
            || value.is_array()
            || value
                .as_str()
                .is_some_and(|text| text.trim_start().starts_with('{'));
        let named = |text: &str| self.dialect.knows(text) || (unnamed && is_name(text));
        match self.dialect.part(key) {
            Some(Part::Payload) => self.any(value, Place::Payload),
            // What is read as variables has no field of a message in it.
            _ if structured && is(key, &["params"]) && of_call && !self.has_field(value) => {
                self.any(value, Place::Variables);
            }
            _ if structured && is(key, &["params", "message"]) => self.any(value, Place::Payload),
            _ if structured && is(key, &["events"]) => self.any(value, Place::Message),
            Some(Part::Name) if value.as_str().is_some_and(is_name) => {}
            // May be the name of a person.
            Some(Part::Field("display_name")) | None
                if is(key, &["name", "message"]) && value.as_str().is_some_and(named) => {}
            _ => self.of_payload(key, value),
        }
    }

    fn has_field(&self, params: &Value) -> bool {
        let is_field = |key: &String| matches!(self.dialect.part(key), Some(Part::Field(_)));
        match params {
            Value::Object(members) => members.keys().any(is_field),
            _ => false,
        }
    }

    fn of_payload(&mut self, key: &str, value: &mut Value) {
        let Some(Part::Field(field)) = self.dialect.part(key) else {
            return self.any(value, Place::Unknown);
        };
        match (field, &*value) {
            ("variables", _) => self.any(value, Place::Variables),
            ("user", Value::Object(_)) => self.any(value, Place::User),
            ("status" | "queue", Value::Object(_)) => self.any(value, Place::Thing),
            (_, Value::Object(_) | Value::Array(_)) => self.any(value, Place::Unknown),
            ("user", Value::String(text)) if !text.contains(|c: char| c.is_ascii_digit()) => hide(value),
            ("call_id" | "session_id" | "user_id" | "user", _) => id(value),
            ("timestamp", _) => time(value),
            (
                "direction" | "is_incoming" | "assign_type" | "queue" | "result_code" | "completion_code"
                | "status",
                _,
            ) => word(value),
            ("number" | "phone_a" | "phone_b" | "destination" | "callerid", Value::String(text)) => {
                *value = Value::String(number(text));
            }
            _ => scalar(value),
        }
    }
}

/// Whether a key is one of several words, as the codec compares them.
fn is(key: &str, words: &[&str]) -> bool {
    let plain = |key: &str| -> String {
        let letters = key.chars().filter(|c| !matches!(c, '-' | '_'));
        letters.map(|c| c.to_ascii_lowercase()).collect()
    };
    words.contains(&plain(key).as_str())
}

fn digits(text: &str) -> usize {
    text.chars().filter(|c| c.is_numeric()).count()
}

fn is_plain(c: char) -> bool {
    c == DOT || c.is_ascii_punctuation() || matches!(c, ' ' | '\n' | '\t' | '\r')
}

/// The name of a message: one word, and no number in it that somebody answers.
fn is_name(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(letter)
        && digits(text) < DIGITS
}

fn hide(value: &mut Value) {
    if !value.is_null() {
        *value = Value::from(HIDDEN);
    }
}

/// A text of which only signs, and the last digits of a number, are left.
fn number(text: &str) -> String {
    let all = digits(text);
    if text.contains(DOT) && all <= SHOWN && !text.contains(char::is_alphabetic) {
        // Masked already.
        return text.to_owned();
    }
    let hidden = if all < DIGITS { all } else { all - SHOWN };
    let mut seen = 0;
    let dots = text.chars().map(|c| {
        seen += usize::from(c.is_numeric());
        match c {
            c if is_plain(c) => c,
            c if c.is_ascii_digit() && seen > hidden => c,
            _ => DOT,
        }
    });
    dots.collect()
}

/// A value of which nothing is known.
fn scalar(value: &mut Value) {
    match value {
        Value::String(text) => {
            let dialled =
                |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | '.' | '/' | ' ' | DOT);
            if (digits(text) >= DIGITS || text.contains(DOT)) && text.chars().all(dialled) {
                *text = number(text);
            } else if !text.is_empty() {
                hide(value);
            }
        }
        Value::Number(given) => {
            // It stays a number: a one, noughts, and the last digits.
            let text = given.to_string();
            let whole =
                text.len() >= DIGITS && text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit());
            let tail = text.get(text.len().saturating_sub(SHOWN)..).filter(|_| whole);
            let tail: u64 = tail.and_then(|tail| tail.parse().ok()).unwrap_or_default();
            *value = match whole {
                true => Value::from(10_u64.pow(text.len() as u32 - 1) + tail),
                false => Value::from(0),
            };
        }
        _ => {}
    }
}

/// An id of a call or a user.
fn id(value: &mut Value) {
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '#');
    let is_id = match &*value {
        Value::String(text) => text.len() <= ID && text.chars().all(letter),
        Value::Number(_) => true,
        _ => false,
    };
    if !is_id {
        hide(value);
    }
}

/// A word of the account's own: a status, a queue, a code.
fn word(value: &mut Value) {
    match value {
        Value::String(text) => {
            let shown = text.chars().count() <= WORD && digits(text) < DIGITS;
            let letter = |c: char| {
                c.is_alphanumeric()
                    || matches!(
                        c,
                        ' ' | '_' | '-' | '.' | '/' | '&' | '\'' | '(' | ')' | '#' | DOT
                    )
            };
            let shown = shown && text.chars().all(letter);
            if !shown {
                hide(value);
            }
        }
        Value::Number(given)
            if given
                .as_i64()
                .is_some_and(|code| (-9_999..=9_999).contains(&code)) => {}
        Value::Bool(_) | Value::Null => {}
        other => scalar(other),
    }
}

fn time(value: &mut Value) {
    let is_time = match &*value {
        Value::Number(given) => given.as_f64().is_some_and(is_moment),
        Value::String(text) => {
            let written = ["19", "20"].iter().any(|century| text.starts_with(century))
                && text.get(4..5) == Some("-")
                && text.get(7..8) == Some("-")
                && text.len() <= WORD;
            let letter = |c: char| {
                c.is_ascii_digit() || matches!(c, '-' | ':' | '.' | '+' | ' ' | 'T' | 'Z' | 't' | 'z')
            };
            match text.parse::<f64>() {
                Ok(number) => !text.starts_with('+') && is_moment(number),
                Err(_) => written && text.chars().all(letter),
            }
        }
        _ => false,
    };
    if !is_time {
        scalar(value);
    }
}

/// Seconds or milliseconds since 1970.
fn is_moment(number: f64) -> bool {
    TIMES.contains(&number) || TIMES.contains(&(number / 1_000.0))
}
