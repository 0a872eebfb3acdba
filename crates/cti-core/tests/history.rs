//! The history against a database of a few lines, in virtual time.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::{Bench, START, Store};
use cti_core::{
    ArchiveNews, Call, Edit, Input, Intent, Keep, Matcher, NoticeKind, Outcome, Phase, Reason, Shelf,
    Snapshot, Told, Trouble, keeper,
};
use cti_protocol::{Id, Pii};
use proptest::prelude::*;
use serde_json::json;

const ACCOUNT: &str = "cti.example.com/acme";
const DAY: u64 = 86_400_000;

/// A softphone with this storage, in the room.
fn bench(store: &Store) -> Bench {
    let mut bench = Bench::with_store(store);
    bench.input(Input::Account(ACCOUNT));
    bench.join();
    bench
}

/// The same page, loaded anew after this time.
fn reload(before: Bench, millis: u64) -> Bench {
    reload_finding(before, millis, |_| Box::new(|_| false))
}

/// The same, and what is looked for is found in this way.
fn reload_finding(mut before: Bench, millis: u64, find: fn(&str) -> Matcher) -> Bench {
    before.input(Input::Hidden);
    let store = before.store.clone();
    let mut after = Bench::with_keeper(&store, keeper(Keep::default(), find));
    after.now.wall = before.now.wall + i64::try_from(millis).unwrap();
    after.input(Input::Account(ACCOUNT));
    after.join();
    after
}

fn keeping(store: &Store, keep: Keep) -> Bench {
    Bench::with_keeper(store, keeper(keep, |_| Box::new(|_| false)))
}

fn talk(bench: &mut Bench, id: &str, more: serde_json::Value) {
    bench.call("incoming_call", id, "101", more);
    bench.call("call_connected", id, "101", json!({}));
    bench.pass(1_000);
    bench.call("call_disconnected", id, "101", json!({}));
}

fn ids(calls: &[std::rc::Rc<Call>]) -> Vec<&str> {
    calls.iter().map(|call| call.id.as_str()).collect()
}

fn note(bench: &mut Bench, id: &str, text: &str) {
    let seen = bench.see();
    let call = seen.calls.iter().chain(seen.history.iter());
    let call = call.into_iter().find(|call| call.id.as_str() == id).unwrap();
    bench
        .ask(Intent::Note {
            call: call.id.clone(),
            started_at: call.started_at,
            text: Pii::new(text),
        })
        .unwrap();
}

fn edit(bench: &mut Bench, id: &str, edit: Edit) {
    let call = Id::text(id);
    bench.ask(Intent::Draft { call, edit }).unwrap();
}

fn value(seen: &Snapshot, name: &str) -> String {
    let row = seen.drafts[0].rows.iter().find(|row| row.name == name).unwrap();
    row.value.as_str().to_owned()
}

fn type_value(bench: &mut Bench, id: &str, name: &str, typed: &str) {
    edit(bench, id, Edit::Open);
    let seen = bench.see();
    let draft = seen
        .drafts
        .iter()
        .find(|draft| draft.call.as_str() == id)
        .unwrap();
    let key = draft.rows.iter().find(|row| row.name == name).unwrap().key;
    edit(bench, id, Edit::Value(key, Pii::new(typed)));
}

#[test]
fn calls_gaps_and_notes_are_there_after_a_reload() {
    let store = Store::default();
    let mut first = bench(&store);
    talk(
        &mut first,
        "c1",
        json!({"number": "+34600123456", "name": "María", "queue": "Support ES"}),
    );
    first.call("outgoing_call", "c2", "101", json!({"number": "+1"}));
    first.call("call_failed", "c2", "101", json!({"result_code": 486}));
    note(&mut first, "c1", "call back");
    first.close(1006);
    first.pass(60_000);
    first.join();
    let before = first.see();
    let mut second = reload(first, 1_000);
    let after = second.see();
    assert_eq!(ids(&after.history), ["c2", "c1"]);
    for (old, new) in before.history.iter().zip(after.history.iter()) {
        assert_eq!(new.to_public(), old.to_public());
    }
    assert_eq!(after.history[1].note.as_deref(), Some("call back"));
    assert_eq!(after.history[0].code, Some(486));
    assert_eq!(
        after.gaps, before.gaps,
        "and a reload of a second is no gap of its own"
    );
    assert_eq!(after.gaps[0].reason, Reason::Closed(1006));
    assert!(!after.more && !after.reading);
}

