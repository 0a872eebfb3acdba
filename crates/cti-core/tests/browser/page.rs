//! One page: its softphone, and what its user does.

use super::{ACCOUNT, Event, GROUP, World};
use cti_core::{
    Confirmation, Edit, Input, Intent, IntentError, Keep, Now, Phone, Snapshot, Softphone, TabsInput,
    TabsPresence, Told, keeper, share,
};
use cti_protocol::{Dialect, Id, Limits, Pii};
use std::collections::VecDeque;

pub struct Page {
    pub phone: Option<Box<dyn Phone>>,
    pub role: &'static str,
    pub frozen: bool,
    pub hung_until: u64,
    /// Timers fire only at whole multiples of this.
    pub throttle: u64,
    /// Nothing more goes into its socket.
    pub choked: bool,
    pub sockets: Vec<u64>,
    pub told: Vec<Told>,
    /// Commands that were asked for here, by their numbers here.
    pub asked: Vec<u64>,
    pub settled: Vec<(u64, Result<Confirmation, IntentError>)>,
    pub claimed: Vec<String>,
    pub(super) presence: TabsPresence,
    pub(super) skew: u64,
    pub(super) request: u64,
    pub(super) deferred: VecDeque<Event>,
    pub(super) tick_at: Option<u64>,
}

impl Page {
    pub fn awake(&self, now: u64) -> bool {
        self.phone.is_some() && !self.frozen && now >= self.hung_until
    }
}

/// A softphone of user 101 with its storage.
pub fn softphone(now: Now, seed: u64) -> Softphone {
    let me = Some(Id::text("101"));
    let mut phone = Softphone::new(Dialect::default(), Limits::default(), seed, me);
    phone.put_keeper(now, keeper(Keep::default(), |_| Box::new(|_| false)));
    phone.handle(now, Input::Account(ACCOUNT));
    phone
}

impl World {
    pub fn id(tab: usize) -> u64 {
        7_001 + 37 * tab as u64
    }

    fn page(&mut self) -> usize {
        let skew = self.below(40_000_000);
        self.pages.push(Page {
            phone: None,
            role: "waiting",
            frozen: false,
            hung_until: 0,
            throttle: 1,
            choked: false,
            sockets: Vec::new(),
            told: Vec::new(),
            asked: Vec::new(),
            settled: Vec::new(),
            claimed: Vec::new(),
            presence: TabsPresence {
                visible: true,
                sounds: true,
                ..TabsPresence::default()
            },
            skew,
            request: 0,
            deferred: VecDeque::new(),
            tick_at: None,
        });
        self.pages.len() - 1
    }

    /// Opens a page.
    pub fn open(&mut self) -> usize {
        let tab = self.page();
        let now = self.moment(tab);
        let phone = softphone(now, 11 + tab as u64);
        self.pages[tab].phone = Some(share(now, phone, GROUP, Self::id(tab)));
        self.begin(tab);
        tab
    }

    /// Opens a page that is connected by itself, as the first one is before it has the code to share that.
    pub fn open_unshared(&mut self) -> usize {
        let tab = self.page();
        let now = self.moment(tab);
        self.pages[tab].phone = Some(Box::new(softphone(now, 11 + tab as u64)));
        self.ask(tab, Intent::Connect).unwrap();
        tab
    }

    /// That page has the code now.
    pub fn share(&mut self, tab: usize) {
        let now = self.moment(tab);
        let phone = self.pages[tab].phone.take().and_then(Phone::into_softphone);
        self.pages[tab].phone = Some(share(now, phone.unwrap(), GROUP, Self::id(tab)));
        self.begin(tab);
    }

    fn begin(&mut self, tab: usize) {
        self.drain(tab);
        if !self.locks_work {
            self.tabs(tab, TabsInput::Unavailable);
        }
        let presence = self.pages[tab].presence;
        self.tabs(tab, TabsInput::Present(presence));
    }

    pub fn ask(&mut self, tab: usize, intent: Intent) -> Result<Option<u64>, IntentError> {
        let now = self.moment(tab);
        let result = self.pages[tab].phone.as_mut().unwrap().ask(now, intent);
        if let Ok(Some(number)) = result {
            self.pages[tab].asked.push(number);
        }
        self.drain(tab);
        result
    }

    pub fn dial(&mut self, tab: usize, number: &str) -> Result<Option<u64>, IntentError> {
        self.ask(
            tab,
            Intent::MakeCall {
                number: number.into(),
                user: None,
                caller_id: None,
                variables: Default::default(),
                again: false,
            },
        )
    }

