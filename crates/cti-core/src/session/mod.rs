//! One connection to the room, kept alive: who is asked for credentials when, which socket counts, when to try again.
//!
//! Sans-IO: inputs are method calls with the time, outputs are polled. Sockets have numbers. At most three are there at
//! once: the one in the room, one that is to replace it, and one that was replaced a moment ago (`handover.rs`).

mod attempt;
mod backoff;
mod close;
mod echo;
mod handover;
mod inflow;

use crate::{
    io::Output,
    snapshot::{Connection, ConnectionState, Reason},
    time::{MINUTE, Millis, Now},
};
use attempt::{Attempt, Death};
use backoff::Backoff;
use close::{CloseCode, Policy};
use cti_protocol::{Body, Dialect, Event, Frame, Id, Limits, Message, decode, encode_bare, event::Connected};
use echo::{Echoes, On};
use handover::Old;
use inflow::Inflow;
use std::collections::VecDeque;

/// The code of an end without a closing frame.
const ABNORMAL: u16 = 1006;
/// A connection of which nothing was heard for so long is replaced, unless told otherwise.
const SILENCE: Millis = 5 * MINUTE;

/// What an input changed for the rest of the core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// The room is heard from now on.
    Joined,
    /// The room is no longer heard, since then by the wall clock.
    Lost { reason: Reason, from: i64 },
    /// It turned out that the room was not heard in a time that is over.
    Missed(Missed),
}

/// A time in which the room was not heard, known only after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Missed {
    pub(crate) reason: Reason,
    /// By the wall clock.
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// What an event spoke of after this, on the forward clock, is certain.
    pub(crate) certain_after: Millis,
}

/// What became of the text of a frame.
pub(crate) struct Read {
    pub(crate) frame: Frame,
    pub(crate) turn: Option<Turn>,
}

/// The socket in the room.
#[derive(Clone, Debug)]
struct Link {
    socket: u64,
    /// In the room since then, on the forward clock.
    since: Millis,
    /// When the last frame came.
    heard: Now,
    sender: Option<Id>,
    /// It lived through a sleep: still heard, not spoken on, and to be replaced whatever it says of itself.
    slept: bool,
}

#[derive(Debug)]
pub(crate) struct Session {
    link: Option<Link>,
    attempt: Attempt,
    /// The socket that was replaced, for as long as frames may be under way on it.
    old: Option<Old>,
    /// Tries that died since the link was to be replaced.
    dead_replacements: u32,
    /// When the last try began, on the forward clock.
    tried: Millis,
    echoes: Echoes,
    inflow: Inflow,
    connection: Connection,
    backoff: Backoff,
    configured: Dialect,
    /// The configured dialect, completed by what the latest greeting showed.
    dialect: Dialect,
    limits: Limits,
    silence: Option<Millis>,
    online: bool,
    numbers: u64,
    outputs: VecDeque<Output>,
}

impl Session {
    pub(crate) fn new(dialect: Dialect, limits: Limits, seed: u64) -> Self {
        Self {
            link: None,
            attempt: Attempt::None,
            old: None,
            dead_replacements: 0,
            tried: 0,
            echoes: Echoes::default(),
            inflow: Inflow::default(),
            connection: Connection::default(),
            backoff: Backoff::new(seed),
            configured: dialect.clone(),
            dialect,
            limits,
            silence: Some(SILENCE),
            online: true,
            numbers: 0,
            outputs: VecDeque::new(),
        }
    }

    /// Sets after how much silence a connection is replaced; `None` for never.
    pub(crate) fn replace_after(&mut self, silence: Option<Millis>) {
        self.silence = silence;
    }

