//! What the room told of one call, leg by leg.
//!
//! Facts only ever add up, and what a call *is* follows from them (`calls/picture.rs`). So the order in which they
//! came, and how often, does not matter.

use crate::{
    replica::saved,
    time::{MINUTE, Millis, Now},
};
use cti_protocol::{CallFields, CallResult, Details, Direction, Event, Id, Pii, Variables};

/// A ring of which nothing is heard for so long is given up.
const RING_LIMIT: Millis = 5 * MINUTE;
/// A ring that nothing confirms after a gap is given up sooner.
const UNCONFIRMED_RING_LIMIT: Millis = 2 * MINUTE;
/// A talk of which nothing is heard for so long is given up.
const TALK_LIMIT: Millis = 8 * 60 * MINUTE;

/// Legs, variables and details of one call at most: a room that names ever new ones must not fill the memory.
const LEGS: usize = 200;
const NAMES: usize = 1_000;

/// One call with all its legs.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// The id under which the widget knows it: the first one heard.
    pub(crate) id: Id,
    pub(crate) session: Option<Id>,
    pub(crate) direction: Option<Direction>,
    pub(crate) number: Option<Pii>,
    pub(crate) caller: Option<Pii>,
    pub(crate) callee: Option<Pii>,
    pub(crate) name: Option<Pii>,
    pub(crate) queue: Option<String>,
    pub(crate) variables: Variables,
    pub(crate) details: Details,
    /// When it was first heard of.
    pub(crate) heard_at: i64,
    pub(crate) legs: Vec<Leg>,
    pub(crate) dismissed: bool,
    /// Words for which there was no room, since that was last asked.
    left_out: u64,
}

/// Since when it is not certain that a call still is as shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unsure {
    /// In milliseconds since 1970.
    pub(crate) since: i64,
    /// When that was found out, on the forward clock.
    pub(crate) mono: Millis,
}

/// A call at one user's phone.
#[derive(Clone, Debug)]
pub(crate) struct Leg {
    pub(crate) id: Id,
    pub(crate) user: Option<Id>,
    /// When `incoming_call` or `outgoing_call` said that it began.
    pub(crate) began: Option<i64>,
    pub(crate) connected: Option<i64>,
    pub(crate) failed: Option<i64>,
    pub(crate) disconnected: Option<i64>,
    /// When it was given up, because nothing was heard for too long.
    pub(crate) given_up: Option<i64>,
    pub(crate) result: CallResult,
    /// When an event last spoke of it, on the forward clock.
    pub(crate) spoken: Millis,
    /// Since when nothing confirms it.
    pub(crate) unsure: Option<Unsure>,
}

/// How an event was heard.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hearing {
    pub(crate) now: Now,
    /// When it happened, in milliseconds since 1970.
    pub(crate) at: i64,
    /// Set while the room is not heard: what is said meanwhile was said before, and makes nothing certain.
    pub(crate) unsure: Option<Unsure>,
}

saved!(Facts {
    id,
    session,
    direction,
    number,
    caller,
    callee,
    name,
    queue,
    variables,
    details,
    heard_at,
    legs,
    dismissed,
    left_out
} if |facts| facts.legs.len() <= LEGS
    && facts.variables.len() <= NAMES
    && facts.details.0.len() <= NAMES);

impl Leg {
    fn new(id: Id, user: Option<Id>) -> Self {
        Self {
            id,
            user,
            began: None,
            connected: None,
            failed: None,
            disconnected: None,
            given_up: None,
            result: CallResult::default(),
            spoken: 0,
            unsure: None,
        }
    }

    /// An event speaks of it. Whether that makes it more certain, or less.
    fn spoken_of(&mut self, event: &Event, hearing: Hearing, timed: bool) -> bool {
        self.spoken = hearing.now.mono;
        let before = self.unsure;
        let rings = self.began.is_some() && self.connected.is_none();
        match (hearing.unsure, before) {
            (Some(unsure), None) => self.unsure = Some(unsure),
            // A word from before the gap, however late it comes, tells nothing of now.
            (None, Some(unsure)) if timed && hearing.at < unsure.since => {}
            // New data tell that it lives, and may be given up later; but what rang may have been answered meanwhile.
            (None, Some(Unsure { since, .. })) if rings && matches!(event, Event::DataUpdated(_)) => {
                let mono = hearing.now.mono;
                self.unsure = Some(Unsure { since, mono });
            }
            (None, _) => self.unsure = None,
            _ => {}
        }
        self.unsure.is_some() != before.is_some()
    }

