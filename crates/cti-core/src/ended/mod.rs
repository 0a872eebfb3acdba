//! What the page's call log is told of calls that ended, each until the page confirms it.
//!
//! One tab of a browser does this at a time; whoever uses it says which, runs the jobs, and calls the page's function. What
//! waits is stored as soon as a call has ended, so that another page goes on where this one stopped.

mod row;

use crate::{
    history::{
        Keep,
        archive::{self, Answer, Change, Job, Read, Shelf},
    },
    snapshot::{Call, Phase},
    time::{MINUTE, Millis, Now, SECOND},
};
use cti_protocol::{Id, Pii};
use row::Row;
use serde_json::Value;
use std::{collections::VecDeque, rc::Rc};

/// Words about a call that ended often come a little later than the end, and a note is not typed at once.
const SETTLE: Millis = 2 * SECOND;
/// How long the page may take to confirm.
const LIMIT: Millis = 10 * SECOND;
/// The first pause before another try; each is twice the one before.
const PAUSE: Millis = 2 * SECOND;
/// The longest.
const LONGEST: Millis = 10 * MINUTE;
/// How long after its end a call that becomes otherwise is delivered again.
const WATCHED: i64 = 15 * MINUTE.cast_signed();
/// Calls that wait at most.
const WAITING: usize = 500;
/// How long it is known that one was confirmed, and how many of them.
const KNOWN: i64 = 2 * DAY;
const CONFIRMED: usize = 1_000;
/// A call that is found ended, and of which nothing is known, is delivered if it ended since then.
const FOUND: i64 = DAY;
const DAY: i64 = 24 * 60 * MINUTE.cast_signed();
/// Calls that this tab saw, at most.
const SEEN: usize = 200;

/// What the page's function is to be called with.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// To be given back with the answer.
    pub ticket: u64,
    /// Names the call in the page's log: the same for each try, over reloads and tabs.
    pub id: String,
    /// Which try this is, from 1.
    pub attempt: u32,
    /// The public call object.
    pub call: Value,
    /// What the agent noted.
    pub note: Option<Pii>,
}

/// What may go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogTrouble {
    /// The function threw, or its promise was rejected.
    Threw,
    /// It gave `false`.
    Unconfirmed,
    /// It gave nothing in time.
    Late,
    /// A call was given up: too many waited, or it waited for too long.
    Lost,
}

impl LogTrouble {
    /// In plain words, for developers.
    pub fn why(self) -> &'static str {
        match self {
            Self::Threw => "onCallEnded: the page's function threw; the call is kept and told again",
            Self::Unconfirmed => "onCallEnded: not confirmed; the call is kept and told again",
            Self::Late => "onCallEnded: no answer in 10 seconds; the call is kept and told again",
            Self::Lost => "onCallEnded: too many calls wait, or for too long; the oldest is given up",
        }
    }
}

/// A call of the agent that this tab saw.
struct Seen {
    call: Rc<Call>,
    /// Whether its end was seen, so that it is known what becomes of it.
    watched: bool,
    /// When it was last on a card, in milliseconds since 1970.
    at: i64,
    /// Forgotten with the device, and not told of any more.
    dropped: bool,
}

enum Stage {
    /// Not this tab's business now.
    Idle,
    /// What is stored is being read, by this job.
    Reading(u64),
    Open,
}

struct UnderWay {
    ticket: u64,
    id: String,
    /// What of it was told.
    sum: u64,
    since: Millis,
}

/// The call log of one tab.
pub struct CallLog {
    keep: Keep,
    scope: Option<String>,
    stage: Stage,
    /// Newest last.
    rows: Vec<Row>,
    seen: Vec<Seen>,
    jobs: VecDeque<Job>,
    numbers: u64,
    under_way: Option<UnderWay>,
    troubles: Vec<LogTrouble>,
}

impl CallLog {
    /// One that keeps what waits for so long.
    pub fn new(keep: Keep) -> Self {
        Self {
            keep,
            scope: None,
            stage: Stage::Idle,
            rows: Vec::new(),
            seen: Vec::new(),
            jobs: VecDeque::new(),
            numbers: 0,
            under_way: None,
            troubles: Vec::new(),
        }
    }

