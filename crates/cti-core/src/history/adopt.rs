//! What of the history other tabs are told, and what they tell.

use super::{History, Note};
use crate::{
    history::archive::Shelf,
    snapshot::{Call, Gap},
    time::Now,
};
use cti_protocol::Id;
use std::rc::Rc;

/// Calls that ended last, as other tabs are told.
const LATEST: usize = 20;

impl History {
    /// All that is noted, as far as it is in memory.
    pub(crate) fn notes(&self) -> &[Note] {
        self.list.notes()
    }

    /// The calls that ended last: they may not be stored yet.
    pub(crate) fn latest(&self) -> Vec<Rc<Call>> {
        self.list.rows.iter().take(LATEST).cloned().collect()
    }

    /// Takes in a call that ended, as another tab knows it.
    pub(crate) fn adopt_call(&mut self, now: Now, call: &Rc<Call>) {
        if !self.list.rows.contains(call) {
            self.ended(now, call);
        }
    }

    /// Of calls that are not listed, these are all notes, as another tab knows.
    pub(crate) fn forget_other_notes(&mut self, notes: &[Note]) {
        self.list.forget_other_notes(notes);
    }

    /// Takes in what another tab knows to be noted, which writes it down; but what was otherwise here is written anew.
    pub(crate) fn adopt(&mut self, now: Now, note: Note) {
        if self
            .list
            .forget_note(&note)
            .is_some_and(|known| known.text != note.text)
        {
            self.write_note(now, &note);
        }
        let call = note.call.clone();
        self.list.learn(note);
        self.list.show_note(&call);
        self.search.found = None;
    }

    /// What was noted about a call when that was written down, at about this time.
    pub(crate) fn recall_note(&mut self, call: &Call, at: i64) {
        if let Some(text) = &call.note {
            self.list.learn(Note {
                call: call.id.clone(),
                started_at: call.started_at,
                at,
                text: text.clone(),
            });
        }
    }

    /// The session goes on as that of another tab, with these gaps: one that is open here only would never end.
    pub(crate) fn adopt_gaps(&mut self, now: Now, gaps: &[Gap], absences: Vec<Gap>) {
        self.absences.clone_from(&absences);
        for gap in absences {
            self.put_gap(gap);
        }
        let known = self.own_gaps.clone();
        let open = known.iter().filter(|gap| gap.to.is_none());
        for gap in open.filter(|gap| !gaps.iter().any(|other| other.from == gap.from)) {
            Rc::make_mut(&mut self.gaps).retain(|shown| shown.from != gap.from);
            if let Some(key) = self.key(gap.from, &Id::text("")) {
                self.delete(now, Shelf::Gaps, &key);
            }
        }
    }

    /// The forward clock is read otherwise from now on.
    pub(crate) fn shift(&mut self, by: i64) {
        for at in [&mut self.due, &mut self.mark_due].into_iter().flatten() {
            *at = at.saturating_add_signed(by);
        }
    }
}
