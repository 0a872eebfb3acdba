//! The page's call log is told of each call that ended until it confirms that, over reloads and tabs.

mod common;

use common::Store;
use cti_core::{Call, CallLog, Delivery, Keep, LogTrouble, MINUTE, Now, Outcome, Phase, SECOND, Shelf};
use cti_protocol::{Id, Pii};
use proptest::prelude::*;
use std::{collections::BTreeMap, rc::Rc};

const SCOPE: &str = "cti.example/acme/42\n";
const DAY: u64 = 24 * 60 * MINUTE;

fn at(mono: u64) -> Now {
    Now {
        mono,
        wall: 1_700_000_000_000 + mono.cast_signed(),
    }
}

fn call(id: &str, started: u64, ended: Option<u64>) -> Rc<Call> {
    Rc::new(Call {
        id: Id::text(id),
        session: None,
        direction: None,
        phase: if ended.is_some() {
            Phase::Ended
        } else {
            Phase::Connected
        },
        outcome: ended.map(|_| Outcome::Completed),
        code: None,
        reason: None,
        number: Some(Pii::new("+34600123456")),
        name: None,
        user: None,
        queue: None,
        variables: Default::default(),
        started_at: at(started).wall,
        started_before: false,
        connected_at: None,
        ended_at: ended.map(|ended| at(ended).wall),
        unconfirmed_since: None,
        mine: true,
        note: None,
        details: Default::default(),
    })
}

/// A tab: what it sees, and its log over a storage.
struct Tab {
    log: CallLog,
    store: Store,
    cards: Vec<Rc<Call>>,
    notes: BTreeMap<String, String>,
}

impl Tab {
    fn new(store: &Store, now: u64) -> Self {
        Self::keeping(store, now, Keep::default())
    }

    fn keeping(store: &Store, now: u64, keep: Keep) -> Self {
        let mut tab = Self {
            log: CallLog::new(keep),
            store: store.clone(),
            cards: Vec::new(),
            notes: BTreeMap::new(),
        };
        tab.log.serve(Some(SCOPE), true);
        tab.run(now);
        tab
    }

    fn run(&mut self, now: u64) {
        while let Some(job) = self.log.poll() {
            let answer = self.store.run(&job);
            self.log.stored(at(now), job.number, &answer);
        }
    }

    fn look(&mut self, now: u64) {
        let notes = &self.notes;
        let note = |call: &Call| notes.get(call.id.as_str()).map(Pii::new);
        self.log.look(at(now), &self.cards, &note);
        self.log.second(at(now), &note);
        self.run(now);
    }

    fn see(&mut self, now: u64, call: Rc<Call>) {
        self.cards.retain(|card| card.id != call.id);
        self.cards.push(call);
        self.look(now);
    }

    fn next(&mut self, now: u64) -> Option<Delivery> {
        self.look(now);
        self.log.next(at(now))
    }

    fn confirm(&mut self, now: u64, delivery: &Delivery) {
        self.log.answered(at(now), delivery.ticket, Ok(()));
        self.run(now);
    }

    fn fail(&mut self, now: u64, delivery: &Delivery, trouble: LogTrouble) {
        self.log.answered(at(now), delivery.ticket, Err(trouble));
        self.run(now);
    }
}

#[test]
fn an_ended_call_is_told_once_it_is_confirmed_never_again() {
    let store = Store::default();
    let mut tab = Tab::new(&store, 0);
    tab.see(0, call("c1", 0, None));
    assert_eq!(tab.next(SECOND), None, "it goes on");
    tab.see(5 * SECOND, call("c1", 0, Some(5 * SECOND)));
    assert_eq!(tab.next(6 * SECOND), None, "more may be learnt in a moment");
    let told = tab.next(7 * SECOND).expect("it is due");
    assert_eq!((told.id.as_str(), told.attempt), ("c1@1700000000000", 1));
    assert_eq!(
        (told.call["id"].as_str(), told.call["outcome"].as_str()),
        (Some("c1"), Some("completed"))
    );
    assert_eq!(tab.next(8 * SECOND), None, "it is under way");
    tab.confirm(8 * SECOND, &told);
    for later in [9 * SECOND, MINUTE, 30 * MINUTE, DAY] {
        assert_eq!(tab.next(later), None);
    }
    assert!(
        !store.text(Shelf::Ended).contains("+34600123456"),
        "what was confirmed is not kept"
    );
    let mut again = Tab::new(&store, MINUTE);
    again.see(MINUTE, call("c1", 0, Some(5 * SECOND)));
    assert_eq!(
        again.next(2 * MINUTE),
        None,
        "nor by another page that finds the card"
    );
}

