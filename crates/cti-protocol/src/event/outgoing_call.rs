//! `outgoing_call`

use crate::{CallFields, Direction, decode::Reader, encode::Writer};

/// An outbound call has started.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutgoingCall {
    /// What the message says of the call.
    pub call: CallFields,
}

impl OutgoingCall {
    pub(super) fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            call: CallFields::read(fields, Some(Direction::Outgoing)),
        }
    }

    pub(super) fn write(&self, fields: &mut Writer<'_>) {
        self.call.write(fields, Some(Direction::Outgoing));
    }
}
