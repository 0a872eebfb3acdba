//! What this tab did for a call, or saw done, and does not do again: even if the card goes and comes back.

use crate::{pop::Moment, snapshot::Call};
use cti_protocol::Id;
use std::rc::Rc;

/// Calls of which this is kept: more than ever lie on a desk.
const KEPT: usize = 100;

/// Rooms may use an id again; and when a call began may be told anew, with another phone's clock.
const SAME_MS: u64 = 10 * 60 * 1_000;

const MARKS: usize = 4;

/// Something that is done once, or for a screen pop, in steps that only go forward.
#[derive(Clone, Copy)]
pub(super) enum Mark {
    Notified,
    Pop(Moment),
}

impl Mark {
    fn index(self) -> usize {
        match self {
            Self::Pop(moment) => moment as usize,
            Self::Notified => MARKS - 1,
        }
    }
}

/// How far something is.
pub(super) type Step = u8;
/// Not done.
pub(super) const NOT_YET: Step = 0;
/// Notified, or opened by itself; or claimed for that, and another tab may have been faster.
pub(super) const DONE: Step = 1;
/// The card offers it, since it could not open by itself or was blocked.
pub(super) const OFFERED: Step = 2;
/// The agent opened it, or it was refused: nothing more comes of it.
pub(super) const SETTLED: Step = 3;

/// What was done for which calls.
#[derive(Debug, Default)]
pub(super) struct Done(Vec<Deed>);

#[derive(Debug)]
struct Deed {
    call: Id,
    started_at: i64,
    marks: [Step; MARKS],
}

impl Done {
    pub(super) fn step(&self, call: &Call, mark: Mark) -> Step {
        let known = self.0.iter().find(|deed| deed.is(call));
        known.map_or(NOT_YET, |deed| deed.marks[mark.index()])
    }

    pub(super) fn mark(&mut self, call: &Rc<Call>, mark: Mark, step: Step) {
        let index = match self.0.iter().position(|deed| deed.is(call)) {
            Some(index) => index,
            None => {
                if self.0.len() >= KEPT {
                    self.0.remove(0);
                }
                self.0.push(Deed {
                    call: call.id.clone(),
                    started_at: call.started_at,
                    marks: [NOT_YET; MARKS],
                });
                self.0.len() - 1
            }
        };
        let slot = &mut self.0[index].marks[mark.index()];
        *slot = step.max(*slot);
    }
}

impl Deed {
    fn is(&self, call: &Call) -> bool {
        self.call == call.id && self.started_at.abs_diff(call.started_at) <= SAME_MS
    }
}