    pub(crate) fn ended(&self) -> Option<i64> {
        match (self.failed, self.disconnected) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Whether it is over, by the room's word or because that did not come.
    pub(crate) fn is_over(&self) -> bool {
        self.ended().or(self.given_up).is_some()
    }

    /// When it is given up unless an event speaks of it before.
    fn limit(&self) -> Millis {
        // Heard of without its beginning, a call is as likely a talk as a ring.
        if self.connected.is_some() || self.began.is_none() {
            return self.spoken + TALK_LIMIT;
        }
        let ring = self.spoken + RING_LIMIT;
        match self.unsure {
            Some(unsure) => ring.min(unsure.mono + UNCONFIRMED_RING_LIMIT),
            None => ring,
        }
    }
}

impl Facts {
    pub(crate) fn new(id: Id, at: i64) -> Self {
        Self {
            id,
            session: None,
            direction: None,
            number: None,
            caller: None,
            callee: None,
            name: None,
            queue: None,
            variables: Variables::new(),
            details: Details::default(),
            heard_at: at,
            legs: Vec::new(),
            dismissed: false,
            left_out: 0,
        }
    }

    /// Whether nothing of it lives any more. A queue that rings at one more phone makes it live again, as long as
    /// nobody has answered.
    pub(crate) fn is_over(&self) -> bool {
        let answered = self.is_answered();
        !self.legs.is_empty()
            && self
                .legs
                .iter()
                .all(|leg| leg.is_over() || (answered && leg.connected.is_none()))
    }

    /// Whether it has a leg of this id at this user's phone.
    pub(crate) fn has_leg(&self, id: &Id, user: Option<&Id>) -> bool {
        self.legs
            .iter()
            .any(|leg| leg.id == *id && leg.user.as_ref() == user)
    }

    /// Whether it rang at this user's phone and is over there; where no user is named, whether it is over.
    pub(crate) fn is_over_for(&self, user: Option<&Id>) -> bool {
        let answered = self.is_answered();
        let theirs = || self.legs.iter().filter(|leg| leg.user.as_ref() == user);
        let is_over = |leg: &Leg| leg.is_over() || (answered && leg.connected.is_none());
        match user {
            Some(_) => theirs().next().is_some() && theirs().all(is_over),
            None => self.is_over(),
        }
    }

    /// Whether somebody answered it.
    pub(crate) fn is_answered(&self) -> bool {
        self.legs.iter().any(|leg| leg.connected.is_some())
    }

    /// When something of it is given up unless an event speaks of it before, on the forward clock.
    pub(crate) fn due(&self) -> Option<Millis> {
        let answered = self.is_answered();
        let living = self
            .legs
            .iter()
            .filter(|leg| !leg.is_over() && (leg.connected.is_some() || !answered));
        living.map(Leg::limit).min()
    }

    /// Gives up what is due.
    pub(crate) fn give_up(&mut self, now: Now) {
        for leg in &mut self.legs {
            if !leg.is_over() && leg.limit() <= now.mono {
                leg.given_up = Some(now.wall);
            }
        }
    }

    /// What lives is uncertain, but for that of which an event spoke after `certain` on the forward clock. Whether that
    /// is news.
    pub(crate) fn unconfirm(&mut self, unsure: Unsure, certain: Millis) -> bool {
        let mut news = false;
        for leg in &mut self.legs {
            if !leg.is_over() && leg.unsure.is_none() && leg.spoken <= certain {
                leg.unsure = Some(unsure);
                news = true;
            }
        }
        news
    }

    /// Whether nothing confirms any leg that lives.
    pub(crate) fn is_doubted(&self) -> bool {
        self.legs.iter().all(|leg| leg.is_over() || leg.unsure.is_some())
    }

    /// Gives up everything that lives.
    pub(crate) fn abandon(&mut self, now: Now) {
        for leg in self.legs.iter_mut().filter(|leg| !leg.is_over()) {
            leg.given_up = Some(now.wall);
        }
    }

    /// The other party, given what is known of the direction.
    pub(crate) fn other_party(&self) -> Option<&Pii> {
        self.number.as_ref().or(match self.direction {
            Some(Direction::Incoming) => self.caller.as_ref(),
            Some(Direction::Outgoing) => self.callee.as_ref(),
            None => self.caller.as_ref().or(self.callee.as_ref()),
        })
    }

    /// How many words there was no room for, since this was last asked.
    pub(crate) fn take_left_out(&mut self) -> u64 {
        std::mem::take(&mut self.left_out)
    }

