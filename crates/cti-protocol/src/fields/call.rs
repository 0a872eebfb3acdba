//! The fields of a call.

use super::{
    CallResult, Timestamp, UserRef, Variables, take_pii, take_text, take_title,
    variables::{take_variables, write_variables},
    vocabulary as v,
};
use crate::{
    Id, Pii,
    decode::{Reader, Verdict},
    encode::Writer,
    spelling::{is_one_of, same},
};
use serde_json::Value;

/// Who called whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Somebody called the agent.
    Incoming,
    /// The agent called somebody.
    Outgoing,
}

/// How a call was given to a user (`assign_type`; attested in Kit's callbacks).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// `queue_call`
    Queue,
    /// `group_call`
    Group,
    /// `user_call`
    User,
    /// `internal_call`
    Internal,
    /// `transfer`
    Transfer,
    /// Any other, by its own name.
    Other(String),
}

/// The fields that all call events share. Every one may be missing: no key of the wire is documented.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallFields {
    /// The call.
    pub id: Option<Id>,
    /// The wider session that legs of one call share (`session_id`, `call_session_history_id`).
    pub session: Option<Id>,
    /// The agent whose phone this is about.
    pub user: UserRef,
    /// The other party, where the message says so plainly or its direction is known.
    pub number: Option<Pii>,
    /// Who called (`phone_a`, `from`), as far as the message tells.
    pub caller: Option<Pii>,
    /// Who was called (`phone_b`, `to`), likewise.
    pub callee: Option<Pii>,
    /// The other party's shown name.
    pub name: Option<Pii>,
    /// From the event's name, else from `is_incoming` or `direction`.
    pub direction: Option<Direction>,
    /// How the call was given to the user.
    pub assignment: Option<Assignment>,
    /// The queue's title.
    pub queue: Option<String>,
    /// Variables that this message carries. `None` where it carries none.
    pub variables: Option<Variables>,
    /// How the call went.
    pub result: CallResult,
    /// When it happened by the sender's clock.
    pub time: Option<Timestamp>,
    /// Where the recording is.
    pub record_url: Option<Pii>,
}

impl CallFields {
    /// The other party of a call whose direction is known from elsewhere, e.g. from an earlier event: the plain number
    /// if there is one, else the caller of an incoming and the callee of an outgoing call.
    pub fn number_for(&self, direction: impl Into<Option<Direction>>) -> Option<&Pii> {
        self.number.as_ref().or_else(|| self.party(direction.into()))
    }

    fn party(&self, direction: Option<Direction>) -> Option<&Pii> {
        match direction? {
            Direction::Incoming => self.caller.as_ref(),
            Direction::Outgoing => self.callee.as_ref(),
        }
    }

    /// Reads a call of a direction that the name of the event tells, if it does.
    pub(crate) fn read(fields: &mut Reader<'_>, direction: Option<Direction>) -> Self {
        let budget = fields.budget();
        let mut call = Self {
            id: fields.take(v::CALL_ID, "text or number", Id::take),
            session: fields.take(v::SESSION_ID, "text or number", Id::take),
            user: UserRef::read(fields),
            direction: read_direction(fields, direction),
            number: fields.take(v::NUMBER, "text or number", take_pii),
            caller: fields.take(v::CALLER, "text or number", take_pii),
            callee: fields.take(v::CALLEE, "text or number", take_pii),
            name: fields.take(v::DISPLAY_NAME, "text", take_pii),
            assignment: fields.take(v::ASSIGN_TYPE, "text", |value| {
                take_text(value).map(Assignment::named)
            }),
            queue: fields.take(v::QUEUE, "text or an object with a title", |value| {
                take_title(value, v::TITLE_MEMBER)
            }),
            variables: fields.take(v::VARIABLES, "an object or a list of name and value", |value| {
                take_variables(value, budget)
            }),
            result: CallResult::read(fields),
            time: fields.take(v::TIMESTAMP, "a time", Timestamp::take),
            record_url: fields.take(v::RECORD_URL, "text", take_pii),
        };
        call.number = call.number_for(call.direction).cloned();
        // Of an incoming call this may be the account's own number, so it comes last.
        let free = if call.number.is_none() {
            Some(&mut call.number)
        } else {
            None
        };
        let free = free.or_else(|| call.callee.is_none().then_some(&mut call.callee));
        if let Some(free) = free {
            *free = fields.take(v::DESTINATION, "text or number", take_pii);
        }
        call
    }

