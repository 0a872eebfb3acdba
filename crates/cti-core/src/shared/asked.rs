//! What was asked for in this tab: under which number its views know it, and what became of it.

use super::{
    Shared,
    typing::{Place, Typed},
};
use crate::{
    intent::Intent,
    io::Output,
    replica::Entry,
    snapshot::{Ask, IntentError, Sent, SentState, Snapshot},
    tabs::{Fate, Kind, Request},
    time::{Millis, Now, SECOND},
};
use std::rc::Rc;

/// Numbers of this tab's commands begin here: in the log they get others, which all tabs share.
const FIRST: u64 = 1 << 40;
/// How long what was never sent stays in the picture.
const KEPT: Millis = 15 * SECOND;

enum State {
    /// Not in the log yet.
    Waiting,
    /// In the log, by this number.
    Sent(u64),
    /// In the log, where it turned out that it could not be.
    Refused(IntentError),
    /// It never was, until then on the forward clock.
    Over(Millis),
}

struct Ticket {
    request: Request,
    state: State,
    /// As the views see it, under this tab's number.
    shown: Rc<Sent>,
    /// What `shown` was made of.
    made_of: Option<Rc<Sent>>,
    settled: bool,
}

#[derive(Default)]
pub(super) struct Asked {
    last: u64,
    tickets: Vec<Ticket>,
    pub(super) typed: Vec<Typed>,
    /// The command that is being asked for at this moment: whoever asks is told at once.
    asking: Option<Request>,
    /// What came of the last request of this tab that the log had.
    answer: Option<(Request, Result<Option<u64>, IntentError>)>,
}

impl Asked {
    /// Of a tab that asked for commands before it had others to share with.
    pub(super) fn with(commands: Vec<Rc<Sent>>) -> Self {
        let pending = |sent: &Rc<Sent>| sent.state == SentState::Pending;
        let ticket = |sent: Rc<Sent>| Ticket {
            // No request has this number.
            request: Request {
                kept: false,
                number: 0,
            },
            state: State::Sent(sent.id),
            made_of: Some(sent.clone()),
            shown: sent,
            settled: false,
        };
        Self {
            tickets: commands.into_iter().filter(pending).map(ticket).collect(),
            ..Self::default()
        }
    }

    /// The number of this tab for a command that settled, if it was asked for here.
    pub(super) fn settled(&mut self, command: u64) -> Option<u64> {
        let ticket = self.tickets.iter_mut().find(|ticket| ticket.is(command))?;
        let first = !std::mem::replace(&mut ticket.settled, true);
        first.then_some(ticket.shown.id)
    }

    /// What an entry of this tab came to.
    pub(super) fn answered(&mut self, request: Request, result: Result<Option<u64>, IntentError>) {
        if let Some(ticket) = self.find(request) {
            match &result {
                Ok(Some(command)) => ticket.state = State::Sent(*command),
                Err(error) if matches!(ticket.state, State::Waiting) => {
                    ticket.state = State::Refused(error.clone());
                }
                // It is over here already.
                _ => {}
            }
        }
        self.answer = Some((request, result));
    }

    fn waits(&self, ask: &Ask) -> bool {
        let mut waiting = self.tickets.iter();
        waiting.any(|ticket| matches!(ticket.state, State::Waiting) && ticket.shown.ask == *ask)
    }

    fn find(&mut self, request: Request) -> Option<&mut Ticket> {
        self.tickets.iter_mut().find(|ticket| ticket.request == request)
    }

    /// Adds to a picture what is typed here, and shows this tab's commands under its own numbers.
    pub(super) fn show(&mut self, now: Now, snapshot: &mut Snapshot) {
        for typed in &self.typed {
            typed.show(snapshot);
        }
        let commands = &mut snapshot.commands;
        self.tickets.retain(|ticket| match ticket.state {
            State::Waiting | State::Refused(_) => true,
            State::Sent(command) => commands.iter().any(|sent| sent.id == command),
            State::Over(until) => now.mono < until,
        });
        for ticket in &mut self.tickets {
            match commands.iter_mut().find(|sent| ticket.is(sent.id)) {
                Some(sent) => {
                    if ticket
                        .made_of
                        .as_ref()
                        .is_none_or(|known| !Rc::ptr_eq(known, sent))
                    {
                        ticket.made_of = Some(sent.clone());
                        let id = ticket.shown.id;
                        ticket.shown = Rc::new(Sent {
                            id,
                            ..(**sent).clone()
                        });
                    }
                    *sent = ticket.shown.clone();
                }
                None => commands.push(ticket.shown.clone()),
            }
        }
    }
}

impl Ticket {
    fn is(&self, command: u64) -> bool {
        matches!(self.state, State::Sent(known) if known == command)
    }
}

