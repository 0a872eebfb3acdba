//! What an agent's softphone does, without its connection: orders, messages and time come in, events come out.

use crate::{
    call::{Call, NewCall, Script, Step, answered, failed, script},
    clock::Clock,
    customers::Customer,
    dice::Dice,
    outcome::{Fate, Outcome, fate},
    people::Person,
};
use cti_protocol::{
    Assignment, Body, CallFields, Command, Direction, Event, Id, Timestamp,
    command::{MakeCall, SetVariables},
    event::{self, Status, StatusChanged},
};
use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};
use tokio::time::Instant;

/// What a phone is told by the sandbox itself, as its owner's hand or the telephone network would.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// A call starts: it rings, or the agent dials.
    Start(NewCall),
    /// Something happens to a call.
    Step {
        /// The call.
        call: String,
        /// What.
        step: Step,
    },
    /// The agent changes their status.
    Status(Status),
    /// Whether commands from the room are obeyed.
    Obey(bool),
    /// All calls are over at once, and everything is as in the morning.
    Reset,
}

/// A softphone without its connection.
#[derive(Debug)]
pub struct Handset {
    person: Person,
    clock: Clock,
    dice: Dice,
    roll_call: Option<Duration>,
    obeys: bool,
    /// The status to go back to after a call.
    base: Status,
    status: Status,
    status_since: Timestamp,
    calls: BTreeMap<String, Call>,
    /// When the after-call work is done.
    wrapped_up: Option<Instant>,
    /// When a newcomer is told the status.
    roll_call_due: Option<Instant>,
    said: VecDeque<Event>,
}

impl Handset {
    /// A phone with its agent's usual status. A client that joins later is told that status within `roll_call`, or not
    /// at all. The document has nothing of this kind, but without it a newcomer would know nobody's status until it
    /// changes.
    pub fn new(person: Person, clock: Clock, dice: Dice, roll_call: Option<Duration>) -> Self {
        let status = morning(&person);
        Self {
            clock,
            dice,
            roll_call,
            obeys: true,
            base: status.clone(),
            status,
            status_since: clock.at(Instant::now()),
            calls: BTreeMap::new(),
            wrapped_up: None,
            roll_call_due: None,
            said: VecDeque::new(),
            person,
        }
    }

    /// Whose phone it is.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// The next thing that it says. To be asked after everything that comes in, until there is nothing more.
    pub fn poll(&mut self) -> Option<Event> {
        self.said.pop_front()
    }

    /// When [`Handset::tick`] is to be called next.
    pub fn due(&self) -> Option<Instant> {
        let calls = self.calls.values().filter_map(Call::due);
        calls.chain(self.wrapped_up).chain(self.roll_call_due).min()
    }

    /// The connection to the room was accepted.
    pub fn joined(&mut self) {
        self.said.push_back(Event::Connected(event::Connected {
            user: self.person.as_user(),
        }));
        self.tell_status();
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Instant) {
        if self.roll_call_due.is_some_and(|due| due <= now) {
            self.roll_call_due = None;
            self.tell_status();
        }
        if self.wrapped_up.is_some_and(|due| due <= now) {
            self.wrapped_up = None;
            self.set_status(self.base.clone(), now);
        }
        // One step at a time, the earliest first: one may change what the others still mean.
        loop {
            let next = self
                .calls
                .iter()
                .filter_map(|(id, call)| Some((call.due()?, id.clone())))
                .min();
            let Some((due, id)) = next.filter(|(due, _)| *due <= now) else {
                return;
            };
            if let Some(step) = self.calls.get_mut(&id).and_then(|call| call.take_due(due)) {
                self.step(&id, step, now);
            }
        }
    }

