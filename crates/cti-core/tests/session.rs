//! The connection in virtual time: how it comes up, how it is lost, how it comes back.

mod common;

use common::Bench;
use cti_core::{ConnectionState as State, Input, Intent, IntentError, Reason};
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
    let mut bench = Bench::new();
    for _ in 0..3 {
        bench.authorize();
        bench.close(1006);
        if bench.see().connection.reason != Some(Reason::HandshakeRepeated) {
            bench.pass(30_000);
        }
    }
    let connection = bench.see().connection;
    assert_eq!(connection.reason, Some(Reason::HandshakeRepeated));
    assert_eq!(connection.retry_at, Some(bench.now.wall + 300_000));
    bench.ask(Intent::Connect).unwrap();
    bench.join();
    assert_eq!(bench.see().connection.state, State::Live);
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
fn after_a_sleep_the_socket_is_replaced_and_the_old_one_is_not_heard() {
    let mut bench = Bench::live();
    let old = bench.socket;
    bench.input(Input::Woke);
    assert_eq!(bench.closed, [old]);
    let text = r#"{"event":"incoming_call","data":{"call_id":"c1","user_id":"101"}}"#;
    bench.input(Input::Frame { socket: old, text });
    bench.input(Input::Closed {
        socket: old,
        code: 1006,
    });
    assert!(bench.see().calls.is_empty());
    bench.join();
    assert_eq!(bench.see().connection.state, State::Live);
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
