//! What tabs ask for. The leader does it; a command is done at most once.

use super::{
    Body, Fate, Kind, Origin, Output, Request, Stage, TabId, Tabs, election::PATIENCE, serving::Asked,
};
use crate::time::{MINUTE, Millis, Now, SECOND};
use cti_protocol::Pii;
use std::collections::VecDeque;

/// A request that the leader has not done by then is not done any more.
pub(super) const LIFETIME: Millis = 2 * SECOND;
/// Own requests under way, of each of the two sorts.
const OWN: usize = 64;
/// How long a kept request is remembered after it was done: a new leader may not have heard of it.
const REMEMBERED: Millis = MINUTE;
/// An own request that is done at most once.
pub(super) struct Pending {
    pub(super) number: u64,
    pub(super) command: bool,
    pub(super) payload: Pii,
    pub(super) expires: i64,
    /// The same on the forward clock.
    pub(super) due: Millis,
    /// For which term it was handed to the leader, and when.
    pub(super) posted: Option<(u64, Millis)>,
}

/// An own request that may be done twice.
struct Kept {
    number: u64,
    payload: Pii,
    settled: bool,
    /// When it was seen in the log.
    done: Option<Millis>,
}

#[derive(Default)]
pub(super) struct Requests {
    last: u64,
    last_kept: u64,
    pub(super) pending: Vec<Pending>,
    kept: VecDeque<Kept>,
    pub(super) queue: VecDeque<Asked>,
    /// In this term: by tab its last request, and when that came.
    pub(super) handled: Vec<(TabId, u64, Millis)>,
}

impl Requests {
    /// Whether something is to be asked for again.
    pub(super) fn offers(&self) -> bool {
        self.kept.iter().any(|kept| kept.done.is_none())
    }
}

impl Tabs {
    /// Somebody at this tab wants something to be done. It settles once, by [`Output::Settle`].
    pub fn ask(&mut self, now: Now, kind: Kind, payload: Pii) -> Request {
        self.wake(now);
        if kind == Kind::Kept {
            self.keep(now, payload)
        } else {
            self.ask_once(now, kind, payload)
        }
    }

    fn ask_once(&mut self, now: Now, kind: Kind, payload: Pii) -> Request {
        let requests = &mut self.requests;
        requests.last += 1;
        let number = requests.last;
        let request = Request { kept: false, number };
        if matches!(self.stage, Stage::Away) {
            self.settle(request, Fate::NeverLeft);
        } else if requests.pending.len() + requests.queue.len() >= OWN {
            self.settle(request, Fate::Refused);
        } else {
            requests.pending.push(Pending {
                number,
                command: kind == Kind::Command,
                payload,
                expires: now.wall.saturating_add_unsigned(LIFETIME),
                due: now.mono + LIFETIME,
                posted: None,
            });
            self.hand_over(now);
        }
        request
    }

    fn keep(&mut self, now: Now, payload: Pii) -> Request {
        let requests = &mut self.requests;
        requests
            .kept
            .retain(|kept| kept.done.is_none_or(|at| now.mono < at + REMEMBERED));
        requests.last_kept += 1;
        let request = Request {
            kept: true,
            number: requests.last_kept,
        };
        if requests.kept.len() >= OWN {
            let Some(done) = requests.kept.iter().position(|kept| kept.done.is_some()) else {
                self.settle(request, Fate::Refused);
                return request;
            };
            requests.kept.remove(done);
        }
        requests.kept.push_back(Kept {
            number: request.number,
            payload,
            settled: false,
            done: None,
        });
        self.offer(now);
        request
    }

    pub(super) fn settle(&mut self, request: Request, fate: Fate) {
        self.outputs.push_back(Output::Settle { request, fate });
    }

    /// Hands own requests to whoever does them.
    pub(super) fn hand_over(&mut self, now: Now) {
        match self.stage {
            Stage::Queued { .. } if self.leader.is_some() => {
                let mut asks = Vec::new();
                for pending in self
                    .requests
                    .pending
                    .iter_mut()
                    .filter(|pending| pending.posted.is_none())
                {
                    pending.posted = Some((self.known, now.mono));
                    asks.push(Body::Ask {
                        number: pending.number,
                        expires: pending.expires,
                        command: pending.command,
                        payload: std::mem::take(&mut pending.payload),
                    });
                }
                if !asks.is_empty() {
                    self.asked(now);
                }
                asks.into_iter().for_each(|ask| self.post(ask));
            }
            Stage::Leading(_) | Stage::Alone => {
                let tab = self.me;
                let requests = &mut self.requests;
                let (held, posted) = std::mem::take(&mut requests.pending)
                    .into_iter()
                    .partition(|pending| pending.posted.is_none());
                requests.pending = posted;
                let held: Vec<Pending> = held;
                requests.queue.extend(held.into_iter().map(|own| Asked {
                    tab,
                    number: own.number,
                    command: own.command,
                    payload: own.payload,
                    expires: own.expires,
                    due: own.due,
                }));
                self.serve(now);
            }
            _ => {}
        }
    }

