//! Who hears what.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

mod common;

use common::{TestServer, acme, read, until};
use cti_protocol::{Body, Dialect, Secret};
use cti_room::{Account, Faults, Harm, Heard, Observer, Options, Toward, Who};
use std::sync::{Arc, Mutex};

#[tokio::test]
async fn everybody_else_hears_it_word_for_word() {
    let server = TestServer::start(acme()).await;
    let (mut a, mut b, mut c) = (
        server.connect().await,
        server.connect().await,
        server.connect().await,
    );
    // Spaces, order and an escape that no serialiser would write: nothing of it may change.
    let text = format!(
        r#"{{ "data" : {{"name":"Zo\u00eb"}},  "event":"coffee", "sender_id":"{}" }}"#,
        a.sender
    );
    a.say(text.clone()).await;
    assert_eq!((b.hear().await, c.hear().await), (text.clone(), text));
    // No echo: the next thing that it hears is another's.
    let text = b.say_event("connected").await;
    assert_eq!((a.hear().await, c.hear().await), (text.clone(), text));
}

#[tokio::test]
async fn the_echo_is_an_option() {
    let server = TestServer::start(Options { echo: true, ..acme() }).await;
    let (mut a, mut b) = (server.connect().await, server.connect().await);
    let text = a.say_event("connected").await;
    assert_eq!((a.hear().await, b.hear().await), (text.clone(), text));
}

#[tokio::test]
async fn accounts_do_not_hear_each_other() {
    let accounts = ["acme", "umbrella"].map(|name| Account::new(name, "1", format!("{name}-token")));
    let server = TestServer::start(Options::new(accounts.to_vec())).await;
    let path = |name| format!("/{name}-c4ca4238a0b923820dcc509a6f75849b?access_token={name}-token");
    let mut a = server.connect_to(&path("acme")).await.unwrap();
    let mut u1 = server.connect_to(&path("umbrella")).await.unwrap();
    let mut u2 = server.connect_to(&path("umbrella")).await.unwrap();
    let mut b = server.connect_to(&path("acme")).await.unwrap();
    let ours = u1.say_event("connected").await;
    let theirs = a.say_event("connected").await;
    assert_eq!((u2.hear().await, b.hear().await), (ours, theirs));
    // The token of one account does not open the other.
    let wrong = "/umbrella-c4ca4238a0b923820dcc509a6f75849b?access_token=acme-token";
    assert!(server.connect_to(wrong).await.is_err());
}

