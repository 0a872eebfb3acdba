//! Calls in virtual time, from first ring to outcome.

mod common;

use common::{Bench, START};
use cti_core::{Intent, Outcome, Phase};
use cti_protocol::{Direction, Id};
use serde_json::json;

#[test]
fn an_incoming_call_rings_connects_and_ends() {
    let mut bench = Bench::live();
    bench.call(
        "incoming_call",
        "c1",
        "101",
        json!({"number": "+34600123456", "name": "María", "queue": "Support"}),
    );
    let call = bench.see().calls[0].clone();
    assert_eq!(
        (call.phase, call.direction),
        (Phase::Ringing, Some(Direction::Incoming))
    );
    assert_eq!(call.number.as_deref(), Some("+34600123456"));
    bench.pass(7_000);
    bench.call("call_connected", "c1", "101", json!({}));
    assert_eq!(bench.see().calls[0].connected_at, Some(START + 7_000));
    bench.pass(60_000);
    bench.call("call_disconnected", "c1", "101", json!({}));
    let call = bench.see().calls[0].clone();
    assert_eq!(
        (call.phase, &call.outcome),
        (Phase::Ended, &Some(Outcome::Completed))
    );
    assert_eq!(call.ended_at, Some(START + 67_000));
    assert_eq!(bench.see().history.len(), 1);
    bench.pass(121_000);
    assert!(
        bench.see().calls.is_empty(),
        "an ended card goes after two minutes"
    );
    assert_eq!(bench.see().history.len(), 1);
}

#[test]
fn a_failed_call_says_why() {
    let mut bench = Bench::live();
    bench.call("outgoing_call", "c1", "101", json!({"number": "+14155550134"}));
    assert_eq!(bench.see().calls[0].phase, Phase::Dialing);
    bench.call(
        "call_failed",
        "c1",
        "101",
        json!({"result_code": 486, "completion_code": "Call_Busy"}),
    );
    bench.call("call_disconnected", "c1", "101", json!({}));
    let call = bench.see().calls[0].clone();
    assert_eq!((&call.outcome, call.code), (&Some(Outcome::Failed), Some(486)));
}

#[test]
fn ended_is_final_whatever_comes_late_or_twice() {
    let mut bench = Bench::live();
    for event in [
        "call_disconnected",
        "incoming_call",
        "call_connected",
        "data_updated",
        "incoming_call",
    ] {
        bench.call(event, "c1", "101", json!({"variables": {"a": "1"}}));
        assert_eq!(bench.see().calls.len(), 1, "{event}");
        assert_eq!(bench.see().calls[0].phase, Phase::Ended, "{event}");
    }
    let call = bench.see().calls[0].clone();
    assert_eq!(call.outcome, Some(Outcome::Completed));
    assert_eq!(call.variables["a"].as_str(), "1");
}

#[test]
fn a_repeated_event_is_told_once() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "c1", "101", json!({}));
    let told = bench.told.len();
    bench.call("incoming_call", "c1", "101", json!({}));
    assert_eq!(bench.told.len(), told);
}

#[test]
fn a_queue_call_is_one_card_and_says_who_answered() {
    // Legs share the call id, or only the session.
    for ids in [["q", "q", "q"], ["q1", "q2", "q3"]] {
        let mut bench = Bench::live();
        for (id, user) in ids.iter().zip(["101", "102", "103"]) {
            bench.call(
                "incoming_call",
                id,
                user,
                json!({"session_id": "s", "queue": "Support"}),
            );
        }
        assert_eq!(bench.see().calls.len(), 1);
        bench.call("call_connected", ids[1], "102", json!({"session_id": "s"}));
        let call = bench.see().calls[0].clone();
        assert_eq!(
            call.outcome,
            Some(Outcome::AnsweredElsewhere(Some(Id::text("102")))),
            "{ids:?}"
        );
        let user = bench
            .see()
            .users
            .iter()
            .find(|user| user.id == Id::text("102"))
            .cloned()
            .unwrap();
        assert_eq!(user.call.as_ref().unwrap().phase, Phase::Connected);
        let user = bench
            .see()
            .users
            .iter()
            .find(|user| user.id == Id::text("103"))
            .cloned()
            .unwrap();
        assert_eq!(user.call, None);
    }
}

#[test]
fn a_queue_that_rings_again_after_a_miss_is_a_new_card() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "q", "102", json!({}));
    bench.call("call_failed", "q", "102", json!({"result_code": 408}));
    bench.call("incoming_call", "q", "101", json!({}));
    let calls = bench.see().calls;
    assert_eq!((calls.len(), calls[0].phase), (1, Phase::Ringing));
}

