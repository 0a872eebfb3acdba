//! `connected`

use crate::{UserRef, decode::Reader, encode::Writer};

/// What each client sends when it has joined. Which fields it carries is unknown; a user is read if there is one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Connected {
    /// The user whose client joined, if told.
    pub user: UserRef,
}

impl Connected {
    /// The event's documented name.
    pub const NAME: &str = "connected";

    pub(super) fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            user: UserRef::read(fields),
        }
    }

    pub(super) fn write(&self, fields: &mut Writer<'_>) {
        self.user.write(fields);
    }
}
