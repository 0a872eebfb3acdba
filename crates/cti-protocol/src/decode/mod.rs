//! From the text of a frame to messages.

mod bounded;
mod envelope;
mod reader;

pub(crate) use bounded::Budget;
use bounded::Trace;
pub(crate) use reader::{Reader, Verdict};

use crate::{Batch, Body, Dialect, Limits, Message, spelling::same};
use serde_json::{Map, Value};
use std::{cell::RefCell, fmt};

/// What one frame held.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Its messages, in order. More than one where the room sends batches.
    pub messages: Vec<Message>,
    /// Why there are none, if the frame could not be read.
    pub problem: Option<FrameProblem>,
}

/// Why a frame could not be read. Holds nothing of the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameProblem {
    /// The text is not JSON.
    NotJson {
        /// Where reading stopped, from 1.
        line: usize,
        /// Where reading stopped in that line, from 1.
        column: usize,
    },
    /// It is JSON, but neither an object nor a list.
    NotAMessage,
    /// Longer than [`Limits::bytes`]. It was not read at all.
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Nested deeper than [`Limits::depth`].
    TooDeep,
    /// More values than [`Limits::values`].
    TooManyValues,
    /// More messages than [`Limits::messages`].
    TooManyMessages,
}

impl fmt::Display for FrameProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { line, column } => {
                write!(f, "the frame is not JSON (line {line}, column {column})")
            }
            Self::NotAMessage => f.write_str("the frame is JSON, but neither an object nor a list"),
            Self::TooLong { bytes } => write!(f, "the frame is too long ({bytes} bytes)"),
            Self::TooDeep => f.write_str("the frame is nested too deep"),
            Self::TooManyValues => f.write_str("the frame holds too many values"),
            Self::TooManyMessages => f.write_str("the frame holds too many messages"),
        }
    }
}

impl std::error::Error for FrameProblem {}

/// Reads a frame, in any of the shapes that `docs/protocol.md` lists.
///
/// Never fails: a message with an unknown name is kept whole, a known one with odd fields is read as far as it goes,
/// and a frame that cannot be read at all says why in [`Frame::problem`]. The only digits that can be lost are those
/// of JSON numbers beyond 64 bits, which become floats as they do in a browser.
///
/// ```
/// use cti_protocol::{Body, Dialect, Direction, Event, Limits, decode};
///
/// let text = r#"{"event": "incoming_call", "sender_id": "s1",
///                "data": {"call_id": 7, "from": "+34600123456", "mood": "calm"}}"#;
/// let frame = decode(text, &Dialect::default(), &Limits::default());
///
/// let message = &frame.messages[0];
/// assert_eq!(message.sender.as_ref().unwrap().as_str(), "s1");
/// assert_eq!(message.details.0["mood"], "calm");
///
/// let Body::Event(Event::IncomingCall(event)) = &message.body else { panic!() };
/// assert_eq!(event.call.id.as_ref().unwrap().as_str(), "7");
/// assert_eq!(event.call.direction, Some(Direction::Incoming));
/// assert_eq!(event.call.number.as_deref(), Some("+34600123456"));
///
/// let frame = decode("good morning", &Dialect::default(), &Limits::default());
/// assert_eq!(frame.problem.unwrap().to_string(), "the frame is not JSON (line 1, column 1)");
/// ```
pub fn decode(text: &str, dialect: &Dialect, limits: &Limits) -> Frame {
    framed(read(text, dialect, limits, None))
}

/// As [`decode`], and tells which field was read from which key, message by message: the field as a dialect file calls it,
/// and the key as written.
pub fn decode_traced(
    text: &str,
    dialect: &Dialect,
    limits: &Limits,
) -> (Frame, Vec<Vec<(&'static str, String)>>) {
    let read_from = RefCell::new(vec![Vec::new()]);
    let trace = |field: &'static str, key: &str| {
        let mut messages = read_from.borrow_mut();
        if field.is_empty() {
            messages.push(Vec::new());
        } else if let Some(message) = messages.last_mut() {
            message.push((field, key.to_owned()));
        }
    };
    let frame = framed(read(text, dialect, limits, Some(&trace)));
    // Nothing is read of an unknown message, so none is told of it.
    let mut read_from = read_from.into_inner().into_iter();
    let mut of = |message: &Message| match message.body {
        Body::Unknown(_) => Vec::new(),
        _ => read_from.next().unwrap_or_default(),
    };
    let fields = frame.messages.iter().map(&mut of).collect();
    (frame, fields)
}

fn framed(read: Result<Vec<Message>, FrameProblem>) -> Frame {
    let problem = read.as_ref().err().copied();
    Frame {
        messages: read.unwrap_or_default(),
        problem,
    }
}

fn read(
    text: &str,
    dialect: &Dialect,
    limits: &Limits,
    trace: Trace<'_>,
) -> Result<Vec<Message>, FrameProblem> {
    if text.len() > limits.bytes {
        return Err(FrameProblem::TooLong { bytes: text.len() });
    }
    let budget = Budget::new(limits, trace);
    let value = budget.parse(text)?;
    if !value.is_object() && !value.is_array() {
        return Err(FrameProblem::NotAMessage);
    }
    let mut parts = Vec::new();
    unpack(value, Batch::None, dialect, limits.messages, &mut parts)?;
    let messages = parts
        .into_iter()
        .map(|(value, batch)| envelope::read_message(value, batch, dialect, &budget))
        .collect();
    // A payload that is JSON in a string is read only now. Half of a frame is worse than none.
    match budget.problem() {
        Some(problem) => Err(problem),
        None => Ok(messages),
    }
}

/// Takes batches apart, and batches in batches.
fn unpack(
    value: Value,
    batch: Batch,
    dialect: &Dialect,
    limit: usize,
    parts: &mut Vec<(Value, Batch)>,
) -> Result<(), FrameProblem> {
    let (list, batch) = match value {
        Value::Array(list) => (list, if batch == Batch::None { Batch::Array } else { batch }),
        Value::Object(mut members) => match take_events(&mut members, dialect) {
            Some(list) => {
                // What stands around a batch belongs to no single message, so it is kept as one of its own.
                if !members.is_empty() {
                    push(Value::Object(members), Batch::None, limit, parts)?;
                }
                (list, Batch::Events)
            }
            None => return push(Value::Object(members), batch, limit, parts),
        },
        other => return push(other, batch, limit, parts),
    };
    for value in list {
        unpack(value, batch, dialect, limit, parts)?;
    }
    Ok(())
}

fn push(
    value: Value,
    batch: Batch,
    limit: usize,
    parts: &mut Vec<(Value, Batch)>,
) -> Result<(), FrameProblem> {
    if parts.len() == limit {
        return Err(FrameProblem::TooManyMessages);
    }
    parts.push((value, batch));
    Ok(())
}

fn take_events(members: &mut Map<String, Value>, dialect: &Dialect) -> Option<Vec<Value>> {
    let key = members
        .iter()
        .find(|(key, value)| same(key, "events") && value.is_array())?
        .0
        .clone();
    if envelope::has_known_name(members, dialect) {
        return None;
    }
    match members.remove(&key) {
        Some(Value::Array(list)) => Some(list),
        _ => None,
    }
}
