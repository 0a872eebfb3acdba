//! A softphone in virtual time that is looked at after everything that happens to it.
//!
//! What has to hold stands in [`Watched::look`], [`Watched::drain`] and [`Watched::finish`], and nowhere else.

use cti_core::{
    Call, ConnectionState, Input, Intent, Keep, Millis, Now, Output, Phase, Snapshot, Softphone, Told,
    UNREAD_KEPT,
};
use cti_protocol::{
    Body, Details, Dialect, Endpoint, Event, Id, Limits, Plaintext, Secret, decode, encode, event,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicBool, Ordering},
};

/// Whether everything that happens is printed.
pub(crate) static TELL: AtomicBool = AtomicBool::new(false);

const START: Now = Now {
    mono: 1_000,
    wall: 1_700_000_000_000,
};
const SECOND: Millis = 1_000;
const HOUR: Millis = 3_600 * SECOND;

/// Within this time every command settles.
const SETTLES: Millis = 10 * SECOND;
/// More is never due at one moment.
const MOST_DUE: usize = 10;
/// An input may bring a batch, of which each message may tell the page something and settle a command.
const MOST_OUTPUTS: usize = 5_000;
/// More than the core keeps of anything that it shows: what grows over this grows for ever.
const MOST_SHOWN: usize = 6_000;
/// The core forgets ended calls after a while, and then their ids may come again. Fewer than it remembers.
const REMEMBERED: usize = 1_500;

/// A softphone, and what was seen of it so far.
pub(crate) struct Watched {
    phone: Softphone,
    pub(crate) now: Now,
    /// The sockets that are there, the latest last.
    sockets: Vec<u64>,
    /// What credentials were asked for with, until they are given.
    pub(crate) request: Option<u64>,
    /// Commands that did not settle yet, and when they were sent.
    pending: BTreeMap<u64, Millis>,
    /// Commands that were sent by the input at hand.
    sent: usize,
    ended: BTreeSet<String>,
    dismissed: BTreeSet<String>,
}

impl Watched {
    /// A softphone of user 101 that was told to connect.
    pub(crate) fn start() -> Self {
        let me = Some(Id::text("101"));
        let mut watched = Self {
            phone: Softphone::new(Dialect::default(), Limits::default(), 7, me),
            now: START,
            sockets: Vec::new(),
            request: None,
            pending: BTreeMap::new(),
            sent: 0,
            ended: BTreeSet::new(),
            dismissed: BTreeSet::new(),
        };
        let keeper = cti_core::keeper(Keep::default(), |_| Box::new(|_| false));
        watched.phone.put_keeper(watched.now, keeper);
        watched.ask(Intent::Connect);
        watched
    }

    /// Gets it into the room, if it waits for that, with a greeting in this dialect.
    pub(crate) fn join(&mut self, dialect: &str) {
        self.open();
        self.frame(&greeting(dialect));
    }

    /// Gets it to where it waits for the greeting.
    pub(crate) fn open(&mut self) {
        self.authorize();
        self.input(Input::Opened {
            socket: self.socket(),
        });
    }

    /// The latest socket; there is none of number 0.
    pub(crate) fn socket(&self) -> u64 {
        self.sockets.last().copied().unwrap_or_default()
    }

    /// A command that did not settle yet, if there is one.
    pub(crate) fn pending(&self) -> Option<u64> {
        self.pending.keys().next().copied()
    }

    /// Gives credentials, if they were asked for.
    pub(crate) fn authorize(&mut self) {
        let token = Secret::new("t");
        let endpoint = Endpoint::new("cti.example.com", "acme", "1", &token, Plaintext::LoopbackOnly);
        if let (Some(request), Ok(endpoint)) = (self.request, endpoint) {
            self.input(Input::Credentials {
                request,
                answer: Ok(endpoint),
            });
        }
    }

    /// A frame comes on the latest socket.
    pub(crate) fn frame(&mut self, text: &str) {
        let socket = self.socket();
        self.input(Input::Frame { socket, text });
    }

    /// Something happens.
    pub(crate) fn input(&mut self, input: Input<'_>) {
        if TELL.load(Ordering::Relaxed) {
            eprintln!("{:>12} {input:?}", self.now.mono);
        }
        if let Input::Closed { socket, .. } = input {
            self.sockets.retain(|open| *open != socket);
        }
        self.phone.handle(self.now, input);
        self.drain();
        assert_eq!(self.sent, 0, "a command was sent that nobody asked for");
        self.look();
    }

