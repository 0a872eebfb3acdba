//! Dials that wait for the page's `doNotCall`.

use cti_core::{
    Ask, Decision, Intent, IntentError, Now, Permits, SECOND, Sent, SentState, Snapshot, Verdict,
};
use cti_protocol::{Id, Pii, Variables};
use proptest::prelude::*;
use std::rc::Rc;

fn at(mono: u64) -> Now {
    Now {
        mono,
        wall: mono.cast_signed(),
    }
}

fn intent(number: &str, again: bool) -> Intent {
    Intent::MakeCall {
        number: Pii::new(number),
        user: None,
        caller_id: None,
        variables: Variables::new(),
        again,
    }
}

fn ask(number: &str) -> Ask {
    Ask::MakeCall {
        user: Id::text("42"),
        number: Pii::new(number),
    }
}

fn state(permits: &mut Permits, now: u64, dial: u64) -> Option<SentState> {
    let mut snapshot = Snapshot::default();
    permits.show(at(now), &mut snapshot);
    let commands = snapshot.commands.iter();
    commands
        .filter(|sent| sent.id == dial)
        .map(|sent| sent.state.clone())
        .next()
}

#[test]
fn a_dial_that_may_go_goes_once_and_shows_what_becomes_of_it() {
    let mut permits = Permits::default();
    let dial = permits.ask(at(0), intent("101", false), ask("101")).unwrap();
    assert_eq!(state(&mut permits, 0, dial), Some(SentState::Pending));
    let decision = permits.answered(at(SECOND), dial, &Verdict::Free);
    assert_eq!(decision, Some(Decision::Dial(intent("101", false))));
    for verdict in [Verdict::Free, Verdict::Denied("no".into()), Verdict::Late] {
        assert_eq!(
            permits.answered(at(SECOND), dial, &verdict),
            None,
            "it is decided"
        );
    }
    permits.sent(at(SECOND), dial, &Ok(Some(7)));
    for (told, shown) in [
        (SentState::Pending, SentState::Pending),
        (SentState::Confirmed, SentState::Confirmed),
    ] {
        let sent = Sent {
            id: 7,
            ask: ask("101"),
            state: told,
            at: 0,
        };
        let mut snapshot = Snapshot {
            commands: vec![Rc::new(sent)],
            ..Snapshot::default()
        };
        permits.show(at(SECOND), &mut snapshot);
        let seen: Vec<_> = snapshot
            .commands
            .iter()
            .map(|sent| (sent.id, &sent.state))
            .collect();
        assert_eq!(
            seen,
            [(dial, &shown)],
            "once, under the number that the view knows"
        );
    }
    assert_eq!(state(&mut permits, SECOND, dial), None, "gone with its command");
}

#[test]
fn what_is_not_clearly_free_is_not_dialled() {
    for (verdict, reason) in [
        (Verdict::Denied("on the list".into()), "on the list"),
        (Verdict::Threw, ""),
        (Verdict::Unclear, ""),
        (Verdict::Late, ""),
    ] {
        let mut permits = Permits::default();
        let dial = permits.ask(at(0), intent("101", false), ask("101")).unwrap();
        let refused = Decision::Refuse(IntentError::Denied(reason.to_owned()));
        assert_eq!(permits.answered(at(0), dial, &verdict), Some(refused));
        assert_eq!(permits.answered(at(0), dial, &Verdict::Free), None);
        let shown = state(&mut permits, 0, dial);
        assert_eq!(shown, Some(SentState::Denied(reason.to_owned())));
        assert_eq!(state(&mut permits, 15 * SECOND, dial), None);
    }
}

#[test]
fn an_answer_after_three_seconds_is_too_late_whoever_notices() {
    let mut permits = Permits::default();
    let dial = permits.ask(at(0), intent("101", false), ask("101")).unwrap();
    assert_eq!(permits.late(at(3 * SECOND - 1)), [0_u64; 0]);
    assert_eq!(permits.late(at(3 * SECOND)), [dial]);
    let decision = permits.answered(at(3 * SECOND), dial, &Verdict::Free);
    assert_eq!(
        decision,
        Some(Decision::Refuse(IntentError::Denied(String::new())))
    );
}

