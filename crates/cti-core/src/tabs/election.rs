//! Who leads: whoever has the lock, which the browser gives to one page. A page that is closed or crashed has lost it
//! at once; from one that hangs it is taken.

use super::{Body, Output, Position, Stage, TabId, Tabs, Want};
use crate::time::{Millis, Now, SECOND};

/// A leader that was asked and says nothing for so long hangs.
pub(super) const PATIENCE: Millis = 5 * SECOND;
/// Silence while this tab itself stood still for so long tells nothing of the leader.
const STOOD_STILL: Millis = 4 * SECOND;
/// Tabs that lost their patience at the same moment take the lock one after the other, within this time.
const SPREAD: Millis = SECOND;
/// A command is sent only so long after asking whether the lock is still held.
const LEASE: Millis = SECOND / 4;
/// A new leader sends no command for so long: longer than any lease that was given before it got the lock.
const FENCE: Millis = LEASE + SECOND / 10;
/// The same where the lock was taken from a page that may wake at any instant.
const FENCE_STOLEN: Millis = SECOND;
/// How long a new leader waits for tabs to say what they have.
const TAKING: Millis = SECOND / 4;
/// How long it waits for a state that it knows to be ahead of its own.
const TAKING_STATE: Millis = 3 * SECOND / 4;
/// A tab that did not get the lock by then is not alone.
pub(super) const HELLO: Millis = SECOND / 20;
/// How often a tab that wants something of the leader says so.
pub(super) const AGAIN: Millis = 2 * SECOND;
/// How often the leader says that it leads, and looks which tabs live.
const BEAT: Millis = 10 * SECOND;

/// A leader that does not lead yet: another tab may have a later state.
pub(super) struct Taking {
    since: Millis,
    fence: Millis,
    /// The latest position that any tab has.
    latest: Option<Position>,
    /// Who has not said.
    waiting: Vec<TabId>,
}

pub(super) struct Leading {
    /// No command leaves before.
    pub(super) fence: Millis,
    /// The state with which this term began.
    base: Option<Position>,
    next_beat: Millis,
}

#[derive(Default)]
pub(super) struct Election {
    /// The lock was asked for with force.
    stealing: bool,
    /// Since when the leader owes a sign of life.
    asked_at: Option<Millis>,
    /// When this tab last did anything.
    awake_at: Millis,
    /// The question under way, and when it was asked.
    checking: Option<(u64, Millis)>,
    checks: u64,
    /// When it was asked whether the lock is held, and it was.
    held_at: Option<Millis>,
}

impl Tabs {
    pub(super) fn request_lock(&mut self, steal: bool) {
        self.election.stealing = steal;
        self.election.asked_at = None;
        self.outputs.push_back(Output::RequestLock { steal });
    }

    /// This page has the lock.
    pub fn granted(&mut self, now: Now) {
        self.wake(now);
        let Stage::Queued { .. } = self.stage else {
            if matches!(self.stage, Stage::Away | Stage::Alone) {
                self.outputs.push_back(Output::ReleaseLock);
            }
            return;
        };
        let fence = if self.election.stealing {
            FENCE_STOLEN
        } else {
            FENCE
        };
        let fence = now.mono + fence;
        self.election = Election {
            awake_at: now.mono,
            checks: self.election.checks,
            ..Election::default()
        };
        if !self.met {
            self.lead(now, fence);
            return;
        }
        let me = self.me;
        self.stage = Stage::Taking(Taking {
            since: now.mono,
            fence,
            latest: None,
            waiting: self
                .table
                .list()
                .iter()
                .map(|(tab, _)| *tab)
                .filter(|tab| *tab != me)
                .collect(),
        });
        let have = self.log.position;
        self.post(Body::Take { have });
        self.check(now);
        self.try_to_lead(now);
    }

    /// A tab said what it has, or is gone.
    pub(super) fn heard_of(&mut self, now: Now, tab: TabId, have: Option<Position>) {
        if let Stage::Taking(taking) = &mut self.stage {
            taking.waiting.retain(|waiting| *waiting != tab);
            taking.latest = taking.latest.max(have);
            self.try_to_lead(now);
        }
    }

