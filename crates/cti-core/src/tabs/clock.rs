//! One clock for all tabs: each has a forward clock of its own, which began when its page did.

use crate::time::{Millis, Now};

/// How the own forward clock is to be read so that it fits the leader's stamps.
#[derive(Default)]
pub(super) struct Clock {
    /// Shared minus own; smaller than the truth by the smallest delay of a message.
    offset: i64,
    /// The last stamp.
    last: Millis,
}

impl Clock {
    pub(super) fn shared(&self, now: Now) -> Now {
        let mono = now.mono.saturating_add_signed(self.offset).max(self.last);
        Now { mono, ..now }
    }

    /// A stamp for a new entry: never before the last one.
    pub(super) fn stamp(&mut self, now: Now) -> Now {
        let stamp = self.shared(now);
        self.last = stamp.mono;
        stamp
    }

    /// An entry with this stamp was applied.
    pub(super) fn applied(&mut self, at: Millis) {
        self.last = self.last.max(at);
    }

    /// A state of this moment took the place of the own, which may have been of a clock that was far off.
    pub(super) fn took(&mut self, now: Now, at: Millis) {
        self.last = at;
        self.learn(now, at, true);
    }

    /// The leader's clock showed this a moment ago: the latest such moment is the nearest. `anew` for another leader.
    pub(super) fn learn(&mut self, now: Now, at: Millis, anew: bool) {
        let offset = at.cast_signed().saturating_sub(now.mono.cast_signed());
        self.offset = if anew { offset } else { offset.max(self.offset) };
    }
}
