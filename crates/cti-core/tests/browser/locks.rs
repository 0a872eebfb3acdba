//! The lock service: a queue, theft, and answers that take their time.

use super::{Event, World};
use cti_core::TabsInput;
use std::collections::VecDeque;

#[derive(Default)]
pub(super) struct Locks {
    holder: Option<(usize, u64)>,
    queue: VecDeque<(usize, u64)>,
    requests: u64,
}

impl World {
    pub(super) fn lock_delay(&mut self) -> u64 {
        self.below(self.weather.locks + 1)
    }

    pub(super) fn request_lock(&mut self, tab: usize, steal: bool) {
        self.locks.requests += 1;
        let number = self.locks.requests;
        self.pages[tab].request = number;
        let after = self.lock_delay();
        self.schedule(after, tab, Event::Request { number, steal });
    }

    pub(super) fn release_lock(&mut self, tab: usize) {
        self.pages[tab].request = 0;
        self.locks.queue.retain(|waiting| waiting.0 != tab);
        if self.locks.holder.is_some_and(|holder| holder.0 == tab) {
            self.locks.holder = None;
        }
        self.grant();
    }

    fn grant(&mut self) {
        if self.locks.holder.is_none()
            && let Some((tab, number)) = self.locks.queue.pop_front()
        {
            self.locks.holder = Some((tab, number));
            let after = self.lock_delay();
            self.schedule(after, tab, Event::Granted { number });
        }
    }

    pub(super) fn lock_asked(&mut self, tab: usize, number: u64, steal: bool) {
        // A request takes the place of the one before.
        if self.pages[tab].request != number || self.pages[tab].phone.is_none() {
            return;
        }
        self.locks.queue.retain(|waiting| waiting.0 != tab);
        if steal && let Some((from, old)) = self.locks.holder.take() {
            let after = self.lock_delay();
            self.schedule(after, from, Event::Lost { number: old });
        }
        if steal {
            self.locks.queue.push_front((tab, number));
        } else {
            self.locks.queue.push_back((tab, number));
        }
        self.grant();
    }

    pub(super) fn lock_query(&mut self, tab: usize, number: u64) {
        let held = self.locks.holder.is_some_and(|holder| holder.0 == tab);
        let pages = self.pages.iter().enumerate();
        let living = pages.filter(|(_, page)| page.phone.is_some() && !page.frozen);
        let alive = living.map(|(tab, _)| Self::id(tab)).collect();
        let after = self.lock_delay();
        self.schedule(after, tab, Event::Checked { number, held, alive });
    }

    pub(super) fn granted(&mut self, tab: usize, number: u64) {
        if self.pages[tab].request == number {
            self.tabs(tab, TabsInput::Granted);
        } else if self.locks.holder == Some((tab, number)) {
            // Asked for no longer: the page gives it back.
            self.locks.holder = None;
            self.grant();
        }
    }

    /// Who has the lock.
    pub fn holder(&self) -> Option<usize> {
        self.locks.holder.map(|holder| holder.0)
    }
}
