//! Calls that are started, answered and ended through the control API, and what it refuses.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

mod common;

use common::{Guest, get, idle, post, post_refused, start, until};
use cti_protocol::{Event, Id};
use cti_sandbox::Options;
use serde_json::json;

#[tokio::test]
async fn an_incoming_call_by_hand() {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    let mut guest = Guest::join(at).await;
    let call = json!({
        "kind": "incoming", "user": "101", "number": "+14155550199", "name": "Zoë Zander", "queue": "VIP",
        "variables": {"ticket": "T-1"}, "call_id": "call-1", "session_id": "session-1", "answer_after_ms": null,
    });
    let answer = post(at, "/sandbox/calls", call).await;
    let legs = json!([{"user_id": "101", "call_id": "call-1"}]);
    assert_eq!(
        answer,
        json!({"call_id": "call-1", "session_id": "session-1", "legs": legs})
    );
    let call = guest.hear_call("incoming_call").await;
    assert_eq!(
        (call.id, call.session),
        (Some(Id::text("call-1")), Some(Id::text("session-1")))
    );
    assert_eq!(
        (call.number.as_deref(), call.name.as_deref()),
        (Some("+14155550199"), Some("Zoë Zander"))
    );
    assert_eq!(call.queue.as_deref(), Some("VIP"));
    let state = get(at, "/sandbox/state").await.json();
    let live = &state["live"][0];
    assert_eq!(
        (&live["phase"], &live["variables"]),
        (&json!("ringing"), &json!({"ticket": "T-1"}))
    );

    let answer = post(at, "/sandbox/calls/call-1/answer", json!({})).await;
    assert_eq!(answer["users"], json!(["101"]));
    guest.hear_call("call_connected").await;
    guest.hear_status("101", "In service").await;

    post(
        at,
        "/sandbox/calls/call-1/variables",
        json!({"variables": {"ticket": "", "mood": "good"}}),
    )
    .await;
    guest.hear_call("data_updated").await;

    post(
        at,
        "/sandbox/calls/call-1/end",
        json!({"code": 2, "reason": "Line dropped"}),
    )
    .await;
    let ended = guest.hear_call("call_disconnected").await;
    assert_eq!(
        (ended.result.code, ended.result.reason.as_deref()),
        (Some(2), Some("Line dropped"))
    );
    guest.hear_status("101", "After service").await;
    guest.hear_status("101", "Ready").await;

    let state = get(at, "/sandbox/state").await.json();
    let ended = &state["ended"][0];
    assert_eq!(
        (&ended["call_id"], &ended["phase"], &ended["code"]),
        (&json!("call-1"), &json!("ended"), &json!(2))
    );
    assert_eq!(
        (&ended["ended_by"], &ended["variables"]),
        (&json!("call_disconnected"), &json!({"mood": "good"}))
    );
    assert!(ended["ended_at"].as_i64() >= ended["connected_at"].as_i64() && state["live"] == json!([]));
}

#[tokio::test]
async fn a_call_runs_by_itself_when_it_is_told_its_times() {
    let sandbox = start(Options {
        pace: 100.0,
        ..idle()
    })
    .await;
    let at = sandbox.address();
    let mut guest = Guest::join(at).await;
    post(
        at,
        "/sandbox/calls",
        json!({"kind": "outgoing", "user": 102, "answer_after_ms": 1, "end_after_ms": 1}),
    )
    .await;
    let call = guest.hear_call("outgoing_call").await;
    assert!(call.number.is_some() && call.name.is_some(), "some customer");
    guest.hear_status("102", "In service").await;
    guest.hear_call("call_connected").await;
    guest.hear_call("call_disconnected").await;
    guest.hear_status("102", "After service").await;
    let call = json!({"kind": "incoming", "user": "103", "fail_after_ms": 1, "code": 603});
    post(at, "/sandbox/calls", call).await;
    guest.hear_call("incoming_call").await;
    let failed = guest.hear_call("call_failed").await;
    assert_eq!(
        (failed.result.code, failed.result.completion.as_deref()),
        (Some(603), Some("Call_Was_Rejected"))
    );
}

