//! Masking, whatever a frame is: nothing of a person and no secret gets through, and nothing panics.

use cti_core::inspect::{Recorder, mask, pretty, read, read_capture, replay, write_capture};
use cti_protocol::Dialect;
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value};

const SECRET: &str = "zQsEcReT";
const NAME: &str = "Zoë Quistgård";
const VALUE: &str = "zv4lu3";
const NUMBER: &str = "+34987612345";

/// A thing nobody may see, the way it may be written.
fn private() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::from(NAME)),
        Just(Value::from(NUMBER)),
        Just(Value::from("98761-2345")),
        Just(Value::from(34_987_612_345_u64)),
        Just(Value::from(VALUE)),
        Just(Value::from(format!("{NAME} {NUMBER}"))),
        Just(Value::from(format!(
            "{{\"name\":\"{NAME}\",\"number\":\"{NUMBER}\"}}"
        ))),
    ]
}

/// Keys under which such a thing may stand.
fn private_key() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] = &[
        "number",
        "phone",
        "from",
        "to",
        "phone_a",
        "callerId",
        "destination",
        "display_name",
        "name",
        "caller_name",
        "userName",
        "variables",
        "call_data",
        "reason",
        "record_url",
        "contact",
        "customer",
        "x",
        "message",
        "text",
        "data",
        "params",
        "payload",
        "body",
    ];
    select(KNOWN).prop_map(str::to_owned)
}

fn secret_key() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] = &[
        "token",
        "access_token",
        "tokenId",
        "sender_id",
        "Sender_id",
        "senderId",
        "sender",
        "client_secret",
        "password",
    ];
    select(KNOWN).prop_map(str::to_owned)
}

fn harmless() -> impl Strategy<Value = (String, Value)> {
    prop_oneof![
        Just(("event".to_owned(), Value::from("incoming_call"))),
        Just(("type".to_owned(), Value::from("event"))),
        Just(("call_id".to_owned(), Value::from("c-1"))),
        Just(("user_id".to_owned(), Value::from(101))),
        Just(("status".to_owned(), Value::from("Ready"))),
        Just(("timestamp".to_owned(), Value::from(1_790_000_000))),
    ]
}

fn member() -> impl Strategy<Value = (String, Value)> {
    prop_oneof![
        3 => (private_key(), private()),
        1 => (secret_key(), Just(Value::from(SECRET))),
        2 => harmless(),
    ]
}

/// No name of a status or a queue is among them: those are the account's own, and shown.
fn object() -> impl Strategy<Value = Value> {
    let leaf = vec(member(), 0..6).prop_map(to_object);
    leaf.prop_recursive(3, 24, 4, |inner| {
        const KEYS: &[&str] = &[
            "data",
            "params",
            "payload",
            "user",
            "agent",
            "variables",
            "contact",
            "events",
            "incoming_call",
            "message",
        ];
        let nested = prop_oneof![
            inner.clone(),
            vec(inner.clone(), 0..3).prop_map(Value::Array),
            inner.prop_map(|value| Value::from(value.to_string())),
        ];
        let named = (select(KEYS).prop_map(str::to_owned), nested);
        vec(prop_oneof![member(), named], 0..6).prop_map(to_object)
    })
}

fn to_object(members: Vec<(String, Value)>) -> Value {
    let mut map = Map::new();
    map.extend(members);
    Value::Object(map)
}

/// What of a person can be read in a text.
fn leaks(shown: &str) -> Vec<&'static str> {
    let parts = [
        "Zoë",
        "Zo\\u00eb",
        "Quist",
        "9876",
        "8761",
        "7612",
        "6123",
        "1234",
        "234",
        VALUE,
    ];
    parts.into_iter().filter(|part| shown.contains(part)).collect()
}

proptest! {
    #[test]
    fn nothing_of_a_person_gets_through(value in object(), key in select(vec!["event", "x"])) {
        let frame = to_object(vec![(key.to_owned(), value.clone()), ("data".to_owned(), value)]);
        let shown = mask(&frame.to_string(), &Dialect::default(), false);
        prop_assert_eq!(leaks(&shown), Vec::<&str>::new(), "{} of {}", shown.as_str(), frame);
        prop_assert!(!shown.contains(SECRET));
        let cut: String = frame.to_string().chars().skip(1).collect();
        let shown = mask(&cut, &Dialect::default(), false);
        prop_assert_eq!(leaks(&shown), Vec::<&str>::new());
    }

    #[test]
    fn a_secret_never_gets_through(value in object(), personal: bool) {
        let text = value.to_string();
        prop_assert!(!mask(&text, &Dialect::default(), personal).contains(SECRET), "{}", text);
        // Not even where the frame is no JSON.
        prop_assert!(!mask(&text[1..], &Dialect::default(), personal).contains(SECRET), "{}", text);
        let url = format!("see wss://h.example/acme-{}?access_token={SECRET}&x=1", "0a".repeat(16));
        let shown = mask(&url, &Dialect::default(), personal);
        prop_assert!(!shown.contains(SECRET) && !shown.contains("0a0a"));
    }

    #[test]
    fn any_text_is_masked_read_and_written(text in prop_oneof![".*", "[\\[{\"a:,0\\\\}\\]= ]{0,60}", object().prop_map(|value| value.to_string())]) {
        for personal in [false, true] {
            let shown = mask(&text, &Dialect::default(), personal);
            let _ = (read(&shown, &Dialect::default()), pretty(&shown));
        }
        let mut recorder = Recorder::new(Dialect::default());
        recorder.record(1, 1, false, &text);
        let file = write_capture(&recorder, false);
        let shots = read_capture(&file, &Dialect::default()).unwrap();
        let kept = recorder.shots();
        prop_assert_eq!(shots[0].shown(false), kept[0].shown(false), "masking twice is masking once");
        replay(&shots, &Dialect::default(), None);
        let _ = read_capture(&text, &Dialect::default());
    }
}