#[test]
fn calls_of_others_are_no_cards_but_stand_in_the_team() {
    let mut bench = Bench::live();
    bench.status("102", "Ben Okafor", "Ready");
    bench.call("incoming_call", "c1", "102", json!({"number": "+442079460018"}));
    assert!(bench.see().calls.is_empty());
    let user = bench.see().users[0].clone();
    assert_eq!(
        user.call.as_ref().unwrap().number.as_deref(),
        Some("+442079460018")
    );
    bench.call("call_disconnected", "c1", "102", json!({}));
    assert_eq!(bench.see().users[0].call, None);
}

#[test]
fn variables_merge_key_by_key_and_an_empty_one_goes() {
    let mut bench = Bench::live();
    bench.call(
        "incoming_call",
        "c1",
        "101",
        json!({"variables": {"order": "1", "plan": "Pro"}}),
    );
    bench.call(
        "data_updated",
        "c1",
        "101",
        json!({"variables": {"order": "2", "plan": ""}}),
    );
    let call = bench.see().calls[0].clone();
    assert_eq!(call.variables.len(), 1);
    assert_eq!(call.variables["order"].as_str(), "2");
}

#[test]
fn a_call_of_which_the_beginning_was_missed_says_so() {
    let mut bench = Bench::live();
    bench.call("call_connected", "c1", "101", json!({"number": "1"}));
    let call = bench.see().calls[0].clone();
    assert!(call.started_before);
    assert_eq!((call.phase, call.direction), (Phase::Connected, None));
}

#[test]
fn after_a_gap_calls_are_unconfirmed_until_an_event_speaks_of_them() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "ring", "101", json!({}));
    bench.call("incoming_call", "talk", "101", json!({}));
    bench.call("call_connected", "talk", "101", json!({}));
    bench.close(1006);
    bench.pass(600);
    bench.join();
    assert!(
        bench
            .see()
            .calls
            .iter()
            .all(|call| call.unconfirmed_since == Some(START))
    );
    bench.call("data_updated", "talk", "101", json!({}));
    assert_eq!(
        bench.phone.call(&Id::text("talk")).unwrap().unconfirmed_since,
        None
    );
    bench.pass(121_000);
    assert_eq!(
        bench.phone.call(&Id::text("ring")).unwrap().outcome,
        Some(Outcome::Unknown)
    );
    assert_eq!(
        bench.phone.call(&Id::text("talk")).unwrap().phase,
        Phase::Connected
    );
    bench.pass(8 * 3_600_000);
    assert_eq!(
        bench.phone.call(&Id::text("talk")).unwrap().outcome,
        Some(Outcome::Unknown)
    );
}

#[test]
fn what_does_not_tell_where_a_call_stands_does_not_confirm_it() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "ring", "101", json!({}));
    bench.call("incoming_call", "queue", "101", json!({}));
    bench.call("incoming_call", "queue", "102", json!({}));
    bench.close(1006);
    bench.pass(600);
    bench.join();
    let unconfirmed = |bench: &Bench, id| {
        let call = bench.phone.call(&Id::text(id)).unwrap();
        (call.phase, call.unconfirmed_since.is_some())
    };
    bench.pass(100_000);
    bench.call("data_updated", "ring", "101", json!({"variables": {"a": "1"}}));
    bench.call("call_failed", "queue", "102", json!({}));
    assert_eq!(unconfirmed(&bench, "ring"), (Phase::Ringing, true));
    assert_eq!(unconfirmed(&bench, "queue"), (Phase::Ringing, true));
    bench.pass(100_000);
    // It may have been answered while the room was not heard; but it lived, so it is not given up yet.
    assert_eq!(unconfirmed(&bench, "ring"), (Phase::Ringing, true));
    assert_eq!(unconfirmed(&bench, "queue"), (Phase::Ended, false));
    bench.call("call_connected", "ring", "101", json!({}));
    assert_eq!(unconfirmed(&bench, "ring"), (Phase::Connected, false));
}

#[test]
fn a_late_word_without_the_id_of_a_call_does_not_revive_it() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "c1", "101", json!({"session_id": "s"}));
    bench.call("call_disconnected", "c1", "101", json!({"session_id": "s"}));
    bench.frame(&json!({"event": "data_updated", "data": {"session_id": "s", "user_id": "101"}}));
    bench.frame(&json!({"event": "data_updated", "data": {"session_id": "s"}}));
    let seen = bench.see();
    assert_eq!(seen.calls.len(), 1);
    assert_eq!(
        (seen.calls[0].phase, seen.calls[0].outcome.clone()),
        (Phase::Ended, Some(Outcome::Missed))
    );
}

