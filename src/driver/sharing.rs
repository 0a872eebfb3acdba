//! One connection for all tabs of a browser: who has it is decided in the core, with what the late part brings. What must
//! not wait for that part is here: the first tab connects at once.

use super::Driver;
use crate::{
    config::Config,
    edge::{
        clock,
        credentials::Way,
        json,
        locks::{self, Granted, Lock},
    },
    part::Part,
    store::Actions,
};
use cti_core::{
    Ask, Call, ConnectionState, Duties, Input, Intent, IntentError, Numbers, Softphone, TabsInput,
};
use cti_protocol::{Dialect, Id, Limits};
use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};
use wasm_bindgen::JsValue;

/// Tabs that share a connection: those of one account and user.
pub(crate) struct Group {
    /// The name of the lock that whoever is connected holds.
    pub(crate) name: String,
    /// The lock, if this tab got it before the late part was here.
    pub(crate) lock: RefCell<Option<Lock>>,
}

impl Group {
    /// The group of a configuration. Where the agent is asked for the token each tab asks for itself: it is not handed on.
    pub(super) fn of(config: &Config, way: &Way) -> Option<Self> {
        let named = !config.host.is_empty() && !config.domain.is_empty();
        let url = match way {
            Way::Url(url) => url.as_str(),
            // A function has no name: whose account it is for, the rest of the configuration must say.
            Way::Function(_) if named => "",
            Way::Function(_) | Way::Agent => return None,
        };
        let user = config.user.as_ref().map_or("", |user| user.as_str());
        let account = [config.host.as_str(), &config.domain, url, user].join("\n");
        Some(Self {
            name: cti_core::group_name(&account),
            lock: RefCell::default(),
        })
    }
}

impl Driver {
    /// Connects, unless another tab of the group has done that.
    pub(super) fn join(&self) {
        let Some(group) = self.group.as_ref().filter(|_| locks::exist()) else {
            let _ = self.ask(Intent::Connect);
            return;
        };
        let me = self.me.clone();
        let lock = Lock::request(&group.name, locks::Way::IfFree, move |granted| {
            if let Some(driver) = me.upgrade() {
                driver.granted(granted);
            }
        });
        group.lock.replace(Some(lock));
    }

    /// What the browser says before the part is here; after that it says it to the part.
    fn granted(&self, granted: Granted) {
        if let Some(aide) = self.aide() {
            aide.lock_told(self, 0, granted);
            return;
        }
        match granted {
            Granted::Taken => {
                self.drop_lock();
                self.waiting.set(true);
                self.want_part();
            }
            // Taken by force from a tab that hung; once the part is here, this one follows.
            Granted::Lost => self.drop_lock(),
            Granted::Held | Granted::Refused => {
                // The page may have said already that it is not to be connected.
                let state = self.phone.borrow_mut().snapshot(clock::now()).connection.state;
                if state != ConnectionState::Stopped {
                    let _ = self.ask(Intent::Connect);
                }
            }
        }
    }

    pub(super) fn drop_lock(&self) {
        let lock = self.group.as_ref().and_then(|group| group.lock.take());
        drop(lock);
    }

    /// The part could not be fetched: a connection of its own is better than none.
    pub(super) fn go_alone(&self) {
        if self.waiting.replace(false) {
            let _ = self.ask(Intent::Connect);
        }
    }

    /// The part is here: the softphone becomes one of several, and somebody looks after the tab.
    pub(super) fn share(&self, part: &Part) {
        let Some(me) = self.me.upgrade() else { return };
        self.waiting.set(false);
        let tab = clock::seed() >> 11;
        let name = self.group.as_ref().map(|group| group.name.as_str());
        let aide = (part.aide)(&me, tab);
        self.aide.replace(Some(aide.clone()));
        for (at, connection, out, text) in self.early.take() {
            aide.frame(at, connection, out, &text);
        }
        let spare = Softphone::early(Dialect::default(), Limits::default(), 0, None);
        let phone = self.phone.replace(Box::new(spare));
        let held = self.held.take();
        if let Some(mut phone) = phone.into_softphone() {
            if held.is_some() {
                phone.speak(self.dialect());
            }
            if held == Some(false) {
                let _ = phone.ask(clock::now(), Intent::Disconnect);
            }
            let shared = (part.share)(clock::now(), phone, name.unwrap_or_default(), tab);
            self.phone.replace(shared);
        }
        aide.join(self);
    }

