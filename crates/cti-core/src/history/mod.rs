//! The history: what is kept of ended calls, gaps and notes, when it is written, and how it is read again.
//!
//! Nothing here knows what a database is. Jobs go out, answers come in; until the first answer, and for ever if it is
//! that nothing can be stored, everything works from memory.

mod adopt;
pub(crate) mod archive;
mod list;
mod read;
mod record;
mod search;
mod show;
mod write;

pub use search::Matcher;

use crate::{
    drafts::{Draft, DraftRow},
    snapshot::{ArchiveNews, Call, Gap, Reason},
    time::{MINUTE, Millis, Now, SECOND},
};
use archive::{Change, Job, Shelf};
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
    /// What other tabs may have written.
    Again,
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
    /// Whether all are to be read, in sight or not.
    all: bool,
    search: Search,
    live: bool,
    heard: Option<i64>,
    mark_due: Option<Millis>,
    joined: Option<i64>,
    /// When an earlier page was last heard, or the gap that it was in.
    before: Option<Gap>,
    /// How often everything was erased.
    erased: u32,
    /// Gaps of that sort that were told.
    pub(crate) absences: Vec<Gap>,
}

impl History {
    pub(crate) fn new(keep: Keep, find: fn(&str) -> Matcher) -> Self {
        Self {
            keep,
            search: Search {
                make: find,
                ..Search::default()
            },
            ..Self::default()
        }
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
        self.absences.clear();
        self.gaps = self.own_gaps.clone();
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
        self.all = false;
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
        self.absence()
    }

    /// Tells how long nobody listened before this page did: once it is known when that was, and the room is heard again.
    fn absence(&mut self) -> Option<Gap> {
        let joined = self.joined?;
        let mut gap = self.before.take()?;
        gap.to = Some(joined.max(gap.from));
        if gap.reason == Reason::NotRunning && joined - gap.from < RELOAD {
            return None;
        }
        Some(gap)
    }

    /// Takes in a gap that was before this session.
    pub(crate) fn learn_gap(&mut self, now: Now, gap: Gap) {
        self.write_gap(now, &gap);
        self.absences.push(gap.clone());
        self.put_gap(gap);
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
        self.write_note(now, &note);
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

    /// Whose it is, as keys begin, and how often everything was erased.
    pub(crate) fn whose(&self) -> (Option<String>, u32) {
        (self.scope.clone(), self.erased)
    }

    /// What is noted about a call.
    pub(crate) fn note_of(&self, call: &Call) -> Option<Pii> {
        self.list.note(call).map(|note| note.text.clone())
    }

    /// Whether anything is noted about a call.
    pub(crate) fn has_note(&self, call: &Call) -> bool {
        self.list.note(call).is_some()
    }

    /// Erases what this user has on this device, or what anybody has; in memory too.
    pub(crate) fn erase(&mut self, everybody: bool) {
        self.batch.clear();
        self.due = None;
        // What is being read comes from before.
        self.running
            .retain(|(_, kind)| !matches!(kind, Kind::Page | Kind::Again | Kind::Scan(_)));
        self.list = List::default();
        self.search.begin("", None);
        self.cursor = None;
        self.before = None;
        self.absences.clear();
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
        // What waits for the page's call log is the page's: logging out does not lose it.
        let shelves = Shelf::ALL
            .into_iter()
            .filter(|shelf| everybody || *shelf != Shelf::Ended);
        let changes = shelves.map(|shelf| Change::Delete {
            shelf,
            span: span.clone(),
        });
        let changes = changes.collect();
        self.erased += u32::from(everybody);
        self.start(Kind::Erase, changes, Vec::new());
    }
}
