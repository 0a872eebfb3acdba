//! The whole state, as a tab that comes new gets it: calls, users and commands, what is kept of them, what was claimed.

use super::{Claims, Shared};
use crate::{
    history::Note,
    io::Output,
    keeper::{Event, Kept, Turn},
    model::{Model, Told},
    replica::{Items, List, STATE_LIMIT, Saved, read_list, saved, write_list},
    snapshot::{Call, Connection, Outcome, Phase},
    time::Now,
};
use cti_protocol::Pii;
use serde_json::Value;
use std::{collections::VecDeque, rc::Rc};

/// Calls with something put to them, and notes, at most.
const LIMIT: usize = 20_000;

saved!(Note {
    call,
    started_at,
    at,
    text
});
saved!(Kept { drafts, notes, ended, absences } if |kept| kept.drafts.len() <= LIMIT
    && kept.notes.len() <= LIMIT
    && kept.ended.len() <= LIMIT
    && kept.absences.len() <= LIMIT);

impl<A: Saved, B: Saved> Saved for (A, B) {
    fn write(&self, out: &mut String) {
        let mut list = List::new(out);
        list.add(&self.0);
        list.add(&self.1);
        list.end();
    }

    fn read(value: Value) -> Option<Self> {
        let mut items = Items::of(value)?;
        let read = (items.take()?, items.take()?);
        items.is_empty().then_some(read)
    }
}

impl Saved for Claims {
    fn write(&self, out: &mut String) {
        let mut list = List::new(out);
        for key in &self.0 {
            list.add(key);
        }
        list.end();
    }

    fn read(value: Value) -> Option<Self> {
        let list: Vec<String> = Saved::read(value)?;
        let mut claims = Self(VecDeque::new());
        for key in list {
            claims.take(&key);
        }
        Some(claims)
    }
}

type Parts = (Model, Connection, Kept, Claims);

impl Shared {
    /// The state of this tab.
    pub(super) fn state(&self) -> Pii {
        write_list(|list| {
            list.add(&self.phone.model);
            list.add(self.phone.connection());
            list.add(&self.phone.keeper.give());
            list.add(&self.claims);
        })
    }

    /// Takes the state of another tab in the place of the own.
    pub(super) fn take_state(&mut self, now: Now, text: &str) {
        // One that cannot be read is not of this build; the log goes on from it all the same, and will tell what is live.
        let Some((model, connection, kept, claims)): Option<Parts> = read_list(text, STATE_LIMIT, |items| {
            Some((items.take()?, items.take()?, items.take()?, items.take()?))
        }) else {
            return;
        };
        self.keep_time(now);
        let stamp = self.tabs.shared_now(now);
        self.claims = claims;
        let before = self.phone.cards(stamp);
        self.phone.model.become_like(model);
        self.tell_what_is_otherwise(stamp, &before);
        if !self.leads() {
            self.phone.follow(connection);
        }
        let me = self.phone.model.me().cloned();
        let _ = self.phone.keep(stamp, Event::Me(me));
        let gaps = self.phone.model.gaps().clone();
        self.phone.keeper.take_over(stamp, kept, &gaps);
        let turn = Turn {
            ended: Vec::new(),
            gaps: self.phone.model.gaps().clone(),
            live: self.phone.is_live(),
        };
        let _ = self.phone.keep(stamp, Event::Turn(turn));
        self.reconcile(now);
    }

    /// Tells the page of calls that are otherwise than it was told: it hears what the entries of the log bring, and has
    /// missed those that this state has.
    fn tell_what_is_otherwise(&mut self, stamp: Now, before: &[Rc<Call>]) {
        for call in self.phone.cards(stamp) {
            let was = before.iter().find(|was| was.id == call.id).map(|was| was.phase);
            let event = match call.phase {
                phase if was == Some(phase) => continue,
                Phase::Ringing => "incoming_call",
                Phase::Dialing => "outgoing_call",
                Phase::Connected => "call_connected",
                // An end without a beginning that was told is no news.
                Phase::Ended if was.is_none() => continue,
                Phase::Ended if call.outcome == Some(Outcome::Failed) => "call_failed",
                Phase::Ended => "call_disconnected",
            };
            self.outputs.push_back(Output::Tell(Told::Call(event, call)));
        }
    }
}
