//! Make before break in virtual time: how a silent connection, or one that lived through a sleep, is replaced.

mod common;

use common::{Bench, START, call_event};
use cti_core::{ConnectionState as State, Gap, Input, Intent, IntentError, Outcome, Phase, Reason, Told};
use cti_protocol::Id;
use serde_json::{Value, json};

const SILENCE: u64 = 300_000;
/// How long both sockets are heard.
const OVERLAP: u64 = 2_000;

fn relayed() -> Value {
    json!({"event": "connected", "sender_id": "s1", "data": {}})
}

fn gap(from: i64, to: i64, reason: Reason) -> Gap {
    Gap {
        from,
        to: Some(to),
        reason,
    }
}

/// A softphone with a ring and a talk, silent until it is to be replaced. The old socket.
fn silent() -> (Bench, u64) {
    let mut bench = Bench::live();
    bench.call("incoming_call", "talk", "101", json!({}));
    bench.call("call_connected", "talk", "101", json!({}));
    let old = bench.socket;
    bench.pass(SILENCE - 1);
    assert_eq!(bench.request, None, "not silent for long enough");
    bench.pass(1);
    assert!(bench.request.is_some(), "credentials are asked for anew");
    (bench, old)
}

#[test]
fn a_silent_connection_is_replaced_and_stays_live_meanwhile() {
    let (mut bench, old) = silent();
    for step in [Bench::authorize, Bench::open] {
        assert_eq!(bench.state(), State::Live);
        step(&mut bench);
    }
    assert!(bench.closed.is_empty(), "made before the other is broken");
    bench.dial("+34600123456", false).unwrap();
    assert_eq!(
        bench.commands.last().unwrap().1,
        old,
        "spoken on the one in the room"
    );
    bench.greet();
    assert_eq!(bench.sent.last().unwrap()["event"], "connected");
    bench.dial("+34600123457", false).unwrap();
    assert_eq!(bench.commands.last().unwrap().1, bench.socket);
    bench.frame_on(old, &relayed());
    bench.pass(OVERLAP);
    assert_eq!(bench.closed, [old]);
    assert_eq!(
        (bench.state(), bench.see().connection.since),
        (State::Live, START)
    );
    assert!(
        bench.see().gaps.is_empty(),
        "the old one was alive: nothing was missed"
    );
    assert_eq!(bench.get("talk").unconfirmed_since, None);
    let shown: Vec<_> = bench
        .told
        .iter()
        .filter(|told| matches!(told, Told::Connection(_)))
        .collect();
    assert_eq!(
        shown.len(),
        4,
        "the page was told of the first connection only: {shown:?}"
    );
}

#[test]
fn if_the_old_socket_heard_nothing_there_was_a_gap() {
    let (mut bench, old) = silent();
    bench.join();
    let accepted = bench.now.wall;
    bench.call("incoming_call", "new", "101", json!({}));
    bench.pass(OVERLAP);
    assert_eq!(bench.closed, [old]);
    assert_eq!(*bench.see().gaps, [gap(START, accepted, Reason::Silent)]);
    assert!(bench.told.iter().any(|told| matches!(told, Told::Gap(_))));
    assert_eq!(bench.get("talk").unconfirmed_since, Some(START));
    assert_eq!(bench.get("new").unconfirmed_since, None, "heard of after the gap");
    assert_eq!(bench.state(), State::Live);
    bench.call("data_updated", "talk", "101", json!({}));
    assert_eq!(bench.get("talk").unconfirmed_since, None);
}

#[test]
fn an_old_socket_that_closes_by_itself_is_judged_at_once() {
    let (mut bench, old) = silent();
    bench.join();
    bench.close_on(old, 1006);
    assert_eq!((bench.see().gaps.len(), bench.state()), (1, State::Live));
}

#[test]
fn any_frame_is_a_word_and_starts_the_silence_anew() {
    let mut bench = Bench::live();
    for _ in 0..10 {
        bench.pass(SILENCE - 1);
        bench.text("not even JSON");
    }
    assert_eq!(bench.request, None);
}

