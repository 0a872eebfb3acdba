//! What is being typed into the variables of calls: kept while the room goes on changing them, until it is sent or
//! discarded.

mod draft;

pub use draft::{Draft, DraftProblem, DraftRow, Edit};

use crate::snapshot::Call;
use cti_protocol::Id;
use std::rc::Rc;

/// A call that the agent has put something to.
struct Entry {
    /// As it was last known: it outlives the model's memory.
    call: Rc<Call>,
    draft: Option<Rc<Draft>>,
}

/// Every call with a draft or a note that has not ended.
#[derive(Default)]
pub(crate) struct Drafts {
    entries: Vec<Entry>,
}

impl Drafts {
    fn place(&self, id: &Id) -> Option<usize> {
        self.entries.iter().position(|entry| entry.call.id == *id)
    }

    /// Watches a call because of its note.
    pub(crate) fn watch(&mut self, call: &Rc<Call>) {
        if self.place(&call.id).is_none() {
            self.entries.push(Entry {
                call: call.clone(),
                draft: None,
            });
        }
    }

    /// Takes a step of editing. `false` where there is nothing to edit.
    pub(crate) fn edit(&mut self, id: &Id, call: Option<&Rc<Call>>, edit: Edit) -> bool {
        let at = match (self.place(id), call) {
            (Some(at), _) => at,
            (None, Some(call)) => {
                self.watch(call);
                self.entries.len() - 1
            }
            (None, None) => return false,
        };
        let entry = &mut self.entries[at];
        match edit {
            Edit::Discard => entry.draft = None,
            Edit::Close => entry.draft = entry.draft.take().filter(|draft| draft.is_changed()),
            edit => {
                let draft = entry.draft.get_or_insert_with(|| {
                    let mut draft = Draft::new(entry.call.id.clone());
                    draft.merge(&entry.call.variables);
                    Rc::new(draft)
                });
                Rc::make_mut(draft).edit(edit);
            }
        }
        true
    }

    /// Brings back what was typed before a reload.
    pub(crate) fn restore(&mut self, call: &Rc<Call>, rows: Vec<DraftRow>) {
        self.watch(call);
        let Some(at) = self.place(&call.id) else { return };
        let entry = &mut self.entries[at];
        if !rows.is_empty() && entry.draft.is_none() {
            let mut draft = Draft::new(call.id.clone());
            for row in rows {
                draft.push(row);
            }
            draft.merge(&entry.call.variables);
            entry.draft = Some(Rc::new(draft));
        }
    }

    /// Follows the calls as the model has them. Gives those of which anything changed.
    pub(crate) fn follow<'a>(&mut self, now_is: &dyn Fn(&Id) -> Option<&'a Rc<Call>>) -> Vec<Rc<Call>> {
        let mut changed = Vec::new();
        for entry in &mut self.entries {
            let Some(call) = now_is(&entry.call.id).filter(|call| !Rc::ptr_eq(call, &entry.call)) else {
                continue;
            };
            if let Some(draft) = &mut entry.draft
                && call.variables != entry.call.variables
            {
                Rc::make_mut(draft).merge(&call.variables);
            }
            entry.call = call.clone();
            changed.push(call.clone());
        }
        changed
    }

    /// Lets go of a call: it was dismissed by hand, or nothing of it is of use any more.
    pub(crate) fn forget(&mut self, id: &Id) -> bool {
        let at = self.place(id);
        at.map(|at| self.entries.remove(at)).is_some()
    }

    /// What another tab needs.
    pub(crate) fn give(&self) -> Vec<(Rc<Call>, Option<Rc<Draft>>)> {
        let entries = self.entries.iter();
        entries
            .map(|entry| (entry.call.clone(), entry.draft.clone()))
            .collect()
    }

    /// Takes what another tab has. Which calls there were before.
    pub(crate) fn take_over(&mut self, given: Vec<(Rc<Call>, Option<Rc<Draft>>)>) -> Vec<Rc<Call>> {
        let before = self.calls();
        let entry = |(call, draft)| Entry { call, draft };
        self.entries = given.into_iter().map(entry).collect();
        before
    }

    /// All calls that the agent has put something to.
    pub(crate) fn calls(&self) -> Vec<Rc<Call>> {
        self.entries.iter().map(|entry| entry.call.clone()).collect()
    }

    /// Everything.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    /// A call with something typed that was not sent.
    pub(crate) fn call(&self, id: &Id) -> Option<&Rc<Call>> {
        self.place(id).map(|at| &self.entries[at].call)
    }

    /// What was typed for a call, if the room does not have it.
    pub(crate) fn unsent(&self, id: &Id) -> Option<&Draft> {
        let draft = self.entries[self.place(id)?].draft.as_deref()?;
        draft.is_changed().then_some(draft)
    }

    /// Whether anybody edits it, with or without changes.
    pub(crate) fn has_draft(&self, id: &Id) -> bool {
        self.place(id).is_some_and(|at| self.entries[at].draft.is_some())
    }

    /// All drafts, with or without changes.
    pub(crate) fn picture(&self) -> Vec<Rc<Draft>> {
        self.entries
            .iter()
            .filter_map(|entry| entry.draft.clone())
            .collect()
    }

    /// Adds calls whose cards would be gone, but with them what was typed.
    pub(crate) fn hold(&self, cards: &mut Vec<Rc<Call>>) {
        for entry in &self.entries {
            let unsent = entry.draft.as_ref().is_some_and(|draft| draft.is_changed());
            if unsent && !cards.iter().any(|card| card.id == entry.call.id) {
                cards.push(entry.call.clone());
            }
        }
    }
}
