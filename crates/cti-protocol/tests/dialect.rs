//! Dialects: what a greeting teaches, what a file sets, and what is wrong with a file.

#![expect(clippy::unwrap_used, reason = "a test that has nothing to look at has failed")]

mod common;

use cti_protocol::{
    Body, Command, Details, Dialect, Id, Limits,
    command::{Logout, MakeCall},
    decode, encode,
};
use serde_json::{Value, json};

fn make_call() -> Body {
    Command::MakeCall(MakeCall {
        user: Some(Id::number(7)),
        number: Some("100".into()),
        ..MakeCall::default()
    })
    .into()
}

fn write(dialect: &Dialect) -> Value {
    let text = encode(&make_call(), Some(&Id::text("s1")), &Details::default(), dialect);
    serde_json::from_str(&text).unwrap()
}

/// What `make_call` looks like after a greeting.
#[track_caller]
fn check_learnt(file: &Value, greeting: &Value, expected: &Value) {
    let mut dialect = Dialect::from_json(&file.to_string()).unwrap();
    let frame = decode(&greeting.to_string(), &dialect, &Limits::default());
    dialect.learn(&frame.messages[0]);
    let written = write(&dialect);
    assert_eq!(written, *expected, "after {greeting} with {file}");

    let read = &decode(&written.to_string(), &dialect, &Limits::default()).messages[0];
    assert_eq!(read.body, make_call(), "{written}");
    assert_eq!(read.sender, Some(Id::text("s1")), "{written}");
}

#[test]
fn a_greeting_shows_how_to_write() {
    let check = |greeting, expected| check_learnt(&json!({}), &greeting, &expected);
    check(
        json!({"event": "connection_accepted", "sender_id": "s1", "data": {}}),
        json!({"event": "make_call", "sender_id": "s1", "data": {"user_id": 7, "number": "100"}}),
    );
    check(
        json!({"type": "event", "name": "connectionAccepted", "senderId": "s1", "params": {}}),
        json!({"type": "command", "name": "makeCall", "senderId": "s1", "params": {"userId": 7, "number": "100"}}),
    );
    check(
        json!({"Action": "ConnectionAccepted", "Body": {"SenderId": "s1"}}),
        json!({"Action": "MakeCall", "Body": {"SenderId": "s1", "UserId": 7, "Number": "100"}}),
    );
    check(
        json!({"type": "CONNECTION-ACCEPTED", "sender-id": "s1", "payload": "{\"server\":1}"}),
        json!({"type": "MAKE_CALL", "sender-id": "s1", "payload": "{\"user-id\":7,\"number\":\"100\"}"}),
    );
    check(
        json!([{"event": "connection_accepted", "sender": 3, "callServer": "eu"}]),
        json!([{"event": "make_call", "sender": "s1", "userId": 7, "number": "100"}]),
    );
    check(
        json!({"events": [{"connection_accepted": {"sender_id": "s1"}}]}),
        json!({"events": [{"make_call": {"sender_id": "s1", "user_id": 7, "number": "100"}}]}),
    );
    check(
        json!({"event": "connection_accepted"}),
        json!({"event": "make_call", "sender_id": "s1", "user_id": 7, "number": "100"}),
    );
}

#[test]
fn each_built_in_dialect_is_learnt_from_its_own_greeting() {
    let greeting = &common::samples()[0];
    for name in Dialect::NAMES {
        let room = Dialect::builtin(name).unwrap();
        let text = encode(greeting, Some(&common::sender()), &Details::default(), &room);
        let mut client = Dialect::default();
        client.learn(&common::read_one(&text));
        for body in common::samples() {
            let write = |dialect| encode(&body, Some(&common::sender()), &common::details(), dialect);
            assert_eq!(write(&client), write(&room), "{name}");
        }
    }
    assert_eq!(Dialect::builtin("esperanto"), None);
}

#[test]
fn a_later_greeting_replaces_what_an_earlier_one_taught() {
    let mut dialect = Dialect::default();
    dialect.learn(&common::read_one(
        r#"{"action":"connectionAccepted","senderId":"s1","body":"{}"}"#,
    ));
    dialect.learn(&common::read_one(
        r#"{"event":"connection_accepted","sender_id":"s1","data":{}}"#,
    ));
    assert_eq!(write(&dialect), write(&Dialect::default()));
}

#[test]
fn a_file_beats_the_greeting_for_what_it_sets() {
    let greeting = json!({"type": "event", "name": "connectionAccepted", "senderId": "s1", "params": {}});
    let check = |file, expected| check_learnt(&file, &greeting, &expected);
    check(
        json!({"shape": "flat"}),
        json!({"event": "makeCall", "sender_id": "s1", "userId": 7, "number": "100"}),
    );
    check(
        json!({"keys": {"name": "cmd", "payload": "args", "sender": "from_client", "kind": "class"}}),
        json!({"class": "command", "cmd": "makeCall", "from_client": "s1", "args": {"userId": 7, "number": "100"}}),
    );
    check(
        json!({"name_spelling": "kebab", "key_spelling": "snake", "sender_in_payload": true, "batch": "events"}),
        json!({"events": [{"type": "command", "name": "make-call", "params":
            {"senderId": "s1", "user_id": 7, "number": "100"}}]}),
    );
    check(
        json!({"names": {"make_call": "dial"}, "fields": {"number": ["dst", "callee"], "user_id": "who"}}),
        json!({"type": "command", "name": "dial", "senderId": "s1", "params": {"who": 7, "dst": "100"}}),
    );
    check(
        json!({"payload_as_text": true, "shape": "keyed-by-name"}),
        json!({"type": "makeCall", "sender_id": "s1", "makeCall": "{\"userId\":7,\"number\":\"100\"}"}),
    );
}

