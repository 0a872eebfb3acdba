//! Every name under which a field is known. The first of each is the one that is written, and the key by which a
//! dialect file calls the field. `callId`, `CallID` and `call-id` need no line of their own: see [`crate::spelling`].
//!
//! No key of the wire is documented. Those here come from the account's HTTP API, its callbacks, its call history and
//! its standard variables; that the room uses the same is inferred.

use crate::spelling::{is_one_of, same};

/// The names of one field, in the order in which they are looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field(&'static [&'static str]);

impl Field {
    pub(crate) const fn names(self) -> &'static [&'static str] {
        self.0
    }

    /// The field's own name.
    pub(crate) fn key(self) -> &'static str {
        self.0.first().copied().unwrap_or_default()
    }
}

pub(crate) const CALL_ID: Field = Field(&["call_id", "id", "uuid"]);
pub(crate) const SESSION_ID: Field = Field(&["session_id", "call_session_history_id"]);
pub(crate) const USER_ID: Field = Field(&["user_id", "agent_id", "operator_id"]);
pub(crate) const USER: Field = Field(&["user", "agent", "operator"]);
pub(crate) const USER_NAME: Field = Field(&["user_name", "agent_name", "operator_name"]);
pub(crate) const NUMBER: Field = Field(&["number", "phone", "phone_number", "remote_number"]);
pub(crate) const CALLER: Field = Field(&["phone_a", "from", "callerid"]);
pub(crate) const CALLEE: Field = Field(&["phone_b", "to"]);
pub(crate) const DESTINATION: Field = Field(&["destination"]);
pub(crate) const CALLER_ID: Field = Field(&["callerid", "from", "phone_a"]);
pub(crate) const DISPLAY_NAME: Field = Field(&["display_name", "name", "caller_name", "contact_name"]);
pub(crate) const DIRECTION: Field = Field(&["direction"]);
pub(crate) const IS_INCOMING: Field = Field(&["is_incoming"]);
pub(crate) const ASSIGN_TYPE: Field = Field(&["assign_type"]);
pub(crate) const QUEUE: Field = Field(&["queue"]);
pub(crate) const VARIABLES: Field = Field(&["variables", "call_data", "custom_data", "params"]);
pub(crate) const RESULT_CODE: Field = Field(&["result_code", "call_result_code", "code"]);
pub(crate) const COMPLETION_CODE: Field = Field(&["completion_code"]);
pub(crate) const REASON: Field = Field(&["reason"]);
pub(crate) const STATUS: Field = Field(&["status", "status_name", "state"]);
pub(crate) const TIMESTAMP: Field = Field(&["timestamp", "time", "date", "datetime_start"]);
pub(crate) const RECORD_URL: Field = Field(&["record_url"]);

/// All fields. `CALLER_ID` shares its written name with an alias of `CALLER`: a message has one or the other.
pub(crate) const ALL: [Field; 22] = [
    CALL_ID,
    SESSION_ID,
    USER_ID,
    USER,
    USER_NAME,
    NUMBER,
    CALLER,
    CALLEE,
    DESTINATION,
    CALLER_ID,
    DISPLAY_NAME,
    DIRECTION,
    IS_INCOMING,
    ASSIGN_TYPE,
    QUEUE,
    VARIABLES,
    RESULT_CODE,
    COMPLETION_CODE,
    REASON,
    STATUS,
    TIMESTAMP,
    RECORD_URL,
];

/// Members of the objects that some fields are.
pub(crate) const ID_MEMBER: &[&str] = &["id", "user_id", "agent_id", "operator_id"];
pub(crate) const NAME_MEMBER: &[&str] = &["name", "display_name", "full_name"];
pub(crate) const EMAIL_MEMBER: &[&str] = &["email"];
pub(crate) const TITLE_MEMBER: &[&str] = &["title", "name"];
pub(crate) const STATUS_MEMBER: &[&str] = &["name", "title"];
pub(crate) const COLOR_MEMBER: &[&str] = &["color"];
pub(crate) const KEY_MEMBER: &[&str] = &["name", "key"];
pub(crate) const VALUE_MEMBER: &[&str] = &["value"];

/// Around a payload these are words of the envelope itself: a message's id is no call's id.
pub(crate) fn is_of_envelope(key: &str) -> bool {
    is_one_of(key, &["id", "uuid", "name", "code"])
}

/// Whether a key is a field of any message.
pub(crate) fn is_known(key: &str) -> bool {
    ALL.iter().any(|field| is_one_of(key, field.names()))
}

/// The field of this name, as a dialect file calls it.
pub(crate) fn field(key: &str) -> Option<Field> {
    ALL.into_iter().find(|field| same(field.key(), key))
}
