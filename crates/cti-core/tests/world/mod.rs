//! A browser with several tabs, in virtual time: locks, a channel that may be as bad as one likes, and pages that close,
//! crash, freeze and hang. The state of a tab is the list of the entries that it applied.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

use cti_core::{
    Now,
    tabs::{Fate, Kind, Message, Origin, Output, Presence, Request, Role, TabId, Tabs},
};
use cti_protocol::Pii;
use std::collections::{BTreeMap, VecDeque};

pub const GROUP: &str = "example/101";
const EPOCH: i64 = 1_700_000_000_000;

/// How the channel and the browser treat what they carry.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// Of a thousand messages so many are lost.
    pub loss: u64,
    /// And so many doubled.
    pub double: u64,
    /// The longest delay of a message.
    pub delay: u64,
    /// Messages of one tab may overtake each other.
    pub disorder: bool,
    /// The longest delay of what the lock service says.
    pub locks: u64,
    /// The longest delay of the news that the lock was taken.
    pub lost: u64,
}

pub const FAIR: Weather = Weather {
    loss: 0,
    double: 0,
    delay: 10,
    disorder: false,
    locks: 5,
    lost: 5,
};

enum Event {
    Heard(String),
    Request {
        number: u64,
        steal: bool,
    },
    Granted {
        number: u64,
        epoch: u64,
    },
    Lost {
        number: u64,
    },
    Query {
        number: u64,
    },
    Checked {
        number: u64,
        held: bool,
        alive: Vec<TabId>,
    },
    Tick,
    Wake,
}

/// A command that was handed to a socket.
#[derive(Clone, Debug)]
pub struct Sent {
    pub at: u64,
    pub tab: usize,
    /// Which grant of the lock the tab relied on; none if it has a connection of its own.
    pub epoch: Option<u64>,
    pub what: String,
}

/// One page.
pub struct Page {
    pub tabs: Option<Tabs>,
    pub state: Vec<String>,
    pub stamps: Vec<u64>,
    pub frozen: bool,
    pub hung_until: u64,
    /// Timers fire only at whole multiples of this.
    pub throttle: u64,
    pub role: Role,
    pub asked: BTreeMap<Request, (Kind, String)>,
    pub fates: BTreeMap<Request, Vec<Fate>>,
    pub took: u64,
    /// The last that it spoke of.
    pub term: u64,
    /// When it last was opened or came back.
    pub since: u64,
    presence: Presence,
    skew: u64,
    request: u64,
    epoch: u64,
    deferred: VecDeque<Event>,
    tick_at: Option<u64>,
}

impl Page {
    pub fn awake(&self, now: u64) -> bool {
        self.tabs.is_some() && !self.frozen && now >= self.hung_until
    }
}

pub struct World {
    pub now: u64,
    pub weather: Weather,
    pub pages: Vec<Page>,
    pub sent: Vec<Sent>,
    /// When a tab last began to lead, and when the lock was last taken by force.
    pub led_at: u64,
    pub stolen_at: Option<u64>,
    pub holder: Option<(usize, u64)>,
    pub locks_work: bool,
    pub posts: u64,
    count: u64,
    queue: VecDeque<(usize, u64)>,
    epoch: u64,
    requests: u64,
    events: BTreeMap<(u64, u64), (usize, Event)>,
    order: u64,
    random: u64,
    last: BTreeMap<(usize, usize), u64>,
    names: u64,
}

impl World {
    pub fn new(seed: u64, weather: Weather) -> Self {
        Self {
            now: 1_000,
            weather,
            pages: Vec::new(),
            sent: Vec::new(),
            led_at: 0,
            stolen_at: None,
            holder: None,
            locks_work: true,
            posts: 0,
            count: 0,
            queue: VecDeque::new(),
            epoch: 0,
            requests: 0,
            events: BTreeMap::new(),
            order: 0,
            random: seed | 1,
            last: BTreeMap::new(),
            names: 0,
        }
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % limit.max(1)
    }

    pub fn id(tab: usize) -> TabId {
        TabId(7_001 + 37 * tab as u64)
    }

    pub fn moment(&self, tab: usize) -> Now {
        Now {
            mono: self.now + self.pages[tab].skew,
            wall: EPOCH + i64::try_from(self.now).unwrap(),
        }
    }

