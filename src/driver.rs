//! Joins the core to the browser: what happens goes in, what the core wants is done, pictures go to the store.

mod asking;
mod keeping;
mod sharing;
mod watching;

pub(crate) use sharing::Group;

use crate::{
    aide::{Aide, Wish},
    config::Config,
    edge::{
        archive::Run,
        clock,
        credentials::Way,
        dynamic::get,
        json,
        listen::Listener,
        socket::{Said, Socket},
    },
    store::{Actions, Picture, SignIn, SignInAsk, Store},
    text::letters::lower,
};
use cti_core::{
    Draft, Input, Intent, IntentError, Now, Numbers, Output, Phone, Reason, Softphone, TabsInput, Told,
};
use cti_protocol::{Endpoint, Id, Limits, Sorted};
use gloo_timers::callback::{Interval, Timeout};
use keeping::Recorded;
use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::{Rc, Weak},
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// The one clock of the widget ticks once a second.
const TICK: u32 = 1_000;

/// The functions of a promise.
pub(crate) struct Promised {
    pub(crate) resolve: js_sys::Function,
    pub(crate) reject: js_sys::Function,
}

/// An animation frame that was asked for: its number, and what it calls.
type Frame = (i32, Closure<dyn FnMut()>);

/// A running widget.
pub(crate) struct Driver {
    me: Weak<Driver>,
    /// Shared with other tabs, once the late part is here.
    phone: RefCell<Box<dyn Phone>>,
    store: Rc<Store>,
    /// The configuration, or all that is wrong with it.
    config: Result<Config, Vec<String>>,
    way: Way,
    /// The configuration as the page gave it, for what only the late part reads, and what is wrong with that.
    page: RefCell<JsValue>,
    /// How numbers are written where the agents are.
    numbers: RefCell<Rc<Numbers>>,
    /// Dials of the page that wait for the late part, since that has to ask whether they may go.
    dials: RefCell<Vec<(Intent, Promised)>>,
    mistakes: RefCell<Vec<String>>,
    /// Which tabs share a connection with this one; none where the page does not say whose connection it is.
    group: Option<Group>,
    /// Another tab has the connection, and the part that shares it is not here yet.
    waiting: Cell<bool>,
    /// The first frames, until the part is here to keep them.
    early: RefCell<Vec<Recorded>>,
    /// Looks after the tab, once the part is here.
    aide: RefCell<Option<Rc<dyn Aide>>>,
    /// The call whose card somebody asked to see, and how often that was asked.
    spot: RefCell<Option<(u32, Id)>>,
    /// Does the keeper's jobs: set with the keeper, when the part is here.
    archive: OnceCell<Run>,
    /// When the part is asked for again, on the forward clock.
    part_due: Cell<u64>,
    emit: js_sys::Function,
    sockets: RefCell<Sorted<u64, Socket>>,
    promised: RefCell<Sorted<u64, Promised>>,
    /// Set while the agent is asked: the request to answer, and what the form shows.
    asking: RefCell<Option<(u64, Rc<SignInAsk>)>>,
    /// What the agent answered. Kept in memory only, and dropped when the server refuses it.
    answer: RefCell<Option<Endpoint>>,
    timer: RefCell<Option<Timeout>>,
    clock: RefCell<Option<Interval>>,
    last_tick: Cell<Now>,
    listeners: RefCell<Vec<Listener>>,
    frame: RefCell<Option<Frame>>,
}

impl Driver {
    /// Starts to connect. `emit` gets every public event as a plain object.
    pub(crate) fn start(
        config: Result<Config, Vec<String>>,
        page: JsValue,
        way: Way,
        emit: js_sys::Function,
    ) -> Rc<Self> {
        let now = clock::now();
        let (dialect, user) = config
            .as_ref()
            .map_or_else(|_| Default::default(), |c| (c.dialect.clone(), c.user.clone()));
        let mut phone = Softphone::new(dialect, Limits::default(), clock::seed(), user);
        phone.fold_names_with(lower);
        if let Some(silence) = config.as_ref().ok().and_then(|config| config.silence) {
            phone.replace_after((silence > 0).then_some(silence));
        }
        let driver = Rc::new_cyclic(|me: &Weak<Self>| Self {
            me: me.clone(),
            phone: RefCell::new(Box::new(phone)),
            store: Store::new(now.wall),
            group: Group::of(&config, &way),
            numbers: RefCell::new(
                config
                    .as_ref()
                    .map(|config| config.numbers.clone())
                    .unwrap_or_default(),
            ),
            config,
            way,
            page: RefCell::new(page),
            dials: RefCell::default(),
            mistakes: RefCell::default(),
            waiting: Cell::new(false),
            early: RefCell::default(),
            aide: RefCell::default(),
            spot: RefCell::default(),
            archive: OnceCell::new(),
            part_due: Cell::new(0),
            emit,
            sockets: RefCell::default(),
            promised: RefCell::default(),
            asking: RefCell::default(),
            answer: RefCell::default(),
            timer: RefCell::default(),
            clock: RefCell::default(),
            last_tick: Cell::new(now),
            listeners: RefCell::default(),
            frame: RefCell::default(),
        });
        let me: Weak<dyn Actions> = driver.me.clone();
        driver.store.connect(me);
        driver.watch();
        let weak = driver.me.clone();
        driver.clock.replace(Some(Interval::new(TICK, move || {
            if let Some(driver) = weak.upgrade() {
                driver.second();
            }
        })));
        if let Ok(config) = &driver.config {
            driver.account(&config.host, &config.domain);
        }
        if !watching::online() {
            driver.input(Input::Offline);
        }
        driver.join();
        driver.draw();
        driver
    }

