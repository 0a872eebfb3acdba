//! The plain objects that a page sees: `snapshot()`, the details of events, `CtiError`.
//!
//! Their TypeScript types stand in `static/cti-softphone.d.ts`, which changes with this file.

use crate::{
    model::{Confirmation, Told},
    snapshot::{Call, Connection, ConnectionState, Gap, IntentError, Outcome, Phase, Reason, Snapshot, User},
};
use cti_protocol::{Direction, Id};
use serde_json::{Map, Value};
use std::fmt;

/// Sets what is there; what is not known is absent rather than null.
pub(crate) struct Object(pub(crate) Map<String, Value>);

impl Object {
    pub(crate) fn new() -> Self {
        Self(Map::new())
    }

    pub(crate) fn set(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    pub(crate) fn maybe(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.set(key, value),
            None => self,
        }
    }

    pub(crate) fn done(self) -> Value {
        Value::Object(self.0)
    }
}

fn id(id: &Id) -> Value {
    Value::from(id.as_str())
}

impl Snapshot {
    /// The object that `snapshot()` returns.
    pub fn to_public(&self) -> Value {
        Object::new()
            .set("connection", self.connection.to_public())
            .set("user", self.me.as_ref().map_or(Value::Null, |me| me.to_public()))
            .set(
                "calls",
                self.calls.iter().map(|call| call.to_public()).collect::<Vec<_>>(),
            )
            .set(
                "users",
                self.users.iter().map(|user| user.to_public()).collect::<Vec<_>>(),
            )
            .set("gaps", self.gaps.iter().map(Gap::to_public).collect::<Vec<_>>())
            .done()
    }
}

impl Call {
    /// The public call object. Ids are texts, times are milliseconds since 1970.
    pub fn to_public(&self) -> Value {
        self.to_object()
            .set("variables", self.variables_to_public())
            .set("details", self.details.0.clone())
            .done()
    }

    pub(crate) fn variables_to_public(&self) -> Map<String, Value> {
        let mut variables = Map::new();
        for (key, value) in &self.variables {
            variables.insert(key.clone(), Value::from(value.as_str()));
        }
        variables
    }

    /// All but variables and details.
    pub(crate) fn to_object(&self) -> Object {
        Object::new()
            .set("id", id(&self.id))
            .set("direction", direction(self.direction))
            .set("phase", self.phase.name())
            .maybe("outcome", self.outcome.as_ref().map(Outcome::name))
            .maybe("code", self.code)
            .maybe("reason", self.reason.as_ref().map(|reason| reason.as_str()))
            .set(
                "number",
                self.number.as_ref().map_or("", |number| number.as_str()),
            )
            .maybe("name", self.name.as_ref().map(|name| name.as_str()))
            .maybe("userId", self.user.as_ref().map(id))
            .maybe("queue", self.queue.as_deref())
            .set("startedAt", self.started_at)
            .maybe("connectedAt", self.connected_at)
            .maybe("endedAt", self.ended_at)
            .maybe("unconfirmedSince", self.unconfirmed_since)
            .set("mine", self.mine)
    }
}

impl User {
    /// The public user object.
    pub fn to_public(&self) -> Value {
        Object::new()
            .set("id", id(&self.id))
            .maybe("name", self.name.as_ref().map(|name| name.as_str()))
            .set("status", self.status.name())
            .set("since", self.since)
            .done()
    }
}

impl Connection {
    /// The public connection object.
    pub fn to_public(&self) -> Value {
        Object::new()
            .set("state", self.state.name())
            .set("since", self.since)
            .maybe("retryAt", self.retry_at)
            .maybe("reason", self.reason.as_ref().map(Reason::to_string))
            .done()
    }
}

impl Gap {
    /// The public gap object. `to` is absent while it lasts.
    pub fn to_public(&self) -> Value {
        Object::new()
            .set("from", self.from)
            .maybe("to", self.to)
            .set("reason", self.reason.to_string())
            .done()
    }
}