    /// Whose calls it is about, once that is known, and whether this tab is the one that tells of them.
    pub fn serve(&mut self, scope: Option<&str>, here: bool) {
        let another = self.scope.as_deref() != scope;
        let serves = !matches!(self.stage, Stage::Idle);
        if another {
            // What was seen is somebody else's.
            if self.scope.is_some() {
                self.seen.clear();
            }
            self.scope = scope.map(str::to_owned);
        }
        let serve = here && scope.is_some();
        if another || serve != serves {
            self.rows.clear();
            self.under_way = None;
            self.stage = Stage::Idle;
        }
        if serve && matches!(self.stage, Stage::Idle) {
            let reads = self.scope.iter().map(|scope| Read {
                shelf: Shelf::Ended,
                span: archive::all(scope),
                limit: u32::try_from(WAITING + CONFIRMED).unwrap_or(u32::MAX),
            });
            let reads = reads.collect();
            self.stage = Stage::Reading(self.start(Vec::new(), reads));
        }
    }

    /// Whether it is about these calls.
    pub fn is_of(&self, scope: Option<&str>) -> bool {
        self.scope.as_deref() == scope
    }

    /// Calls that were seen, and had not ended then.
    pub fn under_way(&self) -> impl Iterator<Item = &Rc<Call>> {
        let calls = self.seen.iter().map(|seen| &seen.call);
        calls.filter(|call| call.phase != Phase::Ended)
    }

    /// Looks at the cards. Notes are asked for where they are needed.
    pub fn look(&mut self, now: Now, cards: &[Rc<Call>], note: &dyn Fn(&Call) -> Option<Pii>) {
        for card in cards.iter().filter(|call| call.mine) {
            match self.seen.iter_mut().find(|seen| row::same(&seen.call, card)) {
                Some(seen) => {
                    seen.at = now.wall;
                    if Rc::ptr_eq(&seen.call, card) {
                        continue;
                    }
                    seen.watched |= seen.call.phase != Phase::Ended;
                    seen.call = card.clone();
                }
                None => {
                    if self.seen.len() >= SEEN {
                        self.seen.remove(0);
                    }
                    self.seen.push(Seen {
                        call: card.clone(),
                        watched: false,
                        at: now.wall,
                        dropped: false,
                    });
                }
            }
            if card.phase == Phase::Ended {
                self.ended(now, &card.clone(), note);
            }
        }
    }

    /// Looks once a second at what may have become otherwise, and lets go what is too old.
    pub fn second(&mut self, now: Now, note: &dyn Fn(&Call) -> Option<Pii>) {
        self.seen.retain(|seen| now.wall - seen.at < WATCHED);
        let ended = self.seen.iter().filter(|seen| seen.call.phase == Phase::Ended);
        for call in ended.map(|seen| seen.call.clone()).collect::<Vec<_>>() {
            self.ended(now, &call, note);
        }
        if let Some(under_way) = &self.under_way
            && now.mono.saturating_sub(under_way.since) >= LIMIT
        {
            let ticket = under_way.ticket;
            self.answered(now, ticket, Err(LogTrouble::Late));
        }
        self.prune(now);
    }

    /// A call of the agent is over, or is otherwise than it was told.
    fn ended(&mut self, now: Now, call: &Rc<Call>, note: &dyn Fn(&Call) -> Option<Pii>) {
        if !matches!(self.stage, Stage::Open) {
            return;
        }
        let ended_at = call.ended_at.unwrap_or(call.started_at);
        let seen = self.seen.iter().find(|seen| row::same(&seen.call, call));
        if seen.is_some_and(|seen| seen.dropped) {
            return;
        }
        let watched = seen.is_some_and(|seen| seen.watched);
        let known = self.rows.iter().position(|row| row.is(call));
        let fresh = now.wall - ended_at < if known.is_some() { WATCHED } else { FOUND };
        if !fresh || (known.is_some() && !watched) {
            return;
        }
        let (told, note) = (call.to_public(), note(call));
        let sum = row::sum(&told, note.as_ref());
        let at = match known {
            Some(at) if self.rows[at].sum() == sum => return,
            Some(at) => at,
            None => {
                self.rows.push(Row::new(call, now.wall));
                self.rows.len() - 1
            }
        };
        self.rows[at].tell(told, note, now.mono + SETTLE);
        self.save(at);
        if let Some(seen) = self.seen.iter_mut().find(|seen| row::same(&seen.call, call)) {
            seen.watched = true;
        }
    }

    /// The next call to tell the page of, if one is due: one at a time.
    pub fn next(&mut self, now: Now) -> Option<Delivery> {
        if self.under_way.is_some() {
            return None;
        }
        let due = self
            .rows
            .iter_mut()
            .filter(|row| row.due.is_some_and(|due| due <= now.mono));
        let row = due.min_by_key(|row| row.due)?;
        let call = row.call.clone()?;
        row.attempts += 1;
        self.numbers += 1;
        let delivery = Delivery {
            ticket: self.numbers,
            id: row.id.clone(),
            attempt: row.attempts,
            call,
            note: row.note.clone(),
        };
        self.under_way = Some(UnderWay {
            ticket: delivery.ticket,
            id: row.id.clone(),
            sum: row.sum(),
            since: now.mono,
        });
        Some(delivery)
    }

