//! What keeps the agent's notes, drafts and history, as the softphone sees it. It is seldom needed at once, so it may come
//! late: until then a stand-in remembers what happens ([`crate::waiting`]).

use crate::{
    desk::Desk,
    drafts::{Draft, DraftRow},
    history::{Keep, Matcher, Note, archive::Answer},
    intent::Intent,
    io::Output,
    model::Model,
    snapshot::{ArchiveNews, Call, Gap, IntentError, Snapshot},
    time::{Millis, Now},
};
use cti_protocol::{Id, Pii};
use std::{collections::VecDeque, rc::Rc};

/// What a keeper is told. It says all that is needed, so that it can be told again later.
pub(crate) enum Event {
    /// Whose notes and history it is: the agent.
    Me(Option<Id>),
    /// Whose it is: the account, by host and name.
    Account(String),
    /// What became of an [`Output::Archive`].
    Archived { job: u64, answer: Answer },
    /// The page may be gone in a moment.
    Hidden,
    /// One of the intents that are a keeper's, and the call that it is about, as the model has it.
    Asked(Intent, Option<Rc<Call>>),
    /// A card was dismissed. Refused where nothing was put to that call.
    Dismissed(Id),
    /// The agent was logged out: nothing of the agent stays on this device.
    SignedOut,
    /// What storage told is to be done.
    Recalled(Recalled),
    /// Where the model is, after anything happened.
    Turn(Turn),
}

/// What a keeper's storage told that changes more than what one tab has read: where tabs share a softphone, the storage
/// of the connected one tells it to all.
#[derive(Clone, Debug, PartialEq)]
pub enum Recalled {
    /// A call that lay on the agent's desk, what was typed, and when the room was last heard.
    Call(Rc<Call>, Vec<DraftRow>, i64),
    /// Nobody listened for a while.
    Gap(Gap),
    /// What became of the storage.
    News(ArchiveNews),
}

pub(crate) struct Turn {
    /// Calls of mine that ended, or of which more was learnt after that, since the last turn.
    pub(crate) ended: Vec<Rc<Call>>,
    /// The gaps of this session.
    pub(crate) gaps: Rc<Vec<Gap>>,
    /// Whether the room is heard.
    pub(crate) live: bool,
}

impl Turn {
    /// Whether a turn after this one brings nothing new.
    pub(crate) fn says_the_same(&self, next: &Self) -> bool {
        next.ended.is_empty() && next.live == self.live && Rc::ptr_eq(&next.gaps, &self.gaps)
    }
}

/// What a keeper may change.
pub(crate) struct Around<'a> {
    pub(crate) model: &'a mut Model,
    pub(crate) outputs: &'a mut VecDeque<Output>,
    /// To be told again by [`Event::Recalled`], unless another tab's storage tells it.
    pub(crate) recalled: &'a mut Vec<Recalled>,
}

/// What a keeper has that other tabs need: what is not stored yet, and what is never stored alike.
#[derive(Default)]
pub(crate) struct Kept {
    /// Calls that something was put to, and what was typed.
    pub(crate) drafts: Vec<(Rc<Call>, Option<Rc<Draft>>)>,
    pub(crate) notes: Vec<Note>,
    /// The calls that ended last.
    pub(crate) ended: Vec<Rc<Call>>,
    /// When nobody listened before this session.
    pub(crate) absences: Vec<Gap>,
}

/// Keeps notes, drafts and the history.
pub(crate) trait Keeper {
    /// Takes in what happened; only what was asked can be refused.
    fn take(&mut self, now: Now, event: Event, around: &mut Around<'_>) -> Result<(), IntentError>;
    /// Adds what is kept to a picture.
    fn show(&mut self, snapshot: &mut Snapshot);
    /// When the next turn is due, on the forward clock.
    fn deadline(&self) -> Option<Millis>;
    /// All that a stand-in was told, for the keeper that takes its place. `None` from a keeper that stays.
    fn hand_over(&mut self) -> Option<Vec<(Now, Event)>>;
    /// What other tabs need.
    fn give(&self) -> Kept;
    /// Takes what another tab gave, and the gaps of its session, in the place of the own; writes down what was otherwise
    /// here.
    fn take_over(&mut self, now: Now, kept: Kept, gaps: &[Gap]);
    /// Other tabs may have stored what this one did not hear: reads that.
    fn look_again(&mut self);
    /// Whose it all is, as keys begin, and how often everything was erased.
    fn whose(&self) -> (Option<String>, u32) {
        (None, 0)
    }
    /// What is noted about a call.
    fn note_of(&self, _: &Call) -> Option<Pii> {
        None
    }
    /// The forward clock is read otherwise from now on.
    fn shift(&mut self, by: i64);
}

/// A keeper, to be put into a softphone by [`crate::Softphone::put_keeper`].
pub struct BoxedKeeper(pub(crate) Box<dyn Keeper>);

/// What keeps notes, drafts and the history: so much of it, and searched in this way, since the words for outcomes are
/// outside. Nothing else refers to all this code, so that it can be a file of its own.
pub fn keeper(keep: Keep, find: fn(&str) -> Matcher) -> BoxedKeeper {
    BoxedKeeper(Box::new(Desk::new(keep, find)))
}
