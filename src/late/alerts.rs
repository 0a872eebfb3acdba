//! Carries out what [`cti_core::Alerts`] wants: rings, notifies, marks the tab, opens records.

use super::Late;
use crate::{
    aide::{Aide, Permission},
    driver::Driver,
    edge::{badge::Badge, clock, json, notify::Notice, sound::Sound, windows},
    text::{T, fill},
    view::party,
};
use cti_core::{AlertEffect, Alerts, Call, DeviceSettings, Duty, Moment, Place, Pop, SafeUrl, Target};
use cti_protocol::{Id, Sorted};
use std::rc::Rc;

/// A room does not use an id again within this time, in milliseconds.
const NAMESAKE: i64 = 600_000;

/// What waits for its claim: another tab may have been faster.
enum Claimed {
    Notify(Rc<Call>),
    Pop(Pop),
}

impl Claimed {
    fn call(&self) -> &Call {
        match self {
            Self::Notify(call) => call,
            Self::Pop(pop) => &pop.call,
        }
    }
}

#[derive(Default)]
pub(super) struct Bell {
    pub(super) alerts: Alerts,
    pub(super) sound: Sound,
    badge: Badge,
    /// What the tab says while it rings.
    prefix: String,
    /// With the name that each shows.
    notices: Sorted<Id, (String, Notice)>,
    claims: Sorted<String, Claimed>,
}

impl Bell {
    /// Pages change their titles as they like.
    pub(super) fn second(&mut self) {
        if !self.prefix.is_empty() {
            self.badge.show(&self.prefix);
        }
    }

    /// One short tone, as loud as it is set.
    pub(super) fn try_out(&mut self, settings: &DeviceSettings) {
        self.sound.wake();
        self.sound.end(loudness(settings.volume));
    }
}

/// Hearing is not linear: half the number should sound half as loud.
fn loudness(volume: u8) -> f64 {
    let share = f64::from(volume) / 100.0;
    share * share
}

/// The name of a claim. When a call began may be learnt better while it rings; which of two of one id it is, that tells all
/// the same.
fn key(what: &str, call: &Call) -> String {
    [
        what,
        "\n",
        call.id.as_str(),
        "\n",
        &(call.started_at / NAMESAKE).to_string(),
    ]
    .concat()
}

impl Late {
    pub(super) fn ring(&self, driver: &Driver) {
        let around = self.around();
        let duties = driver.duties();
        let place = Place {
            rings_here: duties.rings,
            sound_ready: self.bell.borrow().sound.is_allowed(),
            notifies: match around.permission {
                Permission::Granted => duties.notifies,
                _ => Duty::Nowhere,
            },
            pops: duties.pops,
        };
        let cards = driver.cards();
        // Pages that are not seen draw nothing, and notify all the same.
        self.book.want(&driver.weak(), cards.iter());
        self.log.look(driver, &cards);
        let mut bell = self.bell.borrow_mut();
        // Where another tab was faster no answer comes.
        bell.claims
            .retain(|_, claimed| cards.iter().any(|card| card.id == claimed.call().id));
        let effects = bell
            .alerts
            .look(clock::now(), &cards, place, &around.settings, &around.rules);
        drop(bell);
        for effect in effects {
            self.carry_out(driver, effect);
        }
    }

    fn carry_out(&self, driver: &Driver, effect: AlertEffect) {
        match effect {
            AlertEffect::Ring(volume) => self.bell.borrow_mut().sound.ring(loudness(volume)),
            AlertEffect::StopRing => self.bell.borrow_mut().sound.quiet(),
            AlertEffect::EndTone(volume) => self.bell.borrow_mut().sound.end(loudness(volume)),
            AlertEffect::SoundBlocked(blocked) => self.change(driver, |around| around.blocked = blocked),
            AlertEffect::Notify(call) => {
                let key = key("notify", &call);
                self.claim(driver, key, Claimed::Notify(call));
            }
            AlertEffect::Withdraw(call) => {
                let notice = self.bell.borrow_mut().notices.remove(&call);
                drop(notice);
            }
            AlertEffect::Badge(badge) => {
                let prefix = if badge.ringing == 0 {
                    String::new()
                } else {
                    let name = badge.first.as_ref().map_or("", |name| name.as_str());
                    fill(
                        T::BadgeTitle,
                        &[("n", &badge.ringing.to_string()), ("name", name)],
                    )
                };
                let mut bell = self.bell.borrow_mut();
                bell.badge.show(&prefix);
                bell.prefix = prefix;
            }
            AlertEffect::Pop(pop) => {
                let key = key(moment_name(pop.moment), &pop.call);
                self.claim(driver, key, Claimed::Pop(pop));
            }
            AlertEffect::Offer(pop) => self.change(driver, |around| {
                around.offers.retain(|offer| offer.call.id != pop.call.id);
                around.offers.push(Rc::new(pop));
            }),
            AlertEffect::OfferGone(call, moment) => self.change(driver, |around| {
                around
                    .offers
                    .retain(|offer| offer.call.id != call || offer.moment != moment);
            }),
            AlertEffect::Refused(rule, refusal) => self.change(driver, |around| {
                if !around.refused.contains(&(rule.clone(), refusal)) {
                    around.refused.push((rule, refusal));
                }
            }),
        }
    }

    fn claim(&self, driver: &Driver, key: String, claimed: Claimed) {
        self.bell.borrow_mut().claims.insert(key.clone(), claimed);
        driver.tabs(cti_core::TabsInput::Claim(key));
    }

