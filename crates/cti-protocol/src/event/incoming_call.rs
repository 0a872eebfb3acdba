//! `incoming_call`

use crate::{CallFields, Direction, decode::Reader, encode::Writer};

/// An inbound call has started.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncomingCall {
    /// What the message says of the call.
    pub call: CallFields,
}

impl IncomingCall {
    pub(super) fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            call: CallFields::read(fields, Some(Direction::Incoming)),
        }
    }

    pub(super) fn write(&self, fields: &mut Writer<'_>) {
        self.call.write(fields, Some(Direction::Incoming));
    }
}