    /// What the page's function said.
    pub fn answered(&mut self, now: Now, ticket: u64, answer: Result<(), LogTrouble>) {
        let Some(done) = self.under_way.take_if(|under_way| under_way.ticket == ticket) else {
            return;
        };
        self.troubles.extend(answer.err());
        let Some(at) = self.rows.iter().position(|row| row.id == done.id) else {
            return;
        };
        let row = &mut self.rows[at];
        match answer {
            // It is otherwise by now, and to be told again.
            Ok(()) if row.sum() != done.sum => row.attempts = 0,
            Ok(()) => row.confirm(),
            Err(_) => {
                let doubled = row.attempts.saturating_sub(1).min(16);
                row.due = Some(now.mono + (PAUSE << doubled).min(LONGEST));
            }
        }
        self.save(at);
    }

    /// Takes in what became of a job.
    pub fn stored(&mut self, now: Now, job: u64, answer: &Answer) {
        if !matches!(self.stage, Stage::Reading(reading) if reading == job) {
            return;
        }
        self.stage = Stage::Open;
        // Without storage it works from memory.
        let texts = answer.iter().flatten().flatten();
        self.rows = texts.filter_map(|text| Row::read(text, now.mono)).collect();
        self.rows.sort_by_key(|row| row.at);
    }

    /// Drops what waits, and tells nobody of it later.
    pub fn forget(&mut self) {
        let ended = self
            .seen
            .iter_mut()
            .filter(|seen| seen.call.phase == Phase::Ended);
        ended.for_each(|seen| seen.dropped = true);
        self.rows.clear();
        self.under_way = None;
        // What is to be written comes from before.
        self.jobs.retain(|job| !job.reads.is_empty());
    }

    /// Calls that the page has not confirmed, as far as this tab knows.
    pub fn waiting(&self) -> usize {
        self.rows.iter().filter(|row| row.due.is_some()).count()
    }

    /// What went wrong since this was last asked.
    pub fn troubles(&mut self) -> Vec<LogTrouble> {
        std::mem::take(&mut self.troubles)
    }

    /// The next job for the storage.
    pub fn poll(&mut self) -> Option<Job> {
        self.jobs.pop_front()
    }

    fn start(&mut self, changes: Vec<Change>, reads: Vec<Read>) -> u64 {
        self.numbers += 1;
        self.jobs.push_back(Job {
            number: self.numbers,
            changes,
            reads,
        });
        self.numbers
    }

    fn save(&mut self, at: usize) {
        let row = &self.rows[at];
        if let Some(key) = self.key(row)
            && self.keep.days > 0
            && self.keep.calls > 0
        {
            let text = row.write();
            let shelf = Shelf::Ended;
            self.start(vec![Change::Put { shelf, key, text }], Vec::new());
        }
    }

    fn key(&self, row: &Row) -> Option<String> {
        Some(archive::dated(self.scope.as_deref()?, row.at, &row.id))
    }

    /// Lets go what waits for too long or is too much.
    fn prune(&mut self, now: Now) {
        let days = i64::from(self.keep.days.max(1)) * DAY;
        let surplus = |rows: &[Row], waits: bool, most: usize| {
            let these = rows.iter().filter(|row| row.due.is_some() == waits);
            these.count().saturating_sub(most)
        };
        let mut waiting = surplus(&self.rows, true, WAITING);
        let mut confirmed = surplus(&self.rows, false, CONFIRMED);
        let mut gone = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            let (most, limit) = if row.due.is_some() {
                (&mut waiting, days)
            } else {
                (&mut confirmed, KNOWN)
            };
            if *most > 0 || now.wall - row.at > limit {
                *most = most.saturating_sub(1);
                gone.push(at);
            }
        }
        for at in gone.into_iter().rev() {
            let row = self.rows.remove(at);
            if row.due.is_some() {
                self.troubles.push(LogTrouble::Lost);
            }
            if let Some(key) = self.key(&row) {
                let span = archive::only(&key);
                let shelf = Shelf::Ended;
                self.start(vec![Change::Delete { shelf, span }], Vec::new());
            }
        }
    }
}

/// Whose a row is: the call's id, and about when that began.
type Which = (Id, i64);