    /// This tab leads from now on.
    pub(super) fn take_requests(&mut self, now: Now) {
        self.requests.handled.clear();
        self.in_step(now);
        self.hand_over(now);
    }

    /// This tab's state is one of the current leader now.
    pub(super) fn in_step(&mut self, now: Now) {
        self.settle_by_state(now);
        self.offer(now);
    }

    /// Asks for what is not in the log yet and may be done twice; or does it. Only a state of the current leader tells
    /// what is not in its log.
    pub(super) fn offer(&mut self, now: Now) {
        let todo = self.requests.kept.iter().filter(|kept| kept.done.is_none());
        let todo: Vec<(u64, Pii)> = todo.map(|kept| (kept.number, kept.payload.clone())).collect();
        let Some(&(first, _)) = todo.first() else { return };
        match self.stage {
            Stage::Queued { .. } if self.leader.is_some() && self.is_in_step() => {
                self.asked(now);
                for (number, payload) in todo {
                    self.post(Body::Keep {
                        number,
                        first,
                        payload,
                    });
                }
            }
            Stage::Leading(_) | Stage::Alone => {
                for (number, payload) in todo {
                    let request = Request { kept: true, number };
                    self.append(
                        now,
                        payload,
                        Some(Origin {
                            tab: self.me,
                            request,
                        }),
                    );
                }
            }
            _ => {}
        }
    }

    /// An own request is in the log.
    pub(super) fn applied(&mut self, now: Now, request: Request) {
        if request.kept {
            self.count_kept(now, request.number, false);
        } else if let Some(index) = self.own(request.number) {
            self.requests.pending.remove(index);
            self.settle(request, Fate::Done);
        }
    }

    fn own(&self, number: u64) -> Option<usize> {
        self.requests
            .pending
            .iter()
            .position(|pending| pending.number == number)
    }

    /// Kept requests up to this number are in the log; `exactly` if later ones are not.
    fn count_kept(&mut self, now: Now, last: u64, exactly: bool) {
        let mut done = Vec::new();
        for kept in &mut self.requests.kept {
            if kept.number <= last {
                kept.done.get_or_insert(now.mono);
                if !std::mem::replace(&mut kept.settled, true) {
                    done.push(kept.number);
                }
            } else if exactly {
                kept.done = None;
            }
        }
        for number in done {
            self.settle(Request { kept: true, number }, Fate::Done);
        }
    }

    /// The state of the current leader tells what became of own requests, whose entries this tab may have missed.
    pub(super) fn settle_by_state(&mut self, now: Now) {
        let term = self.known;
        if !self.is_in_step() {
            return;
        }
        let (once, kept) = self.log.seen.of(self.me);
        self.settle_pending(|pending| match pending.posted {
            Some(_) if pending.number == once => Some(Fate::Done),
            Some((asked, _)) if asked < term || pending.number < once => Some(Fate::Unknown),
            _ => None,
        });
        self.count_kept(now, kept, true);
    }

    fn settle_pending(&mut self, fate: impl Fn(&Pending) -> Option<Fate>) {
        let outputs = &mut self.outputs;
        self.requests.pending.retain(|pending| {
            let fate = fate(pending);
            if let Some(fate) = fate {
                let request = Request {
                    kept: false,
                    number: pending.number,
                };
                outputs.push_back(Output::Settle { request, fate });
            }
            fate.is_none()
        });
    }

    /// The leader of this term will not do it.
    pub(super) fn hear_refused(&mut self, term: u64, number: u64) {
        self.settle_pending(|pending| {
            let meant = pending.number == number && pending.posted.is_some_and(|posted| posted.0 == term);
            meant.then_some(Fate::Refused)
        });
    }

    /// This tab does not lead any more: own requests wait for the next leader.
    pub(super) fn put_back_requests(&mut self) {
        self.forget_asks();
        for own in std::mem::take(&mut self.requests.queue) {
            self.requests.pending.push(Pending {
                number: own.number,
                command: own.command,
                payload: own.payload,
                expires: own.expires,
                due: own.due,
                posted: None,
            });
        }
    }

    /// This tab goes: nothing more is heard here of what was asked for.
    pub(super) fn settle_all(&mut self) {
        self.put_back_requests();
        self.settle_pending(|pending| Some(Self::fate(pending)));
    }

    fn fate(pending: &Pending) -> Fate {
        if pending.posted.is_some() {
            Fate::Unknown
        } else {
            Fate::NeverLeft
        }
    }

    fn gives_up(pending: &Pending) -> Millis {
        pending.posted.map_or(pending.due, |(_, at)| at + PATIENCE)
    }

    pub(super) fn tick_requests(&mut self, now: Now) {
        self.settle_pending(|pending| (now.mono >= Self::gives_up(pending)).then(|| Self::fate(pending)));
        self.serve(now);
    }

    pub(super) fn requests_deadline(&self, may_send: Option<Millis>) -> Option<Millis> {
        let pending = self.requests.pending.iter().map(Self::gives_up);
        let first = self.requests.queue.front();
        let queue = first.map(|first| first.due);
        let waits = first.filter(|first| first.command).and(may_send);
        pending.chain(queue).chain(waits).min()
    }
}