#[test]
fn what_happens_is_written_in_batches() {
    let store = Store::default();
    let mut bench = bench(&store);
    bench.pass(5_000);
    let before = store.jobs();
    for index in 0..40 {
        let id = format!("c{index}");
        bench.call("incoming_call", &id, "101", json!({}));
        bench.call("call_failed", &id, "101", json!({}));
        note(&mut bench, &id, "x");
        note(&mut bench, &id, "xy");
    }
    assert_eq!(store.jobs(), before, "not at once");
    bench.pass(1_100);
    assert_eq!(store.jobs(), before + 1);
    assert_eq!((store.len(Shelf::Calls), store.len(Shelf::Notes)), (40, 40));
    bench.pass(5_000);
    assert_eq!(store.jobs(), before + 1, "and not again");
}

#[test]
fn a_page_that_goes_writes_at_once() {
    let store = Store::default();
    let mut bench = bench(&store);
    bench.call("incoming_call", "c1", "101", json!({}));
    note(&mut bench, "c1", "typed just now");
    bench.input(Input::Hidden);
    assert!(store.text(Shelf::Notes).contains("typed just now"));
}

#[test]
fn a_note_on_a_live_call_outlives_a_reload_and_ends_in_the_history() {
    let store = Store::default();
    let mut first = bench(&store);
    first.call("incoming_call", "c1", "101", json!({"number": "1"}));
    note(&mut first, "c1", "angry");
    assert_eq!(first.see().calls[0].note.as_deref(), Some("angry"));
    let mut second = reload(first, 1_000);
    let card = second.see().calls[0].clone();
    assert_eq!(
        (card.note.as_deref(), card.phase),
        (Some("angry"), Phase::Ringing)
    );
    assert!(card.unconfirmed_since.is_some(), "nobody has spoken of it since");
    second.call("call_connected", "c1", "101", json!({}));
    let card = second.see().calls[0].clone();
    assert_eq!(
        (card.note.as_deref(), card.unconfirmed_since),
        (Some("angry"), None)
    );
    second.call("call_disconnected", "c1", "101", json!({}));
    second.pass(2_000);
    assert_eq!(store.len(Shelf::Drafts), 0, "it is off the desk");
    let mut third = reload(second, 1_000);
    let seen = third.see();
    assert_eq!(seen.history[0].note.as_deref(), Some("angry"));
    assert!(seen.calls.is_empty());
}

#[test]
fn a_note_in_the_history_can_be_changed_and_taken_away() {
    let store = Store::default();
    let mut first = bench(&store);
    talk(&mut first, "c1", json!({}));
    note(&mut first, "c1", "one");
    let mut second = reload(first, 1_000);
    note(&mut second, "c1", "two");
    assert_eq!(second.see().history[0].note.as_deref(), Some("two"));
    let mut third = reload(second, 1_000);
    assert_eq!(third.see().history[0].note.as_deref(), Some("two"));
    note(&mut third, "c1", "");
    let mut fourth = reload(third, 1_000);
    assert_eq!(fourth.see().history[0].note, None);
    assert_eq!(store.len(Shelf::Notes), 0);
}

