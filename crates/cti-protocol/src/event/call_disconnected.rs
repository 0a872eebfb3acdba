//! `call_disconnected`

use crate::{CallFields, decode::Reader, encode::Writer};

/// A call has ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallDisconnected {
    /// What the message says of the call.
    pub call: CallFields,
}

impl CallDisconnected {
    pub(super) fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            call: CallFields::read(fields, None),
        }
    }

    pub(super) fn write(&self, fields: &mut Writer<'_>) {
        self.call.write(fields, None);
    }
}
