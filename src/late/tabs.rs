//! The browser's side of sharing a connection between tabs: the lock, the channel, who is seen.

use super::Late;
use crate::{
    aide::Aide,
    driver::Driver,
    edge::{
        channel::Channel,
        clock,
        locks::{self, Granted, Lock, Way},
    },
};
use cti_core::{TabsInput, TabsOutput, TabsPresence};
use std::rc::Weak;

/// Before a tab's number, in the name of the lock that tells others that it lives.
const TAB: &str = "/tab/";

/// The other tabs of the group, as far as this one's browser lets it know of them.
pub(super) struct Neighbours {
    /// The name of the lock and of the channel; none where this tab is to share nothing.
    group: Option<String>,
    tab: u64,
    lock: Option<Lock>,
    /// Counts requests for the lock: what an earlier one still says is not heard.
    request: u32,
    /// Held for as long as this tab lives.
    alive: Option<Lock>,
    channel: Option<Channel>,
}

impl Neighbours {
    pub(super) fn new(group: Option<String>, tab: u64, lock: Option<Lock>) -> Self {
        Self {
            group,
            tab,
            lock,
            request: 0,
            alive: None,
            channel: None,
        }
    }

    fn name(&self) -> &str {
        self.group.as_deref().unwrap_or_default()
    }

    fn own_name(&self) -> String {
        [self.name(), TAB, &self.tab.to_string()].concat()
    }
}

pub(super) fn visible() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| !document.hidden())
}

pub(super) fn now() -> i64 {
    clock::now().wall
}

impl Late {
    /// Opens the channel, and says so; or that there is none, or there are no locks.
    pub(super) fn meet(&self, driver: &Driver) {
        let mut neighbours = self.neighbours.borrow_mut();
        let weak = driver.weak();
        let heard = move |text| {
            if let Some(driver) = weak.upgrade() {
                driver.tabs(TabsInput::Heard(text));
            }
        };
        neighbours.channel = neighbours
            .group
            .as_ref()
            .filter(|_| locks::exist())
            .and_then(|group| Channel::open(group, heard));
        let shares = neighbours.channel.is_some();
        if shares {
            neighbours.alive = Some(Lock::request(&neighbours.own_name(), Way::Queue, |_| {}));
        } else {
            neighbours.lock = None;
        }
        let has_lock = neighbours.lock.is_some();
        drop(neighbours);
        if !shares {
            driver.tabs(TabsInput::Unavailable);
        } else if has_lock {
            driver.tabs(TabsInput::Granted);
        }
        // What the core has wanted since the softphone is shared, the lock among it, is done with this.
        self.present(driver);
    }

    /// Tells the other tabs what this one is like.
    pub(super) fn present(&self, driver: &Driver) {
        // Not borrowed while the core is told: what it says in turn is carried out at once.
        let sounds = self.bell.borrow().sound.is_allowed();
        let presence = TabsPresence {
            visible: visible(),
            sounds,
            busy: self.busy(driver),
            focused_at: self.focused_at.get(),
            change: 0,
        };
        if self.presence.replace(presence) != presence {
            driver.tabs(TabsInput::Present(presence));
        }
    }

    pub(super) fn neighbour(&self, driver: &Driver, output: TabsOutput) {
        match output {
            TabsOutput::RequestLock { steal } => self.request_lock(driver, steal),
            TabsOutput::ReleaseLock => {
                let lock = {
                    let mut neighbours = self.neighbours.borrow_mut();
                    neighbours.request += 1;
                    neighbours.lock.take()
                };
                drop(lock);
            }
            TabsOutput::CheckLock { number } => self.check_lock(driver, number),
            TabsOutput::Post(text) => {
                if let Some(channel) = &self.neighbours.borrow().channel {
                    channel.post(&text);
                }
            }
            TabsOutput::Role(role) => self.change(driver, |around| around.role = role),
            TabsOutput::Presence => self.look(driver),
            TabsOutput::Claimed(key) => self.claimed(driver, &key),
        }
    }

    fn request_lock(&self, driver: &Driver, by_force: bool) {
        let way = if by_force { Way::ByForce } else { Way::Queue };
        let mut neighbours = self.neighbours.borrow_mut();
        let has_it = || neighbours.lock.as_ref().is_some_and(Lock::is_held);
        // It got it before the part was here, or there is nothing to ask for.
        if neighbours.channel.is_none() || (!by_force && has_it()) {
            return;
        }
        neighbours.request += 1;
        // Not before there is another: a request that is withdrawn loses its place.
        let weak: Weak<Driver> = driver.weak();
        let request = neighbours.request;
        let lock = Lock::request(neighbours.name(), way, move |granted| {
            if let Some(driver) = weak.upgrade()
                && let Some(aide) = driver.aide()
            {
                aide.lock_told(&driver, request, granted);
            }
        });
        let before = neighbours.lock.replace(lock);
        drop(neighbours);
        drop(before);
    }

    /// What the browser says of a request for the lock.
    pub(super) fn told(&self, driver: &Driver, request: u32, granted: Granted) {
        if request == self.neighbours.borrow().request {
            driver.tabs(match granted {
                Granted::Held => TabsInput::Granted,
                Granted::Lost => TabsInput::Lost,
                Granted::Taken | Granted::Refused => TabsInput::Unavailable,
            });
        }
    }

    fn check_lock(&self, driver: &Driver, number: u64) {
        let neighbours = self.neighbours.borrow();
        let (group, own) = (neighbours.name().to_owned(), neighbours.own_name());
        let weak = driver.weak();
        locks::list(move |held| {
            let holder = |name: &str| {
                held.iter()
                    .find(|lock| lock.name == name)
                    .map(|lock| &lock.holder)
            };
            let tabs = [&group, TAB].concat();
            let alive = held
                .iter()
                .filter_map(|lock| lock.name.strip_prefix(&tabs)?.parse().ok())
                .collect();
            let is_held = holder(&group).is_some() && holder(&group) == holder(&own);
            if let Some(driver) = weak.upgrade() {
                driver.tabs(TabsInput::Checked {
                    number,
                    held: is_held,
                    alive,
                });
            }
        });
    }
}