    /// Ticks until nothing is due any more. Several things may be due at once, each for a tick of its own.
    fn tick(&mut self) {
        for _ in 0..MOST_DUE {
            self.input(Input::Tick);
            let deadline = self.phone.deadline(self.now);
            if deadline.is_none_or(|at| at > self.now.mono) {
                let overdue = self.pending.values().any(|at| self.now.mono >= at + SETTLES);
                assert!(!overdue, "a command does not settle");
                return;
            }
        }
        panic!("a deadline stays after its tick: the timer would spin");
    }

    /// Somebody wants something. Whether it was taken on.
    pub(crate) fn ask(&mut self, intent: Intent) -> bool {
        let is_command = matches!(
            intent,
            Intent::MakeCall { .. } | Intent::SetVariables { .. } | Intent::Logout { .. }
        );
        match &intent {
            // What is ended for one agent may live for another: a call that a colleague answered is that colleague's.
            Intent::ChooseUser(_) => {
                self.ended.clear();
                self.dismissed.clear();
            }
            Intent::Dismiss(id) if self.phone.call(id).is_some() => {
                let shown = self.phone.call(id).map(|call| call.id.as_str().to_owned());
                self.dismissed.extend(shown);
            }
            _ => {}
        }
        if TELL.load(Ordering::Relaxed) {
            eprintln!("{:>12} {intent:?}", self.now.mono);
        }
        let live = self.phone.snapshot(self.now).connection.state == ConnectionState::Live;
        let result = self.phone.ask(self.now, intent);
        if let Ok(Some(command)) = &result {
            assert!(is_command && live, "something was sent without a connection");
            self.pending.insert(*command, self.now.mono);
        }
        self.drain();
        let expected = usize::from(matches!(result, Ok(Some(_))));
        assert_eq!(self.sent, expected, "a command is sent once or not at all");
        self.sent = 0;
        self.look();
        result.is_ok()
    }

    /// Time passes, and a tick comes at its end, as late as that may be.
    pub(crate) fn pass(&mut self, millis: Millis) {
        self.now.mono += millis;
        self.now.wall = self.now.wall.saturating_add_unsigned(millis);
        self.tick();
    }

    /// Time passes as deadlines say, so many of them at most.
    pub(crate) fn follow(&mut self, deadlines: usize) {
        for _ in 0..deadlines {
            let Some(at) = self.phone.deadline(self.now) else {
                return;
            };
            self.pass(at.saturating_sub(self.now.mono));
        }
    }

    /// What was begun comes to its end by the time limits alone.
    pub(crate) fn finish(mut self) {
        self.pass(SETTLES);
        assert!(self.pending.is_empty(), "a command does not settle");
        self.ask(Intent::Disconnect);
        self.pass(9 * HOUR);
        let seen = self.phone.snapshot(self.now);
        assert!(
            seen.calls.iter().all(|call| call.phase == Phase::Ended),
            "a call lives for ever"
        );
        let busy = seen.users.iter().any(|user| user.call.is_some());
        assert!(!busy, "somebody is on the phone for ever");
        self.pass(HOUR);
        assert!(self.phone.snapshot(self.now).calls.is_empty(), "a card stays");
        assert_eq!(
            self.phone.deadline(self.now),
            None,
            "there is nothing to wait for any more"
        );
    }

    /// Takes what the core wants done, all of it.
    fn drain(&mut self) {
        let mut count = 0;
        while let Some(output) = self.phone.poll() {
            count += 1;
            assert!(count < MOST_OUTPUTS, "outputs do not end");
            match output {
                Output::AskCredentials { request } => self.request = Some(request),
                Output::Open { socket, .. } => {
                    self.request = None;
                    self.sockets.push(socket);
                }
                // Nothing is read back, and the core has to do without.
                Output::Archive(_) => {}
                // Never asked to share, this one is alone.
                Output::Tabs(_) => panic!("something was said to other tabs"),
                Output::Close { socket } => self.sockets.retain(|open| *open != socket),
                Output::Send {
                    socket,
                    text,
                    command,
                } => {
                    assert!(
                        self.sockets.contains(&socket),
                        "something was sent into a closed socket"
                    );
                    self.sent(&text, command.is_some());
                }
                Output::Settled { command, .. } => {
                    let known = self.pending.remove(&command).is_some();
                    assert!(known, "a command settles twice, or was never sent");
                }
                Output::Tell(told) => {
                    assert!(serde_json::to_string(&told.to_public()).is_ok());
                    if let Told::Call(_, call) = told {
                        look_at(&call);
                        self.end_is_final(&call);
                    }
                }
            }
        }
        // At most one in the room, one that is to replace it, and one that was replaced a moment ago.
        assert!(self.sockets.len() <= 3, "sockets are not closed");
    }

