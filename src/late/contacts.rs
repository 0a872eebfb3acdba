//! Asks the page's lookup who calls, and puts the names on what is drawn. Calls themselves stay as the room tells them.

use super::Late;
use crate::{
    aide::{Directory, Known},
    driver::Driver,
    edge::{clock, json},
    text::letters::lower,
};
use cti_core::{Call, Contact, ContactTrouble, Contacts, Earlier, Learnt, Question, Schemes, Snapshot};
use gloo_timers::callback::Timeout;
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::{Rc, Weak},
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// What is seen within so many milliseconds is asked for together.
const TOGETHER: u32 = 20;
/// Calls of earlier pictures that are kept before they are looked through.
const SPARE: usize = 256;

type Calls = Rc<Vec<Rc<Call>>>;

/// A call as it is drawn.
struct Named {
    /// As the room tells it.
    call: Rc<Call>,
    contact: Option<Rc<Contact>>,
    named: Rc<Call>,
}

/// What was drawn last, so that what did not change stays the very same.
#[derive(Default)]
struct Drawn {
    calls: BTreeMap<usize, Named>,
    /// How many of them there were when they were last looked through.
    kept: usize,
    history: Option<(Calls, Calls)>,
    found: Option<(Calls, Calls)>,
    /// What was known of contacts then.
    revision: u32,
}

pub(super) struct Book {
    hook: RefCell<Option<js_sys::Function>>,
    schemes: RefCell<Schemes>,
    contacts: RefCell<Contacts>,
    /// Names in the history that this was read from.
    earlier: RefCell<(Option<Calls>, Earlier)>,
    drawn: RefCell<Drawn>,
    /// Goes up whenever anything is known otherwise.
    revision: Cell<u32>,
    collecting: RefCell<Option<Timeout>>,
}

impl Directory for Book {
    fn find(&self, number: &str) -> Option<Rc<Contact>> {
        self.contacts.borrow().find(number).cloned()
    }

    fn matching(&self, typed: &str) -> Vec<Rc<Contact>> {
        self.contacts.borrow().matching(typed, lower)
    }
}

impl Book {
    pub(super) fn new(hook: &JsValue, schemes: Schemes) -> Rc<Self> {
        Rc::new(Self {
            hook: RefCell::new(hook.clone().dyn_into().ok()),
            schemes: RefCell::new(schemes),
            contacts: RefCell::default(),
            earlier: RefCell::default(),
            drawn: RefCell::default(),
            revision: Cell::default(),
            collecting: RefCell::default(),
        })
    }

    /// What views may know of it.
    pub(super) fn known(self: &Rc<Self>) -> Option<Known> {
        self.has_hook()
            .then(|| Known::new(self.clone(), self.revision.get()))
    }

    fn has_hook(&self) -> bool {
        self.hook.borrow().is_some()
    }

    /// Asks another function from now on. What the one before told is forgotten.
    pub(super) fn change(&self, hook: &JsValue, schemes: Schemes) {
        let hook = hook.clone().dyn_into().ok();
        if self.hook.replace(hook.clone()) != hook {
            self.contacts.take();
            self.revision.set(self.revision.get().wrapping_add(1));
        }
        self.schemes.replace(schemes);
    }

