//! Tabs that share one connection, in a browser of a few lines: whatever the channel does and the pages do.
//!
//! A failure prints the seed and the smallest case; `PROPTEST_RNG_SEED=<seed> cargo test -p cti-core --test tabs`
//! repeats it.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod world;

use cti_core::tabs::{Fate, Kind, Role};
use proptest::{collection::vec, prelude::*, test_runner::RngSeed};
use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
};
use world::{FAIR, Weather, World};

/// Random cases by a seed that is known, so that each can be had again.
fn cases(number: u32) -> ProptestConfig {
    let mut config = ProptestConfig::with_cases(number);
    config.failure_persistence = None;
    config.max_shrink_iters = 3_000;
    if matches!(config.rng_seed, RngSeed::Random) {
        config.rng_seed = RngSeed::Fixed(RandomState::new().build_hasher().finish());
    }
    if let RngSeed::Fixed(seed) = config.rng_seed {
        eprintln!("to repeat: PROPTEST_RNG_SEED={seed}");
    }
    config
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Open,
    Close,
    Crash,
    Freeze,
    Resume,
    Hang(u64),
    Hide,
    Show,
    Ask(Kind),
    Frame,
    Overdue,
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![3 => Just(Kind::Command), 1 => Just(Kind::Once), 2 => Just(Kind::Kept)]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => Just(Act::Open),
        1 => Just(Act::Close),
        1 => Just(Act::Crash),
        1 => Just(Act::Freeze),
        2 => Just(Act::Resume),
        2 => (100_u64..9_000).prop_map(Act::Hang),
        1 => Just(Act::Hide),
        1 => Just(Act::Show),
        8 => kind().prop_map(Act::Ask),
        4 => Just(Act::Frame),
        1 => Just(Act::Overdue),
    ]
}

/// Acts without pages that stand still, and without a channel that loses anything.
fn gentle() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => Just(Act::Open),
        1 => Just(Act::Close),
        1 => Just(Act::Freeze),
        1 => Just(Act::Resume),
        1 => Just(Act::Hide),
        1 => Just(Act::Show),
        8 => kind().prop_map(Act::Ask),
        8 => Just(Act::Frame),
    ]
}

/// Acts, each of which follows after some time; most at once, some after a while.
fn script(act: impl Strategy<Value = Act>) -> impl Strategy<Value = Vec<(u64, usize, Act)>> {
    let gap = prop_oneof![4 => 0_u64..150, 2 => 150_u64..1_500, 1 => 1_500_u64..7_000];
    vec((gap, 0_usize..12, act), 1..40)
}

fn weather() -> impl Strategy<Value = Weather> {
    let delay = prop_oneof![3 => 0_u64..20, 1 => 20_u64..400, 1 => 400_u64..4_000];
    let locks = prop_oneof![4 => 0_u64..20, 1 => 20_u64..400, 1 => 400_u64..4_000];
    (0_u64..300, 0_u64..300, delay, any::<bool>(), locks).prop_map(
        |(loss, double, delay, disorder, locks)| Weather {
            loss,
            double,
            delay,
            disorder,
            locks,
            lost: locks,
        },
    )
}

/// Does what an act says to the living tab that it means.
fn perform(world: &mut World, which: usize, act: Act) {
    let living = world.living();
    if let Act::Open = act {
        if living.len() < 6 {
            world.open();
        }
        return;
    }
    if let Act::Frame = act {
        return world.frame();
    }
    // Half of what happens, happens to the leader: there is most to be seen.
    let leaders = world.leaders();
    let tab = match (which % 2, leaders.first()) {
        (0, Some(leader)) => *leader,
        _ if living.is_empty() => return,
        _ => living[which % living.len()],
    };
    let (awake, frozen) = (world.pages[tab].awake(world.now), world.pages[tab].frozen);
    match act {
        Act::Crash => world.crash(tab),
        Act::Resume if frozen => world.resume(tab),
        _ if !awake => {}
        Act::Close => world.close(tab),
        Act::Freeze => world.freeze(tab),
        Act::Hang(millis) => world.hang(tab, millis),
        Act::Hide => world.show(tab, false),
        Act::Show => world.show(tab, true),
        Act::Ask(kind) => {
            world.ask(tab, kind);
        }
        Act::Overdue => world.with(tab, |tabs, now| tabs.overdue(now)),
        _ => {}
    }
}

/// Whatever happened: from now on nothing is lost, and all pages run.
fn calm_down(world: &mut World) {
    world.weather = FAIR;
    for tab in world.living() {
        if world.pages[tab].frozen {
            world.resume(tab);
        }
    }
}