async fn check_refused(text: impl Fn(&str, &str) -> String, code: &str, name: Option<&str>) {
    let server = TestServer::start(acme()).await;
    let (mut a, mut b) = (server.connect().await, server.connect().await);
    let text = text(&a.sender, &b.sender);
    a.say(text.clone()).await;
    let answer = read(&a.hear().await);
    assert_eq!(answer.body.name(), Some("error"), "{text}");
    let text = serde_json::to_string(&answer.details.0).unwrap();
    assert!(text.contains(&format!(r#""code":"{code}""#)), "{text}");
    assert!(
        text.contains(&format!(r#""refused":{}"#, serde_json::to_string(&name).unwrap())),
        "{text}"
    );
    assert!(text.contains(r#""message":""#), "{text}");
    // The other hears only what comes after.
    let after = a.say_event("connected").await;
    assert_eq!(b.hear().await, after);
}

#[tokio::test]
async fn a_message_without_a_sender_id_is_refused() {
    check_refused(
        |_, _| r#"{"event":"logout","data":{}}"#.into(),
        "missing_sender_id",
        Some("logout"),
    )
    .await;
}

#[tokio::test]
async fn a_message_in_anothers_name_is_refused() {
    let text = |_: &str, other: &str| format!(r#"{{"event":"logout","sender_id":"{other}","data":{{}}}}"#);
    check_refused(text, "foreign_sender_id", Some("logout")).await;
}

#[tokio::test]
async fn what_is_no_message_is_refused() {
    check_refused(|_, _| "good morning".into(), "unreadable", None).await;
}

#[tokio::test]
async fn the_greeting_is_the_servers_own() {
    let text =
        |own: &str, _: &str| format!(r#"{{"event":"connection_accepted","sender_id":"{own}","data":{{}}}}"#);
    check_refused(text, "reserved_name", Some("connection_accepted")).await;
}

#[tokio::test]
async fn the_server_speaks_each_dialect_and_hears_all() {
    for name in Dialect::NAMES {
        let dialect = Dialect::builtin(name).unwrap();
        let server = TestServer::start(Options { dialect, ..acme() }).await;
        let (mut a, mut b) = (server.connect().await, server.connect().await);
        let start = match *name {
            "event-data" => r#"{"event":"connection_accepted","sender_id":""#,
            "flat" => r#"{"event":"connection_accepted","sender_id":""#,
            "payload-as-text" => r#"{"event":"connection_accepted","sender_id":""#,
            "batch-array" => r#"[{"event":"connection_accepted","sender_id":""#,
            "batch-events" => r#"{"events":[{"event":"connection_accepted","sender_id":""#,
            "type-name-params" => r#"{"type":"event","name":"connection_accepted","sender_id":""#,
            "type-payload" => r#"{"type":"connection_accepted","Sender_id":""#,
            "keyed-by-name" => r#"{"type":"connection_accepted","sender_id":""#,
            other => panic!("a dialect without a test: {other}"),
        };
        assert!(a.greeting.starts_with(start), "{name}: {}", a.greeting);
        // Refusals are in the room's dialect too, and can be read by the same codec.
        a.say(r#"{"event":"logout"}"#).await;
        let answer = read(&a.hear().await);
        assert!(
            matches!(&answer.body, Body::Unknown(u) if u.name.as_deref() == Some("error")),
            "{name}: {answer:?}"
        );
        // A client may use whatever shape it likes.
        let text = a.say_event("connected").await;
        assert_eq!(b.hear().await, text, "{name}");
    }
}

#[tokio::test]
async fn the_house_hears_guests_and_guests_hear_the_house() {
    let mut options = acme();
    options.house_key = Some(Secret::new("key"));
    let server = TestServer::start(options).await;
    let (mut h1, mut h2) = (
        server.connect_house("key").await,
        server.connect_house("key").await,
    );
    let mut guest = server.connect().await;
    let from_house = h1.say_event("connected").await;
    assert_eq!(guest.hear().await, from_house);
    let from_guest = guest.say_event("connected").await;
    assert_eq!(
        (h1.hear().await, h2.hear().await),
        (from_guest.clone(), from_guest)
    );
    let room = server.room();
    let count = |who| room.clients(who).len();
    assert_eq!(
        (count(Who::All), count(Who::House), count(Who::Guests)),
        (3, 2, 1)
    );
}

#[tokio::test]
async fn the_server_can_say_what_it_likes() {
    let server = TestServer::start(acme()).await;
    let mut a = server.connect().await;
    server.room().say(Who::All, "{ not json");
    assert_eq!(a.hear().await, "{ not json");
}

#[tokio::test]
async fn a_bad_line_loses_and_doubles_messages() {
    let server = TestServer::start(acme()).await;
    let (mut a, mut b) = (server.connect().await, server.connect().await);
    let only = vec!["lost".to_owned()];
    server.room().set_faults(Some(Faults {
        drop: 1.0,
        only,
        ..Faults::default()
    }));
    a.say_event("lost").await;
    let kept = a.say_event("kept").await;
    assert_eq!(b.hear().await, kept);
    let lost = Harm {
        dropped: 1,
        ..Harm::default()
    };
    assert_eq!(server.room().harm(), lost);
    server.room().set_faults(Some(Faults {
        duplicate: 1.0,
        toward: Toward::Both,
        ..Faults::default()
    }));
    let twice = a.say_event("twice").await;
    assert_eq!((b.hear().await, b.hear().await), (twice.clone(), twice));
    server.room().set_faults(None);
    let doubled = Harm {
        duplicated: 1,
        ..Harm::default()
    };
    assert_eq!(server.room().harm(), doubled);
    let once = a.say_event("once").await;
    let then = a.say_event("then").await;
    assert_eq!((b.hear().await, b.hear().await), (once, then));
}

#[tokio::test]
async fn a_late_message_is_overtaken_by_one_that_is_not() {
    let server = TestServer::start(acme()).await;
    let (mut a, mut b) = (server.connect().await, server.connect().await);
    let delay = std::time::Duration::from_millis(300);
    let faults = Faults {
        delay: delay..=delay,
        only: vec!["late".to_owned()],
        ..Faults::default()
    };
    server.room().set_faults(Some(faults));
    let late = a.say_event("late").await;
    let quick = a.say_event("quick").await;
    assert_eq!((b.hear().await, b.hear().await), (quick, late));
    let overtaken = Harm {
        delayed: 1,
        reordered: 1,
        ..Harm::default()
    };
    // The message is in the mailbox a moment before it is counted.
    until(|| server.room().harm() == overtaken).await;
}

#[derive(Default)]
struct Diary(Mutex<Vec<String>>);

impl Diary {
    fn note(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }
}

impl Observer for Diary {
    fn joined(&self, client: &cti_room::Client) {
        self.note(format!("{} joined {}", client.number, client.domain));
    }

    fn left(&self, client: &cti_room::Client) {
        self.note(format!("{} left", client.number));
    }

    fn heard(&self, heard: &Heard<'_>) {
        self.note(format!(
            "{}: {} {:?}",
            heard.client.number,
            heard.text,
            heard.refusal.map(|why| why.code())
        ));
    }
}

#[tokio::test]
async fn an_observer_is_told() {
    let diary = Arc::new(Diary::default());
    let server = TestServer::start(Options {
        observer: Some(diary.clone()),
        ..acme()
    })
    .await;
    let mut a = server.connect().await;
    let text = a.say_event("connected").await;
    a.say("7").await;
    a.hear().await;
    drop(a);
    until(|| {
        diary
            .0
            .lock()
            .unwrap()
            .last()
            .is_some_and(|line| line == "1 left")
    })
    .await;
    let expected = [
        "1 joined acme",
        &format!("1: {text} None"),
        r#"1: 7 Some("unreadable")"#,
        "1 left",
    ];
    assert_eq!(*diary.0.lock().unwrap(), expected);
}