#[test]
fn the_silence_can_be_set_or_never_matter() {
    let mut bench = Bench::live();
    bench.phone.replace_after(Some(10_000));
    bench.pass(10_000);
    assert!(bench.request.is_some());
    let mut bench = Bench::live();
    bench.phone.replace_after(None);
    bench.pass(86_400_000);
    assert!(bench.request.is_none());
}

#[test]
fn what_arrives_on_both_counts_once() {
    let (mut bench, old) = silent();
    bench.authorize();
    bench.open();
    let new = bench.socket;
    bench.told.clear();
    let ring = call_event("incoming_call", "c1", "101", json!({}));
    let dial = json!({"event": "error", "data": {"message": "busy"}});
    // The old socket may be ahead of the new one's greeting, and either of the other.
    bench.frame_on(old, &ring);
    bench.greet();
    bench.frame_on(new, &ring);
    bench.frame_on(new, &dial);
    bench.frame_on(old, &dial);
    // What the room says twice it says twice on both.
    bench.frame_on(old, &dial);
    bench.frame_on(new, &dial);
    bench.text_on(new, "odd");
    bench.text_on(old, "odd");
    let errors = bench.told.iter().filter(|told| matches!(told, Told::Error(_)));
    assert_eq!(errors.count(), 2);
    let rings = bench.told.iter().filter(|told| matches!(told, Told::Call(..)));
    assert_eq!(rings.count(), 1);
    let odd = bench
        .see()
        .unread
        .iter()
        .filter(|unread| unread.text.as_str() == "odd")
        .count();
    assert_eq!(odd, 1);
}

#[test]
fn what_was_under_way_on_the_old_socket_is_still_heard() {
    let (mut bench, old) = silent();
    bench.join();
    bench.frame_on(old, &call_event("incoming_call", "late", "101", json!({})));
    assert_eq!(bench.get("late").phase, Phase::Ringing);
    bench.pass(OVERLAP);
    bench.frame_on(old, &call_event("call_disconnected", "late", "101", json!({})));
    assert_eq!(
        bench.get("late").phase,
        Phase::Ringing,
        "closed: not heard any more"
    );
}

#[test]
fn a_frame_that_came_long_before_the_new_socket_is_no_echo() {
    let (mut bench, old) = silent();
    bench.authorize();
    bench.open();
    let away = json!({"event": "error", "data": {"message": "again"}});
    bench.frame_on(old, &away);
    bench.pass(5_000);
    bench.greet();
    bench.frame(&away);
    assert_eq!(
        bench
            .told
            .iter()
            .filter(|told| matches!(told, Told::Error(_)))
            .count(),
        2
    );
}

#[test]
fn a_greeting_said_on_the_old_socket_does_not_hide_the_real_one() {
    let (mut bench, old) = silent();
    bench.authorize();
    bench.open();
    let greeting = json!({"event": "connection_accepted", "sender_id": "s1", "data": {}});
    bench.frame_on(old, &greeting);
    bench.greet();
    bench.dial("+34600123456", false).unwrap();
    assert_eq!(bench.commands.last().unwrap().1, bench.socket);
}

#[test]
fn a_replacement_that_dies_is_tried_again_and_after_three_the_old_one_is_given_up() {
    let (mut bench, old) = silent();
    for tries in 1..=3 {
        assert_eq!(bench.state(), State::Live, "{tries}");
        bench.authorize();
        bench.close(1006);
        if tries < 3 {
            assert_eq!(bench.request, None, "pauses first");
            bench.pass(30_000);
        }
    }
    assert_eq!(bench.closed, [old]);
    let connection = bench.see().connection;
    assert_eq!(
        (connection.state, &connection.reason),
        (State::Waiting, &Some(Reason::HandshakeRepeated))
    );
    let gaps = bench.see().gaps;
    assert_eq!(
        (gaps[0].from, gaps[0].to, &gaps[0].reason),
        (START, None, &Reason::Silent)
    );
    assert_eq!(bench.get("talk").unconfirmed_since, Some(START));
    assert_eq!(bench.dial("+34600123456", false), Err(IntentError::NotConnected));
    bench.ask(Intent::Connect).unwrap();
    bench.join();
    assert_eq!(bench.see().gaps.len(), 1);
    assert_eq!(bench.see().gaps[0].to, Some(bench.now.wall));
}

