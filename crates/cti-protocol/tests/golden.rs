//! Golden files: `golden/<dialect>/<message>.json` is what is written and reads back as the same message;
//! `golden/foreign/<case>.json` is what somebody else might write, and `<case>.reading.json` what is read of it.
//!
//! `UPDATE_GOLDEN=1 cargo test -p cti-protocol --test golden` rewrites all but the foreign frames. Look at the diff.

#![expect(
    clippy::disallowed_methods,
    reason = "golden files are read from disk, and rewritten on request"
)]
#![expect(clippy::unwrap_used, reason = "a test that has nothing to look at has failed")]

mod common;

use cti_protocol::{Batch, Body, Details, Dialect, Shape, Style, encode};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Compares with a golden file, or rewrites it.
#[track_caller]
fn check_file(path: &Path, actual: &str) {
    if std::env::var("UPDATE_GOLDEN").is_ok() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("{actual}\n")).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(actual, expected.trim_end(), "{}", path.display());
}

#[track_caller]
fn check_message(dialect_name: &str, body: &Body) {
    let dialect = Dialect::builtin(dialect_name).unwrap();
    let name = body.name().unwrap();
    // A greeting without further fields is the harder one to learn from.
    let details = if name == "connection_accepted" {
        Details::default()
    } else {
        common::details()
    };
    let text = encode(body, Some(&common::sender()), &details, &dialect);
    check_file(&golden().join(dialect_name).join(format!("{name}.json")), &text);

    let message = common::read_one(&text);
    let place = format!("{dialect_name}/{name}");
    assert_eq!(message.body, *body, "{place}");
    assert_eq!(message.sender, Some(common::sender()), "{place}");
    assert_eq!(message.details, details, "{place}");
    assert_eq!(message.oddities, [], "{place}");
    assert_eq!(message.style, style(dialect_name), "{place}");

    let again = encode(&message.body, message.sender.as_ref(), &message.details, &dialect);
    assert_eq!(again, text, "{place}: ids keep their JSON type");
}

fn style(dialect_name: &str) -> Style {
    let row = |shape, name: &str, payload: Option<&str>, sender: &str, kind: Option<&str>| Style {
        shape,
        name_key: name.to_owned(),
        payload_key: payload.map(str::to_owned),
        sender_key: Some(sender.to_owned()),
        kind_key: kind.map(str::to_owned),
        ..Style::default()
    };
    let first = row(Shape::EventData, "event", Some("data"), "sender_id", None);
    match dialect_name {
        "event-data" => first,
        "type-name-params" => row(
            Shape::TypeNameParams,
            "name",
            Some("params"),
            "sender_id",
            Some("type"),
        ),
        "type-payload" => row(Shape::TypePayload, "type", Some("payload"), "Sender_id", None),
        "flat" => row(Shape::Flat, "event", None, "sender_id", None),
        "keyed-by-name" => row(Shape::KeyedByName, "type", None, "sender_id", None),
        "batch-array" => Style {
            batch: Batch::Array,
            ..first
        },
        "batch-events" => Style {
            batch: Batch::Events,
            ..first
        },
        "payload-as-text" => Style {
            payload_as_text: true,
            ..first
        },
        _ => panic!("no style for {dialect_name}"),
    }
}

#[test]
fn every_message_in_every_shape() {
    for dialect_name in Dialect::NAMES {
        for body in common::samples() {
            check_message(dialect_name, &body);
        }
    }
}

#[test]
fn frames_of_others() {
    let mut cases = 0;
    for entry in fs::read_dir(golden().join("foreign")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let Some(case) = name
            .strip_suffix(".json")
            .filter(|case| !case.ends_with(".reading"))
        else {
            continue;
        };
        let frame = common::read(&fs::read_to_string(&path).unwrap());
        assert_eq!(frame.problem, None, "{name}");
        let readings: Value = frame.messages.iter().map(common::reading).collect();
        let expected = path.with_file_name(format!("{case}.reading.json"));
        check_file(&expected, &serde_json::to_string_pretty(&readings).unwrap());
        cases += 1;
    }
    assert!(cases > 20, "only {cases} foreign frames were found");
}
