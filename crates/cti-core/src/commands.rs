//! Commands of ours in flight. Each is sent once; the event that confirms it is inferred, since nothing acknowledges.

use crate::{
    number::same_number,
    replica::saved,
    snapshot::{Ask, AskKind, Sent, SentState, Status},
    time::{Millis, Now, SECOND},
};
use cti_protocol::{CallFields, Event, Id};
use std::rc::Rc;

/// No confirming event for so long: timed out.
pub(crate) const CONFIRM_LIMIT: Millis = 10 * SECOND;
/// The same number again within this time asks first.
const AGAIN_LIMIT: Millis = 2 * SECOND;
/// How long a settled command stays in the picture.
const SETTLED_KEPT: Millis = 15 * SECOND;

struct InFlight {
    sent: Rc<Sent>,
    /// When it was sent, on the forward clock.
    sent_mono: Millis,
    /// The same; when it settled, once it has.
    mono: Millis,
}

#[derive(Default)]
pub(crate) struct Commands {
    next: u64,
    /// Oldest first.
    all: Vec<InFlight>,
}

/// What is read of commands at most; only the page can send so many within seconds.
const READ_LIMIT: usize = 10_000;

saved!(InFlight {
    sent,
    sent_mono,
    mono
});
saved!(Commands { next, all } if |commands| commands.all.len() <= READ_LIMIT);

/// A command that settled now, and by which user or call.
pub(crate) struct Settled {
    pub(crate) id: u64,
    pub(crate) ask: Ask,
    pub(crate) state: SentState,
}

impl Ask {
    /// Whether both dial the same number on the same phone.
    pub(crate) fn dials_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::MakeCall { user, number }, Self::MakeCall { user: u, number: n }) => {
                user == u && same_number(number, n)
            }
            _ => false,
        }
    }

    /// Which of the three commands this is.
    pub fn kind(&self) -> AskKind {
        match self {
            Self::MakeCall { .. } => AskKind::MakeCall,
            Self::SetVariables { .. } => AskKind::SetVariables,
            Self::Logout { .. } => AskKind::Logout,
        }
    }
}

impl AskKind {
    /// The command's documented name.
    pub fn name(self) -> &'static str {
        match self {
            Self::MakeCall => "make_call",
            Self::SetVariables => "set_variables",
            Self::Logout => "logout",
        }
    }
}

impl Commands {
    pub(crate) fn sent(&mut self, now: Now, ask: Ask) -> u64 {
        self.next += 1;
        let sent = Rc::new(Sent {
            id: self.next,
            ask,
            state: SentState::Pending,
            at: now.wall,
        });
        self.all.push(InFlight {
            sent,
            sent_mono: now.mono,
            mono: now.mono,
        });
        self.next
    }

    /// Whether the same number was sent to the same phone less than 2 s ago.
    pub(crate) fn just_dialled(&self, now: Now, user: &Id, number: &str) -> bool {
        self.all.iter().any(|command| {
            let recent = now.mono.saturating_sub(command.sent_mono) < AGAIN_LIMIT;
            recent
                && command.sent.state != SentState::Unsent
                && matches!(&command.sent.ask, Ask::MakeCall { user: u, number: n }
                    if u == user && same_number(n, number))
        })
    }

    /// Confirms what a call event confirms. `id` is the call's id in the pictures.
    pub(crate) fn call_event(
        &mut self,
        now: Now,
        event: &Event,
        fields: &CallFields,
        id: &Id,
    ) -> Option<Settled> {
        let position = self.pending().find(|(_, sent)| match (&sent.ask, event) {
            // A phone that cannot dial a number may report only the failure.
            (Ask::MakeCall { user, number }, Event::OutgoingCall(_) | Event::CallFailed(_)) => {
                fields.user.id.as_ref().is_none_or(|told| told == user)
                    && fields.number_for(cti_protocol::Direction::Outgoing).map_or(
                        matches!(event, Event::OutgoingCall(_)) && fields.user.id.is_some(),
                        |told| same_number(told, number),
                    )
            }
            (Ask::SetVariables { call }, Event::DataUpdated(_)) => call == id,
            _ => false,
        });
        let (index, _) = position?;
        Some(self.settle(now, index, SentState::Confirmed))
    }

    /// Confirms what a status confirms: a logout, unless the status is one that only a logged-in user has.
    pub(crate) fn status_event(&mut self, now: Now, user: &Id, status: &Status) -> Option<Settled> {
        if status.is_logged_in() {
            return None;
        }
        let position = self
            .pending()
            .find(|(_, sent)| matches!(&sent.ask, Ask::Logout { user: u } if u == user));
        let (index, _) = position?;
        Some(self.settle(now, index, SentState::Confirmed))
    }

    /// The room refused a command by name, in these words. Which one is known only if one is pending.
    pub(crate) fn refused(&mut self, now: Now, name: &str, words: &str) -> Option<Settled> {
        let indices: Vec<usize> = self
            .pending()
            .filter(|(_, sent)| sent.ask.kind().name() == name)
            .map(|(index, _)| index)
            .collect();
        let &[index] = indices.as_slice() else { return None };
        Some(self.settle(now, index, SentState::Refused(words.to_owned())))
    }

    /// A command could not be handed to the network.
    pub(crate) fn unsent(&mut self, now: Now, id: u64) -> Option<Settled> {
        let (index, _) = self.pending().find(|(_, sent)| sent.id == id)?;
        Some(self.settle(now, index, SentState::Unsent))
    }

    /// Times out what is due and forgets what settled long ago. Whether anything changed.
    pub(crate) fn expire(&mut self, now: Now) -> (Vec<Settled>, bool) {
        let due: Vec<usize> = self
            .pending()
            .filter(|(index, _)| now.mono >= self.all[*index].mono + CONFIRM_LIMIT)
            .map(|(index, _)| index)
            .collect();
        let settled: Vec<Settled> = due
            .into_iter()
            .map(|index| self.settle(now, index, SentState::TimedOut))
            .collect();
        let before = self.all.len();
        self.all.retain(|command| {
            command.sent.state == SentState::Pending || now.mono < command.mono + SETTLED_KEPT
        });
        let changed = !settled.is_empty() || self.all.len() != before;
        (settled, changed)
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        let due = |command: &InFlight| {
            let limit = if command.sent.state == SentState::Pending {
                CONFIRM_LIMIT
            } else {
                SETTLED_KEPT
            };
            command.mono + limit
        };
        self.all.iter().map(due).min()
    }

    pub(crate) fn logging_out(&self) -> Vec<Id> {
        let user = |sent: &Rc<Sent>| match &sent.ask {
            Ask::Logout { user } => Some(user.clone()),
            _ => None,
        };
        self.pending().filter_map(|(_, sent)| user(sent)).collect()
    }

    pub(crate) fn picture(&self) -> Vec<Rc<Sent>> {
        self.all.iter().map(|command| command.sent.clone()).collect()
    }

    fn pending(&self) -> impl Iterator<Item = (usize, &Rc<Sent>)> {
        let all = self
            .all
            .iter()
            .enumerate()
            .map(|(index, command)| (index, &command.sent));
        all.filter(|(_, sent)| sent.state == SentState::Pending)
    }

    fn settle(&mut self, now: Now, index: usize, state: SentState) -> Settled {
        let command = &mut self.all[index];
        Rc::make_mut(&mut command.sent).state = state.clone();
        command.mono = now.mono;
        Settled {
            id: command.sent.id,
            ask: command.sent.ask.clone(),
            state,
        }
    }
}
