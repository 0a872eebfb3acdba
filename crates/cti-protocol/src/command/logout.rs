//! `logout`

use crate::{Id, UserRef, decode::Reader, encode::Writer, fields::vocabulary as v};

/// Logs a user out. Confirmed by that user's `status_changed` (inferred).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Logout {
    /// Whom.
    pub user: Option<Id>,
}

impl Logout {
    pub(super) fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            user: UserRef::read_id(fields),
        }
    }

    pub(super) fn write(&self, fields: &mut Writer<'_>) {
        fields.id(v::USER_ID, self.user.as_ref());
    }
}
