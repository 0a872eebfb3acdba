//! Arbitrary messages, details and dialects.

use cti_protocol::{
    Assignment, Body, CallFields, CallResult, Command, Details, Dialect, Direction, Event, Id, Pii,
    Timestamp, UserRef, Variables, command::*, event::*,
};
use proptest::{collection, option, prelude::*};
use serde_json::{Map, Value, json};

/// Text that is there. An empty text reads as none.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,8}", "[+0-9 -]{1,15}", "\\PC{1,12}", any::<String>()]
        .prop_filter("empty text is no text", |text| !text.is_empty())
}

fn pii() -> impl Strategy<Value = Option<Pii>> {
    option::of(text().prop_map(Pii::new))
}

pub(super) fn id() -> impl Strategy<Value = Id> {
    prop_oneof![any::<u64>().prop_map(Id::number), text().prop_map(Id::text)]
}

fn user() -> impl Strategy<Value = UserRef> {
    (option::of(id()), pii(), pii()).prop_map(|(id, name, email)| UserRef { id, name, email })
}

fn variables() -> impl Strategy<Value = Option<Variables>> {
    let pairs = collection::btree_map(any::<String>(), any::<String>().prop_map(Pii::new), 0..4);
    option::of(pairs.prop_map(|pairs| pairs.into_iter().collect()))
}

fn time() -> impl Strategy<Value = Option<Timestamp>> {
    let near = 0..4_000_000_000_000_i64;
    option::of(prop_oneof![near, any::<i64>()].prop_map(Timestamp))
}

fn assignment() -> impl Strategy<Value = Option<Assignment>> {
    use Assignment::{Group, Internal, Other, Queue, Transfer, User};
    let known = prop::sample::select(vec![Queue, Group, User, Internal, Transfer]);
    option::of(prop_oneof![known, "x[a-z]{1,8}".prop_map(Other)])
}

fn result() -> impl Strategy<Value = CallResult> {
    (option::of(any::<i64>()), option::of(text()), pii()).prop_map(|(code, completion, reason)| CallResult {
        code,
        completion,
        reason,
    })
}

fn direction() -> impl Strategy<Value = Option<Direction>> {
    option::of(prop::sample::select(vec![
        Direction::Incoming,
        Direction::Outgoing,
    ]))
}

fn call() -> impl Strategy<Value = CallFields> {
    let ids = (option::of(id()), option::of(id()), user());
    let parties = (pii(), pii(), pii(), pii());
    let origin = (direction(), assignment(), option::of(text()));
    let rest = (variables(), result(), time(), pii());
    (ids, parties, origin, rest).prop_map(
        |(
            (id, session, user),
            (number, caller, callee, name),
            (direction, assignment, queue),
            (variables, result, time, record_url),
        )| CallFields {
            id,
            session,
            user,
            number,
            caller,
            callee,
            name,
            direction,
            assignment,
            queue,
            variables,
            result,
            time,
            record_url,
        },
    )
}

/// A call as it can be read: the name of the event tells the direction, and that the number.
fn call_of(told: Option<Direction>) -> impl Strategy<Value = CallFields> {
    call().prop_map(move |mut call| {
        call.direction = told.or(call.direction);
        call.number = call.number_for(call.direction).cloned();
        call
    })
}

fn status() -> impl Strategy<Value = Option<Status>> {
    option::of((text(), option::of(text())).prop_map(|(name, color)| Status { name, color }))
}

pub(super) fn body() -> impl Strategy<Value = Body> {
    let call = || call_of(None);
    prop_oneof![
        Just(Event::ConnectionAccepted(ConnectionAccepted {}).into()),
        user().prop_map(|user| Event::Connected(Connected { user }).into()),
        call_of(Some(Direction::Outgoing)).prop_map(|call| Event::OutgoingCall(OutgoingCall { call }).into()),
        call_of(Some(Direction::Incoming)).prop_map(|call| Event::IncomingCall(IncomingCall { call }).into()),
        call().prop_map(|call| Event::CallConnected(CallConnected { call }).into()),
        call().prop_map(|call| Event::CallFailed(CallFailed { call }).into()),
        call().prop_map(|call| Event::DataUpdated(DataUpdated { call }).into()),
        (user(), status(), time()).prop_map(|(user, status, time)| Event::StatusChanged(StatusChanged {
            user,
            status,
            time
        })
        .into()),
        call().prop_map(|call| Event::CallDisconnected(CallDisconnected { call }).into()),
        (option::of(id()), pii(), pii(), variables()).prop_map(|(user, number, caller_id, variables)| {
            Command::MakeCall(MakeCall {
                user,
                number,
                caller_id,
                variables,
            })
            .into()
        }),
        (option::of(id()), option::of(id()), variables()).prop_map(|(user, call, variables)| {
            Command::SetVariables(SetVariables {
                user,
                call,
                variables,
            })
            .into()
        }),
        option::of(id()).prop_map(|user| Command::Logout(Logout { user }).into()),
    ]
}

/// Keys that are no words of the wire.
fn foreign() -> impl Strategy<Value = String> {
    "zz[A-Za-z_-]{0,3}[a-z]"
}

pub(super) fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

pub(super) fn details() -> impl Strategy<Value = Details> {
    collection::btree_map("xx[a-z]{1,4}", json_value(), 0..3)
        .prop_map(|members| Details(members.into_iter().collect()))
}

