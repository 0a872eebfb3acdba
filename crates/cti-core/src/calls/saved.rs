//! The calls as they are written for another tab, and read again.

use super::{
    Calls, Entry, LIVE_LIMIT,
    facts::{Facts, Leg, Unsure},
    lifetime::REMEMBERED,
    picture,
};
use crate::{
    replica::{Items, List, Saved, saved},
    snapshot::Call,
    time::Millis,
};
use cti_protocol::{Id, Sorted};
use serde_json::Value;
use std::{collections::VecDeque, rc::Rc};

saved!(Unsure { since, mono });

saved!(Leg {
    id,
    user,
    began,
    connected,
    failed,
    disconnected,
    given_up,
    result,
    spoken,
    unsure
});

/// A call with what the indices say of it: they are built again from that, so that they cannot contradict it.
struct Kept {
    key: u64,
    facts: Facts,
    /// Its picture, where that is not what follows from its facts.
    call: Option<Rc<Call>>,
    ended_mono: Option<Millis>,
    /// Whether its session finds it.
    by_session: bool,
    /// Whether its id, and that of each leg, finds it.
    by_id: Vec<bool>,
}

saved!(Kept {
    key,
    facts,
    call,
    ended_mono,
    by_session,
    by_id
} if |kept| kept.by_id.len() == kept.facts.legs.len() + 1);

/// What there is beside the calls.
struct Rest {
    next: u64,
    ended: Vec<u64>,
    mine: Vec<u64>,
    unsure: Option<Unsure>,
    give_up_at: Option<Millis>,
    fade_at: Option<Millis>,
    crowded_out: u64,
    let_go: Vec<Id>,
    finished: Vec<Rc<Call>>,
}

saved!(Rest {
    next,
    ended,
    mine,
    unsure,
    give_up_at,
    fade_at,
    crowded_out,
    let_go,
    finished
} if |rest| rest.ended.len() <= REMEMBERED
    && rest.let_go.len() <= LIVE_LIMIT
    && rest.finished.len() <= LIVE_LIMIT);

fn ids(facts: &Facts) -> impl Iterator<Item = &Id> {
    [&facts.id]
        .into_iter()
        .chain(facts.legs.iter().map(|leg| &leg.id))
}

impl Saved for Calls {
    fn write(&self, out: &mut String) {
        let mut list = List::new(out);
        list.add(&self.me);
        list.add_all(self.entries.iter().map(|(key, entry)| self.kept(*key, entry)));
        list.add(&self.rest());
        list.end();
    }

    fn read(value: Value) -> Option<Self> {
        let mut items = Items::of(value)?;
        let me = items.take()?;
        let kept: Vec<Kept> = items.take()?;
        let rest: Rest = items.take()?;
        if kept.len() > LIVE_LIMIT + REMEMBERED || !items.is_empty() {
            return None;
        }
        let calls = Self {
            me,
            ..Self::default()
        };
        calls.with(kept)?.and(rest)
    }
}

impl Calls {
    /// Whether these are the calls as this user sees them.
    pub(crate) fn speaks_for(&self, me: Option<&Id>) -> bool {
        self.me.as_ref() == me
    }

    fn kept(&self, key: u64, entry: &Entry) -> Kept {
        let facts = &entry.facts;
        let drawn = picture::call(facts, self.me.as_ref());
        let session = facts.session.as_ref();
        Kept {
            key,
            call: (drawn != *entry.call).then(|| entry.call.clone()),
            ended_mono: entry.ended_mono,
            by_session: session.and_then(|session| self.by_session.get(session)) == Some(&key),
            by_id: ids(facts).map(|id| self.by_id.get(id) == Some(&key)).collect(),
            facts: facts.clone(),
        }
    }

    fn rest(&self) -> Rest {
        Rest {
            next: self.next,
            ended: self.ended.iter().copied().collect(),
            mine: self.mine.keys().copied().collect(),
            unsure: self.unsure,
            give_up_at: self.give_up_at,
            fade_at: self.fade_at,
            crowded_out: self.crowded_out,
            let_go: self.let_go.clone(),
            finished: self.finished.clone(),
        }
    }

    fn with(mut self, kept: Vec<Kept>) -> Option<Self> {
        let (mut by_id, mut by_session, mut by_user) = (Vec::new(), Vec::new(), Vec::new());
        for Kept {
            key,
            facts,
            call,
            ended_mono,
            by_session: finds,
            by_id: find,
        } in kept
        {
            if self.entries.keys().next_back().is_some_and(|last| *last >= key) {
                return None;
            }
            let found = ids(&facts).zip(find).filter(|(_, finds)| *finds);
            by_id.extend(found.map(|(id, _)| (id.clone(), key)));
            by_session.extend(facts.session.iter().filter(|_| finds).map(|id| (id.clone(), key)));
            let users = facts.legs.iter().filter_map(|leg| leg.user.as_ref());
            by_user.extend(users.map(|user| (user.clone(), key)));
            let call = call.unwrap_or_else(|| Rc::new(picture::call(&facts, self.me.as_ref())));
            let entry = Entry {
                facts,
                call,
                ended_mono,
            };
            self.entries.insert(key, Box::new(entry));
            self.live.insert(key, ());
        }
        // Sorted first: what is put in at the end does not move what is there.
        for list in [&mut by_id, &mut by_session, &mut by_user] {
            list.sort();
        }
        for (id, key) in by_id {
            self.by_id.insert(id, key);
        }
        for (id, key) in by_session {
            self.by_session.insert(id, key);
        }
        for (user, key) in by_user {
            let keys = self.by_user.get_or_insert_with(user, Sorted::default);
            keys.insert(key, ());
        }
        Some(self)
    }

