//! The inspector: what is kept of frames, what is shown of them, captures and their replay.

#![expect(clippy::unwrap_used, reason = "a test that has nothing to look at has failed")]

use cti_core::{
    Outcome, Phase,
    inspect::{
        CaptureFault, Filter, Only, Recorder, mask, mask_why, pretty, read, read_capture, replay,
        write_capture,
    },
};
use cti_protocol::{Dialect, Id, Limits, decode};
use serde_json::{Value, json};

fn masked(value: &Value) -> Value {
    serde_json::from_str(&mask(&value.to_string(), &Dialect::default(), false)).unwrap()
}

#[test]
fn a_masked_frame_keeps_its_structure_and_tells_nothing_of_a_person() {
    let frame = json!({
        "event": "incoming_call", "sender_id": 17, "access_token": "t0ps3cret",
        "data": {
            "call_id": "c-1", "session_id": 99, "user": {"id": 101, "name": "Anna Kim", "email": "anna@acme.com", "tel": 34600111222_u64},
            "from": "+34 600-12-34-56", "number": 34600123456_u64, "display_name": "María Fernández", "direction": "incoming",
            "queue": {"id": 4, "title": "Support ES", "owner": "Ben"}, "assign_type": "queue_call",
            "variables": {"order": 10482, "city": "Sevilla", "vip": true, "deep": {"x": "María"}},
            "custom_data": [{"name": "plan", "value": "Pro"}, "Ben", {"name": "Ben"}, {"key": "tel", "value": 5}],
            "status": {"name": "Ready", "color": "#0a0", "by": "Ben"}, "result_code": 486, "completion_code": "Call_Busy",
            "timestamp": 1_790_000_000_123_i64, "date": "2026-11-25 10:31:00", "time": "+34600123456",
            "contact": {"full": "María", "id": "34600123456", "ages": [41, 7.5], "known": true, "none": null},
            "memo": "call +34600123456", "extra": "600123456", "+34600123456": 1, "record_url": "https://x/r?token=abc",
        },
    });
    assert_eq!(
        masked(&frame),
        json!({
            "event": "incoming_call", "sender_id": "•••", "access_token": "•••",
            "data": {
                "call_id": "c-1", "session_id": 99, "user": {"id": 101, "name": "•••", "email": "•••", "tel": 10_000_000_022_u64},
                "from": "+•• •••-••-••-56", "number": 10_000_000_056_u64, "display_name": "•••", "direction": "incoming",
                "queue": {"id": 4, "title": "Support ES", "owner": "•••"}, "assign_type": "queue_call",
                "variables": {"order": "•••", "city": "•••", "vip": "•••", "deep": {"x": "•••"}},
                "custom_data": [{"name": "plan", "value": "•••"}, "•••", {"name": "•••"}, {"key": "tel", "value": "•••"}],
                "status": {"name": "Ready", "color": "#0a0", "by": "•••"}, "result_code": 486, "completion_code": "Call_Busy",
                "timestamp": 1_790_000_000_123_i64, "date": "2026-11-25 10:31:00", "time": "+•••••••••56",
                "contact": {"full": "•••", "id": "•••••••••56", "ages": [0, 0], "known": true, "none": null},
                "memo": "•••", "extra": "•••••••56", "+•••••••••56": 0, "record_url": "•••",
            },
        })
    );
}

#[test]
fn every_shape_is_masked_where_its_payload_stands() {
    for (frame, expected) in [
        (
            json!({"type": "event", "name": "ring_now", "params": {"call_id": 1, "name": "María"}}),
            json!({"type": "event", "name": "ring_now", "params": {"call_id": 1, "name": "•••"}}),
        ),
        (
            json!({"type": "event", "event": "incoming_call", "name": "Maria", "call_id": 1}),
            json!({"type": "event", "event": "incoming_call", "name": "•••", "call_id": 1}),
        ),
        (json!({"name": "Maria"}), json!({"name": "•••"})),
        (
            json!({"name": "incoming_call", "id": 5}),
            json!({"name": "incoming_call", "id": 5}),
        ),
        (
            json!({"type": "incoming_call", "incoming_call": {"call_id": 1, "to": "Maria"}}),
            json!({"type": "incoming_call", "incoming_call": {"call_id": 1, "to": "•••••"}}),
        ),
        (
            json!({"events": [{"event": "x", "data": "{\"number\":\"600123456\"}"}]}),
            json!({"events": [{"event": "x", "data": "{\"number\":\"•••••••56\"}"}]}),
        ),
        (
            json!({"event": "data_updated", "call_id": 1, "params": {"city": "Sevilla"}}),
            json!({"event": "data_updated", "call_id": 1, "params": {"city": "•••"}}),
        ),
        (json!({"event": "María"}), json!({"event": "•••"})),
        (
            json!({"user": "Maria", "agent_id": "maria"}),
            json!({"user": "•••", "agent_id": "maria"}),
        ),
        (json!(["Maria", 600123456]), json!(["•••", 100000056])),
    ] {
        assert_eq!(masked(&frame), expected, "{frame}");
    }
}