#[test]
fn a_call_of_which_nothing_but_its_id_is_known_is_a_card_and_is_given_up() {
    let mut bench = Bench::live();
    bench.call("data_updated", "c1", "101", json!({}));
    assert_eq!(bench.see().calls.len(), 1);
    bench.pass(8 * 3_600_000);
    let seen = bench.see();
    assert_eq!(seen.calls[0].outcome, Some(Outcome::Unknown));
    assert!(seen.users[0].call.is_none());
}

#[test]
fn nothing_rings_for_ever() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "c1", "101", json!({}));
    bench.pass(299_000);
    assert_eq!(bench.see().calls[0].phase, Phase::Ringing);
    bench.pass(2_000);
    assert_eq!(bench.see().calls[0].outcome, Some(Outcome::Unknown));
}

#[test]
fn any_card_can_be_dismissed() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "c1", "101", json!({}));
    bench.ask(Intent::Dismiss(Id::text("c1"))).unwrap();
    assert!(bench.see().calls.is_empty());
    assert!(bench.ask(Intent::Dismiss(Id::text("none"))).is_err());
    // The call goes on without a card, and is known to have ended.
    bench.call("call_connected", "c1", "101", json!({}));
    bench.call("call_disconnected", "c1", "101", json!({}));
    assert!(bench.see().calls.is_empty());
    let call = bench.phone.call(&Id::text("c1"));
    assert_eq!(
        call.map(|call| (call.mine, call.phase)),
        Some((true, Phase::Ended))
    );
}

#[test]
fn choosing_another_agent_shows_that_agents_calls() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "c1", "102", json!({}));
    bench.ask(Intent::ChooseUser(Id::number(102))).unwrap();
    assert_eq!(bench.see().calls.len(), 1);
}

#[test]
fn what_is_not_understood_is_kept_counted_and_bounded() {
    let mut bench = Bench::live();
    for index in 0..200 {
        bench.text(&format!("not json {index}"));
    }
    bench.frame(&json!({"event": "brand_new", "data": {"a": 1}}));
    bench.frame(&json!({"event": "incoming_call", "data": {}}));
    let seen = bench.see();
    assert_eq!((seen.unread_total, seen.unread.len()), (202, 50));
    assert!(seen.unread[48].why.contains("brand_new"));
    assert!(seen.unread[48].text.contains("\"a\":1"));
    assert!(seen.unread[49].why.contains("incoming_call"));
    bench.call("incoming_call", "c1", "101", json!({}));
    assert_eq!(bench.see().calls.len(), 1);
}

#[test]
fn a_storm_leaves_bounded_memory() {
    let mut bench = Bench::live();
    for index in 0..20_000 {
        let id = format!("c{index}");
        bench.call("incoming_call", &id, "101", json!({}));
        bench.call("call_disconnected", &id, "101", json!({}));
        bench.told.clear();
    }
    let seen = bench.see();
    assert!(seen.calls.len() <= 2_000 && seen.history.len() == 5_000);
    assert!(bench.phone.call(&Id::text("c0")).is_none());
}

#[test]
fn calls_whose_end_was_missed_do_not_pile_up() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "mine", "101", json!({}));
    bench.call("call_connected", "mine", "101", json!({}));
    for gap in 0..40 {
        for index in 0..50 {
            let (id, user) = (format!("c{gap}-{index}"), format!("2{index:02}"));
            bench.call("call_connected", &id, &user, json!({}));
        }
        bench.close(1006);
        bench.pass(30_000);
        bench.join();
    }
    let live = |bench: &Bench, id| bench.phone.call(&Id::text(id)).unwrap().phase == Phase::Connected;
    assert!(live(&bench, "mine") && live(&bench, "c39-0") && live(&bench, "c30-0"));
    assert!(!live(&bench, "c10-0"));
    let seen = bench.see();
    assert!(
        seen.users.iter().all(|user| user.call.is_some()),
        "the latest of each is shown"
    );
}

#[test]
fn times_of_senders_are_corrected_and_never_negative() {
    let mut bench = Bench::live();
    // The phone's clock is an hour ahead.
    let ahead = START + 3_600_000;
    bench.call("incoming_call", "c1", "101", json!({"timestamp": ahead}));
    bench.pass(10_000);
    bench.call("call_connected", "c1", "101", json!({"timestamp": ahead + 4_000}));
    let call = bench.see().calls[0].clone();
    assert_eq!((call.started_at, call.connected_at), (START, Some(START + 4_000)));
    bench.now.wall -= 7_200_000;
    bench.call("call_disconnected", "c1", "101", json!({}));
    let call = bench.see().calls[0].clone();
    assert!(call.ended_at >= call.connected_at);
}
