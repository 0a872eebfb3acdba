//! What is done to the softphone of a tab that shares it.

use super::Shared;
use crate::{
    intent::Intent,
    io::TabsOutput,
    model::{Confirmation, Input as ModelInput},
    replica::Entry,
    session::Turn,
    snapshot::{Ask, Connection, ConnectionState, IntentError, Reason, Sent},
    softphone::Softphone,
    tabs::Role,
    time::{Millis, Now},
};
use std::rc::Rc;

impl Softphone {
    /// A frame that the connected tab heard.
    pub(super) fn read(&mut self, now: Now, text: &str) {
        let frame = self.session.decode(text);
        self.tell(now, ModelInput::Frame { frame: &frame, text });
    }

    /// Whether a frame counts, and what becomes of the connection by it.
    pub(super) fn admit(&mut self, now: Now, socket: u64, text: &str) -> Option<Option<Turn>> {
        self.session.frame(now, socket, text).map(|read| read.turn)
    }

    /// Whether this tab has a connection, or is after one.
    pub(super) fn is_connecting(&self) -> bool {
        self.session.is_wanted()
    }

    /// Shows another tab's connection as its own.
    pub(super) fn follow(&mut self, connection: Connection) {
        self.followed = Some(connection);
    }

    /// Goes by its own connection from now on. How the other tab's stood.
    pub(super) fn stop_following(&mut self) -> Connection {
        self.followed.take().unwrap_or_default()
    }

    /// Drops its own connection, without a word of it: the tab that leads says how things stand.
    pub(super) fn stand_by(&mut self, now: Now) {
        if self.followed.is_none() {
            let connection = if self.is_connecting() {
                self.session.connection().clone()
            } else {
                Connection {
                    state: ConnectionState::Connecting,
                    since: now.wall,
                    ..Connection::default()
                }
            };
            self.follow(connection);
        }
        if self.is_connecting() {
            let _ = self.session.disconnect(now, Reason::NotRunning);
        }
    }

    pub(super) fn connect(&mut self, now: Now) {
        self.session.connect(now);
    }

    pub(super) fn disconnect(&mut self, now: Now, reason: Reason) -> Option<Turn> {
        self.session.disconnect(now, reason)
    }

    pub(super) fn model_deadline(&self) -> Option<Millis> {
        self.model.deadline()
    }

    pub(super) fn keeper_deadline(&self) -> Option<Millis> {
        self.keeper.deadline()
    }

    pub(super) fn session_deadline(&self) -> Option<Millis> {
        self.session.deadline()
    }

    pub(super) fn commands(&self) -> Vec<Rc<Sent>> {
        self.model.commands()
    }

    /// What a command would be, if it makes sense now.
    pub(super) fn prepare(&self, now: Now, intent: Intent) -> Result<Option<Ask>, IntentError> {
        match intent.into_command() {
            Err(_) => Ok(None),
            Ok(_) if !self.is_live() => Err(IntentError::NotConnected),
            Ok(command) => self.model.prepare(now, command).map(|(ask, _)| Some(ask)),
        }
    }

    /// What confirms a command of which only the end is known.
    pub(super) fn confirmation(&self, ask: &Ask) -> Option<Confirmation> {
        match ask {
            Ask::SetVariables { call } => self.model.call(call).cloned().map(Confirmation::Call),
            Ask::Logout { user } => self.model.user(user).cloned().map(Confirmation::User),
            // Which call it became is not in the state.
            Ask::MakeCall { .. } => None,
        }
    }
}

impl Shared {
    /// Reads the clock of the log otherwise, if that runs otherwise.
    pub(super) fn keep_time(&mut self, now: Now) {
        let ahead = self.ahead(now);
        let by = ahead - std::mem::replace(&mut self.was_ahead, ahead);
        if by != 0 {
            self.phone.keeper.shift(by);
        }
    }

    /// What the storage of this tab told counts if it leads. Where another one does, that tells it; and where nobody
    /// does yet, it waits.
    pub(super) fn recall(&mut self, now: Now) {
        match self.tabs.role() {
            Role::Leader | Role::Alone => {
                for recalled in std::mem::take(&mut self.phone.recalled) {
                    self.enter(now, Entry::Recalled(recalled));
                }
            }
            Role::Follower => self.phone.recalled.clear(),
            Role::Waiting => {}
        }
    }

    pub(super) fn become_role(&mut self, now: Now, role: Role) {
        let name = match role {
            Role::Leader => "leading",
            Role::Alone => "alone",
            Role::Follower => "following",
            Role::Waiting => "waiting",
        };
        self.say(TabsOutput::Role(name));
        if !self.leads() {
            self.phone.stand_by(now);
            return;
        }
        if self.phone.is_connecting() {
            // It was connected before there was anybody to share that with.
            return;
        }
        let before = self.phone.stop_following();
        self.told = Connection::default();
        match before {
            // Somebody wanted it so, or it would not be let in.
            Connection {
                state: ConnectionState::Stopped,
                reason: Some(reason),
                ..
            } => {
                let turn = self.phone.disconnect(now, reason);
                self.turned(now, turn);
            }
            before => {
                if before.state == ConnectionState::Live {
                    let (reason, from) = (Reason::NotRunning, self.heard.min(now.wall));
                    self.enter(now, Entry::Lost { reason, from });
                }
                self.phone.connect(now);
            }
        }
    }
}
