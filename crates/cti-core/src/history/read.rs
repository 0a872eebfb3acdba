//! What of the history is read again: when, and what an answer brings.

use super::{
    BATCH, DAY, History, Kind, News, PAGE, RELOAD, SCAN, TRIES, archive, list, record, write::target,
};
use crate::{
    snapshot::{ArchiveNews, Call, Gap, Reason},
    time::{MINUTE, Millis, Now},
};
use archive::{Answer, Change, Job, Read, Shelf, Trouble};
use cti_protocol::Pii;
use std::rc::Rc;

impl History {
    pub(super) fn start(&mut self, kind: Kind, changes: Vec<Change>, reads: Vec<Read>) {
        self.numbers += 1;
        self.running.push((self.numbers, kind));
        self.jobs.push_back(Job {
            number: self.numbers,
            changes,
            reads,
        });
    }

    pub(super) fn read(&self, shelf: Shelf, after: Option<&str>, limit: u32) -> Option<Read> {
        let scope = self.scope.as_deref()?;
        Some(Read {
            shelf,
            span: after.map_or_else(|| archive::all(scope), |key| archive::after(scope, key)),
            limit,
        })
    }

    /// The next calls, and the notes from there on: at most one for each call, so those of these calls are among them.
    pub(super) fn page(&self) -> Vec<Read> {
        let limit = if self.all {
            SCAN
        } else {
            u32::try_from(PAGE).unwrap_or(u32::MAX)
        };
        let after = self.cursor.as_deref();
        [Shelf::Calls, Shelf::Notes]
            .into_iter()
            .filter_map(|shelf| self.read(shelf, after, limit))
            .collect()
    }

    /// Reads what other tabs may have written since this was last read.
    pub(crate) fn look_again(&mut self) {
        let asked = |(_, kind): &(u64, Kind)| matches!(kind, Kind::Again);
        if self.ready && !self.shut && !self.running.iter().any(asked) {
            let limit = u32::try_from(PAGE).unwrap_or(u32::MAX);
            let shelves = [Shelf::Calls, Shelf::Notes, Shelf::Gaps].into_iter();
            let reads = shelves
                .filter_map(|shelf| self.read(shelf, None, limit))
                .collect();
            self.start(Kind::Again, Vec::new(), reads);
        }
    }

    /// Starts what is due.
    pub(crate) fn turn(&mut self, now: Now) {
        let due = |at: Option<Millis>| at.is_some_and(|at| at <= now.mono);
        let writes = |(_, kind): &(u64, Kind)| matches!(kind, Kind::Write(_));
        if (due(self.due) || due(self.mark_due)) && !self.running.iter().any(writes) {
            if self.live {
                self.heard = Some(now.wall);
            }
            self.write(now, true);
        }
        let reads = |(_, kind): &(u64, Kind)| matches!(kind, Kind::Open | Kind::Page | Kind::Scan(_));
        if self.running.iter().any(reads) || !self.ready {
            return;
        }
        // A search reads on where the list stops, so it alone has to come to the end.
        let (listed, found) = match self.search.matches {
            Some(_) => (false, self.all),
            None => (self.all, false),
        };
        if self.cursor.is_some() && (listed || self.list.rows.len() < PAGE + self.wanted) {
            let reads = self.page();
            self.start(Kind::Page, Vec::new(), reads);
        } else if self.search.at.is_some() && (found || self.found() < self.search.wanted) {
            let at = self.search.at.as_deref();
            let reads = [Shelf::Calls, Shelf::Notes]
                .into_iter()
                .filter_map(|shelf| self.read(shelf, at, SCAN))
                .collect();
            self.start(Kind::Scan(self.search.number), Vec::new(), reads);
        } else {
            self.all = false;
        }
    }

    pub(crate) fn poll(&mut self) -> Option<Job> {
        self.jobs.pop_front()
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        if self.shut || !self.ready {
            return None;
        }
        [self.due, self.mark_due].into_iter().flatten().min()
    }

    /// Takes in what became of a job.
    pub(crate) fn answer(&mut self, now: Now, number: u64, answer: &Answer) -> News {
        let mut news = News::default();
        let Some(at) = self.running.iter().position(|(known, _)| *known == number) else {
            return news;
        };
        let (_, kind) = self.running.remove(at);
        match (kind, answer) {
            (Kind::Erase, answer) => {
                news.notice = Some(match answer {
                    Ok(_) => ArchiveNews::Erased,
                    Err(_) => ArchiveNews::NotErased,
                });
            }
            (Kind::Write(_), Ok(_)) => self.failures = 0,
            (Kind::Open, Ok(texts)) => {
                self.ready = true;
                self.opened(now, texts, &mut news);
            }
            (Kind::Page, Ok(texts)) => {
                let (calls, next) = self.calls(texts, true);
                self.cursor = next;
                self.list_read(now, calls);
            }
            (Kind::Again, Ok(texts)) => {
                let (calls, _) = self.calls(texts, false);
                self.list_read(now, calls);
                let gaps = texts.get(2).into_iter().flatten();
                for gap in gaps.filter_map(|text| record::read_gap(text)) {
                    if gap.to.is_some() && !self.own_gaps.iter().any(|own| own.from == gap.from) {
                        self.put_read_gap(gap);
                    }
                }
            }
            (Kind::Again, Err(_)) => {}
            (Kind::Scan(search), Ok(texts)) if search == self.search.number => {
                let (calls, next) = self.calls(texts, true);
                self.search.at = next;
                let matches = self.search.matches.as_ref();
                let fits = |call: &Call| matches.is_some_and(|matches| matches(call));
                let found: Vec<_> = calls.into_iter().filter(fits).map(Rc::new).collect();
                for call in found {
                    let mut known = self.list.rows.iter().chain(&self.search.scanned);
                    if !known.any(|known| list::same(known, &call)) {
                        self.search.scanned.push(call);
                    }
                }
                self.search.found = None;
            }
            (Kind::Scan(_), Ok(_)) => {}
            (Kind::Write(mut changes), Err(trouble)) => {
                self.failures += 1;
                if *trouble == Trouble::Full || self.failures > TRIES {
                    self.close(*trouble, &mut news);
                } else {
                    // What has come meanwhile is newer.
                    changes.retain(|old| !self.batch.iter().any(|new| target(new) == target(old)));
                    changes.append(&mut self.batch);
                    self.batch = changes;
                    self.due = Some(now.mono + BATCH);
                }
            }
            (Kind::Open, Err(trouble)) => self.close(*trouble, &mut news),
            (Kind::Page | Kind::Scan(_), Err(trouble)) => {
                self.cursor = None;
                self.search.at = None;
                self.close(*trouble, &mut news);
            }
        }
        news
    }

