//! Whatever is written in whatever dialect reads back as itself, and whatever is read loses nothing.

#![expect(clippy::unwrap_used, reason = "a test that has nothing to look at has failed")]

#[path = "../common/mod.rs"]
mod common;
mod strategies;

use cti_protocol::{
    Body, Details, Dialect, Event, FrameProblem, Id, Limits, decode, encode, event::ConnectionAccepted,
};
use proptest::{option, prelude::*};
use serde_json::{Value, json};
use strategies::{body, details, dialect, id, json_value, near_message};

/// The numbered leaves that a text holds.
fn leaves_in(text: &str) -> Vec<String> {
    let parts = text.split("leaf").skip(1);
    let leaves = parts.filter_map(|part| Some(part.split_once('.')?.0.to_owned()));
    let mut leaves: Vec<_> = leaves.collect();
    leaves.sort();
    leaves.dedup();
    leaves
}

#[track_caller]
fn check_round_trip(body: &Body, sender: Option<&Id>, details: &Details, dialect: &Dialect) {
    let text = encode(body, sender, details, dialect);
    let frame = decode(&text, dialect, &Limits::default());
    assert_eq!(frame.problem, None, "{text}");
    assert_eq!(frame.messages.len(), 1, "{text}");
    let message = &frame.messages[0];
    assert_eq!(message.body, *body, "{text}");
    assert_eq!(message.sender.as_ref(), sender, "{text}");
    assert_eq!(message.details, *details, "{text}");
    assert_eq!(message.oddities, [], "{text}");
    let again = encode(&message.body, message.sender.as_ref(), &message.details, dialect);
    assert_eq!(value_of(&again), value_of(&text), "ids keep their JSON type");
}

/// A frame as a value, payloads that are JSON in a string included: the order of members says nothing.
fn value_of(text: &str) -> Value {
    fn unpack(value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Ok(inner @ Value::Object(_)) = serde_json::from_str(text) {
                    *value = inner;
                    unpack(value);
                }
            }
            Value::Array(list) => list.iter_mut().for_each(unpack),
            Value::Object(members) => members.values_mut().for_each(unpack),
            _ => {}
        }
    }
    let mut value = serde_json::from_str(text).unwrap();
    unpack(&mut value);
    value
}

proptest! {
    #[test]
    fn every_message_reads_back_in_every_built_in_dialect(
        body in body(), sender in option::of(id()), details in details(),
    ) {
        for name in Dialect::NAMES {
            check_round_trip(&body, sender.as_ref(), &details, &Dialect::builtin(name).unwrap());
        }
    }

    #[test]
    fn every_message_reads_back_in_any_configured_dialect(
        body in body(), sender in option::of(id()), details in details(), dialect in dialect(),
    ) {
        check_round_trip(&body, sender.as_ref(), &details, &dialect);
    }

    #[test]
    fn a_client_that_learnt_writes_what_its_room_reads(
        body in body(), sender in id(), granted in id(), details in details(), room in dialect(),
    ) {
        let greeting = Event::ConnectionAccepted(ConnectionAccepted {}).into();
        let greeting = encode(&greeting, Some(&granted), &details, &room);
        let mut client = room.clone();
        client.learn(&decode(&greeting, &client, &Limits::default()).messages[0]);
        let text = encode(&body, Some(&sender), &Details::default(), &client);
        let message = &decode(&text, &room, &Limits::default()).messages[0];
        prop_assert_eq!(&message.body, &body);
        prop_assert_eq!(message.sender.as_ref(), Some(&sender));
        prop_assert_eq!(message.style.shape, decode(&greeting, &room, &Limits::default()).messages[0].style.shape);
    }

    #[test]
    fn no_leaf_is_lost(message in near_message(), batch in any::<bool>()) {
        let text = if batch { json!([message, {"events": [message]}]) } else { message };
        let text = text.to_string();
        let frame = common::read(&text);
        prop_assert_eq!(frame.problem, None);
        let readings: Vec<_> = frame.messages.iter().map(common::reading).collect();
        prop_assert_eq!(leaves_in(&text), leaves_in(&json!(readings).to_string()));
    }

    #[test]
    fn any_json_is_read_or_refused(value in json_value()) {
        let frame = common::read(&value.to_string());
        let structured = value.is_object() || value.is_array();
        prop_assert_eq!(frame.problem, (!structured).then_some(FrameProblem::NotAMessage));
    }

    #[test]
    fn any_text_is_read_or_refused(text in prop_oneof![any::<String>(), "[\\[\\]{}\":,a-e0-9\\\\ ]{0,40}"]) {
        let frame = common::read(&text);
        prop_assert!(frame.problem.is_none() || frame.messages.is_empty());
        let _ = Dialect::from_json(&text);
    }
}
