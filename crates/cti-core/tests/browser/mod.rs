//! A browser with several pages, in virtual time, and a room: whole softphones that share one connection, with locks, a
//! channel, sockets, timers and storage, and pages that close, crash, freeze and hang.

#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "each test uses its own part"
)]
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

pub mod acts;
mod locks;
mod page;
mod picture;
mod room;
#[path = "../common/store.rs"]
mod store;

pub use page::Page;
pub use picture::Picture;
pub use room::{Door, Manner, Room};
pub use store::Store;

use cti_core::{Input, Now, Output, TabsInput, TabsOutput};
use cti_protocol::{Endpoint, Plaintext, Secret};
use locks::Locks;
use std::collections::BTreeMap;

pub const GROUP: &str = "example/101";
pub const ACCOUNT: &str = "cti.example.com/acme";
pub const EPOCH: i64 = 1_700_000_000_000;

/// How the channel and the browser treat what they carry.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// Of a thousand messages so many are lost.
    pub loss: u64,
    /// The longest delay of a message. Those of one page keep their order.
    pub delay: u64,
    /// The longest delay of what the lock service says.
    pub locks: u64,
}

pub const FAIR: Weather = Weather {
    loss: 0,
    delay: 5,
    locks: 5,
};

#[derive(Clone, Debug)]
pub enum Event {
    // Where the page does not matter.
    Request {
        number: u64,
        steal: bool,
    },
    Query {
        number: u64,
    },
    /// A frame comes to the room, and a socket to its door.
    Arrive {
        socket: u64,
        text: String,
    },
    Knock {
        socket: u64,
    },
    Wake,
    // What the page hears when it runs.
    Heard(String),
    Granted {
        number: u64,
    },
    Lost {
        number: u64,
    },
    Checked {
        number: u64,
        held: bool,
        alive: Vec<u64>,
    },
    Credentials {
        request: u64,
    },
    Opened {
        socket: u64,
    },
    Frame {
        socket: u64,
        text: String,
    },
    Closed {
        socket: u64,
        code: u16,
    },
    Archived {
        job: u64,
        answer: cti_core::Answer,
    },
    Tick,
}

pub struct World {
    pub now: u64,
    pub weather: Weather,
    pub pages: Vec<Page>,
    pub room: Room,
    pub store: Store,
    /// How long storage takes.
    pub storage: u64,
    pub locks_work: bool,
    pub trace: bool,
    locks: Locks,
    events: BTreeMap<(u64, u64), (usize, Event)>,
    order: u64,
    random: u64,
    last: BTreeMap<(usize, usize), u64>,
    /// How much happened so far.
    pub count: u64,
}

impl World {
    pub fn new() -> Self {
        Self::with(7, FAIR)
    }

    pub fn with(seed: u64, weather: Weather) -> Self {
        Self {
            now: 1_000,
            weather,
            pages: Vec::new(),
            room: Room::default(),
            store: Store::default(),
            storage: 2,
            locks_work: true,
            trace: false,
            locks: Locks::default(),
            events: BTreeMap::new(),
            order: 0,
            random: seed | 1,
            last: BTreeMap::new(),
            count: 0,
        }
    }

    /// So many pages, one after the other, the first of which is connected.
    pub fn of(pages: usize) -> Self {
        let mut world = Self::new();
        for _ in 0..pages {
            world.open();
            world.pass(500);
        }
        world
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % limit.max(1)
    }

    pub fn wall(&self) -> i64 {
        EPOCH + i64::try_from(self.now).unwrap()
    }

    pub fn moment(&self, tab: usize) -> Now {
        Now {
            mono: self.now + self.pages[tab].skew,
            wall: self.wall(),
        }
    }

    fn schedule(&mut self, after: u64, tab: usize, event: Event) {
        self.order += 1;
        self.events.insert((self.now + after, self.order), (tab, event));
    }

    /// Hands something in, and does what comes of it.
    pub fn input(&mut self, tab: usize, input: Input<'_>) {
        let now = self.moment(tab);
        if let Some(phone) = &mut self.pages[tab].phone {
            phone.handle(now, input);
            self.drain(tab);
        }
    }

    pub fn tabs(&mut self, tab: usize, input: TabsInput) {
        self.input(tab, Input::Tabs(input));
    }

    fn drain(&mut self, tab: usize) {
        while let Some(output) = self.pages[tab].phone.as_mut().and_then(|phone| phone.poll()) {
            if self.trace {
                eprintln!("{} tab {tab} -> {output:?}", self.now);
            }
            self.carry_out(tab, output);
        }
        self.plan_tick(tab);
    }

    fn carry_out(&mut self, tab: usize, output: Output) {
        match output {
            Output::AskCredentials { request } => self.schedule(1, tab, Event::Credentials { request }),
            Output::Open { socket, .. } => self.knock(tab, socket),
            Output::Send { command, .. } if self.pages[tab].choked => {
                if let Some(command) = command {
                    let now = self.moment(tab);
                    if let Some(phone) = &mut self.pages[tab].phone {
                        phone.handle(now, Input::Unsent { command });
                    }
                }
            }
            Output::Send { socket, text, .. } => self.send(tab, socket, text),
            Output::Close { socket } => self.leave_room(tab, socket),
            Output::Tell(told) => self.pages[tab].told.push(told),
            Output::Archive(job) => {
                let answer = self.store.run(&job);
                let job = job.number;
                self.schedule(self.storage, tab, Event::Archived { job, answer });
            }
            Output::Settled { command, result } => self.pages[tab].settled.push((command, result)),
            Output::Tabs(output) => self.neighbour(tab, output),
        }
    }