    /// Writes a call of a direction that the name of the event tells, if it does.
    pub(crate) fn write(&self, fields: &mut Writer<'_>, told: Option<Direction>) {
        fields.id(v::CALL_ID, self.id.as_ref());
        fields.id(v::SESSION_ID, self.session.as_ref());
        self.user.write(fields);
        if told.is_none() {
            fields.text(v::DIRECTION, self.direction.map(Direction::name));
        }
        for (field, text) in [
            (v::NUMBER, &self.number),
            (v::CALLER, &self.caller),
            (v::CALLEE, &self.callee),
            (v::DISPLAY_NAME, &self.name),
            (v::RECORD_URL, &self.record_url),
        ] {
            fields.text(field, text.as_deref());
        }
        fields.text(v::ASSIGN_TYPE, self.assignment.as_ref().map(Assignment::name));
        fields.text(v::QUEUE, self.queue.as_deref());
        write_variables(self.variables.as_ref(), fields);
        self.result.write(fields);
        if let Some(time) = self.time {
            fields.put(v::TIMESTAMP, time.to_json());
        }
    }
}

impl Direction {
    /// The word that is written for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Incoming => "incoming",
            Self::Outgoing => "outgoing",
        }
    }

    fn named(text: &str) -> Option<Self> {
        if is_one_of(text, &["incoming", "inbound", "in"]) {
            Some(Self::Incoming)
        } else if is_one_of(text, &["outgoing", "outbound", "out"]) {
            Some(Self::Outgoing)
        } else {
            None
        }
    }

    fn of_is_incoming(value: &Value) -> Option<Self> {
        let incoming = match value {
            Value::Bool(incoming) => *incoming,
            Value::Number(number) => match number.as_u64()? {
                0 => false,
                1 => true,
                _ => return None,
            },
            Value::String(text) if is_one_of(text, &["true", "1"]) => true,
            Value::String(text) if is_one_of(text, &["false", "0"]) => false,
            _ => return None,
        };
        Some(if incoming { Self::Incoming } else { Self::Outgoing })
    }
}

/// The name of the event beats its fields; a field that contradicts it stays in the details.
fn read_direction(fields: &mut Reader<'_>, told: Option<Direction>) -> Option<Direction> {
    let mut known = told;
    let mut settle = |value: &mut Value, direction: Option<Direction>| match direction {
        None => Verdict::Odd,
        Some(direction) => {
            if *known.get_or_insert(direction) == direction {
                *value = Value::Null;
            }
            Verdict::Next
        }
    };
    fields.visit(v::DIRECTION, "incoming or outgoing", &mut |value| {
        let direction = value.as_str().and_then(Direction::named);
        settle(value, direction)
    });
    fields.visit(v::IS_INCOMING, "true or false", &mut |value| {
        let direction = Direction::of_is_incoming(value);
        settle(value, direction)
    });
    known
}

impl Assignment {
    /// The word that is written for it.
    pub fn name(&self) -> &str {
        match self {
            Self::Queue => "queue_call",
            Self::Group => "group_call",
            Self::User => "user_call",
            Self::Internal => "internal_call",
            Self::Transfer => "transfer",
            Self::Other(name) => name,
        }
    }

    fn named(name: String) -> Self {
        [
            Self::Queue,
            Self::Group,
            Self::User,
            Self::Internal,
            Self::Transfer,
        ]
        .into_iter()
        .find(|known| same(known.name(), &name))
        .unwrap_or(Self::Other(name))
    }
}