    /// Adds what an event says. Whether anything was new.
    pub(crate) fn add(
        &mut self,
        id: &Id,
        event: &Event,
        fields: &CallFields,
        details: &Details,
        hearing: Hearing,
    ) -> bool {
        let at = hearing.at;
        let mut news = self.add_fields(fields, details);
        let known = self.users_known();
        let about = self.legs_of(id, fields.user.id.as_ref(), event);
        // That a phone has a part in it is news, even where nothing else is told.
        news |= self.users_known() != known;
        for index in about {
            let leg = &mut self.legs[index];
            news |= leg.spoken_of(event, hearing, fields.time.is_some());
            news |= match event {
                Event::IncomingCall(_) | Event::OutgoingCall(_) => earliest(&mut leg.began, at),
                Event::CallConnected(_) => earliest(&mut leg.connected, at),
                Event::CallFailed(_) => earliest(&mut leg.failed, at),
                Event::CallDisconnected(_) => earliest(&mut leg.disconnected, at),
                _ => false,
            };
            news |= fill(&mut leg.result.code, fields.result.code.as_ref());
            news |= fill(&mut leg.result.completion, fields.result.completion.as_ref());
            news |= fill(&mut leg.result.reason, fields.result.reason.as_ref());
        }
        news
    }

    /// How many legs there are, and of how many the user is known.
    fn users_known(&self) -> (usize, usize) {
        let known = self.legs.iter().filter(|leg| leg.user.is_some());
        (self.legs.len(), known.count())
    }

    fn add_fields(&mut self, fields: &CallFields, details: &Details) -> bool {
        let mut news = fill(&mut self.session, fields.session.as_ref());
        news |= fill(&mut self.direction, fields.direction.as_ref());
        news |= fill(&mut self.number, fields.number.as_ref());
        news |= fill(&mut self.caller, fields.caller.as_ref());
        news |= fill(&mut self.callee, fields.callee.as_ref());
        news |= fill(&mut self.name, fields.name.as_ref());
        news |= fill(&mut self.queue, fields.queue.as_ref());
        for (key, value) in fields.variables.iter().flatten() {
            // The document has no way to remove a variable; an empty value stands for that (inferred).
            news |= if value.is_empty() {
                self.variables.remove(key).is_some()
            } else if self.variables.len() >= NAMES && !self.variables.contains_key(key) {
                self.left_out += 1;
                false
            } else {
                self.variables.insert(key.clone(), value.clone()).as_ref() != Some(value)
            };
        }
        for (key, value) in &details.0 {
            let known = self.details.0.get(key);
            if known.is_none() && self.details.0.len() >= NAMES {
                self.left_out += 1;
            } else if known != Some(value) {
                self.details.0.insert(key.clone(), value.clone());
                news = true;
            }
        }
        news
    }

    /// The legs that an event is about. An event without a user is about every leg with that call id, but an answer
    /// is one phone's: it goes to the only leg, or to one of its own.
    fn legs_of(&mut self, id: &Id, user: Option<&Id>, event: &Event) -> Vec<usize> {
        let same_id = |leg: &Leg| leg.id == *id;
        let mut found: Vec<usize> = match user {
            Some(user) => self.positions(|leg| same_id(leg) && leg.user.as_ref() == Some(user)),
            None => self.positions(same_id),
        };
        if let (Some(user), true) = (user, found.is_empty()) {
            // A leg that was heard of before its user was known is that user's.
            found = self.positions(|leg| same_id(leg) && leg.user.is_none());
            if let Some(&first) = found.first() {
                self.legs[first].user = Some(user.clone());
                found.truncate(1);
            }
        }
        if found.len() > 1 && matches!(event, Event::CallConnected(_)) {
            found = self.positions(|leg| same_id(leg) && leg.user.is_none());
        }
        if found.is_empty() && self.legs.len() >= LEGS {
            self.left_out += 1;
        } else if found.is_empty() {
            self.legs.push(Leg::new(id.clone(), user.cloned()));
            found.push(self.legs.len() - 1);
        }
        found
    }

    fn positions(&self, is: impl Fn(&Leg) -> bool) -> Vec<usize> {
        self.legs
            .iter()
            .enumerate()
            .filter(|(_, leg)| is(leg))
            .map(|(index, _)| index)
            .collect()
    }
}

/// Fills what was not known. What was is kept: the first word stands, in whatever order duplicates come.
fn fill<T: Clone>(slot: &mut Option<T>, value: Option<&T>) -> bool {
    let news = slot.is_none() && value.is_some();
    if news {
        *slot = value.cloned();
    }
    news
}

/// Keeps the earliest time. Only the first is news.
fn earliest(slot: &mut Option<i64>, at: i64) -> bool {
    let news = slot.is_none();
    *slot = Some(slot.map_or(at, |known| known.min(at)));
    news
}