#[test]
fn a_draft_outlives_reconnects_and_reloads_until_it_is_sent() {
    let store = Store::default();
    let mut first = bench(&store);
    first.call(
        "incoming_call",
        "c1",
        "101",
        json!({"variables": {"order": "1", "plan": "Pro"}}),
    );
    type_value(&mut first, "c1", "order", "2");
    first.close(1006);
    first.pass(5_000);
    first.join();
    assert_eq!(value(&first.see(), "order"), "2");
    let mut second = reload(first, 1_000);
    let seen = second.see();
    assert_eq!(
        (value(&seen, "order"), value(&seen, "plan")),
        ("2".into(), "Pro".into())
    );
    assert_eq!(ids(&seen.calls), ["c1"]);
    // The room goes on; the other value follows it, and the typed one stays, told as a conflict.
    second.call(
        "data_updated",
        "c1",
        "101",
        json!({"variables": {"order": "7", "plan": "Basic"}}),
    );
    let seen = second.see();
    assert_eq!(
        (value(&seen, "order"), value(&seen, "plan")),
        ("2".into(), "Basic".into())
    );
    let row = seen.drafts[0]
        .rows
        .iter()
        .find(|row| row.name == "order")
        .unwrap();
    assert!(row.conflict && row.base.as_deref() == Some("7"));
    second
        .ask(Intent::SetVariables {
            call: Id::text("c1"),
            variables: seen.drafts[0].changes().unwrap(),
        })
        .unwrap();
    let sent = second.sent.last().unwrap();
    assert_eq!(sent["data"]["variables"], json!({"order": "2"}));
    second.call("data_updated", "c1", "101", json!({"variables": {"order": "2"}}));
    second.pass(2_000);
    assert!(!second.see().drafts[0].is_changed());
    assert_eq!(store.len(Shelf::Drafts), 0);
}

#[test]
fn a_draft_holds_the_card_of_an_ended_call_until_it_is_discarded() {
    let store = Store::default();
    let mut first = bench(&store);
    first.call("incoming_call", "c1", "101", json!({"variables": {"order": "1"}}));
    type_value(&mut first, "c1", "order", "2");
    first.call("call_failed", "c1", "101", json!({}));
    first.pass(3 * 3_600_000);
    assert_eq!(ids(&first.see().calls), ["c1"]);
    let mut second = reload(first, 60_000);
    let seen = second.see();
    assert_eq!(
        (ids(&seen.calls), seen.calls[0].phase),
        (vec!["c1"], Phase::Ended)
    );
    assert_eq!(value(&seen, "order"), "2");
    assert_eq!(seen.history[0].outcome, Some(Outcome::Missed), "told as it was");
    let mut discarded = reload(second, 1_000);
    edit(&mut discarded, "c1", Edit::Discard);
    assert!(discarded.see().calls.is_empty() && discarded.see().drafts.is_empty());
    let mut after = reload(discarded, 1_000);
    assert!(after.see().calls.is_empty());
}

#[test]
fn dismissing_a_card_by_hand_lets_its_draft_go() {
    let store = Store::default();
    let mut first = bench(&store);
    first.call("incoming_call", "c1", "101", json!({"variables": {"order": "1"}}));
    type_value(&mut first, "c1", "order", "2");
    first.call("call_failed", "c1", "101", json!({}));
    let mut second = reload(first, 1_000);
    second.ask(Intent::Dismiss(Id::text("c1"))).unwrap();
    assert!(second.see().calls.is_empty());
    second.pass(2_000);
    assert_eq!(store.len(Shelf::Drafts), 0);
}

#[test]
fn looking_into_the_editor_leaves_nothing_behind() {
    let store = Store::default();
    let mut bench = bench(&store);
    bench.call("incoming_call", "c1", "101", json!({"variables": {"order": "1"}}));
    edit(&mut bench, "c1", Edit::Open);
    assert_eq!(value(&bench.see(), "order"), "1");
    edit(&mut bench, "c1", Edit::Close);
    assert!(bench.see().drafts.is_empty());
    type_value(&mut bench, "c1", "order", "2");
    edit(&mut bench, "c1", Edit::Close);
    assert_eq!(value(&bench.see(), "order"), "2", "what was typed stays");
}

#[test]
fn the_time_without_a_page_is_a_gap() {
    let store = Store::default();
    let mut first = bench(&store);
    first.pass(10_000);
    let left = first.now.wall;
    let mut second = reload(first, 3_600_000);
    let gap = second.see().gaps[0].clone();
    assert_eq!((gap.from, gap.to), (left, Some(left + 3_600_000)));
    assert_eq!(gap.reason, Reason::NotRunning);
    assert_eq!(gap.reason.to_string(), "closed");
    assert!(second.told.contains(&Told::Gap(gap.clone())));
    // Said once, and kept.
    let mut third = reload(second, 500);
    assert_eq!(*third.see().gaps, [gap]);
    assert!(!third.told.iter().any(|told| matches!(told, Told::Gap(_))));
}

