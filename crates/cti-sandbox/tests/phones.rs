//! What a simulated phone does when the room speaks to it, over real sockets.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

mod common;

use common::{Guest, get, idle, post, start, until, within};
use cti_protocol::{Body, Dialect, Direction, Event, Id, Pii, Variables};
use cti_sandbox::Options;
use serde_json::json;
use std::collections::BTreeMap;

#[tokio::test]
async fn make_call_goes_from_the_first_ring_to_the_end() {
    let sandbox = start(idle()).await;
    let mut guest = Guest::join(sandbox.address()).await;
    // The phone writes its user's id as a number; a client may write it as text.
    guest.dial(Id::text("101"), "+44 20 7946 0018").await;
    let call = guest.hear_call("outgoing_call").await;
    assert_eq!(call.user.id, Some(Id::number(101)));
    assert_eq!(call.user.name.as_deref(), Some("Anna Kim"));
    assert_eq!(
        call.number.as_deref(),
        Some("+44 20 7946 0018"),
        "as it was dialled"
    );
    assert_eq!(
        call.name.as_deref(),
        Some("Olivia Bennett"),
        "a customer is known by any spelling of the number"
    );
    assert_eq!(call.variables.as_ref().unwrap()["customer_id"].as_str(), "48201");
    guest.hear_status("101", "In service").await;
    let connected = guest.hear_call("call_connected").await;
    let ended = guest.hear_call("call_disconnected").await;
    guest.hear_status("101", "After service").await;
    guest.hear_status("101", "Ready").await;
    assert!(connected.id == call.id && ended.id == call.id && ended.session == call.session);
    assert_eq!(ended.direction, Some(Direction::Outgoing));
    assert_eq!(
        (ended.result.code, ended.result.completion.as_deref()),
        (Some(200), Some("Call_Answered"))
    );
    assert!(call.time.unwrap() < connected.time.unwrap() && connected.time.unwrap() < ended.time.unwrap());
    assert!(
        call.time.unwrap().0 > 1_700_000_000_000,
        "milliseconds since 1970"
    );
}

#[tokio::test]
async fn numbers_fail_as_they_should() {
    let sandbox = start(idle()).await;
    let mut guest = Guest::join(sandbox.address()).await;
    for (number, code, completion) in [
        ("+442079460486", 486, "Call_Busy"),
        ("+14155550408", 408, "No_Answer"),
        ("+14155550404", 404, "Invalid_Number"),
        ("+14155550480", 480, "Temporary_Unavailable"),
        ("+14155550603", 603, "Call_Was_Rejected"),
        ("extension", 404, "Invalid_Number"),
    ] {
        guest.dial(Id::number(102), number).await;
        let call = guest.hear_call("outgoing_call").await;
        guest.hear_status("102", "In service").await;
        let failed = guest.hear_call("call_failed").await;
        assert_eq!((&failed.id, failed.number.as_deref()), (&call.id, Some(number)));
        assert_eq!(
            (failed.result.code, failed.result.completion.as_deref()),
            (Some(code), Some(completion))
        );
        guest.hear_status("102", "After service").await;
        guest.hear_status("102", "Ready").await;
    }
}

#[tokio::test]
async fn commands_for_others_are_not_obeyed() {
    let sandbox = start(idle()).await;
    let mut guest = Guest::join(sandbox.address()).await;
    guest.dial(Id::text("999"), "+442079460018").await;
    guest
        .say_text(&format!(
            r#"{{"event":"make_call","sender_id":"{}","data":{{"number":"+1"}}}}"#,
            guest.sender
        ))
        .await;
    guest.log_out("103").await;
    // Whatever the first two had started would have been heard before this.
    guest.hear_status("103", "Offline").await;
    let state = get(sandbox.address(), "/sandbox/state").await.json();
    assert_eq!(state["live"], json!([]));
}

#[tokio::test]
async fn set_variables_merges_and_an_empty_value_removes() {
    let sandbox = start(idle()).await;
    let mut guest = Guest::join(sandbox.address()).await;
    let call = json!({
        "kind": "incoming", "user": "101", "number": "+442079460999", "variables": {"a": "1", "b": "2"},
        "answer_after_ms": null,
    });
    post(sandbox.address(), "/sandbox/calls", call).await;
    let call = guest.hear_call("incoming_call").await;
    let id = call.id.unwrap();
    guest.set_variables("101", &id, &[("b", ""), ("c", "3")]).await;
    let updated = guest.hear_call("data_updated").await;
    let pairs = |pairs: &[(&str, &str)]| -> Variables {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Pii::from(*value)))
            .collect()
    };
    assert!(
        updated.variables == Some(pairs(&[("a", "1"), ("b", ""), ("c", "3")])),
        "who merges sees what is gone"
    );
    guest.set_variables("101", &id, &[("d", "4")]).await;
    let updated = guest.hear_call("data_updated").await;
    assert!(
        updated.variables == Some(pairs(&[("a", "1"), ("c", "3"), ("d", "4")])),
        "and then it is gone"
    );
    // Not of this call's user, and of no call at all.
    guest.set_variables("102", &id, &[("e", "5")]).await;
    guest
        .set_variables("101", &Id::text("nothing"), &[("e", "5")])
        .await;
    guest.set_variables("101", &id, &[("f", "6")]).await;
    let updated = guest.hear_call("data_updated").await;
    assert!(updated.variables == Some(pairs(&[("a", "1"), ("c", "3"), ("d", "4"), ("f", "6")])));
}