#[test]
fn a_payload_key_of_the_file_gives_a_flat_room_a_payload() {
    check_learnt(
        &json!({"keys": {"payload": "args"}}),
        &json!({"event": "connection_accepted", "sender_id": "s1"}),
        &json!({"event": "make_call", "sender_id": "s1", "args": {"user_id": 7, "number": "100"}}),
    );
}

#[test]
fn names_of_a_file_are_read_beside_the_documented_ones() {
    let file = json!({
        "names": {"incoming_call": "ring", "call_connected": "incoming_call"},
        "fields": {"call_id": ["ref", "handle"], "display_name": "id"},
    });
    let dialect = Dialect::from_json(&file.to_string()).unwrap();
    let read =
        |frame: Value| common::reading(&decode(&frame.to_string(), &dialect, &Limits::default()).messages[0]);
    let ring = json!({"name": "incoming_call", "body": {"call": "c1", "direction": "Incoming"}});
    assert_eq!(read(json!({"event": "ring", "data": {"ref": "c1"}})), ring);
    assert_eq!(read(json!({"event": "Ring", "data": {"Handle": "c1"}})), ring);
    assert_eq!(read(json!({"event": "ring", "data": {"call_id": "c1"}})), ring);
    assert_eq!(read(json!({"event": "call_connected"}))["name"], "call_connected");
    // What the file gives to one field is no other's any more.
    let named = read(json!({"event": "incoming_call", "data": {"id": "Ann"}}));
    assert_eq!(named, json!({"name": "call_connected", "body": {"name": "Ann"}}));
}

#[track_caller]
fn check_mistakes(file: &str, expected: &[&str]) {
    let error = Dialect::from_json(file).unwrap_err();
    let mistakes: Vec<_> = error
        .mistakes()
        .iter()
        .map(|mistake| mistake.key.as_str())
        .collect();
    assert_eq!(mistakes, expected, "{error}");
    for mistake in error.mistakes() {
        assert!(error.to_string().contains(&mistake.problem), "{error}");
    }
}

#[test]
fn every_mistake_of_a_file_is_named() {
    check_mistakes("", &[""]);
    check_mistakes("{\"shape\"}", &[""]);
    check_mistakes("[]", &[""]);
    check_mistakes(
        r#"{"shape": "round", "keys": {"name": "", "colour": "x", "kind": 4}, "names": {"ring": "r", "logout": 1},
            "fields": {"call_id": [], "number": ["n", 2], "size": "s"}, "payload_as_text": "yes",
            "batch": "pairs", "sender_in_payload": 1, "name_spelling": "", "key_spelling": null, "speed": 1}"#,
        &[
            "batch",
            "fields.call_id",
            "fields.number",
            "fields.size",
            "key_spelling",
            "keys.colour",
            "keys.kind",
            "keys.name",
            "name_spelling",
            "names.logout",
            "names.ring",
            "payload_as_text",
            "sender_in_payload",
            "shape",
            "speed",
        ],
    );
    check_mistakes(
        r#"{"keys": [], "names": "x", "fields": 1}"#,
        &["fields", "keys", "names"],
    );
}

#[test]
fn settings_that_would_make_one_thing_of_another_are_mistakes() {
    check_mistakes(
        r#"{"shape": "flat", "keys": {"payload": "data"}}"#,
        &["keys.payload"],
    );
    check_mistakes(
        r#"{"names": {"incoming_call": "Outgoing-Call"}}"#,
        &["names.incoming_call"],
    );
    check_mistakes(
        r#"{"names": {"logout": "bye", "make_call": "bye"}}"#,
        &["names.logout", "names.make_call"],
    );
    check_mistakes(
        r#"{"fields": {"call_id": ["x", "y"], "number": "X"}}"#,
        &["fields.call_id", "fields.number"],
    );
    let error = Dialect::from_json(r#"{"x": 0, "batch": 1, "names": {"logout": "connected"}}"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        "batch: has to be one of none, array, events; names.logout: this is already the name of connected; \
         x: there is no such setting",
    );
    let swapped = r#"{"names": {"incoming_call": "outgoing_call", "outgoing_call": "incoming_call"}}"#;
    assert!(Dialect::from_json(swapped).is_ok());
}

#[test]
fn unknown_messages_go_back_as_they_came_and_new_ones_get_the_envelope() {
    let flat = Dialect::builtin("flat").unwrap();
    let text = r#"{"data":{"x":1},"event":"call_held","sender_id":"s1"}"#;
    let message = common::read_one(text);
    assert_eq!(
        encode(&message.body, message.sender.as_ref(), &message.details, &flat),
        text
    );

    let body = Body::Unknown(cti_protocol::Unknown {
        name: Some("error".to_owned()),
    });
    let text = encode(&body, None, &common::details(), &flat);
    assert_eq!(text, r#"{"event":"error","line":{"label":"Sales","open":true}}"#);
    let logout = encode(
        &Command::Logout(Logout::default()).into(),
        None,
        &Details::default(),
        &flat,
    );
    assert_eq!(logout, r#"{"event":"logout"}"#);
}

#[test]
fn the_example_of_the_docs_is_true() {
    let docs = include_str!("../../../docs/protocol.md");
    let mut examples = docs
        .split("```json\n")
        .skip(1)
        .map(|part| part.split("```").next().unwrap());
    let dialect = Dialect::from_json(examples.next().unwrap()).unwrap();
    let body = Command::MakeCall(MakeCall {
        user: Some(Id::number(7)),
        number: Some("+34600123456".into()),
        ..MakeCall::default()
    });
    let text = encode(&body.into(), Some(&Id::text("s1")), &Details::default(), &dialect);
    assert_eq!(text, examples.next().unwrap().trim_end());
}
