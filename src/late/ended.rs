//! Tells the page's call log of calls that ended (`onCallEnded`), until it confirms each. One tab does it at a time: the one
//! that has a lock for that.

use crate::{
    driver::Driver,
    edge::{
        clock, json,
        locks::{self, Granted, Lock, Way},
    },
};
use cti_core::{Call, CallLog, Delivery, Keep, LogTrouble};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// The key of the configuration.
pub(super) const KEY: &str = "onCallEnded";

pub(super) struct Log {
    hook: RefCell<Option<js_sys::Function>>,
    log: RefCell<CallLog>,
    /// For whose calls, and the lock.
    lock: RefCell<Option<(String, Lock)>>,
    held: Cell<bool>,
    /// The page is frozen, or about to go.
    away: Cell<bool>,
    /// How often everything was erased.
    erased: Cell<u32>,
    /// What was told of what went wrong: each kind once.
    told: RefCell<Vec<LogTrouble>>,
}

impl Log {
    pub(super) fn new(hook: &JsValue, keep: Keep) -> Rc<Self> {
        Rc::new(Self {
            hook: RefCell::new(hook.clone().dyn_into().ok()),
            log: RefCell::new(CallLog::new(keep)),
            lock: RefCell::default(),
            held: Cell::default(),
            away: Cell::default(),
            erased: Cell::default(),
            told: RefCell::default(),
        })
    }

    /// Tells another function from now on.
    pub(super) fn change(&self, hook: &JsValue) {
        self.hook.replace(hook.clone().dyn_into().ok());
    }

    /// The page is frozen or goes, or is back: meanwhile another tab takes over.
    pub(super) fn leave(&self, away: bool) {
        self.away.set(away);
        if away {
            self.release();
        }
    }

    /// Whether calls may wait for the page to confirm them. Where another tab tells of them, that is not known.
    pub(super) fn is_needed(&self) -> bool {
        self.hook.borrow().is_some() && (!self.held.get() || self.log.borrow().waiting() > 0)
    }

    fn release(&self) {
        self.held.set(false);
        let lock = self.lock.take();
        drop(lock);
    }

    /// Looks at the cards, whenever they may have changed.
    pub(super) fn look(self: &Rc<Self>, driver: &Driver, cards: &[Rc<Call>]) {
        if self.hook.borrow().is_none() {
            return;
        }
        let (scope, erased) = driver.whose();
        let mut log = self.log.borrow_mut();
        if !log.is_of(scope.as_deref()) {
            // Another agent: nothing of this one is written under the name of the one before.
            log.serve(scope.as_deref(), false);
        }
        if self.erased.replace(erased) != erased {
            log.forget();
        }
        log.look(clock::now(), cards, &|call| driver.note_of(call));
        // A card that was dismissed is gone; its call goes on, and is to be told when it is over.
        let gone: Vec<_> = log
            .under_way()
            .filter(|call| !cards.iter().any(|card| card.id == call.id))
            .filter_map(|call| driver.call(&call.id))
            .collect();
        log.look(clock::now(), &gone, &|call| driver.note_of(call));
        drop(log);
        self.run(driver);
    }

    pub(super) fn second(self: &Rc<Self>, driver: &Driver) {
        let (scope, _) = driver.whose();
        let scope = scope.filter(|_| self.hook.borrow().is_some());
        self.want_lock(scope.as_deref().filter(|_| !self.away.get()), driver);
        let mut log = self.log.borrow_mut();
        log.serve(scope.as_deref(), self.held.get());
        log.second(clock::now(), &|call| driver.note_of(call));
        drop(log);
        self.run(driver);
    }

    fn want_lock(self: &Rc<Self>, scope: Option<&str>, driver: &Driver) {
        let for_it = self.lock.borrow().as_ref().map(|(whose, _)| whose.clone());
        if for_it.as_deref() == scope {
            return;
        }
        self.release();
        let Some(scope) = scope else { return };
        if !locks::exist() {
            self.held.set(true);
            return;
        }
        let (me, driver) = (Rc::downgrade(self), driver.weak());
        let whose = scope.to_owned();
        let name = cti_core::group_name(&[KEY, "\n", scope].concat());
        let lock = Lock::request(&name, Way::Queue, move |granted| {
            let (Some(me), Some(driver)) = (me.upgrade(), driver.upgrade()) else {
                return;
            };
            let current = me
                .lock
                .borrow()
                .as_ref()
                .is_some_and(|(asked, _)| *asked == whose);
            // A page that is refused locks is alone.
            me.held
                .set(current && matches!(granted, Granted::Held | Granted::Refused));
            me.second(&driver);
        });
        self.lock.replace(Some((scope.to_owned(), lock)));
    }

    /// Does what the log wants.
    fn run(self: &Rc<Self>, driver: &Driver) {
        loop {
            let job = self.log.borrow_mut().poll();
            let Some(job) = job else { break };
            let (me, weak, number) = (Rc::downgrade(self), driver.weak(), job.number);
            driver.do_job(job, move |answer| {
                if let (Some(me), Some(driver)) = (me.upgrade(), weak.upgrade()) {
                    me.log.borrow_mut().stored(clock::now(), number, &answer);
                    me.second(&driver);
                }
            });
        }
        let troubles = self.log.borrow_mut().troubles();
        for trouble in troubles {
            if !self.told.borrow().contains(&trouble) {
                self.told.borrow_mut().push(trouble);
                driver.tell_error(trouble.why());
            }
        }
        let hook = self.hook.borrow().clone();
        let delivery = hook.and_then(|hook| Some((hook, self.log.borrow_mut().next(clock::now())?)));
        let Some((hook, delivery)) = delivery else { return };
        let (me, driver) = (Rc::downgrade(self), driver.weak());
        spawn_local(async move {
            let answer = tell(&hook, &delivery).await;
            if let (Some(me), Some(driver)) = (me.upgrade(), driver.upgrade()) {
                me.log
                    .borrow_mut()
                    .answered(clock::now(), delivery.ticket, answer);
                me.run(&driver);
            }
        });
    }
}

async fn tell(hook: &js_sys::Function, delivery: &Delivery) -> Result<(), LogTrouble> {
    let mut about = vec![
        ("id", delivery.id.as_str().into()),
        ("attempt", delivery.attempt.into()),
    ];
    about.extend(delivery.note.as_ref().map(|note| ("note", note.as_str().into())));
    let (call, about) = (json::to_js(&delivery.call), json::to_js(&json::object(about)));
    // What the page throws stays the page's.
    let threw = |_| LogTrouble::Threw;
    let returned = hook.call2(&JsValue::UNDEFINED, &call, &about).map_err(threw)?;
    let answer = JsFuture::from(js_sys::Promise::resolve(&returned))
        .await
        .map_err(threw)?;
    if answer.as_bool() == Some(false) {
        Err(LogTrouble::Unconfirmed)
    } else {
        Ok(())
    }
}
