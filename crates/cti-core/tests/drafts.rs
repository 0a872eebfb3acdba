//! What is typed into the variables of a call, while the room changes them.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use cti_core::{Draft, DraftProblem, Edit};
use cti_protocol::{Id, Pii, Variables};

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
