//! The log: one order of everything that changes the state, numbered anew by each leader.

use super::{
    Body, Output, Stage, TabId, Tabs, Want,
    message::{Message, TABS},
};
use crate::time::Now;
use cti_protocol::Pii;
use std::collections::VecDeque;

/// Entries that came too early and are kept.
const BUFFERED: usize = 512;
/// How long all their texts may be.
const BUFFERED_TEXT: usize = 4 << 20;

/// A place in the log: the last entry of a leader that a state has. Later ones are greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Of which leader.
    pub term: u64,
    /// Which of its entries; 0 for none of them.
    pub seq: u64,
}

/// Something that a tab asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    /// It may be done twice, and is asked for until it is done. These have numbers of their own.
    pub kept: bool,
    /// The tab's number for it.
    pub number: u64,
}

/// Who asked for an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// Which tab.
    pub tab: TabId,
    /// Which of its requests.
    pub request: Request,
}

/// The last request of each tab in the log: first the others, then the kept ones. A part of the state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen(Vec<(TabId, u64, u64)>);

impl Seen {
    pub(super) fn from(list: Vec<(TabId, u64, u64)>) -> Self {
        Self(list)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (TabId, u64, u64)> + '_ {
        self.0.iter().copied()
    }

    /// The last request of a tab, and its last kept one; 0 for none.
    pub(super) fn of(&self, tab: TabId) -> (u64, u64) {
        let known = self.0.iter().find(|known| known.0 == tab);
        known.map_or((0, 0), |known| (known.1, known.2))
    }

    /// Tabs that asked for nothing for the longest are forgotten first.
    fn add(&mut self, origin: Origin) {
        let (mut once, mut kept) = self.of(origin.tab);
        let number = if origin.request.kept { &mut kept } else { &mut once };
        *number = origin.request.number.max(*number);
        self.0.retain(|known| known.0 != origin.tab);
        if self.0.len() >= TABS {
            self.0.remove(0);
        }
        self.0.push((origin.tab, once, kept));
    }
}

/// An entry that came before those in front of it.
struct Early {
    seq: u64,
    at: Now,
    origin: Option<Origin>,
    payload: Pii,
}

#[derive(Default)]
pub(super) struct Log {
    /// Of the own state; none before there is one.
    pub(super) position: Option<Position>,
    pub(super) seen: Seen,
    /// Something was missed, or there is no state: the leader must give one.
    pub(super) behind: bool,
    early: VecDeque<Early>,
    /// A state that was asked of the outside, but for its text.
    giving: Option<Message>,
}

impl Log {
    /// Nothing that came early will fit.
    pub(super) fn forget_early(&mut self) {
        self.early.clear();
    }

    fn keep_early(&mut self, early: Early) {
        let text: usize = self.early.iter().map(|known| known.payload.len()).sum();
        let full = self.early.len() >= BUFFERED || text + early.payload.len() > BUFFERED_TEXT;
        if full {
            // A state will come that has them.
            self.early.clear();
        } else if !self.early.iter().any(|known| known.seq == early.seq) {
            self.early.push_back(early);
        }
    }
}

impl Tabs {
    /// The leader's connection, or its clock, has something for the log. Nothing is done where this tab does not lead.
    pub fn publish(&mut self, now: Now, payload: Pii) {
        if matches!(self.stage, Stage::Alone | Stage::Leading(_)) {
            self.append(now, payload, None);
        }
    }

    /// Counts an entry that nobody else can read now, so that it need not be written: its stamp. `None` where somebody can.
    pub fn unheard(&mut self, now: Now) -> Option<Now> {
        let unheard = match self.stage {
            Stage::Alone => true,
            Stage::Leading(_) => self.table.alone(),
            _ => false,
        };
        unheard.then(|| {
            self.log.position.get_or_insert_default().seq += 1;
            self.clock.stamp(now)
        })
    }

    /// Puts an entry of this leader at the end of the log.
    pub(super) fn append(&mut self, now: Now, payload: Pii, origin: Option<Origin>) {
        let stamp = self.clock.stamp(now);
        let position = self.log.position.get_or_insert_default();
        position.seq += 1;
        let seq = position.seq;
        if !self.table.alone() && matches!(self.stage, Stage::Leading(_)) {
            self.post(Body::Entry {
                seq,
                at: stamp.mono,
                wall: stamp.wall,
                origin,
                payload: payload.clone(),
            });
        }
        self.apply(now, stamp, payload, origin);
    }

