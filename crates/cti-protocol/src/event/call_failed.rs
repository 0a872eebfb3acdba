//! `call_failed`

use crate::{CallFields, decode::Reader, encode::Writer};

/// The recipient failed to answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallFailed {
    /// What the message says of the call.
    pub call: CallFields,
}

impl CallFailed {
    pub(super) fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            call: CallFields::read(fields, None),
        }
    }

    pub(super) fn write(&self, fields: &mut Writer<'_>) {
        self.call.write(fields, None);
    }
}
