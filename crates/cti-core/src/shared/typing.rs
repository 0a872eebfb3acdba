//! What is typed in this tab: shown at once, over the state, until the log has it.

use super::Shared;
use crate::{
    drafts::{Draft, Edit},
    intent::Intent,
    replica::Entry,
    snapshot::{Call, IntentError, Snapshot},
    tabs::{Kind, Request},
    time::Now,
};
use cti_protocol::Id;
use std::rc::Rc;

/// Of typing so much at most is asked for at once: the log has room for twice that.
const TYPED: usize = 32;

/// A place that is typed into: the note of a call, or a field of its variables.
#[derive(Clone, PartialEq)]
pub(super) enum Place {
    Note(Id),
    Name(Id, u32),
    Value(Id, u32),
}

impl Place {
    pub(super) fn of(intent: &Intent) -> Option<Self> {
        match intent {
            Intent::Note { call, .. } => Some(Self::Note(call.clone())),
            Intent::Draft { call, edit } => match edit {
                Edit::Name(row, _) => Some(Self::Name(call.clone(), *row)),
                Edit::Value(row, _) => Some(Self::Value(call.clone(), *row)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Typing that is not in the log yet: this tab shows it at once, over its state.
pub(super) struct Typed {
    /// None where the log had no room for it.
    pub(super) request: Option<Request>,
    pub(super) place: Place,
    pub(super) intent: Intent,
}

impl Typed {
    /// Shows it in a picture.
    pub(super) fn show(&self, snapshot: &mut Snapshot) {
        match &self.intent {
            Intent::Note {
                call,
                started_at,
                text,
            } => {
                let noted = |known: &mut Rc<Call>| {
                    Rc::make_mut(known).note = Some(text.clone()).filter(|text| !text.is_empty());
                };
                let cards = snapshot.calls.iter_mut();
                cards.filter(|card| card.id == *call).for_each(noted);
                let is_it = |row: &Rc<Call>| row.id == *call && row.started_at == *started_at;
                for rows in [Some(&mut snapshot.history), snapshot.found.as_mut()]
                    .into_iter()
                    .flatten()
                {
                    if let Some(at) = rows.iter().position(is_it) {
                        noted(&mut Rc::make_mut(rows)[at]);
                    }
                }
            }
            Intent::Draft { call, edit } => {
                let mut drafts = snapshot.drafts.iter_mut();
                if let Some(draft) = drafts.find(|draft| draft.call == *call) {
                    Draft::edit(Rc::make_mut(draft), edit.clone());
                }
            }
            _ => {}
        }
    }
}

impl Shared {
    /// Whether there is something of this call that may be typed into.
    fn knows(&mut self, now: Now, place: &Place) -> bool {
        let (Place::Note(id) | Place::Name(id, _) | Place::Value(id, _)) = place;
        if self.phone.call(id).is_some() {
            return true;
        }
        let seen = self.phone.snapshot(self.tabs.shared_now(now));
        let found = seen.found.iter().flat_map(|found| found.iter());
        let mut calls = found.chain(seen.history.iter()).chain(&seen.calls);
        calls.any(|call| call.id == *id) || seen.drafts.iter().any(|draft| draft.call == *id)
    }

    /// Shows what is typed, and asks for it as soon as the log has room.
    pub(super) fn type_in(
        &mut self,
        now: Now,
        place: Place,
        intent: Intent,
    ) -> Result<Option<u64>, IntentError> {
        if !self.knows(now, &place) {
            return Err(IntentError::UnknownCall);
        }
        let typed = &mut self.asked.typed;
        let waiting = typed.iter().position(|typed| typed.request.is_none());
        if waiting.is_some() || typed.len() >= TYPED {
            // Whatever is typed later in a place is all that counts there.
            typed.retain(|typed| typed.request.is_some() || typed.place != place);
            typed.push(Typed {
                request: None,
                place,
                intent,
            });
            return Ok(None);
        }
        let text = Entry::Intent(intent.clone()).to_text();
        let request = self.tabs.ask(now, Kind::Kept, text);
        self.asked.typed.push(Typed {
            request: Some(request),
            place,
            intent,
        });
        self.settle(now);
        self.answer(request).unwrap_or(Ok(None))
    }

    /// Typing that waits for room in the log is asked for, once there is some.
    pub(super) fn ask_again(&mut self, now: Now) {
        loop {
            let typed = &mut self.asked.typed;
            let under_way = typed.iter().filter(|typed| typed.request.is_some()).count();
            let waiting = typed.iter_mut().find(|typed| typed.request.is_none());
            let Some(waiting) = waiting.filter(|_| under_way < TYPED) else {
                return;
            };
            let text = Entry::Intent(waiting.intent.clone()).to_text();
            waiting.request = Some(self.tabs.ask(now, Kind::Kept, text));
        }
    }
}