/// Once it is calm: one leader, one state, and everything that was asked for is settled.
fn all_is_well(world: &World) -> Result<(), TestCaseError> {
    let living = world.living();
    if living.is_empty() {
        return Ok(());
    }
    let leaders = world.leaders();
    prop_assert_eq!(leaders.len(), 1, "leaders: {:?}", leaders);
    let leader = &world.pages[leaders[0]];
    let holder = world.holder.map(|holder| holder.0);
    prop_assert_eq!(holder, Some(leaders[0]), "the lock is with another");
    for tab in living {
        let page = &world.pages[tab];
        prop_assert_eq!(
            &page.state,
            &leader.state,
            "tab {} is not like {}",
            tab,
            leaders[0]
        );
        for (request, (kind, what)) in &page.asked {
            let fates = page.fates.get(request).map_or(&[][..], Vec::as_slice);
            prop_assert_eq!(fates.len(), 1, "settled not once: {} {:?}", what, fates);
            let there = leader
                .state
                .iter()
                .any(|entry| entry.starts_with(&format!("{what} ")));
            let sent = world.sent.iter().any(|sent| sent.what == *what);
            match fates[0] {
                Fate::Done if *kind == Kind::Kept => prop_assert!(there, "lost: {}", what),
                Fate::Refused | Fate::NeverLeft => {
                    prop_assert!(!there && !sent, "done, and said to be not: {}", what);
                }
                Fate::Done | Fate::Unknown => {
                    prop_assert!(*kind != Kind::Kept, "kept ones are done: {} {:?}", what, fates);
                }
            }
        }
    }
    Ok(())
}

fn play(world: &mut World, script: &[(u64, usize, Act)]) -> Result<(), TestCaseError> {
    for (gap, which, act) in script {
        perform(world, *which, *act);
        world.pass(*gap);
        let wrong = world.two_senders();
        prop_assert!(wrong.is_none(), "{}", wrong.unwrap_or_default());
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(1_000))]

    /// In any weather: at most one sender, nothing sent twice; and once it is calm, all is well.
    #[test]
    fn whatever_happens_one_tab_sends_and_all_become_equal(
        seed in any::<u64>(),
        weather in weather(),
        script in script(act()),
    ) {
        let mut world = World::new(seed, weather);
        world.open();
        play(&mut world, &script)?;
        calm_down(&mut world);
        world.pass(45_000);
        let wrong = world.two_senders();
        prop_assert!(wrong.is_none(), "{}", wrong.unwrap_or_default());
        all_is_well(&world)?;
        for page in &world.pages {
            for (request, fates) in &page.fates {
                prop_assert!(fates.len() == 1, "settled {} times: {:?}", fates.len(), request);
            }
        }
    }

    /// A channel that loses nothing: what any tab shows is what the leader shows, or showed a moment ago.
    #[test]
    fn copies_are_beginnings_of_the_leaders_log(
        seed in any::<u64>(),
        delay in 0_u64..100,
        script in script(gentle()),
    ) {
        let mut world = World::new(seed, Weather { delay, ..FAIR });
        world.open();
        let mut wrong = None;
        for (gap, which, act) in script {
            perform(&mut world, which, act);
            world.pass_and(gap, |world| {
                if world.now < world.led_at + 3_000 {
                    return;
                }
                let Some(leader) = world.leaders().first().copied() else { return };
                for tab in world.living() {
                    let page = &world.pages[tab];
                    let fresh = world.now > page.since + 3_000 && page.role == Role::Follower && !page.frozen;
                    if fresh && !world.pages[leader].state.starts_with(&page.state) {
                        wrong.get_or_insert((tab, page.state.clone(), world.pages[leader].state.clone()));
                    }
                }
            });
            prop_assert!(wrong.is_none(), "{:?}", wrong);
        }
        prop_assert!(world.stolen_at.is_none(), "nobody hung");
        calm_down(&mut world);
        world.pass(30_000);
        all_is_well(&world)?;
    }
}

proptest! {
    #![proptest_config(cases(60))]

    /// A leader whose channel is dead looks as if it hung: the lock is taken from it while it sends.
    #[test]
    fn a_leader_that_lost_the_lock_sends_no_command(
        seed in any::<u64>(),
        tabs in 2_usize..4,
        locks in 0_u64..100,
        lost in 0_u64..9_000,
        gap in 5_u64..200,
    ) {
        let mut world = World::new(seed, Weather { locks, lost, ..FAIR });
        for _ in 0..tabs {
            world.open();
        }
        world.pass(2_000);
        prop_assert_eq!(world.leaders().len(), 1);
        world.weather.loss = 1_000;
        let end = world.now + 12_000;
        while world.now < end {
            for tab in world.leaders() {
                world.ask(tab, Kind::Command);
            }
            let millis = 1 + world.below(gap);
            world.pass(millis);
        }
        prop_assert!(world.stolen_at.is_some());
        let wrong = world.two_senders();
        prop_assert!(wrong.is_none(), "{}", wrong.unwrap_or_default());
        let senders: std::collections::BTreeSet<usize> = world.sent.iter().map(|sent| sent.tab).collect();
        prop_assert!(senders.len() > 1, "and the next one does");
    }
}