impl Told {
    /// The event's public name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Call(name, _) => name,
            Self::User(_) => "status_changed",
            Self::Gap(_) => "gap",
            Self::Error(_) => "error",
            Self::Connection(_) => "connection",
        }
    }

    /// What a listener gets: `{type, call? | user? | ...}`.
    pub fn to_public(&self) -> Value {
        let object = Object::new().set("type", self.name());
        match self {
            Self::Call(_, call) => object.set("call", call.to_public()),
            Self::User(user) => object.set("user", user.to_public()),
            Self::Gap(gap) => object.set("gap", gap.to_public()),
            Self::Error(words) => object.set("message", words.as_str()),
            Self::Connection(connection) => object.set("connection", connection.to_public()),
        }
        .done()
    }
}

impl Confirmation {
    /// What the promise of a command resolves with: the call or the user.
    pub fn to_public(&self) -> Value {
        match self {
            Self::Call(call) => call.to_public(),
            Self::User(user) => user.to_public(),
        }
    }
}

fn direction(direction: Option<Direction>) -> &'static str {
    match direction {
        Some(Direction::Incoming) => "incoming",
        Some(Direction::Outgoing) => "outgoing",
        None => "unknown",
    }
}

impl Phase {
    /// The public name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ringing => "ringing",
            Self::Dialing => "dialing",
            Self::Connected => "connected",
            Self::Ended => "ended",
        }
    }
}

impl Outcome {
    /// The public name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Missed => "missed",
            Self::AnsweredElsewhere(_) => "answered_elsewhere",
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown",
        }
    }
}

impl ConnectionState {
    /// The public name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Authorizing => "authorizing",
            Self::Connecting => "connecting",
            Self::Accepting => "accepting",
            Self::Live => "live",
            Self::Waiting => "waiting",
            Self::Stopped => "stopped",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offline => f.write_str("offline"),
            Self::Closed(code) => write!(f, "the connection closed ({code})"),
            Self::Handshake => f.write_str("the connection could not be opened"),
            Self::HandshakeRepeated => f.write_str(
                "the connection could not be opened, repeatedly: check host, account, token id, token and allowed addresses",
            ),
            Self::TimedOut => f.write_str("the server did not answer in time"),
            Self::Refused(code) => write!(f, "the server refused the token ({code})"),
            Self::Credentials(words) | Self::Config(words) => f.write_str(words),
            Self::Disconnected => f.write_str("disconnected"),
            Self::NotRunning => f.write_str("closed"),
            Self::Slept => f.write_str("slept"),
            Self::Silent => f.write_str("silent"),
            Self::Flood => f.write_str("flood"),
        }
    }
}

impl IntentError {
    /// The code of the public `CtiError`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotConnected => "not_connected",
            Self::InvalidNumber => "invalid_number",
            Self::Duplicate => "duplicate",
            Self::Timeout => "timeout",
            Self::Refused(_) | Self::Denied(_) => "refused",
            Self::NoUser => "no_user",
            Self::UnknownCall => "unknown_call",
            Self::Destroyed => "destroyed",
        }
    }
}

/// For developers; agents read the widget's own words.
impl fmt::Display for IntentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotConnected => "not connected: nothing was sent and nothing is kept for later",
            Self::InvalidNumber => "not a phone number: digits with an optional leading + are expected",
            Self::Duplicate => "the same number was dialled less than 2 seconds ago",
            Self::Timeout => {
                "no event confirmed the command within 10 seconds; it may or may not have been obeyed"
            }
            Self::Refused(words) => return write!(f, "refused by the room: {words}"),
            Self::NoUser => "no such user: nobody is chosen, or the user has not been seen in this room",
            Self::UnknownCall => "no such call",
            Self::Destroyed => "the widget was destroyed",
            Self::Denied(reason) if reason.is_empty() => {
                "doNotCall could not say whether the number may be called: nothing was dialled"
            }
            Self::Denied(reason) => return f.write_str(reason),
        })
    }
}
