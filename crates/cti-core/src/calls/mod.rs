//! All calls of the room: which one an event is about, how long each is kept, when one is given up.

mod facts;
mod lifetime;
mod picture;
mod restore;
mod saved;

use crate::{
    snapshot::{Call, Phase, UserCall},
    time::{MINUTE, Millis, Now},
};
use cti_protocol::{Assignment, CallFields, Details, Direction, Event, Id, Sorted};
use facts::{Facts, Hearing, Unsure};
use lifetime::earlier;
use std::rc::Rc;

/// How long an ended call stays a card.
const CARD_KEPT: Millis = 2 * MINUTE;
/// Calls of one user among which another with the same id is looked for.
const NAMESAKES: usize = 50;
/// Live calls at most: a room that starts calls and never ends them must not fill the memory.
const LIVE_LIMIT: usize = 10_000;

/// What an event did to a call.
pub(crate) struct Applied {
    pub(crate) key: u64,
    /// Whether it told anything that was not known.
    pub(crate) news: bool,
}

struct Entry {
    facts: Facts,
    call: Rc<Call>,
    ended_mono: Option<Millis>,
}

#[derive(Default)]
pub(crate) struct Calls {
    me: Option<Id>,
    next: u64,
    /// By order of arrival.
    entries: Sorted<u64, Box<Entry>>,
    by_id: Sorted<Id, u64>,
    by_session: Sorted<Id, u64>,
    live: Sorted<u64, ()>,
    /// Oldest first.
    ended: std::collections::VecDeque<u64>,
    by_user: Sorted<Id, Sorted<u64, ()>>,
    /// My calls that live, or whose cards may still show.
    mine: Sorted<u64, ()>,
    /// Set while the room is not heard: what is said of a call meanwhile makes it no more certain.
    unsure: Option<Unsure>,
    /// No call is to be given up before then, on the forward clock.
    give_up_at: Option<Millis>,
    /// No card goes before then.
    fade_at: Option<Millis>,
    crowded_out: u64,
    /// Whose calls were let go since that was last asked.
    let_go: Vec<Id>,
    /// My calls that ended since they were last taken, for the history.
    finished: Vec<Rc<Call>>,
}

impl Calls {
    /// Applies an event of a call; `at` is its time in milliseconds since 1970. `None` if it names no call.
    pub(crate) fn apply(
        &mut self,
        now: Now,
        at: i64,
        event: &Event,
        fields: &CallFields,
        details: &Details,
    ) -> Option<Applied> {
        let id = fields.id.as_ref().or(fields.session.as_ref())?.clone();
        let key = self
            .find(&id, fields, event)
            .unwrap_or_else(|| self.insert(&id, at));
        let entry = self.entries.get_mut(&key)?;
        let unsure = self.unsure;
        let hearing = Hearing { now, at, unsure };
        let news = entry.facts.add(&id, event, fields, details, hearing);
        self.crowded_out += entry.facts.take_left_out();
        // One session for each call, so that the room cannot fill the memory with them.
        if let Some(session) = &fields.session
            && entry.facts.session.as_ref() == Some(session)
        {
            self.by_session.insert(session.clone(), key);
        }
        // What no leg has, since there was no room for one, nothing would ever take out of these again.
        if let Some(user) = &fields.user.id
            && entry.facts.has_leg(&id, Some(user))
        {
            let keys = self.by_user.get_or_insert_with(user.clone(), Sorted::default);
            keys.insert(key, ());
        }
        if entry.facts.legs.iter().any(|leg| leg.id == id) {
            self.by_id.get_or_insert_with(id, || key);
        }
        if news {
            self.redraw(now, key);
        }
        Some(Applied { key, news })
    }

