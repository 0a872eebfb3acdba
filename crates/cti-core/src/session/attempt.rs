//! A try to get a socket into the room: credentials, opening, greeting, and the pause before the next.

use super::{Session, Turn};
use crate::{
    io::Output,
    snapshot::{ConnectionState, Reason},
    time::{Millis, Now, SECOND},
};
use cti_protocol::Endpoint;

/// Time limit for the socket to open, and again for the greeting to come.
const HANDSHAKE: Millis = 10 * SECOND;
/// Time limit for the page to find credentials. A person who is asked may take any time.
const CREDENTIALS: Millis = 30 * SECOND;
/// A try to get a socket into the room.
#[derive(Debug)]
pub(super) enum Attempt {
    None,
    /// The next try is then; without a time it waits for the network.
    Pausing {
        until: Option<Millis>,
    },
    Authorizing {
        request: u64,
        until: Option<Millis>,
    },
    Connecting {
        socket: u64,
        until: Millis,
    },
    Accepting {
        socket: u64,
        until: Millis,
    },
}

/// How a try died.
pub(super) enum Death {
    Credentials(Reason),
    Handshake(Reason),
}

impl Session {
    /// Connects, or tries again at once.
    pub(crate) fn connect(&mut self, now: Now) {
        match self.attempt {
            Attempt::None if self.link.is_some() => {}
            Attempt::None => {
                self.backoff.reset();
                self.authorize(now);
            }
            Attempt::Pausing { .. } => {
                self.backoff.hurry();
                self.authorize(now);
            }
            Attempt::Authorizing { .. } | Attempt::Connecting { .. } | Attempt::Accepting { .. } => {}
        }
    }

    /// The network is back: a pause has no purpose any more, and handshakes that died before tell nothing.
    pub(crate) fn online(&mut self, now: Now) {
        self.online = true;
        if matches!(self.attempt, Attempt::Pausing { .. }) {
            self.backoff.reset();
            self.authorize(now);
        }
    }

    /// The page is seen again, and there is a network as far as the browser knows.
    pub(crate) fn seen(&mut self, now: Now) {
        self.online = true;
        if matches!(self.attempt, Attempt::Pausing { .. }) {
            self.backoff.hurry();
            self.authorize(now);
        }
    }

    /// A person is asked for the credentials: that may take any time.
    pub(crate) fn asking(&mut self, request: u64) {
        if let Attempt::Authorizing {
            request: asked,
            until,
        } = &mut self.attempt
            && *asked == request
        {
            *until = None;
        }
    }

    pub(crate) fn credentials(
        &mut self,
        now: Now,
        request: u64,
        answer: Result<Endpoint, Reason>,
    ) -> Option<Turn> {
        if !matches!(self.attempt, Attempt::Authorizing { request: asked, .. } if asked == request) {
            return None;
        }
        match answer {
            Ok(endpoint) => {
                let socket = self.number();
                let url = endpoint.url();
                self.outputs.push_back(Output::Open { socket, url });
                let until = now.mono + HANDSHAKE;
                self.attempt = Attempt::Connecting { socket, until };
                self.show_try(now, ConnectionState::Connecting);
                None
            }
            Err(reason @ Reason::Config(_)) if self.link.is_none() => {
                self.attempt = Attempt::None;
                self.show(now, ConnectionState::Stopped, Some(reason));
                None
            }
            Err(reason) => self.died(now, Death::Credentials(reason)),
        }
    }

    pub(crate) fn opened(&mut self, now: Now, socket: u64) {
        if matches!(self.attempt, Attempt::Connecting { socket: current, .. } if current == socket) {
            let until = now.mono + HANDSHAKE;
            self.attempt = Attempt::Accepting { socket, until };
            self.show_try(now, ConnectionState::Accepting);
        }
    }

    /// What a try waited for did not come, or its pause is over.
    pub(super) fn attempt_overdue(&mut self, now: Now) -> Option<Turn> {
        match self.attempt {
            Attempt::None | Attempt::Pausing { .. } => {
                self.authorize(now);
                None
            }
            Attempt::Authorizing { .. } => {
                let words = "the page gave none within 30 seconds".to_owned();
                self.died(now, Death::Credentials(Reason::Credentials(words)))
            }
            Attempt::Connecting { .. } | Attempt::Accepting { .. } => {
                self.close_attempt();
                self.died(now, Death::Handshake(Reason::TimedOut))
            }
        }
    }

    /// A try died.
    pub(super) fn died(&mut self, now: Now, death: Death) -> Option<Turn> {
        let (pause, reason) = match death {
            Death::Credentials(reason) => (self.backoff.after_no_credentials(), reason),
            Death::Handshake(reason) => match self.backoff.after_handshake(self.online) {
                (pause, true) => (pause, Reason::HandshakeRepeated),
                (pause, false) => (pause, reason),
            },
        };
        self.replacement_died(now).unwrap_or_else(|given_up| {
            self.wait(now, pause, reason);
            given_up
        })
    }

    /// Pauses before the next try.
    pub(super) fn wait(&mut self, now: Now, pause: Millis, reason: Reason) {
        self.attempt = Attempt::Pausing {
            until: Some(now.mono + pause),
        };
        if !self.is_live() {
            self.show(now, ConnectionState::Waiting, Some(reason));
            self.connection.retry_at = Some(now.wall.saturating_add_unsigned(pause));
        }
    }

    pub(super) fn authorize(&mut self, now: Now) {
        let request = self.number();
        self.outputs.push_back(Output::AskCredentials { request });
        self.tried = now.mono;
        self.attempt = Attempt::Authorizing {
            request,
            until: Some(now.mono + CREDENTIALS),
        };
        self.show_try(now, ConnectionState::Authorizing);
    }

    pub(super) fn attempt_due(&self) -> Option<Millis> {
        match self.attempt {
            Attempt::None => None,
            Attempt::Pausing { until } | Attempt::Authorizing { until, .. } => until,
            Attempt::Connecting { until, .. } | Attempt::Accepting { until, .. } => Some(until),
        }
    }

    pub(super) fn attempt_socket(&self) -> Option<u64> {
        match self.attempt {
            Attempt::Connecting { socket, .. } | Attempt::Accepting { socket, .. } => Some(socket),
            Attempt::None | Attempt::Pausing { .. } | Attempt::Authorizing { .. } => None,
        }
    }

    pub(super) fn close_attempt(&mut self) {
        if let Some(socket) = self.attempt_socket() {
            self.close(socket);
        }
        self.attempt = Attempt::None;
    }

    /// Shows how far a try is, unless the connection that it is to replace is live. The reason of the last loss stays
    /// readable meanwhile.
    pub(super) fn show_try(&mut self, now: Now, state: ConnectionState) {
        if !self.is_live() {
            let reason =
                self.connection.reason.take().filter(|reason| {
                    state == ConnectionState::Authorizing && *reason != Reason::Disconnected
                });
            self.show(now, state, reason);
        }
    }
}
