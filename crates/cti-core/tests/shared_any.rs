//! Pages that share one connection, whatever happens and in whichever order.
//!
//! A failure prints the seed and the smallest case; `PROPTEST_RNG_SEED=<seed> cargo test -p cti-core --test shared_any`
//! repeats it.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod browser;

use browser::{
    Door, Picture, Weather, World,
    acts::{Act, script, weather},
};
use cti_core::{ConnectionState, Edit, Intent, IntentError};
use cti_protocol::{Id, Pii};
use proptest::{prelude::*, test_runner::RngSeed};
use serde_json::json;
use std::{
    collections::{BTreeMap, hash_map::RandomState},
    hash::{BuildHasher, Hasher},
    rc::Rc,
};

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

/// A world, and what was done in it.
struct Play {
    world: World,
    dials: BTreeMap<(usize, u64), String>,
    /// Notes by page, each in a call of its own.
    notes: BTreeMap<usize, String>,
    claims: usize,
    stages: [u8; 4],
    rounds: [u32; 4],
    hung: bool,
    frozen: bool,
    gone: bool,
    calm: u64,
    swift: bool,
}

impl Play {
    fn new(seed: u64, weather: Weather) -> Self {
        Self {
            world: World::with(seed, weather),
            dials: BTreeMap::new(),
            notes: BTreeMap::new(),
            claims: 0,
            stages: [0; 4],
            rounds: [0; 4],
            hung: false,
            frozen: false,
            gone: false,
            calm: 0,
            swift: weather.loss == 0 && weather.delay < 100,
        }
    }

    fn name(&self, number: u8) -> String {
        format!("c{number}-{}", self.rounds[usize::from(number)])
    }

    fn call(&mut self, number: u8) {
        let at = usize::from(number);
        let name = self.name(number);
        match self.stages[at] {
            0 => self.world.ring(&name),
            1 => self.world.call("call_connected", &name, "101", &json!({})),
            2 => {
                let variables = json!({"variables": {"crm": self.world.now.to_string(), "vip": "no"}});
                self.world.call("data_updated", &name, "101", &variables);
            }
            _ => {
                self.world.call("call_disconnected", &name, "101", &json!({}));
                self.rounds[at] += 1;
            }
        }
        self.stages[at] = (self.stages[at] + 1) % 4;
    }

    fn perform(&mut self, which: usize, act: Act) {
        match act {
            Act::Open => {
                if self.world.living().len() < 5 {
                    self.world.open();
                }
            }
            Act::Call(number) => self.call(number),
            Act::Status => self.world.status(
                "102",
                if which.is_multiple_of(2) {
                    "Ready"
                } else {
                    "Offline"
                },
            ),
            Act::Noise if which.is_multiple_of(2) => {
                let data = json!({"message": "a word"});
                self.world
                    .say(&json!({"event": "error", "sender_id": "s", "data": data}));
            }
            Act::Noise => self
                .world
                .say(&json!({"event": "odd", "sender_id": "s", "data": {}})),
            Act::Manner(manner) => self.world.room.manner = manner,
            Act::Door(door) => self.world.room.door = door,
            Act::Cut(code) => self.world.cut(code),
            // Before a tab has a state nobody may know of it.
            Act::Claim if self.world.pages.iter().all(|page| page.role != "waiting") => {
                self.claims += 1;
                for tab in self.world.living() {
                    if self.world.pages[tab].awake(self.world.now) {
                        self.world.claim(tab, &format!("claim {}", self.claims));
                    }
                }
            }
            Act::Claim => {}
            act => {
                if let Some(tab) = self.meant(which) {
                    self.at_page(tab, which, act);
                }
            }
        }
    }

    /// Half of what happens, happens to the leader: there is most to be seen.
    fn meant(&self, which: usize) -> Option<usize> {
        let living = self.world.living();
        match (which % 2, self.world.leaders().first()) {
            (0, Some(leader)) => Some(*leader),
            _ if living.is_empty() => None,
            _ => Some(living[which % living.len()]),
        }
    }

