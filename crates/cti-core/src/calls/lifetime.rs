//! How long a call is believed, shown and remembered.

use super::{CARD_KEPT, Calls, Unsure, shows};
use crate::time::{Millis, Now, SECOND};
use cti_protocol::Id;

/// Ended calls that are remembered, so that late words about them do not bring them back.
pub(super) const REMEMBERED: usize = 2_000;
/// Colleagues' calls that gaps left in doubt, at most: of nearly all of them the end was missed.
const DOUBTED_LIMIT: usize = 500;

impl Calls {
    /// The room is not heard, since then: what lived is not certain any more, nor is what is said meanwhile.
    /// Whose calls were given up, since too many are in doubt.
    pub(crate) fn unheard(&mut self, now: Now, since: i64) -> Vec<Id> {
        let mono = now.mono;
        self.unsure = Some(Unsure { since, mono });
        self.unconfirm(now, since, mono)
    }

    /// The room is heard again.
    pub(crate) fn heard_again(&mut self) {
        self.unsure = None;
    }

    /// Something was missed since then: what lives is uncertain, but for calls of which an event spoke after `certain`
    /// on the forward clock.
    pub(crate) fn unconfirm(&mut self, now: Now, since: i64, certain: Millis) -> Vec<Id> {
        let mono = now.mono;
        let mut doubted = Vec::new();
        for key in self.live.keys().copied().collect::<Vec<_>>() {
            let Some(entry) = self.entries.get_mut(&key) else {
                continue;
            };
            if entry.facts.unconfirm(Unsure { since, mono }, certain) {
                self.redraw(now, key);
            } else if !entry.call.mine && entry.facts.is_doubted() {
                doubted.push(key);
            }
        }
        // The oldest ones first; those that are in doubt since just now may well live.
        let surplus = doubted.len().saturating_sub(DOUBTED_LIMIT);
        let mut users = Vec::new();
        for key in doubted.into_iter().take(surplus) {
            if let Some(entry) = self.entries.get_mut(&key) {
                entry.facts.abandon(now);
            }
            users.extend(self.users_of(key));
            self.redraw(now, key);
        }
        users
    }

    /// Gives up what was not heard of for too long, and takes old cards away. Whose calls were given up.
    pub(crate) fn expire(&mut self, now: Now) -> Vec<Id> {
        let mut users = Vec::new();
        if self.give_up_at.is_some_and(|at| at <= now.mono) {
            let mut next = None;
            let mut due = Vec::new();
            for key in self.live.keys() {
                match self.entries.get(key).and_then(|entry| entry.facts.due()) {
                    Some(at) if at <= now.mono => due.push(*key),
                    at => next = earlier(next, at),
                }
            }
            // Looked through at most once a second, however many there are.
            self.give_up_at = next.map(|at| at.max(now.mono + SECOND));
            for key in due {
                if let Some(entry) = self.entries.get_mut(&key) {
                    entry.facts.give_up(now);
                }
                users.extend(self.users_of(key));
                self.redraw(now, key);
            }
        }
        if self.fade_at.is_some_and(|at| at <= now.mono) {
            self.fade_at = None;
            for key in self.mine.keys().copied().collect::<Vec<_>>() {
                match self.entries.get(&key).filter(|entry| shows(now, entry)) {
                    Some(entry) => {
                        let fades = entry.ended_mono.map(|at| at + CARD_KEPT);
                        self.fade_at = earlier(self.fade_at, fades);
                    }
                    None => {
                        self.mine.remove(&key);
                    }
                }
            }
        }
        users
    }

    /// When [`Calls::expire`] is due, on the forward clock.
    pub(crate) fn deadline(&self) -> Option<Millis> {
        earlier(self.give_up_at, self.fade_at)
    }

    /// Live calls that were let go, since there were too many.
    pub(crate) fn crowded_out(&self) -> u64 {
        self.crowded_out
    }

    /// Keeps a call among the live ones, or among those that are remembered.
    pub(super) fn keep(&mut self, key: u64, over: bool) {
        match (over, self.live.contains_key(&key)) {
            (true, true) => {
                self.live.remove(&key);
                self.ended.push_back(key);
                if self.ended.len() > REMEMBERED
                    && let Some(oldest) = self.ended.pop_front()
                {
                    self.forget(oldest);
                }
            }
            (false, false) => {
                self.ended.retain(|known| *known != key);
                self.live.insert(key, ());
            }
            _ => {}
        }
    }

    pub(super) fn forget(&mut self, key: u64) {
        let Some(entry) = self.entries.remove(&key) else {
            return;
        };
        self.live.remove(&key);
        self.mine.remove(&key);
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
}

/// The earlier of two times, where there are any.
pub(super) fn earlier(a: Option<Millis>, b: Option<Millis>) -> Option<Millis> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