#[test]
fn it_is_told_again_with_growing_pauses_until_it_is_confirmed() {
    let mut tab = Tab::new(&Store::default(), 0);
    tab.see(0, call("c1", 0, None));
    tab.see(0, call("c1", 0, Some(0)));
    let mut now = 2 * SECOND;
    let mut told = tab.next(now).expect("it is due");
    let mut pauses = Vec::new();
    for attempt in 1..=12 {
        assert_eq!(told.attempt, attempt);
        tab.fail(now, &told, LogTrouble::Threw);
        let failed = now;
        told = loop {
            now += SECOND;
            if let Some(again) = tab.log.next(at(now)) {
                break again;
            }
        };
        pauses.push((now - failed) / SECOND);
    }
    assert_eq!(pauses, [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600]);
}

#[test]
fn a_page_that_says_nothing_for_ten_seconds_is_asked_again_and_is_not_heard_later() {
    let mut tab = Tab::new(&Store::default(), 0);
    tab.see(0, call("c1", 0, None));
    tab.see(0, call("c1", 0, Some(0)));
    let first = tab.next(2 * SECOND).unwrap();
    tab.look(12 * SECOND - 1);
    assert_eq!(tab.log.troubles(), []);
    tab.look(12 * SECOND);
    assert_eq!(tab.log.troubles(), [LogTrouble::Late]);
    tab.confirm(13 * SECOND, &first);
    let second = tab.next(14 * SECOND).expect("it is told again");
    assert_eq!((second.id.as_str(), second.attempt), (first.id.as_str(), 2));
    tab.confirm(15 * SECOND, &second);
    assert_eq!(tab.next(DAY), None);
}

#[test]
fn a_note_that_changes_is_told_under_the_same_id_for_a_quarter_of_an_hour() {
    let mut tab = Tab::new(&Store::default(), 0);
    tab.see(0, call("c1", 0, None));
    tab.notes.insert("c1".into(), "while it went on".into());
    tab.see(SECOND, call("c1", 0, Some(SECOND)));
    let first = tab.next(3 * SECOND).unwrap();
    assert_eq!(first.note.as_deref(), Some("while it went on"));
    tab.notes
        .insert("c1".into(), "typed while the page was told".into());
    tab.look(4 * SECOND);
    tab.confirm(5 * SECOND, &first);
    let second = tab
        .next(7 * SECOND)
        .expect("what was confirmed is not what there is");
    assert_eq!((second.id.as_str(), second.attempt), (first.id.as_str(), 1));
    assert_eq!(second.note.as_deref(), Some("typed while the page was told"));
    tab.confirm(7 * SECOND, &second);
    tab.cards.clear();
    tab.look(3 * MINUTE);
    for (typed, now) in [
        ("a", 4 * MINUTE),
        ("ab", 4 * MINUTE + SECOND),
        ("abc", 4 * MINUTE + 2 * SECOND),
    ] {
        tab.notes.insert("c1".into(), typed.into());
        assert_eq!(tab.next(now), None, "somebody types");
    }
    let third = tab.next(4 * MINUTE + 4 * SECOND).unwrap();
    assert_eq!(third.note.as_deref(), Some("abc"));
    tab.confirm(5 * MINUTE, &third);
    tab.notes.insert("c1".into(), "much later".into());
    tab.look(17 * MINUTE);
    assert_eq!(tab.next(18 * MINUTE), None);
}

#[test]
fn another_page_goes_on_where_this_one_stopped() {
    let store = Store::default();
    let mut tab = Tab::new(&store, 0);
    tab.see(0, call("c1", 0, None));
    tab.see(0, call("c1", 0, Some(0)));
    tab.see(0, call("c2", 0, None));
    drop(tab);
    let mut tab = Tab::new(&store, 3 * SECOND);
    let told = tab.next(3 * SECOND).expect("the first page did not come to it");
    assert_eq!(told.id, "c1@1700000000000");
    // This one is closed while the page is told.
    drop(tab);
    let mut tab = Tab::new(&store, 9 * SECOND);
    let again = tab.next(9 * SECOND).unwrap();
    assert_eq!(again.id, told.id);
    tab.confirm(9 * SECOND, &again);
    let mut tab = Tab::new(&store, 20 * SECOND);
    assert_eq!(tab.next(MINUTE), None);
}

