//! A keeper that comes late leaves everything as if it had been there from the start.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::{Bench, Store};
use cti_core::{BoxedKeeper, Draft, Edit, Input, Intent, IntentError, Keep, Shelf, Snapshot, keeper};
use cti_protocol::{Id, Pii};
use proptest::prelude::*;
use serde_json::json;

const ACCOUNT: &str = "cti.example.com/acme";

fn real() -> BoxedKeeper {
    keeper(Keep::default(), |_| Box::new(|_| true))
}

/// Something that happens, to the agent's phone or at the agent's hands.
#[derive(Clone, Debug)]
enum Step {
    Account,
    Join,
    Close,
    Begin(u8),
    Connect(u8),
    Change(u8, u8),
    End(u8),
    Pass(u16),
    Note(u8, u8),
    Open(u8),
    Leave(u8),
    Dismiss(u8),
    Same,
    Search(u8),
    Earlier,
    Forget,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let call = 0..4_u8;
    let step = prop_oneof![
        2 => Just(Step::Join),
        1 => Just(Step::Close),
        1 => Just(Step::Account),
        6 => call.clone().prop_map(Step::Begin),
        3 => call.clone().prop_map(Step::Connect),
        3 => (call.clone(), any::<u8>()).prop_map(|(call, value)| Step::Change(call, value)),
        4 => call.clone().prop_map(Step::End),
        3 => any::<u16>().prop_map(Step::Pass),
        4 => (call.clone(), 0..3_u8).prop_map(|(call, words)| Step::Note(call, words)),
        3 => call.clone().prop_map(Step::Open),
        1 => call.clone().prop_map(Step::Leave),
        1 => call.prop_map(Step::Dismiss),
        1 => Just(Step::Same),
        1 => (0..2_u8).prop_map(Step::Search),
        1 => Just(Step::Earlier),
        1 => Just(Step::Forget),
    ];
    prop::collection::vec(step, 1..60)
}

/// Takes a step; what comes of what the agent asks is given back.
fn take(bench: &mut Bench, step: &Step) -> Option<Result<Option<u64>, IntentError>> {
    let id = |call: &u8| format!("c{call}");
    let edit = |call: &u8, edit| Intent::Draft {
        call: Id::text(id(call)),
        edit,
    };
    match step {
        Step::Account => bench.input(Input::Account(ACCOUNT)),
        Step::Join if bench.request.is_some() => bench.join(),
        Step::Join => {}
        Step::Close => bench.close(1006),
        Step::Begin(call) => bench.call("incoming_call", &id(call), "101", json!({"number": "+1"})),
        Step::Connect(call) => bench.call("call_connected", &id(call), "101", json!({})),
        Step::Change(call, value) => bench.call(
            "data_updated",
            &id(call),
            "101",
            json!({"variables": {["a", "b", "c"][usize::from(value % 3)]: value.to_string()}}),
        ),
        Step::End(call) => bench.call("call_disconnected", &id(call), "101", json!({})),
        Step::Pass(time) => bench.pass(u64::from(*time) * 10),
        Step::Note(call, words) => {
            let id = id(call);
            // As a card has it that is on the screen, or else as it may have been.
            let seen = bench.phone.call(&Id::text(&id)).map(|call| call.started_at);
            return Some(bench.ask(Intent::Note {
                call: Id::text(&id),
                started_at: seen.unwrap_or(common::START),
                text: Pii::new(["", "call back", "sold"][usize::from(*words)]),
            }));
        }
        Step::Open(call) => return Some(bench.ask(edit(call, Edit::Open))),
        Step::Leave(call) => return Some(bench.ask(edit(call, Edit::Close))),
        Step::Dismiss(call) => return Some(bench.ask(Intent::Dismiss(Id::text(id(call))))),
        Step::Same => return Some(bench.ask(Intent::ChooseUser(Id::text("101")))),
        Step::Search(words) => {
            return Some(bench.ask(Intent::Search(Pii::new(["", "x"][usize::from(*words)]))));
        }
        Step::Earlier => return Some(bench.ask(Intent::ShowEarlier)),
        Step::Forget => return Some(bench.ask(Intent::ForgetDevice)),
    }
    None
}

