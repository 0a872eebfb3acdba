//! Several tabs at a desk, and the log in which they claim what one does for all.

use super::{Tab, answered, at, ended, ringing};
use cti_core::{AlertEffect as Effect, Call, Duty, Moment, Outcome, Phase, Place, Pop, ScreenPop};
use cti_protocol::{Id, Pii};
use proptest::prelude::*;
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

pub const TABS: usize = 3;
pub const CALLS: usize = 3;

#[derive(Clone, Debug)]
pub enum Step {
    Ring(usize),
    Answer(usize),
    End(usize, bool),
    /// Confirmed again, or in doubt for so long already.
    Doubt(usize, u64),
    Dismiss(usize),
    Name(usize),
    /// Another tab rings, or one of a click does not; `TABS` for none.
    Ringer(usize, bool),
    Notifier(usize, bool),
    Popper(usize, bool),
    /// The tab is closed, and a new one opened.
    Replace(usize),
    /// The browser blocks what opens from now on, or not.
    Block(bool),
    /// The agent uses what a card of this tab offers.
    Open(usize),
    Mute(bool),
    QuietOnCall(bool),
    Pass(u64),
    /// One of the claims on their way comes into the log.
    Log(usize),
    /// The first that won hears of it.
    Hear,
}

/// What is done once it is claimed.
enum Claimed {
    Notify(Rc<Call>),
    Pop(Pop),
}

/// What a tab does at the moment, as its effects say.
#[derive(Default)]
struct Doing {
    /// No two tabs have the same, not even one after the other.
    number: usize,
    claims: BTreeMap<String, Claimed>,
    /// What opened by itself here.
    opened: BTreeSet<String>,
    rings: Option<u8>,
    hint: bool,
    badge: usize,
    notified: Vec<String>,
    offers: Vec<String>,
}

pub struct Desk {
    tabs: Vec<(Tab, Doing)>,
    pub calls: BTreeMap<usize, Call>,
    ringer: (usize, bool),
    notifier: (usize, bool),
    popper: (usize, bool),
    /// Tabs of which each thinks that these two are its own, if any do.
    pub holders: Vec<bool>,
    blocks: bool,
    mute: bool,
    quiet_on_call: bool,
    /// How often each thing was done, of all tabs.
    pub counts: BTreeMap<String, usize>,
    /// Tabs that there were.
    born: usize,
    /// Claims that are not in the log yet, with the tab.
    pub asked: Vec<(usize, String)>,
    log: BTreeSet<String>,
    /// Claims that were the first, of which their tab was not told yet.
    pub won: Vec<(usize, String)>,
}

fn new_tab(number: usize, millis: u64) -> (Tab, Doing) {
    let mut tab = Tab::plain(Place::default());
    tab.rules = ScreenPop::read(&json!({"url": "/e/{callId}", "on": "end", "rules": [
        {"url": "/r/{callId}", "on": "ring"},
        {"url": "/a/{callId}", "on": "answer", "variable": {"name": "known"}},
    ]}))
    .unwrap();
    tab.millis = millis;
    let doing = Doing {
        number,
        ..Doing::default()
    };
    (tab, doing)
}

impl Desk {
    pub fn new() -> Self {
        Self {
            tabs: (0..TABS).map(|number| new_tab(number, 0)).collect(),
            calls: BTreeMap::new(),
            ringer: (0, true),
            notifier: (0, true),
            popper: (0, true),
            holders: Vec::new(),
            blocks: false,
            mute: false,
            quiet_on_call: false,
            counts: BTreeMap::new(),
            born: TABS,
            asked: Vec::new(),
            log: BTreeSet::new(),
            won: Vec::new(),
        }
    }

    /// A duty of a tab, by who has it and whether it falls to nobody if none has it.
    fn duty(&self, tab: usize, (holder, nobody): (usize, bool)) -> Duty {
        match (self.holders.get(tab), holder) {
            (Some(true), _) => Duty::Here,
            (Some(false), _) => Duty::Elsewhere,
            (None, holder) if holder == tab => Duty::Here,
            (None, TABS) if nobody => Duty::Nowhere,
            _ => Duty::Elsewhere,
        }
    }

