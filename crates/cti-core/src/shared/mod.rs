//! A softphone that several tabs of a browser share: one of them is connected, all have its state.
//!
//! [`crate::tabs`] decides who leads and keeps the log; what stands in the log, and what it does to a softphone, is
//! decided here. The tab that leads enters what happens to its connection, every tab what is asked of it; and all do what
//! the log says, the one that leads also on the network.

mod asked;
mod claims;
mod hands;
mod state;
mod typing;

use crate::{
    alerts::Duty,
    hands::Hands,
    intent::Intent,
    io::{Input, Output, TabsInput, TabsOutput},
    keeper::{BoxedKeeper, Event},
    model::Input as ModelInput,
    phone::{Duties, Phone},
    replica::{Entry, VERSION},
    session::{Missed, Turn},
    snapshot::{Ask, Call, Connection, ConnectionState, IntentError, Reason, Snapshot},
    softphone::Softphone,
    tabs::{Kind, Message, Origin, Output as TabsSay, Role, TabId, Tabs, name, popper, ringer},
    time::{Millis, Now, SECOND},
};
use asked::Asked;
use claims::Claims;
use cti_protocol::{Id, Pii};
use std::{collections::VecDeque, rc::Rc};

/// A leader that says nothing of a deadline that passed is asked so often.
const OVERDUE_AGAIN: Millis = SECOND;

/// One tab's softphone.
struct Shared {
    phone: Softphone,
    tabs: Tabs,
    /// Whose messages are read.
    group: String,
    asked: Asked,
    claims: Claims,
    /// Those of this tab: a state without one may come, and then it is claimed again.
    claimed: Claims,
    /// How the connection stands, as the others were told.
    told: Connection,
    /// When the leader was last heard of, by the wall clock: until then the room was heard.
    heard: i64,
    /// When the leader may be asked again to look at a deadline.
    overdue: Millis,
    /// How far the clock of the log was ahead when that was last looked at.
    was_ahead: i64,
    outputs: VecDeque<Output>,
}

/// The name of the lock and of the channel of a group, whose account and user this is. What tabs tell each other has a
/// version of its own: those that would misread each other are not in one group.
pub fn group_name(whose: &str) -> String {
    name(&[&VERSION.to_string(), "/", whose].concat())
}

/// Makes a softphone that of one tab in a group. The group's lock is asked for by [`TabsOutput::RequestLock`]; a page that
/// has it already, and may be connected already, says so by [`TabsInput::Granted`].
pub fn share(now: Now, phone: Softphone, group: &str, tab: u64) -> Box<dyn Phone> {
    let mut shared = Shared {
        told: phone.connection().clone(),
        asked: Asked::with(phone.commands()),
        phone,
        tabs: Tabs::start(now, TabId(tab)),
        group: group.to_owned(),
        claims: Claims::default(),
        claimed: Claims::default(),
        heard: now.wall,
        overdue: 0,
        was_ahead: 0,
        outputs: VecDeque::new(),
    };
    shared.phone.shared = true;
    if !shared.phone.is_connecting() {
        if shared.told.state == ConnectionState::Stopped {
            // Somebody wanted it so before there was anybody to share that with.
            shared.phone.follow(shared.told.clone());
        }
        shared.phone.stand_by(now);
    }
    shared.settle(now);
    Box::new(shared)
}

impl Shared {
    fn leads(&self) -> bool {
        matches!(self.tabs.role(), Role::Leader | Role::Alone)
    }

    /// How far the clock of the log is ahead of the own one.
    fn ahead(&self, now: Now) -> i64 {
        let shared = self.tabs.shared_now(now).mono.cast_signed();
        shared.saturating_sub(now.mono.cast_signed())
    }

    /// Enters something that happened to the connection.
    fn enter(&mut self, now: Now, entry: Entry) {
        if !self.leads() {
            return;
        }
        match self.tabs.unheard(now) {
            // Nobody else reads it, so it need not be written.
            Some(stamp) => self.apply(now, stamp, entry, None),
            None => self.tabs.publish(now, entry.to_text()),
        }
        self.settle(now);
    }

    fn turned(&mut self, now: Now, turn: Option<Turn>) {
        let entry = match turn {
            None => return,
            Some(Turn::Joined) => Entry::Joined,
            Some(Turn::Lost { reason, from }) => Entry::Lost { reason, from },
            Some(Turn::Missed(missed)) => Entry::Missed {
                reason: missed.reason,
                from: missed.from,
                to: missed.to,
                certain_after: missed.certain_after.saturating_add_signed(self.ahead(now)),
            },
        };
        self.enter(now, entry);
    }

