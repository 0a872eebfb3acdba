//! Screen pop: whether this tab opens a page for a call, or offers it.

use super::{
    AlertEffect, Alerts, Duty, Place, Pop,
    done::{DONE, Mark, NOT_YET, OFFERED, SETTLED},
};
use crate::{
    device::DeviceSettings,
    pop::{Moment, ScreenPop},
    time::Now,
};

/// From where a tab looks.
pub(super) struct View<'a> {
    pub(super) now: Now,
    pub(super) place: Place,
    pub(super) settings: &'a DeviceSettings,
    pub(super) rules: &'a ScreenPop,
}

impl Alerts {
    /// Opens, offers or takes back the page of a call at a moment.
    pub(super) fn pop(
        &mut self,
        index: usize,
        moment: Moment,
        view: &View<'_>,
        effects: &mut Vec<AlertEffect>,
    ) {
        let seen = &mut self.seen[index];
        let mark = Mark::Pop(moment);
        let step = self.done.step(&seen.call, mark);
        if step != OFFERED {
            seen.take_back(moment, effects);
        }
        let offered = seen.offers[moment as usize];
        let due = match step {
            NOT_YET => seen.is_open(moment, view.now) && view.place.pops != Duty::Elsewhere,
            OFFERED => !offered,
            _ => false,
        };
        if !due {
            return;
        }
        let Some(found) = view.rules.find(moment, &seen.call) else {
            return;
        };
        let opens = step == NOT_YET && view.place.pops == Duty::Here && view.settings.screen_pop;
        let (next, effect) = match found.url {
            Err(refusal) => (SETTLED, AlertEffect::Refused(found.rule, refusal)),
            Ok(url) => {
                let pop = Pop {
                    call: seen.call.clone(),
                    moment,
                    target: found.target,
                    url,
                };
                if opens {
                    (DONE, AlertEffect::Pop(pop))
                } else {
                    seen.offers[moment as usize] = true;
                    (OFFERED, AlertEffect::Offer(pop))
                }
            }
        };
        self.done.mark(&seen.call, mark, next);
        effects.push(effect);
    }
}
