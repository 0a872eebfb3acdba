//! A softphone in virtual time: frames are fed as text, what it sends is read back as JSON.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "a test's bench: each file uses its own part, and what fails there fails the test"
)]

use cti_core::{
    BoxedKeeper, Call, Confirmation, ConnectionState, Input, Intent, IntentError, Job, Keep, Now, Output,
    Snapshot, Softphone, Told, keeper,
};
use cti_protocol::{Dialect, Endpoint, Id, Limits, Plaintext, Secret};
use serde_json::{Value, json};
use std::rc::Rc;

mod store;
pub use store::Store;

pub struct Bench {
    pub phone: Softphone,
    pub now: Now,
    pub socket: u64,
    pub request: Option<u64>,
    pub sent: Vec<Value>,
    pub told: Vec<Told>,
    pub settled: Vec<(u64, Result<Confirmation, IntentError>)>,
    pub opened: usize,
    pub closed: Vec<u64>,
    /// Where its history is kept; jobs wait while it does not answer.
    pub store: Store,
    pub jobs: Vec<Job>,
    pub answers: bool,
    /// Commands that were sent, and on which socket.
    pub commands: Vec<(u64, u64)>,
}

pub const START: i64 = 1_700_000_000_000;

/// An event of a call at a user's phone.
pub fn call_event(event: &str, call: &str, user: &str, more: Value) -> Value {
    let mut data = json!({"call_id": call, "user_id": user});
    data.as_object_mut()
        .unwrap()
        .extend(more.as_object().cloned().unwrap_or_default());
    json!({"event": event, "sender_id": "phone", "data": data})
}

impl Bench {
    /// A softphone of user 101 that was told to connect.
    pub fn new() -> Self {
        Self::with_store(&Store::default())
    }

    /// The same with this storage, which is used as soon as the account is known.
    pub fn with_store(store: &Store) -> Self {
        Self::with_keeper(store, keeper(Keep::default(), |_| Box::new(|_| false)))
    }

    /// The same with this keeper.
    pub fn with_keeper(store: &Store, keeper: BoxedKeeper) -> Self {
        let mut bench = Self::without_keeper(store);
        bench.put_keeper(keeper);
        bench
    }

    pub fn put_keeper(&mut self, keeper: BoxedKeeper) {
        self.phone.put_keeper(self.now, keeper);
        self.drain();
    }

    /// The same while the keeper is not here yet.
    pub fn without_keeper(store: &Store) -> Self {
        let mut bench = Self {
            phone: Softphone::new(Dialect::default(), Limits::default(), 7, Some(Id::text("101"))),
            now: Now {
                mono: 1_000,
                wall: START,
            },
            socket: 0,
            request: None,
            sent: Vec::new(),
            told: Vec::new(),
            settled: Vec::new(),
            opened: 0,
            closed: Vec::new(),
            store: store.clone(),
            jobs: Vec::new(),
            answers: true,
            commands: Vec::new(),
        };
        bench.ask(Intent::Connect).unwrap();
        bench
    }

    /// The same, in the room.
    pub fn live() -> Self {
        let mut bench = Self::new();
        bench.join();
        bench
    }

    pub fn join(&mut self) {
        self.authorize();
        self.open();
        self.greet();
    }

    pub fn authorize(&mut self) {
        let request = self.request.take().expect("asked for credentials");
        let endpoint = Endpoint::new(
            "cti.example.com",
            "acme",
            "1",
            &Secret::new("t0ken"),
            Plaintext::LoopbackOnly,
        );
        self.input(Input::Credentials {
            request,
            answer: Ok(endpoint.unwrap()),
        });
    }

    pub fn open(&mut self) {
        let socket = self.socket;
        self.input(Input::Opened { socket });
    }

    pub fn greet(&mut self) {
        self.frame(&json!({"event": "connection_accepted", "sender_id": "s1", "data": {}}));
    }

    pub fn frame(&mut self, frame: &Value) {
        self.text(&frame.to_string());
    }

    pub fn text(&mut self, text: &str) {
        self.text_on(self.socket, text);
    }