#[tokio::test]
async fn a_phone_that_is_logged_out_stays_and_can_be_logged_in_again() {
    let sandbox = start(idle()).await;
    let mut guest = Guest::join(sandbox.address()).await;
    guest.log_out("101").await;
    guest.hear_status("101", "Offline").await;
    guest.log_out("101").await;
    guest.hear_status("101", "Offline").await;
    guest.dial(Id::text("101"), "+442079460018").await;
    guest.heard_by("101").await;
    post(
        sandbox.address(),
        "/sandbox/users/101/status",
        json!({"status": "Ready"}),
    )
    .await;
    until(sandbox.address(), |state| state["users"][0]["status"] == "Ready").await;
    guest.dial(Id::text("101"), "+442079460200").await;
    let event = guest.hear_until("outgoing_call").await;
    let call = event.call().unwrap();
    assert_eq!(
        call.number.as_deref(),
        Some("+442079460200"),
        "nobody dialled while the phone was logged out"
    );
}

#[tokio::test]
async fn a_newcomer_is_told_every_status() {
    let sandbox = start(idle()).await;
    let mut guest = Guest::join(sandbox.address()).await;
    guest.say_connected().await;
    let mut statuses = BTreeMap::new();
    for _ in 0..8 {
        match guest.hear_event().await {
            Event::StatusChanged(changed) => {
                statuses.insert(
                    changed.user.id.unwrap().as_str().to_owned(),
                    changed.status.unwrap(),
                );
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(
        statuses.keys().map(String::as_str).collect::<Vec<_>>(),
        ["101", "102", "103", "104", "105", "106", "107", "108"]
    );
    assert_eq!(statuses["106"].name, "Timeout");
    assert_eq!(statuses["107"].color.as_deref(), Some("#7a5cff"));
}

#[tokio::test]
async fn a_newcomer_is_told_nothing_without_the_roll_call() {
    let sandbox = start(Options {
        roll_call: false,
        ..idle()
    })
    .await;
    let mut guest = Guest::join(sandbox.address()).await;
    guest.say_connected().await;
    guest.log_out("104").await;
    guest.hear_status("104", "Offline").await;
}

#[tokio::test]
async fn phones_write_in_the_dialect_of_the_greeting_and_obey_in_each() {
    for name in Dialect::NAMES {
        let dialect = Dialect::builtin(name).unwrap();
        let sandbox = start(Options {
            dialect: dialect.clone(),
            ..idle()
        })
        .await;
        let mut guest = Guest::join(sandbox.address()).await;
        guest.dial(Id::text("101"), "+442079460486").await;
        let message = guest.hear().await;
        assert!(
            matches!(message.body, Body::Event(Event::OutgoingCall(_))),
            "{name}: {message:?}"
        );
        // Written again in the dialect that the server was given, it is the same text.
        let mut expected = Dialect::default();
        expected.learn(&message);
        let body = &message.body;
        let write = |dialect| cti_protocol::encode(body, message.sender.as_ref(), &message.details, dialect);
        assert_eq!(write(&expected), write(&dialect), "{name}");
        drop(guest);
        within(sandbox.stop()).await.unwrap();
    }
}

#[tokio::test]
async fn every_phone_is_a_client_of_its_own() {
    let sandbox = start(idle()).await;
    let mut guest = Guest::join(sandbox.address()).await;
    let mut senders = std::collections::HashSet::new();
    guest.say_connected().await;
    for _ in 0..8 {
        senders.insert(guest.hear().await.sender.unwrap());
    }
    assert_eq!(senders.len(), 8);
    assert!(!senders.contains(&guest.sender));
}

#[tokio::test]
async fn phones_that_were_cut_come_back_and_their_calls_go_on() {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    let call = json!({"kind": "incoming", "user": "101", "answer_after_ms": 0, "end_after_ms": null});
    let id = post(at, "/sandbox/calls", call).await["call_id"].clone();
    until(at, |state| state["live"][0]["phase"] == "connected").await;
    let mut guest = Guest::join(at).await;
    let cut = post(at, "/sandbox/cut", json!({"who": "phones", "how": "reset"})).await;
    assert_eq!(cut["cut"], 8);
    // Each says again that it is there and how it is.
    let mut connected = 0;
    while connected < 8 {
        connected += usize::from(matches!(guest.hear_event().await, Event::Connected(_)));
    }
    let state = get(at, "/sandbox/state").await.json();
    assert_eq!(
        (&state["live"][0]["call_id"], &state["live"][0]["phase"]),
        (&id, &json!("connected"))
    );
    guest
        .set_variables("101", &Id::text(id.as_str().unwrap()), &[("still", "here")])
        .await;
    loop {
        if let Event::DataUpdated(updated) = guest.hear_event().await {
            assert_eq!(updated.call.variables.unwrap()["still"].as_str(), "here");
            break;
        }
    }
}

#[tokio::test]
async fn phones_can_be_made_deaf_to_commands() {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    let mut guest = Guest::join(at).await;
    post(at, "/sandbox/phones", json!({"obey": false, "user": 101})).await;
    guest.dial(Id::text("101"), "+442079460018").await;
    guest.dial(Id::text("102"), "+442079460486").await;
    assert_eq!(
        guest.hear_call("outgoing_call").await.user.id,
        Some(Id::text("102"))
    );
    guest.heard_by("101").await;
    post(at, "/sandbox/phones", json!({"obey": true})).await;
    guest.dial(Id::text("101"), "+442079460018").await;
    until(at, |state| state["said"]["outgoing_call"] == 2).await;
}

#[tokio::test]
async fn a_shutdown_closes_the_guests_with_1001() {
    let sandbox = start(idle()).await;
    let mut guest = Guest::join(sandbox.address()).await;
    let stopping = tokio::spawn(sandbox.stop());
    assert_eq!(guest.closed().await, Some(1001));
    drop(guest);
    within(stopping).await.unwrap().unwrap();
}