#[test]
fn a_gap_that_was_open_when_the_page_went_ends_when_the_room_is_heard_again() {
    let store = Store::default();
    let mut first = bench(&store);
    first.pass(10_000);
    first.status("102", "Ben", "Ready");
    let lost = first.now.wall;
    first.close(1006);
    first.pass(3_000);
    let second = reload(first, 600_000);
    let mut third = reload(second, 1_000);
    let gaps = third.see().gaps;
    assert_eq!(gaps.len(), 1);
    assert_eq!((gaps[0].from, &gaps[0].reason), (lost, &Reason::Closed(1006)));
    assert_eq!(gaps[0].to, Some(lost + 603_000));
}

#[test]
fn a_crash_loses_no_more_than_the_last_minute() {
    let store = Store::default();
    let mut first = bench(&store);
    for _ in 0..10 {
        first.pass(60_000);
        first.status("102", "Ben", "Ready");
    }
    // No last word: the page is simply gone.
    let gone = first.now.wall;
    let mut second = Bench::with_store(&store);
    second.now.wall = gone + 3_600_000;
    second.input(Input::Account(ACCOUNT));
    second.join();
    let gap = second.see().gaps[0].clone();
    assert!(
        gap.from <= gone && gap.from > gone - 61_000,
        "{}",
        gone - gap.from
    );
}

#[test]
fn two_tabs_that_write_one_call_count_it_once() {
    let store = Store::default();
    let (mut one, mut two) = (bench(&store), bench(&store));
    // The second hears everything a little later, and came late to the second call.
    two.now.wall += 40;
    for tab in [&mut one, &mut two] {
        talk(tab, "c1", json!({"number": "1"}));
    }
    one.call("incoming_call", "c2", "101", json!({}));
    for tab in [&mut one, &mut two] {
        tab.pass(60_000);
        tab.call("call_connected", "c2", "101", json!({}));
        tab.pass(60_000);
        tab.call("call_disconnected", "c2", "101", json!({}));
    }
    note(&mut two, "c1", "from the second tab");
    two.input(Input::Hidden);
    one.input(Input::Hidden);
    assert_eq!(store.len(Shelf::Calls), 4);
    let mut third = reload(one, 1_000);
    let seen = third.see();
    assert_eq!(ids(&seen.history), ["c2", "c1"]);
    assert!(!seen.history[0].started_before, "the better account of it");
    assert_eq!(seen.history[1].note.as_deref(), Some("from the second tab"));
    third.pass(2_000);
    assert_eq!(store.len(Shelf::Calls), 2, "and the doubles are gone");
}

#[test]
fn an_id_that_is_used_again_is_another_call() {
    let store = Store::default();
    let mut first = bench(&store);
    talk(&mut first, "1", json!({"name": "Ann"}));
    note(&mut first, "1", "about Ann");
    let mut second = reload(first, DAY);
    talk(&mut second, "1", json!({"name": "Bob"}));
    let mut third = reload(second, 1_000);
    let seen = third.see();
    let rows: Vec<_> = seen
        .history
        .iter()
        .map(|call| (call.name.as_deref().unwrap(), call.note.as_deref()))
        .collect();
    assert_eq!(rows, [("Bob", None), ("Ann", Some("about Ann"))]);
}

#[test]
fn pages_come_as_they_are_asked_for() {
    let store = Store::default();
    let mut first = bench(&store);
    for index in 0..120 {
        talk(&mut first, &format!("c{index}"), json!({}));
    }
    first.pass(120_000);
    let mut second = reload(first, 1_000);
    assert_eq!((second.see().history.len(), second.see().more), (50, true));
    assert_eq!(second.see().history[0].id.as_str(), "c119");
    second.ask(Intent::ShowEarlier).unwrap();
    assert_eq!((second.see().history.len(), second.see().more), (100, true));
    // A call that ends meanwhile shifts nothing.
    talk(&mut second, "new", json!({}));
    second.ask(Intent::ShowEarlier).unwrap();
    let seen = second.see();
    assert_eq!((seen.history.len(), seen.more), (121, false));
    assert_eq!(seen.history[0].id.as_str(), "new");
    assert_eq!(seen.history[120].id.as_str(), "c0");
}

