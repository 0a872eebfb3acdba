//! What the leader does of what tabs ask for.

use super::{
    Body, Fate, Origin, Request, Stage, TabId, Tabs,
    message::TABS,
    requests::{LIFETIME, Pending},
};
use crate::time::{Millis, Now};
use cti_protocol::Pii;
use std::collections::VecDeque;

/// Requests of all tabs that wait for the leader.
const QUEUED: usize = 256;
/// How long the last number of a tab is remembered: until no copy of that request can still be alive.
const HANDLED: Millis = 5 * LIFETIME;

/// A request that waits for this leader.
pub(super) struct Asked {
    pub(super) tab: TabId,
    pub(super) number: u64,
    pub(super) command: bool,
    pub(super) payload: Pii,
    pub(super) expires: i64,
    pub(super) due: Millis,
}

impl Tabs {
    /// Another tab asks for something, and means this leader.
    pub(super) fn hear_ask(
        &mut self,
        now: Now,
        tab: TabId,
        (number, expires, command): (u64, i64, bool),
        payload: Pii,
    ) {
        let requests = &mut self.requests;
        requests.handled.retain(|known| now.mono < known.2 + HANDLED);
        if number <= self.log.seen.of(tab).0 {
            return;
        }
        let full = requests.handled.len() >= TABS;
        match requests.handled.iter_mut().find(|known| known.0 == tab) {
            Some(known) if number <= known.1 => return,
            Some(known) => *known = (tab, number, now.mono),
            None if full => return,
            None => requests.handled.push((tab, number, now.mono)),
        }
        let left = expires.saturating_sub(now.wall);
        if left <= 0 || requests.queue.len() >= QUEUED {
            self.refuse(tab, number);
            return;
        }
        let due = now.mono + LIFETIME.min(left.unsigned_abs());
        requests.queue.push_back(Asked {
            tab,
            number,
            command,
            payload,
            expires,
            due,
        });
        self.serve(now);
    }

    /// Another tab asks for something that may be done twice: in the order of that tab.
    pub(super) fn hear_keep(&mut self, now: Now, tab: TabId, (number, first): (u64, u64), payload: Pii) {
        let last = self.log.seen.of(tab).1;
        if number > last && (number == last + 1 || number == first) {
            let request = Request { kept: true, number };
            self.append(now, payload, Some(Origin { tab, request }));
        }
    }

    /// Does what waits, in order, as far as it may be done now.
    pub(super) fn serve(&mut self, now: Now) {
        while let Some(first) = self.requests.queue.front() {
            let expired = first.expires < now.wall || first.due <= now.mono;
            let waits = first.command && !matches!(self.stage, Stage::Alone);
            if !expired && waits && !self.may_send(now) {
                return;
            }
            let Some(asked) = self.requests.queue.pop_front() else {
                return;
            };
            if expired {
                self.refuse(asked.tab, asked.number);
                continue;
            }
            let request = Request {
                kept: false,
                number: asked.number,
            };
            if asked.tab == self.me {
                self.requests.pending.push(Pending {
                    number: asked.number,
                    command: asked.command,
                    payload: Pii::default(),
                    expires: asked.expires,
                    due: asked.due,
                    posted: Some((self.known, now.mono)),
                });
            }
            self.append(
                now,
                asked.payload,
                Some(Origin {
                    tab: asked.tab,
                    request,
                }),
            );
        }
    }

    /// What waited here is not done.
    fn refuse(&mut self, tab: TabId, number: u64) {
        if tab == self.me {
            self.settle(Request { kept: false, number }, Fate::NeverLeft);
        } else {
            let term = self.log.position.unwrap_or_default().term;
            self.post(Body::Refused {
                to: tab,
                term,
                number,
            });
        }
    }

    /// What others asked for was meant for an earlier term.
    pub(super) fn forget_asks(&mut self) {
        let me = self.me;
        let (own, others): (VecDeque<Asked>, VecDeque<Asked>) = std::mem::take(&mut self.requests.queue)
            .into_iter()
            .partition(|asked| asked.tab == me);
        self.requests.queue = own;
        self.requests.handled.clear();
        others
            .into_iter()
            .for_each(|asked| self.refuse(asked.tab, asked.number));
    }
}