    /// The call that an event is about; `None` if it is a new one.
    fn find(&self, id: &Id, fields: &CallFields, event: &Event) -> Option<u64> {
        let starts = matches!(event, Event::IncomingCall(_) | Event::OutgoingCall(_));
        let transferred = starts && fields.assignment == Some(Assignment::Transfer);
        let user = fields.user.id.as_ref();
        if let Some(&key) = self.by_id.get(id) {
            let facts = &self.entries.get(&key)?.facts;
            let (Some(user), false) = (user, facts.has_leg(id, user)) else {
                return Some(key);
            };
            // Two calls of one id, of which the older is this user's.
            let theirs = self
                .by_user
                .get(user)
                .into_iter()
                .flat_map(|keys| keys.keys().rev());
            let is_theirs = |key: &&u64| {
                let entry = self.entries.get(*key);
                entry.is_some_and(|entry| entry.facts.has_leg(id, Some(user)))
            };
            if let Some(&older) = theirs.take(NAMESAKES).find(is_theirs) {
                return Some(older);
            }
            return (!(transferred && facts.is_answered())).then_some(key);
        }
        // Legs of one call may share only the wider session.
        let &key = self.by_session.get(fields.session.as_ref()?)?;
        let facts = &self.entries.get(&key)?.facts;
        // A phone that rings again, by an id of its own, after its first ring was over: that is a new call to it.
        let anew = (starts && facts.is_over_for(user)) || (transferred && facts.is_answered());
        (!anew).then_some(key)
    }

    fn insert(&mut self, id: &Id, at: i64) -> u64 {
        let oldest = self.live.keys().next().copied();
        if self.live.len() >= LIVE_LIMIT
            && let Some(oldest) = oldest
        {
            self.crowded_out += 1;
            self.let_go.extend(self.users_of(oldest));
            self.forget(oldest);
        }
        let key = self.next;
        self.next += 1;
        let mut facts = Facts::new(id.clone(), at);
        if self.by_id.contains_key(id) {
            // Cards are known by their id: the second call of one id gets its own.
            facts.id = Id::text(format!("{id}#{key}"));
            self.by_id.insert(facts.id.clone(), key);
        }
        self.by_id.insert(id.clone(), key);
        let call = Rc::new(picture::call(&facts, self.me.as_ref()));
        let entry = Entry {
            facts,
            call,
            ended_mono: None,
        };
        self.entries.insert(key, Box::new(entry));
        self.live.insert(key, ());
        key
    }

    fn redraw(&mut self, now: Now, key: u64) {
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        let mut call = picture::call(&entry.facts, self.me.as_ref());
        let was_ended = entry.call.phase == Phase::Ended;
        if was_ended && entry.call.mine && call.mine && call.phase != Phase::Ended {
            // Whatever is learnt of it later: a card that said "ended" does not come back to life.
            call.phase = Phase::Ended;
            call.outcome.clone_from(&entry.call.outcome);
            let talked = call.connected_at.unwrap_or(call.started_at);
            call.ended_at = entry.call.ended_at.max(Some(talked));
            call.unconfirmed_since = None;
        }
        entry.call = Rc::new(call);
        let ended = entry.call.phase == Phase::Ended;
        entry.ended_mono = ended.then(|| entry.ended_mono.unwrap_or(now.mono));
        let over = entry.facts.is_over();
        if entry.call.mine {
            if ended && (!was_ended || over) {
                self.finished.push(entry.call.clone());
            }
            if shows(now, entry) {
                self.mine.insert(key, ());
                let fades = entry.ended_mono.map(|at| at + CARD_KEPT);
                self.fade_at = earlier(self.fade_at, fades);
            } else {
                self.mine.remove(&key);
            }
        }
        self.give_up_at = earlier(self.give_up_at, entry.facts.due());
        self.keep(key, over);
    }

    /// Speaks for another agent: what is mine is decided anew.
    pub(crate) fn set_me(&mut self, now: Now, me: Option<Id>) {
        self.me = me;
        self.mine.clear();
        for entry in self.entries.values_mut() {
            entry.call = Rc::new(picture::call(&entry.facts, self.me.as_ref()));
            let ended = entry.call.phase == Phase::Ended;
            entry.ended_mono = ended.then(|| entry.ended_mono.unwrap_or(now.mono));
        }
        for (key, entry) in self.entries.iter() {
            if shows(now, entry) {
                self.mine.insert(*key, ());
            }
        }
        self.fade_at = Some(now.mono);
    }