#[test]
fn a_search_sees_everything_that_is_kept() {
    let store = Store::default();
    let mut first = bench(&store);
    for index in 0..700 {
        let name = if index % 100 == 7 { "María" } else { "Ann" };
        talk(&mut first, &format!("c{index}"), json!({ "name": name }));
    }
    note(&mut first, "c3", "the María one");
    first.pass(120_000);
    let mut second = reload_finding(first, 1_000, |words| {
        let words = words.to_owned();
        Box::new(move |call: &Call| {
            let has = |text: &Option<Pii>| text.as_ref().is_some_and(|text| text.contains(&words));
            has(&call.name) || has(&call.note)
        })
    });
    second.ask(Intent::Search(Pii::new(" María "))).unwrap();
    let seen = second.see();
    let found = seen.found.clone().unwrap();
    assert_eq!(found.len(), 8);
    assert!(!seen.more && !seen.reading);
    assert!(found.iter().any(|call| call.id.as_str() == "c7"));
    assert_eq!(found.iter().filter(|call| call.note.is_some()).count(), 1);
    second.ask(Intent::Search(Pii::new("Ann"))).unwrap();
    let seen = second.see();
    let first_found = seen.found.unwrap().len();
    assert!(first_found < 693 && seen.more, "not all at once: {first_found}");
    for _ in 0..20 {
        second.ask(Intent::ShowEarlier).unwrap();
    }
    assert_eq!(second.see().found.unwrap().len(), 693);
    assert!(!second.see().more);
    second.ask(Intent::Search(Pii::new(""))).unwrap();
    assert!(second.see().found.is_none());
    assert_eq!(second.see().shown, 50, "and the list begins anew");
}

#[test]
fn all_that_is_kept_can_be_read_without_showing_more() {
    let store = Store::default();
    let mut first = bench(&store);
    for index in 0..1_200 {
        let name = if index % 2 == 0 { "María" } else { "Ann" };
        talk(&mut first, &format!("c{index}"), json!({ "name": name }));
    }
    note(&mut first, "c3", "asked twice");
    first.pass(120_000);
    let mut second = reload_finding(first, 1_000, |words| {
        let words = words.to_owned();
        Box::new(move |call: &Call| call.name.as_deref() == Some(words.as_str()))
    });
    assert!(!second.see().complete);
    // Of a search, what matches; the list stays as it is.
    second.ask(Intent::Search(Pii::new("María"))).unwrap();
    assert!(!second.see().complete);
    second.ask(Intent::ReadAll).unwrap();
    let seen = second.see();
    assert_eq!(
        (seen.found.unwrap().len(), seen.shown, seen.more),
        (600, 50, true)
    );
    assert_eq!((seen.history.len(), seen.complete), (50, true));
    // Whoever looks for something else has asked for nothing yet.
    second.ask(Intent::Search(Pii::new(""))).unwrap();
    assert!(!second.see().complete);
    second.ask(Intent::ReadAll).unwrap();
    let seen = second.see();
    assert_eq!((seen.history.len(), seen.shown, seen.more), (1_200, 50, true));
    assert!(seen.complete && !seen.reading);
    assert_eq!(seen.history[1_199].id.as_str(), "c0");
    assert_eq!(seen.history.iter().filter(|call| call.note.is_some()).count(), 1);
}

#[test]
fn a_search_that_was_given_up_does_not_show_in_the_next() {
    let store = Store::default();
    let mut first = bench(&store);
    for index in 0..80 {
        talk(&mut first, &format!("c{index}"), json!({"name": "Ann"}));
    }
    first.pass(120_000);
    let mut second = reload_finding(first, 1_000, |_| Box::new(|call: &Call| call.name.is_some()));
    second.store_answers(false);
    second.ask(Intent::Search(Pii::new("a"))).unwrap();
    second.ask(Intent::Search(Pii::new(""))).unwrap();
    second.store_answers(true);
    let seen = second.see();
    assert!(seen.found.is_none() && seen.history.len() == 50);
}

