//! All calls of the room: which one an event is about, how long each is kept, when one is given up.

mod facts;
mod picture;

use crate::{
    snapshot::{Call, Phase, UserCall},
    time::{MINUTE, Millis, Now, SECOND},
};
use cti_protocol::{CallFields, Details, Event, Id, Sorted};
use facts::Facts;
use std::rc::Rc;

/// A ring of which nothing is heard for so long is given up.
const RING_LIMIT: Millis = 5 * MINUTE;
/// A ring that nothing confirms after a gap is given up sooner.
const UNCONFIRMED_RING_LIMIT: Millis = 2 * MINUTE;
/// A talk of which nothing is heard for so long is given up.
const TALK_LIMIT: Millis = 8 * 60 * MINUTE;
/// How long an ended call stays a card.
const CARD_KEPT: Millis = 2 * MINUTE;
/// Ended calls that are remembered, so that late words about them do not bring them back.
const REMEMBERED: usize = 2_000;
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
        let mut news = entry.facts.add(&id, event, fields, details, at);
        entry.facts.spoken_mono = now.mono;
        news |= entry
            .facts
            .confirm(now.mono, event, fields.user.id.as_ref(), self.me.as_ref());
        self.by_id.insert(id, key);
        if let Some(session) = &fields.session {
            self.by_session.insert(session.clone(), key);
        }
        if let Some(user) = &fields.user.id {
            let keys = self.by_user.get_or_insert_with(user.clone(), Sorted::default);
            keys.insert(key, ());
        }
        if news {
            self.redraw(now, key);
        }
        Some(Applied { key, news })
    }

    fn find(&self, id: &Id, fields: &CallFields, event: &Event) -> Option<u64> {
        let starts = matches!(
            event,
            Event::IncomingCall(_) | Event::OutgoingCall(_) | Event::CallConnected(_)
        );
        if let Some(&key) = self.by_id.get(id) {
            let facts = &self.entries.get(&key)?.facts;
            let user = fields.user.id.as_ref();
            let new_leg = user.is_some()
                && !facts
                    .legs
                    .iter()
                    .any(|leg| leg.user.is_none() || leg.user.as_ref() == user);
            // A queue may ring at the next agent after the first ring was over: that is a ring, not a late word.
            return (!(starts && new_leg && facts.is_over())).then_some(key);
        }
        // Legs of one call may share only the wider session.
        let &key = self.by_session.get(fields.session.as_ref()?)?;
        let facts = &self.entries.get(&key)?.facts;
        (!(starts && facts.is_over())).then_some(key)
    }

    fn insert(&mut self, id: &Id, at: i64) -> u64 {
        let oldest = self.live.keys().next().copied();
        if self.live.len() >= LIVE_LIMIT
            && let Some(oldest) = oldest
        {
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
        let was_ended = entry.call.phase == Phase::Ended;
        let mut drawn = picture::call(&entry.facts, self.me.as_ref());
        if was_ended && drawn.phase != Phase::Ended {
            picture::keep_end(&entry.call, &mut drawn);
        }
        entry.call = Rc::new(drawn);
        if entry.call.phase == Phase::Ended && entry.ended_mono.is_none() {
            entry.ended_mono = Some(now.mono);
        }
        if entry.call.mine && entry.call.phase == Phase::Ended && (!was_ended || entry.facts.is_over()) {
            self.finished.push(entry.call.clone());
        }
        if entry.facts.is_over() && self.live.remove(&key).is_some() {
            self.ended.push_back(key);
            if self.ended.len() > REMEMBERED
                && let Some(oldest) = self.ended.pop_front()
            {
                self.forget(oldest);
            }
        }
    }

    fn forget(&mut self, key: u64) {
        let Some(entry) = self.entries.remove(&key) else {
            return;
        };
        self.live.remove(&key);
        let ids = entry
            .facts
            .legs
            .iter()
            .map(|leg| &leg.id)
            .chain([&entry.facts.id]);
        for id in ids {
            if self.by_id.get(id) == Some(&key) {
                self.by_id.remove(id);
            }
        }
        if let Some(session) = &entry.facts.session
            && self.by_session.get(session) == Some(&key)
        {
            self.by_session.remove(session);
        }
        for user in entry.facts.legs.iter().filter_map(|leg| leg.user.as_ref()) {
            if let Some(keys) = self.by_user.get_mut(user) {
                keys.remove(&key);
                if keys.is_empty() {
                    self.by_user.remove(user);
                }
            }
        }
    }

    /// Speaks for another agent: what is mine is decided anew.
    pub(crate) fn set_me(&mut self, me: Option<Id>) {
        self.me = me;
        for entry in self.entries.values_mut() {
            entry.call = Rc::new(picture::call(&entry.facts, self.me.as_ref()));
        }
    }

    /// The room was not heard from `since` on: what lived then is not certain any more.
    pub(crate) fn unconfirm(&mut self, now: Now, since: i64) {
        for key in self.live.keys().copied().collect::<Vec<_>>() {
            if let Some(entry) = self.entries.get_mut(&key) {
                entry.facts.unconfirmed.get_or_insert((since, now.mono));
            }
            self.redraw(now, key);
        }
    }

    /// Gives up what was not heard of for too long. Whether anything changed.
    pub(crate) fn expire(&mut self, now: Now) -> bool {
        let due: Vec<u64> = self
            .live
            .keys()
            .copied()
            .filter(|key| self.is_due(now, *key))
            .collect();
        for &key in &due {
            if let Some(entry) = self.entries.get_mut(&key) {
                entry.facts.given_up = Some(now.wall);
            }
            self.redraw(now, key);
        }
        !due.is_empty()
    }

    fn is_due(&self, now: Now, key: u64) -> bool {
        let Some(entry) = self.entries.get(&key) else {
            return false;
        };
        let silent = now.mono.saturating_sub(entry.facts.spoken_mono);
        let talking = entry
            .facts
            .legs
            .iter()
            .any(|leg| leg.connected.is_some() && leg.ended().is_none())
            || entry.call.phase == Phase::Connected;
        let unconfirmed = entry
            .facts
            .unconfirmed
            .map(|(_, since)| now.mono.saturating_sub(since));
        if talking {
            silent >= TALK_LIMIT
        } else {
            silent >= RING_LIMIT
                || unconfirmed.is_some_and(|for_so_long| for_so_long >= UNCONFIRMED_RING_LIMIT)
        }
    }

    /// When [`Calls::expire`] or the cards may change next: looked at once a second while anything lives or shows.
    pub(crate) fn deadline(&self, now: Now) -> Option<Millis> {
        let newest = self
            .ended
            .back()
            .and_then(|key| self.entries.get(key)?.ended_mono);
        let showing = newest.is_some_and(|at| now.mono.saturating_sub(at) <= 2 * CARD_KEPT);
        (showing || !self.live.is_empty()).then_some(now.mono + SECOND)
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
        let recent = self.ended.iter().rev().take_while(|key| {
            let ended = self.entries.get(*key).and_then(|entry| entry.ended_mono);
            ended.is_some_and(|at| now.mono.saturating_sub(at) < 2 * CARD_KEPT)
        });
        let mut cards = Sorted::default();
        for key in self.live.keys().chain(recent) {
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

    /// The live call at a user's phone, for the team list.
    pub(crate) fn of_user(&self, user: &Id) -> Option<UserCall> {
        let keys = self.by_user.get(user)?;
        keys.keys()
            .rev()
            .filter(|key| self.live.contains_key(key))
            .find_map(|key| {
                let entry = self.entries.get(key)?;
                let leg = picture::live_leg(&entry.facts, user)?;
                let phase = match (leg.connected, entry.facts.direction) {
                    (Some(_), _) | (None, None) => Phase::Connected,
                    (None, Some(cti_protocol::Direction::Incoming)) => Phase::Ringing,
                    (None, Some(cti_protocol::Direction::Outgoing)) => Phase::Dialing,
                };
                Some(UserCall {
                    id: entry.facts.id.clone(),
                    with: entry
                        .facts
                        .name
                        .clone()
                        .or_else(|| entry.facts.other_party().cloned()),
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

    /// Users with a live call.
    pub(crate) fn busy_users(&self) -> Vec<Id> {
        self.live.keys().flat_map(|key| self.users_of(*key)).collect()
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