    fn schedule(&mut self, at: u64, tab: usize, event: Event) {
        self.order += 1;
        self.events.insert((at, self.order), (tab, event));
    }

    /// Opens a page, visible and allowed to sound.
    pub fn open(&mut self) -> usize {
        let tab = self.pages.len();
        let skew = self.below(5_000_000);
        self.pages.push(Page {
            tabs: None,
            state: Vec::new(),
            stamps: Vec::new(),
            frozen: false,
            hung_until: 0,
            throttle: 1,
            role: Role::Waiting,
            asked: BTreeMap::new(),
            fates: BTreeMap::new(),
            took: 0,
            term: 0,
            since: self.now,
            presence: Presence {
                visible: true,
                sounds: true,
                ..Presence::default()
            },
            skew,
            request: 0,
            epoch: 0,
            deferred: VecDeque::new(),
            tick_at: None,
        });
        let tabs = Tabs::start(self.moment(tab), Self::id(tab));
        self.pages[tab].tabs = Some(tabs);
        if !self.locks_work {
            self.with(tab, |tabs, now| tabs.unavailable(now));
        }
        let presence = self.pages[tab].presence;
        self.with(tab, |tabs, now| tabs.present(now, presence));
        tab
    }

    pub fn with(&mut self, tab: usize, act: impl FnOnce(&mut Tabs, Now)) {
        let now = self.moment(tab);
        if let Some(tabs) = &mut self.pages[tab].tabs {
            act(tabs, now);
            self.drain(tab);
        }
    }

    pub fn ask(&mut self, tab: usize, kind: Kind) -> Request {
        self.names += 1;
        let sort = match kind {
            Kind::Command => "command",
            Kind::Once => "once",
            Kind::Kept => "kept",
        };
        let what = format!("{sort} {tab} {}", self.names);
        let now = self.moment(tab);
        let tabs = self.pages[tab].tabs.as_mut().unwrap();
        let request = tabs.ask(now, kind, Pii::new(what.as_str()));
        self.pages[tab].asked.insert(request, (kind, what));
        self.drain(tab);
        request
    }

    /// The room says something to whoever is connected.
    pub fn frame(&mut self) {
        self.names += 1;
        let text = format!("frame {}", self.names);
        for tab in 0..self.pages.len() {
            if self.pages[tab].awake(self.now) && matches!(self.pages[tab].role, Role::Leader | Role::Alone) {
                self.with(tab, |tabs, now| tabs.publish(now, Pii::new(text.as_str())));
            }
        }
    }

    pub fn show(&mut self, tab: usize, visible: bool) {
        let focused_at = EPOCH + i64::try_from(self.now).unwrap();
        let page = &mut self.pages[tab];
        page.presence.visible = visible;
        if visible {
            page.presence.focused_at = focused_at;
        }
        page.throttle = if visible { 1 } else { 1_000 };
        let presence = page.presence;
        self.with(tab, |tabs, now| tabs.present(now, presence));
    }

    pub fn hang(&mut self, tab: usize, millis: u64) {
        let until = self.now + millis;
        self.pages[tab].hung_until = until;
        self.schedule(until, tab, Event::Wake);
    }

    pub fn freeze(&mut self, tab: usize) {
        self.with(tab, |tabs, _| tabs.leave());
        self.pages[tab].frozen = true;
    }

    pub fn resume(&mut self, tab: usize) {
        self.pages[tab].frozen = false;
        self.pages[tab].since = self.now;
        self.with(tab, Tabs::resume);
        self.schedule(self.now, tab, Event::Wake);
    }

    pub fn close(&mut self, tab: usize) {
        self.with(tab, |tabs, _| tabs.leave());
        self.crash(tab);
    }

    /// The page is gone without a word.
    pub fn crash(&mut self, tab: usize) {
        self.pages[tab].tabs = None;
        self.release(tab);
    }

    fn release(&mut self, tab: usize) {
        self.queue.retain(|waiting| waiting.0 != tab);
        if self.holder.is_some_and(|holder| holder.0 == tab) {
            self.holder = None;
        }
        self.grant();
    }

    fn grant(&mut self) {
        if self.holder.is_none()
            && let Some((tab, number)) = self.queue.pop_front()
        {
            self.holder = Some((tab, number));
            self.epoch += 1;
            let epoch = self.epoch;
            let at = self.now + self.lock_delay();
            self.schedule(at, tab, Event::Granted { number, epoch });
        }
    }