    fn at_page(&mut self, tab: usize, which: usize, act: Act) {
        let world = &mut self.world;
        let (awake, frozen) = (world.pages[tab].awake(world.now), world.pages[tab].frozen);
        match act {
            Act::Crash => world.crash(tab),
            Act::Resume if frozen => world.resume(tab),
            _ if !awake => {}
            Act::Close => world.close(tab),
            Act::Freeze => {
                self.frozen = true;
                world.freeze(tab);
            }
            Act::Hang(millis) => {
                self.hung = true;
                world.hang(tab, millis);
            }
            Act::Show(visible) => world.show(tab, visible),
            Act::Choke(choked) => world.pages[tab].choked = choked,
            act => self.by_agent(tab, which, act),
        }
    }

    fn by_agent(&mut self, tab: usize, which: usize, act: Act) {
        let world = &mut self.world;
        let calls = world.see(tab).calls;
        let call = calls.get(which % calls.len().max(1)).map(|call| call.id.clone());
        match (act, call) {
            (Act::Dial, _) => {
                let number = format!("+346{:08}", world.now * 10 + tab as u64);
                if let Ok(Some(command)) = world.dial(tab, &number) {
                    self.dials.insert((tab, command), number);
                }
            }
            (Act::LogOut, _) => {
                let user = Some(Id::text("102"));
                let _ = world.ask(tab, Intent::Logout { user });
            }
            (Act::Connect, _) => drop(world.ask(tab, Intent::Connect)),
            (Act::Disconnect, _) => drop(world.ask(tab, Intent::Disconnect)),
            (Act::DismissNotice, _) => {
                let notices = world.see(tab).notices;
                if let Some(notice) = notices.first() {
                    world.ask(tab, Intent::DismissNotice(notice.id)).unwrap();
                }
            }
            (Act::Set, Some(call)) => drop(world.set(tab, call.as_str(), "crm", "2")),
            (Act::Letter, _) => {
                let name = format!("own {tab}");
                let note = self.notes.entry(tab).or_default();
                if calls.iter().any(|call| call.id.as_str() == name) {
                    let card = calls.iter().find(|call| call.id.as_str() == name).unwrap();
                    let shown = card.note.as_ref().map_or("", |note| note.as_str());
                    assert_eq!(shown, note, "what was typed is not there any more");
                    note.push(char::from(b'a' + (which as u8)));
                    world.note(tab, &name, note).unwrap();
                } else {
                    self.gone |= !std::mem::take(note).is_empty();
                    world.ring(&name);
                }
            }
            (Act::Edit(what), Some(call)) => {
                let text = world.now.to_string();
                let edit = match what {
                    0 => Edit::Open,
                    1 => Edit::Add,
                    2 => Edit::Name(1 + (which as u32) % 4, text),
                    3 => Edit::Value(1 + (which as u32) % 4, Pii::new(text)),
                    _ if which.is_multiple_of(4) => Edit::Discard,
                    _ if which % 4 == 1 => Edit::Remove(1),
                    _ => Edit::Close,
                };
                let _ = world.edit(tab, call.as_str(), edit);
            }
            (Act::Dismiss, Some(call)) if !call.as_str().starts_with("own") => {
                drop(world.ask(tab, Intent::Dismiss(call)));
            }
            _ => {}
        }
    }

    /// Whatever happened: from now on nothing is lost, and all pages run.
    fn calm_down(&mut self) {
        self.world.weather = browser::FAIR;
        self.world.room.door = Door::Open;
        for tab in self.world.living() {
            if self.world.pages[tab].frozen {
                self.world.resume(tab);
            }
        }
        self.world.pass(20_000);
        let before = self.world.count;
        self.world.pass(60_000);
        self.calm = self.world.count - before;
    }