impl Shared {
    /// Asks the leader, which may be this tab, for what concerns all; the rest is done here.
    pub(super) fn request(&mut self, now: Now, intent: Intent) -> Result<Option<u64>, IntentError> {
        let stamp = self.tabs.shared_now(now);
        if !intent.is_shared() {
            return self.phone.carry_out(stamp, intent);
        }
        // What cannot be is told at once, though the log will have the last word.
        if let Some(ask) = self.phone.prepare(stamp, intent.clone())? {
            // The model does not know yet of a call that waits to be dialled.
            let doubled = matches!(intent, Intent::MakeCall { again: false, .. }) && self.asked.waits(&ask);
            if doubled {
                return Err(IntentError::Duplicate);
            }
            return self.command(now, intent, ask);
        }
        if let Some(place) = Place::of(&intent) {
            return self.type_in(now, place, intent);
        }
        let kind = match intent {
            Intent::Connect | Intent::Disconnect => Kind::Once,
            _ => Kind::Kept,
        };
        let request = self.tabs.ask(now, kind, Entry::Intent(intent).to_text());
        self.settle(now);
        self.answer(request).unwrap_or(Ok(None))
    }

    fn command(&mut self, now: Now, intent: Intent, ask: Ask) -> Result<Option<u64>, IntentError> {
        let request = self.tabs.ask(now, Kind::Command, Entry::Intent(intent).to_text());
        self.asked.last += 1;
        let number = FIRST + self.asked.last;
        self.asked.tickets.push(Ticket {
            request,
            state: State::Waiting,
            shown: Rc::new(Sent {
                id: number,
                ask,
                state: SentState::Pending,
                at: now.wall,
            }),
            made_of: None,
            settled: false,
        });
        self.asked.asking = Some(request);
        self.settle(now);
        self.asked.asking = None;
        match self.answer(request) {
            Some(Err(error)) => {
                self.asked.tickets.retain(|ticket| ticket.request != request);
                Err(error)
            }
            _ => Ok(Some(number)),
        }
    }

    pub(super) fn answer(&mut self, request: Request) -> Option<Result<Option<u64>, IntentError>> {
        self.asked
            .answer
            .take()
            .filter(|(answered, _)| *answered == request)
            .map(|(_, result)| result)
    }

    /// What became of a request of this tab.
    pub(super) fn fate(&mut self, now: Now, request: Request, fate: Fate) {
        let typed = &mut self.asked.typed;
        match fate {
            Fate::Refused => typed
                .iter_mut()
                .filter(|typed| typed.request == Some(request))
                .for_each(|typed| typed.request = None),
            _ => typed.retain(|typed| typed.request != Some(request)),
        }
        let asking = self.asked.asking == Some(request);
        let Some(ticket) = self.asked.find(request) else {
            return;
        };
        match &ticket.state {
            State::Waiting => {}
            State::Refused(error) if !asking => {
                let error = error.clone();
                return self.over(now, request, error);
            }
            _ => return,
        }
        if fate == Fate::Done {
            // It came with a state, not as an entry of its own.
            let ask = ticket.shown.ask.clone();
            let known = |id: u64| self.asked.tickets.iter().any(|ticket| ticket.is(id));
            let commands = self.phone.commands();
            let its = commands
                .iter()
                .rev()
                .find(|sent| sent.ask == ask && !known(sent.id));
            if let Some(id) = its.map(|sent| sent.id)
                && let Some(ticket) = self.asked.find(request)
            {
                ticket.state = State::Sent(id);
                return self.reconcile(now);
            }
        }
        let error = match fate {
            Fate::Done | Fate::Unknown => IntentError::Timeout,
            Fate::Refused | Fate::NeverLeft => IntentError::NotConnected,
        };
        self.over(now, request, error);
    }

    /// A state took the place of another, and commands of this tab may have settled in between.
    pub(super) fn reconcile(&mut self, now: Now) {
        let commands = self.phone.commands();
        let mut over = Vec::new();
        for ticket in &mut self.asked.tickets {
            let State::Sent(command) = ticket.state else {
                continue;
            };
            // A state that does not have it may have another one of this number.
            let is = commands
                .iter()
                .find(|sent| sent.id == command && sent.ask == ticket.shown.ask)
                .map(|sent| &sent.state);
            if is == Some(&SentState::Pending) {
                continue;
            }
            if is.is_none() {
                ticket.state = State::Over(now.mono + KEPT);
                let shown = Rc::make_mut(&mut ticket.shown);
                if shown.state == SentState::Pending {
                    shown.state = SentState::TimedOut;
                }
            }
            if std::mem::replace(&mut ticket.settled, true) {
                continue;
            }
            let result = match is {
                Some(SentState::Confirmed) => self
                    .phone
                    .confirmation(&ticket.shown.ask)
                    .ok_or(IntentError::Timeout),
                Some(SentState::Refused(words)) => Err(IntentError::Refused(words.clone())),
                Some(SentState::Unsent) => Err(IntentError::NotConnected),
                _ => Err(IntentError::Timeout),
            };
            over.push(Output::Settled {
                command: ticket.shown.id,
                result,
            });
        }
        self.outputs.extend(over);
    }

    fn over(&mut self, now: Now, request: Request, error: IntentError) {
        let Some(ticket) = self.asked.find(request) else {
            return;
        };
        ticket.state = State::Over(now.mono + KEPT);
        ticket.settled = true;
        Rc::make_mut(&mut ticket.shown).state = match error {
            IntentError::Timeout => SentState::TimedOut,
            _ => SentState::Unsent,
        };
        let command = ticket.shown.id;
        self.outputs.push_back(Output::Settled {
            command,
            result: Err(error),
        });
    }
}
