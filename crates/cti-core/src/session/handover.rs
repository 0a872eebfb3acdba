//! Make before break: how one socket takes the place of another, and what can be known of the time between.
//!
//! A browser cannot ping, so a silent connection may be dead or only quiet. The new socket is in the room before the old
//! one is closed, and its `connected` is relayed to the old one (inferred). Whatever the old one still hears in the short
//! time that both are there shows that it was alive, and that nothing was missed.

use super::{ABNORMAL, Attempt, Link, Missed, Session, Turn};
use crate::{
    snapshot::{ConnectionState, Reason},
    time::{Millis, Now, SECOND},
};
use cti_protocol::Id;

/// How long a replaced socket is heard: frames may still be under way on it.
const OVERLAP: Millis = 2 * SECOND;
/// So many dead tries, and the connection that they were to replace is given up.
const DEAD_REPLACEMENTS: u32 = 3;

/// A socket that was replaced.
#[derive(Debug)]
pub(super) struct Old {
    pub(super) link: Link,
    pub(super) until: Millis,
    /// Whether anything came on it since the other was accepted.
    pub(super) heard: bool,
    /// The last that was heard before that, and when that was: what is in doubt unless it is heard again.
    doubt: Option<(Now, i64)>,
}

impl Session {
    /// The server accepted a new socket.
    pub(super) fn accepted(&mut self, now: Now, socket: u64, sender: Option<Id>) -> Option<Turn> {
        self.close_old();
        self.attempt = Attempt::None;
        let before = self.link.replace(Link {
            socket,
            since: now.mono,
            heard: now,
            sender,
            slept: false,
        });
        let Some(link) = before else {
            self.show(now, ConnectionState::Live, None);
            return Some(Turn::Joined);
        };
        self.echoes.forget_before(now.mono.saturating_sub(OVERLAP));
        let slept = link.slept;
        self.old = Some(Old {
            doubt: (!slept).then_some((link.heard, now.wall)),
            link,
            until: now.mono + OVERLAP,
            heard: false,
        });
        if slept {
            self.show(now, ConnectionState::Live, None);
            return Some(Turn::Joined);
        }
        None
    }

    /// The time with both sockets is over.
    pub(super) fn handed_over(&mut self, now: Now) -> Option<Turn> {
        let doubt = self.doubt();
        self.close_old();
        self.backoff.reset();
        self.dead_replacements = 0;
        let (heard, accepted) = doubt?;
        Some(Turn::Missed(Missed {
            reason: Reason::Silent,
            from: heard.wall.min(now.wall),
            to: accepted.max(heard.wall),
            certain_after: heard.mono,
        }))
    }

    /// A try died. If it was to replace a connection that is kept for now, that is all. Else what comes of giving up.
    pub(super) fn replacement_died(&mut self, now: Now) -> Result<Option<Turn>, Option<Turn>> {
        self.echoes.clear();
        let Some(link) = &self.link else {
            return Err(None);
        };
        if !link.slept && link.heard.mono > self.tried {
            // It has spoken meanwhile.
            self.attempt = Attempt::None;
            return Ok(None);
        }
        self.dead_replacements += 1;
        if self.dead_replacements < DEAD_REPLACEMENTS {
            return Err(None);
        }
        let from = link.heard.wall.min(now.wall);
        let socket = link.socket;
        let turn = (!link.slept).then_some(Turn::Lost {
            reason: Reason::Silent,
            from,
        });
        self.link = None;
        self.close(socket);
        Err(turn)
    }

    /// The socket in the room closed.
    pub(super) fn link_lost(&mut self, now: Now, link: &Link, code: u16) -> Option<Turn> {
        if let Some(old) = self.old.take_if(|old| !old.link.slept) {
            // The old one is still there, and nothing was missed. The try did not last.
            self.link = Some(old.link);
            let (pause, _) = self.backoff.after_handshake(self.online);
            return match self.replacement_died(now) {
                Ok(turn) => turn,
                Err(turn) => {
                    self.wait(now, pause, Reason::Closed(code));
                    turn
                }
            };
        }
        self.close_old();
        let reason = Reason::Closed(code);
        if matches!(self.attempt, Attempt::None) {
            let pause = self.backoff.after_live(now.mono.saturating_sub(link.since));
            self.wait(now, pause, reason.clone());
        } else if !link.slept {
            // The try that was to replace it goes on, for all to see now.
            let state = match self.attempt {
                Attempt::Connecting { .. } => ConnectionState::Connecting,
                Attempt::Accepting { .. } => ConnectionState::Accepting,
                Attempt::Pausing { .. } => ConnectionState::Waiting,
                Attempt::None | Attempt::Authorizing { .. } => ConnectionState::Authorizing,
            };
            self.show(now, state, Some(reason.clone()));
            if let Attempt::Pausing { until: Some(until) } = self.attempt {
                let left = until.saturating_sub(now.mono);
                self.connection.retry_at = Some(now.wall.saturating_add_unsigned(left));
            }
        }
        // Without a closing frame nobody knows when it broke: certain is only what was heard.
        let from = if code == ABNORMAL {
            link.heard.wall
        } else {
            now.wall
        };
        let from = from.min(now.wall);
        (!link.slept).then_some(Turn::Lost { reason, from })
    }

    /// Since when the room may not have been heard, while that is in doubt.
    pub(super) fn unheard_since(&self) -> Option<i64> {
        self.doubt().map(|(heard, _)| heard.wall)
    }

    fn doubt(&self) -> Option<(Now, i64)> {
        self.old.as_ref().filter(|old| !old.heard)?.doubt
    }

    pub(super) fn close_old(&mut self) {
        if let Some(old) = self.old.take() {
            self.echoes.clear();
            self.close(old.link.socket);
        }
    }
}
