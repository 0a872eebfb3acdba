//! The history: what is kept of ended calls, gaps and notes, when it is written, and how it is read again.
//!
//! Nothing here knows what a database is. Jobs go out, answers come in; until the first answer, and for ever if it is
//! that nothing can be stored, everything works from memory.

pub(crate) mod archive;
mod list;
mod record;
mod search;

pub use search::Matcher;

use crate::{
    drafts::{Draft, DraftRow},
    snapshot::{ArchiveNews, Call, Gap, Reason, Snapshot},
    time::{MINUTE, Millis, Now, SECOND},
};
use archive::{Answer, Change, Job, Read, Shelf, Trouble};
use cti_protocol::{Id, Pii};
use list::List;
use search::Search;
use std::{collections::VecDeque, rc::Rc};

/// Calls that are read at once.
pub(crate) const PAGE: usize = 50;
/// Calls that a search reads at once.
const SCAN: u32 = 500;
/// Gaps that are kept.
const GAPS: usize = 500;
/// Calls on the desk that are read.
const DRAFTS: u32 = 100;
/// How long changes are gathered before they are written: what a crash can lose.
const BATCH: Millis = SECOND;
/// While it goes on being heard, this is written down so often.
const MARK: Millis = MINUTE;
/// A shorter time between two pages is no gap worth telling: a reload takes about one second.
const RELOAD: i64 = 2 * SECOND.cast_signed();
const DAY: i64 = 24 * 60 * MINUTE.cast_signed();
/// A job that fails is tried again as often.
const TRIES: u32 = 2;
/// Characters of a note.
const NOTE: usize = 4_000;

/// How much is kept. Nothing at all where one of them is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Calls at most.
    pub calls: u32,
    /// Days at most.
    pub days: u32,
}

impl Default for Keep {
    fn default() -> Self {
        Self {
            calls: 5_000,
            days: 30,
        }
    }
}

/// What the agent noted about a call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Note {
    pub(crate) call: Id,
    pub(crate) started_at: i64,
    pub(crate) at: i64,
    pub(crate) text: Pii,
}

/// What a job that runs was for.
enum Kind {
    Open,
    Write(Vec<Change>),
    Page,
    /// A piece of the search of this number.
    Scan(u64),
    Erase,
}

/// What an answer brought, besides what is in the picture now.
#[derive(Default)]
pub(crate) struct News {
    /// Calls that were on the desk, what was typed, and when the room was last heard.
    pub(crate) desk: Vec<(Call, Vec<DraftRow>, i64)>,
    pub(crate) gap: Option<Gap>,
    pub(crate) notice: Option<ArchiveNews>,
}

#[derive(Default)]
pub(crate) struct History {
    keep: Keep,
    account: Option<String>,
    me: Option<Id>,
    /// What the keys of this account and user begin with.
    scope: Option<String>,
    ready: bool,
    /// Nothing can be stored, and that was told.
    shut: bool,
    failures: u32,
    numbers: u64,
    jobs: VecDeque<Job>,
    running: Vec<(u64, Kind)>,
    batch: Vec<Change>,
    due: Option<Millis>,
    /// Keys of what is on the shelf of drafts.
    desk: Vec<String>,
    list: List,
    gaps: Rc<Vec<Gap>>,
    /// The gaps of this session, as the model has them.
    own_gaps: Rc<Vec<Gap>>,
    /// The key after which the next page begins; `None` when there is none.
    cursor: Option<String>,
    /// Calls that are wanted in sight beyond the first page.
    wanted: usize,
    search: Search,
    live: bool,
    heard: Option<i64>,
    mark_due: Option<Millis>,
    joined: Option<i64>,
    /// When an earlier page was last heard, or the gap that it was in.
    before: Option<Gap>,
}

impl History {
    pub(crate) fn keep(&mut self, keep: Keep) {
        self.keep = keep;
    }

    pub(crate) fn search_with(&mut self, make: fn(&str) -> Matcher) {
        self.search.make = make;
    }

