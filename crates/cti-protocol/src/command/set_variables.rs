//! `set_variables`

use crate::{
    Id, UserRef, Variables,
    decode::Reader,
    encode::Writer,
    fields::{take_variables, vocabulary as v, write_variables},
};

/// Adds variables to a call. Confirmed by `data_updated` of that call (inferred).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SetVariables {
    /// Whose call.
    pub user: Option<Id>,
    /// Which call.
    pub call: Option<Id>,
    /// What to set. An empty value stands for a removed variable: the document has only "add".
    pub variables: Option<Variables>,
}

impl SetVariables {
    pub(super) fn read(fields: &mut Reader<'_>) -> Self {
        let budget = fields.budget();
        Self {
            user: UserRef::read_id(fields),
            call: fields.take(v::CALL_ID, "text or number", Id::take),
            variables: fields.take(v::VARIABLES, "an object or a list of name and value", |value| {
                take_variables(value, budget)
            }),
        }
    }

    pub(super) fn write(&self, fields: &mut Writer<'_>) {
        fields.id(v::USER_ID, self.user.as_ref());
        fields.id(v::CALL_ID, self.call.as_ref());
        write_variables(self.variables.as_ref(), fields);
    }
}
