//! The nine documented events, one file each. Their names are documented; every field of theirs is inferred.

mod call_connected;
mod call_disconnected;
mod call_failed;
mod connected;
mod connection_accepted;
mod data_updated;
mod incoming_call;
mod outgoing_call;
mod status_changed;

pub use call_connected::CallConnected;
pub use call_disconnected::CallDisconnected;
pub use call_failed::CallFailed;
pub use connected::Connected;
pub use connection_accepted::ConnectionAccepted;
pub use data_updated::DataUpdated;
pub use incoming_call::IncomingCall;
pub use outgoing_call::OutgoingCall;
pub use status_changed::{Status, StatusChanged};

use crate::{CallFields, decode::Reader, encode::Writer};

/// An event of the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The server has let this client in.
    ConnectionAccepted(ConnectionAccepted),
    /// A client has joined the room.
    Connected(Connected),
    /// An outbound call has started.
    OutgoingCall(OutgoingCall),
    /// An inbound call has started.
    IncomingCall(IncomingCall),
    /// A call was answered.
    CallConnected(CallConnected),
    /// The recipient did not answer.
    CallFailed(CallFailed),
    /// The data of a call changed.
    DataUpdated(DataUpdated),
    /// A user's status changed.
    StatusChanged(StatusChanged),
    /// A call has ended.
    CallDisconnected(CallDisconnected),
}

impl Event {
    /// The documented names, in the document's spelling.
    pub const NAMES: [&str; 9] = [
        "connection_accepted",
        "connected",
        "outgoing_call",
        "incoming_call",
        "call_connected",
        "call_failed",
        "data_updated",
        "status_changed",
        "call_disconnected",
    ];

    /// The event's documented name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ConnectionAccepted(_) => "connection_accepted",
            Self::Connected(_) => Connected::NAME,
            Self::OutgoingCall(_) => "outgoing_call",
            Self::IncomingCall(_) => "incoming_call",
            Self::CallConnected(_) => "call_connected",
            Self::CallFailed(_) => "call_failed",
            Self::DataUpdated(_) => "data_updated",
            Self::StatusChanged(_) => "status_changed",
            Self::CallDisconnected(_) => "call_disconnected",
        }
    }

    /// What a call event says of its call.
    pub fn call(&self) -> Option<&CallFields> {
        match self {
            Self::OutgoingCall(event) => Some(&event.call),
            Self::IncomingCall(event) => Some(&event.call),
            Self::CallConnected(event) => Some(&event.call),
            Self::CallFailed(event) => Some(&event.call),
            Self::DataUpdated(event) => Some(&event.call),
            Self::CallDisconnected(event) => Some(&event.call),
            Self::ConnectionAccepted(_) | Self::Connected(_) | Self::StatusChanged(_) => None,
        }
    }

    /// Reads the fields of the event of this name. `None` if there is no such event.
    pub(crate) fn read(name: &str, fields: &mut Reader<'_>) -> Option<Self> {
        Some(match name {
            "connection_accepted" => Self::ConnectionAccepted(ConnectionAccepted {}),
            "connected" => Self::Connected(Connected::read(fields)),
            "outgoing_call" => Self::OutgoingCall(OutgoingCall::read(fields)),
            "incoming_call" => Self::IncomingCall(IncomingCall::read(fields)),
            "call_connected" => Self::CallConnected(CallConnected::read(fields)),
            "call_failed" => Self::CallFailed(CallFailed::read(fields)),
            "data_updated" => Self::DataUpdated(DataUpdated::read(fields)),
            "status_changed" => Self::StatusChanged(StatusChanged::read(fields)),
            "call_disconnected" => Self::CallDisconnected(CallDisconnected::read(fields)),
            _ => return None,
        })
    }

    pub(crate) fn write(&self, fields: &mut Writer<'_>) {
        match self {
            Self::ConnectionAccepted(ConnectionAccepted {}) => {}
            Self::Connected(event) => event.write(fields),
            Self::OutgoingCall(event) => event.write(fields),
            Self::IncomingCall(event) => event.write(fields),
            Self::CallConnected(event) => event.write(fields),
            Self::CallFailed(event) => event.write(fields),
            Self::DataUpdated(event) => event.write(fields),
            Self::StatusChanged(event) => event.write(fields),
            Self::CallDisconnected(event) => event.write(fields),
        }
    }
}
