//! For any history of calls, any order, doubling and loss of its messages, and any gaps between: what must hold.
//!
//! A failure prints the seed and the smallest case; `PROPTEST_RNG_SEED=<seed> cargo test -p cti-core --test properties`
//! repeats it.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

mod common;
mod truth;

use common::Bench;
use cti_core::{Call, ConnectionState, Input, Outcome, Phase};
use cti_protocol::{Direction, Id};
use proptest::{collection::vec, prelude::*, sample::Index, test_runner::RngSeed};
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet, hash_map::RandomState},
    hash::{BuildHasher, Hasher},
    rc::Rc,
};
use truth::{ME, Message, Mine, Plan, room, shaken};

const MINUTE: u64 = 60_000;

/// Random cases by a seed that is known, so that each can be had again.
fn cases(number: u32) -> ProptestConfig {
    let mut config = ProptestConfig::with_cases(number);
    config.failure_persistence = None;
    if matches!(config.rng_seed, RngSeed::Random) {
        config.rng_seed = RngSeed::Fixed(RandomState::new().build_hasher().finish());
    }
    if let RngSeed::Fixed(seed) = config.rng_seed {
        eprintln!("to repeat: PROPTEST_RNG_SEED={seed}");
    }
    config
}

/// A softphone that hears a room, and is looked at after each step.
struct Witness {
    bench: Bench,
    plans: Vec<Plan>,
    /// What truly lives at the agent's phone.
    mine: Mine,
    /// Calls whose end was said and has not arrived, nor will without a gap that is known.
    end_unheard: BTreeSet<usize>,
    /// Cards that said "ended".
    ended: BTreeSet<String>,
}

impl Witness {
    fn new(plans: &[Plan]) -> Self {
        Self {
            bench: Bench::live(),
            plans: plans.to_vec(),
            mine: Mine::new(plans.len()),
            end_unheard: BTreeSet::new(),
            ended: BTreeSet::new(),
        }
    }

    /// A message arrives on a socket.
    fn hear_on(&mut self, socket: u64, message: &Message) {
        let mut data = message.data.clone();
        let fields = data.as_object_mut().unwrap();
        if let Some(user) = message.user {
            fields.insert("user_id".into(), json!(user));
        }
        if message.timed {
            fields.insert("timestamp".into(), json!(self.bench.now.wall));
        }
        let frame = json!({"event": message.event, "sender_id": "phone", "data": data});
        self.bench.frame_on(socket, &frame);
    }

    fn hear(&mut self, message: &Message) {
        self.hear_on(self.bench.socket, message);
    }

    /// What must hold at any time. `certain` unless a silence goes on that nobody can know of yet.
    fn look(&mut self, certain: bool) -> Result<(), TestCaseError> {
        let seen = self.bench.see();
        let mut of_call = BTreeMap::<usize, usize>::new();
        for card in &seen.calls {
            self.times_are_sane(card)?;
            let id = card.id.as_str().to_owned();
            if card.phase == Phase::Ended {
                prop_assert!(card.outcome.is_some());
                self.ended.insert(id);
                continue;
            }
            prop_assert!(!self.ended.contains(&id), "came back to life: {card:?}");
            let call = self.call_of(card);
            *of_call.entry(call).or_default() += 1;
            if certain && card.unconfirmed_since.is_none() {
                let lives = self.mine.lives(call) || self.end_unheard.contains(&call);
                prop_assert!(lives, "shown as certainly live, and is not: {card:?}");
            }
        }
        prop_assert!(
            of_call.values().all(|cards| *cards == 1),
            "more than one card of a call"
        );
        let unconfirmed = |card: &&Rc<Call>| card.unconfirmed_since.is_some();
        if certain {
            let living = (0..self.plans.len())
                .filter(|call| self.mine.lives(*call) || self.end_unheard.contains(call));
            let unconfirmed = seen.calls.iter().filter(unconfirmed).count();
            prop_assert!(of_call.len() <= living.count() + unconfirmed);
        }
        for call in seen.history.iter() {
            prop_assert_eq!(call.phase, Phase::Ended);
            self.times_are_sane(call)?;
        }
        for gap in seen.gaps.iter() {
            prop_assert!(gap.to.is_none_or(|to| to >= gap.from), "{gap:?}");
        }
        Ok(())
    }

