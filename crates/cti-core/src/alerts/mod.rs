//! What a tab does so that a call is noticed: ring, notification, badge, screen pop.
//!
//! An agent has many tabs with the widget, and all see the same calls. Which of them rings, notifies and opens pages is
//! decided outside and comes in as a [`Place`]. While that changes, two may mean to do the same: so whoever would notify
//! or open a page claims it first, in the log that all tabs share, and only the first one does it.

mod done;
mod pops;
mod seen;

use crate::{
    device::DeviceSettings,
    pop::{Moment, Refusal, SafeUrl, ScreenPop, Target},
    snapshot::{Call, Outcome, Phase},
    time::{Millis, Now, SECOND},
};
use cti_protocol::{Direction, Id, Pii};
use done::{DONE, Done, Mark, NOT_YET, OFFERED, SETTLED, Step};
use pops::View;
use seen::Seen;
use std::rc::Rc;

/// For so long a call that is unconfirmed goes on ringing. When the connected tab is closed another one takes over at once,
/// but nobody knows what the room said between them.
const GRACE: Millis = 15 * SECOND;

/// Which tab does a thing that one tab does for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Duty {
    /// This one, now.
    Here,
    /// Another one, or this one but not yet.
    #[default]
    Elsewhere,
    /// None can: the permission is missing, no tab is seen, all are busy.
    Nowhere,
}

/// This tab's place among the tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Whether this tab is the one that makes sounds.
    pub rings_here: bool,
    /// Whether the browser lets it: without a click into the page it may not.
    pub sound_ready: bool,
    /// Which tab shows notifications. Where none may, a call that rings now gets none later either.
    pub notifies: Duty,
    /// Which tab opens pages. Where none may, the cards offer it.
    pub pops: Duty,
}

/// What the ring in the tab's title and icon says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Badge {
    /// How many calls ring; nothing to say for none.
    pub ringing: usize,
    /// The name or number of the first.
    pub first: Option<Pii>,
}

/// A page that opens, or is offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Pop {
    /// For which call.
    pub call: Rc<Call>,
    /// At which moment of it.
    pub moment: Moment,
    /// Where.
    pub target: Target,
    /// The address, if the rule names one.
    pub url: Option<SafeUrl>,
}

/// What this tab should do.
#[derive(Clone, Debug, PartialEq)]
pub enum AlertEffect {
    /// Ring at this volume, 1 to 100, from now on; where it rings already, at this volume.
    Ring(u8),
    /// Ring no more.
    StopRing,
    /// Play the tone of a call that ended, at this volume.
    EndTone(u8),
    /// It should ring here and cannot until the agent clicks: show a hint, or take it away.
    SoundBlocked(bool),
    /// Claim this; then show a notification for a call that rings, if [`Alerts::may_notify`] still says so.
    Notify(Rc<Call>),
    /// Take the notification of this call away.
    Withdraw(Id),
    /// Show this in the title and the icon.
    Badge(Badge),
    /// Claim this; then open a page, if [`Alerts::may_open`] still says so. If it may not, or the browser blocks it, say so
    /// to [`Alerts::blocked`].
    Pop(Pop),
    /// Show a button in the card that opens a page, and say to [`Alerts::opened`] when it was used.
    Offer(Pop),
    /// Take that button away.
    OfferGone(Id, Moment),
    /// A page is not opened: the rule's place in the configuration, and why.
    Refused(Rc<str>, Refusal),
}

/// Decides in each tab what it does about the calls. Look whenever calls, place or settings changed, and once a second.
///
/// A call that this tab finds when it starts is not news: it rings, but it is neither notified of nor opens a page.
///
/// ```
/// use cti_core::{Alerts, DeviceSettings, Now, Place, ScreenPop};
/// let mut alerts = Alerts::default();
/// let (place, settings, pop) = (Place::default(), DeviceSettings::default(), ScreenPop::default());
/// assert!(alerts.look(Now::default(), &[], place, &settings, &pop).is_empty());
/// ```
#[derive(Debug, Default)]
pub struct Alerts {
    /// Whether it has looked before.
    started: bool,
    seen: Vec<Seen>,
    done: Done,
    /// How loud it rings here.
    ringing: Option<u8>,
    blocked: bool,
    badge: Badge,
}

impl Alerts {
    /// Whether a notification that was claimed is still to be shown: claims may be answered late.
    pub fn may_notify(&self, call: &Id) -> bool {
        self.find(call).is_some_and(|seen| seen.notified)
    }

    /// Whether a page that was claimed may still open: it is no surprise, and the agent did not open it meanwhile.
    pub fn may_open(&self, now: Now, call: &Id, moment: Moment) -> bool {
        self.find(call).is_some_and(|seen| {
            seen.is_fresh(moment, now) && self.done.step(&seen.call, Mark::Pop(moment)) == DONE
        })
    }

    /// The browser blocked a page: the card offers it from the next look on.
    pub fn blocked(&mut self, call: &Id, moment: Moment) {
        self.step(call, moment, OFFERED);
    }

    /// The agent opened what a card offers.
    pub fn opened(&mut self, call: &Id, moment: Moment) {
        self.step(call, moment, SETTLED);
    }