    fn limit(&self) -> usize {
        self.keep.calls.max(1) as usize
    }

    /// Whose history it is: the account, by host and name.
    pub(crate) fn set_account(&mut self, now: Now, account: &str) {
        self.account = Some(account.to_owned());
        self.choose(now);
    }

    /// Whose history it is: the agent. Whether it was another's before.
    pub(crate) fn set_me(&mut self, now: Now, me: Option<&Id>) -> bool {
        let another = self.me.is_some() && self.me.as_ref() != me;
        if another {
            // What was gathered is still the other's.
            self.write(now, false);
            // Also where no account is known, and so nothing is stored.
            self.forget_shown();
        }
        self.me = me.cloned();
        self.choose(now);
        another
    }

    /// What belongs to another agent is not shown to this one.
    fn forget_shown(&mut self) {
        self.batch.clear();
        self.list = List::default();
        self.gaps = self.own_gaps.clone();
    }

    pub(crate) fn me(&self) -> Option<&Id> {
        self.me.as_ref()
    }

    fn choose(&mut self, now: Now) {
        let scope = match (&self.account, &self.me) {
            (Some(account), Some(me)) => {
                // A line ends the account and the user, so none may hold one.
                let mut scope = [account.as_str(), "/", me.as_str()].concat().replace('\n', " ");
                scope.push('\n');
                Some(scope)
            }
            _ => None,
        };
        if scope == self.scope {
            return;
        }
        let before = std::mem::replace(&mut self.scope, scope);
        if before.is_some() {
            self.forget_shown();
        }
        self.ready = false;
        self.cursor = None;
        self.before = None;
        self.search.begin("", None);
        self.wanted = 0;
        if self.keep.calls == 0 || self.keep.days == 0 {
            self.shut = true;
        }
        if self.scope.is_none() || self.shut {
            return;
        }
        for call in self.list.rows.clone().iter().rev() {
            self.write_call(now, call, None);
        }
        for gap in self.gaps.clone().iter() {
            self.write_gap(now, gap);
        }
        let mut reads = self.page();
        reads.extend(self.read(Shelf::Gaps, None, u32::try_from(GAPS).unwrap_or(u32::MAX)));
        reads.extend(self.read(Shelf::Drafts, None, DRAFTS));
        reads.extend(self.read(Shelf::Marks, None, 1));
        let changes = self.prune(now);
        self.start(Kind::Open, changes, reads);
    }

    fn start(&mut self, kind: Kind, changes: Vec<Change>, reads: Vec<Read>) {
        self.numbers += 1;
        self.running.push((self.numbers, kind));
        self.jobs.push_back(Job {
            number: self.numbers,
            changes,
            reads,
        });
    }

    fn read(&self, shelf: Shelf, after: Option<&str>, limit: u32) -> Option<Read> {
        let scope = self.scope.as_deref()?;
        Some(Read {
            shelf,
            span: after.map_or_else(|| archive::all(scope), |key| archive::after(scope, key)),
            limit,
        })
    }

    /// The next calls, and the notes from there on: at most one for each call, so those of these calls are among them.
    fn page(&self) -> Vec<Read> {
        let limit = u32::try_from(PAGE).unwrap_or(u32::MAX);
        let after = self.cursor.as_deref();
        [Shelf::Calls, Shelf::Notes]
            .into_iter()
            .filter_map(|shelf| self.read(shelf, after, limit))
            .collect()
    }

