//! What is being typed into the variables of calls: kept while the room goes on changing them, until it is sent or
//! discarded.

use crate::snapshot::Call;
use cti_protocol::{Id, Pii, Variables};
use std::rc::Rc;

/// A name and a value that are being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftRow {
    /// Its number, for keys and for finding it again.
    pub key: u32,
    /// The name; fixed where the room has it.
    pub name: String,
    /// The value as typed.
    pub value: Pii,
    /// What the room has under this name; `None` for a row that was added here.
    pub base: Option<Pii>,
    /// Marked to be removed.
    pub removed: bool,
    /// The room changed this value while another was being typed: `base` is the room's, `value` the agent's.
    pub conflict: bool,
}

impl DraftRow {
    fn is_changed(&self) -> bool {
        match &self.base {
            Some(base) => self.removed || self.value != *base,
            None => !self.name.trim().is_empty() || !self.value.is_empty(),
        }
    }
}

/// Why a draft cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftProblem {
    /// A value without a name.
    NameMissing,
    /// Two rows with this name.
    NameTwice(String),
}

/// A step of editing.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Begin, unless something is typed already.
    Open,
    /// Stop; what was typed stays, if there is any.
    Close,
    /// Add an empty row.
    Add,
    /// The name of an added row.
    Name(u32, String),
    /// The value of a row.
    Value(u32, Pii),
    /// Take a row away: at once if it was added here, else it is marked until that is sent. Again to keep it.
    Remove(u32),
    /// Where the room changed a value too: keep what was typed.
    KeepMine(u32),
    /// Where the room changed a value too: take the room's.
    TakeTheirs(u32),
    /// Throw away what was typed.
    Discard,
}

/// All rows of a call: those of the room by name, then those added here.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Which call.
    pub call: Id,
    /// The rows.
    pub rows: Vec<DraftRow>,
    next: u32,
}

impl Draft {
    /// A draft with nothing typed yet.
    pub fn new(call: Id) -> Self {
        Self {
            call,
            rows: Vec::new(),
            next: 0,
        }
    }

    fn push(&mut self, row: DraftRow) {
        self.next += 1;
        self.rows.push(DraftRow {
            key: self.next,
            ..row
        });
    }

    fn row(&mut self, key: u32) -> Option<&mut DraftRow> {
        self.rows.iter_mut().find(|row| row.key == key)
    }

    /// Whether anything was typed that the room does not have.
    pub fn is_changed(&self) -> bool {
        self.rows.iter().any(DraftRow::is_changed)
    }

    /// Takes in what the room has now. What was typed stays; rows that nobody touched follow the room; where both
    /// changed, that is marked.
    pub fn merge(&mut self, room: &Variables) {
        let mut known: Vec<String> = self
            .rows
            .iter()
            .filter(|row| row.base.is_some())
            .map(|row| row.name.clone())
            .collect();
        self.rows
            .retain_mut(|row| match (&row.base, room.get(row.name.trim())) {
                (Some(base), Some(now)) => {
                    if !row.is_changed() {
                        row.value = now.clone();
                    } else if base != now {
                        row.conflict = row.removed || row.value != *now;
                    }
                    row.base = Some(now.clone());
                    true
                }
                // Gone from the room: gone here too, unless somebody is changing it, and then it would be added anew.
                (Some(base), None) => {
                    let changed = !row.removed && row.value != *base;
                    row.conflict = changed;
                    row.base = None;
                    changed
                }
                // Added here, and it has arrived: as it was typed, or somebody else's.
                (None, Some(now)) if !known.iter().any(|name| name == row.name.trim()) => {
                    known.push(row.name.trim().to_owned());
                    row.conflict = !row.value.is_empty() && row.value != *now;
                    if row.value.is_empty() {
                        row.value = now.clone();
                    }
                    row.base = Some(now.clone());
                    true
                }
                (None, _) => true,
            });
        for (name, value) in room {
            if !known.contains(name) {
                self.push(DraftRow {
                    key: 0,
                    name: name.clone(),
                    value: value.clone(),
                    base: Some(value.clone()),
                    removed: false,
                    conflict: false,
                });
            }
        }
    }