    /// Takes what the part makes of the configuration. A connection that began without is given up if there are mistakes.
    pub(super) fn judge(&self, part: &Part) {
        match (part.check)(&self.page()) {
            Ok((dialect, numbers)) => {
                self.dialect.replace(dialect);
                self.numbers.replace(Rc::new(numbers));
            }
            Err(mistakes) => {
                self.mistakes.replace(mistakes);
                if self.held.get().is_none() {
                    let _ = self.ask(Intent::Disconnect);
                    let _ = self.ask(Intent::Connect);
                }
            }
        }
    }

    pub(crate) fn aide(&self) -> Option<Rc<dyn crate::aide::Aide>> {
        self.aide.borrow().clone()
    }

    pub(crate) fn weak(&self) -> Weak<Self> {
        self.me.clone()
    }

    /// The configuration, as the page gave it.
    pub(crate) fn page(&self) -> JsValue {
        self.page.borrow().clone()
    }

    /// Whether the configuration that it began with can be worked with.
    pub(crate) fn is_configured(&self) -> bool {
        self.mistakes.borrow().is_empty()
    }

    /// The late part has read another configuration: what it says of the rest is as it was.
    pub(crate) fn configure(&self, page: &JsValue, numbers: Numbers) {
        self.page.replace(page.clone());
        self.numbers.replace(Rc::new(numbers));
    }

    /// What a command would be, if it makes sense now.
    pub(crate) fn check(&self, intent: &Intent) -> Result<Option<Ask>, IntentError> {
        self.phone.borrow().check(clock::now(), intent.clone())
    }

    /// Dials what waited under a number of its own; whoever was promised that hears of the command.
    pub(crate) fn dial(&self, waited: u64, intent: Intent) -> Result<Option<u64>, IntentError> {
        let result = self.phone.borrow_mut().ask(clock::now(), intent);
        let mut promises = self.promised.borrow_mut();
        if let Some(promised) = promises.remove(&waited) {
            match &result {
                Ok(Some(command)) => {
                    promises.insert(*command, promised);
                }
                Ok(None) => {}
                Err(error) => super::reject(&promised, error),
            }
        }
        result
    }

    /// Rejects what was promised of a dial that does not go. Whether anything was.
    pub(crate) fn reject_dial(&self, waited: u64, error: &IntentError) -> bool {
        let promised = self.promised.borrow_mut().remove(&waited);
        if let Some(promised) = &promised {
            super::reject(promised, error);
        }
        promised.is_some()
    }

    /// The dialect as it is configured.
    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect.borrow().clone()
    }

    pub(crate) fn group(&self) -> Option<&Group> {
        self.group.as_ref()
    }

    /// Says to the core what the browser says of the tabs.
    pub(crate) fn tabs(&self, input: TabsInput) {
        self.input(Input::Tabs(input));
    }

    pub(crate) fn duties(&self) -> Duties {
        self.phone.borrow().duties()
    }

    pub(crate) fn cards(&self) -> Vec<Rc<Call>> {
        self.phone.borrow().cards(clock::now())
    }

    /// A call, also one without a card.
    pub(crate) fn call(&self, id: &Id) -> Option<Rc<Call>> {
        self.phone.borrow().call(id).cloned()
    }

    /// Tells the page of something that went wrong and nobody was promised.
    pub(crate) fn tell_error(&self, message: &str) {
        self.emit(&json::object(vec![
            ("type", "error".into()),
            ("message", message.into()),
        ]));
    }

    /// Shows the card of a call.
    pub(crate) fn show_card(&self, call: &Id) {
        let shown = self.spot.borrow().as_ref().map_or(0, |(times, _)| *times);
        self.spot.replace(Some((shown + 1, call.clone())));
        self.draw();
    }
}