    fn times_are_sane(&self, call: &Call) -> Result<(), TestCaseError> {
        let connected = call.connected_at.unwrap_or(call.started_at);
        prop_assert!(connected >= call.started_at, "{call:?}");
        prop_assert!(call.ended_at.is_none_or(|at| at >= connected), "{call:?}");
        prop_assert_eq!(call.ended_at.is_some(), call.phase == Phase::Ended);
        Ok(())
    }

    /// The true call that a card shows.
    fn call_of(&self, card: &Call) -> usize {
        let id = card.id.as_str();
        let number = id.trim_start_matches('c').split(['-', '#']).next().unwrap();
        number.parse().unwrap()
    }

    /// Whatever is not heard of again: no ring outlives its limit, nor anything else its own.
    fn let_all_limits_pass(&mut self) -> Result<(), TestCaseError> {
        self.bench.pass(5 * MINUTE + 2_000);
        self.rejoin_if_asked();
        let rings = |bench: &mut Bench| {
            let seen = bench.see();
            let at_me = seen.calls.iter().map(|call| call.phase).collect::<Vec<_>>();
            let at_others = seen
                .users
                .iter()
                .filter_map(|user| user.call.as_ref().map(|call| call.phase));
            at_me
                .into_iter()
                .chain(at_others)
                .any(|phase| matches!(phase, Phase::Ringing | Phase::Dialing))
        };
        prop_assert!(!rings(&mut self.bench), "rings for ever");
        self.look(false)?;
        self.bench.pass(8 * 60 * MINUTE);
        self.rejoin_if_asked();
        let seen = self.bench.see();
        prop_assert!(seen.calls.is_empty(), "lives for ever: {:?}", seen.calls);
        prop_assert!(seen.users.iter().all(|user| user.call.is_none()));
        for call in 0..self.plans.len() {
            for phone in 0..self.plans[call].phones.len() {
                if let Some(known) = self.bench.phone.call(&Id::text(self.plans[call].id(call, phone))) {
                    prop_assert_eq!(known.phase, Phase::Ended);
                }
            }
        }
        Ok(())
    }

    /// The server can be reached, and lets in.
    fn rejoin_if_asked(&mut self) {
        for _ in 0..10 {
            match self.bench.state() {
                ConnectionState::Waiting => self.bench.pass(30_000),
                _ if self.bench.request.is_some() => self.bench.join(),
                _ => break,
            }
        }
    }
}

/// What became of the agent's calls, but for the times.
type End = Vec<(
    Phase,
    Option<Outcome>,
    Option<i64>,
    Option<Direction>,
    String,
    String,
    Vec<(String, String)>,
)>;

fn end_of(witness: &Witness) -> End {
    let text = |pii: Option<&str>| pii.unwrap_or_default().to_owned();
    let plans = witness.plans.iter().enumerate();
    plans
        .filter_map(|(number, plan)| {
            let phone = plan.my_phone().or((!plan.names_user).then_some(0))?;
            let call = witness
                .bench
                .phone
                .call(&Id::text(plan.id(number, phone)))?
                .clone();
            let variables = call.variables.iter();
            Some((
                call.phase,
                call.outcome.clone(),
                call.code,
                call.direction,
                text(call.number.as_deref()),
                text(call.name.as_deref()),
                variables
                    .map(|(key, value)| (key.clone(), value.as_str().to_owned()))
                    .collect(),
            ))
        })
        .collect()
}

fn hear_all(plans: &[Plan], messages: &[Message], truth: &[Message]) -> Result<Witness, TestCaseError> {
    let mut witness = Witness::new(plans);
    // All was said before the first of it arrives: what lives is what has an end that is still under way.
    let mut left: Vec<_> = messages.iter().collect();
    for message in truth {
        witness.mine.said(message);
    }
    for message in messages {
        let place = left
            .iter()
            .position(|other| std::ptr::eq(*other, message))
            .unwrap();
        left.remove(place);
        witness.end_unheard = left
            .iter()
            .filter(|message| message.mine == truth::Meaning::Ends)
            .map(|message| message.call)
            .collect();
        witness.hear(message);
        witness.look(true)?;
        witness.bench.pass(50);
    }
    Ok(witness)
}