    /// Does as it is told.
    pub fn order(&mut self, order: Order, now: Instant) {
        match order {
            Order::Start(plan) => self.start(plan, now),
            Order::Step { call, step } => {
                if let Some(live) = self.calls.get_mut(&call) {
                    live.taken(&step, now);
                    self.step(&call, step, now);
                }
            }
            Order::Status(status) => {
                if !is(&status, IN_SERVICE) && !is(&status, AFTER_SERVICE) {
                    self.base = status.clone();
                }
                self.wrapped_up = None;
                self.set_status(status, now);
            }
            Order::Obey(obeys) => self.obeys = obeys,
            Order::Reset => {
                let live: Vec<_> = self.calls.keys().cloned().collect();
                for call in live {
                    self.step(&call, Step::End(Outcome::of(4)), now);
                }
                self.wrapped_up = None;
                self.obeys = true;
                self.base = morning(&self.person);
                self.set_status(self.base.clone(), now);
            }
        }
    }

    /// Takes in a message of the room.
    pub fn hear(&mut self, body: Body, now: Instant) {
        match body {
            // Its own kind is not relayed to it, so this is a guest.
            Body::Event(Event::Connected(_)) => {
                if let Some(spread) = self.roll_call {
                    let wait = self.dice.seconds(0.0, spread.as_secs_f64());
                    self.roll_call_due.get_or_insert(now + wait);
                }
            }
            Body::Command(command) if self.obeys => self.obey(command, now),
            _ => {}
        }
    }

    fn obey(&mut self, command: Command, now: Instant) {
        let user = match &command {
            Command::MakeCall(MakeCall { user, .. }) | Command::SetVariables(SetVariables { user, .. }) => {
                user
            }
            Command::Logout(logout) => &logout.user,
        };
        if user.as_ref() != Some(&Id::number(self.person.id)) {
            return;
        }
        match command {
            // Nobody sits at a phone that is logged out.
            Command::MakeCall(_) if is(&self.base, OFFLINE) => {}
            Command::MakeCall(command) => self.dial(command, now),
            Command::SetVariables(SetVariables {
                call: Some(call),
                variables,
                ..
            }) => {
                self.step(call.as_str(), Step::Update(variables.unwrap_or_default()), now);
            }
            Command::SetVariables(_) => {}
            // Whoever asks waits for the status, even where it was so before.
            Command::Logout(_) if is(&self.status, OFFLINE) => self.tell_status(),
            Command::Logout(_) => self.order(Order::Status(named(OFFLINE)), now),
        }
    }

    fn dial(&mut self, command: MakeCall, now: Instant) {
        let number = command
            .number
            .map(|number| number.as_str().to_owned())
            .unwrap_or_default();
        let customer = Customer::by_number(&number);
        let mut variables = customer.map(Customer::variables).unwrap_or_default();
        variables.extend(command.variables.unwrap_or_default());
        let plan = NewCall {
            id: self.dice.id(),
            session: self.dice.id(),
            direction: Direction::Outgoing,
            name: customer.map(|customer| customer.name.to_owned()),
            caller_id: command.caller_id.map(|number| number.as_str().to_owned()),
            queue: None,
            assignment: Some(Assignment::User),
            variables,
            script: self.script_for(&number),
            number,
            quiet: false,
        };
        self.start(plan, now);
    }

    /// What happens when this number is dialled.
    fn script_for(&mut self, number: &str) -> Script {
        let ring = self.paced(1.0, 4.0);
        let talk = self.paced(20.0, 90.0);
        match fate(number) {
            Fate::Answered => answered(ring, talk),
            Fate::AnsweredForGood => script([(Some(ring), Step::Connect)]),
            Fate::RingsOn => Script::new(),
            Fate::Fails(outcome) => {
                let ring = match outcome.code {
                    404 => self.paced(0.2, 0.5),
                    408 => self.paced(4.0, 6.0),
                    _ => ring,
                };
                failed(ring, outcome)
            }
        }
    }

    fn start(&mut self, plan: NewCall, now: Instant) {
        let call = Call::start(plan, now);
        let (id, quiet, direction) = (call.plan.id.clone(), call.plan.quiet, call.plan.direction);
        let fields = CallFields {
            variables: Some(call.plan.variables.clone()),
            ..self.fields(&call, now)
        };
        self.said.push_back(match direction {
            Direction::Incoming => Event::IncomingCall(event::IncomingCall { call: fields }),
            Direction::Outgoing => Event::OutgoingCall(event::OutgoingCall { call: fields }),
        });
        self.calls.insert(id, call);
        if direction == Direction::Outgoing && !quiet {
            self.busy(now);
        }
    }