    /// Does what the log says, and notes what it came to for whoever asked for it here.
    fn apply(&mut self, now: Now, stamp: Now, entry: Entry, origin: Option<Origin>) {
        self.heard = stamp.wall;
        let own = origin
            .filter(|origin| origin.tab == self.tabs.me())
            .map(|origin| origin.request);
        let result = self.enact(now, stamp, entry, own.is_some());
        if let Some(request) = own {
            self.asked.answered(request, result);
        }
    }

    fn enact(&mut self, now: Now, stamp: Now, entry: Entry, own: bool) -> Result<Option<u64>, IntentError> {
        let leads = self.leads();
        let phone = &mut self.phone;
        match entry {
            Entry::Frame(text) => phone.read(stamp, &text),
            Entry::Joined => phone.tell(stamp, ModelInput::Joined),
            Entry::Lost { reason, from } => phone.tell(stamp, ModelInput::Lost(reason, from)),
            Entry::Missed {
                reason,
                from,
                to,
                certain_after,
            } => {
                let missed = Missed {
                    reason,
                    from,
                    to,
                    certain_after,
                };
                phone.tell(stamp, ModelInput::Missed(&missed));
            }
            Entry::Unsent(command) => phone.tell(stamp, ModelInput::Unsent(command)),
            Entry::Tick => phone.tell(stamp, ModelInput::Tick),
            Entry::Recalled(recalled) => {
                let _ = phone.keep(stamp, Event::Recalled(recalled));
            }
            Entry::Connection(connection) if !leads => phone.follow(connection),
            Entry::Connection(_) => {}
            Entry::Claim(key) => {
                if self.claims.take(&key) && own && self.claimed.take(&key) {
                    self.say(TabsOutput::Claimed(key));
                }
            }
            Entry::Intent(Intent::Connect) if leads => phone.connect(now),
            Entry::Intent(Intent::Disconnect) if leads => {
                let turn = phone.disconnect(now, Reason::Disconnected);
                self.turned(now, turn);
            }
            Entry::Intent(Intent::Connect | Intent::Disconnect) => {}
            Entry::Intent(intent) => return phone.carry_out(stamp, intent),
        }
        Ok(None)
    }

    fn say(&mut self, output: TabsOutput) {
        self.outputs.push_back(Output::Tabs(output));
    }

    /// Does what the tabs want, until they want nothing more; then takes over what the softphone wants.
    fn settle(&mut self, now: Now) {
        while let Some(said) = self.tabs.poll() {
            match said {
                TabsSay::RequestLock { steal } => self.say(TabsOutput::RequestLock { steal }),
                TabsSay::ReleaseLock => self.say(TabsOutput::ReleaseLock),
                TabsSay::CheckLock { number } => self.say(TabsOutput::CheckLock { number }),
                TabsSay::Post(message) => {
                    let text = message.encode(&self.group);
                    self.say(TabsOutput::Post(text));
                }
                TabsSay::Presence => self.say(TabsOutput::Presence),
                TabsSay::TakeState(text) => self.take_state(now, &text),
                TabsSay::GiveState => {
                    let state = self.state();
                    self.tabs.state_ready(state);
                }
                TabsSay::Apply {
                    payload,
                    stamp,
                    origin,
                } => {
                    // What cannot be read is not ours: every tab skips it.
                    if let Some(entry) = Entry::from_text(&payload) {
                        self.apply(now, stamp, entry, origin);
                    }
                }
                TabsSay::Become(role) => self.become_role(now, role),
                TabsSay::Settle { request, fate } => self.fate(now, request, fate),
                TabsSay::Due => self.look_at_deadline(now),
            }
        }
        self.keep_time(now);
        self.phone.flush(self.tabs.shared_now(now));
        while let Some(output) = self.phone.poll() {
            match output {
                Output::Settled { command, result } => {
                    // What another tab asked for settles there.
                    if let Some(command) = self.asked.settled(command) {
                        self.outputs.push_back(Output::Settled { command, result });
                    }
                }
                output => self.outputs.push_back(output),
            }
        }
        self.recall(now);
        if self.leads() && *self.phone.connection() != self.told {
            self.told = self.phone.connection().clone();
            self.enter(now, Entry::Connection(self.told.clone()));
        }
    }

    /// Deadlines of the state are the same in every tab; only the leader enters that one passed.
    fn look_at_deadline(&mut self, now: Now) {
        let shared = self.tabs.shared_now(now);
        if self.phone.model_deadline().is_none_or(|at| at > shared.mono) {
            return;
        }
        if self.leads() {
            self.enter(now, Entry::Tick);
        } else if now.mono >= self.overdue {
            self.overdue = now.mono + OVERDUE_AGAIN;
            self.tabs.overdue(now);
        }
    }

