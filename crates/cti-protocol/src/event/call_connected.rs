//! `call_connected`

use crate::{CallFields, decode::Reader, encode::Writer};

/// A call was answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallConnected {
    /// What the message says of the call.
    pub call: CallFields,
}

impl CallConnected {
    pub(super) fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            call: CallFields::read(fields, None),
        }
    }

    pub(super) fn write(&self, fields: &mut Writer<'_>) {
        self.call.write(fields, None);
    }
}