#[test]
fn a_tab_that_does_not_serve_tells_nothing_and_knows_all_when_it_does() {
    let store = Store::default();
    let mut tab = Tab::new(&store, 0);
    tab.log.serve(Some(SCOPE), false);
    for id in ["c1", "c2"] {
        tab.see(0, call(id, 0, None));
        tab.see(SECOND, call(id, 0, Some(SECOND)));
    }
    assert_eq!(tab.next(MINUTE), None);
    // Another tab did the first of them.
    let mut other = Tab::new(&store, 0);
    other.see(0, call("c1", 0, None));
    other.see(SECOND, call("c1", 0, Some(SECOND)));
    let told = other.next(MINUTE).unwrap();
    other.confirm(MINUTE, &told);
    drop(other);
    // The cards are gone by then.
    tab.cards.clear();
    tab.log.serve(Some(SCOPE), true);
    tab.run(2 * MINUTE);
    tab.look(2 * MINUTE);
    let told = tab
        .next(2 * MINUTE + 2 * SECOND)
        .expect("nobody told of the second");
    assert_eq!(told.call["id"].as_str(), Some("c2"));
    tab.confirm(3 * MINUTE, &told);
    assert_eq!(tab.next(4 * MINUTE), None);
}

#[test]
fn what_waits_is_bounded_and_what_is_given_up_is_told() {
    let store = Store::default();
    let mut tab = Tab::new(&store, 0);
    for number in 0..510 {
        let id = ["c", &number.to_string()].concat();
        tab.cards = vec![call(&id, 0, Some(0))];
        tab.look(0);
    }
    tab.look(0);
    assert_eq!(tab.log.waiting(), 500);
    assert_eq!(tab.log.troubles(), [LogTrouble::Lost; 10]);
    tab.cards.clear();
    assert_eq!(
        tab.next(2 * SECOND).unwrap().call["id"].as_str(),
        Some("c10"),
        "the oldest went"
    );
    assert_eq!(store.len(Shelf::Ended), 500);
    tab.look(31 * DAY);
    assert_eq!((tab.log.waiting(), store.len(Shelf::Ended)), (0, 0));
}

#[test]
fn a_forgotten_device_tells_nothing_of_before() {
    let store = Store::default();
    let mut tab = Tab::new(&store, 0);
    tab.see(0, call("c1", 0, None));
    tab.see(0, call("c1", 0, Some(0)));
    tab.see(0, call("c2", 0, None));
    let told = tab.next(2 * SECOND).unwrap();
    assert_eq!(tab.log.waiting(), 1);
    tab.log.forget();
    assert_eq!(tab.log.waiting(), 0);
    tab.confirm(2 * SECOND, &told);
    tab.see(3 * SECOND, call("c1", 0, Some(SECOND)));
    assert_eq!(tab.next(MINUTE), None);
    tab.see(MINUTE, call("c2", 0, Some(MINUTE)));
    assert_eq!(
        tab.next(2 * MINUTE).unwrap().call["id"].as_str(),
        Some("c2"),
        "what ends later is news"
    );
}

#[test]
fn nothing_is_stored_where_nothing_is_to_be_kept_and_it_works_from_memory() {
    for (store, keep) in [
        (Store::default(), Keep { calls: 0, days: 30 }),
        (Store::failing(cti_core::Trouble::Denied), Keep::default()),
    ] {
        let mut tab = Tab::keeping(&store, 0, keep);
        tab.see(0, call("c1", 0, None));
        tab.see(0, call("c1", 0, Some(0)));
        let told = tab.next(2 * SECOND).unwrap();
        tab.confirm(2 * SECOND, &told);
        assert_eq!((tab.next(MINUTE), store.len(Shelf::Ended)), (None, 0));
    }
}

#[test]
fn an_id_that_a_room_uses_again_is_another_call() {
    let mut tab = Tab::new(&Store::default(), 0);
    for (id, start) in [("c1", 0), ("c1", 30 * MINUTE)] {
        tab.cards.clear();
        tab.see(start, call(id, start, None));
        tab.see(start, call(id, start, Some(start)));
        let told = tab.next(start + 2 * SECOND).unwrap();
        assert_eq!(told.call["startedAt"].as_i64(), Some(at(start).wall));
        tab.confirm(start + 2 * SECOND, &told);
    }
}