    /// What is too old or too much.
    fn prune(&self, now: Now) -> Vec<Change> {
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

    // What happens.

    /// A call of mine ended, or more was learnt of one that had.
    pub(crate) fn ended(&mut self, now: Now, call: &Rc<Call>) {
        let old = self.list.put(call, self.limit());
        self.search.found = None;
        self.write_call(now, call, old.as_deref());
    }

    /// The gaps of this session.
    pub(crate) fn session_gaps(&mut self, now: Now, gaps: &Rc<Vec<Gap>>) {
        if Rc::ptr_eq(gaps, &self.own_gaps) {
            return;
        }
        let known = std::mem::replace(&mut self.own_gaps, gaps.clone());
        // One that ends may look just like an earlier one: what is shown as open is closed all the same.
        let closes = |gap: &Gap| {
            let shown = self.gaps.iter().find(|shown| shown.from == gap.from);
            gap.to.is_some() && shown.is_some_and(|shown| shown.to.is_none())
        };
        let news: Vec<_> = gaps
            .iter()
            .filter(|gap| !known.contains(gap) || closes(gap))
            .collect();
        for gap in news {
            self.put_gap(gap.clone());
            self.write_gap(now, gap);
        }
    }

    fn put_gap(&mut self, gap: Gap) {
        let gaps = Rc::make_mut(&mut self.gaps);
        gaps.retain(|known| known.from != gap.from);
        let at = gaps.partition_point(|known| known.from < gap.from);
        gaps.insert(at, gap);
        if gaps.len() > GAPS {
            gaps.remove(0);
        }
    }

    /// The room is heard, or not.
    pub(crate) fn set_live(&mut self, now: Now, live: bool) -> Option<Gap> {
        if live {
            self.heard = Some(now.wall);
        } else if self.live {
            // The loss may be noticed long after it happened.
            let open = self.own_gaps.last().filter(|gap| gap.to.is_none());
            self.heard = Some(open.map_or(now.wall, |gap| gap.from));
        }
        if self.live == live {
            return None;
        }
        self.live = live;
        self.mark_due = live.then_some(now.mono + MARK);
        self.due.get_or_insert(now.mono + BATCH);
        if live {
            self.joined.get_or_insert(now.wall);
        }
        self.absence(now)
    }

    /// Tells how long nobody listened before this page did: once it is known when that was, and the room is heard again.
    fn absence(&mut self, now: Now) -> Option<Gap> {
        let joined = self.joined?;
        let mut gap = self.before.take()?;
        gap.to = Some(joined.max(gap.from));
        if gap.reason == Reason::NotRunning && joined - gap.from < RELOAD {
            return None;
        }
        self.put_gap(gap.clone());
        self.write_gap(now, &gap);
        Some(gap)
    }

    /// Notes something about a call; nothing takes the note away.
    pub(crate) fn note(&mut self, now: Now, call: &Call, text: &str) {
        let note = Note {
            call: call.id.clone(),
            // A call of which the beginning is learnt later keeps its note under the first key.
            started_at: self
                .list
                .note(call)
                .map_or(call.started_at, |known| known.started_at),
            at: now.wall,
            text: Pii::new(text.chars().take(NOTE).collect::<String>()),
        };
        if let Some(key) = self.key(note.started_at, &note.call) {
            if note.text.is_empty() {
                self.delete(now, Shelf::Notes, &key);
            } else {
                self.put(now, Shelf::Notes, key, record::write_note(&note));
            }
        }
        self.list.learn(note);
        self.list.show_note(&call.id);
        if let Some(at) = self.search.scanned.iter().position(|row| list::same(row, call)) {
            self.search.scanned[at] = self.list.with_note(&self.search.scanned[at]);
        }
        self.search.found = None;
    }

    /// A listed call, by its id and when it began.
    pub(crate) fn call(&self, id: &Id, started_at: i64) -> Option<&Rc<Call>> {
        let mut rows = self.list.rows.iter().chain(&self.search.scanned);
        rows.find(|call| call.id == *id && call.started_at == started_at)
    }

    /// Keeps what lies on the desk, or no longer.
    pub(crate) fn desk(&mut self, now: Now, call: &Rc<Call>, draft: Option<&Draft>) {
        let Some(scope) = &self.scope else { return };
        let key = [scope, call.id.as_str()].concat();
        let call = self.list.with_note(call);
        if draft.is_some() || (call.outcome.is_none() && call.note.is_some()) {
            let heard = self.heard.unwrap_or(now.wall);
            let text = record::write_draft(&call, draft, heard);
            if !self.desk.contains(&key) {
                self.desk.push(key.clone());
            }
            self.put(now, Shelf::Drafts, key, text);
        } else if let Some(at) = self.desk.iter().position(|known| *known == key) {
            self.desk.remove(at);
            self.delete(now, Shelf::Drafts, &key);
        }
    }

    /// Whether anything is noted about a call.
    pub(crate) fn has_note(&self, call: &Call) -> bool {
        self.list.note(call).is_some()
    }

    pub(crate) fn search(&mut self, words: &str) {
        if self.search.begin(words, self.cursor.clone()) {
            self.wanted = 0;
        }
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

    fn found(&mut self) -> usize {
        self.search.found(&self.list.rows).map_or(0, |found| found.len())
    }

    /// Erases what this user has on this device, or what anybody has; in memory too.
    pub(crate) fn erase(&mut self, everybody: bool) {
        self.batch.clear();
        self.due = None;
        self.list = List::default();
        self.search.begin("", None);
        self.cursor = None;
        self.before = None;
        let open = self.gaps.iter().filter(|gap| gap.to.is_none()).cloned();
        self.gaps = Rc::new(open.collect());
        let scope = if everybody {
            ""
        } else {
            self.scope.as_deref().unwrap_or_default()
        };
        if !everybody && scope.is_empty() {
            return;
        }
        let span = archive::all(scope);
        let changes = Shelf::ALL.map(|shelf| Change::Delete {
            shelf,
            span: span.clone(),
        });
        self.start(Kind::Erase, changes.to_vec(), Vec::new());
    }

    // What is written.

    fn key(&self, time: i64, id: &Id) -> Option<String> {
        let scope = self.scope.as_deref()?;
        Some(archive::dated(scope, time, id.as_str()))
    }

    fn write_call(&mut self, now: Now, call: &Call, old: Option<&Call>) {
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

    fn write_gap(&mut self, now: Now, gap: &Gap) {
        if let Some(key) = self.key(gap.from, &Id::text("")) {
            self.put(now, Shelf::Gaps, key, record::write_gap(gap));
        }
    }

    fn put(&mut self, now: Now, shelf: Shelf, key: String, text: Pii) {
        self.change(now, Change::Put { shelf, key, text });
    }

    fn delete(&mut self, now: Now, shelf: Shelf, key: &str) {
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
    fn write(&mut self, now: Now, prune: bool) {
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

    // What runs.

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
        if self.cursor.is_some() && self.list.rows.len() < PAGE + self.wanted {
            let reads = self.page();
            self.start(Kind::Page, Vec::new(), reads);
        } else if self.search.at.is_some() && self.found() < self.search.wanted {
            let at = self.search.at.as_deref();
            let reads = [Shelf::Calls, Shelf::Notes]
                .into_iter()
                .filter_map(|shelf| self.read(shelf, at, SCAN))
                .collect();
            self.start(Kind::Scan(self.search.number), Vec::new(), reads);
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
                let (calls, next) = self.calls(texts);
                self.cursor = next;
                self.list_read(now, calls);
            }
            (Kind::Scan(search), Ok(texts)) if search == self.search.number => {
                let (calls, next) = self.calls(texts);
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
        let (calls, next) = self.calls(texts);
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
            if let Some(text) = &call.note {
                self.list.learn(Note {
                    call: call.id.clone(),
                    started_at: call.started_at,
                    at: heard,
                    text: text.clone(),
                });
            }
            news.desk.push((call, rows, heard));
        }
        news.gap = self.absence(now);
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
    fn calls(&mut self, texts: &[Vec<Pii>]) -> (Vec<Call>, Option<String>) {
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
            if let Some(call) = its {
                call.note = Some(note.text.clone());
            }
            self.list.learn(note);
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

    // What is seen.

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
    }
}

/// What a change is about.
fn target(change: &Change) -> (Shelf, &str, &str) {
    match change {
        Change::Put { shelf, key, .. } => (*shelf, key, key),
        Change::Delete { shelf, span } | Change::Keep { shelf, span, .. } => (*shelf, &span.from, &span.to),
    }
}
