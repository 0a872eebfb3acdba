//! Each scenario over a long stretch of paused time, with phones that have no connection: what they say is in the log.

use super::*;
use crate::{
    clock::Clock,
    ledger::{Leg, Phase},
    people::team,
    phone::{self, Handset},
};
use std::{collections::BTreeMap, time::Duration};
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

struct Run {
    board: Switchboard,
    play: JoinHandle<()>,
    _phones: JoinSet<()>,
}

const MINUTE: Duration = Duration::from_secs(60);

/// The clock shows 0 at the start, so that times of events are times since then.
async fn start(scenario: Scenario, users: usize, seed: u64, rate: f64) -> Run {
    let clock = Clock::starting_at(0, 1.0);
    let people = team(users);
    let (board, lines) = Switchboard::new(&people, clock);
    let mut phones = JoinSet::new();
    for (person, line) in people.into_iter().zip(lines) {
        let dice = Dice::new(seed, person.id);
        let handset = Handset::new(person, clock, dice, None);
        phones.spawn(phone::run(
            handset,
            line,
            board.clone(),
            None,
            || {},
            CancellationToken::new(),
        ));
    }
    while board.ledger().users().len() < users {
        tokio::task::yield_now().await;
    }
    let play = tokio::spawn(scenario.run(board.clone(), seed, rate));
    Run {
        board,
        play,
        _phones: phones,
    }
}

impl Run {
    async fn go_on(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }

    /// The legs of all calls, ended and live, in the order in which they started.
    fn legs(&self) -> Vec<Leg> {
        let ledger = self.board.ledger();
        let mut legs: Vec<_> = ledger.ended().cloned().chain(ledger.live()).collect();
        legs.sort_by_key(|leg| leg.started_at);
        legs
    }

    fn transcript(&self) -> Vec<String> {
        self.board
            .events()
            .after(0)
            .iter()
            .map(|entry| format!("{} {}", entry.at, entry.item.text))
            .collect()
    }

    fn said(&self) -> u64 {
        self.board.events().last()
    }
}

