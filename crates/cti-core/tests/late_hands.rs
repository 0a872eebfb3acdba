//! What carries out intents may come late, and so may the dialect.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::{Bench, Store};
use cti_core::{ConnectionState, Intent, IntentError, Softphone, hands};
use cti_protocol::{Dialect, Id, Limits, Pii, Variables};

fn bench() -> Bench {
    let mut bench = Bench::without_keeper(&Store::default());
    bench.phone = Softphone::early(Dialect::default(), Limits::default(), 7, Some(Id::text("101")));
    bench
}

fn dial() -> Intent {
    Intent::MakeCall {
        number: Pii::new("+34600123456"),
        user: None,
        caller_id: None,
        variables: Variables::new(),
        again: false,
    }
}

fn dialled(bench: &Bench) -> usize {
    let is_it = |message: &&serde_json::Value| message["event"] == "make_call";
    bench.sent.iter().filter(is_it).count()
}

#[test]
fn before_that_it_connects_and_refuses_the_rest_and_keeps_nothing_of_it() {
    let mut bench = bench();
    bench.ask(Intent::Connect).unwrap();
    bench.join();
    assert_eq!(bench.see().connection.state, ConnectionState::Live);
    let others = [
        dial(),
        Intent::Logout { user: None },
        Intent::ChooseUser(Id::text("102")),
    ];
    for intent in others {
        assert_eq!(bench.ask(intent), Err(IntentError::NotConnected));
    }
    bench.phone.put_hands(hands());
    bench.pass(20_000);
    assert_eq!(dialled(&bench), 0);
    assert!(bench.see().commands.is_empty());
    assert!(bench.ask(dial()).unwrap().is_some());
    assert_eq!(dialled(&bench), 1);
}

#[test]
fn it_disconnects_too() {
    let mut bench = bench();
    bench.ask(Intent::Connect).unwrap();
    bench.join();
    bench.ask(Intent::Disconnect).unwrap();
    assert_eq!(bench.see().connection.state, ConnectionState::Stopped);
}

#[test]
fn a_dialect_that_comes_before_it_connects_is_spoken_from_the_first_message_on() {
    for (file, nested) in [(r#"{"shape": "flat"}"#, false), ("{}", true)] {
        let mut bench = bench();
        bench.phone.speak(Dialect::from_json(file).unwrap());
        bench.ask(Intent::Connect).unwrap();
        bench.join();
        bench.phone.put_hands(hands());
        bench.ask(dial()).unwrap();
        let last = bench.sent.last().unwrap();
        assert_eq!(last["data"]["number"].is_string(), nested, "{last}");
        assert_eq!(last["number"].is_string(), !nested, "{last}");
    }
}
