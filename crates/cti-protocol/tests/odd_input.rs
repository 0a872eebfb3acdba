//! What no room should send, and somebody will.

mod common;

use common::{read, read_one};
use cti_protocol::{Body, Dialect, Frame, FrameProblem, Limits, decode};
use serde_json::json;
use std::time::{Duration, Instant};

fn not_json(line: usize, column: usize) -> Result<usize, FrameProblem> {
    Err(FrameProblem::NotJson { line, column })
}

/// The number of messages, or why there are none.
fn outcome(frame: &Frame) -> Result<usize, FrameProblem> {
    match frame.problem {
        Some(problem) => {
            assert!(frame.messages.is_empty(), "half of a frame was read");
            Err(problem)
        }
        None => Ok(frame.messages.len()),
    }
}

#[track_caller]
fn check(text: &str, expected: Result<usize, FrameProblem>) {
    let start: String = text.chars().take(60).collect();
    assert_eq!(outcome(&read(text)), expected, "{start}");
}

#[test]
fn frames_that_are_no_messages() {
    check("", not_json(1, 0));
    check(" \n ", not_json(2, 1));
    check("good morning", not_json(1, 1));
    check("{\"event\":", not_json(1, 9));
    check("{\"event\":\n\"connected\"} {}", not_json(2, 14));
    check("[{\"event\":\"connected\"},]", not_json(1, 24));
    check("{'event':'connected'}", not_json(1, 2));
    check("\u{0}\u{1}\u{fffd}", not_json(1, 1));
    check("NaN", not_json(1, 1));
    check("1e999", not_json(1, 5));
    // A browser would read it, but no text of this language can hold it.
    check(r#"{"event":"connected","x":"\ud800"}"#, not_json(1, 33));

    for text in ["null", "true", "17", "-0.5", "\"connected\"", "\"{}\""] {
        check(text, Err(FrameProblem::NotAMessage));
    }
}

#[test]
fn frames_without_sense_are_kept_as_unknown() {
    for (text, messages) in [
        ("{}", 1),
        ("[]", 0),
        (r#"{"events":[]}"#, 0),
        (r#"{"events":{}}"#, 1),
        ("[null, 1, [], {}]", 3),
        (r#"{"event":null,"data":{}}"#, 1),
        (r#"{"event":{"event":"connected"}}"#, 1),
        (r#"{"event":["connected"]}"#, 1),
        (r#"{"event":"","type":" "}"#, 1),
        (r#"{"":"connected"}"#, 1),
        (r#"{"_":"connected","-":{}}"#, 1),
    ] {
        check(text, Ok(messages));
        for message in read(text).messages {
            assert!(matches!(message.body, Body::Unknown(_)), "{text}");
        }
    }
}

#[test]
fn every_limit_is_reported() {
    let limits = Limits {
        bytes: 200,
        depth: 4,
        values: 10,
        messages: 3,
    };
    let check = |text: &str, expected| {
        let frame = decode(text, &Dialect::default(), &limits);
        assert_eq!(outcome(&frame), expected, "{text}");
    };
    check(&" ".repeat(201), Err(FrameProblem::TooLong { bytes: 201 }));
    check("[[[[1]]]]", Ok(1));
    check("[[[[[1]]]]]", Err(FrameProblem::TooDeep));
    check("{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}", Err(FrameProblem::TooDeep));
    check("{\"a\":[1,2,3,4,5,6,7,8]}", Ok(1));
    check("{\"a\":[1,2,3,4,5,6,7,8,9]}", Err(FrameProblem::TooManyValues));
    check("[{},{},{}]", Ok(3));
    check("[{},{},{},{}]", Err(FrameProblem::TooManyMessages));
    check("[[{},{}],[{},{}]]", Err(FrameProblem::TooManyMessages));
    check(
        "{\"events\":[{},{},{}],\"x\":1}",
        Err(FrameProblem::TooManyMessages),
    );

    // The same holds inside a payload that is JSON in a string.
    check(r#"{"event":"connected","data":"{\"a\":[1,2,3,4]}"}"#, Ok(1));
    check(
        r#"{"event":"connected","data":"{\"a\":[1,2,3,4,5,6]}"}"#,
        Err(FrameProblem::TooManyValues),
    );
    check(
        r#"{"event":"connected","data":"{\"a\":[[[[]]]]}"}"#,
        Err(FrameProblem::TooDeep),
    );
    let twice = r#"{"event":"data_updated","data":"{\"variables\":\"{\\\"a\\\":[[[[]]]]}\"}"}"#;
    check(twice, Err(FrameProblem::TooDeep));
}

#[test]
fn problems_are_told_in_plain_words() {
    for (problem, words) in [
        (
            FrameProblem::NotAMessage,
            "the frame is JSON, but neither an object nor a list",
        ),
        (
            FrameProblem::TooLong { bytes: 7 },
            "the frame is too long (7 bytes)",
        ),
        (FrameProblem::TooDeep, "the frame is nested too deep"),
        (FrameProblem::TooManyValues, "the frame holds too many values"),
        (FrameProblem::TooManyMessages, "the frame holds too many messages"),
    ] {
        assert_eq!(problem.to_string(), words);
    }
}

#[test]
fn deep_nesting_is_no_danger_whatever_the_limit() {
    for depth in [128, 10_000, 500_000] {
        let text = "[".repeat(depth) + &"]".repeat(depth);
        check(&text, Err(FrameProblem::TooDeep));
        let limits = Limits {
            depth: usize::MAX,
            ..Limits::default()
        };
        let frame = decode(&text, &Dialect::default(), &limits);
        assert_eq!(frame.problem, Some(FrameProblem::TooDeep), "{depth}");
    }
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "only a clock shows that reading is not linear"
)]
fn crowds_of_members_are_refused_or_read_quickly() {
    let unlimited = Limits {
        bytes: usize::MAX,
        values: usize::MAX,
        ..Limits::default()
    };
    let different = |index: usize| format!("key{index}");
    // All of these are one word to the reader.
    let alike = |index: usize| format!("call{}id", "_".repeat(index % 300) + &"-".repeat(index / 300));
    let repeated = |index: usize| format!("k{}", index % 7);
    for key in [&different as &dyn Fn(usize) -> String, &alike, &repeated] {
        let members: Vec<_> = (0..100_000)
            .map(|index| format!("\"{}\":[{index}]", key(index)))
            .collect();
        let text = format!(
            "{{\"event\":\"incoming_call\",\"data\":{{{}}}}}",
            members.join(",")
        );
        if text.len() < Limits::default().bytes {
            check(&text, Err(FrameProblem::TooManyValues));
        } else {
            check(&text, Err(FrameProblem::TooLong { bytes: text.len() }));
        }
        let started = Instant::now();
        let frame = decode(&text, &Dialect::default(), &unlimited);
        assert_eq!(outcome(&frame), Ok(1));
        let took = started.elapsed();
        assert!(took < Duration::from_secs(20), "reading is not linear: {took:?}");
    }
}

#[test]
fn huge_numbers() {
    let text = r#"{"event":"incoming_call","data":{"call_id":18446744073709551615,"number":-9223372036854775808,
        "session_id":123456789012345678901234567890,"code":99999999999999999999,"timestamp":1e300}}"#;
    let message = read_one(text);
    let reading = common::reading(&message);
    assert_eq!(reading["body"]["call"], json!(u64::MAX));
    assert_eq!(reading["body"]["number"], "-9223372036854775808");
    assert_eq!(
        reading["body"]["session"],
        json!(123456789012345678901234567890.0)
    );
    assert_eq!(reading["body"]["time"], json!(i64::MAX));
    assert_eq!(reading["oddities"], json!(["code: number"]));
}

#[test]
fn repeated_keys_are_all_kept_and_the_last_counts() {
    let message = read_one(
        r#"{"event":"incoming_call","data":{"call_id":"a","call_id":"b","call_id":"c","call_id#":1}}"#,
    );
    let reading = common::reading(&message);
    assert_eq!(reading["body"]["call"], "c");
    assert_eq!(
        reading["details"],
        json!({"call_id#": 1, "call_id##": ["a", "b"]})
    );
}

#[test]
fn a_payload_in_a_payload_stays_a_detail() {
    let message =
        read_one(r#"{"event":"connected","data":{"data":{"user_id":1},"payload":"{}"},"payload":{"x":2}}"#);
    let reading = common::reading(&message);
    assert_eq!(
        reading["details"],
        json!({"data": {"user_id": 1}, "payload": "{}", "envelope": {"payload": {"x": 2}}}),
    );
}

#[test]
fn an_envelope_of_the_message_s_own_is_not_overwritten() {
    let message = read_one(r#"{"event":"connected","data":{"envelope":1,"x":2},"x":3}"#);
    let reading = common::reading(&message);
    assert_eq!(
        reading["details"],
        json!({"envelope": 1, "x": 2, "envelope#": {"x": 3}})
    );
}
