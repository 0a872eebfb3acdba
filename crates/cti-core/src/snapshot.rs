//! What the widget shows and the page may read: one immutable picture of everything, replaced whole.
//!
//! Parts that did not change keep their `Rc`, so that a view can tell by pointer what to draw again.

use crate::{drafts::Draft, history::archive::Trouble};
use cti_protocol::{Details, Direction, Id, Pii, Variables};
use std::rc::Rc;

/// Everything there is to see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// The connection.
    pub connection: Rc<Connection>,
    /// The agent that the widget speaks for: the roster's entry, or only the id while the room has not told more.
    pub me: Option<Rc<User>>,
    /// Calls as cards: what rings first, what is live next, the just-ended last. Dismissed ones are gone.
    pub calls: Vec<Rc<Call>>,
    /// Everybody seen in the room, by name.
    pub users: Rc<Vec<Rc<User>>>,
    /// Ended calls of mine, newest first, as far as they are loaded.
    pub history: Rc<Vec<Rc<Call>>>,
    /// While something is searched for: what was found, in no certain order.
    pub found: Option<Rc<Vec<Rc<Call>>>>,
    /// How many of `history`, or of `found` while it is there, are to be shown: a list of thousands takes a second.
    pub shown: usize,
    /// Whether there may be earlier calls than those.
    pub more: bool,
    /// Whether earlier calls are being read.
    pub reading: bool,
    /// Whether `history`, or `found` while it is there, holds all that is kept.
    pub complete: bool,
    /// What is being typed into variables, with or without changes.
    pub drafts: Vec<Rc<Draft>>,
    /// When the room was not heard, oldest first.
    pub gaps: Rc<Vec<Gap>>,
    /// Commands on their way, and those that just settled (kept for a few seconds).
    pub commands: Vec<Rc<Sent>>,
    /// What the agent should be told once, newest last; each can be dismissed.
    pub notices: Vec<Rc<Notice>>,
    /// Frames and messages that were not understood, newest last, at most [`UNREAD_KEPT`].
    pub unread: Rc<Vec<Unread>>,
    /// How many there were in all.
    pub unread_total: u64,
    /// Frames that were not even read, since too many came at once.
    pub dropped: u64,
    /// Calls and words about users that were let go, since there were too many to keep.
    pub crowded_out: u64,
}

/// How many frames that were not understood are kept.
pub const UNREAD_KEPT: usize = 50;

/// The connection, in the public names of its states.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Connection {
    /// Where it stands.
    pub state: ConnectionState,
    /// Since when, in milliseconds since 1970.
    pub since: i64,
    /// While waiting: when the next try is.
    pub retry_at: Option<i64>,
    /// Why it waits or stopped.
    pub reason: Option<Reason>,
}

/// States of the connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConnectionState {
    /// Not asked to connect.
    #[default]
    Idle,
    /// Waiting for credentials.
    Authorizing,
    /// Opening the socket.
    Connecting,
    /// Open; waiting for the server's greeting.
    Accepting,
    /// In the room.
    Live,
    /// Lost; tries again at `retry_at`.
    Waiting,
    /// Given up until somebody acts.
    Stopped,
}

/// Why a connection waits or stopped, or why the room was not heard. Browsers tell nothing of a failed handshake, so neither does this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The browser says that there is no network.
    Offline,
    /// The socket closed with this code after it had been live.
    Closed(u16),
    /// The socket never opened or was never accepted: host, account, token id, token, allowed addresses, network.
    Handshake,
    /// The same several times in a row: tries are slow now.
    HandshakeRepeated,
    /// No opening, or no greeting, within the time limit.
    TimedOut,
    /// The server closed with a code that says the token is not good (1008, 4001, 4003, 4401, 4403).
    Refused(u16),
    /// The page or the agent gave no credentials; words for it.
    Credentials(String),
    /// The configuration is wrong; words that name every mistake.
    Config(String),
    /// Signed out, or told to disconnect.
    Disconnected,
    /// The widget was not running: its page was closed or loaded anew. Only ever the reason of a gap.
    NotRunning,
    /// The machine slept, or the browser froze the page.
    Slept,
    /// Nothing was heard for long, and it turned out that the connection was dead.
    Silent,
    /// More came at once than could be read.
    Flood,
}

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// An incoming call rings.
    Ringing,
    /// An outgoing call is being set up.
    Dialing,
    /// Two parties talk.
    Connected,
    /// Over, with an outcome.
    Ended,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Was connected, then ended.
    Completed,
    /// Did not come about; see `code` and `reason` of the call.
    Failed,
    /// Rang and nobody answered.
    Missed,
    /// Rang here and was answered by another user (id, if known).
    AnsweredElsewhere(Option<Id>),
    /// Given up before an answer.
    Cancelled,
    /// Nothing was heard for too long.
    Unknown,
}

