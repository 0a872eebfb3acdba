//! How long to pause before the next try.

use crate::time::{MINUTE, Millis, SECOND};

const BASE: Millis = SECOND / 2;
const CAP: Millis = 30 * SECOND;
/// Below this the server would see a burst from all widgets that full jitter sent to the front.
const FLOOR: Millis = 100;
/// Pause once several handshakes in a row died before acceptance: the cause is hardly the network.
const SLOW: Millis = 5 * MINUTE;
/// Live for this long, the next loss starts from the base again.
const HEALTHY: Millis = MINUTE;
/// So many dead handshakes in a row make the tries slow.
const DEAD_HANDSHAKES: u32 = 3;

/// Growing pauses with full jitter, and slow tries where handshakes keep dying.
#[derive(Clone, Debug)]
pub(crate) struct Backoff {
    tries: u32,
    dead: u32,
    random: u64,
}

impl Backoff {
    /// The seed is the randomness that all jitter is drawn from.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            tries: 0,
            dead: 0,
            random: seed | 1,
        }
    }

    /// The pause after a loss that came when the connection had been live for so long.
    pub(crate) fn after_live(&mut self, lived: Millis) -> Millis {
        self.dead = 0;
        if lived >= HEALTHY {
            self.tries = 0;
        }
        self.next()
    }

    /// The pause after a try that died before it was accepted, and whether tries are slow now.
    /// While the browser says that it is offline, a dead handshake tells nothing of the account.
    pub(crate) fn after_handshake(&mut self, online: bool) -> (Millis, bool) {
        if online {
            self.dead += 1;
        }
        if self.dead >= DEAD_HANDSHAKES {
            (SLOW, true)
        } else {
            (self.next(), false)
        }
    }

    /// The pause after a try for which there were no credentials: that tells nothing of the server.
    pub(crate) fn after_no_credentials(&mut self) -> Millis {
        self.next()
    }

    /// Somebody asked for a try: pauses start anew. Handshakes that died stay counted, since they were not undone.
    pub(crate) fn hurry(&mut self) {
        self.tries = 0;
    }

    /// The connection is a healthy one, or the network is another one now: everything starts anew.
    pub(crate) fn reset(&mut self) {
        self.tries = 0;
        self.dead = 0;
    }

    fn next(&mut self) -> Millis {
        let span = CAP.min(BASE << self.tries.min(10));
        self.tries = self.tries.saturating_add(1);
        // xorshift64: jitter needs spread, not secrecy
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        FLOOR + self.random % (span - FLOOR + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_the_cap_and_start_again_after_a_healthy_minute() {
        let mut backoff = Backoff::new(7);
        for tries in 0..20 {
            let pause = backoff.after_live(0);
            assert!(
                (FLOOR..=CAP.min(BASE << tries.min(10))).contains(&pause),
                "{tries}: {pause}"
            );
        }
        assert!(backoff.after_live(HEALTHY) <= BASE);
    }

    #[test]
    fn jitter_spreads_widgets_with_different_seeds() {
        let pauses: std::collections::BTreeSet<_> = (0..50)
            .map(|seed| {
                let mut backoff = Backoff::new(seed * 7919);
                (0..6).map(|_| backoff.after_live(0)).last()
            })
            .collect();
        assert!(pauses.len() > 20, "{pauses:?}");
    }

    #[test]
    fn the_third_dead_handshake_makes_tries_slow_unless_offline() {
        let mut backoff = Backoff::new(1);
        assert!(!backoff.after_handshake(true).1);
        assert!(!backoff.after_handshake(false).1);
        assert!(!backoff.after_handshake(true).1);
        assert_eq!(backoff.after_handshake(true), (SLOW, true));
        backoff.reset();
        assert!(!backoff.after_handshake(true).1);
    }
}
