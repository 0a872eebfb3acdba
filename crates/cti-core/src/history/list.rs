//! Ended calls in memory, newest first: those of this session and those that were read.

use super::Note;
use crate::{snapshot::Call, time::MINUTE};
use cti_protocol::Id;
use std::rc::Rc;

/// Two tabs hear a call at slightly different times, and one that came late to it hears less.
const SLACK: i64 = MINUTE.cast_signed();

/// When a call ended: the time by which it is listed.
fn ended(call: &Call) -> i64 {
    call.ended_at.unwrap_or(call.started_at)
}

/// Whether these are two accounts of one call. Rooms may use an id again, but not while its call lasts.
pub(super) fn same(a: &Call, b: &Call) -> bool {
    let begins_within = |a: &Call, b: &Call| a.started_at <= ended(b) + SLACK;
    a.id == b.id && begins_within(a, b) && begins_within(b, a)
}

impl Note {
    fn is_of(&self, call: &Call) -> bool {
        self.call == call.id
            && self.started_at >= call.started_at - SLACK
            && self.started_at <= call.ended_at.unwrap_or(i64::MAX - SLACK) + SLACK
    }
}

#[derive(Default)]
pub(super) struct List {
    pub(super) rows: Rc<Vec<Rc<Call>>>,
    /// What is noted about calls that are listed, and about those that are not yet.
    notes: Vec<Note>,
    /// Cards as the model has them, and the same with their notes, so that an unchanged one stays the very same.
    cards: Vec<(Rc<Call>, Rc<Call>)>,
}

impl List {
    pub(super) fn notes(&self) -> &[Note] {
        &self.notes
    }

    fn place(&self, call: &Call) -> Option<usize> {
        // Whatever ended before it began is another call.
        let near = |known: &&Rc<Call>| ended(known) + SLACK >= call.started_at;
        let mut rows = self.rows.iter().take_while(near);
        rows.position(|known| same(known, call))
    }

    fn insert(&mut self, call: Rc<Call>, limit: usize) {
        let rows = Rc::make_mut(&mut self.rows);
        let at =
            rows.partition_point(|known| (ended(known), known.started_at) > (ended(&call), call.started_at));
        rows.insert(at, call);
        rows.truncate(limit.max(1));
    }

    /// Lists a call of this session, in the place of what was known of it, which is given back.
    pub(super) fn put(&mut self, call: &Rc<Call>, limit: usize) -> Option<Rc<Call>> {
        let old = self.place(call).map(|at| Rc::make_mut(&mut self.rows).remove(at));
        let call = self.with_note(call);
        self.insert(call, limit);
        old
    }

    /// Lists a call that was read. Where another account of it is known, the one that heard its beginning stays; given
    /// back is the other.
    pub(super) fn put_read(&mut self, mut call: Call, limit: usize) -> Option<Rc<Call>> {
        if call.note.is_none() {
            call.note = self.note(&call).map(|note| note.text.clone());
        }
        let Some(at) = self.place(&call) else {
            self.insert(Rc::new(call), limit);
            return None;
        };
        let known = &self.rows[at];
        let other = if known.started_at <= call.started_at {
            if known.note.is_none() && call.note.is_some() {
                let mut noted = (**known).clone();
                noted.note.clone_from(&call.note);
                Rc::make_mut(&mut self.rows)[at] = Rc::new(noted);
            }
            Rc::new(call)
        } else {
            call.note = call.note.or_else(|| known.note.clone());
            std::mem::replace(&mut Rc::make_mut(&mut self.rows)[at], Rc::new(call))
        };
        (other.started_at != self.rows[at].started_at).then_some(other)
    }

    /// What is noted about a call.
    pub(super) fn note(&self, call: &Call) -> Option<&Note> {
        let mut notes = self.notes.iter();
        notes.find(|note| note.is_of(call) && !note.text.is_empty())
    }

    fn place_of(&self, note: &Note) -> Option<usize> {
        let mut notes = self.notes.iter();
        notes.position(|known| known.call == note.call && (known.started_at - note.started_at).abs() <= SLACK)
    }

    /// Remembers a note, unless a newer one is known.
    pub(super) fn learn(&mut self, note: Note) {
        match self.place_of(&note) {
            Some(at) if self.notes[at].at <= note.at => self.notes[at] = note,
            Some(_) => {}
            None => self.notes.push(note),
        }
    }

    /// Forgets what was noted about calls that are not listed, but for these.
    pub(super) fn forget_other_notes(&mut self, notes: &[Note]) {
        let rows = &self.rows;
        self.notes.retain(|note| {
            notes.iter().any(|known| known.call == note.call) || rows.iter().any(|row| note.is_of(row))
        });
    }

    /// Forgets what was noted in the place of this.
    pub(super) fn forget_note(&mut self, note: &Note) -> Option<Note> {
        self.place_of(note).map(|at| self.notes.remove(at))
    }

    /// A call as it was, with what is noted now.
    pub(super) fn with_note(&self, call: &Rc<Call>) -> Rc<Call> {
        let text = self.note(call).map(|note| &note.text);
        if call.note.as_ref() == text {
            return call.clone();
        }
        let mut noted = (**call).clone();
        noted.note = text.cloned();
        Rc::new(noted)
    }

    /// Writes a note down where its call is listed.
    pub(super) fn show_note(&mut self, id: &Id) {
        let Some(at) = self.rows.iter().position(|row| row.id == *id) else {
            return;
        };
        let noted = self.with_note(&self.rows[at]);
        Rc::make_mut(&mut self.rows)[at] = noted;
    }

    /// These cards with their notes.
    pub(super) fn note_cards(&mut self, cards: Vec<Rc<Call>>) -> Vec<Rc<Call>> {
        let before = std::mem::take(&mut self.cards);
        cards
            .into_iter()
            .map(|card| {
                let Some(note) = self.note(&card) else { return card };
                let known = before
                    .iter()
                    .find(|(bare, noted)| Rc::ptr_eq(bare, &card) && noted.note.as_ref() == Some(&note.text));
                let noted = known.map_or_else(|| self.with_note(&card), |(_, noted)| noted.clone());
                self.cards.push((card, noted.clone()));
                noted
            })
            .collect()
    }
}