    /// Takes a step; `Open`, `Close` and `Discard` are no steps within a draft.
    pub fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::Open | Edit::Close | Edit::Discard => {}
            Edit::Add => self.push(DraftRow {
                key: 0,
                name: String::new(),
                value: Pii::default(),
                base: None,
                removed: false,
                conflict: false,
            }),
            Edit::Name(key, name) => {
                if let Some(row) = self.row(key).filter(|row| row.base.is_none()) {
                    row.name = name;
                }
            }
            Edit::Value(key, value) => {
                if let Some(row) = self.row(key) {
                    row.value = value;
                    row.conflict &= row.base.as_ref() != Some(&row.value);
                }
            }
            Edit::Remove(key) => self.rows.retain_mut(|row| {
                if row.key == key {
                    row.removed = !row.removed;
                    row.conflict = false;
                }
                row.key != key || row.base.is_some()
            }),
            Edit::KeepMine(key) => {
                if let Some(row) = self.row(key) {
                    row.conflict = false;
                }
            }
            Edit::TakeTheirs(key) => self.rows.retain_mut(|row| {
                if row.key != key {
                    return true;
                }
                row.conflict = false;
                row.removed = false;
                row.base.clone().map(|base| row.value = base).is_some()
            }),
        }
    }

    /// What is to be sent: only what changed, with an empty value for what is removed.
    ///
    /// # Errors
    /// Names what is wrong with the rows. Nothing is lost.
    pub fn changes(&self) -> Result<Variables, DraftProblem> {
        let mut changes = Variables::new();
        for (place, row) in self.rows.iter().enumerate() {
            let name = row.name.trim();
            if name.is_empty() {
                if row.value.trim().is_empty() {
                    continue;
                }
                return Err(DraftProblem::NameMissing);
            }
            if self.rows[..place].iter().any(|other| other.name.trim() == name) {
                return Err(DraftProblem::NameTwice(name.to_owned()));
            }
            match &row.base {
                Some(_) if row.removed => changes.insert(name.to_owned(), Pii::default()),
                Some(base) if *base != row.value => changes.insert(name.to_owned(), row.value.clone()),
                None if !row.value.is_empty() => changes.insert(name.to_owned(), row.value.clone()),
                _ => None,
            };
        }
        Ok(changes)
    }
}

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
    pub(crate) fn follow<'a>(&mut self, now_is: impl Fn(&Id) -> Option<&'a Rc<Call>>) -> Vec<Rc<Call>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn room(pairs: &[(&str, &str)]) -> Variables {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Pii::new(*value)))
            .collect()
    }

    fn draft(pairs: &[(&str, &str)]) -> Draft {
        let mut draft = Draft::new(Id::text("c1"));
        draft.merge(&room(pairs));
        draft
    }

    fn shown(draft: &Draft) -> Vec<(&str, &str)> {
        draft
            .rows
            .iter()
            .map(|row| (row.name.as_str(), row.value.as_str()))
            .collect()
    }

    fn key(draft: &Draft, name: &str) -> u32 {
        draft.rows.iter().find(|row| row.name == name).unwrap().key
    }

    fn type_value(draft: &mut Draft, name: &str, value: &str) {
        draft.edit(Edit::Value(key(draft, name), Pii::new(value)));
    }

    fn add(draft: &mut Draft, name: &str, value: &str) {
        draft.edit(Edit::Add);
        let key = draft.rows.last().unwrap().key;
        draft.edit(Edit::Name(key, name.into()));
        draft.edit(Edit::Value(key, Pii::new(value)));
    }

    #[test]
    fn what_was_typed_stays_and_the_rest_follows_the_room() {
        let mut draft = draft(&[("order", "1"), ("plan", "Pro"), ("tier", "a")]);
        type_value(&mut draft, "order", "2");
        draft.merge(&room(&[("order", "7"), ("plan", "Basic"), ("zone", "x")]));
        assert_eq!(shown(&draft), [("order", "2"), ("plan", "Basic"), ("zone", "x")]);
        assert_eq!(draft.changes(), Ok(room(&[("order", "2")])));
    }

    #[test]
    fn only_changed_pairs_are_sent_and_removed_ones_are_empty() {
        let mut draft = draft(&[("a", "1"), ("b", "2"), ("c", "3")]);
        type_value(&mut draft, "a", "10");
        draft.edit(Edit::Remove(key(&draft, "b")));
        add(&mut draft, " d ", "4");
        draft.edit(Edit::Add);
        assert_eq!(draft.changes(), Ok(room(&[("a", "10"), ("b", ""), ("d", "4")])));
        draft.merge(&room(&[("a", "10"), ("c", "3"), ("d", "4")]));
        assert_eq!(draft.changes(), Ok(Variables::new()));
        assert!(
            !draft.is_changed() && draft.rows.iter().all(|row| !row.conflict),
            "the room has it all"
        );
        assert_eq!(draft.rows.len(), 4, "the empty row stays");
    }

    #[test]
    fn a_removal_can_be_taken_back_and_an_added_row_goes_at_once() {
        let mut draft = draft(&[("a", "1")]);
        let a = key(&draft, "a");
        draft.edit(Edit::Remove(a));
        assert!(draft.is_changed());
        draft.edit(Edit::Remove(a));
        assert_eq!(draft.changes(), Ok(Variables::new()));
        add(&mut draft, "b", "2");
        draft.edit(Edit::Remove(key(&draft, "b")));
        assert_eq!(shown(&draft), [("a", "1")]);
    }

    #[test]
    fn a_changed_row_that_the_room_dropped_is_added_anew_and_told() {
        let mut draft = draft(&[("a", "1")]);
        type_value(&mut draft, "a", "2");
        draft.merge(&room(&[]));
        assert_eq!(draft.changes(), Ok(room(&[("a", "2")])));
        assert!(draft.rows[0].conflict && draft.rows[0].base.is_none());
        draft.edit(Edit::TakeTheirs(key(&draft, "a")));
        assert!(draft.rows.is_empty());
    }

    #[test]
    fn where_both_changed_a_value_the_agent_decides() {
        let mut draft = draft(&[("order", "1")]);
        type_value(&mut draft, "order", "2");
        let order = key(&draft, "order");
        draft.merge(&room(&[("order", "1")]));
        assert!(!draft.rows[0].conflict, "the room said nothing new");
        draft.merge(&room(&[("order", "7")]));
        let row = &draft.rows[0];
        assert!(row.conflict && *row.value == *"2" && row.base.as_deref() == Some("7"));
        let mut mine = draft.clone();
        mine.edit(Edit::KeepMine(order));
        assert!(!mine.rows[0].conflict);
        assert_eq!(mine.changes(), Ok(room(&[("order", "2")])));
        draft.edit(Edit::TakeTheirs(order));
        assert_eq!(shown(&draft), [("order", "7")]);
        assert!(!draft.is_changed());
    }

    #[test]
    fn the_same_change_by_somebody_else_is_no_conflict() {
        let mut draft = draft(&[("order", "1")]);
        type_value(&mut draft, "order", "2");
        draft.merge(&room(&[("order", "2")]));
        assert!(!draft.rows[0].conflict && !draft.is_changed());
        add(&mut draft, "plan", "Pro");
        draft.merge(&room(&[("order", "2"), ("plan", "Basic")]));
        assert!(draft.rows[1].conflict, "another value of the same new name");
    }

    #[test]
    fn mistakes_are_told() {
        let mut draft = draft(&[("a", "1")]);
        add(&mut draft, "", "x");
        assert_eq!(draft.changes(), Err(DraftProblem::NameMissing));
        draft.edit(Edit::Name(draft.rows[1].key, "a".into()));
        assert_eq!(draft.changes(), Err(DraftProblem::NameTwice("a".into())));
        draft.merge(&room(&[("a", "1")]));
        assert_eq!(
            draft.rows.len(),
            2,
            "the row being typed is not taken for the room's"
        );
    }
}