/// The names and values that are typed into, in no order: what the room adds while somebody types stands behind the rest.
type Rows = Vec<(String, String)>;

/// What is seen, but for the numbers of notices and rows.
fn seen(bench: &mut Bench) -> (Snapshot, Vec<(String, Rows)>) {
    let mut seen = bench.see();
    seen.notices.clear();
    let drafts = std::mem::take(&mut seen.drafts);
    let rows = |draft: &Draft| {
        let rows = draft.rows.iter();
        let mut rows: Rows = rows
            .map(|row| (row.name.clone(), row.value.as_str().to_owned()))
            .collect();
        rows.sort();
        (draft.call.as_str().to_owned(), rows)
    };
    let drafts = drafts.iter().map(|draft| rows(draft)).collect();
    (seen, drafts)
}

fn stored(bench: &mut Bench) -> Vec<String> {
    bench.pass(3_000);
    bench.input(Input::Hidden);
    bench.store.all()
}

/// The same steps with a keeper from the start, and with one that comes before the step of this number.
fn compare(steps: &[Step], late: usize) {
    let mut early = Bench::with_keeper(&Store::default(), real());
    let mut other = Bench::without_keeper(&Store::default());
    for (number, step) in steps.iter().enumerate() {
        if number == late {
            other.put_keeper(real());
        }
        // The field for it comes with the keeper.
        if number < late && matches!(step, Step::Note(..)) {
            continue;
        }
        assert_eq!(take(&mut early, step), take(&mut other, step), "{step:?}");
    }
    other.put_keeper(real());
    assert_eq!(seen(&mut early), seen(&mut other));
    assert_eq!(stored(&mut early), stored(&mut other));
    assert_eq!(seen(&mut early), seen(&mut other));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn it_makes_no_difference_when_the_keeper_comes(steps in steps(), late in 0..60_usize) {
        compare(&steps, late);
    }
}

#[test]
fn calls_gaps_and_drafts_from_before_the_keeper_are_kept() {
    let story = [
        Step::Account,
        Step::Join,
        Step::Begin(0),
        Step::Connect(0),
        Step::Note(0, 1),
        Step::End(0),
        Step::Begin(1),
        Step::Note(1, 2),
        Step::Change(1, 4),
        Step::Open(1),
        Step::Change(1, 3),
        Step::Close,
        Step::Pass(6_000),
        Step::Join,
    ];
    for late in 0..=story.len() {
        compare(&story, late);
    }
    let store = Store::default();
    let mut bench = Bench::without_keeper(&store);
    for step in &story {
        take(&mut bench, step);
    }
    assert_eq!(store.jobs(), 0, "nobody is there to store it");
    bench.put_keeper(real());
    let seen = bench.see();
    assert_eq!(seen.history[0].id.as_str(), "c0");
    assert_eq!((seen.gaps.len(), seen.drafts.len()), (1, 1));
    bench.pass(2_000);
    assert!(store.text(Shelf::Calls).contains("c0"));
    assert_eq!(store.len(Shelf::Gaps), 1);
}

#[test]
fn a_long_wait_remembers_the_latest() {
    let mut bench = Bench::without_keeper(&Store::default());
    bench.input(Input::Account(ACCOUNT));
    bench.join();
    take(&mut bench, &Step::Begin(0));
    take(&mut bench, &Step::Open(0));
    for index in 0..5_000 {
        let id = format!("d{index}");
        bench.call("incoming_call", &id, "101", json!({}));
        bench.call("call_failed", &id, "101", json!({}));
    }
    bench.put_keeper(real());
    let history = bench.see().history;
    assert!((1_000..5_000).contains(&history.len()), "{}", history.len());
    assert_eq!(history[0].id.as_str(), "d4999");
    assert_eq!(
        bench.see().drafts.len(),
        1,
        "what was put to a call is not let go"
    );
}

#[test]
fn another_keeper_is_not_taken() {
    let mut bench = Bench::with_keeper(&Store::default(), real());
    for step in [Step::Join, Step::Begin(0), Step::End(0)] {
        take(&mut bench, &step);
    }
    bench.put_keeper(real());
    assert_eq!(bench.see().history.len(), 1);
}
