//! What of the history is seen.

use super::{History, Kind, PAGE};
use crate::snapshot::Snapshot;

impl History {
    pub(crate) fn search(&mut self, words: &str) {
        if self.search.begin(words, self.cursor.clone()) {
            self.wanted = 0;
            self.all = false;
        }
    }

    /// Reads what there is, without showing it.
    pub(crate) fn read_all(&mut self) {
        self.all = true;
    }

    /// More of what is shown.
    pub(crate) fn more(&mut self) {
        if self.search.matches.is_some() {
            if self.found() >= self.search.wanted {
                self.search.wanted += PAGE;
            }
        } else if self.list.rows.len() >= PAGE + self.wanted {
            self.wanted += PAGE;
        }
    }

    pub(super) fn found(&mut self) -> usize {
        self.search.found(&self.list.rows).map_or(0, |found| found.len())
    }

    /// Adds the history to a picture, and notes to its cards.
    pub(crate) fn show(&mut self, snapshot: &mut Snapshot) {
        snapshot.calls = self.list.note_cards(std::mem::take(&mut snapshot.calls));
        snapshot.found = self.search.found(&self.list.rows);
        snapshot.history = self.list.rows.clone();
        snapshot.gaps = self.gaps.clone();
        let reads = |(_, kind): &(u64, Kind)| matches!(kind, Kind::Open | Kind::Page | Kind::Scan(_));
        snapshot.reading = self.running.iter().any(reads);
        let (known, unread) = match &snapshot.found {
            Some(found) => {
                snapshot.shown = self.search.wanted;
                (found.len(), self.search.at.is_some())
            }
            None => {
                snapshot.shown = PAGE + self.wanted;
                (snapshot.history.len(), self.cursor.is_some())
            }
        };
        snapshot.more = unread || known > snapshot.shown;
        snapshot.complete = !unread && !snapshot.reading;
    }
}
