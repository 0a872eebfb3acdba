//! Dials that wait for the page: whether the number may be called at all is asked before, of the page's `doNotCall`.
//!
//! Whoever uses this calls the page's function and says what it answered. A dial leaves here at most once; one that may not
//! go, or about which there is no clear answer in time, never does.

use crate::{
    intent::Intent,
    snapshot::{Ask, AskKind, IntentError, Notice, NoticeKind, Sent, SentState, Snapshot},
    time::{Millis, Now, SECOND},
};
use std::rc::Rc;

/// Numbers of these dials and their notices begin here: the log gives others, and so does the tab.
const FIRST: u64 = 1 << 50;
/// How long an answer is waited for.
const LIMIT: Millis = 3 * SECOND;
/// How long what was never sent stays in the picture.
const KEPT: Millis = 15 * SECOND;
/// Dials that may wait at a time.
const WAITING: usize = 20;
/// Notices at most.
const NOTICES: usize = 5;
/// Characters of a reason.
const REASON: usize = 300;

/// What the page said of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be called.
    Free,
    /// It may not, for this reason.
    Denied(String),
    /// The function threw, or its promise was rejected.
    Threw,
    /// It gave something that is neither.
    Unclear,
    /// It gave nothing in time.
    Late,
}

impl Verdict {
    /// What is wrong with the function, in plain words for developers.
    pub fn why(&self) -> Option<&'static str> {
        match self {
            Self::Free | Self::Denied(_) => None,
            Self::Threw => Some("doNotCall: the page's function threw; nothing was dialled"),
            Self::Unclear => Some("doNotCall: a text, or null, expected; nothing was dialled"),
            Self::Late => Some("doNotCall: no answer in 3 seconds; nothing was dialled"),
        }
    }
}

/// What becomes of a dial that waited.
#[derive(Debug, PartialEq)]
pub enum Decision {
    /// It goes to the room now; what becomes of that is to be said to [`Permits::sent`].
    Dial(Intent),
    /// It does not.
    Refuse(IntentError),
}

enum State {
    /// Since then, on the forward clock.
    Waiting(Millis, Intent),
    /// Let go, and not answered for yet.
    Going,
    /// A command of this number.
    Sent(u64),
    /// It was never sent; until then on the forward clock.
    Over(Millis),
}

struct Dial {
    state: State,
    /// As the views see it, under its number here.
    shown: Rc<Sent>,
    /// What `shown` was made of.
    made_of: Option<Rc<Sent>>,
}

/// The dials of one tab that wait for the page, and those that waited.
#[derive(Default)]
pub struct Permits {
    last: u64,
    dials: Vec<Dial>,
    notices: Vec<Rc<Notice>>,
}

impl Permits {
    /// Takes a dial in. The number under which the views find it; the page is to be asked for its number.
    ///
    /// # Errors
    /// The same number waits already, or too many do.
    pub fn ask(&mut self, now: Now, intent: Intent, ask: Ask) -> Result<u64, IntentError> {
        let waiting = || {
            let waits = |dial: &&Dial| matches!(dial.state, State::Waiting(..));
            self.dials.iter().filter(waits)
        };
        let again = matches!(intent, Intent::MakeCall { again: true, .. });
        if !again && waiting().any(|dial| dial.shown.ask.dials_the_same(&ask)) {
            return Err(IntentError::Duplicate);
        }
        if waiting().count() >= WAITING {
            return Err(IntentError::Denied(String::new()));
        }
        let id = self.number();
        self.dials.push(Dial {
            state: State::Waiting(now.mono, intent),
            shown: Rc::new(Sent {
                id,
                ask,
                state: SentState::Pending,
                at: now.wall,
            }),
            made_of: None,
        });
        Ok(id)
    }

    fn number(&mut self) -> u64 {
        self.last += 1;
        FIRST + self.last
    }

