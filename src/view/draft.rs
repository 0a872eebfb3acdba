//! What is being typed into the editor of variables, kept while the room goes on changing them.

use cti_protocol::{Pii, Variables};

/// A row of the editor.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// Its number, for keys and for finding it again.
    pub(crate) key: u32,
    pub(crate) name: String,
    pub(crate) value: Pii,
    /// What the room has under this name; `None` for a row that was added here.
    pub(crate) base: Option<Pii>,
    /// Marked to be removed.
    pub(crate) removed: bool,
}

/// Why a draft cannot be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// A value without a name.
    NameMissing,
    /// Two rows with this name.
    NameTwice(String),
}

/// All rows: those of the room by name, then those added here.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) rows: Vec<Row>,
    next: u32,
}

impl Draft {
    fn push(&mut self, name: String, value: Pii, base: Option<Pii>) {
        self.next += 1;
        self.rows.push(Row {
            key: self.next,
            name,
            value,
            base,
            removed: false,
        });
    }

    /// Adds an empty row.
    pub(crate) fn add(&mut self) {
        self.push(String::new(), Pii::default(), None);
    }

    /// Takes in what the room has now. What was typed stays; rows that nobody touched follow the room.
    pub(crate) fn merge(&mut self, room: &Variables) {
        let mut known: Vec<String> = self
            .rows
            .iter()
            .filter(|row| row.base.is_some())
            .map(|row| row.name.clone())
            .collect();
        self.rows
            .retain_mut(|row| match (&row.base, room.get(row.name.trim())) {
                (Some(base), Some(now)) => {
                    if !row.removed && row.value == *base {
                        row.value = now.clone();
                    }
                    row.base = Some(now.clone());
                    true
                }
                // Gone from the room: gone here too, unless somebody is changing it, and then it would be added anew.
                (Some(base), None) => {
                    let changed = !row.removed && row.value != *base;
                    row.base = None;
                    changed
                }
                // Added here, and it has arrived.
                (None, Some(now)) if !known.iter().any(|name| name == row.name.trim()) => {
                    known.push(row.name.trim().to_owned());
                    row.base = Some(now.clone());
                    true
                }
                (None, _) => true,
            });
        for (name, value) in room {
            if !known.contains(name) {
                self.push(name.clone(), value.clone(), Some(value.clone()));
            }
        }
    }

    /// A row by its number.
    pub(crate) fn row(&mut self, key: u32) -> Option<&mut Row> {
        self.rows.iter_mut().find(|row| row.key == key)
    }

    /// Takes a row away: at once if it was added here, else it is marked until that is saved. Again to keep it.
    pub(crate) fn remove(&mut self, key: u32) {
        self.rows.retain_mut(|row| {
            if row.key == key {
                row.removed = !row.removed;
            }
            row.key != key || row.base.is_some()
        });
    }

    /// What is to be sent: only what changed, with an empty value for what is removed.
    pub(crate) fn changes(&self) -> Result<Variables, Problem> {
        let mut changes = Variables::new();
        for (place, row) in self.rows.iter().enumerate() {
            let name = row.name.trim();
            if name.is_empty() {
                if row.value.trim().is_empty() {
                    continue;
                }
                return Err(Problem::NameMissing);
            }
            if self.rows[..place].iter().any(|other| other.name.trim() == name) {
                return Err(Problem::NameTwice(name.to_owned()));
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

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn room(pairs: &[(&str, &str)]) -> Variables {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Pii::new(*value)))
            .collect()
    }

    fn draft(pairs: &[(&str, &str)]) -> Draft {
        let mut draft = Draft::default();
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

    fn type_value(draft: &mut Draft, name: &str, value: &str) {
        draft
            .rows
            .iter_mut()
            .find(|row| row.name == name)
            .expect("a row of this name")
            .value = Pii::new(value);
    }

    fn add(draft: &mut Draft, name: &str, value: &str) {
        draft.add();
        let row = draft.rows.last_mut().expect("the row just added");
        row.name = name.into();
        row.value = Pii::new(value);
    }

    #[wasm_bindgen_test]
    fn what_was_typed_stays_and_the_rest_follows_the_room() {
        let mut draft = draft(&[("order", "1"), ("plan", "Pro"), ("tier", "a")]);
        type_value(&mut draft, "order", "2");
        draft.merge(&room(&[("order", "7"), ("plan", "Basic"), ("zone", "x")]));
        assert_eq!(shown(&draft), [("order", "2"), ("plan", "Basic"), ("zone", "x")]);
        assert_eq!(draft.changes(), Ok(room(&[("order", "2")])));
    }

    #[wasm_bindgen_test]
    fn only_changed_pairs_are_sent_and_removed_ones_are_empty() {
        let mut draft = draft(&[("a", "1"), ("b", "2"), ("c", "3")]);
        type_value(&mut draft, "a", "10");
        let key = draft.rows[1].key;
        draft.remove(key);
        add(&mut draft, " d ", "4");
        draft.add();
        assert_eq!(draft.changes(), Ok(room(&[("a", "10"), ("b", ""), ("d", "4")])));
        draft.merge(&room(&[("a", "10"), ("c", "3"), ("d", "4")]));
        assert_eq!(draft.changes(), Ok(Variables::new()));
        assert_eq!(draft.rows.len(), 4, "the empty row stays");
    }

    #[wasm_bindgen_test]
    fn a_removal_can_be_taken_back_and_an_added_row_goes_at_once() {
        let mut draft = draft(&[("a", "1")]);
        let key = draft.rows[0].key;
        draft.remove(key);
        draft.remove(key);
        assert_eq!(draft.changes(), Ok(Variables::new()));
        add(&mut draft, "b", "2");
        let key = draft.rows[1].key;
        draft.remove(key);
        assert_eq!(shown(&draft), [("a", "1")]);
    }

    #[wasm_bindgen_test]
    fn a_changed_row_that_the_room_dropped_is_added_anew() {
        let mut draft = draft(&[("a", "1")]);
        type_value(&mut draft, "a", "2");
        draft.merge(&room(&[]));
        assert_eq!(draft.changes(), Ok(room(&[("a", "2")])));
    }

    #[wasm_bindgen_test]
    fn mistakes_are_told() {
        let mut draft = draft(&[("a", "1")]);
        add(&mut draft, "", "x");
        assert_eq!(draft.changes(), Err(Problem::NameMissing));
        draft.rows[1].name = "a".into();
        assert_eq!(draft.changes(), Err(Problem::NameTwice("a".into())));
        draft.merge(&room(&[("a", "1")]));
        assert_eq!(
            draft.rows.len(),
            2,
            "the row being typed is not taken for the room's"
        );
    }
}