    /// Takes a card away. `false` if there is no such call.
    pub(crate) fn dismiss(&mut self, now: Now, id: &Id) -> bool {
        let Some(key) = self.key(id) else { return false };
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.facts.dismissed = true;
        }
        self.redraw(now, key);
        true
    }

    pub(crate) fn get(&self, id: &Id) -> Option<&Rc<Call>> {
        self.by_key(self.key(id)?)
    }

    pub(crate) fn by_key(&self, key: u64) -> Option<&Rc<Call>> {
        self.entries.get(&key).map(|entry| &entry.call)
    }

    /// The id under which the agent's own phone knows a call, and whose phone that is.
    pub(crate) fn address(&self, id: &Id) -> Option<(Id, Option<Id>)> {
        let facts = &self.entries.get(&self.key(id)?)?.facts;
        let own = facts
            .legs
            .iter()
            .find(|leg| leg.user.is_some() && leg.user == self.me);
        let leg = own
            .or_else(|| facts.legs.iter().find(|leg| leg.connected.is_some()))
            .or(facts.legs.first())?;
        Some((leg.id.clone(), leg.user.clone()))
    }

    fn key(&self, id: &Id) -> Option<u64> {
        self.by_id
            .get(id)
            .copied()
            .filter(|key| self.entries.contains_key(key))
    }

    /// Cards in the order in which they are shown: what rings, what is live, the just-ended.
    pub(crate) fn cards(&self, now: Now) -> Vec<Rc<Call>> {
        let mut cards = Sorted::default();
        for key in self.mine.keys() {
            let Some(entry) = self.entries.get(key).filter(|entry| shows(now, entry)) else {
                continue;
            };
            let rank = match entry.call.phase {
                Phase::Ringing | Phase::Dialing => (0, *key),
                Phase::Connected => (1, *key),
                Phase::Ended => (2, u64::MAX - *key),
            };
            cards.insert(rank, entry.call.clone());
        }
        cards.values().cloned().collect()
    }

    /// Every call that is remembered, in the order of arrival.
    pub(crate) fn all(&self) -> Vec<Rc<Call>> {
        self.entries.values().map(|entry| entry.call.clone()).collect()
    }

    /// The live call at a user's phone, for the team list.
    pub(crate) fn of_user(&self, user: &Id) -> Option<UserCall> {
        let keys = self.by_user.get(user)?;
        keys.keys()
            .rev()
            .filter(|key| self.live.contains_key(key))
            .find_map(|key| {
                let entry = self.entries.get(key)?;
                let leg = picture::live_leg(&entry.facts, user)?;
                // As on a card: without a beginning it is under way, and nobody knows how far.
                let rings = leg.connected.is_none() && leg.began.is_some();
                let phase = match entry.facts.direction {
                    Some(Direction::Outgoing) if rings => Phase::Dialing,
                    _ if rings => Phase::Ringing,
                    _ => Phase::Connected,
                };
                Some(UserCall {
                    id: entry.facts.id.clone(),
                    name: entry.facts.name.clone(),
                    number: entry.facts.other_party().cloned(),
                    phase,
                    since: leg.connected.or(leg.began).unwrap_or(entry.facts.heard_at),
                })
            })
    }

    /// Every user that a call names.
    pub(crate) fn users_of(&self, key: u64) -> Vec<Id> {
        let legs = self
            .entries
            .get(&key)
            .map(|entry| entry.facts.legs.as_slice())
            .unwrap_or_default();
        legs.iter().filter_map(|leg| leg.user.clone()).collect()
    }

    /// Whose calls were let go, since there were too many, since this was last asked.
    pub(crate) fn take_let_go(&mut self) -> Vec<Id> {
        std::mem::take(&mut self.let_go)
    }

    /// My calls that ended, or of which more was learnt after they had, since this was last asked.
    pub(crate) fn take_finished(&mut self) -> Vec<Rc<Call>> {
        std::mem::take(&mut self.finished)
    }
}

fn shows(now: Now, entry: &Entry) -> bool {
    entry.call.mine
        && !entry.facts.dismissed
        && entry
            .ended_mono
            .is_none_or(|at| now.mono.saturating_sub(at) < CARD_KEPT)
}