#[test]
fn only_so_many_calls_and_days_are_kept() {
    let store = Store::default();
    let mut old = bench(&store);
    talk(&mut old, "old", json!({}));
    note(&mut old, "old", "forgotten in time");
    let mut bench = reload(old, 31 * DAY);
    assert!(bench.see().history.is_empty());
    assert_eq!((store.len(Shelf::Calls), store.len(Shelf::Notes)), (0, 0));
    assert!(bench.see().gaps.is_empty(), "nor is a gap made of so long a time");
    bench.input(Input::Hidden);
    let mut few = keeping(&store, Keep { calls: 10, days: 30 });
    few.now.wall = bench.now.wall;
    few.input(Input::Account(ACCOUNT));
    few.join();
    for index in 0..25 {
        talk(&mut few, &format!("c{index}"), json!({}));
    }
    few.pass(3_000);
    assert_eq!(store.len(Shelf::Calls), 10);
    assert_eq!(few.see().history.len(), 10);
    assert!(store.text(Shelf::Calls).contains("c24"));
}

#[test]
fn nothing_is_stored_where_nothing_is_to_be() {
    let store = Store::default();
    let mut bench = keeping(&store, Keep { calls: 0, days: 30 });
    bench.input(Input::Account(ACCOUNT));
    bench.join();
    talk(&mut bench, "c1", json!({}));
    bench.pass(120_000);
    bench.input(Input::Hidden);
    assert_eq!(store.jobs(), 0);
    assert_eq!(bench.see().history.len(), 1, "but for this page");
    assert!(bench.see().notices.is_empty());
}

#[test]
fn accounts_and_users_do_not_see_each_other() {
    let store = Store::default();
    let mut first = bench(&store);
    talk(&mut first, "c1", json!({}));
    first.input(Input::Hidden);
    let mut other = Bench::with_store(&store);
    other.input(Input::Account("cti.example.com/other"));
    other.join();
    assert!(other.see().history.is_empty());
    let mut same = reload(first, 1_000);
    assert_eq!(same.see().history.len(), 1);
    type_value_of_new_call(&mut same);
    same.ask(Intent::ChooseUser(Id::text("102"))).unwrap();
    let seen = same.see();
    assert!(seen.history.is_empty() && seen.drafts.is_empty());
    same.ask(Intent::ChooseUser(Id::text("101"))).unwrap();
    assert_eq!(same.see().history.len(), 1);
    assert!(store.all().iter().all(|key| !key.contains("t0ken")));
}

fn type_value_of_new_call(bench: &mut Bench) {
    bench.call("incoming_call", "d", "101", json!({"variables": {"a": "1"}}));
    type_value(bench, "d", "a", "2");
}

#[test]
fn another_agent_does_not_see_what_is_not_stored_and_takes_nothing_away() {
    let mut nowhere = Bench::live();
    talk(&mut nowhere, "c1", json!({}));
    nowhere.ask(Intent::ChooseUser(Id::text("102"))).unwrap();
    assert!(nowhere.see().history.is_empty());

    // Chosen before the batch was written.
    let store = Store::default();
    let mut first = bench(&store);
    first.pass(5_000);
    talk(&mut first, "c1", json!({}));
    first.ask(Intent::ChooseUser(Id::text("102"))).unwrap();
    assert!(first.see().history.is_empty());
    first.ask(Intent::ChooseUser(Id::text("101"))).unwrap();
    first.pass(2_000);
    assert_eq!(ids(&first.see().history), ["c1"]);
}

#[test]
fn logging_oneself_out_erases_ones_own_once_it_is_confirmed() {
    let store = Store::default();
    let mut other = Bench::with_store(&store);
    other.input(Input::Account("cti.example.com/other"));
    other.join();
    talk(&mut other, "c9", json!({}));
    other.input(Input::Hidden);
    let mut bench = bench(&store);
    bench.status("101", "Anna", "Ready");
    bench.status("102", "Ben", "Ready");
    talk(&mut bench, "c1", json!({}));
    type_value_of_new_call(&mut bench);
    bench.pass(2_000);
    // Somebody else's logout is nothing to this device.
    bench
        .ask(Intent::Logout {
            user: Some(Id::text("102")),
        })
        .unwrap();
    bench.status("102", "Ben", "Offline");
    bench.pass(2_000);
    assert_eq!(bench.see().history.len(), 1);
    bench.ask(Intent::Logout { user: None }).unwrap();
    bench.pass(2_000);
    assert_eq!(bench.see().history.len(), 1, "not yet");
    bench.status("101", "Anna", "Offline");
    let seen = bench.see();
    assert!(seen.history.is_empty() && seen.drafts.is_empty());
    assert_eq!(store.len(Shelf::Calls), 1, "what others have stays");
    assert!(store.text(Shelf::Calls).contains("c9"));
    assert_eq!(store.len(Shelf::Drafts), 0);
}

