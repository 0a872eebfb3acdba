//! Joins the core to the browser: what happens goes in, what the core wants is done, pictures go to the store.

mod asking;
mod commanding;
mod keeping;
mod sharing;
mod watching;

pub(crate) use commanding::{Asked, Command, Promised};
pub(crate) use sharing::Group;

use crate::{
    aide::{Aide, Wish},
    config::Config,
    edge::{
        archive::Run,
        clock,
        credentials::Way,
        json,
        listen::Listener,
        socket::{Said, Socket},
    },
    store::{Actions, Picture, SignIn, SignInAsk, Store},
    text::letters::lower,
};
use commanding::{Waiting, reject, settle};
use cti_core::{
    ConnectionState, Draft, Input, Intent, IntentError, Now, Numbers, Output, Phone, Reason, Softphone,
    TabsInput, Told,
};
use cti_protocol::{Dialect, Endpoint, Id, Limits, Sorted};
use gloo_timers::callback::{Interval, Timeout};
use keeping::Recorded;
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// The one clock of the widget ticks once a second.
const TICK: u32 = 1_000;

/// An animation frame that was asked for: its number, and what it calls. Given back when it is dropped.
struct Frame(
    i32,
    #[expect(dead_code, reason = "lives as long as the frame")] Closure<dyn FnMut()>,
);

impl Drop for Frame {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let _ = window.cancel_animation_frame(self.0);
        }
    }
}

/// A running widget.
pub(crate) struct Driver {
    me: Weak<Driver>,
    /// Shared with other tabs, once the late part is here.
    phone: RefCell<Box<dyn Phone>>,
    store: Rc<Store>,
    config: Config,
    way: Way,
    /// The configuration as the page gave it, for what only the late part reads, and what is wrong with it.
    page: RefCell<JsValue>,
    mistakes: RefCell<Vec<String>>,
    /// How the room spells its messages, by the configuration.
    dialect: RefCell<Dialect>,
    /// While nothing is connected before the late part has judged the configuration: whether it is to be then.
    held: Cell<Option<bool>>,
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
    archive: RefCell<Option<Run>>,
    /// When the part is asked for again, on the forward clock.
    part_due: Cell<u64>,
    emit: js_sys::Function,
    sockets: RefCell<Sorted<u64, Socket>>,
    promised: RefCell<Sorted<u64, Promised>>,
    /// Commands of the page that wait for the part, oldest first.
    asked: RefCell<Vec<Waiting>>,
    /// How numbers are written, once the part has read that.
    numbers: RefCell<Rc<Numbers>>,
    /// Set while the agent is asked: the request to answer, and what the form shows.
    asking: RefCell<Option<(u64, Rc<SignInAsk>)>>,
    /// What the agent answered. Kept in memory only, and dropped when the server refuses it.
    answer: RefCell<Option<Endpoint>>,
    timer: RefCell<Option<Timeout>>,
    clock: RefCell<Option<Interval>>,
    last_tick: Cell<Now>,
    listeners: RefCell<Vec<Listener>>,
    frame: RefCell<Option<Frame>>,
    /// What was asked for may still be answered; nothing is to begin any more.
    stopped: Cell<bool>,
}

impl Driver {
    /// Starts to connect. `emit` gets every public event as a plain object.
    pub(crate) fn start(config: Config, page: JsValue, way: Way, emit: js_sys::Function) -> Rc<Self> {
        let now = clock::now();
        let mut phone = Softphone::early(
            Dialect::default(),
            Limits::default(),
            clock::seed(),
            config.user.clone(),
        );
        phone.fold_names_with(lower);
        if let Some(silence) = config.silence {
            phone.replace_after((silence > 0).then_some(silence));
        }
        let driver = Rc::new_cyclic(|me: &Weak<Self>| Self {
            me: me.clone(),
            phone: RefCell::new(Box::new(phone)),
            store: Store::new(now.wall),
            group: Group::of(&config, &way),
            held: Cell::new(config.unsure.then_some(true)),
            dialect: RefCell::default(),
            config,
            way,
            page: RefCell::new(page),
            mistakes: RefCell::default(),
            waiting: Cell::new(false),
            early: RefCell::default(),
            aide: RefCell::default(),
            spot: RefCell::default(),
            archive: RefCell::default(),
            part_due: Cell::new(0),
            emit,
            sockets: RefCell::default(),
            promised: RefCell::default(),
            asked: RefCell::default(),
            numbers: RefCell::default(),
            asking: RefCell::default(),
            answer: RefCell::default(),
            timer: RefCell::default(),
            clock: RefCell::default(),
            last_tick: Cell::new(now),
            listeners: RefCell::default(),
            frame: RefCell::default(),
            stopped: Cell::new(false),
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
        driver.account(&driver.config.host, &driver.config.domain);
        if !watching::online() {
            driver.input(Input::Offline);
        }
        if !driver.config.unsure {
            driver.join();
        }
        driver.draw();
        driver
    }

    pub(crate) fn store(&self) -> Rc<Store> {
        self.store.clone()
    }

    pub(crate) fn snapshot(&self) -> JsValue {
        json::to_js(&self.phone.borrow_mut().snapshot(clock::now()).to_public())
    }

    /// Ends everything; what is still promised is rejected.
    pub(crate) fn stop(&self) {
        self.input(Input::Hidden);
        self.tabs(TabsInput::Leave);
        let aide = self.aide.take();
        drop(aide);
        self.drop_lock();
        self.stopped.set(true);
        self.timer.take();
        self.clock.take();
        self.listeners.take();
        self.frame.take();
        self.sockets.take();
        // Closes the database, once what was given to it is done.
        self.archive.take();
        for promised in self.promised.take().values() {
            reject(promised, &IntentError::Destroyed);
        }
        for waiting in self.asked.take() {
            reject(&waiting.promised, &IntentError::Destroyed);
        }
    }

    fn input(&self, input: Input<'_>) {
        self.phone.borrow_mut().handle(clock::now(), input);
        self.drain();
    }

    /// Does what the core wants. The core is never borrowed while the page is told: its listeners may call back.
    pub(crate) fn drain(&self) {
        if self.stopped.get() {
            return;
        }
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
        if let Told::Connection(connection) = told
            && connection.state != ConnectionState::Live
        {
            self.store.lose();
            self.refuse_asked(u64::MAX, &IntentError::NotConnected.to_string());
            if let Some(aide) = self.aide() {
                aide.lost(self);
            }
        }
        self.emit(&told.to_public());
    }

    /// What gets events.
    pub(crate) fn emitter(&self) -> &js_sys::Function {
        &self.emit
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
        if self.stopped.get() {
            return;
        }
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
        if self.stopped.get() || self.frame.borrow().is_some() {
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
            self.frame.replace(Some(Frame(number, closure)));
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
