//! `data_updated`

use crate::{CallFields, decode::Reader, encode::Writer};

/// The data of a call changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataUpdated {
    /// What the message says of the call.
    pub call: CallFields,
}

impl DataUpdated {
    pub(super) fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            call: CallFields::read(fields, None),
        }
    }

    pub(super) fn write(&self, fields: &mut Writer<'_>) {
        self.call.write(fields, None);
    }
}
