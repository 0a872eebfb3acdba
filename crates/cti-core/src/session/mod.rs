//! One connection to the room, kept alive: who is asked for credentials when, which socket counts, when to try again.
//!
//! Sans-IO: inputs are method calls with the time, outputs are polled. Sockets have numbers; what an old socket still
//! says is not heard.

mod backoff;
mod close;

use crate::{
    snapshot::{Connection, ConnectionState, Reason},
    time::{Millis, Now, SECOND},
};
use backoff::Backoff;
use close::{CloseCode, Policy};
use cti_protocol::{
    Body, Details, Dialect, Endpoint, Event, Frame, Id, Limits, Secret, decode, encode, event::Connected,
};
use std::collections::VecDeque;

/// Time limit for the socket to open, and again for the greeting to come.
const HANDSHAKE: Millis = 10 * SECOND;

/// What the session wants done.
#[derive(Debug)]
pub(crate) enum SessionOutput {
    AskCredentials { request: u64 },
    Open { socket: u64, url: Secret },
    Send { socket: u64, text: String },
    Close { socket: u64 },
}

/// What an input changed for the rest of the core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// The room is heard from now on.
    Joined,
    /// The room is no longer heard.
    Lost,
}

#[derive(Debug)]
enum State {
    Idle,
    Authorizing {
        request: u64,
    },
    Connecting {
        socket: u64,
        until: Millis,
    },
    Accepting {
        socket: u64,
        until: Millis,
    },
    Live {
        socket: u64,
        since: Millis,
        sender: Option<Id>,
    },
    Waiting {
        until: Option<Millis>,
    },
    Stopped,
}

#[derive(Debug)]
pub(crate) struct Session {
    state: State,
    connection: Connection,
    backoff: Backoff,
    configured: Dialect,
    /// The configured dialect, completed by what the latest greeting showed.
    dialect: Dialect,
    limits: Limits,
    online: bool,
    numbers: u64,
    outputs: VecDeque<SessionOutput>,
}