    fn lock_delay(&mut self) -> u64 {
        self.below(self.weather.locks + 1)
    }

    fn lock_request(&mut self, tab: usize, number: u64, steal: bool) {
        // A request takes the place of the one before.
        if self.pages[tab].request != number || self.pages[tab].tabs.is_none() {
            return;
        }
        self.queue.retain(|waiting| waiting.0 != tab);
        if steal && let Some((from, old)) = self.holder.take() {
            self.stolen_at = Some(self.now);
            let at = self.now + self.below(self.weather.lost + 1);
            self.schedule(at, from, Event::Lost { number: old });
        }
        if steal {
            self.queue.push_front((tab, number));
        } else {
            self.queue.push_back((tab, number));
        }
        self.grant();
    }

    fn post(&mut self, from: usize, message: &Message) {
        self.posts += 1;
        self.pages[from].term = message.term;
        let text = message.encode(GROUP);
        assert_eq!(Message::decode(GROUP, &text).as_ref(), Some(message), "{text}");
        for to in (0..self.pages.len()).filter(|to| *to != from) {
            if self.pages[to].tabs.is_none() || self.below(1_000) < self.weather.loss {
                continue;
            }
            let copies = 1 + u64::from(self.below(1_000) < self.weather.double);
            for _ in 0..copies {
                let mut at = self.now + self.below(self.weather.delay + 1);
                if !self.weather.disorder {
                    let last = self.last.entry((from, to)).or_default();
                    at = at.max(*last);
                    *last = at;
                }
                self.schedule(at, to, Event::Heard(text.clone()));
            }
        }
    }

    fn drain(&mut self, tab: usize) {
        while let Some(output) = self.pages[tab].tabs.as_mut().and_then(Tabs::poll) {
            match output {
                Output::RequestLock { steal } => {
                    self.requests += 1;
                    let number = self.requests;
                    self.pages[tab].request = number;
                    let at = self.now + self.lock_delay();
                    self.schedule(at, tab, Event::Request { number, steal });
                }
                Output::ReleaseLock => {
                    self.pages[tab].request = 0;
                    self.release(tab);
                }
                Output::CheckLock { number } => {
                    let at = self.now + self.lock_delay();
                    self.schedule(at, tab, Event::Query { number });
                }
                Output::Post(message) => self.post(tab, &message),
                Output::TakeState(state) => {
                    self.pages[tab].took += 1;
                    self.pages[tab].state = state.as_str().lines().map(str::to_owned).collect();
                }
                Output::GiveState => {
                    let state = Pii::new(self.pages[tab].state.join("\n"));
                    if let Some(tabs) = &mut self.pages[tab].tabs {
                        tabs.state_ready(state);
                    }
                }
                Output::Apply {
                    payload,
                    stamp,
                    origin,
                } => self.apply(tab, payload.as_str(), stamp, origin),
                Output::Become(role) => {
                    self.pages[tab].role = role;
                    if role == Role::Leader {
                        self.led_at = self.now;
                    }
                }
                Output::Settle { request, fate } => {
                    self.pages[tab].fates.entry(request).or_default().push(fate);
                }
                Output::Due => self.with(tab, |tabs, now| tabs.publish(now, "tick".into())),
                Output::Presence => {}
            }
        }
        self.plan_tick(tab);
    }

    fn apply(&mut self, tab: usize, payload: &str, stamp: Now, _origin: Option<Origin>) {
        let page = &mut self.pages[tab];
        page.state.push(format!("{payload} @{}", stamp.mono));
        page.stamps.push(stamp.mono);
        if payload.starts_with("command") && matches!(page.role, Role::Leader | Role::Alone) {
            self.sent.push(Sent {
                at: self.now,
                tab,
                epoch: (page.role == Role::Leader).then_some(page.epoch),
                what: payload.to_owned(),
            });
        }
    }

    fn plan_tick(&mut self, tab: usize) {
        let page = &self.pages[tab];
        let Some(due) = page.tabs.as_ref().and_then(Tabs::deadline) else {
            return;
        };
        let at = due
            .saturating_sub(page.skew)
            .max(self.now + 1)
            .next_multiple_of(page.throttle);
        if page.tick_at.is_none_or(|known| known <= self.now || at < known) {
            self.pages[tab].tick_at = Some(at);
            self.schedule(at, tab, Event::Tick);
        }
    }