    /// Leads as soon as no other tab is known to have a later state.
    pub(super) fn try_to_lead(&mut self, now: Now) {
        let Stage::Taking(taking) = &self.stage else {
            return;
        };
        let waited = now.mono.saturating_sub(taking.since);
        // Without any state, what others have is worth more patience.
        let patience = match self.log.position {
            Some(_) => TAKING,
            None => TAKING_STATE,
        };
        let all_said = taking.waiting.is_empty() || waited >= patience;
        let level = taking.latest <= self.log.position || waited >= TAKING_STATE;
        if all_said && level {
            let fence = taking.fence;
            self.lead(now, fence);
        }
    }

    fn lead(&mut self, now: Now, fence: Millis) {
        self.begin_term(now, fence);
        self.tell_role();
        self.say_that_i_lead(now);
        self.take_requests(now);
        if !self.table.alone() {
            self.check(now);
        }
    }

    /// Begins a term that is later than all that are known. Where nothing was heard of any, the wall clock tells that,
    /// and the tab's number that no other tab began one in the same millisecond.
    fn begin_term(&mut self, now: Now, fence: Millis) {
        const TABS: u64 = 1 << 10;
        let at = self.known / TABS + 1;
        let term = at.max(now.wall.cast_unsigned() % (1 << 42)) * TABS + self.me.0 % TABS;
        let base = self.log.position;
        self.known = term;
        self.leader = Some(self.me);
        self.log.position = Some(Position { term, seq: 0 });
        self.log.behind = false;
        self.log.forget_early();
        self.stage = Stage::Leading(Leading {
            fence,
            base,
            next_beat: now.mono + BEAT,
        });
    }

    /// Says so to whoever is there.
    pub(super) fn say_that_i_lead(&mut self, now: Now) {
        let Stage::Leading(Leading { base, .. }) = self.stage else {
            return;
        };
        if !self.table.alone() {
            let seq = self.log.position.unwrap_or_default().seq;
            let tabs = self.table.list();
            let at = self.clock.shared(now).mono;
            self.post(Body::Lead { at, base, seq, tabs });
        }
    }

    /// The lock was taken from this page.
    pub fn lost(&mut self, now: Now) {
        self.wake(now);
        if matches!(self.stage, Stage::Leading(_) | Stage::Taking(_)) {
            self.step_down(now);
        }
    }

    fn step_down(&mut self, now: Now) {
        self.put_back_requests();
        self.stage = Stage::Queued { next_here: now.mono };
        self.leader = None;
        self.log.behind = false;
        self.request_lock(false);
        self.tell_role();
        self.fall_behind(now);
    }

    /// There are no locks or no channel, or this page may not have them.
    pub fn unavailable(&mut self, now: Now) {
        if !matches!(self.stage, Stage::Queued { .. }) {
            return;
        }
        self.stage = Stage::Alone;
        self.leader = Some(self.me);
        self.tell_role();
        self.take_requests(now);
    }

    /// Asks whether the lock is still held.
    pub(super) fn check(&mut self, now: Now) {
        let fresh = |(_, at): (u64, Millis)| now.mono < at + LEASE;
        if !self.election.checking.is_some_and(fresh) {
            self.election.checks += 1;
            self.election.checking = Some((self.election.checks, now.mono));
            self.outputs.push_back(Output::CheckLock {
                number: self.election.checks,
            });
        }
    }

    /// The same, where an answer to an earlier question would tell too little.
    pub(super) fn check_anew(&mut self, now: Now) {
        self.election.checking = None;
        self.check(now);
    }

    /// The answer to [`Output::CheckLock`]: whether this page had the lock when the browser looked, and which tabs had
    /// their own.
    pub fn checked(&mut self, now: Now, number: u64, held: bool, alive: &[TabId]) {
        self.wake(now);
        let Some((_, asked_at)) = self.election.checking.filter(|checking| checking.0 == number) else {
            return;
        };
        self.election.checking = None;
        if !matches!(self.stage, Stage::Leading(_) | Stage::Taking(_)) {
            return;
        }
        if !held {
            self.step_down(now);
            return;
        }
        self.election.held_at = Some(asked_at);
        if self.table.keep(now, alive) {
            self.outputs.push_back(Output::Presence);
            self.say_that_i_lead(now);
        }
        if let Stage::Taking(taking) = &mut self.stage {
            taking.waiting.retain(|tab| alive.contains(tab));
            self.try_to_lead(now);
        } else if let Stage::Leading(Leading { fence, .. }) = self.stage {
            if self.contested() {
                self.forget_asks();
                self.begin_term(now, fence);
                self.say_that_i_lead(now);
            }
            self.serve(now);
        }
    }