impl Session {
    pub(crate) fn new(dialect: Dialect, limits: Limits, seed: u64) -> Self {
        Self {
            state: State::Idle,
            connection: Connection::default(),
            backoff: Backoff::new(seed),
            configured: dialect.clone(),
            dialect,
            limits,
            online: true,
            numbers: 0,
            outputs: VecDeque::new(),
        }
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn is_live(&self) -> bool {
        matches!(self.state, State::Live { .. })
    }

    pub(crate) fn poll(&mut self) -> Option<SessionOutput> {
        self.outputs.pop_front()
    }

    /// When [`Session::tick`] is due, on the forward clock.
    pub(crate) fn deadline(&self) -> Option<Millis> {
        match self.state {
            State::Connecting { until, .. } | State::Accepting { until, .. } => Some(until),
            State::Waiting { until } => until,
            State::Idle | State::Authorizing { .. } | State::Live { .. } | State::Stopped => None,
        }
    }

    /// Connects, or tries again at once.
    pub(crate) fn connect(&mut self, now: Now) {
        match self.state {
            State::Idle | State::Waiting { .. } | State::Stopped => {
                self.backoff.reset();
                self.authorize(now);
            }
            State::Authorizing { .. }
            | State::Connecting { .. }
            | State::Accepting { .. }
            | State::Live { .. } => {}
        }
    }

    pub(crate) fn disconnect(&mut self, now: Now, reason: Reason) -> Option<Turn> {
        let turn = self.drop_socket();
        self.enter(now, State::Stopped, ConnectionState::Stopped, Some(reason));
        turn
    }

    pub(crate) fn credentials(&mut self, now: Now, request: u64, answer: Result<Endpoint, Reason>) {
        if !matches!(self.state, State::Authorizing { request: asked } if asked == request) {
            return;
        }
        match answer {
            Ok(endpoint) => {
                let socket = self.number();
                self.outputs.push_back(SessionOutput::Open {
                    socket,
                    url: endpoint.url(),
                });
                let until = now.mono + HANDSHAKE;
                self.enter(
                    now,
                    State::Connecting { socket, until },
                    ConnectionState::Connecting,
                    None,
                );
            }
            Err(reason @ Reason::Config(_)) => {
                self.enter(now, State::Stopped, ConnectionState::Stopped, Some(reason));
            }
            Err(reason) => {
                let (pause, _) = self.backoff.after_handshake(self.online);
                self.wait(now, pause, reason);
            }
        }
    }

    pub(crate) fn opened(&mut self, now: Now, socket: u64) {
        if matches!(self.state, State::Connecting { socket: current, .. } if current == socket) {
            let until = now.mono + HANDSHAKE;
            self.enter(
                now,
                State::Accepting { socket, until },
                ConnectionState::Accepting,
                None,
            );
        }
    }

    /// Reads a frame. `None` if it came from a socket that no longer counts.
    pub(crate) fn frame(&mut self, now: Now, socket: u64, text: &str) -> Option<(Frame, Option<Turn>)> {
        if self.socket() != Some(socket) {
            return None;
        }
        let frame = decode(text, &self.dialect, &self.limits);
        let greeting = frame
            .messages
            .iter()
            .find(|message| matches!(message.body, Body::Event(Event::ConnectionAccepted(_))));
        let mut turn = None;
        if let (Some(greeting), State::Connecting { .. } | State::Accepting { .. }) = (greeting, &self.state)
        {
            self.dialect = self.configured.clone();
            self.dialect.learn(greeting);
            let sender = greeting.sender.clone();
            self.enter(
                now,
                State::Live {
                    socket,
                    since: now.mono,
                    sender,
                },
                ConnectionState::Live,
                None,
            );
            self.send(&Event::Connected(Connected::default()).into());
            turn = Some(Turn::Joined);
        }
        Some((frame, turn))
    }

    /// Sends into the room. `false`, and nothing is kept, unless live.
    pub(crate) fn send(&mut self, body: &Body) -> bool {
        let State::Live { socket, sender, .. } = &self.state else {
            return false;
        };
        let text = encode(body, sender.as_ref(), &Details::default(), &self.dialect);
        self.outputs.push_back(SessionOutput::Send {
            socket: *socket,
            text,
        });
        true
    }

    /// A socket closed, or could not be opened.
    pub(crate) fn closed(&mut self, now: Now, socket: u64, code: u16) -> Option<Turn> {
        if self.socket() != Some(socket) {
            return None;
        }
        if CloseCode::from(code).policy() == Policy::Stop {
            let turn = self.is_live().then_some(Turn::Lost);
            self.enter(
                now,
                State::Stopped,
                ConnectionState::Stopped,
                Some(Reason::Refused(code)),
            );
            return turn;
        }
        self.lost(now, Reason::Closed(code), Reason::Handshake)
    }

    pub(crate) fn offline(&mut self, now: Now) -> Option<Turn> {
        self.online = false;
        if matches!(self.state, State::Idle | State::Stopped) {
            return None;
        }
        let turn = self.drop_socket();
        self.enter(
            now,
            State::Waiting { until: None },
            ConnectionState::Waiting,
            Some(Reason::Offline),
        );
        turn
    }

    /// The network is back, or the page is seen again: a pause has no purpose any more.
    pub(crate) fn online(&mut self, now: Now) {
        self.online = true;
        if matches!(self.state, State::Waiting { .. }) {
            self.connect(now);
        }
    }

    /// The machine slept: whatever the socket says of itself, it is replaced.
    pub(crate) fn woke(&mut self, now: Now) -> Option<Turn> {
        if matches!(self.state, State::Idle | State::Stopped) {
            return None;
        }
        let turn = self.drop_socket();
        self.backoff.reset();
        self.authorize(now);
        turn
    }

    pub(crate) fn tick(&mut self, now: Now) -> Option<Turn> {
        if self.deadline().is_none_or(|at| at > now.mono) {
            return None;
        }
        match self.state {
            State::Waiting { .. } => {
                self.authorize(now);
                None
            }
            _ => {
                self.drop_socket();
                self.lost(now, Reason::TimedOut, Reason::TimedOut)
            }
        }
    }

    fn lost(&mut self, now: Now, live: Reason, handshake: Reason) -> Option<Turn> {
        if let State::Live { since, .. } = self.state {
            let pause = self.backoff.after_live(now.mono.saturating_sub(since));
            self.wait(now, pause, live);
            return Some(Turn::Lost);
        }
        let (pause, slow) = self.backoff.after_handshake(self.online);
        self.wait(
            now,
            pause,
            if slow {
                Reason::HandshakeRepeated
            } else {
                handshake
            },
        );
        None
    }

    fn wait(&mut self, now: Now, pause: Millis, reason: Reason) {
        self.enter(
            now,
            State::Waiting {
                until: Some(now.mono + pause),
            },
            ConnectionState::Waiting,
            Some(reason),
        );
        self.connection.retry_at = Some(now.wall.saturating_add_unsigned(pause));
    }

    fn authorize(&mut self, now: Now) {
        let request = self.number();
        self.outputs.push_back(SessionOutput::AskCredentials { request });
        // The reason of the last loss stays readable while the next try is on its way.
        let reason = self
            .connection
            .reason
            .take()
            .filter(|reason| *reason != Reason::Disconnected);
        self.enter(
            now,
            State::Authorizing { request },
            ConnectionState::Authorizing,
            reason,
        );
    }

    fn drop_socket(&mut self) -> Option<Turn> {
        let socket = self.socket()?;
        self.outputs.push_back(SessionOutput::Close { socket });
        self.is_live().then_some(Turn::Lost)
    }

    fn socket(&self) -> Option<u64> {
        match self.state {
            State::Connecting { socket, .. }
            | State::Accepting { socket, .. }
            | State::Live { socket, .. } => Some(socket),
            State::Idle | State::Authorizing { .. } | State::Waiting { .. } | State::Stopped => None,
        }
    }

    fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    fn enter(&mut self, now: Now, state: State, public: ConnectionState, reason: Option<Reason>) {
        self.state = state;
        self.connection = Connection {
            state: public,
            since: now.wall,
            retry_at: None,
            reason,
        };
    }
}
