//! One account's room: who is in it, and what reaches whom.

use crate::{
    Account, Cut, Faults, Harm, Heard, Options, Refusal,
    faults::{self, BadLine, Late, Line},
    greeting,
    mailbox::{Mailbox, Slot, mailbox},
    relay,
};
use cti_protocol::Id;
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{sync::mpsc, time::Instant};
use tokio_tungstenite::tungstenite::Utf8Bytes;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// A client that was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// How many came before it, and it. Never used twice.
    pub number: u64,
    /// The account's name.
    pub domain: Arc<str>,
    /// The sender id that it was granted.
    pub sender: Id,
    /// Whether it is one of the host's own ([`Options::house_key`]).
    pub house: bool,
}

/// Some of the clients in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody.
    All,
    /// All but the host's own.
    Guests,
    /// The host's own.
    House,
}

impl Who {
    fn includes(self, house: bool) -> bool {
        match self {
            Self::All => true,
            Self::Guests => !house,
            Self::House => house,
        }
    }
}

/// A handle to a room. Clones are handles to the same room.
#[derive(Clone)]
pub struct Room(Arc<Inner>);

struct Inner {
    account: Account,
    domain: Arc<str>,
    options: Arc<Options>,
    members: Mutex<Members>,
    counter: AtomicU64,
    tokens: AtomicBool,
    refused: AtomicU64,
    line: Mutex<Line>,
    closing: CancellationToken,
    tasks: TaskTracker,
}

/// The members of the house are apart from the guests, so that nobody has to step over thousands of them.
#[derive(Default)]
struct Members {
    guests: BTreeMap<u64, (Client, Slot)>,
    house: BTreeMap<u64, (Client, Slot)>,
}

impl Members {
    fn side(&mut self, house: bool) -> &mut BTreeMap<u64, (Client, Slot)> {
        if house { &mut self.house } else { &mut self.guests }
    }

    fn of(&self, who: Who) -> impl Iterator<Item = &(Client, Slot)> {
        let guests = who.includes(false).then_some(&self.guests);
        let house = who.includes(true).then_some(&self.house);
        guests.into_iter().chain(house).flat_map(BTreeMap::values)
    }

    fn get(&self, number: u64) -> Option<&Slot> {
        self.guests
            .get(&number)
            .or_else(|| self.house.get(&number))
            .map(|(_, slot)| slot)
    }
}

impl Room {
    pub(crate) fn new(
        account: Account,
        options: Arc<Options>,
        closing: CancellationToken,
        tasks: TaskTracker,
    ) -> Self {
        Self(Arc::new(Inner {
            domain: account.domain.as_str().into(),
            account,
            options,
            members: Mutex::default(),
            counter: AtomicU64::new(0),
            tokens: AtomicBool::new(true),
            refused: AtomicU64::new(0),
            line: Mutex::default(),
            closing,
            tasks,
        }))
    }

    /// Who is in the room, in the order in which they came.
    pub fn clients(&self, who: Who) -> Vec<Client> {
        let mut clients: Vec<_> = self.members().of(who).map(|(client, _)| client.clone()).collect();
        clients.sort_by_key(|client| client.number);
        clients
    }

    /// Sends a frame in the server's name, as it is.
    pub fn say(&self, who: Who, text: impl Into<String>) {
        let text = Utf8Bytes::from(text.into());
        self.members()
            .of(who)
            .for_each(|(_, slot)| slot.put(text.clone()));
    }

    /// Ends connections. Tells how many.
    pub fn cut(&self, who: Who, cut: &Cut) -> usize {
        self.members()
            .of(who)
            .map(|(_, slot)| slot.cut(cut.clone()))
            .count()
    }

    /// From now on, lets nobody in (`false`), as if every token had been revoked, or the right tokens again (`true`).
    /// Who is in stays in. The house is let in in any case.
    pub fn accept_tokens(&self, accept: bool) {
        self.0.tokens.store(accept, Ordering::Release);
    }

    /// Makes the line of the guests bad, or good again. Must be called within a tokio runtime.
    pub fn set_faults(&self, faults: Option<Faults>) {
        let mut line = self.line();
        if faults.is_some() && line.late.is_none() {
            let (send, sent) = mpsc::unbounded_channel();
            line.late = Some(send);
            let (room, closing) = (self.clone(), self.0.closing.clone());
            self.0.tasks.spawn(async move {
                let put = |Late { to, said, text, .. }: Late| {
                    let members = room.members();
                    let mut line = room.line();
                    if let Some(slot) = members.get(to) {
                        slot.put(text);
                        line.put(to, said);
                    }
                    // Only now: who sees that nothing waits may say the next thing, and it comes after this.
                    line.harm.waiting -= 1;
                };
                tokio::select! {
                    () = faults::deliver(sent, put) => {}
                    () = closing.cancelled() => {}
                }
            });
        }
        if faults.is_some() {
            line.harm = Harm {
                waiting: line.harm.waiting,
                ..Harm::default()
            };
        }
        line.bad = faults.map(BadLine::new);
    }