    fn happen(&mut self, tab: usize, event: Event) {
        match event {
            Event::Request { number, steal } => self.lock_request(tab, number, steal),
            // Other events wait until the page can run.
            _ if self.pages[tab].tabs.is_none() => {}
            Event::Query { number } => {
                let held = self.holder.is_some_and(|holder| holder.0 == tab);
                let living = |page: &Page| page.tabs.is_some() && !page.frozen;
                let pages = self.pages.iter().enumerate().filter(|(_, page)| living(page));
                let alive = pages.map(|(tab, _)| Self::id(tab)).collect();
                let at = self.now + self.lock_delay();
                self.schedule(at, tab, Event::Checked { number, held, alive });
            }
            Event::Tick if self.pages[tab].frozen => {}
            Event::Wake => {
                if self.pages[tab].awake(self.now) {
                    for event in std::mem::take(&mut self.pages[tab].deferred) {
                        self.happen(tab, event);
                    }
                    self.plan_tick(tab);
                }
            }
            event if !self.pages[tab].awake(self.now) => {
                self.pages[tab].deferred.push_back(event);
            }
            Event::Heard(text) => {
                let message = Message::decode(GROUP, &text).unwrap();
                self.with(tab, |tabs, now| tabs.hear(now, message));
            }
            Event::Granted { number, epoch } => {
                if self.pages[tab].request == number {
                    self.pages[tab].epoch = epoch;
                    self.with(tab, Tabs::granted);
                } else {
                    // Asked for no longer: the page gives it back.
                    if self.holder == Some((tab, number)) {
                        self.holder = None;
                        self.grant();
                    }
                }
            }
            Event::Lost { number } => {
                if self.pages[tab].request == number {
                    self.with(tab, Tabs::lost);
                }
            }
            Event::Checked { number, held, alive } => {
                self.with(tab, |tabs, now| tabs.checked(now, number, held, &alive));
            }
            Event::Tick => {
                let due = self.pages[tab].tabs.as_ref().and_then(Tabs::deadline);
                if due.is_some_and(|due| due <= self.moment(tab).mono) {
                    self.with(tab, Tabs::tick);
                }
                self.plan_tick(tab);
            }
        }
    }

    /// Lets time pass; looks after each event.
    pub fn pass_and(&mut self, millis: u64, mut look: impl FnMut(&Self)) {
        let until = self.now + millis;
        while let Some(entry) = self.events.first_entry() {
            if entry.key().0 > until {
                break;
            }
            let ((at, _), (tab, event)) = entry.remove_entry();
            self.now = at.max(self.now);
            self.count += 1;
            assert!(
                self.count < 100_000,
                "no rest: {} posts of {} events",
                self.posts,
                self.count
            );
            self.happen(tab, event);
            look(self);
        }
        self.now = until;
    }

    pub fn pass(&mut self, millis: u64) {
        self.pass_and(millis, |_| {});
    }

    /// The term that a tab leads, as it tells when it goes.
    pub fn term(&self, tab: usize) -> u64 {
        self.pages[tab].term
    }

    pub fn living(&self) -> Vec<usize> {
        (0..self.pages.len())
            .filter(|tab| self.pages[*tab].tabs.is_some())
            .collect()
    }

    pub fn leaders(&self) -> Vec<usize> {
        let leads = |tab: &usize| {
            self.pages[*tab]
                .tabs
                .as_ref()
                .is_some_and(|tabs| tabs.role() == Role::Leader)
        };
        (0..self.pages.len()).filter(leads).collect()
    }

    /// What went wrong so far, whatever the weather: two senders, or a command sent twice.
    pub fn two_senders(&self) -> Option<String> {
        let mut epoch = 0;
        for sent in &self.sent {
            let Some(relied_on) = sent.epoch else { continue };
            if relied_on < epoch {
                return Some(format!("sent by an earlier leader: {sent:?} in {:?}", self.sent));
            }
            epoch = relied_on;
        }
        let mut all: Vec<&str> = self.sent.iter().map(|sent| sent.what.as_str()).collect();
        all.sort_unstable();
        let twice = all.windows(2).find(|pair| pair[0] == pair[1]);
        twice.map(|pair| format!("sent twice: {pair:?}"))
    }
}
