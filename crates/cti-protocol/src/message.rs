//! One message of the room, decoded.

use crate::{Command, Event, Id, Style};
use serde_json::{Map, Value};
use std::fmt;

/// A message: what it says, who sent it, how it was written, and everything in it that the types do not know.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// What it says.
    pub body: Body,
    /// Who sent it: the sender id that the server gave to that client. Absent in many of the server's own messages.
    pub sender: Option<Id>,
    /// The keys and spellings it was written with.
    pub style: Style,
    /// Fields that no type knows, at their own names. Nothing of a message is lost.
    pub details: Details,
    /// Fields that were known but could not be read, e.g. a call id that is an object. Their values are in `details`.
    pub oddities: Vec<Oddity>,
}

/// The three things a message can be.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "nearly every message is an event, so a box would save nothing"
)]
pub enum Body {
    /// One of the nine documented events.
    Event(Event),
    /// One of the three documented commands. A room relays them, so a client may see those of others.
    Command(Command),
    /// A message with a name that the document does not have, or with none. The whole of it is in `details`.
    Unknown(Unknown),
}

/// The name of a message that the document does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The name as written, if there was one.
    pub name: Option<String>,
}

/// Fields that the types do not know. `Debug` tells how many, not what: they may be personal.
#[derive(Clone, Default, PartialEq)]
pub struct Details(pub Map<String, Value>);

impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Details({} fields)", self.0.len())
    }
}

/// A known field with an unreadable value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    /// The key as written.
    pub key: String,
    /// What the type expected, e.g. `"text or number"`.
    pub expected: &'static str,
}

impl Body {
    /// The documented name, or that of an unknown message as it was written.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Event(event) => Some(event.name()),
            Self::Command(command) => Some(command.name()),
            Self::Unknown(unknown) => unknown.name.as_deref(),
        }
    }
}
