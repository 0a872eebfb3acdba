//! What an edge drives: a softphone by itself, or one that tabs share.

use crate::{
    alerts::Duty,
    hands::Hands,
    intent::Intent,
    io::{Input, Output},
    keeper::BoxedKeeper,
    snapshot::{Ask, Call, IntentError, Snapshot},
    softphone::Softphone,
    time::{Millis, Now},
};
use cti_protocol::{Id, Pii};
use std::rc::Rc;

/// What this tab does for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Duties {
    /// Whether it is the one that sounds.
    pub rings: bool,
    /// Which tab shows notifications.
    pub notifies: Duty,
    /// Which tab opens records.
    pub pops: Duty,
}

/// A softphone, whoever else has it. The methods are those of [`Softphone`].
pub trait Phone {
    /// Takes in what happened.
    fn handle(&mut self, now: Now, input: Input<'_>);
    /// Carries out an intent, or says why not. A command gives its number; it settles by [`Output::Settled`].
    ///
    /// # Errors
    /// Any [`IntentError`] but `Timeout` and `Destroyed`. Nothing was sent then, and nothing is kept for later.
    fn ask(&mut self, now: Now, intent: Intent) -> Result<Option<u64>, IntentError>;
    /// The next thing to do outside.
    fn poll(&mut self) -> Option<Output>;
    /// When [`Input::Tick`] is due, in milliseconds on the forward clock; never before now.
    fn deadline(&self, now: Now) -> Option<Millis>;
    /// Everything there is to see now.
    fn snapshot(&mut self, now: Now) -> Snapshot;
    /// A call by any of its ids, ended ones included as long as they are remembered.
    fn call(&self, id: &Id) -> Option<&Rc<Call>>;
    /// The agent's cards, in their order.
    fn cards(&self, now: Now) -> Vec<Rc<Call>>;
    /// What this tab does for all. For one that is not shared: nothing.
    fn duties(&self) -> Duties;
    /// Puts in what carries out all that can be asked for; to be done before it is shared.
    fn put_hands(&mut self, hands: Hands);
    /// What a command would be, if it makes sense now. For a softphone that is not shared: not told.
    ///
    /// # Errors
    /// Why it would not be carried out.
    fn check(&self, _: Now, _: Intent) -> Result<Option<Ask>, IntentError> {
        Ok(None)
    }
    /// Whose notes and history it is, as their keys begin, once that is known; and how often everything was erased. For a
    /// softphone that is not shared: not told.
    fn whose(&self) -> (Option<String>, u32) {
        (None, 0)
    }
    /// What is noted about a call. For a softphone that is not shared: not told.
    fn note_of(&self, _: &Call) -> Option<Pii> {
        None
    }
    /// Puts in what keeps notes, drafts and the history; to be done before it is shared.
    fn put_keeper(&mut self, now: Now, keeper: BoxedKeeper);
    /// The softphone, if it is not shared yet.
    fn into_softphone(self: Box<Self>) -> Option<Softphone>;
}

impl Phone for Softphone {
    fn handle(&mut self, now: Now, input: Input<'_>) {
        Softphone::handle(self, now, input);
    }

    fn ask(&mut self, now: Now, intent: Intent) -> Result<Option<u64>, IntentError> {
        Softphone::ask(self, now, intent)
    }

    fn poll(&mut self) -> Option<Output> {
        Softphone::poll(self)
    }

    fn deadline(&self, now: Now) -> Option<Millis> {
        Softphone::deadline(self, now)
    }

    fn snapshot(&mut self, now: Now) -> Snapshot {
        Softphone::snapshot(self, now)
    }

    fn call(&self, id: &Id) -> Option<&Rc<Call>> {
        Softphone::call(self, id)
    }

    fn cards(&self, now: Now) -> Vec<Rc<Call>> {
        Softphone::cards(self, now)
    }

    fn duties(&self) -> Duties {
        Duties::default()
    }

    fn put_hands(&mut self, hands: Hands) {
        Softphone::put_hands(self, hands);
    }

    fn put_keeper(&mut self, now: Now, keeper: BoxedKeeper) {
        Softphone::put_keeper(self, now, keeper);
    }

    fn into_softphone(self: Box<Self>) -> Option<Softphone> {
        Some(*self)
    }
}
