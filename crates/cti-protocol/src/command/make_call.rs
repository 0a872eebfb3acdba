//! `make_call`

use crate::{
    Id, Pii, UserRef, Variables,
    decode::Reader,
    encode::Writer,
    fields::{take_pii, take_variables, vocabulary as v, write_variables},
};

/// Makes a user's softphone dial. Confirmed by that user's `outgoing_call` to that number (inferred).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MakeCall {
    /// Whose phone dials.
    pub user: Option<Id>,
    /// The number to dial.
    pub number: Option<Pii>,
    /// The number that the called party sees (`callerid` in the account's HTTP API).
    pub caller_id: Option<Pii>,
    /// Variables for the new call.
    pub variables: Option<Variables>,
}

impl MakeCall {
    pub(super) fn read(fields: &mut Reader<'_>) -> Self {
        let mut number = None;
        for field in [v::NUMBER, v::DESTINATION, v::CALLEE] {
            number = number.or_else(|| fields.take(field, "text or number", take_pii));
        }
        let budget = fields.budget();
        Self {
            user: UserRef::read_id(fields),
            number,
            caller_id: fields.take(v::CALLER_ID, "text or number", take_pii),
            variables: fields.take(v::VARIABLES, "an object or a list of name and value", |value| {
                take_variables(value, budget)
            }),
        }
    }

    pub(super) fn write(&self, fields: &mut Writer<'_>) {
        fields.id(v::USER_ID, self.user.as_ref());
        fields.text(v::NUMBER, self.number.as_deref());
        fields.text(v::CALLER_ID, self.caller_id.as_deref());
        write_variables(self.variables.as_ref(), fields);
    }
}
