//! How much is read in a second. A room that says more than a browser can take in must not hang the page.

use crate::time::{Millis, Now, SECOND};

/// Frames and bytes a second. Above them frames are counted instead of read.
const FRAMES: u32 = 20_000;
const BYTES: usize = 32 << 20;

/// A flood: more came than was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flood {
    /// When the first frame was not read, in milliseconds since 1970.
    pub(super) from: i64,
    /// When the last one was not, on the forward clock.
    pub(super) last: Millis,
}

#[derive(Debug, Default)]
pub(super) struct Inflow {
    second: Millis,
    frames: u32,
    bytes: usize,
    flood: Option<Flood>,
    dropped: u64,
}

impl Inflow {
    /// Whether a frame of so many bytes is to be read.
    pub(super) fn admits(&mut self, now: Now, bytes: usize) -> bool {
        if now.mono.saturating_sub(self.second) >= SECOND {
            (self.second, self.frames, self.bytes) = (now.mono, 0, 0);
        }
        self.frames += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        // However long, the first one is read: its length has a limit of its own.
        if self.frames == 1 || (self.frames <= FRAMES && self.bytes <= BYTES) {
            return true;
        }
        self.dropped += 1;
        self.flood
            .get_or_insert(Flood {
                from: now.wall,
                last: now.mono,
            })
            .last = now.mono;
        false
    }

    /// When a flood is over, unless more of it comes.
    pub(super) fn deadline(&self) -> Option<Millis> {
        self.flood.map(|flood| flood.last + SECOND)
    }

    /// The flood that is over now.
    pub(super) fn ebbed(&mut self, now: Now) -> Option<Flood> {
        self.flood.take_if(|flood| now.mono >= flood.last + SECOND)
    }

    /// Frames that were not read, in all.
    pub(super) fn dropped(&self) -> u64 {
        self.dropped
    }
}