#[test]
fn each_way_a_replacement_dies_leaves_the_connection_live() {
    for way in [
        "no credentials",
        "wrong configuration",
        "not open",
        "not greeted",
        "no answer",
    ] {
        let (mut bench, _) = silent();
        match way {
            "no credentials" | "wrong configuration" => {
                let request = bench.request.take().unwrap();
                let words = "no".to_owned();
                let reason = if way == "no credentials" {
                    Reason::Credentials(words)
                } else {
                    Reason::Config(words)
                };
                let answer = Err(reason);
                bench.input(Input::Credentials { request, answer });
            }
            "not open" => {
                bench.authorize();
                bench.pass(10_000);
            }
            "not greeted" => {
                bench.authorize();
                bench.open();
                bench.pass(10_000);
            }
            _ => {
                bench.request = None;
                bench.pass(30_000);
            }
        }
        assert_eq!(bench.state(), State::Live, "{way}");
        bench.pass(500);
        assert!(bench.request.is_some(), "tried again: {way}");
        bench.join();
        bench.pass(OVERLAP);
        assert_eq!((bench.state(), bench.see().gaps.len()), (State::Live, 1), "{way}");
    }
}

#[test]
fn a_connection_that_speaks_again_needs_no_replacement() {
    let (mut bench, old) = silent();
    bench.authorize();
    bench.pass(1_000);
    bench.frame_on(old, &relayed());
    bench.close(1006);
    bench.pass(60_000);
    assert_eq!((bench.request, bench.state()), (None, State::Live));
    bench.pass(SILENCE);
    assert!(bench.request.is_some(), "until it is silent again");
}

#[test]
fn an_old_socket_that_dies_while_it_is_replaced_is_a_loss_and_the_try_goes_on() {
    let (mut bench, old) = silent();
    bench.authorize();
    bench.close_on(old, 1006);
    let connection = bench.see().connection;
    assert_eq!(
        (connection.state, &connection.reason),
        (State::Connecting, &Some(Reason::Closed(1006)))
    );
    assert_eq!(
        bench.see().gaps[0].from,
        START,
        "nothing is certain but what was heard"
    );
    bench.open();
    bench.greet();
    assert_eq!(bench.state(), State::Live);
    assert_eq!(bench.see().gaps[0].to, Some(bench.now.wall));
}

#[test]
fn the_same_while_the_try_pauses_shows_when_the_next_one_is() {
    let (mut bench, old) = silent();
    bench.authorize();
    bench.close(1006);
    bench.close_on(old, 1001);
    let connection = bench.see().connection;
    assert_eq!(connection.state, State::Waiting);
    assert!((bench.now.wall..=bench.now.wall + 1_000).contains(&connection.retry_at.unwrap()));
    bench.pass(1_000);
    bench.join();
    assert_eq!(bench.state(), State::Live);
}

#[test]
fn a_new_socket_that_dies_at_once_leaves_the_old_one_in_the_room() {
    let (mut bench, old) = silent();
    bench.join();
    bench.close(1013);
    assert_eq!((bench.state(), bench.see().gaps.len()), (State::Live, 0));
    bench.dial("+34600123456", false).unwrap();
    assert_eq!(bench.commands.last().unwrap().1, old);
    bench.pass(1_000);
    assert!(bench.request.is_some(), "and is tried again");
}

#[test]
fn a_refused_token_stops_also_a_replacement() {
    let (mut bench, old) = silent();
    bench.authorize();
    bench.close(4401);
    assert_eq!(bench.see().connection.reason, Some(Reason::Refused(4401)));
    assert_eq!(
        (bench.state(), bench.closed.as_slice()),
        (State::Stopped, [old].as_slice())
    );
    assert_eq!(bench.see().gaps.len(), 1);
}

