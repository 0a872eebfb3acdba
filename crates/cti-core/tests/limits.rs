//! What a room may say without end, and what the model then does not keep; calls that go on to another phone.

mod common;

use common::{Bench, START};
use cti_core::{Input, Intent, IntentError, NoticeKind, Outcome, Phase, SentState};
use cti_protocol::Id;
use serde_json::json;

#[test]
fn a_command_that_cannot_leave_settles_as_not_connected_and_may_be_dialled_again_at_once() {
    let mut bench = Bench::live();
    let command = bench.dial("+34600123456", false).unwrap().unwrap();
    bench.input(Input::Unsent { command });
    assert_eq!(bench.settled, [(command, Err(IntentError::NotConnected))]);
    assert_eq!(bench.see().commands[0].state, SentState::Unsent);
    bench.call("outgoing_call", "x", "101", json!({"number": "+34600123456"}));
    bench.pass(10_000);
    assert_eq!(
        bench.settled.len(),
        1,
        "settled once, and nothing confirms it later"
    );
    let command = bench.dial("+34600123456", false).unwrap().unwrap();
    bench.input(Input::Unsent { command });
    bench.dial("+34600123456", false).unwrap();
}

#[test]
fn a_wall_clock_that_jumps_changes_nothing_about_what_was_dialled_just_now() {
    for jump in [-7_200_000, 7_200_000] {
        let mut bench = Bench::live();
        bench.dial("+34600123456", false).unwrap();
        bench.now.wall += jump;
        bench.pass(1_999);
        assert_eq!(
            bench.dial("+34600123456", false),
            Err(IntentError::Duplicate),
            "{jump}"
        );
        bench.pass(1);
        bench.dial("+34600123456", false).unwrap();
    }
}

#[test]
fn a_call_that_is_transferred_to_the_agent_rings_anew_and_each_phone_ends_its_own() {
    // The phones share the call's id, or only the session.
    for [theirs, mine] in [["q", "q"], ["q1", "q2"]] {
        let mut bench = Bench::live();
        let more = json!({"session_id": "s"});
        bench.call("incoming_call", theirs, "102", more.clone());
        bench.call("call_connected", theirs, "102", more.clone());
        let transfer = json!({"session_id": "s", "assign_type": "transfer"});
        bench.call("incoming_call", mine, "101", transfer.clone());
        assert_eq!(bench.see().calls[0].phase, Phase::Ringing, "{mine}");
        bench.call("incoming_call", mine, "101", transfer);
        assert_eq!(bench.see().calls.len(), 1, "the same word twice is one ring");
        bench.call("call_disconnected", theirs, "102", more.clone());
        assert_eq!(bench.see().calls[0].phase, Phase::Ringing, "{mine}");
        let talks = |bench: &mut Bench| {
            bench
                .see()
                .users
                .iter()
                .filter(|user| user.call.is_some())
                .count()
        };
        assert_eq!(talks(&mut bench), 1, "102 is free");
        bench.call("call_connected", mine, "101", more.clone());
        bench.call("call_disconnected", mine, "101", more);
        let seen = bench.see();
        assert_eq!(
            (seen.calls.len(), &seen.calls[0].outcome),
            (1, &Some(Outcome::Completed))
        );
        assert_eq!(talks(&mut bench), 0);
    }
}

#[test]
fn a_phone_that_rings_again_by_another_id_after_its_first_ring_is_a_new_card() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "q1", "101", json!({"session_id": "s"}));
    bench.call("call_failed", "q1", "101", json!({"session_id": "s"}));
    bench.call("incoming_call", "q2", "101", json!({"session_id": "s"}));
    let phases: Vec<_> = bench.see().calls.iter().map(|call| call.phase).collect();
    assert_eq!(phases, [Phase::Ringing, Phase::Ended]);
    bench.call("incoming_call", "q1", "101", json!({"session_id": "s"}));
    assert_eq!(bench.get("q1").phase, Phase::Ended, "a late word about the first");
}

