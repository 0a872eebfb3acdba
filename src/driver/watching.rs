//! What the browser says of the network and of the page, and what the clock tells of a sleep.

use super::{Driver, TICK};
use crate::edge::{clock, listen::Listener};
use cti_core::Input;

/// A tick that comes later than this by the wall clock tells of a sleep. Browsers slow the timers of hidden pages
/// down to one a minute, so there it takes more.
const SLEPT: i64 = 10_000;
const SLEPT_HIDDEN: i64 = 90_000;

impl Driver {
    pub(crate) fn second(&self) {
        let wall = clock::now().wall;
        self.notice_sleep();
        self.store.tick(wall);
        if let Some(aide) = self.aide() {
            aide.second(self);
        }
        self.refuse_late();
        self.want_part();
    }

    /// A tick that comes too late tells of a sleep. Both clocks are asked: one may stand still in a sleep, and the other
    /// may be set back.
    fn notice_sleep(&self) {
        let now = clock::now();
        let last = self.last_tick.replace(now);
        let passed = i64::try_from(now.mono.saturating_sub(last.mono)).unwrap_or(i64::MAX);
        let passed = passed.max(now.wall.saturating_sub(last.wall));
        if passed - i64::from(TICK) > if hidden() { SLEPT_HIDDEN } else { SLEPT } {
            self.input(Input::Woke { since: last.wall });
        }
    }

    /// Listens to what the browser says of the network and of the page.
    pub(super) fn watch(&self) {
        let Some(window) = web_sys::window() else { return };
        let mut listeners = self.listeners.borrow_mut();
        let mut on = |target: &web_sys::EventTarget, name, act: fn(&Driver)| {
            let me = self.me.clone();
            listeners.push(Listener::new(target, name, move |_| {
                if let Some(driver) = me.upgrade() {
                    act(&driver);
                }
            }));
        };
        on(&window, "offline", |driver| driver.input(Input::Offline));
        on(&window, "online", |driver| driver.input(Input::Online));
        on(&window, "pageshow", Driver::seen);
        on(&window, "pagehide", |driver| driver.input(Input::Hidden));
        if let Some(document) = window.document() {
            on(&document, "visibilitychange", Driver::seen);
            on(&document, "visibilitychange", |driver| {
                if hidden() {
                    driver.input(Input::Hidden);
                }
            });
            on(&document, "resume", Driver::seen);
        }
    }

    /// The page is looked at again: a pause has no purpose any more, and what was not drawn is. A page that was frozen
    /// slept, and its own tick may be long in coming.
    fn seen(&self) {
        self.notice_sleep();
        if online() {
            self.input(Input::Seen);
        }
        self.draw();
    }
}

fn hidden() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.hidden())
}

pub(super) fn online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}
