//! The connection in virtual time: how it comes up, how it is lost, how it comes back.

mod common;

use common::{Bench, START};
use cti_core::{ConnectionState as State, Input, Intent, IntentError, Outcome, Phase, Reason, Told};
use serde_json::json;

#[test]
fn it_connects_waits_for_the_greeting_and_says_connected_with_its_sender_id() {
    let mut bench = Bench::new();
    assert_eq!(bench.see().connection.state, State::Authorizing);
    bench.authorize();
    assert_eq!(bench.see().connection.state, State::Connecting);
    bench.open();
    assert_eq!(bench.see().connection.state, State::Accepting);
    assert_eq!(bench.dial("+34600123456", false), Err(IntentError::NotConnected));
    bench.greet();
    assert_eq!(bench.see().connection.state, State::Live);
    assert_eq!(
        bench.sent,
        [json!({"event": "connected", "sender_id": "s1", "data": {}})]
    );
}

#[test]
fn what_it_writes_has_the_shape_of_the_greeting() {
    let mut bench = Bench::new();
    bench.authorize();
    bench.open();
    bench.frame(&json!({"type": "connectionAccepted", "senderId": "x", "payload": {}}));
    bench.dial("+34600123456", false).unwrap();
    assert_eq!(bench.sent[1]["type"], "makeCall");
    assert_eq!(bench.sent[1]["senderId"], "x");
    assert_eq!(
        bench.sent[1]["payload"],
        json!({"userId": "101", "number": "+34600123456"})
    );
}

#[test]
fn a_loss_pauses_with_growing_jitter_and_asks_for_credentials_anew() {
    let mut bench = Bench::live();
    bench.close(1006);
    let connection = bench.see().connection;
    assert_eq!(
        (connection.state, &connection.reason),
        (State::Waiting, &Some(Reason::Closed(1006)))
    );
    let retry = connection.retry_at.unwrap();
    assert!((bench.now.wall..=bench.now.wall + 500).contains(&retry));
    bench.pass(500);
    assert_eq!(bench.see().connection.state, State::Authorizing);
    bench.join();
    assert_eq!(bench.see().connection.state, State::Live);
    let gaps = bench.see().gaps;
    assert_eq!(gaps.len(), 1);
    assert!(gaps[0].to.unwrap() >= gaps[0].from);
}

#[test]
fn opening_and_greeting_have_ten_seconds_each() {
    let mut bench = Bench::new();
    bench.authorize();
    bench.pass(9_999);
    assert_eq!(bench.see().connection.state, State::Connecting);
    bench.open();
    bench.pass(9_999);
    assert_eq!(bench.see().connection.state, State::Accepting);
    bench.pass(1);
    let connection = bench.see().connection;
    assert_eq!(
        (connection.state, &connection.reason),
        (State::Waiting, &Some(Reason::TimedOut))
    );
    assert_eq!(bench.closed, [bench.socket]);
}

#[test]
fn the_third_dead_handshake_makes_tries_slow_and_says_what_to_check() {
    let mut bench = dead_three_times();
    let connection = bench.see().connection;
    assert_eq!(connection.reason, Some(Reason::HandshakeRepeated));
    assert_eq!(connection.retry_at, Some(bench.now.wall + 300_000));
    let words = connection.reason.as_ref().unwrap().to_string();
    for part in ["host", "account", "token id", "token", "allowed addresses"] {
        assert!(words.contains(part), "{words}");
    }
    bench.pass(299_999);
    assert_eq!(bench.request, None);
    bench.pass(1);
    bench.join();
    assert_eq!(bench.state(), State::Live);
}

fn dead_three_times() -> Bench {
    let mut bench = Bench::new();
    for _ in 0..3 {
        bench.authorize();
        bench.close(1006);
        if bench.see().connection.reason != Some(Reason::HandshakeRepeated) {
            bench.pass(30_000);
        }
    }
    assert_eq!(bench.request, None);
    bench
}

#[test]
fn whatever_tells_of_a_chance_tries_at_once_even_when_tries_are_slow() {
    for input in ["try now", "online", "seen", "woke"] {
        let mut bench = dead_three_times();
        match input {
            "try now" => _ = bench.ask(Intent::Connect).unwrap(),
            "online" => bench.input(Input::Online),
            "seen" => bench.input(Input::Seen),
            _ => bench.sleep(60_000),
        }
        assert_eq!(bench.state(), State::Authorizing, "{input}");
        bench.authorize();
        bench.close(1006);
        // What died stays counted, unless the network is another one now.
        let repeated = bench.see().connection.reason == Some(Reason::HandshakeRepeated);
        assert_eq!(repeated, matches!(input, "try now" | "seen"), "{input}");
    }
}