    /// Sets the dialect that is configured.
    pub(crate) fn speak(&mut self, dialect: Dialect) {
        self.configured = dialect.clone();
        self.dialect = dialect;
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Whether the room is heard and can be spoken to.
    pub(crate) fn is_live(&self) -> bool {
        self.link.as_ref().is_some_and(|link| !link.slept)
    }

    /// Frames that were not read, since too many came at once.
    pub(crate) fn dropped(&self) -> u64 {
        self.inflow.dropped()
    }

    pub(crate) fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Session::tick`] is due, on the forward clock.
    pub(crate) fn deadline(&self) -> Option<Millis> {
        let due = [
            self.attempt_due(),
            self.silence_due(),
            self.old.as_ref().map(|old| old.until),
            self.inflow.deadline(),
        ];
        due.into_iter().flatten().min()
    }

    fn silence_due(&self) -> Option<Millis> {
        let link = self.link.as_ref()?;
        matches!(self.attempt, Attempt::None).then_some(link.heard.mono.saturating_add(self.silence?))
    }

    pub(crate) fn disconnect(&mut self, now: Now, reason: Reason) -> Option<Turn> {
        let turn = self.leave(now, &reason);
        self.show(now, ConnectionState::Stopped, Some(reason));
        turn
    }

    /// Decodes a frame that another tab heard.
    pub(crate) fn decode(&self, text: &str) -> Frame {
        decode(text, &self.dialect, &self.limits)
    }

    /// Reads a frame. `None` if it came from a socket that does not count, on two sockets, or in a flood.
    pub(crate) fn frame(&mut self, now: Now, socket: u64, text: &str) -> Option<Read> {
        let two = self.link.is_some() && (self.attempt_socket().is_some() || self.old.is_some());
        let on = if self.link.as_ref().is_some_and(|link| link.socket == socket) {
            self.link.as_mut()?.heard = now;
            if self.old.is_some() { On::New } else { On::Old }
        } else if let Some(old) = self.old.as_mut().filter(|old| old.link.socket == socket) {
            old.link.heard = now;
            old.heard = true;
            On::Old
        } else if self.attempt_socket() == Some(socket) {
            On::New
        } else {
            return None;
        };
        // What a try says is little, and the greeting must not get lost in a flood.
        let of_try = self.attempt_socket() == Some(socket);
        let flooded = !of_try && !self.inflow.admits(now, text.len());
        let echo = two && self.echoes.is_echo(now.mono, on, text);
        if flooded || (echo && !of_try) {
            return None;
        }
        let frame = decode(text, &self.dialect, &self.limits);
        let greeting = frame
            .messages
            .iter()
            .find(|message| matches!(message.body, Body::Event(Event::ConnectionAccepted(_))));
        let turn = match greeting {
            Some(greeting) if of_try => {
                self.learn(greeting);
                let sender = greeting.sender.clone();
                let turn = self.accepted(now, socket, sender);
                self.send(None, |sender, dialect| {
                    encode_bare(Connected::NAME, sender, dialect)
                });
                turn
            }
            _ => None,
        };
        Some(Read { frame, turn })
    }

    fn learn(&mut self, greeting: &Message) {
        self.dialect = self.configured.clone();
        self.dialect.learn(greeting);
    }

    /// Sends into the room. `false`, and nothing is kept, unless live.
    pub(crate) fn send(
        &mut self,
        command: Option<u64>,
        text: impl FnOnce(Option<&Id>, &Dialect) -> String,
    ) -> bool {
        let Some(link) = self.link.as_ref().filter(|link| !link.slept) else {
            return false;
        };
        let text = text(link.sender.as_ref(), &self.dialect);
        self.outputs.push_back(Output::Send {
            socket: link.socket,
            text,
            command,
        });
        true
    }

    /// A socket closed, or could not be opened.
    pub(crate) fn closed(&mut self, now: Now, socket: u64, code: u16) -> Option<Turn> {
        if self.old.as_ref().is_some_and(|old| old.link.socket == socket) {
            return self.handed_over(now);
        }
        let of_link = self.link.as_ref().is_some_and(|link| link.socket == socket);
        if !of_link && self.attempt_socket() != Some(socket) {
            return None;
        }
        // Gone by itself: there is nothing to close any more.
        let link = if of_link { self.link.take() } else { None };
        if !of_link {
            self.attempt = Attempt::None;
        }
        if CloseCode::from(code).policy() == Policy::Stop {
            let reason = Reason::Refused(code);
            let was_live = link.as_ref().is_some_and(|link| !link.slept);
            let from = self.unheard_since().unwrap_or(now.wall);
            let turn = self.leave(now, &reason);
            self.show(now, ConnectionState::Stopped, Some(reason.clone()));
            return turn.or(was_live.then_some(Turn::Lost { reason, from }));
        }
        match link {
            Some(link) => self.link_lost(now, &link, code),
            None => self.died(now, Death::Handshake(Reason::Handshake)),
        }
    }

    pub(crate) fn offline(&mut self, now: Now) -> Option<Turn> {
        self.online = false;
        if !self.is_wanted() {
            return None;
        }
        let turn = self.leave(now, &Reason::Offline);
        self.attempt = Attempt::Pausing { until: None };
        self.show(now, ConnectionState::Waiting, Some(Reason::Offline));
        turn
    }

    /// The machine slept since then: whatever the socket says of itself, it is replaced.
    pub(crate) fn woke(&mut self, now: Now, since: i64) -> Option<Turn> {
        if !self.is_wanted() {
            return None;
        }
        self.backoff.reset();
        let from = self.unheard_since().unwrap_or(since).min(since);
        self.close_old();
        let turn = match &mut self.link {
            Some(link) if !link.slept => {
                link.slept = true;
                let reason = Reason::Slept;
                Some(Turn::Lost { reason, from })
            }
            _ => None,
        };
        // A person who is being asked is left in peace; whatever else was under way slept too.
        if !matches!(self.attempt, Attempt::Authorizing { until: None, .. }) {
            self.close_attempt();
            if turn.is_some() {
                self.connection.reason = Some(Reason::Slept);
            }
            self.dead_replacements = 0;
            self.authorize(now);
        } else if turn.is_some() {
            // Asked already, for a connection that was live until now.
            self.show(now, ConnectionState::Authorizing, Some(Reason::Slept));
        }
        turn
    }

    /// Does one of the things that are due; what else is stays due.
    pub(crate) fn tick(&mut self, now: Now) -> Option<Turn> {
        if let Some(flood) = self.inflow.ebbed(now) {
            return Some(Turn::Missed(Missed {
                reason: Reason::Flood,
                from: flood.from,
                to: now.wall.max(flood.from),
                certain_after: flood.last,
            }));
        }
        if self.old.as_ref().is_some_and(|old| old.until <= now.mono) {
            return self.handed_over(now);
        }
        if self.attempt_due().is_some_and(|at| at <= now.mono) {
            return self.attempt_overdue(now);
        }
        if self.silence_due().is_some_and(|at| at <= now.mono) {
            self.dead_replacements = 0;
            self.authorize(now);
        }
        None
    }

    /// Closes all sockets. What that ends.
    fn leave(&mut self, now: Now, reason: &Reason) -> Option<Turn> {
        let from = self.unheard_since().unwrap_or(now.wall);
        self.close_attempt();
        self.close_old();
        self.dead_replacements = 0;
        let link = self.link.take()?;
        self.close(link.socket);
        (!link.slept).then(|| Turn::Lost {
            reason: reason.clone(),
            from,
        })
    }

    /// Whether somebody wants a connection: there is one, or a try.
    pub(crate) fn is_wanted(&self) -> bool {
        self.link.is_some() || !matches!(self.attempt, Attempt::None)
    }

    fn close(&mut self, socket: u64) {
        self.outputs.push_back(Output::Close { socket });
    }

    fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    fn show(&mut self, now: Now, state: ConnectionState, reason: Option<Reason>) {
        self.connection = Connection {
            state,
            since: now.wall,
            retry_at: None,
            reason,
        };
    }
}
