//! What is being typed into the variables of one call.

use crate::replica::saved;
use cti_protocol::{Id, Pii, Variables};

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

saved!(DraftRow {
    key,
    name,
    value,
    base,
    removed,
    conflict
});
saved!(Draft { call, rows, next });

impl Draft {
    /// A draft with nothing typed yet.
    pub fn new(call: Id) -> Self {
        Self {
            call,
            rows: Vec::new(),
            next: 0,
        }
    }

    pub(super) fn push(&mut self, row: DraftRow) {
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
