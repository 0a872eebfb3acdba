//! Asks the page's `doNotCall` before anything is dialled. Without a clear answer in time nothing is.

use super::Late;
use crate::{
    driver::Driver,
    edge::{clock, dynamic::get},
};
use cti_core::{Ask, Decision, Intent, IntentError, Snapshot, Verdict};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// The key of the configuration.
pub(super) const KEY: &str = "doNotCall";

impl Late {
    /// Dials as soon as the page lets it, under a number by which the views find it.
    pub(super) fn dial_if_free(&self, driver: &Driver, intent: Intent) -> Result<Option<u64>, IntentError> {
        let hook: Option<js_sys::Function> = get(&driver.page(), KEY).dyn_into().ok();
        let checked = driver.check(&intent)?;
        let (Some(hook), Some(ask)) = (hook, checked) else {
            return Err(IntentError::Denied(String::new()));
        };
        let (number, user) = match &ask {
            Ask::MakeCall { number, user } => (JsValue::from_str(number), Some(user.clone())),
            _ => (JsValue::UNDEFINED, None),
        };
        // Another agent may be chosen before the answer; this is still a call of the one who asked.
        let mut intent = intent;
        if let Intent::MakeCall { user: whose, .. } = &mut intent {
            *whose = user;
        }
        let dial = self.permits.borrow_mut().ask(clock::now(), intent, ask)?;
        let driver = driver.weak();
        // The function may call the handle: so not while whoever asked is still being answered.
        spawn_local(async move {
            let verdict = verdict(&hook, &number).await;
            if let Some(driver) = driver.upgrade()
                && let Some(aide) = driver.aide()
            {
                aide.permitted(&driver, dial, &verdict);
            }
        });
        Ok(Some(dial))
    }

    /// The page has said whether a dial may go.
    pub(super) fn decide(&self, driver: &Driver, dial: u64, verdict: &Verdict) {
        let now = clock::now();
        let decision = self.permits.borrow_mut().answered(now, dial, verdict);
        match decision {
            None => {}
            Some(Decision::Dial(intent)) => {
                let result = driver.dial(dial, intent);
                self.permits.borrow_mut().sent(now, dial, &result);
                driver.drain();
            }
            Some(Decision::Refuse(error)) => {
                if let Some(why) = verdict.why() {
                    driver.tell_error(why);
                }
                // A view that asked tells it where it was asked for, unless it has asked for another one since.
                let last = self.permits.borrow().is_last(dial);
                if driver.reject_dial(dial, &error) || !last {
                    self.permits.borrow_mut().tell(now, error);
                }
                driver.draw();
            }
        }
    }

    /// Refuses what was not answered for in time.
    pub(super) fn give_up_dials(&self, driver: &Driver) {
        let late = self.permits.borrow().late(clock::now());
        for dial in late {
            self.decide(driver, dial, &Verdict::Late);
        }
    }

    /// Refuses what still waits.
    pub(super) fn lose_dials(&self, driver: &Driver) {
        let lost = self.permits.borrow_mut().lose(clock::now());
        for dial in lost {
            driver.reject_dial(dial, &IntentError::NotConnected);
        }
    }

    pub(super) fn show_dials(&self, snapshot: &mut Snapshot) {
        self.permits.borrow_mut().show(clock::now(), snapshot);
    }
}

async fn verdict(hook: &js_sys::Function, number: &JsValue) -> Verdict {
    let Ok(returned) = hook.call1(&JsValue::UNDEFINED, number) else {
        return Verdict::Threw;
    };
    let Ok(answer) = JsFuture::from(js_sys::Promise::resolve(&returned)).await else {
        return Verdict::Threw;
    };
    match answer.as_string() {
        Some(reason) if reason.trim().is_empty() => Verdict::Free,
        Some(reason) => Verdict::Denied(reason),
        None if answer.is_null() || answer.is_undefined() => Verdict::Free,
        None => Verdict::Unclear,
    }
}