    /// Works from memory from now on, and says so once.
    fn close(&mut self, trouble: Trouble, news: &mut News) {
        self.batch.clear();
        self.due = None;
        if !std::mem::replace(&mut self.shut, true) {
            news.notice = Some(ArchiveNews::Trouble(trouble));
        }
    }

    fn opened(&mut self, now: Now, texts: &[Vec<Pii>], news: &mut News) {
        let (calls, next) = self.calls(texts, true);
        self.cursor = next;
        self.list_read(now, calls);
        let gaps: Vec<_> = texts
            .get(2)
            .into_iter()
            .flatten()
            .filter_map(|text| record::read_gap(text))
            .collect();
        let mark = texts.get(4).and_then(|marks| marks.first()?.parse::<i64>().ok());
        self.before = mark
            .filter(|mark| *mark > now.wall - i64::from(self.keep.days) * DAY)
            .map(|from| Gap {
                from,
                to: None,
                reason: Reason::NotRunning,
            });
        // Newest first. Only the newest can be open still, and only if nobody was heard since.
        for (place, mut gap) in gaps.into_iter().enumerate() {
            if self.own_gaps.iter().any(|own| own.from == gap.from) {
                continue;
            }
            if gap.to.is_none() {
                if place == 0 && mark.is_none_or(|mark| mark <= gap.from + RELOAD) {
                    self.before = Some(gap);
                    continue;
                }
                gap.to = Some(gap.from);
            }
            self.put_read_gap(gap);
        }
        let oldest = now.wall - i64::from(self.keep.days) * DAY;
        for text in texts.get(3).into_iter().flatten() {
            let Some((call, rows, heard)) = record::read_draft(text) else {
                continue;
            };
            let key = [self.scope.as_deref().unwrap_or_default(), call.id.as_str()].concat();
            if heard < oldest {
                self.delete(now, Shelf::Drafts, &key);
                continue;
            }
            self.desk.push(key);
            news.desk.push((call, rows, heard));
        }
        news.gap = self.absence();
    }

    /// Two tabs that lost the room together were in one gap.
    fn put_read_gap(&mut self, mut gap: Gap) {
        let end = gap.to.unwrap_or(gap.from);
        let touches = |known: &Gap| known.from <= end && known.to.is_some_and(|to| to >= gap.from);
        if let Some(at) = self.gaps.iter().position(touches) {
            let known = Rc::make_mut(&mut self.gaps).remove(at);
            gap.from = gap.from.min(known.from);
            gap.to = Some(end.max(known.to.unwrap_or(end)));
        }
        self.put_gap(gap);
    }

    /// The calls of two readings, with their notes, and the key after which the next are: `None` if these were the last.
    /// Notes of other calls are learnt too if their calls may come later.
    fn calls(&mut self, texts: &[Vec<Pii>], more: bool) -> (Vec<Call>, Option<String>) {
        let [calls, notes, ..] = texts else {
            return (Vec::new(), None);
        };
        let full = calls.len() >= PAGE;
        let mut calls: Vec<_> = calls.iter().filter_map(|text| record::read_call(text)).collect();
        let last = calls.last().filter(|_| full);
        let next = last.and_then(|call| self.key(call.started_at, &call.id));
        for note in notes.iter().filter_map(|text| record::read_note(text)) {
            let its = calls.iter_mut().find(|call| {
                call.id == note.call && (call.started_at - note.started_at).abs() <= MINUTE.cast_signed()
            });
            let learns = more || its.is_some();
            if let Some(call) = its {
                call.note = Some(note.text.clone());
            }
            if learns {
                self.list.learn(note);
            }
        }
        (calls, next)
    }

    fn list_read(&mut self, now: Now, calls: Vec<Call>) {
        let limit = self.limit();
        for call in calls {
            let doubled = self.list.put_read(call, limit);
            if let Some(key) = doubled.and_then(|other| self.key(other.started_at, &other.id)) {
                self.delete(now, Shelf::Calls, &key);
            }
        }
        self.search.found = None;
    }
}