    fn tabs_input(&mut self, now: Now, input: TabsInput) {
        match input {
            TabsInput::Granted => self.tabs.granted(now),
            TabsInput::Lost => self.tabs.lost(now),
            TabsInput::Unavailable => self.tabs.unavailable(now),
            TabsInput::Checked { number, held, alive } => {
                let alive: Vec<_> = alive.into_iter().map(TabId).collect();
                self.tabs.checked(now, number, held, &alive);
            }
            TabsInput::Heard(text) => {
                if let Some(message) = Message::decode(&self.group, &text) {
                    if self.tabs.leader() == Some(message.from) {
                        self.heard = now.wall;
                    }
                    self.tabs.hear(now, message);
                }
            }
            TabsInput::Present(presence) => self.tabs.present(now, presence),
            TabsInput::Leave => self.tabs.leave(),
            TabsInput::Resume => {
                self.phone.keeper.look_again();
                self.tabs.resume(now);
            }
            TabsInput::Claim(key) => {
                self.tabs.ask(now, Kind::Kept, Entry::Claim(key).to_text());
            }
        }
    }
}

impl Phone for Shared {
    fn handle(&mut self, now: Now, input: Input<'_>) {
        let stamp = self.tabs.shared_now(now);
        let turn = match input {
            Input::Tabs(input) => {
                self.tabs_input(now, input);
                None
            }
            Input::Frame { socket, text } => {
                if let Some(turn) = self.phone.admit(now, socket, text) {
                    self.turned(now, turn);
                    self.enter(now, Entry::Frame(Pii::new(text)));
                }
                None
            }
            Input::Unsent { command } => {
                self.enter(now, Entry::Unsent(command));
                None
            }
            Input::Tick => {
                self.tabs.tick(now);
                self.settle(now);
                self.look_at_deadline(now);
                self.phone.session_input(now, Input::Tick)
            }
            Input::Account(account) => {
                let _ = self.phone.keep(stamp, Event::Account(account.to_owned()));
                None
            }
            Input::Archived { job, answer } => {
                let _ = self.phone.keep(stamp, Event::Archived { job, answer });
                None
            }
            Input::Hidden => {
                self.phone.hide(stamp);
                None
            }
            input => self.phone.session_input(now, input),
        };
        self.turned(now, turn);
        self.settle(now);
        self.ask_again(now);
        self.settle(now);
    }

    fn ask(&mut self, now: Now, intent: Intent) -> Result<Option<u64>, IntentError> {
        let result = self.request(now, intent);
        self.settle(now);
        result
    }

    fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn deadline(&self, now: Now) -> Option<Millis> {
        let own = |at: Millis| at.saturating_add_signed(-self.ahead(now));
        let model = self.phone.model_deadline().map(own);
        let model = if self.leads() {
            model
        } else {
            // The leader has the first word.
            model.map(|at| (at + OVERDUE_AGAIN / 4).max(self.overdue))
        };
        let keeper = self.phone.keeper_deadline().map(own);
        let all = [self.phone.session_deadline(), model, keeper, self.tabs.deadline()];
        all.into_iter().flatten().min().map(|at| at.max(now.mono))
    }

    fn snapshot(&mut self, now: Now) -> Snapshot {
        let mut snapshot = self.phone.snapshot(self.tabs.shared_now(now));
        self.asked.show(now, &mut snapshot);
        snapshot
    }

    fn call(&self, id: &Id) -> Option<&Rc<Call>> {
        self.phone.call(id)
    }

    fn cards(&self, now: Now) -> Vec<Rc<Call>> {
        self.phone.cards(self.tabs.shared_now(now))
    }

    fn duties(&self) -> Duties {
        let (tabs, me) = (self.tabs.tabs(), self.tabs.me());
        let duty = |tab: Option<TabId>| match tab {
            Some(tab) if tab == me => Duty::Here,
            Some(_) => Duty::Elsewhere,
            None => Duty::Nowhere,
        };
        let last = |seen: bool| {
            let tabs = tabs.iter().filter(|(_, presence)| presence.visible || !seen);
            tabs.max_by_key(|(tab, presence)| (presence.focused_at, *tab))
                .map(|(tab, _)| *tab)
        };
        let used = last(true).or(last(false));
        Duties {
            // Where none may sound, the one that is looked at says so.
            rings: ringer(&tabs, self.tabs.leader()).or(used) == Some(me),
            notifies: duty(used),
            pops: duty(popper(&tabs)),
        }
    }

    fn put_hands(&mut self, _: Hands) {}

    fn check(&self, now: Now, intent: Intent) -> Result<Option<Ask>, IntentError> {
        self.phone.prepare(self.tabs.shared_now(now), intent)
    }

    fn whose(&self) -> (Option<String>, u32) {
        self.phone.keeper.whose()
    }

    fn note_of(&self, call: &Call) -> Option<Pii> {
        self.phone.keeper.note_of(call)
    }

    fn put_keeper(&mut self, _: Now, _: BoxedKeeper) {}

    fn into_softphone(self: Box<Self>) -> Option<Softphone> {
        None
    }
}