    pub fn take(&mut self, step: &Step) {
        match *step {
            Step::Ring(id) => {
                self.calls.entry(id).or_insert_with(|| ringing(&id.to_string()));
            }
            Step::Answer(id) => self.change(id, |call| {
                if call.phase == Phase::Ringing {
                    *call = answered(call);
                }
            }),
            Step::End(id, told) => self.change(id, |call| {
                let outcome = match (call.phase, told) {
                    (Phase::Connected, true) => Outcome::Completed,
                    (Phase::Ringing, true) => Outcome::Missed,
                    _ => Outcome::Unknown,
                };
                if call.phase != Phase::Ended {
                    *call = ended(call, outcome);
                }
                call.unconfirmed_since = None;
            }),
            Step::Doubt(id, age) => {
                let since = at(self.tabs[0].0.millis).wall.saturating_sub_unsigned(age);
                self.change(id, |call| {
                    let doubt = call.unconfirmed_since.is_none() && call.phase != Phase::Ended;
                    call.unconfirmed_since = doubt.then_some(since);
                });
            }
            Step::Dismiss(id) => {
                self.calls.remove(&id);
            }
            Step::Name(id) => self.change(id, |call| {
                call.variables.insert("known".to_owned(), Pii::from("yes"));
            }),
            Step::Ringer(tab, ready) => self.ringer = (tab, ready),
            Step::Notifier(tab, nobody) => self.notifier = (tab, nobody),
            Step::Popper(tab, nobody) => self.popper = (tab, nobody),
            Step::Replace(tab) => {
                // The new one knows nothing, and nobody hears what the old one claimed.
                self.tabs[tab] = new_tab(self.born, self.tabs[tab].0.millis);
                self.born += 1;
            }
            Step::Block(blocks) => self.blocks = blocks,
            Step::Open(tab) => {
                let (tab, doing) = &mut self.tabs[tab];
                if let Some(offer) = doing.offers.first().cloned() {
                    let (call, moment) = offer.split_once(' ').unwrap();
                    let moment = Moment::ALL
                        .into_iter()
                        .find(|known| format!("{known:?}") == moment);
                    tab.alerts.opened(&Id::text(call), moment.unwrap());
                    let what = format!("opened {offer} in {}", doing.number);
                    *self.counts.entry(what).or_default() += 1;
                }
            }
            Step::Mute(mute) => self.mute = mute,
            Step::QuietOnCall(quiet) => self.quiet_on_call = quiet,
            Step::Pass(millis) => self.tabs.iter_mut().for_each(|(tab, _)| tab.millis += millis),
            Step::Log(index) => self.enter(index),
            Step::Hear => self.hear(),
        }
    }

    /// One of the claims on their way comes into the log.
    pub fn enter(&mut self, index: usize) {
        if self.asked.is_empty() {
            return;
        }
        let (tab, key) = self.asked.remove(index % self.asked.len());
        if self.log.insert(key.clone()) {
            self.won.push((tab, key));
        }
    }

    /// Does what the widget does once its claim was the first.
    pub fn hear(&mut self) {
        if self.won.is_empty() {
            return;
        }
        let (number, key) = self.won.remove(0);
        let Some((tab, doing)) = self.tabs.iter_mut().find(|(_, doing)| doing.number == number) else {
            return;
        };
        let mut count = |what: String| *self.counts.entry(what).or_default() += 1;
        match doing.claims.remove(&key).unwrap() {
            Claimed::Notify(call) if tab.alerts.may_notify(&call.id) => {
                count(format!("notify {}", call.id));
                doing.notified.push(call.id.to_string());
            }
            Claimed::Notify(_) => {}
            Claimed::Pop(pop) => {
                let (id, moment) = (&pop.call.id, pop.moment);
                if !tab.alerts.may_open(at(tab.millis), id, moment) || self.blocks {
                    tab.alerts.blocked(id, moment);
                } else {
                    count(format!("pop {id} {moment:?}"));
                    doing.opened.insert(format!("{id} {moment:?}"));
                }
            }
        }
    }

