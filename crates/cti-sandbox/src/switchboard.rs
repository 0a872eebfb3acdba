//! The telephone network between callers and phones: starts calls, ends the ring of those who were not the first, and
//! keeps the ledger.

use crate::{
    call::{NewCall, Step},
    clock::Clock,
    ledger::Ledger,
    log::Log,
    outcome::ANSWERED_ELSEWHERE,
    people::Person,
    phone::Order,
};
use cti_protocol::{Details, Dialect, Event, encode};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{Notify, mpsc, watch};

/// A handle to the switchboard. Clones are handles to the same one.
#[derive(Clone)]
pub struct Switchboard(Arc<Inner>);

struct Inner {
    clock: Clock,
    lines: BTreeMap<u64, mpsc::UnboundedSender<Order>>,
    ledger: Mutex<Ledger>,
    events: Log<Said>,
    guest: Notify,
    paused: watch::Sender<bool>,
}

/// Something that a phone said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    /// Whose phone.
    pub user_id: String,
    /// The name of the event.
    pub name: &'static str,
    /// The event in the default dialect, without a sender id.
    pub text: String,
}

impl Switchboard {
    /// A switchboard with a line to each phone; gives the phones' ends of the lines, in the order of the people.
    pub fn new(people: &[Person], clock: Clock) -> (Self, Vec<mpsc::UnboundedReceiver<Order>>) {
        let mut lines = BTreeMap::new();
        let ends = people.iter().map(|person| {
            let (line, end) = mpsc::unbounded_channel();
            lines.insert(person.id, line);
            end
        });
        let ends = ends.collect();
        let inner = Inner {
            clock,
            lines,
            ledger: Mutex::default(),
            events: Log::default(),
            guest: Notify::new(),
            paused: watch::Sender::new(false),
        };
        (Self(Arc::new(inner)), ends)
    }

    /// The sandbox's clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The users with phones, by id.
    pub fn users(&self) -> impl Iterator<Item = u64> {
        self.0.lines.keys().copied()
    }

    /// Whether there is a phone of this user.
    pub fn has_phone(&self, user: u64) -> bool {
        self.0.lines.contains_key(&user)
    }

    /// The book. Held for as short as possible: every event of every phone goes through it.
    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.0.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the phones have said of late.
    pub fn events(&self) -> &Log<Said> {
        &self.0.events
    }

    /// Tells a phone something. `false` if there is no such phone.
    pub fn order(&self, user: u64, order: Order) -> bool {
        self.0
            .lines
            .get(&user)
            .is_some_and(|line| line.send(order).is_ok())
    }

    /// Makes something happen to a call at a phone.
    pub fn step(&self, user: u64, call: &str, step: Step) -> bool {
        self.order(
            user,
            Order::Step {
                call: call.to_owned(),
                step,
            },
        )
    }

    /// Whether a user would take a queue call now.
    pub fn is_ready(&self, user: u64) -> bool {
        let ledger = self.ledger();
        !ledger.has_call(user)
            && ledger
                .status(user)
                .is_some_and(|status| status.eq_ignore_ascii_case("Ready"))
    }

    /// Starts a call at a phone.
    pub fn start(&self, user: u64, call: NewCall) -> bool {
        self.order(user, Order::Start(call))
    }

    /// A phone said something. The first to answer a call that rings at several phones ends the ring of the others.
    pub(crate) fn said(&self, user: u64, event: &Event) {
        let losers = {
            let mut ledger = self.ledger();
            ledger.note(user, event);
            match (event, event.call()) {
                (Event::CallConnected(_), Some(call)) => {
                    let session = call.session.as_ref().map_or("", |session| session.as_str());
                    let own = call.id.as_ref().map_or("", |id| id.as_str());
                    let losers = ledger.still_ringing(session, user);
                    losers
                        .into_iter()
                        .map(|(user, call)| (user, call == own, call))
                        .collect()
                }
                _ => Vec::new(),
            }
        };
        let text = encode(
            &event.clone().into(),
            None,
            &Details::default(),
            &Dialect::default(),
        );
        self.0.events.push(
            self.0.clock.millis(),
            Said {
                user_id: user.to_string(),
                name: event.name(),
                text,
            },
        );
        for (user, same_call, call) in losers {
            // Nobody knows which of the two a real server sends here, so both are met: where the legs have one id, the
            // others are disconnected; where each has its own, that one has failed.
            let outcome = ANSWERED_ELSEWHERE.into();
            self.step(
                user,
                &call,
                if same_call {
                    Step::End(outcome)
                } else {
                    Step::Fail(outcome)
                },
            );
        }
    }

    /// A guest has come into the room.
    pub fn guest_came(&self) {
        self.0.guest.notify_one();
    }

    /// Waits for a guest to come into the room.
    pub async fn guest(&self) {
        self.0.guest.notified().await;
    }

    /// Makes the scenario stand still, or go on.
    pub fn pause(&self, paused: bool) {
        self.0.paused.send_replace(paused);
    }

    /// Whether the scenario stands still.
    pub fn is_paused(&self) -> bool {
        *self.0.paused.borrow()
    }

    /// Waits until the scenario may go on. At once, unless it stands still.
    pub async fn running(&self) {
        // The sender lives as long as this handle, so there is no other end of the wait.
        _ = self.0.paused.subscribe().wait_for(|paused| !paused).await;
    }
}
