//! The user whom a message is about.

use super::{drop_if_empty, take_member, take_pii, vocabulary as v};
use crate::{
    Id, Pii,
    decode::{Reader, Verdict},
    encode::Writer,
};
use serde_json::{Map, Value};

/// A user of the account, as far as a message tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserRef {
    /// The user's id.
    pub id: Option<Id>,
    /// The user's shown name.
    pub name: Option<Pii>,
    /// The user's e-mail address.
    pub email: Option<Pii>,
}

impl UserRef {
    pub(crate) fn read(fields: &mut Reader<'_>) -> Self {
        let mut user = Self::default();
        let (name, email) = (&mut user.name, &mut user.email);
        user.id = read_ids(fields, &mut |members| {
            *name = name
                .take()
                .or_else(|| take_member(members, v::NAME_MEMBER, take_pii));
            *email = email
                .take()
                .or_else(|| take_member(members, v::EMAIL_MEMBER, take_pii));
        });
        if user.name.is_none() {
            user.name = fields.take(v::USER_NAME, "text", take_pii);
        }
        user
    }

    /// Reads no more than the id: a command says nothing else of its user.
    pub(crate) fn read_id(fields: &mut Reader<'_>) -> Option<Id> {
        read_ids(fields, &mut |_| {})
    }

    pub(crate) fn write(&self, fields: &mut Writer<'_>) {
        fields.id(v::USER_ID, self.id.as_ref());
        let mut members = Map::new();
        for (names, text) in [(v::NAME_MEMBER, &self.name), (v::EMAIL_MEMBER, &self.email)] {
            if let (Some(name), Some(text)) = (names.first(), text) {
                members.insert(fields.spell(name), Value::from(text.as_str()));
            }
        }
        if !members.is_empty() {
            fields.put(v::USER, Value::Object(members));
        }
    }
}

/// Reads plain ids (`user_id`, `user`) and those in objects (`user: {id, ..}`), whose other members go to `rest`.
fn read_ids(fields: &mut Reader<'_>, rest: &mut dyn FnMut(&mut Map<String, Value>)) -> Option<Id> {
    let mut id = None;
    fields.visit(v::USER_ID, "text or number", &mut |value| {
        take_same_id(&mut id, value)
    });
    fields.visit(v::USER, "text, number or object", &mut |value| {
        let Value::Object(members) = value else {
            return take_same_id(&mut id, value);
        };
        let mut found = None;
        if let Some(mut inner) = take_member(members, v::ID_MEMBER, |value| Some(value.take())) {
            take_same_id(&mut id, &mut inner);
            found = Some(inner).filter(|inner| !inner.is_null());
        }
        rest(members);
        if let Some(contrary) = found {
            members.insert("id".to_owned(), contrary);
        }
        drop_if_empty(value);
        Verdict::Next
    });
    id
}

/// Ids that agree are one. What contradicts an earlier one stays where it is.
fn take_same_id(known: &mut Option<Id>, value: &mut Value) -> Verdict {
    let Some(id) = Id::take(value) else {
        return Verdict::Odd;
    };
    if *known.get_or_insert_with(|| id.clone()) != id {
        *value = id.to_json();
    }
    Verdict::Next
}
