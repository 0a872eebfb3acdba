//! `status_changed`

use crate::{
    Timestamp, UserRef,
    decode::Reader,
    encode::Writer,
    fields::{drop_if_empty, take_member, take_pii, take_text, take_title, vocabulary as v},
};
use serde_json::{Map, Value};

/// A user's status changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatusChanged {
    /// Whose.
    pub user: UserRef,
    /// To what.
    pub status: Option<Status>,
    /// When, by the sender's clock.
    pub time: Option<Timestamp>,
}

/// A status by its own name, e.g. `Ready`, `In service`, or an account's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// As written by the room.
    pub name: String,
    /// A colour, where the account gave one.
    pub color: Option<String>,
}

impl StatusChanged {
    pub(super) fn read(fields: &mut Reader<'_>) -> Self {
        let mut user = UserRef::read(fields);
        let status = fields.take(v::STATUS, "text, number or an object with a name", Status::take);
        // Without a status of its own, a name may be the name of the status.
        if user.name.is_none() && status.is_some() {
            user.name = fields.take(v::DISPLAY_NAME, "text", take_pii);
        }
        Self {
            user,
            status,
            time: fields.take(v::TIMESTAMP, "a time", Timestamp::take),
        }
    }

    pub(super) fn write(&self, fields: &mut Writer<'_>) {
        self.user.write(fields);
        if let Some(status) = &self.status {
            let status = status.to_json(fields);
            fields.put(v::STATUS, status);
        }
        if let Some(time) = self.time {
            fields.put(v::TIMESTAMP, time.to_json());
        }
    }
}

impl Status {
    fn take(value: &mut Value) -> Option<Self> {
        let name = take_title(value, v::STATUS_MEMBER)?;
        let color = value
            .as_object_mut()
            .and_then(|members| take_member(members, v::COLOR_MEMBER, take_text));
        drop_if_empty(value);
        Some(Self { name, color })
    }

    fn to_json(&self, fields: &Writer<'_>) -> Value {
        let name = Value::from(self.name.as_str());
        let Some(color) = &self.color else { return name };
        Value::Object(Map::from_iter([
            (fields.spell("name"), name),
            (fields.spell("color"), Value::from(color.as_str())),
        ]))
    }
}