proptest! {
    #![proptest_config(cases(4_000))]

    /// Nothing lost: whatever the order and however often, the end is the same.
    #[test]
    fn without_losses_every_order_ends_the_same(
        (plans, said) in room(), order in vec(any::<Index>(), 60), twice in vec(any::<Index>(), 0..8),
    ) {
        let shaken = shaken(&said, &order, &twice);
        let mut there = hear_all(&plans, &shaken, &said)?;
        let mut true_one = hear_all(&plans, &said, &said)?;
        let end = end_of(&true_one);
        prop_assert!(end.iter().all(|call| call.0 == Phase::Ended), "{end:?}");
        prop_assert_eq!(end_of(&there), end);
        for witness in [&mut there, &mut true_one] {
            let seen = witness.bench.see();
            prop_assert!(seen.calls.iter().all(|call| call.phase == Phase::Ended));
            prop_assert!(seen.users.iter().all(|user| user.call.is_none()));
        }
        let history = |witness: &mut Witness| witness.bench.see().history.len();
        prop_assert_eq!(history(&mut there), history(&mut true_one));
        there.let_all_limits_pass()?;
    }
}

/// How the room is not heard for a while.
#[derive(Clone, Copy, Debug)]
enum Gap {
    /// The connection closes with this code and comes back.
    Closed(u16),
    /// The browser loses its network.
    Offline,
    /// The machine sleeps; so many messages still wait in the old socket.
    Slept { queued: usize },
    /// The connection is dead without a word.
    Silent,
}

fn gap() -> impl Strategy<Value = Gap> {
    prop_oneof![
        prop::sample::select(vec![1001_u16, 1006, 1011, 1013]).prop_map(Gap::Closed),
        Just(Gap::Offline),
        (0..4_usize).prop_map(|queued| Gap::Slept { queued }),
        Just(Gap::Silent),
    ]
}

/// A part of a history: so many messages heard in a careless order, then so many lost in a gap.
#[derive(Clone, Debug)]
struct Part {
    heard: usize,
    lost: usize,
    gap: Gap,
    /// In milliseconds.
    away: u64,
    order: Vec<Index>,
    twice: Vec<Index>,
    /// The wall clock is set back by so much before it.
    set_back: i64,
}

fn part() -> impl Strategy<Value = Part> {
    let setting = prop_oneof![4 => Just(0), 1 => 1..7_200_000_i64];
    (
        0..10_usize,
        0..8_usize,
        gap(),
        0..10 * MINUTE,
        vec(any::<Index>(), 12),
        vec(any::<Index>(), 0..3),
        setting,
    )
        .prop_map(|(heard, lost, gap, away, order, twice, set_back)| Part {
            heard,
            lost,
            gap,
            away,
            order,
            twice,
            set_back,
        })
}

/// Messages heard, in any order, with a look after each.
fn hear_part(witness: &mut Witness, said: &[Message], part: &Part) -> Result<(), TestCaseError> {
    for message in said {
        witness.mine.said(message);
    }
    let messages = shaken(said, &part.order, &part.twice);
    for (place, message) in messages.iter().enumerate() {
        let left = messages[place + 1..].iter();
        witness.end_unheard = left
            .filter(|message| message.mine == truth::Meaning::Ends)
            .map(|message| message.call)
            .collect();
        witness.hear(message);
        witness.look(true)?;
        witness.bench.pass(700);
        witness.look(true)?;
    }
    witness.end_unheard.clear();
    Ok(())
}

