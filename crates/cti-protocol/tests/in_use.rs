//! The dialect in use: what people are told of it, and what it becomes as a file.

use cti_protocol::{
    Body, Command, Details, Dialect, Event, Id, Limits, Source, command::MakeCall, decode, decode_traced,
    encode, event::StatusChanged,
};
use serde_json::{Value, json};

const GREETINGS: [&str; 8] = [
    r#"{"event": "connection_accepted", "sender_id": "s1", "data": {}}"#,
    r#"{"type": "event", "name": "connectionAccepted", "senderId": "s1", "params": {}}"#,
    r#"{"Action": "ConnectionAccepted", "Body": {"SenderId": "s1"}}"#,
    r#"{"type": "CONNECTION-ACCEPTED", "sender-id": "s1", "payload": "{\"server\":1}"}"#,
    r#"{"event": "connection_accepted", "sender_id": "s1"}"#,
    r#"{"type": "connection_accepted", "Sender_id": "s1", "connection_accepted": {}}"#,
    r#"[{"event": "connection_accepted", "sender_id": "s1", "data": {}}]"#,
    r#"{"events": [{"kind": "event", "event": "connectionAccepted", "data": {}}]}"#,
];
const FILES: [&str; 4] = [
    "{}",
    r#"{"names": {"make_call": "dial"}, "fields": {"user_id": ["op", "agentRef"], "number": "to_number"}}"#,
    r#"{"key_spelling": "kebab", "batch": "array", "keys": {"sender": "me"}}"#,
    r#"{"shape": "type-payload", "payload_as_text": true, "name_spelling": "upper"}"#,
];

/// What both kinds of message look like.
fn written(dialect: &Dialect) -> [String; 2] {
    let call = Command::MakeCall(MakeCall {
        user: Some(Id::number(7)),
        number: Some("100".into()),
        ..MakeCall::default()
    });
    let status = Event::StatusChanged(StatusChanged::default());
    [Body::from(call), Body::from(status)]
        .map(|body| encode(&body, Some(&Id::text("s1")), &Details::default(), dialect))
}

#[test]
fn the_dialect_in_use_survives_a_file() {
    let check = |dialect: &Dialect| {
        let file = dialect.to_file().to_string();
        let read = Dialect::from_json(&file).unwrap();
        assert_eq!(written(&read), written(dialect), "{file}");
        assert_eq!(read.to_file(), dialect.to_file());
    };
    for name in Dialect::NAMES {
        check(&Dialect::builtin(name).unwrap());
    }
    for file in FILES {
        for greeting in GREETINGS {
            let mut dialect = Dialect::from_json(file).unwrap();
            let frame = decode(greeting, &dialect, &Limits::default());
            dialect.learn(frame.messages.last().unwrap());
            check(&dialect);
        }
    }
    // Messages without a key for their name: no file says that, so the next greeting has to.
    let mut dialect = Dialect::default();
    let greeting = r#"{"connection_accepted": {"sender_id": "s1"}}"#;
    dialect.learn(&decode(greeting, &dialect, &Limits::default()).messages[0]);
    let mut read = Dialect::from_json(&dialect.to_file().to_string()).unwrap();
    read.learn(&decode(greeting, &read, &Limits::default()).messages[0]);
    assert_eq!(written(&read), written(&dialect));
}

#[test]
fn each_setting_says_where_it_was_learnt() {
    let file = json!({"keys": {"sender": "from_client"}, "names": {"logout": "bye"}, "fields": {"number": ["num", "tel"]}});
    let file = Dialect::from_json(&file.to_string()).unwrap();
    let greeting = r#"{"Action": "ConnectionAccepted", "FromClient": "s1", "Body": {}}"#;
    let greeting = &decode(greeting, &file, &Limits::default()).messages[0];
    let of = |greeting, setting: &str| {
        let rows = file.in_use(greeting);
        let row = rows.iter().find(|row| row.setting == setting).unwrap();
        (row.value.clone(), row.source)
    };
    let told = |value: &str, source| (value.to_owned(), source);
    assert_eq!(of(None, "keys.name"), told("event", Source::Default));
    assert_eq!(of(Some(greeting), "keys.name"), told("Action", Source::Greeting));
    assert_eq!(
        of(Some(greeting), "keys.sender"),
        told("from_client", Source::File)
    );
    assert_eq!(of(Some(greeting), "names.logout"), told("bye", Source::File));
    assert_eq!(
        of(Some(greeting), "names.make_call"),
        told("MakeCall", Source::Greeting)
    );
    assert_eq!(of(None, "names.make_call"), told("make_call", Source::Default));
    assert_eq!(
        of(Some(greeting), "fields.number"),
        told("num, tel", Source::File)
    );
    assert_eq!(
        of(Some(greeting), "fields.call_id"),
        told("CallId", Source::Greeting)
    );
    assert_eq!(
        of(Some(greeting), "fields.queue"),
        told("Queue", Source::Greeting)
    );
    assert_eq!(of(None, "fields.call_id"), told("call_id", Source::Default));
    let rows = file.in_use(Some(greeting));
    let mut settings: Vec<_> = rows.iter().map(|row| &row.setting).collect();
    settings.sort();
    settings.dedup();
    assert_eq!(settings.len(), rows.len(), "each setting once");
}

#[test]
fn a_trace_tells_which_key_each_field_was_read_from() {
    let dialect = Dialect::from_json(r#"{"fields": {"number": "tel"}}"#).unwrap();
    let text = json!([
        {"event": "incoming_call", "data": {"callId": 7, "tel": "100", "agent": {"id": 3}, "colour": "red", "queue": []}},
        {"event": "brand_new", "data": {"call_id": 1}},
        {"event": "status_changed", "data": {"user_id": 3, "state": "Ready"}},
        {"event": "connection_accepted"},
    ]);
    let (frame, fields) = decode_traced(&text.to_string(), &dialect, &Limits::default());
    assert_eq!(frame, decode(&text.to_string(), &dialect, &Limits::default()));
    let fields: Vec<Value> = fields.iter().map(|fields| json!(fields)).collect();
    assert_eq!(
        Value::from(fields),
        json!([
            [["call_id", "callId"], ["user", "agent"], ["number", "tel"]],
            [],
            [["user_id", "user_id"], ["status", "state"]],
            [],
        ])
    );
}
