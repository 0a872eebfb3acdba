//! Several tabs of one browser share one connection.
//!
//! All tabs of a group (one account, one user) are copies of one state. One of them, the leader, has a lock of the
//! browser and the socket. Everything that changes the state is an entry of one log: what the room says, what becomes
//! of the connection, what somebody at any tab wants, time that passed. The leader puts the entries in order, stamps
//! them and tells them to the others, who apply the same entries with the same stamps. So the next leader has the state
//! already.
//!
//! The lock is the truth about who leads, and the channel only carries news: whatever is lost, doubled, late or out of
//! order there, at most one tab sends commands, and each command is sent at most once. What the entries say is not
//! known here.
//!
//! A tab that is alone says nothing on the channel, so that the code of messages can be loaded later: of this module it
//! needs [`Tabs::start`], [`Tabs::granted`], [`Tabs::checked`], [`Tabs::ask`], [`Tabs::publish`] and [`Tabs::tick`].

mod clock;
mod election;
mod hear;
mod log;
mod message;
mod presence;
mod requests;
mod serving;

pub use log::{Origin, Position, Request, Seen};
pub use message::{Body, Message, VERSION, Want, name};
pub use presence::{Presence, popper, ringer};

use crate::time::{Millis, Now};
use clock::Clock;
use cti_protocol::Pii;
use election::{Election, HELLO, Leading, Taking};
use log::Log;
use presence::Table;
use requests::Requests;
use std::collections::VecDeque;

/// A tab's number: random, below 2⁵³, and another one each time that a page is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TabId(pub u64);

/// What a tab is in its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It has a connection of its own: there is no way to share one.
    Alone,
    /// It has no state yet, and no connection.
    Waiting,
    /// It has a copy of the state, and no connection.
    Follower,
    /// It has the connection.
    Leader,
}

/// How something is to be done that somebody at a tab wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It sends a command to the room: at most once, and only while no other tab can be sending.
    Command,
    /// At most once.
    Once,
    /// As often as is needed to be sure that it is done: doing it twice does no harm.
    Kept,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is in the log, and in this tab's state.
    Done,
    /// It was not done: too late for the leader, or too much waits.
    Refused,
    /// It was not done: there was no leader to take it, or the leader could not be sure to be the only one.
    NeverLeft,
    /// The leader did not answer, or is gone: it was done or not.
    Unknown,
}

/// What the outside should do, in this order.
#[derive(Debug)]
pub enum Output {
    /// Ask for the lock, in the place of an earlier asking; with `steal` take it from whoever has it. Answered by
    /// [`Tabs::granted`] or [`Tabs::unavailable`], later perhaps by [`Tabs::lost`].
    RequestLock {
        /// By force.
        steal: bool,
    },
    /// Give the lock back, or ask for it no longer.
    ReleaseLock,
    /// Look who has the locks; answer with [`Tabs::checked`].
    CheckLock {
        /// To be given back with the answer.
        number: u64,
    },
    /// Say this to all other tabs.
    Post(Box<Message>),
    /// This is the state now, in the place of what it was.
    TakeState(Pii),
    /// Answer with [`Tabs::state_ready`] before anything else is handed in.
    GiveState,
    /// An entry of the log: apply it to the state. The leader alone also does what follows from it.
    Apply {
        /// What it is.
        payload: Pii,
        /// When it happened, for all tabs.
        stamp: Now,
        /// Who asked for it.
        origin: Option<Origin>,
    },
    /// The tab is something else now: a leader connects, and whoever leads no more drops the connection.
    Become(Role),
    /// What became of a request; comes once for each.
    Settle {
        /// Which.
        request: Request,
        /// What.
        fate: Fate,
    },
    /// There are other tabs, or they are otherwise: [`Tabs::tabs`].
    Presence,
    /// A deadline of the state passed, as another tab noticed: publish what follows from it.
    Due,
}

enum Stage {
    /// No lock is to be had.
    Alone,
    /// The page is frozen, or hidden for good.
    Away,
    /// Waits for the lock.
    Queued {
        /// When it says again that it is there, if it wants something.
        next_here: Millis,
    },
    /// Has the lock, and gathers what others have.
    Taking(Taking),
    /// Has the lock and leads.
    Leading(Leading),
}