/// A call, as far as the room told of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Its id.
    pub id: Id,
    /// The wider session that legs of one call share.
    pub session: Option<Id>,
    /// Who called whom; `None` while not known.
    pub direction: Option<Direction>,
    /// Where it stands.
    pub phase: Phase,
    /// How it ended; `Some` exactly when `phase` is `Ended`.
    pub outcome: Option<Outcome>,
    /// The result code, e.g. 486.
    pub code: Option<i64>,
    /// The completion code or the room's own words.
    pub reason: Option<Pii>,
    /// The other party's number, as the room wrote it.
    pub number: Option<Pii>,
    /// The other party's name.
    pub name: Option<Pii>,
    /// Whose phone: the one that answered, else the first that it rang at.
    pub user: Option<Id>,
    /// The queue's title.
    pub queue: Option<String>,
    /// Variables by name.
    pub variables: Variables,
    /// When it began, in milliseconds since 1970; when it was first heard of if the beginning was missed.
    pub started_at: i64,
    /// Whether `started_at` is only when it was first heard of.
    pub started_before: bool,
    /// When it was answered, if known.
    pub connected_at: Option<i64>,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// Since when nothing confirms that it still is as shown.
    pub unconfirmed_since: Option<i64>,
    /// Whether it concerns the agent that the widget speaks for.
    pub mine: bool,
    /// What the agent noted about it.
    pub note: Option<Pii>,
    /// Fields of its messages that no type knows.
    pub details: Details,
}

/// A user of the room.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// The user's id.
    pub id: Id,
    /// The shown name, once known.
    pub name: Option<Pii>,
    /// The last status heard.
    pub status: Status,
    /// The colour that the account gave to it, if any: a CSS hex colour, checked.
    pub color: Option<String>,
    /// Since when, in milliseconds since 1970.
    pub since: i64,
    /// The live call of that user, if any: its id and the other party.
    pub call: Option<Rc<UserCall>>,
    /// Whether a `logout` of this user is on its way.
    pub logging_out: bool,
}

/// What the team list says of a user's live call.
#[derive(Clone, Debug, PartialEq)]
pub struct UserCall {
    /// The call's id.
    pub id: Id,
    /// The other party's name.
    pub name: Option<Pii>,
    /// The other party's number.
    pub number: Option<Pii>,
    /// Where it stands.
    pub phase: Phase,
    /// Since when it stands there.
    pub since: i64,
}

/// A user's status: Kit's own, or an account's by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Takes queue calls.
    Ready,
    /// Logged in, takes no queue calls.
    Online,
    /// On a call.
    InService,
    /// After-call work.
    AfterService,
    /// A pause.
    Timeout,
    /// Do not disturb.
    Dnd,
    /// Missed or declined a queue call.
    Banned,
    /// Not logged in.
    Offline,
    /// An account's own status.
    Other(String),
    /// Not heard yet.
    #[default]
    Unknown,
}

/// A time in which the room was not heard.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// From when, in milliseconds since 1970.
    pub from: i64,
    /// Until when; `None` while it lasts.
    pub to: Option<i64>,
    /// Why.
    pub reason: Reason,
}

/// A command of ours.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// Its number, given by the core.
    pub id: u64,
    /// What it asks for.
    pub ask: Ask,
    /// What became of it.
    pub state: SentState,
    /// When it was sent, in milliseconds since 1970.
    pub at: i64,
}

/// What a command asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// That a user's phone dials.
    MakeCall {
        /// Whose phone.
        user: Id,
        /// The number to dial.
        number: Pii,
    },
    /// That variables of a call change.
    SetVariables {
        /// Which call.
        call: Id,
    },
    /// That a user is logged out.
    Logout {
        /// Whom.
        user: Id,
    },
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq)]
pub enum SentState {
    /// Sent, and nothing heard yet.
    Pending,
    /// The event that confirms it came.
    Confirmed,
    /// It did not come within 10 s, or the connection was lost before it could. It may or may not have been obeyed.
    TimedOut,
    /// The room refused it, in these words.
    Refused(String),
    /// It never left: the socket was closed or choked. It was not obeyed, and is not sent later.
    Unsent,
    /// It never left: the page says why the number is not to be called, or nothing where it could not say.
    Denied(String),
}

/// Something to tell the agent.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Its number.
    pub id: u64,
    /// What it is about.
    pub about: NoticeKind,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

/// What a notice is about.
#[derive(Clone, Debug, PartialEq)]
pub enum NoticeKind {
    /// An intent could not be carried out.
    Failed {
        /// What was asked for.
        ask: AskKind,
        /// Why not.
        error: IntentError,
    },
    /// The room's server or another client reports an error, in its words.
    RoomError(Pii),
    /// What became of the history's storage.
    Archive(ArchiveNews),
}

/// What became of the history's storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchiveNews {
    /// Nothing can be stored; history, notes and drafts last as long as the page.
    Trouble(Trouble),
    /// What was to be erased is.
    Erased,
    /// It could not be erased.
    NotErased,
}

/// The kinds of asking, without their values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskKind {
    /// `make_call`
    MakeCall,
    /// `set_variables`
    SetVariables,
    /// `logout`
    Logout,
}

/// Why an intent was not carried out: the codes of the public `CtiError`.
#[derive(Clone, Debug, PartialEq)]
pub enum IntentError {
    /// There is no live connection. Nothing was sent, nothing is kept for later.
    NotConnected,
    /// The number has no digit, or characters that no number has.
    InvalidNumber,
    /// The same number was dialled less than 2 s ago.
    Duplicate,
    /// No event confirmed it within 10 s.
    Timeout,
    /// The room refused it, in these words.
    Refused(String),
    /// No agent is chosen, or the user is not known in the room.
    NoUser,
    /// No such call.
    UnknownCall,
    /// The widget is gone.
    Destroyed,
    /// The page says why the number is not to be called, or nothing where it could not say. Nothing was sent.
    Denied(String),
}

/// A frame or message that was not understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Unread {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Why, in plain words without its content.
    pub why: String,
    /// The beginning of its text.
    pub text: Pii,
}