/// A gap in which messages are lost, until the room is heard again and all that can be known is known.
fn fall_silent(witness: &mut Witness, lost: &[Message], part: &Part) -> Result<(), TestCaseError> {
    for message in lost {
        witness.mine.said(message);
    }
    match part.gap {
        Gap::Closed(code) => {
            witness.bench.close(code);
            witness.look(true)?;
            witness.bench.pass(part.away);
        }
        Gap::Offline => {
            witness.bench.input(Input::Offline);
            witness.look(true)?;
            witness.bench.pass(part.away);
            witness.bench.input(Input::Online);
        }
        Gap::Slept { queued } => {
            let old = witness.bench.socket;
            witness.bench.sleep(i64::try_from(part.away).unwrap());
            witness.look(true)?;
            for message in lost.iter().take(queued) {
                witness.hear_on(old, message);
                witness.look(true)?;
            }
        }
        Gap::Silent => {
            witness.bench.pass(5 * MINUTE);
            witness.look(false)?;
            prop_assert_eq!(witness.bench.state(), ConnectionState::Live);
        }
    }
    // A pause may go on, or a time limit for credentials may have passed.
    witness.bench.pass(if witness.bench.request.is_some() {
        0
    } else {
        30_000
    });
    witness.rejoin_if_asked();
    prop_assert_eq!(witness.bench.state(), ConnectionState::Live);
    if matches!(part.gap, Gap::Silent) {
        witness.look(false)?;
        witness.bench.pass(2_000);
    }
    witness.look(true)
}

proptest! {
    #![proptest_config(cases(4_000))]

    /// What is lost in gaps, of whatever kind: nothing is shown as certain that is not.
    #[test]
    fn with_gaps_no_card_is_certain_that_is_not(
        (plans, said) in room(), parts in vec(part(), 1..5),
    ) {
        let mut witness = Witness::new(&plans);
        let mut rest = said.as_slice();
        for part in &parts {
            witness.bench.now.wall -= part.set_back;
            let (now, later) = rest.split_at(part.heard.min(rest.len()));
            hear_part(&mut witness, now, part)?;
            let (lost, later) = later.split_at(part.lost.min(later.len()));
            fall_silent(&mut witness, lost, part)?;
            rest = later;
        }
        hear_part(&mut witness, rest, &parts[0])?;
        prop_assert!((0..plans.len()).all(|call| !witness.mine.lives(call)));
        let seen = witness.bench.see();
        let live = seen.calls.iter().filter(|call| call.phase != Phase::Ended);
        prop_assert!(live.clone().all(|call| call.unconfirmed_since.is_some()));
        witness.let_all_limits_pass()?;
    }
}

proptest! {
    #![proptest_config(cases(3_000))]

    /// Lost without any sign of it: what nobody can know is not known, but nothing comes back, and nothing is for ever.
    #[test]
    fn with_any_losses_the_limits_hold(
        (plans, said) in room(), lost in vec(any::<bool>(), 64), order in vec(any::<Index>(), 60),
        twice in vec(any::<Index>(), 0..8), pauses in vec(0..MINUTE, 80), set_back in 0..7_200_000_i64,
    ) {
        let mut witness = Witness::new(&plans);
        let (mut heard, mut ends_lost) = (Vec::new(), BTreeSet::new());
        for (message, lost) in said.iter().zip(lost.iter().cycle()) {
            witness.mine.said(message);
            if !*lost {
                heard.push(message.clone());
            } else if message.mine == truth::Meaning::Ends {
                ends_lost.insert(message.call);
            }
        }
        let messages = shaken(&heard, &order, &twice);
        for (place, (message, pause)) in messages.iter().zip(pauses.iter().cycle()).enumerate() {
            let ends = messages[place + 1..].iter().filter(|message| message.mine == truth::Meaning::Ends);
            witness.end_unheard = ends.map(|message| message.call).chain(ends_lost.iter().copied()).collect();
            witness.hear(message);
            witness.look(true)?;
            witness.bench.pass(*pause);
            witness.rejoin_if_asked();
        }
        witness.bench.now.wall -= set_back;
        witness.let_all_limits_pass()?;
    }
}

/// The truth model itself: its calls all begin and end at the phones where they should.
#[test]
fn the_truth_is_a_valid_history() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    for _ in 0..500 {
        let (plans, said) = room().new_tree(&mut runner).unwrap().current();
        let mut mine = Mine::new(plans.len());
        let mut begun = BTreeSet::new();
        for message in &said {
            mine.said(message);
            if mine.lives(message.call) {
                begun.insert(message.call);
            }
        }
        for (call, plan) in plans.iter().enumerate() {
            let concerns_me = plan.my_phone().is_some() || !plan.names_user;
            assert_eq!(begun.contains(&call), concerns_me, "{plan:?} for {ME}");
            assert!(!mine.lives(call));
        }
    }
}