    fn change(&mut self, id: usize, change: impl FnOnce(&mut Call)) {
        if let Some(call) = self.calls.get_mut(&id) {
            change(call);
        }
    }

    /// All tabs look, one after the other.
    pub fn look(&mut self) {
        let calls: Vec<Call> = self.calls.values().cloned().collect();
        let calls: Vec<&Call> = calls.iter().collect();
        for index in 0..TABS {
            let place = Place {
                rings_here: self.ringer.0 == index,
                sound_ready: self.ringer.1,
                notifies: self.duty(index, self.notifier),
                pops: self.duty(index, self.popper),
            };
            let (tab, _) = &mut self.tabs[index];
            tab.place = place;
            tab.settings.sound = !self.mute;
            tab.settings.quiet_on_call = self.quiet_on_call;
            let effects = tab.effects(&calls);
            for effect in effects {
                self.apply(index, effect);
            }
        }
    }

    fn apply(&mut self, index: usize, effect: Effect) {
        let doing = &mut self.tabs[index].1;
        let mut claim = |key: String, claimed| {
            let before = doing.claims.insert(key.clone(), claimed);
            assert!(before.is_none(), "{key} is claimed twice by one tab");
            self.asked.push((doing.number, key));
        };
        match effect {
            Effect::Ring(volume) => doing.rings = Some(volume),
            Effect::StopRing => doing.rings = None,
            Effect::SoundBlocked(blocked) => doing.hint = blocked,
            Effect::EndTone(_) => {}
            Effect::Badge(badge) => doing.badge = badge.ringing,
            Effect::Notify(call) => claim(format!("notify {}", call.id), Claimed::Notify(call)),
            Effect::Withdraw(call) => doing.notified.retain(|known| known != call.as_str()),
            Effect::Pop(pop) => {
                let key = format!("pop {} {:?}", pop.call.id, pop.moment);
                claim(key, Claimed::Pop(pop));
            }
            Effect::Offer(pop) => {
                let offer = format!("{} {:?}", pop.call.id, pop.moment);
                assert!(!doing.opened.contains(&offer), "{offer} is open");
                doing.offers.push(offer);
            }
            Effect::OfferGone(call, moment) => {
                doing
                    .offers
                    .retain(|known| *known != format!("{call} {moment:?}"));
            }
            Effect::Refused(rule, _) => panic!("{rule} is not refused here"),
        }
    }

    pub fn check(&self) -> Result<(), TestCaseError> {
        let busy = self.calls.values().any(|call| call.phase == Phase::Connected);
        for (index, (tab, doing)) in self.tabs.iter().enumerate() {
            let heard = |call: &&Call| {
                let since = call.unconfirmed_since;
                since.is_none_or(|since| at(tab.millis).wall - since < 15_000)
            };
            let rings = |call: &&Call| call.phase == Phase::Ringing && heard(call);
            let ringing = self.calls.values().filter(rings).count();
            let due = ringing > 0 && !self.mute && !(busy && self.quiet_on_call);
            let here = due && self.ringer.0 == index;
            prop_assert_eq!(doing.rings.is_some(), here && self.ringer.1);
            prop_assert_eq!(doing.hint, here && !self.ringer.1);
            prop_assert_eq!(doing.badge, ringing);
            for id in &doing.notified {
                let call = self.calls.get(&id.parse().unwrap());
                prop_assert!(
                    call.as_ref().is_some_and(rings),
                    "a notification outlives its ring"
                );
            }
            for offer in &doing.offers {
                let id = offer.split(' ').next().unwrap();
                prop_assert!(
                    self.calls.contains_key(&id.parse().unwrap()),
                    "an offer outlives its card"
                );
            }
        }
        prop_assert!(
            self.tabs
                .iter()
                .filter(|(_, doing)| doing.rings.is_some())
                .count()
                <= 1
        );
        for (what, times) in &self.counts {
            prop_assert!(*times <= 1, "{what}: {times} times");
        }
        Ok(())
    }
}