async fn check_ring_at_several(separate_ids: bool, ended_by: &str) {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    let mut guest = Guest::join(at).await;
    let call = json!({
        "kind": "incoming", "users": ["101", "102", "103"], "call_id": "ring", "separate_ids": separate_ids,
        "answer_after_ms": null, "end_after_ms": null,
    });
    let legs = post(at, "/sandbox/calls", call).await["legs"].clone();
    let mut numbers = std::collections::HashSet::new();
    for _ in 0..3 {
        numbers.insert(guest.hear_call("incoming_call").await.number.unwrap());
    }
    assert_eq!(numbers.len(), 1, "one caller");
    let path = format!("/sandbox/calls/{}/answer", legs[1]["call_id"].as_str().unwrap());
    if !separate_ids {
        post_refused(at, &path, "", 409, "several phones").await;
    }
    post(at, &path, json!({"user": "102"})).await;
    assert_eq!(
        guest.hear_call("call_connected").await.user.id,
        Some(Id::text("102"))
    );
    let mut losers = Vec::new();
    while losers.len() < 2 {
        match guest.hear_event().await {
            Event::StatusChanged(_) => {}
            event => {
                assert_eq!(event.name(), ended_by);
                let call = event.call().unwrap();
                assert_eq!(call.result.reason.as_deref(), Some("Answered elsewhere"));
                losers.push(call.user.id.clone().unwrap().as_str().to_owned());
            }
        }
    }
    losers.sort();
    assert_eq!(losers, ["101", "103"]);
    let state = get(at, "/sandbox/state").await.json();
    assert_eq!(state["live"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&state["live"][0]["user_id"], &state["live"][0]["phase"]),
        (&json!("102"), &json!("connected"))
    );
}

#[tokio::test]
async fn a_call_rings_at_several_phones_under_one_id() {
    check_ring_at_several(false, "call_disconnected").await;
}

#[tokio::test]
async fn a_call_rings_at_several_phones_under_ids_of_their_own() {
    check_ring_at_several(true, "call_failed").await;
}

#[tokio::test]
async fn calls_that_cannot_be_are_refused() {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    let calls = "/sandbox/calls";
    post_refused(at, calls, "", 400, "kind").await;
    post_refused(at, calls, "{", 400, "EOF").await;
    post_refused(at, calls, r#"{"kind":"sideways","user":"101"}"#, 400, "sideways").await;
    post_refused(at, calls, r#"{"kind":"incoming"}"#, 400, "whose phone").await;
    post_refused(at, calls, r#"{"kind":"incoming","user":"7"}"#, 404, "no user 7").await;
    post_refused(at, calls, r#"{"kind":"incoming","user":"anna"}"#, 400, "anna").await;
    post_refused(at, calls, r#"{"kind":"incoming","user":{}}"#, 400, "id must be").await;
    post_refused(
        at,
        calls,
        r#"{"kind":"incoming","users":["101",101]}"#,
        400,
        "twice",
    )
    .await;
    post_refused(
        at,
        calls,
        r#"{"kind":"incoming","user":"101","answer_user":"102"}"#,
        400,
        "102",
    )
    .await;
    post_refused(
        at,
        calls,
        r#"{"kind":"incoming","user":"101","number":" "}"#,
        400,
        "number",
    )
    .await;
    post_refused(
        at,
        calls,
        r#"{"kind":"incoming","user":"101","colour":"red"}"#,
        400,
        "colour",
    )
    .await;
    post(at, calls, json!({"kind": "incoming", "user": "101", "call_id": "c", "answer_after_ms": 0, "end_after_ms": null})).await;
    until(at, |state| state["live"][0]["phase"] == "connected").await;
    post_refused(
        at,
        calls,
        r#"{"kind":"incoming","user":"101","call_id":"c"}"#,
        409,
        "live call c",
    )
    .await;
    post_refused(at, "/sandbox/calls/c/answer", "", 409, "answered already").await;
    post_refused(at, "/sandbox/calls/c/fail", "", 409, "answered already").await;
    post_refused(
        at,
        "/sandbox/calls/c/end",
        r#"{"user":"102"}"#,
        404,
        "no call c at the phone of 102",
    )
    .await;
    post_refused(at, "/sandbox/calls/c/variables", "{}", 400, "variables").await;
    post_refused(at, "/sandbox/calls/nothing/end", "", 404, "no call nothing").await;
    post(at, "/sandbox/calls/c/end", json!({})).await;
    until(at, |state| state["live"] == json!([])).await;
    post_refused(at, "/sandbox/calls/c/end", "", 409, "over").await;
}
