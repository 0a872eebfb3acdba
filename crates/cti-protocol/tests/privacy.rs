//! Personal data and secrets are usable, and never printed.

mod common;

use cti_protocol::{Command, Details, Dialect, Endpoint, Event, Plaintext, Secret, Unknown, encode};
use serde_json::{Map, json};

/// Everything in the samples that is somebody's. The names of variables are the account's.
const PERSONAL: [&str; 8] = [
    "Ana",
    "ana@",
    "34600123456",
    "34910000001",
    "Jörg",
    "A-17",
    "Busy here",
    "records.example",
];

#[track_caller]
fn check_silence(shown: &str) {
    for text in PERSONAL {
        assert!(!shown.contains(text), "shows {text}: {shown}");
    }
}

#[test]
fn debug_of_messages_prints_no_personal_data() {
    let details = Details(Map::from_iter([(
        "note".to_owned(),
        json!("Ana called +34600123456"),
    )]));
    for body in common::samples() {
        check_silence(&format!("{body:?}"));
        let text = encode(&body, Some(&common::sender()), &details, &Dialect::default());
        assert!(text.contains("Ana"), "the details were not written");
        check_silence(&format!("{:?}", common::read(&text)));
    }
    let unknown = common::read(r#"{"message":"Ana called +34600123456","name":"Jörg","note":"A-17"}"#);
    let message = &unknown.messages[0];
    assert_eq!(message.details.0.len(), 3);
    let shown = format!("{:?}", message.details);
    check_silence(&shown);
    assert_eq!(shown, "Details(3 fields)");
}

#[test]
fn errors_hold_nothing_of_what_was_read() {
    for text in ["Ana called +34600123456", "{\"Ana\": +34600123456}", "\"Ana\""] {
        let frame = common::read(text);
        check_silence(&format!("{frame:?} {}", frame.problem.unwrap()));
    }
    let odd =
        common::read(r#"{"event":"incoming_call","data":{"number":["+34600123456"],"timestamp":"Ana"}}"#);
    assert_eq!(odd.messages[0].oddities.len(), 2);
    check_silence(&format!("{odd:?}"));
}

#[test]
fn secrets_are_not_printed() {
    let token = Secret::new("sesame");
    let endpoint = Endpoint::new("h", "acme", "1", &token, Plaintext::LoopbackOnly).unwrap();
    let proxy = Endpoint::from_url(&Secret::new("wss://h/sesame"), Plaintext::LoopbackOnly).unwrap();
    for shown in [
        format!("{token:?}"),
        format!("{endpoint:?} {:#?}", endpoint.url()),
        format!("{proxy:?}"),
    ] {
        assert!(!shown.contains("sesame"), "{shown}");
    }
}

/// The kinds of messages that the samples have to cover.
#[test]
fn the_samples_are_complete() {
    let names: Vec<_> = common::samples()
        .iter()
        .map(|body| body.name().unwrap().to_owned())
        .collect();
    let known: Vec<_> = Event::NAMES.iter().chain(&Command::NAMES).collect();
    assert_eq!(names.len(), known.len());
    assert!(
        known
            .iter()
            .all(|name| names.iter().any(|sample| sample == **name))
    );
    let unknown = Unknown { name: None };
    assert_eq!(format!("{unknown:?}"), "Unknown { name: None }");
}
