//! What of the history is written, and when.

use super::{BATCH, DAY, GAPS, History, Kind, MARK, Note, archive, record};
use crate::{
    snapshot::{Call, Gap},
    time::Now,
};
use archive::{Change, Shelf};
use cti_protocol::{Id, Pii};

impl History {
    /// What is too old or too much.
    pub(super) fn prune(&self, now: Now) -> Vec<Change> {
        let Some(scope) = self.scope.as_deref() else {
            return Vec::new();
        };
        let oldest = now.wall - i64::from(self.keep.days) * DAY;
        let mut changes = Vec::new();
        for shelf in [Shelf::Calls, Shelf::Gaps, Shelf::Notes] {
            changes.push(Change::Delete {
                shelf,
                span: archive::before(scope, oldest),
            });
            changes.push(Change::Keep {
                shelf,
                span: archive::all(scope),
                first: if shelf == Shelf::Gaps {
                    u32::try_from(GAPS).unwrap_or(u32::MAX)
                } else {
                    self.keep.calls
                },
            });
        }
        changes
    }
    pub(super) fn key(&self, time: i64, id: &Id) -> Option<String> {
        let scope = self.scope.as_deref()?;
        Some(archive::dated(scope, time, id.as_str()))
    }

    pub(super) fn write_call(&mut self, now: Now, call: &Call, old: Option<&Call>) {
        if let Some(key) = old
            .filter(|old| old.started_at != call.started_at)
            .and_then(|old| self.key(old.started_at, &old.id))
        {
            self.delete(now, Shelf::Calls, &key);
        }
        if let Some(key) = self.key(call.started_at, &call.id) {
            self.put(now, Shelf::Calls, key, record::write_call(call));
        }
    }

    pub(super) fn write_gap(&mut self, now: Now, gap: &Gap) {
        if let Some(key) = self.key(gap.from, &Id::text("")) {
            self.put(now, Shelf::Gaps, key, record::write_gap(gap));
        }
    }

    pub(super) fn write_note(&mut self, now: Now, note: &Note) {
        if let Some(key) = self.key(note.started_at, &note.call) {
            if note.text.is_empty() {
                self.delete(now, Shelf::Notes, &key);
            } else {
                self.put(now, Shelf::Notes, key, record::write_note(note));
            }
        }
    }

    pub(super) fn put(&mut self, now: Now, shelf: Shelf, key: String, text: Pii) {
        self.change(now, Change::Put { shelf, key, text });
    }

    pub(super) fn delete(&mut self, now: Now, shelf: Shelf, key: &str) {
        let span = archive::only(key);
        self.change(now, Change::Delete { shelf, span });
    }

    fn change(&mut self, now: Now, change: Change) {
        if self.shut || self.scope.is_none() {
            return;
        }
        // Only the last word about a key is written.
        self.batch.retain(|known| target(known) != target(&change));
        self.batch.push(change);
        self.due.get_or_insert(now.mono + BATCH);
    }

    /// Writes what has gathered, and when the room was last heard.
    pub(super) fn write(&mut self, now: Now, prune: bool) {
        let Some(scope) = self.scope.clone().filter(|_| self.ready && !self.shut) else {
            return;
        };
        self.due = None;
        self.mark_due = self.live.then_some(now.mono + MARK);
        let mut changes = std::mem::take(&mut self.batch);
        if let Some(heard) = self.heard {
            changes.push(Change::Put {
                shelf: Shelf::Marks,
                key: scope,
                text: Pii::new(heard.to_string()),
            });
        }
        let call = |change: &Change| {
            matches!(
                change,
                Change::Put {
                    shelf: Shelf::Calls,
                    ..
                }
            )
        };
        if prune && changes.iter().any(call) {
            changes.extend(self.prune(now));
        }
        if !changes.is_empty() {
            self.start(Kind::Write(changes.clone()), changes, Vec::new());
        }
    }

    /// The page may be gone in a moment.
    pub(crate) fn hide(&mut self, now: Now) {
        if self.live {
            self.heard = Some(now.wall);
        }
        // What needs an answer before it is done would come too late.
        self.write(now, false);
    }
}

/// What a change is about.
pub(super) fn target(change: &Change) -> (Shelf, &str, &str) {
    match change {
        Change::Put { shelf, key, .. } => (*shelf, key, key),
        Change::Delete { shelf, span } | Change::Keep { shelf, span, .. } => (*shelf, &span.from, &span.to),
    }
}