    fn neighbour(&mut self, tab: usize, output: TabsOutput) {
        match output {
            TabsOutput::RequestLock { steal } => self.request_lock(tab, steal),
            TabsOutput::ReleaseLock => self.release_lock(tab),
            TabsOutput::CheckLock { number } => {
                let after = self.lock_delay();
                self.schedule(after, tab, Event::Query { number });
            }
            TabsOutput::Post(text) => self.post(tab, &text),
            TabsOutput::Role(role) => self.pages[tab].role = role,
            TabsOutput::Presence => {}
            TabsOutput::Claimed(key) => self.pages[tab].claimed.push(key),
        }
    }

    fn post(&mut self, from: usize, text: &str) {
        for to in (0..self.pages.len()).filter(|to| *to != from) {
            if self.pages[to].phone.is_none() || self.below(1_000) < self.weather.loss {
                continue;
            }
            let mut at = self.now + self.below(self.weather.delay + 1);
            let last = self.last.entry((from, to)).or_default();
            at = at.max(*last);
            *last = at;
            self.schedule(at - self.now, to, Event::Heard(text.to_owned()));
        }
    }

    fn plan_tick(&mut self, tab: usize) {
        let now = self.moment(tab);
        let page = &self.pages[tab];
        let Some(due) = page.phone.as_ref().and_then(|phone| phone.deadline(now)) else {
            return;
        };
        let at = due
            .saturating_sub(page.skew)
            .max(self.now + 1)
            .next_multiple_of(page.throttle);
        if page.tick_at.is_none_or(|known| known <= self.now || at < known) {
            self.pages[tab].tick_at = Some(at);
            self.schedule(at - self.now, tab, Event::Tick);
        }
    }

    fn happen(&mut self, tab: usize, event: Event) {
        match event {
            Event::Request { number, steal } => self.lock_asked(tab, number, steal),
            Event::Arrive { socket, text } => self.arrive(tab, socket, &text),
            _ if self.pages[tab].phone.is_none() => {}
            Event::Knock { socket } => self.let_in(tab, socket),
            Event::Query { number } => self.lock_query(tab, number),
            Event::Wake => self.wake(tab),
            event if !self.pages[tab].awake(self.now) => {
                if !matches!(event, Event::Tick) {
                    self.pages[tab].deferred.push_back(event);
                }
            }
            Event::Heard(text) => self.tabs(tab, TabsInput::Heard(text)),
            Event::Granted { number } => self.granted(tab, number),
            Event::Lost { number } => {
                if self.pages[tab].request == number {
                    self.tabs(tab, TabsInput::Lost);
                }
            }
            Event::Checked { number, held, alive } => {
                self.tabs(tab, TabsInput::Checked { number, held, alive });
            }
            Event::Credentials { request } => {
                let token = Secret::new("t0ken");
                let endpoint = Endpoint::new("cti.example.com", "acme", "1", &token, Plaintext::LoopbackOnly);
                let answer = Ok(endpoint.unwrap());
                self.input(tab, Input::Credentials { request, answer });
            }
            Event::Opened { socket } => self.input(tab, Input::Opened { socket }),
            Event::Frame { socket, text } => {
                if self.pages[tab].sockets.contains(&socket) {
                    let text = text.as_str();
                    self.input(tab, Input::Frame { socket, text });
                }
            }
            Event::Closed { socket, code } => {
                if self.pages[tab].sockets.contains(&socket) {
                    self.pages[tab].sockets.retain(|known| *known != socket);
                    self.input(tab, Input::Closed { socket, code });
                }
            }
            Event::Archived { job, answer } => self.input(tab, Input::Archived { job, answer }),
            Event::Tick => {
                let now = self.moment(tab);
                let due = self.pages[tab]
                    .phone
                    .as_ref()
                    .and_then(|phone| phone.deadline(now));
                if due.is_some_and(|due| due <= now.mono) {
                    self.input(tab, Input::Tick);
                }
                self.plan_tick(tab);
            }
        }
    }

    /// Lets time pass; looks after each event.
    pub fn pass_and(&mut self, millis: u64, mut look: impl FnMut(&mut Self)) {
        let until = self.now + millis;
        let limit = self.count + 200 * millis + 20_000;
        while let Some(entry) = self.events.first_entry() {
            if entry.key().0 > until {
                break;
            }
            let ((at, _), (tab, event)) = entry.remove_entry();
            self.now = at.max(self.now);
            self.count += 1;
            assert!(self.count < limit, "no rest after {} events", self.count);
            if self.trace {
                eprintln!("{} tab {tab} <- {event:?}", self.now);
            }
            self.happen(tab, event);
            look(self);
        }
        self.now = until;
    }

    pub fn pass(&mut self, millis: u64) {
        self.pass_and(millis, |_| {});
    }
}