fn choice(names: &'static [&'static str]) -> impl Strategy<Value = Option<Value>> {
    option::of(prop::sample::select(names).prop_map(Value::from))
}

/// A dialect, by its file.
pub(super) fn dialect() -> impl Strategy<Value = Dialect> {
    const SPELLINGS: &[&str] = &["snake", "camel", "pascal", "kebab", "upper"];
    const SHAPES: &[&str] = &[
        "event-data",
        "type-name-params",
        "type-payload",
        "flat",
        "keyed-by-name",
    ];
    const FIELDS: &[&str] = &[
        "call_id",
        "user_id",
        "number",
        "variables",
        "timestamp",
        "phone_a",
        "user",
    ];
    let words =
        collection::btree_set("zz[a-z]{2,6}", 8).prop_map(|words| words.into_iter().collect::<Vec<_>>());
    let settings = (
        choice(SHAPES),
        choice(SPELLINGS),
        choice(SPELLINGS),
        option::of(any::<bool>().prop_map(Value::from)),
        option::of(any::<bool>().prop_map(Value::from)),
        choice(&["none", "array", "events"]),
    );
    let keys = collection::vec(
        prop::sample::select(vec!["name", "payload", "sender", "kind"]),
        0..3,
    );
    let fields = collection::vec(prop::sample::select(FIELDS), 0..3);
    (settings, keys, fields, any::<bool>(), words).prop_map(|(settings, keys, fields, rename, words)| {
        let mut words = words.into_iter();
        let (shape, names, spelling, as_text, in_payload, batch) = settings;
        let has_payload = !matches!(
            shape.as_ref().and_then(Value::as_str),
            Some("flat" | "keyed-by-name")
        );
        let mut file = Map::new();
        for (key, setting) in [
            ("shape", shape),
            ("name_spelling", names),
            ("key_spelling", spelling),
            ("payload_as_text", as_text),
            ("sender_in_payload", in_payload),
            ("batch", batch),
        ] {
            file.extend(setting.map(|setting| (key.to_owned(), setting)));
        }
        let mut name = || Value::from(words.next().unwrap());
        let keys = keys.into_iter().filter(|key| has_payload || *key != "payload");
        file.insert(
            "keys".to_owned(),
            keys.map(|key| (key.to_owned(), name())).collect(),
        );
        file.insert(
            "fields".to_owned(),
            fields.into_iter().map(|key| (key.to_owned(), name())).collect(),
        );
        if rename {
            file.insert(
                "names".to_owned(),
                json!({"call_failed": name(), "logout": name()}),
            );
        }
        Dialect::from_json(&Value::Object(file).to_string()).unwrap()
    })
}

/// Words that mean something to the reader, and one that does not.
fn key() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "event",
        "name",
        "command",
        "type",
        "action",
        "method",
        "message",
        "data",
        "params",
        "payload",
        "body",
        "sender_id",
        "sender",
        "call_id",
        "callId",
        "id",
        "uuid",
        "session_id",
        "user_id",
        "user",
        "agent",
        "operator_id",
        "number",
        "phone",
        "destination",
        "phone_a",
        "from",
        "to",
        "callerid",
        "display_name",
        "direction",
        "is_incoming",
        "assign_type",
        "queue",
        "variables",
        "call_data",
        "result_code",
        "code",
        "completion_code",
        "reason",
        "status",
        "state",
        "timestamp",
        "time",
        "record_url",
        "title",
        "color",
        "email",
        "value",
        "key",
        "events",
        "envelope",
        "incoming_call",
        "connected",
    ];
    prop_oneof![8 => prop::sample::select(WORDS).prop_map(str::to_owned), 1 => foreign()]
}

/// Messages that are nearly right. Each `LEAF` becomes a text of its own.
pub(super) fn near_message() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => Just(Value::from("LEAF")),
        1 => any::<i32>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(4, 24, 6, |inner| {
        prop_oneof![
            1 => collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            4 => collection::btree_map(key(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    let name = prop::sample::select(
        Event::NAMES
            .iter()
            .chain(&Command::NAMES)
            .copied()
            .collect::<Vec<_>>(),
    );
    let name_key = prop::sample::select(vec!["event", "type", "name", "command", "message", "none"]);
    let members = collection::btree_map(key(), value, 0..8);
    (members, name_key, name, any::<bool>()).prop_map(|(members, name_key, name, as_text)| {
        let mut leaves = 0;
        let mut message: Map<_, _> = members.into_iter().collect();
        message
            .values_mut()
            .for_each(|value| number_leaves(value, &mut leaves));
        if let Some(data) = message.get_mut("data").filter(|_| as_text) {
            *data = Value::String(data.to_string());
        }
        message.insert(name_key.to_owned(), Value::from(name));
        Value::Object(message)
    })
}

fn number_leaves(value: &mut Value, leaves: &mut usize) {
    match value {
        Value::String(text) => {
            *leaves += 1;
            *text = format!("leaf{leaves}.");
        }
        Value::Array(list) => list.iter_mut().for_each(|value| number_leaves(value, leaves)),
        Value::Object(members) => members
            .values_mut()
            .for_each(|value| number_leaves(value, leaves)),
        _ => {}
    }
}