    /// Others know of a later term than the one that this tab leads.
    fn contested(&self) -> bool {
        self.log
            .position
            .is_some_and(|position| position.term < self.known)
    }

    /// Whether no other tab can be sending a command now. If that is not known, asks.
    pub(super) fn may_send(&mut self, now: Now) -> bool {
        let Stage::Leading(Leading { fence, .. }) = self.stage else {
            return false;
        };
        if now.mono < fence {
            return false;
        }
        let held = self.election.held_at.is_some_and(|at| now.mono <= at + LEASE);
        if !held {
            self.check(now);
        }
        held
    }

    /// This tab did something. Silence of others does not count while it stood still.
    pub(super) fn wake(&mut self, now: Now) {
        if now.mono > self.election.awake_at + STOOD_STILL && self.election.asked_at.is_some() {
            self.election.asked_at = Some(now.mono);
        }
        self.election.awake_at = now.mono;
    }

    /// The leader gave a sign of life.
    pub(super) fn hear_leader(&mut self) {
        self.election.asked_at = None;
    }

    /// The leader was asked something.
    pub(super) fn asked(&mut self, now: Now) {
        self.election.asked_at.get_or_insert(now.mono);
    }

    /// Says that this tab is here, and what it wants.
    pub(super) fn say_here(&mut self, now: Now, want: Want) {
        let Stage::Queued { next_here } = &mut self.stage else {
            return self.post_here(Want::Nothing);
        };
        *next_here = now.mono + AGAIN;
        if want > Want::Nothing {
            self.asked(now);
        }
        self.post_here(want);
    }

    fn post_here(&mut self, want: Want) {
        self.met = true;
        let presence = self.table.mine();
        let have = self.log.position;
        self.post(Body::Here { presence, have, want });
    }

    /// What this tab wants of the leader again and again.
    fn want(&self) -> Want {
        if self.log.behind || self.log.position.is_none() {
            Want::State
        } else if self.table.mine().visible || self.requests.offers() {
            Want::Answer
        } else {
            Want::Nothing
        }
    }

    fn patience_ends(&self) -> Option<Millis> {
        let asked_at = self.election.asked_at?;
        Some(asked_at + PATIENCE + self.me.0 % SPREAD)
    }

    pub(super) fn tick_election(&mut self, now: Now) {
        match &mut self.stage {
            Stage::Queued { next_here } => {
                if now.mono >= *next_here && self.want() > Want::Nothing {
                    self.say_here(now, self.want());
                    self.offer(now);
                }
                if self.patience_ends().is_some_and(|at| now.mono >= at) {
                    self.request_lock(true);
                }
            }
            Stage::Taking(_) => self.try_to_lead(now),
            Stage::Leading(leading) => {
                if now.mono >= leading.next_beat && !self.table.alone() {
                    leading.next_beat = now.mono + BEAT;
                    self.say_that_i_lead(now);
                    self.check(now);
                } else if self.contested() {
                    self.check(now);
                }
            }
            Stage::Alone | Stage::Away => {}
        }
    }

    /// When it may change whether a command may be sent.
    pub(super) fn may_send_at(&self) -> Option<Millis> {
        let Stage::Leading(Leading { fence, .. }) = self.stage else {
            return None;
        };
        let check = self.election.checking.map(|(_, at)| at + LEASE);
        Some(fence).max(check)
    }

    pub(super) fn election_deadline(&self) -> Option<Millis> {
        match &self.stage {
            Stage::Queued { next_here } => {
                let here = (self.want() > Want::Nothing).then_some(*next_here);
                here.into_iter().chain(self.patience_ends()).min()
            }
            Stage::Taking(taking) => {
                let limit = taking.since + TAKING;
                let awake = self.election.awake_at;
                Some(if awake < limit {
                    limit
                } else {
                    taking.since + TAKING_STATE
                })
            }
            Stage::Leading(leading) => {
                let check = self.election.checking.map(|(_, at)| at + LEASE);
                let check = check.filter(|_| self.contested());
                let beat = (!self.table.alone()).then_some(leading.next_beat);
                check.into_iter().chain(beat).min()
            }
            Stage::Alone | Stage::Away => None,
        }
    }
}
