//! What the views are drawn from, and the one way back from them.
//!
//! The driver puts pictures in, at most one for each animation frame; views subscribe. Nothing here decides anything.

use crate::aide::{Around, Wish};
use cti_core::{Draft, Intent, IntentError, Numbers, Snapshot};
use cti_protocol::{EndpointError, Id, Secret};
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};
use yew::Callback;

/// All that a view can show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// The core's picture of calls, users and connection.
    pub snapshot: Rc<Snapshot>,
    /// Set while the agent is asked to sign in, since the page gives no credentials.
    pub sign_in: Option<Rc<SignInAsk>>,
    /// What is around the calls, once the late part is here.
    pub around: Option<Rc<Around>>,
    /// The call whose card somebody asked to see, and how often that was asked.
    pub spot: Option<(u32, Id)>,
    /// How numbers are written where the agents are, and who may see them.
    pub numbers: Rc<Numbers>,
}

/// What the sign-in form starts with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignInAsk {
    /// The configured host, or empty.
    pub host: String,
    /// The configured account name, or empty.
    pub domain: String,
    /// Which part of the last answer did not do, if there was one.
    pub error: Option<EndpointError>,
}

/// What the agent typed into the sign-in form.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The CTI server's host name.
    pub host: String,
    /// The account name.
    pub domain: String,
    /// The identifier of the API token.
    pub token_id: String,
    /// The API token.
    pub token: Secret,
}

/// What views may ask for.
pub trait Actions {
    /// Carries out an intent, or says why not. A command gives the number under which it stands in
    /// [`Snapshot::commands`].
    fn ask(&self, intent: Intent) -> Result<Option<u64>, IntentError>;
    /// Answers the sign-in form.
    fn sign_in(&self, answer: SignIn);
    /// What is typed into a call's variables by now. The picture may be older: it waits for the animation frame.
    fn draft(&self, call: &Id) -> Option<Rc<Draft>>;
    /// Shows the record of a call's other party, or tells the page to (`screen_pop`).
    fn open_record(&self, call: &Id);
    /// Does what is wanted of what is around the calls.
    fn wish(&self, wish: Wish);
}

type Listeners<T> = RefCell<Vec<(u64, Callback<T>)>>;

/// Pictures and the clock, with those who listen to them.
pub struct Store {
    picture: RefCell<Rc<Picture>>,
    /// Milliseconds since 1970 at the last tick of the one clock that all durations are drawn from.
    clock: Cell<i64>,
    on_picture: Listeners<Rc<Picture>>,
    on_tick: Listeners<i64>,
    next: Cell<u64>,
    losses: Cell<u32>,
    actions: RefCell<Option<Weak<dyn Actions>>>,
}

impl Store {
    /// A store with nothing in it, at this time in milliseconds since 1970.
    pub fn new(now: i64) -> Rc<Self> {
        Rc::new(Self {
            picture: RefCell::default(),
            clock: Cell::new(now),
            on_picture: RefCell::default(),
            on_tick: RefCell::default(),
            next: Cell::new(0),
            losses: Cell::new(0),
            actions: RefCell::new(None),
        })
    }

    /// Sets who carries out what the views ask for. Held weakly: the driver owns the store, not the other way round.
    pub fn connect(&self, actions: Weak<dyn Actions>) {
        self.actions.replace(Some(actions));
    }

    /// Replaces the picture and tells every view.
    pub fn put(&self, picture: Rc<Picture>) {
        self.picture.replace(picture);
        let picture = self.picture.borrow().clone();
        let listeners: Vec<_> = self.on_picture.borrow().iter().map(|(_, f)| f.clone()).collect();
        for listener in listeners {
            listener.emit(picture.clone());
        }
    }

    /// The connection is lost: what waits for something else does not wait beyond that.
    pub fn lose(&self) {
        self.losses.set(self.losses.get().wrapping_add(1));
    }

    /// Moves the clock and tells whatever shows a duration.
    pub fn tick(&self, now: i64) {
        self.clock.set(now);
        let listeners: Vec<_> = self.on_tick.borrow().iter().map(|(_, f)| f.clone()).collect();
        for listener in listeners {
            listener.emit(now);
        }
    }
}

/// A view's hold on the store: cheap to clone, equal to its other clones, so that it never makes a view draw again.
#[derive(Clone)]
pub struct Link(Rc<Store>);

impl PartialEq for Link {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Link {
    /// A hold on this store.
    pub fn new(store: Rc<Store>) -> Self {
        Self(store)
    }

    /// The latest picture.
    pub fn picture(&self) -> Rc<Picture> {
        self.0.picture.borrow().clone()
    }

    /// The clock's last tick, in milliseconds since 1970.
    pub fn clock(&self) -> i64 {
        self.0.clock.get()
    }

    /// How often the connection was lost.
    pub fn losses(&self) -> u32 {
        self.0.losses.get()
    }

    /// Calls back with each new picture until the answer is dropped.
    pub fn on_picture(&self, listener: Callback<Rc<Picture>>) -> Subscription {
        self.subscribe(listener, |store| &store.on_picture)
    }

    /// Calls back once a second with the time until the answer is dropped.
    pub fn on_tick(&self, listener: Callback<i64>) -> Subscription {
        self.subscribe(listener, |store| &store.on_tick)
    }

    fn subscribe<T: 'static>(
        &self,
        listener: Callback<T>,
        list: fn(&Store) -> &Listeners<T>,
    ) -> Subscription {
        let number = self.0.next.get();
        self.0.next.set(number + 1);
        list(&self.0).borrow_mut().push((number, listener));
        let store = Rc::downgrade(&self.0);
        Subscription(Some(Box::new(move || {
            if let Some(store) = store.upgrade() {
                list(&store).borrow_mut().retain(|(n, _)| *n != number);
            }
        })))
    }

    fn actions(&self) -> Option<Rc<dyn Actions>> {
        self.0.actions.borrow().as_ref().and_then(Weak::upgrade)
    }

    /// See [`Actions::ask`].
    pub fn ask(&self, intent: Intent) -> Result<Option<u64>, IntentError> {
        self.actions().ok_or(IntentError::Destroyed)?.ask(intent)
    }

    /// See [`Actions::sign_in`].
    pub fn sign_in(&self, answer: SignIn) {
        if let Some(actions) = self.actions() {
            actions.sign_in(answer);
        }
    }

    /// See [`Actions::draft`].
    pub fn draft(&self, call: &Id) -> Option<Rc<Draft>> {
        self.actions()?.draft(call)
    }

    /// See [`Actions::wish`].
    pub fn wish(&self, wish: Wish) {
        if let Some(actions) = self.actions() {
            actions.wish(wish);
        }
    }

    /// See [`Actions::open_record`].
    pub fn open_record(&self, call: &Id) {
        if let Some(actions) = self.actions() {
            actions.open_record(call);
        }
    }
}

/// Ends a subscription when dropped.
pub struct Subscription(Option<Box<dyn FnOnce()>>);

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(end) = self.0.take() {
            end();
        }
    }
}