#[test]
fn secrets_are_hidden_from_those_who_may_see_the_rest() {
    let show = |text: &str| mask(text, &Dialect::default(), true).to_string();
    assert_eq!(
        show(
            r#"{"sender_id":7,"data":{"name":"María","apiToken":"x","url":"wss://h/acme-0123456789abcdef0123456789ABCDEF?access_token=abc&a=1"}}"#
        ),
        r#"{"sender_id":"•••","data":{"name":"María","apiToken":"•••","url":"wss://h/acme-•••?access_token=•••&a=1"}}"#
    );
    assert_eq!(
        show(r#"oops {"token": "abc", "b": 1"#),
        r#"oops {"token": "•••", "b": 1"#
    );
    assert_eq!(
        show("Authorization: Bearer abc.def, María"),
        "Authorization: Bearer •••, María"
    );
    assert_eq!(
        show(r#"{"a":"{\"senderId\":\"s-1\",\"b\":2}"}"#),
        r#"{"a":"{\"senderId\":\"•••\",\"b\":2}"}"#
    );
    let configured = Dialect::from_json(r#"{"keys": {"sender": "me"}}"#).unwrap();
    assert_eq!(
        mask(r#"{"me":"abc"}"#, &configured, true).as_str(),
        r#"{"me":"•••"}"#
    );
}

#[test]
fn what_is_no_json_is_shown_as_its_signs() {
    assert_eq!(
        mask("<<<not json>>> +34", &Dialect::default(), false).as_str(),
        "<<<••• ••••>>> +••"
    );
    assert_eq!(
        mask("<<<not json>>>", &Dialect::default(), true).as_str(),
        "<<<not json>>>"
    );
    let why = |shown| mask_why("unknown name Maria", shown);
    assert_eq!(
        (why("Maria"), why("•••")),
        ("unknown name Maria".into(), "unknown name •••".into())
    );
}

#[test]
fn a_recorder_keeps_the_last_frames_and_the_greeting() {
    let mut recorder = Recorder::new(Dialect::default());
    recorder.record(
        1,
        1,
        false,
        r#"{"action":"connection_accepted","senderId":"s1","body":{}}"#,
    );
    for number in 0..500 {
        recorder.record(
            2,
            1,
            number % 2 == 1,
            &json!({"event": format!("e{number}")}).to_string(),
        );
    }
    let shots = recorder.shots();
    assert_eq!((shots.len(), shots[0].number, recorder.total()), (200, 501, 501));
    assert_eq!(recorder.greeting().unwrap().number, 1);
    assert_eq!(recorder.dialect().to_file()["keys"]["sender"], "senderId");
    let out = Filter {
        only: Only::Out,
        ..Filter::default()
    };
    assert_eq!(shots.iter().filter(|shot| out.admits(shot, false)).count(), 100);
    let named = Filter {
        name: "e499".into(),
        words: "E49".into(),
        only: Only::NotUnderstood,
    };
    assert_eq!(shots.iter().filter(|shot| named.admits(shot, false)).count(), 1);

    recorder.record(3, 1, false, &"é".repeat(600_000));
    let newest = &recorder.shots()[0];
    assert!(newest.is_cut() && newest.shown(true).len() <= 32 << 10);
    assert_eq!(newest.bytes, 1_200_000);
    for _ in 0..100 {
        recorder.record(
            4,
            1,
            false,
            &json!({"event": "x", "data": "y".repeat(30_000)}).to_string(),
        );
    }
    let kept: usize = recorder.shots().iter().map(|shot| shot.bytes).sum();
    assert!(kept <= 512 << 10, "{kept}");
    recorder.clear();
    assert!(recorder.shots().is_empty() && recorder.greeting().is_some());
}

#[test]
fn a_reading_names_the_key_of_each_field_and_says_what_is_wrong() {
    let dialect = Dialect::default();
    let said = read(
        r#"[{"event":"incoming_call","senderId":"x","data":{"callId":1,"phone_a":"+346","assign_type":"queue_call","direction":"in","mood":"calm","queue":[]}},
            {"event":"brand_new"},{"event":"call_failed","data":{}}]"#,
        &dialect,
    )
    .unwrap();
    let fields: Vec<_> = said[0]
        .fields
        .iter()
        .map(|read| (read.field, &*read.key, read.value.as_str()))
        .collect();
    assert_eq!(
        fields,
        [
            ("call_id", "callId", "1"),
            ("direction", "direction", "incoming"),
            ("phone_a", "phone_a", "+346"),
            ("assign_type", "assign_type", "queue_call")
        ]
    );
    let envelope: Vec<_> = said[0]
        .envelope
        .iter()
        .map(|(part, key)| (*part, key.as_str()))
        .collect();
    assert_eq!(
        envelope,
        [
            ("keys.name", "event"),
            ("keys.payload", "data"),
            ("keys.sender", "senderId")
        ]
    );
    assert_eq!(said[0].rest, ["mood", "queue"]);
    assert_eq!(said[0].why, ["queue: text or an object with a title expected"]);
    assert_eq!(said[1].why, ["unknown name brand_new"]);
    assert_eq!(said[2].why, ["call_failed without a call id"]);
    assert_eq!(
        read("{", &dialect).unwrap_err(),
        "the frame is not JSON (line 1, column 1)"
    );
    assert_eq!(
        pretty(r#"{"a":[1,{}],"b":"x"}"#).as_str(),
        "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": \"x\"\n}"
    );
}

/// A day of two calls, as a room that spells things its own way tells it.
fn day() -> Recorder {
    let mut recorder = Recorder::new(Dialect::default());
    let at = 1_790_000_000_000;
    let say = |event: &str, body: Value| json!({"action": event, "senderId": "s9", "body": body}).to_string();
    let call = |id: &str, number: &str| json!({"callId": id, "userId": 101, "number": number, "displayName": "María Fernández", "variables": {"order": "10482"}});
    for (passed, out, text) in [
        (0, false, say("connectionAccepted", json!({}))),
        (1, true, say("connected", json!({}))),
        (
            1_000,
            false,
            say(
                "statusChanged",
                json!({"userId": 101, "status": "Ready", "name": "Anna Kim"}),
            ),
        ),
        (2_000, false, say("incomingCall", call("c1", "+34600123456"))),
        (9_000, false, say("callConnected", call("c1", "+34600123456"))),
        (
            9_500,
            true,
            say("makeCall", json!({"userId": 101, "number": "+442079460018"})),
        ),
        (60_000, false, say("callDisconnected", call("c1", "+34600123456"))),
        (61_000, false, say("incomingCall", call("c2", "+442079460018"))),
        (62_000, false, say("brandNew", json!({"who": "María Fernández"}))),
        (63_000, false, "no json of María Fernández".to_owned()),
    ] {
        recorder.record(at + passed, 1, out, &text);
    }
    recorder
}

/// What a replay shows of calls, after so many frames.
fn phases(file: &str, frames: usize) -> Vec<(String, Phase, Option<Outcome>)> {
    let shots = read_capture(file, &Dialect::default()).unwrap();
    let stage = replay(&shots[..frames], &Dialect::default(), Some(Id::number(101)));
    stage
        .calls
        .iter()
        .map(|call| (call.id.to_string(), call.phase, call.outcome.clone()))
        .collect()
}

#[test]
fn a_capture_replays_the_same_whether_it_is_masked_or_not() {
    let recorder = day();
    for personal in [false, true] {
        let file = write_capture(&recorder, personal);
        assert!(!file.contains("s9"), "the sender id");
        for pii in ["600123456", "+34", "María", "Fernández", "10482", "Anna", "7946"] {
            assert_eq!(file.contains(pii), personal, "{pii}");
        }
        let first = ("c1".to_owned(), Phase::Ended, Some(Outcome::Completed));
        assert_eq!(phases(&file, 4), [("c1".to_owned(), Phase::Ringing, None)]);
        assert_eq!(phases(&file, 5), [("c1".to_owned(), Phase::Connected, None)]);
        assert_eq!(
            phases(&file, 10),
            [first, ("c2".to_owned(), Phase::Ringing, None)]
        );
        let shots = read_capture(&file, &Dialect::default()).unwrap();
        let stage = replay(&shots, &Dialect::default(), Some(Id::number(101)));
        assert_eq!(stage.calls[0].started_at, 1_790_000_002_000);
        assert_eq!(stage.unread.len(), 2);
        assert_eq!(stage.users[0].status, cti_core::Status::Ready);
        let written: Value = serde_json::from_str(&file).unwrap();
        assert_eq!(written["masked"], !personal);
    }
}

#[test]
fn the_greeting_is_in_a_capture_even_when_it_is_long_gone() {
    let mut recorder = day();
    for number in 0..300 {
        recorder.record(
            1_790_000_100_000,
            1,
            false,
            &json!({"action": format!("e{number}")}).to_string(),
        );
    }
    let shots = read_capture(&write_capture(&recorder, false), &Dialect::default()).unwrap();
    assert_eq!(shots.len(), 201);
    assert_eq!(shots[0].gist().names, ["connection_accepted"]);
}

#[test]
fn a_file_that_is_no_capture_says_why() {
    let read = |text: &str| read_capture(text, &Dialect::default()).map(|_| ()).unwrap_err();
    let file = |version: u64, frames: Value| {
        json!({"format": "cti-softphone-capture", "version": version, "frames": frames}).to_string()
    };
    assert_eq!(read("{"), CaptureFault::NotACapture);
    assert_eq!(read("[]"), CaptureFault::NotACapture);
    assert_eq!(
        read(r#"{"format":"har","version":1,"frames":[]}"#),
        CaptureFault::NotACapture
    );
    assert_eq!(read(&file(1, json!({}))), CaptureFault::NotACapture);
    assert_eq!(read(&file(2, json!([]))), CaptureFault::Newer);
    assert_eq!(read(&file(1, vec![0; 2_001].into())), CaptureFault::TooMany);
    assert_eq!(read(&" ".repeat((4 << 20) + 1)), CaptureFault::TooLong);
    let good = json!({"at": 1, "way": "in", "text": ""});
    for wrong in [
        json!(1),
        json!({}),
        json!({"at": -1, "way": "in", "text": ""}),
        json!({"at": 9e18, "way": "in", "text": ""}),
        json!({"at": 1, "way": "up", "text": ""}),
        json!({"at": 1, "way": "in", "text": 5}),
        json!({"at": 1, "way": "in", "text": "", "connection": "1"}),
        json!({"at": 1, "way": "in", "text": "", "bytes": -1}),
    ] {
        assert_eq!(
            read(&file(1, json!([good, wrong]))),
            CaptureFault::Frame(2),
            "{wrong}"
        );
    }
}

#[test]
fn a_replay_lets_time_pass_as_it_did() {
    let at = 1_790_000_000_000_i64;
    let ring =
        json!({"event": "incoming_call", "data": {"call_id": 1, "user_id": 7, "number": "100"}}).to_string();
    let frames = json!([
        {"at": at, "way": "in", "text": ring},
        {"at": at + 86_400_000_i64, "way": "in", "text": "{}"},
        {"at": at, "way": "in", "text": "{}"},
    ]);
    let file = json!({"format": "cti-softphone-capture", "version": 1, "masked": true, "frames": frames})
        .to_string();
    // A day later nobody believes any more that it rings.
    assert_eq!(phases(&file, 1)[0].1, Phase::Ringing);
    assert_eq!(phases(&file, 3)[0].1, Phase::Ended);
}

#[test]
fn masking_changes_nothing_of_what_a_message_is() {
    for shot in day().shots() {
        let of = |personal| decode(shot.shown(personal), shot.dialect(), &Limits::default());
        let (plain, masked) = (of(true), of(false));
        assert_eq!(plain.messages.len(), masked.messages.len());
        for (plain, masked) in plain.messages.iter().zip(&masked.messages) {
            assert_eq!(plain.body.name(), masked.body.name());
            assert_eq!(plain.style, masked.style);
            assert!(plain.details.0.keys().eq(masked.details.0.keys()));
        }
    }
}
