//! Commands in virtual time: sent once, confirmed by the event that follows, or honestly not.

mod common;

use common::Bench;
use cti_core::{Confirmation, Intent, IntentError, SentState};
use cti_protocol::Id;
use serde_json::json;

#[test]
fn a_dial_is_confirmed_by_that_users_outgoing_call_to_that_number() {
    let mut bench = Bench::live();
    let id = bench.dial("+34 600 123 456", false).unwrap().unwrap();
    assert_eq!(
        bench.sent[1],
        json!({"event": "make_call", "sender_id": "s1",
        "data": {"user_id": "101", "number": "+34600123456"}})
    );
    assert_eq!(bench.see().commands[0].state, SentState::Pending);
    bench.call("outgoing_call", "x", "102", json!({"number": "+34600123456"}));
    bench.call("outgoing_call", "y", "101", json!({"number": "+34600999999"}));
    assert!(bench.settled.is_empty());
    bench.call("outgoing_call", "z", "101", json!({"number": "34600123456"}));
    assert!(
        matches!(&bench.settled[..], [(n, Ok(Confirmation::Call(call)))] if *n == id && call.id == Id::text("z"))
    );
    assert_eq!(bench.see().commands[0].state, SentState::Confirmed);
}

#[test]
fn a_phone_that_cannot_dial_confirms_by_its_failure() {
    let mut bench = Bench::live();
    bench.dial("12345678", false).unwrap();
    bench.call(
        "call_failed",
        "z",
        "101",
        json!({"number": "12345678", "result_code": 404}),
    );
    assert!(matches!(&bench.settled[..], [(_, Ok(Confirmation::Call(_)))]));
}

#[test]
fn a_dial_times_out_after_ten_seconds_and_is_never_sent_again() {
    let mut bench = Bench::live();
    bench.dial("+34600123456", false).unwrap();
    bench.close(1006);
    bench.pass(500);
    bench.join();
    bench.pass(8_000);
    assert!(bench.settled.is_empty());
    bench.pass(2_000);
    assert!(matches!(&bench.settled[..], [(_, Err(IntentError::Timeout))]));
    let dials = bench
        .sent
        .iter()
        .filter(|message| message["event"] == "make_call")
        .count();
    assert_eq!(dials, 1);
}

#[test]
fn without_a_connection_nothing_is_sent_nor_kept() {
    let mut bench = Bench::live();
    bench.close(1006);
    assert_eq!(bench.dial("+34600123456", false), Err(IntentError::NotConnected));
    bench.pass(500);
    bench.join();
    assert!(bench.sent.iter().all(|message| message["event"] != "make_call"));
}

#[test]
fn the_same_number_within_two_seconds_asks_first() {
    let mut bench = Bench::live();
    bench.dial("+34600123456", false).unwrap();
    assert_eq!(bench.dial("+34 600 12 34 56", false), Err(IntentError::Duplicate));
    bench.dial("+34600123456", true).unwrap();
    bench.pass(2_000);
    bench.dial("+34600123456", false).unwrap();
}

#[test]
fn bad_numbers_and_unknown_users_and_calls_are_refused_before_anything_is_sent() {
    let mut bench = Bench::live();
    let before = bench.sent.len();
    assert_eq!(bench.dial("hello", false), Err(IntentError::InvalidNumber));
    let stranger = Intent::Logout {
        user: Some(Id::text("999")),
    };
    assert_eq!(bench.ask(stranger), Err(IntentError::NoUser));
    let unknown = Intent::SetVariables {
        call: Id::text("none"),
        variables: Default::default(),
    };
    assert_eq!(bench.ask(unknown), Err(IntentError::UnknownCall));
    assert_eq!(bench.sent.len(), before);
}

#[test]
fn variables_go_to_the_agents_own_leg_and_data_updated_confirms() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "other", "102", json!({"session_id": "s"}));
    bench.call("incoming_call", "own", "101", json!({"session_id": "s"}));
    let card = bench.see().calls[0].id.clone();
    let variables = [("order".to_owned(), "7".into()), ("old".to_owned(), "".into())].into();
    bench
        .ask(Intent::SetVariables {
            call: card,
            variables,
        })
        .unwrap();
    assert_eq!(
        bench.sent[1]["data"],
        json!({"user_id": "101", "call_id": "own", "variables": {"old": "", "order": "7"}})
    );
    bench.call("data_updated", "own", "101", json!({"variables": {"order": "7"}}));
    assert!(
        matches!(&bench.settled[..], [(_, Ok(Confirmation::Call(call)))] if call.variables["order"].as_str() == "7")
    );
}

#[test]
fn ids_go_back_in_the_type_in_which_the_room_used_them() {
    let mut bench = Bench::live();
    let user = json!({"user_id": 102, "status": "Ready"});
    bench.frame(&json!({"event": "status_changed", "data": user}));
    bench
        .ask(Intent::Logout {
            user: Some(Id::text("102")),
        })
        .unwrap();
    assert_eq!(bench.sent[1]["data"], json!({"user_id": 102}));
}

#[test]
fn a_logout_is_confirmed_by_a_status_of_somebody_who_is_out() {
    let mut bench = Bench::live();
    bench.status("102", "Ben", "Ready");
    bench
        .ask(Intent::Logout {
            user: Some(Id::text("102")),
        })
        .unwrap();
    assert!(bench.see().users[0].logging_out);
    bench.status("102", "Ben", "In service");
    assert!(bench.settled.is_empty());
    bench.status("102", "Ben", "OFFLINE");
    assert!(
        matches!(&bench.settled[..], [(_, Ok(Confirmation::User(user)))] if user.status.name() == "Offline")
    );
    assert!(!bench.see().users[0].logging_out);
}

#[test]
fn a_refusal_of_the_room_settles_the_command_that_it_names() {
    let mut bench = Bench::live();
    bench.dial("+34600123456", false).unwrap();
    bench.frame(&json!({"event": "error", "data": {"refused": "make_call", "message": "no such user"}}));
    assert!(matches!(&bench.settled[..], [(_, Err(IntentError::Refused(words)))] if words == "no such user"));
    assert_eq!(bench.see().notices.len(), 1);
}