    fn sent(&mut self, text: &str, is_command: bool) {
        let frame = decode(text, &Dialect::default(), &Limits::default());
        assert_eq!(frame.problem, None, "what is sent cannot be read");
        for message in &frame.messages {
            match &message.body {
                Body::Command(_) if is_command => self.sent += 1,
                Body::Event(Event::Connected(_)) if !is_command => {}
                _ => panic!("something was sent that a client does not say"),
            }
        }
        assert_eq!(frame.messages.len(), 1, "one message at a time");
    }

    /// Looks at everything that there is to see.
    fn look(&mut self) {
        let seen = self.phone.snapshot(self.now);
        assert!(
            serde_json::to_string(&seen.to_public()).is_ok(),
            "the public picture is no JSON"
        );
        self.look_at_sizes(&seen);
        let connection = &seen.connection;
        assert!(
            connection.retry_at.is_none() || connection.state == ConnectionState::Waiting,
            "a next try is told without waiting for one"
        );
        let mut ids = BTreeSet::new();
        for call in &seen.calls {
            assert!(call.mine, "a card of somebody else's call");
            assert!(ids.insert(call.id.as_str().to_owned()), "two cards of one call");
            assert!(
                !self.dismissed.contains(call.id.as_str()),
                "a dismissed card comes back"
            );
            look_at(call);
            self.end_is_final(call);
        }
        for call in seen.history.iter() {
            assert_eq!(call.phase, Phase::Ended, "a live call in the history");
            look_at(call);
        }
        // Gaps stand by when they began; where the clock was set back, the open one need not be the last.
        let open = seen.gaps.iter().filter(|gap| gap.to.is_none()).count();
        assert!(open <= 1, "two gaps are open");
        let open = open == 1;
        assert!(
            !open || connection.state != ConnectionState::Live,
            "a gap is open while the room is heard"
        );
        let backwards = seen.gaps.iter().any(|gap| gap.to.is_some_and(|to| to < gap.from));
        assert!(!backwards, "a gap of a negative duration");
    }

    fn look_at_sizes(&self, seen: &Snapshot) {
        assert!(seen.unread.len() <= UNREAD_KEPT && seen.unread_total >= seen.unread.len() as u64);
        assert!(seen.unread.iter().all(|unread| unread.text.len() <= 10_000));
        let shown = [
            seen.calls.len(),
            seen.history.len(),
            seen.gaps.len(),
            seen.notices.len(),
            seen.commands.len(),
        ];
        assert!(
            shown.iter().all(|count| *count < MOST_SHOWN),
            "something grows: {shown:?}"
        );
    }

    /// Of the agent's own calls: a call that failed at a colleague's phone may ring at the agent's next. And so may one of
    /// which no user was known, until it turned out to be a colleague's.
    fn end_is_final(&mut self, call: &Call) {
        if !call.mine {
            self.ended.remove(call.id.as_str());
            return;
        }
        if self.ended.len() > REMEMBERED {
            self.ended.clear();
        }
        if call.phase == Phase::Ended {
            self.ended.insert(call.id.as_str().to_owned());
        } else {
            assert!(
                !self.ended.contains(call.id.as_str()),
                "an ended call came back to life"
            );
        }
    }
}

fn look_at(call: &Call) {
    let is_ended = call.phase == Phase::Ended;
    assert_eq!(
        call.outcome.is_some(),
        is_ended,
        "an outcome and no end, or an end without"
    );
    assert_eq!(
        call.ended_at.is_some(),
        is_ended,
        "a time and no end, or an end without"
    );
    assert!(
        !is_ended || call.unconfirmed_since.is_none(),
        "an end is no guess"
    );
    let talked = call.connected_at.unwrap_or(call.started_at);
    assert!(talked >= call.started_at, "answered before it rang");
    assert!(
        call.ended_at.is_none_or(|ended| ended >= talked),
        "a talk of a negative duration"
    );
}

/// The server's greeting in a dialect.
pub(crate) fn greeting(dialect: &str) -> String {
    let accepted = Event::ConnectionAccepted(event::ConnectionAccepted {});
    encode(
        &accepted.into(),
        Some(&Id::text("s1")),
        &Details::default(),
        &Dialect::builtin(dialect).unwrap_or_default(),
    )
}