    /// What the page said of a dial. `None` if it is decided already.
    pub fn answered(&mut self, now: Now, dial: u64, verdict: &Verdict) -> Option<Decision> {
        let dial = self.dials.iter_mut().find(|known| known.shown.id == dial)?;
        let State::Waiting(since, _) = dial.state else {
            return None;
        };
        let late = now.mono.saturating_sub(since) >= LIMIT;
        let reason = match verdict {
            Verdict::Free if !late => {
                return match std::mem::replace(&mut dial.state, State::Going) {
                    State::Waiting(_, intent) => Some(Decision::Dial(intent)),
                    _ => None,
                };
            }
            Verdict::Denied(reason) => reason.chars().take(REASON).collect(),
            _ => String::new(),
        };
        dial.over(now, SentState::Denied(reason.clone()));
        Some(Decision::Refuse(IntentError::Denied(reason)))
    }

    /// Whose answer is late by now.
    pub fn late(&self, now: Now) -> Vec<u64> {
        let late = |dial: &&Dial| match dial.state {
            State::Waiting(since, _) => now.mono.saturating_sub(since) >= LIMIT,
            _ => false,
        };
        self.dials.iter().filter(late).map(|dial| dial.shown.id).collect()
    }

    /// The connection is lost: what waits is not dialled on another one. These dials waited.
    pub fn lose(&mut self, now: Now) -> Vec<u64> {
        let waiting = self
            .dials
            .iter_mut()
            .filter(|dial| matches!(dial.state, State::Waiting(..)));
        waiting
            .map(|dial| {
                dial.over(now, SentState::Unsent);
                dial.shown.id
            })
            .collect()
    }

    /// Whether no dial was taken in after this one.
    pub fn is_last(&self, dial: u64) -> bool {
        self.dials.last().is_none_or(|last| last.shown.id == dial)
    }

    /// What became of a dial that was let go: the command's number, or why there is none.
    pub fn sent(&mut self, now: Now, dial: u64, result: &Result<Option<u64>, IntentError>) {
        let Some(dial) = self.dials.iter_mut().find(|known| known.shown.id == dial) else {
            return;
        };
        match result {
            Ok(Some(command)) => dial.state = State::Sent(*command),
            Ok(None) | Err(_) => dial.over(now, SentState::Unsent),
        }
    }

    /// Tells the agent of a refusal that no view waits for.
    pub fn tell(&mut self, now: Now, error: IntentError) {
        let id = self.number();
        if self.notices.len() >= NOTICES {
            self.notices.remove(0);
        }
        self.notices.push(Rc::new(Notice {
            id,
            about: NoticeKind::Failed {
                ask: AskKind::MakeCall,
                error,
            },
            at: now.wall,
        }));
    }

    /// Takes a notice away, if it is one of these.
    pub fn dismiss(&mut self, notice: u64) -> bool {
        let before = self.notices.len();
        self.notices.retain(|known| known.id != notice);
        self.notices.len() < before
    }

    /// Shows the dials and notices in a picture.
    pub fn show(&mut self, now: Now, snapshot: &mut Snapshot) {
        let commands = &mut snapshot.commands;
        self.dials.retain(|dial| match dial.state {
            State::Waiting(..) | State::Going => true,
            State::Sent(command) => commands.iter().any(|sent| sent.id == command),
            State::Over(until) => now.mono < until,
        });
        for dial in &mut self.dials {
            let State::Sent(command) = dial.state else {
                commands.push(dial.shown.clone());
                continue;
            };
            if let Some(sent) = commands.iter_mut().find(|sent| sent.id == command) {
                if dial.made_of.as_ref().is_none_or(|known| !Rc::ptr_eq(known, sent)) {
                    dial.made_of = Some(sent.clone());
                    dial.shown = Rc::new(Sent {
                        id: dial.shown.id,
                        ..(**sent).clone()
                    });
                }
                *sent = dial.shown.clone();
            }
        }
        snapshot.notices.extend(self.notices.iter().cloned());
    }
}

impl Dial {
    fn over(&mut self, now: Now, state: SentState) {
        self.state = State::Over(now.mono + KEPT);
        Rc::make_mut(&mut self.shown).state = state;
    }
}