    /// What the faults have done since they were last set, those of a line that is good again included.
    pub fn harm(&self) -> Harm {
        self.line().harm
    }

    /// Whether the line is bad.
    pub fn has_faults(&self) -> bool {
        self.line().bad.is_some()
    }

    /// Whether right tokens are accepted, and how many handshakes were refused for their token so far.
    pub fn tokens(&self) -> (bool, u64) {
        (
            self.0.tokens.load(Ordering::Acquire),
            self.0.refused.load(Ordering::Acquire),
        )
    }

    pub(crate) fn options(&self) -> &Options {
        &self.0.options
    }

    pub(crate) fn closing(&self) -> &CancellationToken {
        &self.0.closing
    }

    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }

    pub(crate) fn admits(&self, token: &str, house: bool) -> bool {
        let admitted = self.0.account.opens_with(token) && (house || self.0.tokens.load(Ordering::Acquire));
        if !admitted {
            self.0.refused.fetch_add(1, Ordering::AcqRel);
        }
        admitted
    }

    /// Lets a client in. The greeting is the first thing in its mailbox.
    pub(crate) fn join(&self, house: bool) -> Result<(Client, Mailbox), getrandom::Error> {
        let sender = greeting::sender_id()?;
        let options = self.options();
        let (slot, mailbox) = mailbox(options.queue_messages, options.queue_bytes);
        slot.put(greeting::accepted(&sender, &options.dialect).into());
        let number = self.0.counter.fetch_add(1, Ordering::Relaxed) + 1;
        let client = Client {
            number,
            domain: Arc::clone(&self.0.domain),
            sender,
            house,
        };
        self.members().side(house).insert(number, (client.clone(), slot));
        if let Some(observer) = &options.observer {
            observer.joined(&client);
        }
        Ok((client, mailbox))
    }

    /// Forgets a client. Twice is as good as once.
    pub(crate) fn leave(&self, client: &Client) {
        let was_in = self.members().side(client.house).remove(&client.number).is_some();
        self.line().forget(client.number);
        if let Some(observer) = self.options().observer.as_ref().filter(|_| was_in) {
            observer.left(client);
        }
    }

    /// What a client said goes to everybody else, or back to it with a refusal.
    pub(crate) fn hear(&self, client: &Client, text: &Utf8Bytes) {
        let options = self.options();
        let checked = relay::check(text, client, &options.dialect, &options.limits());
        if let Some(observer) = &options.observer {
            observer.heard(&Heard {
                client,
                text,
                refusal: checked.as_ref().err(),
            });
        }
        match checked {
            Ok(names) => self.relay(client, &names, text),
            Err(refusal) => self.refuse(client, &refusal),
        }
    }

    /// Answers a frame that is not relayed.
    pub(crate) fn refuse(&self, client: &Client, refusal: &Refusal) {
        let text = greeting::refused(refusal, &self.options().dialect);
        if let Some(slot) = self.members().get(client.number) {
            slot.put(text.into());
        }
    }

    fn relay(&self, from: &Client, names: &[Option<String>], text: &Utf8Bytes) {
        let listeners = if from.house { Who::Guests } else { Who::All };
        // Both locks are held to the end, so that everybody gets all messages in the same order.
        let members = self.members();
        let mut line = self.line();
        let said = line.number();
        for (to, slot) in members.of(listeners) {
            let own = to.number == from.number;
            if own && !self.options().echo {
                continue;
            }
            let bad = line.bad.as_mut().filter(|bad| bad.concerns(names, to.house));
            let Some(copies) = bad.map(BadLine::copies) else {
                slot.put(text.clone());
                line.put(to.number, said);
                continue;
            };
            line.harm.dropped += u64::from(copies.len() == 0);
            line.harm.duplicated += u64::from(copies.len() > 1);
            for delay in copies {
                match &line.late {
                    Some(late) if !delay.is_zero() => {
                        _ = late.send(Late {
                            due: Instant::now() + delay,
                            to: to.number,
                            said,
                            text: text.clone(),
                        });
                        line.harm.delayed += 1;
                        line.harm.waiting += 1;
                    }
                    _ => {
                        slot.put(text.clone());
                        line.put(to.number, said);
                    }
                }
            }
        }
        if from.house
            && self.options().echo
            && let Some(own) = members.get(from.number)
        {
            own.put(text.clone());
        }
    }

    fn members(&self) -> MutexGuard<'_, Members> {
        self.0.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