    pub(crate) fn store(&self) -> Rc<Store> {
        self.store.clone()
    }

    pub(crate) fn snapshot(&self) -> JsValue {
        json::to_js(&self.phone.borrow_mut().snapshot(clock::now()).to_public())
    }

    /// Carries out a command; the promise settles with the event that confirms it.
    pub(crate) fn promise(&self, intent: Intent, promised: Promised) {
        if self.aide().is_none() && self.asks_before(&intent) {
            self.dials.borrow_mut().push((intent, promised));
            return;
        }
        let asked = self.put(intent);
        match asked {
            // Kept before anything is sent: what cannot be sent settles at once.
            Ok(Some(command)) => {
                self.promised.borrow_mut().insert(command, promised);
            }
            Ok(None) => settle(&promised.resolve, &JsValue::UNDEFINED),
            Err(error) => reject(&promised, &error),
        }
        self.drain();
    }

    /// Hands an intent in. Numbers are completed as the configuration says; what is none, the core refuses.
    fn put(&self, mut intent: Intent) -> Result<Option<u64>, IntentError> {
        if let Intent::MakeCall { number, .. } = &mut intent
            && let Ok(full) = self.numbers.borrow().dialled(number)
        {
            *number = full;
        }
        if self.asks_before(&intent) {
            return match self.aide() {
                Some(aide) => aide.dial(self, intent),
                None => Err(IntentError::NotConnected),
            };
        }
        self.phone.borrow_mut().ask(clock::now(), intent)
    }

    /// Whether the page is to be asked first.
    fn asks_before(&self, intent: &Intent) -> bool {
        let hook = get(&self.page.borrow(), "doNotCall");
        matches!(intent, Intent::MakeCall { .. }) && !(hook.is_undefined() || hook.is_null())
    }

    /// Rejects the page's dials that waited for the late part.
    fn drop_dials(&self, error: &IntentError) {
        for (_, promised) in self.dials.take() {
            reject(&promised, error);
        }
    }

    /// Ends everything; what is still promised is rejected.
    pub(crate) fn stop(&self) {
        self.input(Input::Hidden);
        self.tabs(TabsInput::Leave);
        let aide = self.aide.take();
        drop(aide);
        self.drop_lock();
        self.timer.take();
        self.clock.take();
        self.listeners.take();
        if let (Some((number, _)), Some(window)) = (self.frame.take(), web_sys::window()) {
            let _ = window.cancel_animation_frame(number);
        }
        self.sockets.take();
        for promised in self.promised.take().values() {
            reject(promised, &IntentError::Destroyed);
        }
        self.drop_dials(&IntentError::Destroyed);
    }

    fn input(&self, input: Input<'_>) {
        self.phone.borrow_mut().handle(clock::now(), input);
        self.drain();
    }

    /// Does what the core wants. The core is never borrowed while the page is told: its listeners may call back.
    pub(crate) fn drain(&self) {
        loop {
            let output = self.phone.borrow_mut().poll();
            match output {
                None => break,
                Some(Output::AskCredentials { request }) => self.ask_credentials(request),
                Some(Output::Open { socket, url }) => {
                    let me = self.me.clone();
                    let opened = Socket::open(&url, move |said| {
                        if let Some(driver) = me.upgrade() {
                            driver.said(socket, said);
                        }
                    });
                    self.sockets.borrow_mut().insert(socket, opened);
                }
                Some(Output::Send {
                    socket,
                    text,
                    command,
                }) => {
                    let sent = self
                        .sockets
                        .borrow()
                        .get(&socket)
                        .is_some_and(|socket| socket.send(&text));
                    if sent {
                        self.record(socket, true, &text);
                    } else if let Some(command) = command {
                        self.phone
                            .borrow_mut()
                            .handle(clock::now(), Input::Unsent { command });
                    }
                }
                Some(Output::Close { socket }) => {
                    let closed = self.sockets.borrow_mut().remove(&socket);
                    drop(closed);
                }
                Some(Output::Archive(job)) => self.archive(job),
                Some(Output::Tell(told)) => self.tell(&told),
                Some(Output::Settled { command, result }) => self.settled(command, result),
                Some(Output::Tabs(output)) => {
                    if let Some(aide) = self.aide() {
                        aide.tabs(self, output);
                    }
                }
            }
        }
        if let Some(aide) = self.aide() {
            aide.look(self);
        }
        self.schedule();
        self.draw();
    }