    fn apply(&mut self, now: Now, stamp: Now, payload: Pii, origin: Option<Origin>) {
        self.outputs.push_back(Output::Apply {
            payload,
            stamp,
            origin,
        });
        if let Some(origin) = origin {
            self.log.seen.add(origin);
            if origin.tab == self.me {
                self.applied(now, origin.request);
            }
        }
    }

    /// An entry of the current leader came. `at` is its stamp.
    pub(super) fn hear_entry(&mut self, now: Now, seq: u64, at: Now, origin: Option<Origin>, payload: Pii) {
        let Some(position) = self.log.position.filter(|position| position.term == self.known) else {
            self.log.keep_early(Early {
                seq,
                at,
                origin,
                payload,
            });
            self.fall_behind(now);
            return;
        };
        if seq <= position.seq {
            return;
        }
        self.log.keep_early(Early {
            seq,
            at,
            origin,
            payload,
        });
        self.catch_up(now);
        self.check_gap(now, seq);
    }

    /// Applies what came early and fits now.
    pub(super) fn catch_up(&mut self, now: Now) {
        loop {
            let Some(position) = &mut self.log.position else {
                return;
            };
            if position.term != self.known {
                return;
            }
            let next = position.seq + 1;
            self.log.early.retain(|early| early.seq >= next);
            let Some(index) = self.log.early.iter().position(|early| early.seq == next) else {
                return;
            };
            let Some(early) = self.log.early.remove(index) else {
                return;
            };
            position.seq = next;
            self.clock.applied(early.at.mono);
            self.apply(now, early.at, early.payload, early.origin);
        }
    }

    /// The leader has an entry of this number.
    pub(super) fn check_gap(&mut self, now: Now, seq: u64) {
        let here = Position {
            term: self.known,
            seq,
        };
        if self.log.position.is_none_or(|position| position < here) {
            self.fall_behind(now);
        } else {
            self.log.behind = false;
        }
    }

    /// Whether the own state is one of the current leader, if perhaps an early one.
    pub(super) fn is_in_step(&self) -> bool {
        self.log
            .position
            .is_some_and(|position| position.term == self.known)
    }

    /// Asks for the state, unless that is done already.
    pub(super) fn fall_behind(&mut self, now: Now) {
        if !self.log.behind {
            self.log.behind = true;
            self.say_here(now, Want::State);
        }
    }

    /// A tab needs the state.
    pub(super) fn give_state(&mut self, now: Now) {
        let (Some(position), None) = (self.log.position, &self.log.giving) else {
            return;
        };
        self.log.giving = Some(self.message(Body::State {
            position,
            at: self.clock.shared(now).mono,
            seen: self.log.seen.clone(),
            payload: Pii::default(),
        }));
        self.outputs.push_back(Output::GiveState);
    }

    /// The answer to [`Output::GiveState`]: this tab's state, in which all entries handed out before are applied, and
    /// none that is handed out after.
    pub fn state_ready(&mut self, state: Pii) {
        let Some(mut message) = self.log.giving.take() else {
            return;
        };
        if let Body::State { payload, .. } = &mut message.body {
            *payload = state;
        }
        self.outputs.push_back(Output::Post(Box::new(message)));
    }

    /// A state came. A tab that is about to lead takes what is ahead of its own; one that is behind takes what is of
    /// the current leader.
    pub(super) fn hear_state(&mut self, now: Now, position: Position, at: u64, seen: Seen, payload: Pii) {
        let ahead = self.log.position.is_none_or(|own| position > own);
        let fits = match self.stage {
            Stage::Queued { .. } => self.log.behind && position.term == self.known,
            Stage::Taking(_) => true,
            _ => false,
        };
        if !ahead || !fits {
            return;
        }
        self.log.position = Some(position);
        self.log.seen = seen;
        self.log.behind = false;
        self.clock.took(now, at);
        self.outputs.push_back(Output::TakeState(payload));
        self.catch_up(now);
        if let Some(early) = self.log.early.iter().map(|early| early.seq).max() {
            self.check_gap(now, early);
        }
        self.in_step(now);
        self.tell_role();
    }
}