    /// This tab was the first to claim it. It may have ceased to ring meanwhile.
    pub(super) fn claimed(&self, driver: &Driver, key: &str) {
        let claimed = self.bell.borrow_mut().claims.remove(&key.to_owned());
        match claimed {
            Some(Claimed::Notify(call)) => {
                let may = self.bell.borrow().alerts.may_notify(&call.id);
                if may {
                    self.notify(driver, &call);
                }
            }
            Some(Claimed::Pop(pop)) => self.pop(driver, &pop),
            None => {}
        }
    }

    fn notify(&self, driver: &Driver, call: &Rc<Call>) {
        let name = party(&self.book.named(call));
        let title = fill(T::NotifyTitle, &[("name", &name)]);
        let body = match call.queue.as_deref() {
            Some(queue) => fill(T::NotifyQueue, &[("queue", queue)]),
            None => String::new(),
        };
        let (weak, id) = (driver.weak(), call.id.clone());
        let notice = Notice::show(&title, &body, &key("cti-softphone", call), move || {
            if let Some(driver) = weak.upgrade() {
                driver.show_card(&id);
            }
        });
        if let Some(notice) = notice {
            self.bell
                .borrow_mut()
                .notices
                .insert(call.id.clone(), (name, notice));
        }
    }

    /// Shows anew what is shown under another name than is known now.
    pub(super) fn notify_again(&self, driver: &Driver) {
        for call in driver.cards() {
            let name = party(&self.book.named(&call));
            let mut bell = self.bell.borrow_mut();
            let old = bell
                .notices
                .get(&call.id)
                .is_some_and(|(shown, _)| *shown != name);
            let notice = if old { bell.notices.remove(&call.id) } else { None };
            drop(bell);
            // The old one goes first: both have the same tag.
            if notice.map(drop).is_some() {
                self.notify(driver, &call);
            }
        }
    }

    /// Opens a record by itself, unless it comes too late, the page must not be left now or the browser blocks it.
    fn pop(&self, driver: &Driver, pop: &Pop) {
        let call = &pop.call.id;
        let may = self.bell.borrow().alerts.may_open(clock::now(), call, pop.moment);
        if !may || self.busy(driver) || !self.open_pop(driver, pop) {
            self.bell.borrow_mut().alerts.blocked(&pop.call.id, pop.moment);
            self.look(driver);
        }
    }

    /// Opens it, and tells the page's own scripts.
    fn open_pop(&self, driver: &Driver, pop: &Pop) -> bool {
        let url = pop.url.as_ref().map(|url| url.as_str());
        let opened = match (pop.target, url) {
            (Target::Event, _) | (_, None) => true,
            (Target::Tab, Some(url)) => windows::is_as_written(url) && windows::open_tab(url),
            (Target::Frame, Some(url)) => windows::is_as_written(url) && windows::open_here(url),
        };
        if opened {
            tell(driver, pop);
        }
        opened
    }

    /// The agent opened what a card offered, by its link.
    pub(super) fn opened(&self, driver: &Driver, call: &Id, moment: Moment) {
        let offer = self.around().offer(call).cloned();
        if let Some(offer) = offer.filter(|offer| offer.moment == moment) {
            tell(driver, &offer);
        }
        self.bell.borrow_mut().alerts.opened(call, moment);
        self.look(driver);
    }

    /// For a click on a card: what waits for it, else what the rules say of the call as it is.
    pub(super) fn open_for_click(&self, driver: &Driver, call: &Rc<Call>) -> bool {
        let around = self.around();
        let moment = match (call.connected_at, call.ended_at) {
            (_, Some(_)) => Moment::End,
            (Some(_), _) => Moment::Answer,
            _ => Moment::Ring,
        };
        let found = around.offer(&call.id).map(|offer| (**offer).clone()).or_else(|| {
            // A later moment that no rule names shows what the earlier one did.
            let moments = Moment::ALL.into_iter().rev();
            let mut passed = moments.skip_while(|known| *known != moment);
            passed.find_map(|moment| {
                let found = around.rules.find(moment, call)?;
                Some(Pop {
                    call: call.clone(),
                    moment,
                    target: found.target,
                    url: found.url.ok()?,
                })
            })
        });
        let Some(pop) = found else {
            return self.open_contact(driver, call);
        };
        self.bell.borrow_mut().alerts.opened(&call.id, pop.moment);
        let opened = self.open_pop(driver, &pop);
        self.look(driver);
        opened
    }

    /// Opens the record that the page's lookup names, where no rule does.
    fn open_contact(&self, driver: &Driver, call: &Rc<Call>) -> bool {
        let url = self.book.contact(call).and_then(|contact| contact.url.clone());
        let opens = |url: &SafeUrl| windows::is_as_written(url.as_str()) && windows::open_tab(url.as_str());
        let Some(url) = url.filter(opens) else {
            return false;
        };
        driver.emit(&json::object(vec![
            ("type", "screen_pop".into()),
            ("call", call.to_public()),
            ("target", target_name(Target::Tab).into()),
            ("url", url.as_str().into()),
        ]));
        true
    }
}

/// Tells the page's own scripts.
fn tell(driver: &Driver, pop: &Pop) {
    let mut event = vec![
        ("type", "screen_pop".into()),
        ("call", pop.call.to_public()),
        ("moment", moment_name(pop.moment).into()),
        ("target", target_name(pop.target).into()),
    ];
    event.extend(pop.url.as_ref().map(|url| ("url", url.as_str().into())));
    driver.emit(&json::object(event));
}

fn moment_name(moment: Moment) -> &'static str {
    match moment {
        Moment::Ring => "ring",
        Moment::Answer => "answer",
        Moment::End => "end",
    }
}

fn target_name(target: Target) -> &'static str {
    match target {
        Target::Event => "event",
        Target::Tab => "tab",
        Target::Frame => "frame",
    }
}