    /// Tells the core whose history it is, as soon as that is known.
    fn account(&self, host: &str, domain: &str) {
        let host = host.find("://").map_or(host, |at| &host[at + 3..]);
        if !host.is_empty() && !domain.is_empty() {
            self.input(Input::Account(&[host, "/", domain].concat()));
        }
    }

    fn said(&self, socket: u64, said: Said) {
        match said {
            Said::Opened => self.input(Input::Opened { socket }),
            Said::Frame(text) => {
                self.record(socket, false, &text);
                self.input(Input::Frame { socket, text: &text });
            }
            Said::Closed(code) => {
                self.sockets.borrow_mut().remove(&socket);
                self.input(Input::Closed { socket, code });
            }
        }
    }

    fn tell(&self, told: &Told) {
        if let Told::Connection(connection) = told
            && matches!(
                connection.reason,
                Some(Reason::Refused(_) | Reason::HandshakeRepeated)
            )
        {
            self.answer.take();
        }
        self.emit(&told.to_public());
    }

    pub(crate) fn emit(&self, event: &serde_json::Value) {
        let _ = self.emit.call1(&JsValue::NULL, &json::to_js(event));
    }

    fn settled(&self, command: u64, result: Result<cti_core::Confirmation, IntentError>) {
        let Some(promised) = self.promised.borrow_mut().remove(&command) else {
            return;
        };
        match result {
            Ok(confirmation) => settle(&promised.resolve, &json::to_js(&confirmation.to_public())),
            Err(error) => reject(&promised, &error),
        }
    }

    /// Sets the one timer to the core's next deadline.
    fn schedule(&self) {
        let now = clock::now();
        let deadline = self.phone.borrow().deadline(now);
        self.timer.replace(deadline.map(|at| {
            let me = self.me.clone();
            let pause = u32::try_from(at.saturating_sub(now.mono))
                .unwrap_or(u32::MAX)
                .clamp(10, i32::MAX as u32);
            Timeout::new(pause, move || {
                if let Some(driver) = me.upgrade() {
                    // Forgetting a timer from inside it would drop the closure that runs.
                    if let Some(timer) = driver.timer.take() {
                        timer.forget();
                    }
                    driver.input(Input::Tick);
                }
            })
        }));
    }

    /// Draws at the next animation frame, once however much changed. Hidden pages have no frames and need no picture.
    pub(crate) fn draw(&self) {
        if self.frame.borrow().is_some() {
            return;
        }
        let me = self.me.clone();
        let closure = Closure::<dyn FnMut()>::new(move || {
            if let Some(driver) = me.upgrade() {
                // Kept until the frame is over: it is running.
                let _running = driver.frame.take();
                let asking = driver.asking.borrow().as_ref().map(|(_, ask)| ask.clone());
                let mut snapshot = driver.phone.borrow_mut().snapshot(clock::now());
                let aide = driver.aide();
                if let Some(aide) = &aide {
                    aide.dress(&driver, &mut snapshot);
                }
                driver.store.put(Rc::new(Picture {
                    snapshot: Rc::new(snapshot),
                    sign_in: asking,
                    around: aide.map(|aide| aide.around()),
                    spot: driver.spot.borrow().clone(),
                    numbers: driver.numbers.borrow().clone(),
                }));
                driver.want_part();
            }
        });
        if let Some(window) = web_sys::window()
            && let Ok(number) = window.request_animation_frame(closure.as_ref().unchecked_ref())
        {
            self.frame.replace(Some((number, closure)));
        }
    }
}

impl Actions for Driver {
    fn ask(&self, intent: Intent) -> Result<Option<u64>, IntentError> {
        match intent {
            Intent::Disconnect => {
                self.asking.take();
            }
            Intent::ForgetDevice => {
                if let Some(aide) = self.aide() {
                    aide.forget(self);
                }
            }
            _ => {}
        }
        let result = self.put(intent);
        self.drain();
        result
    }

    fn sign_in(&self, answer: SignIn) {
        self.signed_in(&answer);
    }

    fn draft(&self, call: &Id) -> Option<Rc<Draft>> {
        let snapshot = self.phone.borrow_mut().snapshot(clock::now());
        snapshot.drafts.into_iter().find(|draft| draft.call == *call)
    }

    fn open_record(&self, call: &Id) {
        let call = self.phone.borrow().call(call).cloned();
        if let Some(call) = call
            && !self.aide().is_some_and(|aide| aide.open(self, &call))
        {
            self.emit(&json::object(vec![
                ("type", "screen_pop".into()),
                ("call", call.to_public()),
            ]));
        }
    }

    fn wish(&self, wish: Wish) {
        if let Some(aide) = self.aide() {
            aide.wish(self, wish);
        }
    }
}

fn settle(function: &js_sys::Function, value: &JsValue) {
    let _ = function.call1(&JsValue::NULL, value);
}

fn reject(promised: &Promised, error: &IntentError) {
    let error = json::object(vec![
        ("code", error.code().into()),
        ("message", error.to_string().into()),
        ("details", json::object(Vec::new())),
    ]);
    settle(&promised.reject, &json::to_js(&error));
}