    fn and(mut self, rest: Rest) -> Option<Self> {
        for key in &rest.ended {
            self.live.remove(key)?;
        }
        for key in rest.mine {
            self.entries.get(&key)?;
            self.mine.insert(key, ());
        }
        if self
            .entries
            .keys()
            .next_back()
            .is_some_and(|last| *last >= rest.next)
        {
            return None;
        }
        Some(Self {
            next: rest.next,
            ended: VecDeque::from(rest.ended),
            unsure: rest.unsure,
            give_up_at: rest.give_up_at,
            fade_at: rest.fade_at,
            crowded_out: rest.crowded_out,
            let_go: rest.let_go,
            finished: rest.finished,
            ..self
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Now;
    use cti_protocol::{Body, Dialect, Limits, decode};
    use serde_json::json;

    /// Says something of a call; returns the key of the call that it was taken to be about.
    fn say(calls: &mut Calls, event: &str, data: &Value) -> u64 {
        let now = Now {
            mono: 1_000,
            wall: 1_700_000_000_000,
        };
        let text = json!({"event": event, "data": data}).to_string();
        let frame = decode(&text, &Dialect::default(), &Limits::default());
        let message = &frame.messages[0];
        let Body::Event(event) = &message.body else {
            panic!("no event")
        };
        let fields = event.call().unwrap();
        calls
            .apply(now, now.wall, event, fields, &message.details)
            .unwrap()
            .key
    }

    fn replica(calls: &Calls) -> Calls {
        let mut text = String::new();
        calls.write(&mut text);
        let read = Calls::read(serde_json::from_str(&text).unwrap()).unwrap();
        assert!(read.by_id == calls.by_id);
        assert!(read.by_session == calls.by_session);
        assert!(read.by_user == calls.by_user);
        assert!(read.live == calls.live);
        read
    }

    fn end(calls: &mut Calls, count: usize, from: usize) {
        for number in from..from + count {
            let data = json!({"call_id": format!("other{number}"), "user_id": "109"});
            say(calls, "incoming_call", &data);
            say(calls, "call_disconnected", &data);
        }
    }

    /// Two calls of one id and one session, of which the later one is forgotten, or spoken of before the other.
    #[test]
    fn the_same_call_is_found_by_an_id_that_two_have() {
        let mut calls = Calls::default();
        let of = |id: &str, user: &str| json!({"call_id": id, "user_id": user, "session_id": "s", "assign_type": "transfer"});
        assert_eq!(say(&mut calls, "incoming_call", &of("x", "102")), 0);
        say(&mut calls, "call_connected", &of("x", "102"));
        assert_eq!(say(&mut calls, "incoming_call", &of("x", "101")), 1);
        let mut other = replica(&calls);
        for calls in [&mut calls, &mut other] {
            assert_eq!(say(calls, "data_updated", &json!({"call_id": "x"})), 1);
            assert_eq!(say(calls, "data_updated", &of("x", "102")), 0);
        }
        // The session is now that of the earlier one.
        let mut other = replica(&calls);
        for calls in [&mut calls, &mut other] {
            assert_eq!(say(calls, "data_updated", &of("y", "104")), 0);
        }
        // The later one ends, and is forgotten. Its id is not the other's then.
        say(&mut calls, "call_disconnected", &of("x", "101"));
        end(&mut calls, REMEMBERED, 0);
        assert_eq!(calls.ended.len(), REMEMBERED);
        let mut other = replica(&calls);
        for calls in [&mut calls, &mut other] {
            let key = calls.next;
            assert_eq!(say(calls, "data_updated", &json!({"call_id": "x"})), key);
        }
        // One more ends: both forget the same one.
        for calls in [&mut calls, &mut other] {
            end(calls, 1, REMEMBERED);
        }
        assert!(replica(&calls).entries.keys().eq(other.entries.keys()));
    }

    /// Legs for which there is no room leave nothing behind, that nothing would take away again.
    #[test]
    fn what_there_is_no_room_for_is_in_no_index() {
        let mut calls = Calls::default();
        for number in 0..300 {
            let data =
                json!({"call_id": format!("l{number}"), "session_id": "s", "user_id": format!("u{number}")});
            assert_eq!(say(&mut calls, "incoming_call", &data), 0);
        }
        assert_eq!((calls.by_id.len(), calls.by_user.len()), (200, 200));
        assert_eq!(calls.crowded_out, 100);
        replica(&calls);
        calls.forget(0);
        assert!(calls.by_id.is_empty() && calls.by_user.is_empty() && calls.by_session.is_empty());
    }
}
