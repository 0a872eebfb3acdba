use crate::{store::Link, view::Same};
use cti_core::{Intent, IntentError, Sent, SentState};
use std::ops::Deref;
use yew::prelude::*;

/// What became of the last command that a view asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Progress {
    /// None was asked for, or it is over and forgotten.
    #[default]
    Idle,
    /// On its way.
    Pending,
    /// Confirmed by the event that follows it.
    Done,
    /// Not done, or not known to be.
    Failed(IntentError),
}

/// After this time the core has surely settled a command: a page that was hidden meanwhile has missed how.
const FORGOTTEN: i64 = 30_000;

#[derive(Default)]
pub(super) struct Attempt {
    id: Option<u64>,
    pub(super) at: i64,
    seen: bool,
    pub(super) progress: Progress,
}

impl Attempt {
    /// One that was not carried out yet.
    pub(super) fn begun(now: i64) -> Self {
        Self {
            at: now,
            progress: Progress::Pending,
            ..Self::default()
        }
    }

    /// Asks for a command.
    pub(super) fn ask(link: &Link, intent: Intent) -> Self {
        let (id, progress) = match link.ask(intent) {
            Ok(Some(id)) => (Some(id), Progress::Pending),
            Ok(None) => (None, Progress::Idle),
            Err(error) => (None, Progress::Failed(error)),
        };
        Self {
            id,
            at: link.clock(),
            seen: false,
            progress,
        }
    }

    /// What became of it, by the commands of a picture.
    pub(super) fn look<'a, S: Deref<Target = Sent> + 'a>(
        &mut self,
        mut commands: impl Iterator<Item = &'a S>,
        now: i64,
    ) {
        let Some(id) = self.id.filter(|_| self.progress == Progress::Pending) else {
            return;
        };
        match commands.find(|sent| sent.id == id) {
            Some(sent) => {
                self.seen = true;
                self.progress = match &sent.state {
                    SentState::Pending => Progress::Pending,
                    SentState::Confirmed => Progress::Done,
                    SentState::TimedOut => Progress::Failed(IntentError::Timeout),
                    SentState::Unsent => Progress::Failed(IntentError::NotConnected),
                    SentState::Refused(words) => Progress::Failed(IntentError::Refused(words.clone())),
                    SentState::Denied(words) => Progress::Failed(IntentError::Denied(words.clone())),
                };
            }
            None if self.seen || now - self.at > FORGOTTEN => self.progress = Progress::Idle,
            None => {}
        }
    }
}

/// One command at a time from one place: what became of the last one, a way to ask for the next, and one to forget.
#[derive(Clone, PartialEq)]
pub(crate) struct Command {
    pub(crate) progress: Progress,
    pub(crate) ask: Callback<Intent>,
    /// Seen with the next drawing. It draws nothing by itself: what is typed at the same moment is not in the picture yet,
    /// and would be overwritten.
    pub(crate) forget: Callback<()>,
}

/// Sends intents and follows what becomes of them in these commands of the picture.
#[hook]
pub(crate) fn use_command(link: &Link, commands: &[Same<Sent>]) -> Command {
    let update = use_force_update();
    let attempt = use_mut_ref(Attempt::default);
    attempt.borrow_mut().look(commands.iter(), link.clock());
    let progress = attempt.borrow().progress.clone();
    let ask = {
        let attempt = attempt.clone();
        use_callback(link.clone(), move |intent, link: &Link| {
            let asked = Attempt::ask(link, intent);
            attempt.replace(asked);
            update.force_update();
        })
    };
    let forget = use_callback((), move |(), ()| {
        attempt.replace(Attempt::default());
    });
    Command {
        progress,
        ask,
        forget,
    }
}
