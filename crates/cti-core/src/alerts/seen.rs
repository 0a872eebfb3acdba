//! What a tab itself saw of a call.

use super::AlertEffect;
use crate::{
    pop::Moment,
    snapshot::{Call, Outcome, Phase},
    time::{Millis, Now, SECOND},
};
use std::rc::Rc;

/// For so long after a call came to a moment, a page may open for it: variables come a little later than what they are
/// about, and another tab may have to step in. After that it would be a surprise.
const OPEN_FOR: Millis = 5 * SECOND;

#[derive(Debug)]
pub(super) struct Seen {
    /// Its last picture.
    pub(super) call: Rc<Call>,
    /// The moment that it is in.
    moment: Option<Moment>,
    /// Since when, on the clock that only goes forward.
    since: u64,
    /// Whether this tab was there when it came to that.
    pub(super) witnessed: bool,
    /// Whether it is as it was first seen.
    first: bool,
    /// Whether this tab shows a notification for it.
    pub(super) notified: bool,
    /// Whether it began to ring when nobody could be notified.
    pub(super) unnotified: bool,
    /// What its card offers in this tab.
    pub(super) offers: [bool; 3],
}

/// The moment that a call is in. Neither a call that was taken elsewhere nor one that nobody took has an end here.
fn moment(call: &Call) -> Option<Moment> {
    match call.phase {
        Phase::Ringing | Phase::Dialing => Some(Moment::Ring),
        Phase::Connected => call.connected_at.map(|_| Moment::Answer),
        Phase::Ended => (call.outcome == Some(Outcome::Completed)).then_some(Moment::End),
    }
}

impl Seen {
    /// A call that was not there at the last look; `started` if there was one.
    pub(super) fn new(now: Now, call: &Rc<Call>, started: bool) -> Self {
        Self {
            call: call.clone(),
            moment: moment(call),
            since: now.mono,
            witnessed: started && call.unconfirmed_since.is_none(),
            first: true,
            notified: false,
            unnotified: false,
            offers: [false; 3],
        }
    }

    /// The call's picture of this look.
    pub(super) fn turn(&mut self, now: Now, call: &Rc<Call>) {
        let moment = moment(call);
        if moment != self.moment {
            self.moment = moment;
            self.since = now.mono;
            self.witnessed = call.unconfirmed_since.is_none();
            self.first = false;
            // Rooms may use an id again while its last card is still there.
            self.unnotified = false;
        }
        self.call = call.clone();
    }

    /// Whether a page may begin to open now for this moment.
    pub(super) fn is_open(&self, moment: Moment, now: Now) -> bool {
        let known = self.witnessed && self.call.unconfirmed_since.is_none();
        // It may be taken at once: then nobody saw it ring.
        known && (self.moment == Some(moment) || self.first) && self.is_fresh(moment, now)
    }

    /// Whether a page for this moment is no surprise yet.
    pub(super) fn is_fresh(&self, moment: Moment, now: Now) -> bool {
        let fresh = now.mono.saturating_sub(self.since) <= OPEN_FOR;
        match (moment, self.moment) {
            (Moment::Ring, Some(Moment::Ring)) => true,
            (Moment::Ring, Some(Moment::Answer)) => fresh,
            (moment, now_in) => Some(moment) == now_in && fresh,
        }
    }

    /// Takes the notification away.
    pub(super) fn withdraw(&mut self, effects: &mut Vec<AlertEffect>) {
        if std::mem::take(&mut self.notified) {
            effects.push(AlertEffect::Withdraw(self.call.id.clone()));
        }
    }

    /// Takes an offer away.
    pub(super) fn take_back(&mut self, moment: Moment, effects: &mut Vec<AlertEffect>) {
        if std::mem::take(&mut self.offers[moment as usize]) {
            effects.push(AlertEffect::OfferGone(self.call.id.clone(), moment));
        }
    }

    /// Takes everything away: the card is gone.
    pub(super) fn leave(&mut self, effects: &mut Vec<AlertEffect>) {
        self.withdraw(effects);
        for moment in Moment::ALL {
            self.take_back(moment, effects);
        }
    }
}
