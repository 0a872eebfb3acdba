//! The clocks of those who send: each may be wrong by its own amount.

use crate::{replica::Saved, time::Now};
use cti_protocol::{Id, Sorted, Timestamp};
use serde_json::Value;

/// Senders whose clocks are remembered.
const LIMIT: usize = 10_000;

/// By sender: the smallest difference seen between a message's arrival and its own time.
#[derive(Default)]
pub(crate) struct Clocks(Sorted<Option<Id>, i64>);

impl Saved for Clocks {
    fn write(&self, out: &mut String) {
        self.0.write(out);
    }

    fn read(value: Value) -> Option<Self> {
        Sorted::read(value)
            .filter(|clocks| clocks.len() <= LIMIT)
            .map(Self)
    }
}

impl Clocks {
    /// When something happened: by the sender's clock, set right by the smallest delay seen from that sender; by its
    /// arrival where the message carries no time. Never later than now.
    pub(crate) fn correct(&mut self, now: Now, sender: Option<&Id>, time: Option<Timestamp>) -> i64 {
        let Some(Timestamp(time)) = time else {
            return now.wall;
        };
        if self.0.len() >= LIMIT {
            self.0.clear();
        }
        let delay = now.wall.saturating_sub(time);
        let offset = self.0.get_or_insert_with(sender.cloned(), || delay);
        *offset = delay.min(*offset);
        time.saturating_add(*offset).min(now.wall)
    }
}