#[derive(Clone, Debug)]
enum Act {
    Begin(usize),
    End(usize),
    Note(usize, u8),
    Tell(bool),
    Wait(u64),
    Reload,
    Switch,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0..6_usize).prop_map(Act::Begin),
        (0..6_usize).prop_map(Act::End),
        ((0..6_usize), any::<u8>()).prop_map(|(call, note)| Act::Note(call, note)),
        any::<bool>().prop_map(Act::Tell),
        any::<bool>().prop_map(Act::Tell),
        (0..20_000_u64).prop_map(Act::Wait),
        Just(Act::Reload),
        Just(Act::Switch),
    ]
}

proptest! {
    /// Two tabs that see the same, of which one serves; either may be loaded anew at any moment, and the page confirms or
    /// not. In the end each call is confirmed, always under one id; and what was confirmed is not told again as it was.
    #[test]
    fn each_call_is_confirmed_and_then_left_alone(acts in proptest::collection::vec(act(), 1..80)) {
        let store = Store::default();
        let mut tabs = [Tab::new(&store, 0), Tab::new(&store, 0)];
        let mut serves = 0;
        tabs[1].log.serve(Some(SCOPE), false);
        let mut now = 0;
        let mut calls: Vec<Option<Rc<Call>>> = vec![None; 6];
        let mut ids: BTreeMap<String, String> = BTreeMap::new();
        let mut confirmed: BTreeMap<String, (String, Option<String>)> = BTreeMap::new();
        let many_fail = acts.len();
        let rest = std::iter::repeat_n([Act::Wait(601_000), Act::Tell(true)], 60).flatten();
        for (step, act) in acts.into_iter().chain(rest).enumerate() {
            match act {
                Act::Begin(which) if calls[which].is_none() => {
                    calls[which] = Some(call(&["c", &which.to_string()].concat(), now, None));
                }
                Act::End(which) => {
                    if let Some(live) = calls[which].clone().filter(|call| call.phase != Phase::Ended) {
                        let started = u64::try_from(live.started_at - at(0).wall).unwrap();
                        calls[which] = Some(call(live.id.as_str(), started, Some(now)));
                    }
                }
                Act::Note(which, note) => {
                    for tab in &mut tabs {
                        tab.notes.insert(["c", &which.to_string()].concat(), note.to_string());
                    }
                }
                Act::Wait(by) => now += by,
                Act::Reload => {
                    // Its cards are there again: from the other tab, or from the desk.
                    let (cards, notes) = (tabs[serves].cards.clone(), tabs[serves].notes.clone());
                    tabs[serves] = Tab::new(&store, now);
                    tabs[serves].cards = cards;
                    tabs[serves].notes = notes;
                }
                Act::Switch => {
                    tabs[serves].log.serve(Some(SCOPE), false);
                    serves = 1 - serves;
                    tabs[serves].log.serve(Some(SCOPE), true);
                    tabs[serves].run(now);
                }
                Act::Tell(confirms) => {
                    if let Some(told) = tabs[serves].next(now) {
                        let id = told.call["id"].as_str().unwrap().to_owned();
                        prop_assert_eq!(ids.entry(id).or_insert_with(|| told.id.clone()), &told.id);
                        let said = (told.call.to_string(), told.note.as_ref().map(|note| note.as_str().to_owned()));
                        prop_assert_ne!(confirmed.get(&told.id), Some(&said), "it was confirmed so");
                        if confirms || step >= many_fail {
                            tabs[serves].confirm(now, &told);
                            confirmed.insert(told.id.clone(), said);
                        } else {
                            tabs[serves].fail(now, &told, LogTrouble::Unconfirmed);
                        }
                    }
                }
                Act::Begin(_) => {}
            }
            for tab in &mut tabs {
                tab.cards = calls.iter().flatten().cloned().collect();
                tab.look(now);
            }
        }
        let ended = calls.iter().flatten().filter(|call| call.phase == Phase::Ended);
        for call in ended {
            let id = ids.get(call.id.as_str());
            prop_assert!(id.is_some_and(|id| confirmed.contains_key(id)), "{:?} was not confirmed", call.id);
        }
        prop_assert_eq!(tabs[serves].log.waiting(), 0);
    }
}