    fn step(&mut self, call: &Id, moment: Moment, step: Step) {
        if let Some(call) = self.find(call).map(|seen| seen.call.clone()) {
            self.done.mark(&call, Mark::Pop(moment), step);
        }
    }

    fn find(&self, call: &Id) -> Option<&Seen> {
        self.seen.iter().find(|seen| seen.call.id == *call)
    }

    /// Looks at the cards, and says what this tab should do now.
    pub fn look(
        &mut self,
        now: Now,
        calls: &[Rc<Call>],
        place: Place,
        settings: &DeviceSettings,
        pop: &ScreenPop,
    ) -> Vec<AlertEffect> {
        let mut effects = Vec::new();
        let ended = self.notice(now, calls, &mut effects);
        self.sound(now, calls, ended, place, settings, &mut effects);
        self.show_badge(now, calls, &mut effects);
        let view = View {
            now,
            place,
            settings,
            rules: pop,
        };
        for index in 0..self.seen.len() {
            self.notify(index, &view, &mut effects);
            for moment in Moment::ALL {
                self.pop(index, moment, &view, &mut effects);
            }
        }
        effects
    }

    /// Compares with the last look. Whether a call that was on ended.
    fn notice(&mut self, now: Now, calls: &[Rc<Call>], effects: &mut Vec<AlertEffect>) -> bool {
        self.seen.retain_mut(|seen| {
            let kept = calls.iter().any(|call| call.mine && call.id == seen.call.id);
            if !kept {
                seen.leave(effects);
            }
            kept
        });
        let mut ended = false;
        for call in calls.iter().filter(|call| call.mine) {
            match self.seen.iter_mut().find(|seen| seen.call.id == call.id) {
                Some(seen) => {
                    ended |= seen.call.phase == Phase::Connected && is_told_over(call);
                    seen.turn(now, call);
                }
                None => self.seen.push(Seen::new(now, call, self.started)),
            }
        }
        self.started = true;
        ended
    }

    fn sound(
        &mut self,
        now: Now,
        calls: &[Rc<Call>],
        ended: bool,
        place: Place,
        settings: &DeviceSettings,
        effects: &mut Vec<AlertEffect>,
    ) {
        let busy = || {
            calls
                .iter()
                .any(|call| call.mine && call.phase == Phase::Connected)
        };
        let loud =
            settings.sound && settings.volume > 0 && place.rings_here && !(settings.quiet_on_call && busy());
        let due = loud && calls.iter().any(|call| rings(now, call));
        let ringing = (due && place.sound_ready).then_some(settings.volume);
        if ringing != self.ringing {
            self.ringing = ringing;
            effects.push(ringing.map_or(AlertEffect::StopRing, AlertEffect::Ring));
        }
        let blocked = due && !place.sound_ready;
        if blocked != self.blocked {
            self.blocked = blocked;
            effects.push(AlertEffect::SoundBlocked(blocked));
        }
        if ended && loud && place.sound_ready && settings.end_tone {
            effects.push(AlertEffect::EndTone(settings.volume));
        }
    }

    fn show_badge(&mut self, now: Now, calls: &[Rc<Call>], effects: &mut Vec<AlertEffect>) {
        let mut badge = Badge::default();
        for call in calls.iter().filter(|call| rings(now, call)) {
            if badge.ringing == 0 {
                badge.first = call.name.clone().or_else(|| call.number.clone());
            }
            badge.ringing += 1;
        }
        if badge != self.badge {
            self.badge = badge.clone();
            effects.push(AlertEffect::Badge(badge));
        }
    }

    fn notify(&mut self, index: usize, view: &View<'_>, effects: &mut Vec<AlertEffect>) {
        let seen = &mut self.seen[index];
        if !rings(view.now, &seen.call) {
            seen.withdraw(effects);
            return;
        }
        let known = self.done.step(&seen.call, Mark::Notified) != NOT_YET;
        if known || !seen.witnessed || seen.unnotified {
            return;
        }
        let duty = if view.settings.notifications {
            view.place.notifies
        } else {
            Duty::Nowhere
        };
        match duty {
            Duty::Here => {
                self.done.mark(&seen.call, Mark::Notified, DONE);
                seen.notified = true;
                effects.push(AlertEffect::Notify(seen.call.clone()));
            }
            Duty::Elsewhere => {}
            // Asking for the permission while it rings is not a reason to be late with it.
            Duty::Nowhere => seen.unnotified = true,
        }
    }
}

/// Whether a call is to be noticed: it rings here, as far as anybody knows.
fn rings(now: Now, call: &Call) -> bool {
    call.mine
        && call.phase == Phase::Ringing
        && call.direction != Some(Direction::Outgoing)
        // A clock that was set back does not let it ring for ever.
        && call.unconfirmed_since.is_none_or(|since| now.wall.abs_diff(since) < GRACE)
}

/// Whether somebody said that a call is over; that nothing was heard for long is no moment for a tone.
fn is_told_over(call: &Call) -> bool {
    call.phase == Phase::Ended && call.outcome != Some(Outcome::Unknown)
}