#[test]
fn the_same_number_is_asked_for_once_at_a_time_unless_told() {
    let mut permits = Permits::default();
    let first = permits
        .ask(at(0), intent("+34600123456", false), ask("+34600123456"))
        .unwrap();
    let again =
        |permits: &mut Permits, again| permits.ask(at(2_500), intent("600123456", again), ask("600123456"));
    assert_eq!(again(&mut permits, false), Err(IntentError::Duplicate));
    assert!(again(&mut permits, true).is_ok());
    assert!(permits.ask(at(0), intent("102", false), ask("102")).is_ok());
    permits.answered(at(2_500), first, &Verdict::Threw);
    for other in permits.late(at(9_000)) {
        permits.answered(at(9_000), other, &Verdict::Late);
    }
    assert!(again(&mut permits, false).is_ok(), "nothing of it waits any more");
}

#[test]
fn a_lost_connection_ends_the_waiting() {
    let mut permits = Permits::default();
    let first = permits.ask(at(0), intent("101", false), ask("101")).unwrap();
    let second = permits.ask(at(1), intent("102", false), ask("102")).unwrap();
    assert!(permits.is_last(second) && !permits.is_last(first));
    assert_eq!(permits.lose(at(2)), [first, second]);
    assert_eq!(state(&mut permits, 3, first), Some(SentState::Unsent));
    assert!(
        permits.answered(at(4), first, &Verdict::Free).is_none(),
        "it may not go any more"
    );
    assert!(permits.lose(at(5)).is_empty());
}

#[test]
fn a_reason_is_cut_and_a_refusal_is_told_until_it_is_dismissed() {
    let mut permits = Permits::default();
    let dial = permits.ask(at(0), intent("101", false), ask("101")).unwrap();
    let long = Verdict::Denied("ä".repeat(1_000));
    let Some(Decision::Refuse(error)) = permits.answered(at(0), dial, &long) else {
        panic!("it was not refused");
    };
    assert_eq!(error, IntentError::Denied("ä".repeat(300)));
    for _ in 0..9 {
        permits.tell(at(0), error.clone());
    }
    let notices = |permits: &mut Permits| {
        let mut snapshot = Snapshot::default();
        permits.show(at(0), &mut snapshot);
        snapshot.notices
    };
    let told = notices(&mut permits);
    assert_eq!(told.len(), 5);
    assert!(permits.dismiss(told[0].id) && !permits.dismiss(told[0].id) && !permits.dismiss(1));
    assert_eq!(notices(&mut permits).len(), 4);
}

proptest! {
    /// Whatever is answered, in whatever order and however often: each dial leaves at most once, and only if the first
    /// answer about it let it go, in time.
    #[test]
    fn a_dial_leaves_once_at_most_and_only_if_it_may(
        acts in proptest::collection::vec((0..6_u8, 0..4_usize, 0..2_000_u64), 1..60)
    ) {
        let mut permits = Permits::default();
        let mut now = 0;
        let mut dials: Vec<(u64, u64, Option<bool>)> = Vec::new();
        for (act, which, pause) in acts {
            now += pause;
            let number = ["101", "102", "103", "104"][which];
            if act == 0 {
                if let Ok(dial) = permits.ask(at(now), intent(number, false), ask(number)) {
                    dials.push((dial, now, None));
                }
                continue;
            }
            let count = dials.len();
            let Some((dial, since, decided)) = dials.get_mut(count.saturating_sub(1 + which)) else {
                continue;
            };
            let verdict = match act {
                1 | 2 => Verdict::Free,
                3 => Verdict::Denied("no".into()),
                4 => Verdict::Threw,
                _ => Verdict::Late,
            };
            let free = verdict == Verdict::Free && now - *since < 3 * SECOND;
            match permits.answered(at(now), *dial, &verdict) {
                None => prop_assert!(decided.is_some()),
                Some(Decision::Dial(_)) => prop_assert!(decided.replace(true).is_none() && free),
                Some(Decision::Refuse(_)) => prop_assert!(decided.replace(false).is_none() && !free),
            }
            state(&mut permits, now, 0);
        }
    }
}