#[test]
fn forgetting_the_device_erases_everybody_and_says_so() {
    let store = Store::default();
    let mut other = Bench::with_store(&store);
    other.input(Input::Account("cti.example.com/other"));
    other.join();
    talk(&mut other, "c9", json!({}));
    other.input(Input::Hidden);
    let mut bench = bench(&store);
    talk(&mut bench, "c1", json!({}));
    note(&mut bench, "c1", "x");
    bench.ask(Intent::ForgetDevice).unwrap();
    assert!(store.all().is_empty());
    let seen = bench.see();
    assert!(seen.history.is_empty());
    assert_eq!(seen.notices[0].about, NoticeKind::Archive(ArchiveNews::Erased));
    assert_eq!(bench.see().calls[0].note, None);
    let mut after = reload(bench, 1_000);
    assert!(after.see().history.is_empty());
}

#[test]
fn without_storage_everything_works_from_memory_and_that_is_said_once() {
    for trouble in [Trouble::Denied, Trouble::Newer, Trouble::Broken] {
        let store = Store::failing(trouble);
        let mut bench = bench(&store);
        talk(&mut bench, "c1", json!({}));
        note(&mut bench, "c1", "kept for now");
        type_value_of_new_call(&mut bench);
        bench.pass(300_000);
        bench.input(Input::Hidden);
        let seen = bench.see();
        let call = seen.history.iter().find(|call| call.id.as_str() == "c1").unwrap();
        assert_eq!(call.note.as_deref(), Some("kept for now"));
        assert_eq!(value(&seen, "a"), "2");
        let about: Vec<_> = seen.notices.iter().map(|notice| notice.about.clone()).collect();
        assert_eq!(about, [NoticeKind::Archive(ArchiveNews::Trouble(trouble))]);
        assert_eq!(store.jobs(), 1, "it is not tried over and over");
        bench.ask(Intent::ForgetDevice).unwrap();
        let last = bench.see().notices.last().unwrap().about.clone();
        assert_eq!(last, NoticeKind::Archive(ArchiveNews::NotErased));
    }
}

#[test]
fn a_full_disk_stops_the_writing_and_is_said_once() {
    let store = Store::default();
    let mut bench = bench(&store);
    bench.pass(2_000);
    store.fail(Some(Trouble::Full));
    for index in 0..5 {
        talk(&mut bench, &format!("c{index}"), json!({}));
        bench.pass(5_000);
    }
    assert_eq!(bench.see().history.len(), 5);
    assert_eq!(bench.see().notices.len(), 1);
}

#[test]
fn a_write_that_failed_is_tried_again_with_what_came_since() {
    let store = Store::default();
    let mut bench = bench(&store);
    bench.pass(2_000);
    store.fail(Some(Trouble::Broken));
    talk(&mut bench, "c1", json!({}));
    note(&mut bench, "c1", "one");
    bench.pass(1_100);
    store.fail(None);
    note(&mut bench, "c1", "two");
    bench.pass(3_000);
    assert_eq!(store.len(Shelf::Calls), 1);
    assert!(store.text(Shelf::Notes).contains("two") && !store.text(Shelf::Notes).contains("one"));
    assert!(bench.see().notices.is_empty());
}

#[test]
fn damaged_records_are_skipped() {
    let store = Store::default();
    let mut first = bench(&store);
    talk(&mut first, "c1", json!({}));
    talk(&mut first, "c2", json!({}));
    type_value_of_new_call(&mut first);
    first.pass(2_000);
    for shelf in Shelf::ALL {
        store.damage(shelf);
    }
    let mut second = reload(first, 1_000);
    let seen = second.see();
    assert_eq!(ids(&seen.history), ["c1"], "the newest was damaged");
    assert!(seen.notices.is_empty());
}