#[test]
fn after_a_sleep_the_connection_is_not_live_until_the_new_one_is_accepted() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "ring", "101", json!({}));
    let old = bench.socket;
    bench.pass(1_000);
    bench.sleep(3_600_000);
    assert_eq!(
        (bench.state(), &bench.see().connection.reason),
        (State::Authorizing, &Some(Reason::Slept))
    );
    assert_eq!(bench.dial("+34600123456", false), Err(IntentError::NotConnected));
    assert_eq!(bench.get("ring").unconfirmed_since, Some(START + 1_000));
    bench.authorize();
    bench.open();
    assert!(bench.closed.is_empty(), "whatever waits in the old one is heard");
    let text = call_event("incoming_call", "queued", "101", json!({}));
    bench.frame_on(old, &text);
    bench.frame_on(old, &call_event("call_connected", "ring", "101", json!({})));
    // It was said before or in the sleep, and tells nothing of now.
    assert_eq!(bench.get("queued").unconfirmed_since, Some(START + 1_000));
    assert!(bench.get("ring").unconfirmed_since.is_some());
    bench.greet();
    assert_eq!(bench.state(), State::Live);
    assert_eq!(
        *bench.see().gaps,
        [gap(START + 1_000, bench.now.wall, Reason::Slept)]
    );
    bench.call("call_connected", "queued", "101", json!({}));
    assert_eq!(bench.get("queued").unconfirmed_since, None);
    bench.pass(OVERLAP);
    assert_eq!(bench.closed, [old]);
    assert_eq!(bench.see().gaps.len(), 1);
}

#[test]
fn a_sleep_replaces_the_socket_whatever_becomes_of_the_old_one() {
    let mut bench = Bench::live();
    let old = bench.socket;
    bench.sleep(60_000);
    bench.close_on(old, 1006);
    assert_eq!(bench.state(), State::Authorizing);
    bench.join();
    assert_eq!((bench.state(), bench.see().gaps.len()), (State::Live, 1));
}

#[test]
fn a_sleep_in_the_middle_of_a_try_starts_it_anew() {
    for steps in 0..3 {
        let mut bench = Bench::new();
        for step in [Bench::authorize, Bench::open].iter().take(steps) {
            step(&mut bench);
        }
        let before = bench.socket;
        bench.request = None;
        bench.sleep(60_000);
        assert_eq!(bench.closed.len(), usize::from(steps > 0), "{steps}");
        assert!(bench.closed.iter().all(|closed| *closed == before));
        bench.join();
        assert_eq!(
            (bench.state(), bench.see().gaps.len()),
            (State::Live, 0),
            "{steps}"
        );
    }
}

#[test]
fn a_second_sleep_is_in_the_same_gap() {
    let mut bench = Bench::live();
    bench.sleep(60_000);
    bench.authorize();
    bench.sleep(60_000);
    bench.join();
    assert_eq!(*bench.see().gaps, [gap(START, START + 120_000, Reason::Slept)]);
}

#[test]
fn a_sleep_during_a_replacement_counts_from_the_last_word() {
    let (mut bench, _) = silent();
    bench.join();
    bench.sleep(60_000);
    bench.join();
    let gaps = bench.see().gaps;
    assert_eq!(
        (gaps.len(), gaps[0].from, &gaps[0].reason),
        (1, START, &Reason::Slept)
    );
}

#[test]
fn an_outage_during_a_replacement_counts_from_the_last_word_too() {
    let (mut bench, _) = silent();
    bench.join();
    bench.input(Input::Offline);
    assert_eq!((bench.see().gaps.len(), bench.see().gaps[0].from), (1, START));
    assert_eq!(bench.closed.len(), 2);
}

#[test]
fn an_unheard_talk_goes_on_and_an_unheard_ring_does_not() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "ring", "101", json!({}));
    bench.call("call_connected", "talk", "101", json!({}));
    bench.sleep(60_000);
    bench.join();
    bench.pass(119_000);
    assert_eq!(bench.get("ring").phase, Phase::Ringing);
    bench.pass(2_000);
    assert_eq!(bench.get("ring").outcome, Some(Outcome::Unknown));
    assert_eq!(bench.get("talk").phase, Phase::Connected);
    bench.ask(Intent::Dismiss(Id::text("talk"))).unwrap();
    assert_eq!(bench.see().calls.len(), 1);
}