    /// These calls are seen, so their names are wanted.
    pub(super) fn want<'a>(
        self: &Rc<Self>,
        driver: &Weak<Driver>,
        calls: impl Iterator<Item = &'a Rc<Call>>,
    ) {
        if !self.has_hook() {
            return;
        }
        let now = clock::now().mono;
        let mut contacts = self.contacts.borrow_mut();
        for number in calls.filter_map(|call| call.number.as_deref()) {
            contacts.want(now, number);
        }
        drop(contacts);
        self.collect(driver);
    }

    /// Asks in a moment, when whatever else is seen now has been seen too.
    fn collect(self: &Rc<Self>, driver: &Weak<Driver>) {
        if !self.contacts.borrow().wants() || self.collecting.borrow().is_some() {
            return;
        }
        let (me, driver) = (Rc::downgrade(self), driver.clone());
        let timer = Timeout::new(TOGETHER, move || {
            let Some(me) = me.upgrade() else {
                return;
            };
            // Forgetting a timer from inside it would drop the closure that runs.
            if let Some(timer) = me.collecting.take() {
                timer.forget();
            }
            loop {
                let question = me.contacts.borrow_mut().ask(clock::now().mono);
                match question {
                    Some(question) => me.ask(&driver, question),
                    None => break,
                }
            }
        });
        self.collecting.replace(Some(timer));
    }

    fn ask(self: &Rc<Self>, driver: &Weak<Driver>, question: Question) {
        let Some(hook) = self.hook.borrow().clone() else {
            return;
        };
        let (me, driver) = (Rc::downgrade(self), driver.clone());
        spawn_local(async move {
            let answer = call(&hook, &question).await;
            let (Some(me), Some(driver)) = (me.upgrade(), driver.upgrade()) else {
                return;
            };
            if me.hook.borrow().as_ref() != Some(&hook) {
                // Another function is asked now, under the same numbers.
                return;
            }
            let answer = answer.as_ref().map_err(|trouble| *trouble);
            let now = clock::now().mono;
            let learnt = me
                .contacts
                .borrow_mut()
                .answered(now, question.id, answer, &me.schemes.borrow());
            me.learnt(&driver, &learnt);
        });
    }

    /// Gives up what is not answered in time.
    pub(super) fn second(self: &Rc<Self>, driver: &Driver) {
        if self.contacts.borrow().waits() {
            let learnt = self.contacts.borrow_mut().expire(clock::now().mono);
            self.learnt(driver, &learnt);
        }
    }

    fn learnt(self: &Rc<Self>, driver: &Driver, learnt: &Learnt) {
        for trouble in &learnt.trouble {
            driver.tell_error(trouble.why());
        }
        if learnt.changed {
            self.revision.set(self.revision.get().wrapping_add(1));
            if let Some(aide) = driver.aide() {
                aide.named(driver);
            }
        }
        self.collect(&driver.weak());
    }

    /// The name that is shown: the lookup's, else the call's own, else that of an earlier call.
    pub(super) fn named(&self, call: &Rc<Call>) -> Rc<Call> {
        let contact = self.contact(call);
        self.with_name(call, contact.as_ref())
    }

    pub(super) fn contact(&self, call: &Call) -> Option<Rc<Contact>> {
        let number = call.number.as_deref().filter(|_| self.has_hook())?;
        self.contacts.borrow().find(number).cloned()
    }

    fn with_name(&self, call: &Rc<Call>, contact: Option<&Rc<Contact>>) -> Rc<Call> {
        let own = call.name.as_deref().is_some_and(|name| !name.trim().is_empty());
        let name = match (contact, call.number.as_deref()) {
            (Some(contact), _) => Some(contact.name.clone()),
            (None, Some(number)) if !own => self.earlier.borrow().1.name(number).cloned(),
            _ => None,
        };
        match name {
            // A new one also where the name is the same: there may be a company now.
            Some(name) => {
                let mut named = (**call).clone();
                named.name = Some(name);
                Rc::new(named)
            }
            None => call.clone(),
        }
    }

    /// Puts names on the calls of a picture.
    pub(super) fn dress(self: &Rc<Self>, driver: &Weak<Driver>, snapshot: &mut Snapshot) {
        let shown = snapshot.found.as_ref().unwrap_or(&snapshot.history).iter();
        self.want(driver, snapshot.calls.iter().chain(shown.take(snapshot.shown)));

        let mut drawn = self.drawn.borrow_mut();
        let mut whole = drawn.revision != self.revision.get() || drawn.calls.len() > 2 * drawn.kept + SPARE;
        drawn.revision = self.revision.get();
        let mut earlier = self.earlier.borrow_mut();
        if !same(earlier.0.as_ref(), Some(&snapshot.history)) {
            *earlier = (Some(snapshot.history.clone()), Earlier::of(&snapshot.history));
            whole = true;
        }
        drop(earlier);
        let found = drawn.found.as_ref().map(|(found, _)| found);
        whole |= !same(found, snapshot.found.as_ref());
        let before = if whole {
            std::mem::take(&mut drawn.calls)
        } else {
            BTreeMap::new()
        };
        for call in &mut snapshot.calls {
            *call = self.draw(&mut drawn.calls, &before, call);
        }
        if whole {
            drawn.history = Some(self.draw_all(&mut drawn.calls, &before, &snapshot.history));
            drawn.found = snapshot
                .found
                .as_ref()
                .map(|found| self.draw_all(&mut drawn.calls, &before, found));
            drawn.kept = drawn.calls.len();
        }
        if let Some((_, named)) = &drawn.history {
            snapshot.history = named.clone();
        }
        snapshot.found = drawn.found.as_ref().map(|(_, named)| named.clone());
    }

    fn draw_all(
        &self,
        known: &mut BTreeMap<usize, Named>,
        before: &BTreeMap<usize, Named>,
        calls: &Calls,
    ) -> (Calls, Calls) {
        let named: Vec<_> = calls.iter().map(|call| self.draw(known, before, call)).collect();
        let all_as_told = calls
            .iter()
            .zip(&named)
            .all(|(call, named)| Rc::ptr_eq(call, named));
        let drawn = if all_as_told {
            calls.clone()
        } else {
            Rc::new(named)
        };
        (calls.clone(), drawn)
    }

    /// A call with its name: the very same as before, if nothing of it has changed.
    fn draw(
        &self,
        known: &mut BTreeMap<usize, Named>,
        before: &BTreeMap<usize, Named>,
        call: &Rc<Call>,
    ) -> Rc<Call> {
        let key = Rc::as_ptr(call) as usize;
        // One that is held here keeps its address to itself.
        if let Some(known) = known.get(&key).filter(|known| Rc::ptr_eq(&known.call, call)) {
            return known.named.clone();
        }
        let contact = self.contact(call);
        let fresh = self.with_name(call, contact.as_ref());
        let named = match before.get(&key) {
            Some(old) if old.contact == contact && old.named.name == fresh.name => old.named.clone(),
            _ => fresh,
        };
        known.insert(
            key,
            Named {
                call: call.clone(),
                contact,
                named: named.clone(),
            },
        );
        named
    }
}

fn same(a: Option<&Calls>, b: Option<&Calls>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Rc::ptr_eq(a, b),
        (a, b) => a.is_none() && b.is_none(),
    }
}

async fn call(hook: &js_sys::Function, question: &Question) -> Result<serde_json::Value, ContactTrouble> {
    let numbers = js_sys::Array::new();
    for number in &question.numbers {
        numbers.push(&JsValue::from_str(number));
    }
    // What the page throws stays the page's.
    let threw = |_| ContactTrouble::Threw;
    let returned = hook.call1(&JsValue::UNDEFINED, &numbers).map_err(threw)?;
    let answer = JsFuture::from(js_sys::Promise::resolve(&returned))
        .await
        .map_err(threw)?;
    Ok(json::from_js(&answer))
}

impl Late {
    /// The page has told who somebody is.
    pub(super) fn know(&self, driver: &Driver) {
        let known = self.book.known();
        self.change(driver, |around| around.contacts = known);
        self.notify_again(driver);
    }
}