    fn step(&mut self, id: &str, step: Step, now: Instant) {
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        match step {
            Step::Connect if call.talking => {}
            Step::Connect => {
                call.talking = true;
                let (variables, quiet) = (Some(call.plan.variables.clone()), call.plan.quiet);
                let fields = CallFields {
                    variables,
                    ..self.fields(&self.calls[id], now)
                };
                self.said
                    .push_back(Event::CallConnected(event::CallConnected { call: fields }));
                if !quiet {
                    self.busy(now);
                }
            }
            Step::Update(variables) => {
                let variables = Some(call.update(variables));
                let fields = CallFields {
                    variables,
                    ..self.fields(&self.calls[id], now)
                };
                self.said
                    .push_back(Event::DataUpdated(event::DataUpdated { call: fields }));
            }
            Step::Fail(outcome) => {
                let fields = self.finish(id, &outcome, now);
                self.said
                    .extend(fields.map(|call| Event::CallFailed(event::CallFailed { call })));
                self.free(now);
            }
            Step::End(outcome) => {
                let fields = self.finish(id, &outcome, now);
                self.said
                    .extend(fields.map(|call| Event::CallDisconnected(event::CallDisconnected { call })));
                self.free(now);
            }
        }
    }

    fn finish(&mut self, id: &str, outcome: &Outcome, now: Instant) -> Option<CallFields> {
        let call = self.calls.remove(id)?;
        let variables = Some(call.plan.variables.clone());
        Some(CallFields {
            result: outcome.result(),
            variables,
            ..self.fields(&call, now)
        })
    }

    fn fields(&self, call: &Call, now: Instant) -> CallFields {
        call.fields(&self.person, self.clock.at(now))
    }

    /// On a call now.
    fn busy(&mut self, now: Instant) {
        self.wrapped_up = None;
        if !is(&self.base, OFFLINE) {
            self.set_status(named(IN_SERVICE), now);
        }
    }

    /// After a call: some work on it, and then whatever the status was before. A ring that nobody answered changed
    /// nothing, and after a failed dial there is nothing to write down.
    fn free(&mut self, now: Instant) {
        let still = self.calls.values().any(|call| !call.plan.quiet && busies(call));
        if still || !is(&self.status, IN_SERVICE) {
            return;
        }
        self.set_status(named(AFTER_SERVICE), now);
        self.wrapped_up = Some(now + self.paced(4.0, 9.0));
    }

    fn set_status(&mut self, status: Status, now: Instant) {
        if status != self.status {
            self.status = status;
            self.status_since = self.clock.at(now);
            self.tell_status();
        }
    }

    fn tell_status(&mut self) {
        self.said.push_back(Event::StatusChanged(StatusChanged {
            user: self.person.as_user(),
            status: Some(self.status.clone()),
            time: Some(self.status_since),
        }));
    }

    fn paced(&mut self, from: f64, to: f64) -> Duration {
        self.clock.paced(self.dice.seconds(from, to))
    }
}

const OFFLINE: &str = "Offline";
const IN_SERVICE: &str = "In service";
const AFTER_SERVICE: &str = "After service";

fn is(status: &Status, name: &str) -> bool {
    status.name.eq_ignore_ascii_case(name)
}

fn named(name: &str) -> Status {
    Status {
        name: name.to_owned(),
        color: None,
    }
}

fn morning(person: &Person) -> Status {
    let (name, color) = person.status;
    Status {
        color: color.map(Into::into),
        ..named(name)
    }
}

/// Whether a call keeps its agent busy: one that only rings does not.
fn busies(call: &Call) -> bool {
    call.talking || call.plan.direction == Direction::Outgoing
}