#[tokio::test(start_paused = true)]
async fn an_office_begins_with_a_call_for_anna_that_is_answered() {
    for seed in 1..20 {
        let run = start(Scenario::Office, 8, seed, 0.0).await;
        run.go_on(Duration::from_secs(13)).await;
        let first = &run.legs()[0];
        assert_eq!(
            (first.user_id.as_str(), first.direction),
            ("101", "incoming"),
            "seed {seed}"
        );
        assert!(
            first.started_at <= 5_000 && first.connected_at.is_some(),
            "seed {seed}: {first:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_office_has_something_new_every_few_seconds_and_of_every_kind() {
    let run = start(Scenario::Office, 8, 1, 0.0).await;
    run.go_on(60 * MINUTE).await;
    let legs = run.legs();
    assert!((280..420).contains(&legs.len()), "{} calls an hour", legs.len());
    let gaps = legs
        .windows(2)
        .map(|pair| pair[1].started_at - pair[0].started_at);
    // Longer than the longest pause where nobody was free for a while.
    assert!(
        gaps.clone().all(|gap| (8_000..=45_000).contains(&gap)),
        "the longest is {:?}",
        gaps.max()
    );
    let count = |test: fn(&Leg) -> bool| legs.iter().filter(|leg| test(leg)).count();
    let incoming = |leg: &Leg| leg.direction == "incoming";
    assert!(
        count(|leg| leg.user_id == "101") > legs.len() / 7,
        "Anna has a good share"
    );
    assert!(count(|leg| leg.direction == "outgoing") > legs.len() / 10);
    assert!(
        legs.iter()
            .filter(|leg| incoming(leg) && leg.connected_at.is_some())
            .count()
            > legs.len() / 3
    );
    for code in [408, 486, 487] {
        assert!(
            legs.iter().any(|leg| leg.code == Some(code)),
            "no call fails with {code}"
        );
    }
    assert!(run.board.ledger().counts()["data_updated"] > 20);
    // Calls do not outlive their time, and nobody is stuck in a call's status.
    let ledger = run.board.ledger();
    for leg in ledger.live() {
        assert!(leg.started_at > 3_600_000 - 120_000, "{leg:?}");
    }
    for user in ledger.users().iter().filter(|user| user.status == "In service") {
        assert!(ledger.has_call(user.id.parse().unwrap()), "{user:?}");
    }
    assert!(
        ledger.status(108) == Some("Online") && ledger.status(106) == Some("Timeout"),
        "they take no calls"
    );
}

#[tokio::test(start_paused = true)]
async fn an_office_rings_anna_soon_after_a_guest_came() {
    let run = start(Scenario::Office, 8, 3, 0.0).await;
    for _ in 0..20 {
        run.go_on(MINUTE).await;
        while !run.board.is_ready(FIRST_USER) {
            run.go_on(Duration::from_millis(100)).await;
        }
        let before = run.board.clock().millis();
        run.board.guest_came();
        run.go_on(Duration::from_millis(3_200)).await;
        let rang = run
            .legs()
            .iter()
            .any(|leg| leg.user_id == "101" && leg.started_at >= before);
        assert!(rang, "at {before}: {:#?}", run.legs().last());
    }
}

#[tokio::test(start_paused = true)]
async fn a_queue_rings_at_several_and_one_answers() {
    let run = start(Scenario::Queue, 12, 1, 0.0).await;
    run.go_on(20 * MINUTE).await;
    run.play.abort();
    run.go_on(5 * MINUTE).await;
    let mut sessions: BTreeMap<_, Vec<Leg>> = BTreeMap::new();
    for leg in run.legs() {
        assert_eq!((leg.phase, leg.direction), (Phase::Ended, "incoming"));
        sessions.entry(leg.session_id.clone()).or_default().push(leg);
    }
    assert!(sessions.len() > 80, "{} calls", sessions.len());
    let (mut shared, mut separate, mut abandoned) = (0, 0, 0);
    for legs in sessions.values() {
        let answered: Vec<_> = legs.iter().filter(|leg| leg.connected_at.is_some()).collect();
        assert!(answered.len() <= 1 && legs.len() <= 4, "{legs:#?}");
        let one_id = legs.iter().all(|leg| leg.call_id == legs[0].call_id);
        assert!(
            one_id
                || legs
                    .iter()
                    .all(|leg| legs.iter().filter(|other| other.call_id == leg.call_id).count() == 1)
        );
        let Some(winner) = answered.first() else {
            abandoned += 1;
            assert!(
                legs.iter()
                    .all(|leg| leg.completion.as_deref() == Some("Abandoned")),
                "{legs:#?}"
            );
            continue;
        };
        assert_eq!(
            (winner.code, winner.ended_by),
            (Some(200), Some("call_disconnected"))
        );
        for loser in legs.iter().filter(|leg| leg.connected_at.is_none()) {
            assert_eq!(
                (loser.code, loser.reason.as_deref()),
                (Some(487), Some("Answered elsewhere"))
            );
            assert_eq!(
                loser.ended_by,
                Some(if one_id {
                    "call_disconnected"
                } else {
                    "call_failed"
                })
            );
            assert!(loser.ended_at.unwrap() - winner.connected_at.unwrap() < 100);
        }
        if legs.len() > 1 {
            if one_id { shared += 1 } else { separate += 1 }
        }
    }
    assert!(
        shared > 25 && separate > 25 && abandoned > 2,
        "{shared} {separate} {abandoned}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_storm_has_its_rate_and_its_bound_and_ends_its_calls() {
    for (rate, users) in [(10.0, 1), (200.0, 8), (2_000.0, 50)] {
        let run = start(Scenario::Storm, users, 1, rate).await;
        let before = run.said();
        let seconds = 20;
        for _ in 0..seconds {
            run.go_on(Duration::from_secs(1)).await;
            let live = run.board.ledger().live().len();
            assert!(
                live <= storm::live_calls(users),
                "{live} live calls of {users} users"
            );
        }
        let said = (run.said() - before) as f64 / f64::from(seconds);
        assert!(
            (said - rate).abs() <= rate * 0.01 + 1.0,
            "{said} events a second instead of {rate}"
        );
        for name in [
            "incoming_call",
            "outgoing_call",
            "call_connected",
            "call_failed",
            "data_updated",
            "status_changed",
        ] {
            assert!(run.board.ledger().counts().contains_key(name), "no {name}");
        }
        run.play.abort();
        run.go_on(Duration::from_secs(1)).await;
        assert!(run.board.ledger().live().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn idle_is_idle() {
    let run = start(Scenario::Idle, 8, 1, 50.0).await;
    let before = run.said();
    run.go_on(60 * MINUTE).await;
    assert_eq!(run.said(), before);
}

#[tokio::test(start_paused = true)]
async fn a_seed_makes_a_run_repeatable() {
    for scenario in [Scenario::Office, Scenario::Queue, Scenario::Storm] {
        let mut transcripts = Vec::new();
        for seed in [7, 7, 8] {
            let run = start(scenario, 8, seed, 20.0).await;
            run.go_on(2 * MINUTE).await;
            transcripts.push(run.transcript());
        }
        assert!(transcripts[0].len() > 50, "{scenario}");
        assert_eq!(transcripts[0], transcripts[1], "{scenario}");
        assert_ne!(transcripts[0], transcripts[2], "{scenario}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pause_holds_every_scenario_and_is_not_made_up_for() {
    for scenario in [Scenario::Office, Scenario::Queue, Scenario::Storm] {
        let run = start(scenario, 8, 1, 50.0).await;
        run.go_on(MINUTE).await;
        run.board.pause(true);
        let live = || -> Vec<_> {
            run.board
                .ledger()
                .live()
                .iter()
                .map(|leg| leg.call_id.clone())
                .collect()
        };
        let begun = || run.board.ledger().counts()["incoming_call"];
        let (calls, before) = (live(), begun());
        run.go_on(5 * MINUTE).await;
        assert_eq!(begun(), before, "{scenario}: nobody calls");
        if scenario == Scenario::Storm {
            assert_eq!(live(), calls, "its calls stay");
        }
        let said = run.said();
        run.board.pause(false);
        run.go_on(MINUTE).await;
        assert!(begun() > before, "{scenario} goes on");
        if scenario == Scenario::Storm {
            let since = run.said() - said;
            assert!((2_700..=3_100).contains(&since), "{since} in a minute");
        }
    }
}