    fn all_is_well(&mut self) -> Result<(), TestCaseError> {
        for (place, number) in &self.dials {
            let dials = self.world.room.dials(number);
            prop_assert!(dials <= 1, "dialled {} times: {}", dials, number);
            match self.world.settled(place.0, place.1)[..] {
                [Ok(_)] => prop_assert_eq!(dials, 1),
                [Err(IntentError::NotConnected)] => prop_assert_eq!(dials, 0, "it was dialled all the same"),
                _ => {}
            }
        }
        for page in &self.world.pages {
            for command in &page.asked {
                let settled = page
                    .settled
                    .iter()
                    .filter(|settled| settled.0 == *command)
                    .count();
                let right = settled == 1 || (settled == 0 && page.phone.is_none());
                prop_assert!(right, "settled {} times: {}", settled, command);
            }
            prop_assert!(page.settled.iter().all(|settled| page.asked.contains(&settled.0)));
        }
        // Who could not hear what the last leader said may claim the same again.
        if !self.hung && !self.frozen && self.swift {
            let mut claimed: Vec<_> = self.world.pages.iter().flat_map(|page| &page.claimed).collect();
            claimed.sort_unstable();
            let twice = claimed.windows(2).find(|pair| pair[0] == pair[1]);
            prop_assert!(twice.is_none(), "claimed twice: {:?}", twice);
        }
        let living = self.world.living();
        // Each asks the leader now and then whether it lives, and hears the answers to all.
        let most = 60 * (living.len() * living.len() + 3);
        prop_assert!(
            self.calm <= most as u64,
            "no rest: {} things in a minute",
            self.calm
        );
        if self.swift && !self.hung && !self.frozen {
            prop_assert!(self.world.room.most <= 1);
        }
        let Some(first) = living.first().copied() else {
            return Ok(());
        };
        prop_assert_eq!(self.world.leaders().len(), 1);
        let parted = self.hung || self.frozen || !self.swift;
        let words = self.world.difference_of(|pictures| {
            if parted {
                keep_what_is_open(pictures);
            }
        });
        prop_assert!(words.is_none(), "{}", words.unwrap_or_default());
        let state = self.world.see(first).connection.state;
        let members = usize::from(state == ConnectionState::Live);
        prop_assert_eq!(self.world.room.members.len(), members, "{:?}", state);
        let picture = self.world.picture(first);
        for tab in living {
            let Some(note) = self.notes.get(&tab).filter(|note| !note.is_empty()) else {
                continue;
            };
            let name = format!("own {tab}");
            let mut known = picture.calls.iter().chain(picture.history.iter());
            let Some(call) = known.find(|call| call.id.as_str() == name) else {
                // Only a tab that led by itself knew of the call.
                self.gone = true;
                continue;
            };
            let shown = call.note.as_ref().map(|note| note.as_str());
            prop_assert_eq!(shown, Some(note.as_str()), "tab {}", tab);
        }
        prop_assert!(parted || !self.gone, "a call is gone");
        Ok(())
    }
}

/// A tab that led by itself, while the others could not hear it, knows more of the past than they do, until they read it
/// again. But what is open must be so everywhere.
fn keep_what_is_open(pictures: &mut [Picture]) {
    for picture in pictures {
        picture.history = Rc::default();
        Rc::make_mut(&mut picture.gaps).retain(|gap| gap.to.is_none());
    }
}

proptest! {
    #![proptest_config(cases(1_000))]

    /// In any weather: nothing is sent twice, everything settles once, and all become equal.
    #[test]
    fn whatever_happens_all_become_equal(seed in any::<u64>(), weather in weather(), script in script()) {
        let mut play = Play::new(seed, weather);
        play.world.open();
        for (gap, which, act) in script {
            play.perform(which, act);
            play.world.pass(gap);
        }
        play.calm_down();
        play.all_is_well()?;
    }
}