#[test]
fn an_ordinary_pause_ends_at_once_too() {
    for input in [Input::Online, Input::Seen, Input::Woke { since: 0 }] {
        let mut bench = Bench::live();
        bench.close(1006);
        let what = format!("{input:?}");
        bench.input(input);
        assert!(bench.request.is_some(), "{what}");
    }
}

#[test]
fn handshakes_that_die_while_the_browser_is_offline_tell_nothing() {
    let mut bench = Bench::new();
    for _ in 0..5 {
        bench.authorize();
        bench.input(Input::Offline);
        assert_eq!(bench.see().connection.reason, Some(Reason::Offline));
        bench.input(Input::Online);
    }
    bench.authorize();
    bench.close(1006);
    assert_eq!(bench.see().connection.reason, Some(Reason::Handshake));
}

#[test]
fn pauses_grow_with_full_jitter_to_half_a_minute_and_start_again_after_a_healthy_one() {
    let mut bench = Bench::live();
    let mut longest = 0;
    for tries in 0..12_u32 {
        bench.close(1001);
        let pause = bench.see().connection.retry_at.unwrap() - bench.now.wall;
        let cap = 30_000.min(500 << tries.min(10));
        assert!((0..=cap).contains(&pause), "{tries}: {pause}");
        longest = longest.max(pause);
        bench.pass(30_000);
        bench.join();
    }
    assert!(longest > 5_000, "{longest}");
    bench.pass(60_000);
    bench.close(1001);
    assert!(bench.see().connection.retry_at.unwrap() - bench.now.wall <= 500);
}

#[test]
fn credentials_are_asked_anew_for_every_connection() {
    let mut bench = Bench::live();
    let mut opened = bench.opened;
    for _ in 0..5 {
        bench.close(1001);
        bench.pass(30_000);
        assert_eq!(bench.opened, opened, "nothing opens before the answer");
        bench.join();
        opened += 1;
        assert_eq!(bench.opened, opened);
    }
}

#[test]
fn a_page_that_gives_no_credentials_is_not_waited_for_and_said_so() {
    let mut bench = Bench::new();
    let late = bench.request.take().unwrap();
    bench.pass(29_999);
    assert_eq!(bench.state(), State::Authorizing);
    bench.pass(1);
    let connection = bench.see().connection;
    assert_eq!(connection.state, State::Waiting);
    assert!(matches!(&connection.reason, Some(Reason::Credentials(words)) if words.contains("30 seconds")));
    bench.pass(500);
    // The late answer to the first asking is none to the second.
    let second = bench.request;
    bench.request = Some(late);
    bench.authorize();
    assert_eq!(bench.opened, 0);
    bench.request = second;
    bench.join();
    assert_eq!(bench.state(), State::Live);
}

#[test]
fn a_person_who_is_asked_may_take_any_time_even_through_a_sleep() {
    let mut bench = Bench::new();
    let request = bench.request.unwrap();
    bench.input(Input::Asking { request });
    bench.pass(7_200_000);
    bench.sleep(7_200_000);
    assert_eq!(
        (bench.state(), bench.request),
        (State::Authorizing, Some(request))
    );
    bench.join();
    assert_eq!(bench.state(), State::Live);
}

#[test]
fn pages_without_credentials_are_asked_again_with_growing_pauses_and_are_no_dead_handshakes() {
    let mut bench = Bench::new();
    for _ in 0..10 {
        let request = bench.request.take().unwrap();
        let answer = Err(Reason::Credentials("status 503".into()));
        bench.input(Input::Credentials { request, answer });
        assert_eq!(
            bench.see().connection.reason,
            Some(Reason::Credentials("status 503".into()))
        );
        bench.pass(30_000);
    }
    bench.authorize();
    bench.close(1006);
    assert_eq!(bench.see().connection.reason, Some(Reason::Handshake));
}

#[test]
fn an_outage_of_two_hours_takes_no_time() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "ring", "101", json!({}));
    bench.call("incoming_call", "talk", "101", json!({}));
    bench.call("call_connected", "talk", "101", json!({}));
    bench.close(1006);
    let end = bench.now.mono + 7_200_000;
    let mut tries = 0;
    while bench.now.mono < end {
        if bench.request.is_some() {
            tries += 1;
            bench.authorize();
            bench.close(1006);
        }
        bench.pass(1_000);
    }
    // Two quick ones, then one in five minutes.
    assert!((20..=30).contains(&tries), "{tries}");
    bench.input(Input::Online);
    bench.join();
    let gap = bench.see().gaps[0].clone();
    assert!(gap.to.unwrap() - gap.from >= 7_200_000);
    assert_eq!(bench.get("ring").outcome, Some(Outcome::Unknown));
    assert!(bench.get("talk").unconfirmed_since.is_some());
    assert_eq!(
        bench
            .told
            .iter()
            .filter(|told| matches!(told, Told::Gap(_)))
            .count(),
        1
    );
}