#[test]
fn a_long_note_is_cut_and_a_call_nobody_knows_has_none() {
    let store = Store::default();
    let mut bench = bench(&store);
    bench.call("incoming_call", "c1", "101", json!({}));
    note(&mut bench, "c1", &"ü".repeat(10_000));
    assert_eq!(
        bench.see().calls[0].note.as_deref().unwrap().chars().count(),
        4_000
    );
    let unknown = bench.ask(Intent::Note {
        call: Id::text("no"),
        started_at: START,
        text: "x".into(),
    });
    assert!(unknown.is_err());
}

#[test]
fn before_the_database_answers_nothing_is_lost() {
    let store = Store::default();
    let mut first = bench(&store);
    talk(&mut first, "c1", json!({}));
    first.input(Input::Hidden);
    let mut second = Bench::with_store(&store);
    second.now.wall = first.now.wall + 60_000;
    second.store_answers(false);
    second.input(Input::Account(ACCOUNT));
    second.join();
    talk(&mut second, "c2", json!({}));
    note(&mut second, "c2", "early");
    assert!(second.see().reading);
    second.store_answers(true);
    second.pass(2_000);
    let seen = second.see();
    assert_eq!(ids(&seen.history), ["c2", "c1"]);
    assert_eq!(seen.gaps.len(), 1, "told late, but told");
    assert!(store.text(Shelf::Notes).contains("early"));
}

#[derive(Clone, Debug)]
enum Step {
    Talk,
    Note(prop::sample::Index, u8),
    Reload(u64),
    Cut(u64),
    Pass(u64),
    Earlier,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Talk),
        3 => (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(which, text)| Step::Note(which, text)),
        2 => (0..100_000u64).prop_map(Step::Reload),
        1 => (0..100_000u64).prop_map(Step::Cut),
        2 => (0..5_000u64).prop_map(Step::Pass),
        1 => Just(Step::Earlier),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever happens in between: every call that ended is there once, newest first, with its last note.
    #[test]
    fn nothing_is_lost_and_nothing_is_doubled(steps in prop::collection::vec(step(), 1..80)) {
        let store = Store::default();
        let mut bench = bench(&store);
        let mut truth: Vec<(String, String)> = Vec::new();
        for step in steps {
            match step {
                Step::Talk => {
                    let id = format!("c{}", truth.len());
                    talk(&mut bench, &id, json!({}));
                    truth.push((id, String::new()));
                }
                Step::Note(which, text) if !truth.is_empty() => {
                    let at = which.index(truth.len());
                    // An agent can note only what is in sight.
                    if bench.see().history.iter().any(|call| call.id.as_str() == truth[at].0) {
                        truth[at].1 = format!("note {text}");
                        note(&mut bench, &truth[at].0, &truth[at].1);
                    }
                }
                Step::Note(..) => {}
                Step::Reload(after) => bench = reload(bench, after),
                Step::Cut(millis) => {
                    bench.close(1006);
                    bench.pass(millis);
                    // However far it has come back by itself.
                    bench.ask(Intent::Disconnect).unwrap();
                    bench.ask(Intent::Connect).unwrap();
                    bench.join();
                }
                Step::Pass(millis) => {
                    bench.pass(millis);
                    bench.status("102", "Ben", "Ready");
                }
                Step::Earlier => {
                    bench.ask(Intent::ShowEarlier).unwrap();
                }
            }
        }
        let mut last = reload(bench, 1_000);
        while last.see().more {
            last.ask(Intent::ShowEarlier).unwrap();
        }
        let seen = last.see();
        let found: Vec<_> = seen
            .history
            .iter()
            .map(|call| (call.id.as_str().to_owned(), call.note.as_deref().unwrap_or_default().to_owned()))
            .collect();
        truth.reverse();
        prop_assert_eq!(found, truth);
        prop_assert!(seen.gaps.windows(2).all(|pair| pair[0].from <= pair[1].from));
        prop_assert!(seen.gaps.iter().all(|gap| gap.to.is_some_and(|to| to >= gap.from)));
        prop_assert!(seen.notices.is_empty());
    }
}