    pub fn set(
        &mut self,
        tab: usize,
        call: &str,
        name: &str,
        value: &str,
    ) -> Result<Option<u64>, IntentError> {
        self.ask(
            tab,
            Intent::SetVariables {
                call: Id::text(call),
                variables: [(name.to_owned(), Pii::new(value))].into_iter().collect(),
            },
        )
    }

    /// Types a note in the place of what was noted.
    pub fn note(&mut self, tab: usize, call: &str, text: &str) -> Result<Option<u64>, IntentError> {
        let id = Id::text(call);
        let seen = self.see(tab);
        let mut known = seen.calls.iter().chain(seen.history.iter());
        let started_at = known
            .find(|known| known.id == id)
            .map_or(0, |call| call.started_at);
        self.ask(
            tab,
            Intent::Note {
                call: id,
                started_at,
                text: Pii::new(text),
            },
        )
    }

    pub fn edit(&mut self, tab: usize, call: &str, edit: Edit) -> Result<Option<u64>, IntentError> {
        let call = Id::text(call);
        self.ask(tab, Intent::Draft { call, edit })
    }

    pub fn see(&mut self, tab: usize) -> Snapshot {
        let now = self.moment(tab);
        self.pages[tab].phone.as_mut().unwrap().snapshot(now)
    }

    pub fn claim(&mut self, tab: usize, key: &str) {
        self.tabs(tab, TabsInput::Claim(key.to_owned()));
    }

    /// What became of a command, once it settled.
    pub fn settled(&self, tab: usize, number: u64) -> Vec<&Result<Confirmation, IntentError>> {
        let settled = self.pages[tab].settled.iter();
        settled
            .filter(|known| known.0 == number)
            .map(|(_, result)| result)
            .collect()
    }

    pub fn show(&mut self, tab: usize, visible: bool) {
        let focused_at = self.wall();
        let page = &mut self.pages[tab];
        page.presence.visible = visible;
        if visible {
            page.presence.focused_at = focused_at;
        }
        page.throttle = if visible { 1 } else { 1_000 };
        let presence = page.presence;
        if !visible {
            self.input(tab, Input::Hidden);
        }
        self.tabs(tab, TabsInput::Present(presence));
    }

    pub fn hang(&mut self, tab: usize, millis: u64) {
        self.pages[tab].hung_until = self.now + millis;
        self.schedule(millis, tab, Event::Wake);
    }

    pub(super) fn wake(&mut self, tab: usize) {
        if self.pages[tab].awake(self.now) {
            for event in std::mem::take(&mut self.pages[tab].deferred) {
                self.happen(tab, event);
            }
            self.pages[tab].tick_at = None;
            self.plan_tick(tab);
        }
    }

    pub fn freeze(&mut self, tab: usize) {
        self.input(tab, Input::Hidden);
        self.tabs(tab, TabsInput::Leave);
        self.pages[tab].frozen = true;
    }

    /// What was said while the page stood still never reaches it.
    pub fn miss(&mut self, tab: usize) {
        let deferred = &mut self.pages[tab].deferred;
        deferred.retain(|event| !matches!(event, Event::Heard(_)));
    }

    pub fn resume(&mut self, tab: usize) {
        self.pages[tab].frozen = false;
        self.tabs(tab, TabsInput::Resume);
        self.schedule(0, tab, Event::Wake);
    }

    pub fn close(&mut self, tab: usize) {
        self.input(tab, Input::Hidden);
        self.tabs(tab, TabsInput::Leave);
        self.crash(tab);
    }

    /// The page is gone without a word.
    pub fn crash(&mut self, tab: usize) {
        self.pages[tab].phone = None;
        self.pages[tab].sockets.clear();
        self.room.members.retain(|member| member.0 != tab);
        self.release_lock(tab);
    }

    pub fn living(&self) -> Vec<usize> {
        let pages = 0..self.pages.len();
        pages.filter(|tab| self.pages[*tab].phone.is_some()).collect()
    }

    pub fn leaders(&self) -> Vec<usize> {
        let leads = |tab: &usize| self.pages[*tab].role == "leading";
        self.living().into_iter().filter(leads).collect()
    }

    pub fn leader(&self) -> usize {
        let leaders = self.leaders();
        assert_eq!(leaders.len(), 1, "leaders: {leaders:?}");
        leaders[0]
    }
}