#[test]
fn a_word_from_before_the_gap_confirms_nothing_however_late_it_comes() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "c1", "101", json!({"timestamp": START}));
    bench.pass(10_000);
    bench.close(1001);
    bench.pass(30_000);
    bench.join();
    bench.call("incoming_call", "c1", "101", json!({"timestamp": START}));
    assert_eq!(bench.get("c1").unconfirmed_since, Some(START + 10_000));
    bench.call(
        "call_connected",
        "c1",
        "101",
        json!({"timestamp": bench.now.wall}),
    );
    assert_eq!(bench.get("c1").unconfirmed_since, None);
}

#[test]
fn one_call_keeps_so_many_phones_variables_and_details_and_counts_the_rest() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "c1", "101", json!({}));
    for number in 0..300 {
        bench.call("incoming_call", "c1", &format!("u{number}"), json!({}));
    }
    let left_out = bench.see().crowded_out;
    assert_eq!(left_out, 101, "200 phones are kept");
    for number in 0..1_100 {
        let variables = json!({ format!("v{number}"): "1" });
        let more = json!({ "variables": variables, format!("d{number}"): 1 });
        bench.call("data_updated", "c1", "101", more);
    }
    let call = bench.get("c1");
    assert_eq!((call.variables.len(), call.details.0.len()), (1_000, 1_000));
    assert_eq!(bench.see().crowded_out, left_out + 200);
    bench.call("data_updated", "c1", "101", json!({"variables": {"v1": "2"}}));
    assert_eq!(
        bench.get("c1").variables["v1"].as_str(),
        "2",
        "what is kept can change"
    );
    bench.call("call_disconnected", "c1", "101", json!({}));
    assert_eq!(bench.get("c1").phase, Phase::Ended);
}

#[test]
fn too_many_live_calls_push_the_oldest_out_and_free_its_user() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "first", "102", json!({}));
    for number in 0..10_000 {
        bench.call("incoming_call", &format!("c{number}"), "103", json!({}));
        bench.told.clear();
        // Within the limit of what is read in a second.
        bench.now.mono += 1;
    }
    let seen = bench.see();
    assert_eq!(seen.crowded_out, 1);
    assert!(bench.phone.call(&Id::text("first")).is_none());
    let user = seen.users.iter().find(|user| user.id == Id::text("102")).unwrap();
    assert_eq!(user.call, None);
}

#[test]
fn thousands_of_live_calls_are_looked_through_at_most_once_a_second() {
    let mut bench = Bench::live();
    for number in 0..5_000 {
        bench.call("incoming_call", &format!("c{number}"), "103", json!({}));
        bench.now.mono += 7;
    }
    bench.told.clear();
    bench.pass(200_000);
    let mut ticks = 0;
    // All of them are given up within these 35 seconds, one each 7 ms.
    let end = bench.now.mono + 105_000;
    while let Some(at) = bench.phone.deadline(bench.now).filter(|at| *at < end) {
        bench.now.mono = at.max(bench.now.mono);
        bench.input(Input::Tick);
        ticks += 1;
    }
    assert!(ticks < 60, "{ticks}");
    assert!(bench.see().users.iter().all(|user| user.call.is_none()));
}

#[test]
fn an_error_of_the_room_is_shown_in_so_many_words() {
    let mut bench = Bench::live();
    bench.frame(&json!({"event": "error", "data": {"message": "x".repeat(100_000)}}));
    let seen = bench.see();
    assert!(
        seen.unread
            .iter()
            .all(|unread| unread.why.len() <= 200 && unread.text.len() <= 2_000)
    );
    let NoticeKind::RoomError(words) = &seen.notices[0].about else {
        panic!("{:?}", seen.notices)
    };
    assert_eq!(words.len(), 500);
    bench.ask(Intent::DismissNotice(seen.notices[0].id)).unwrap();
    assert!(bench.see().notices.is_empty());
}