    /// A frame on a certain socket: two may be in the room for a moment.
    pub fn text_on(&mut self, socket: u64, text: &str) {
        self.input(Input::Frame { socket, text });
    }

    pub fn frame_on(&mut self, socket: u64, frame: &Value) {
        self.text_on(socket, &frame.to_string());
    }

    pub fn close_on(&mut self, socket: u64, code: u16) {
        self.input(Input::Closed { socket, code });
    }

    /// The machine sleeps for so long. The forward clock stands still meanwhile, as it does in most browsers.
    pub fn sleep(&mut self, millis: i64) {
        let since = self.now.wall;
        self.now.wall += millis;
        self.input(Input::Woke { since });
    }

    pub fn state(&mut self) -> ConnectionState {
        self.see().connection.state
    }

    pub fn get(&self, call: &str) -> Rc<Call> {
        self.phone.call(&Id::text(call)).unwrap().clone()
    }

    /// An event of a call at a user's phone.
    pub fn call(&mut self, event: &str, call: &str, user: &str, more: Value) {
        self.frame(&call_event(event, call, user, more));
    }

    pub fn status(&mut self, user: &str, name: &str, status: &str) {
        let user = json!({"id": user, "name": name});
        self.frame(
            &json!({"event": "status_changed", "sender_id": "p", "data": {"user": user, "status": status}}),
        );
    }

    pub fn close(&mut self, code: u16) {
        let socket = self.socket;
        self.input(Input::Closed { socket, code });
    }

    pub fn input(&mut self, input: Input<'_>) {
        self.phone.handle(self.now, input);
        self.drain();
    }

    pub fn ask(&mut self, intent: Intent) -> Result<Option<u64>, IntentError> {
        let result = self.phone.ask(self.now, intent);
        self.drain();
        result
    }

    pub fn dial(&mut self, number: &str, again: bool) -> Result<Option<u64>, IntentError> {
        self.ask(Intent::MakeCall {
            number: number.into(),
            user: None,
            caller_id: None,
            variables: Default::default(),
            again,
        })
    }

    /// Lets time pass; ticks as the deadlines say.
    pub fn pass(&mut self, millis: u64) {
        let end = self.now.mono + millis;
        while let Some(at) = self.phone.deadline(self.now).filter(|at| *at <= end) {
            let step = at.saturating_sub(self.now.mono).max(1);
            self.now = Now {
                mono: self.now.mono + step,
                wall: self.now.wall + i64::try_from(step).unwrap(),
            };
            self.input(Input::Tick);
        }
        let rest = end.saturating_sub(self.now.mono);
        self.now = Now {
            mono: end.max(self.now.mono),
            wall: self.now.wall + i64::try_from(rest).unwrap(),
        };
    }

    pub fn see(&mut self) -> Snapshot {
        self.phone.snapshot(self.now)
    }

    /// Lets the storage answer, or be slow.
    pub fn store_answers(&mut self, answers: bool) {
        self.answers = answers;
        self.drain();
    }

    fn drain(&mut self) {
        self.poll();
        while self.answers && !self.jobs.is_empty() {
            let job = self.jobs.remove(0);
            let answer = self.store.run(&job);
            self.phone.handle(
                self.now,
                Input::Archived {
                    job: job.number,
                    answer,
                },
            );
            self.poll();
        }
    }

    fn poll(&mut self) {
        while let Some(output) = self.phone.poll() {
            match output {
                Output::AskCredentials { request } => self.request = Some(request),
                Output::Open { socket, .. } => {
                    self.opened += 1;
                    self.socket = socket;
                }
                Output::Send {
                    socket,
                    text,
                    command,
                } => {
                    self.sent.push(serde_json::from_str(&text).unwrap());
                    self.commands.extend(command.map(|command| (command, socket)));
                }
                Output::Close { socket } => self.closed.push(socket),
                Output::Tell(told) => self.told.push(told),
                Output::Settled { command, result } => self.settled.push((command, result)),
                Output::Archive(job) => self.jobs.push(job),
                Output::Tabs(_) => unreachable!("this softphone is not shared"),
            }
        }
    }
}