/// One tab of a group. After each input, poll the outputs until there are none, then look at the deadline.
pub struct Tabs {
    me: TabId,
    stage: Stage,
    /// As last told.
    role: Role,
    /// The latest term heard of.
    known: u64,
    /// Of that term, once heard.
    leader: Option<TabId>,
    /// Other tabs may know of this one.
    met: bool,
    election: Election,
    log: Log,
    requests: Requests,
    table: Table,
    clock: Clock,
    outputs: VecDeque<Output>,
}

impl Tabs {
    /// A tab that asks for the lock.
    pub fn start(now: Now, me: TabId) -> Self {
        let mut tabs = Self {
            me,
            stage: Stage::Queued {
                next_here: now.mono + HELLO,
            },
            role: Role::Waiting,
            known: 0,
            leader: None,
            met: false,
            election: Election::default(),
            log: Log::default(),
            requests: Requests::default(),
            table: Table::new(me),
            clock: Clock::default(),
            outputs: VecDeque::new(),
        };
        tabs.request_lock(false);
        tabs
    }

    /// The next thing to do outside.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// What this tab is.
    pub fn role(&self) -> Role {
        match self.stage {
            Stage::Alone => Role::Alone,
            Stage::Leading(_) => Role::Leader,
            _ if self.log.position.is_some() => Role::Follower,
            _ => Role::Waiting,
        }
    }

    /// This tab.
    pub fn me(&self) -> TabId {
        self.me
    }

    /// Which tab leads, as far as is known.
    pub fn leader(&self) -> Option<TabId> {
        self.leader
    }

    /// The own moment on the clock of the stamps.
    pub fn shared_now(&self, now: Now) -> Now {
        self.clock.shared(now)
    }

    /// All tabs that are known, this one first.
    pub fn tabs(&self) -> Vec<(TabId, Presence)> {
        self.table.list()
    }

    /// When to call [`Tabs::tick`], on the own forward clock.
    pub fn deadline(&self) -> Option<Millis> {
        let election = self.election_deadline();
        let requests = self.requests_deadline(self.may_send_at());
        election.into_iter().chain(requests).min()
    }

    /// Time passed.
    pub fn tick(&mut self, now: Now) {
        self.wake(now);
        self.tick_election(now);
        self.tick_requests(now);
    }

    /// This tab changed: whether it is seen, may sound, is busy, and when it had the focus. `change` is counted here.
    pub fn present(&mut self, now: Now, presence: Presence) {
        if !self.table.set_mine(presence) {
            return;
        }
        self.outputs.push_back(Output::Presence);
        if let Stage::Leading(_) = self.stage {
            self.say_that_i_lead(now);
        } else if self.met && !matches!(self.stage, Stage::Alone | Stage::Away) {
            self.say_here(
                now,
                if presence.visible {
                    Want::Answer
                } else {
                    Want::Nothing
                },
            );
        }
    }

    /// A deadline of this tab's state passed, and no entry came that says so: the leader is asked to look.
    pub fn overdue(&mut self, now: Now) {
        self.wake(now);
        if matches!(self.stage, Stage::Queued { .. }) && self.leader.is_some() {
            self.asked(now);
            self.post(Body::Overdue);
        }
    }

    /// The page is frozen or hidden for good: somebody else should lead.
    pub fn leave(&mut self) {
        if matches!(self.stage, Stage::Alone | Stage::Away) {
            return;
        }
        self.settle_all();
        if self.met {
            self.post(Body::Bye);
        }
        self.stage = Stage::Away;
        self.leader = None;
        self.outputs.push_back(Output::ReleaseLock);
        self.tell_role();
    }

    /// The page is back.
    pub fn resume(&mut self, now: Now) {
        if matches!(self.stage, Stage::Away) {
            self.wake(now);
            self.stage = Stage::Queued {
                next_here: now.mono + HELLO,
            };
            self.log.behind = !self.met && self.log.position.is_some();
            self.log.forget_early();
            self.request_lock(false);
            if self.met {
                self.fall_behind(now);
            }
        }
    }

    fn tell_role(&mut self) {
        let role = self.role();
        if role != std::mem::replace(&mut self.role, role) {
            self.outputs.push_back(Output::Become(role));
        }
    }

    fn message(&self, body: Body) -> Message {
        let own = self
            .log
            .position
            .filter(|_| matches!(self.stage, Stage::Leading(_)));
        Message {
            from: self.me,
            term: own.map_or(self.known, |position| position.term),
            body,
        }
    }

    fn post(&mut self, body: Body) {
        let message = Box::new(self.message(body));
        self.outputs.push_back(Output::Post(message));
    }
}