#[test]
fn a_gap_begins_when_the_room_was_last_heard_if_nobody_closed_the_connection() {
    for (code, from) in [(1006, 10_000), (1001, 25_000)] {
        let mut bench = Bench::live();
        bench.pass(10_000);
        bench.status("102", "Ben", "Ready");
        bench.pass(15_000);
        bench.close(code);
        assert_eq!(bench.see().gaps[0].from, START + from, "{code}");
    }
}

#[test]
fn a_flood_is_counted_and_is_a_gap() {
    let mut bench = Bench::live();
    bench.call("incoming_call", "c1", "101", json!({}));
    for _ in 0..25_000 {
        bench.text("{}");
    }
    let seen = bench.see();
    assert!((4_999..5_010).contains(&seen.dropped), "{}", seen.dropped);
    assert!(seen.gaps.is_empty() && seen.unread.len() == 50);
    bench.pass(400);
    bench.call("call_connected", "c1", "101", json!({}));
    assert_eq!(
        bench.get("c1").phase,
        Phase::Ringing,
        "the second is over-full still"
    );
    bench.pass(1_000);
    let gaps = bench.see().gaps;
    assert_eq!(
        (gaps.len(), &gaps[0].reason, gaps[0].from),
        (1, &Reason::Flood, START)
    );
    assert_eq!(bench.get("c1").unconfirmed_since, Some(START));
    assert_eq!(bench.state(), State::Live);
    bench.call("call_connected", "c1", "101", json!({}));
    assert_eq!(
        (bench.get("c1").phase, bench.get("c1").unconfirmed_since),
        (Phase::Connected, None)
    );
}

#[test]
fn one_frame_is_read_however_long_and_many_long_ones_are_not() {
    let mut bench = Bench::live();
    let long = "x".repeat(1 << 20);
    for _ in 0..40 {
        bench.text(&long);
    }
    let seen = bench.see();
    assert_eq!(seen.unread_total + seen.dropped, 40);
    assert!(seen.dropped > 0);
    bench.pass(1_000);
    bench.text(&"x".repeat(64 << 20));
    assert!(bench.see().unread.last().unwrap().why.contains("too long"));
}

#[test]
fn a_refused_token_stops_and_nothing_but_the_agent_starts_it_again() {
    for code in [1008, 4001, 4003, 4401, 4403] {
        let mut bench = Bench::live();
        bench.close(code);
        bench.input(Input::Online);
        bench.pass(3_600_000);
        let connection = bench.see().connection;
        assert_eq!(
            (connection.state, &connection.reason),
            (State::Stopped, &Some(Reason::Refused(code)))
        );
        bench.ask(Intent::Connect).unwrap();
        assert!(bench.request.is_some());
    }
}

#[test]
fn offline_pauses_at_once_and_online_tries_at_once() {
    let mut bench = Bench::live();
    bench.input(Input::Offline);
    let connection = bench.see().connection;
    assert_eq!(
        (connection.state, &connection.reason),
        (State::Waiting, &Some(Reason::Offline))
    );
    bench.pass(7_200_000);
    assert!(bench.request.is_none());
    bench.input(Input::Online);
    bench.join();
    let gap = bench.see().gaps[0].clone();
    assert_eq!(gap.to.unwrap() - gap.from, 7_200_000);
}

#[test]
fn disconnect_stays_until_told_otherwise() {
    let mut bench = Bench::live();
    bench.ask(Intent::Disconnect).unwrap();
    bench.input(Input::Online);
    bench.pass(600_000);
    assert_eq!(bench.see().connection.state, State::Stopped);
    assert!(bench.request.is_none());
}

#[test]
fn bad_configuration_stops_with_its_words() {
    let mut bench = Bench::new();
    let request = bench.request.take().unwrap();
    let answer = Err(Reason::Config("host: unknown".into()));
    bench.input(Input::Credentials { request, answer });
    let connection = bench.see().connection;
    assert_eq!(
        (connection.state, &connection.reason),
        (State::Stopped, &Some(Reason::Config("host: unknown".into())))
    );
}
