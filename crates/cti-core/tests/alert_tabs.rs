//! For any history of calls, and tabs that come, go and pass their duties on: what must hold of all of them together. What
//! one tab does for all is claimed in a log first, as the widget does, and claims are answered after any time.

mod alerting;

use alerting::desk::{CALLS, Desk, Step, TABS};
use cti_core::{Outcome, Phase};
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeMap;

fn step() -> impl Strategy<Value = Step> {
    let call = || 0..CALLS;
    let tab = || 0..=TABS;
    prop_oneof![
        4 => call().prop_map(Step::Ring),
        3 => call().prop_map(Step::Answer),
        2 => (call(), any::<bool>()).prop_map(|(call, told)| Step::End(call, told)),
        1 => (call(), 0_u64..20_000).prop_map(|(call, age)| Step::Doubt(call, age)),
        1 => call().prop_map(Step::Dismiss),
        1 => call().prop_map(Step::Name),
        2 => (tab(), any::<bool>()).prop_map(|(tab, ready)| Step::Ringer(tab, ready)),
        2 => (tab(), any::<bool>()).prop_map(|(tab, other)| Step::Notifier(tab, other)),
        2 => (tab(), any::<bool>()).prop_map(|(tab, other)| Step::Popper(tab, other)),
        1 => (0..TABS).prop_map(Step::Replace),
        1 => any::<bool>().prop_map(Step::Block),
        1 => (0..TABS).prop_map(Step::Open),
        1 => any::<bool>().prop_map(Step::Mute),
        1 => any::<bool>().prop_map(Step::QuietOnCall),
        2 => (0_u64..8_000).prop_map(Step::Pass),
        6 => (0_usize..8).prop_map(Step::Log),
        6 => Just(Step::Hear),
    ]
}

/// What becomes of calls while nothing else changes.
fn life() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..CALLS).prop_map(Step::Ring),
        (0..CALLS).prop_map(Step::Answer),
        (0..CALLS).prop_map(|call| Step::End(call, true)),
        (0_u64..8_000).prop_map(Step::Pass),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn tabs_together_do_everything_at_most_once(steps in vec(step(), 0..80)) {
        let mut desk = Desk::new();
        desk.look();
        for step in &steps {
            desk.take(step);
            desk.look();
            desk.check()?;
        }
    }

    /// Even where several tabs think that it falls to them.
    #[test]
    fn as_long_as_the_place_is_stable_one_tab_does_everything(
        holders in vec(any::<bool>(), TABS).prop_filter("somebody", |holders| holders.contains(&true)),
        steps in vec((life(), 0_usize..3, vec(0_usize..8, 20)), 0..40),
    ) {
        let mut desk = Desk::new();
        desk.holders = holders;
        desk.look();
        let mut expected = BTreeMap::new();
        for (step, looks, order) in &steps {
            desk.take(step);
            for id in 0..CALLS {
                desk.take(&Step::Name(id));
            }
            for _ in 0..=*looks {
                desk.look();
            }
            for index in order {
                desk.enter(*index);
                desk.hear();
            }
            prop_assert!(desk.asked.is_empty() && desk.won.is_empty());
            desk.look();
            desk.check()?;
            for (id, call) in &desk.calls {
                let mut done = |what: String| expected.insert(what, 1);
                match call.phase {
                    Phase::Ringing => {
                        done(format!("notify {id}"));
                        done(format!("pop {id} Ring"));
                    }
                    Phase::Connected => {
                        done(format!("pop {id} Answer"));
                    }
                    Phase::Ended if call.outcome == Some(Outcome::Completed) => {
                        done(format!("pop {id} End"));
                    }
                    _ => {}
                }
            }
            prop_assert_eq!(&desk.counts, &expected);
        }
    }
}
