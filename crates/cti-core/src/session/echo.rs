//! Frames that come twice while two sockets are in the room.

use crate::time::Millis;

/// Frames remembered at once. The room would have to send more within one handover to be heard twice, and calls take
/// a repeated word in their stride.
const LIMIT: usize = 2_000;

/// Which of the two sockets a frame came on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    Old,
    New,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    hash: u64,
    /// How many more of these came on the new socket than on the old one.
    ahead: i32,
    at: Millis,
}

/// A bounded bag of frames: how often each came on either socket. What a room sends twice, it sends twice on both; so
/// a frame is an echo when it brings its own socket no further than the other already is.
#[derive(Debug, Default)]
pub(super) struct Echoes(Vec<Seen>);

impl Echoes {
    /// Whether this frame came on the other socket already. Counts it.
    pub(super) fn is_echo(&mut self, now: Millis, on: On, text: &str) -> bool {
        let hash = hash(text);
        let step = if on == On::New { 1 } else { -1 };
        if let Some(seen) = self.0.iter_mut().find(|seen| seen.hash == hash) {
            let echo = seen.ahead * step < 0;
            seen.ahead += step;
            seen.at = now;
            return echo;
        }
        if self.0.len() == LIMIT {
            self.0.remove(0);
        }
        self.0.push(Seen {
            hash,
            ahead: step,
            at: now,
        });
        false
    }

    /// Forgets what came before then: the new socket was not in the room yet, and its echo cannot come.
    pub(super) fn forget_before(&mut self, then: Millis) {
        self.0.retain(|seen| seen.at >= then);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// FNV-1a. Two different frames with one hash cost nothing: each still comes on both sockets, so each counts once.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_on_both_counts_once_and_what_comes_twice_on_both_counts_twice() {
        let mut echoes = Echoes::default();
        let mut counted = 0;
        for (on, text) in [
            (On::Old, "a"),
            (On::Old, "a"),
            (On::New, "a"),
            (On::New, "b"),
            (On::New, "a"),
            (On::Old, "b"),
            (On::Old, "c"),
        ] {
            counted += usize::from(!echoes.is_echo(0, on, text));
        }
        assert_eq!(counted, 4, "a, a, b, c");
    }

    #[test]
    fn it_is_bounded_and_forgets_what_is_too_old_to_come_again() {
        let mut echoes = Echoes::default();
        for number in 0..3_000 {
            echoes.is_echo(number, On::Old, &number.to_string());
        }
        assert_eq!(echoes.0.len(), LIMIT);
        assert!(echoes.is_echo(3_000, On::New, "2999"));
        echoes.forget_before(2_500);
        assert!(!echoes.is_echo(3_000, On::New, "2400"));
    }
}
