//! Calls that were known before this page was loaded, and lie on the agent's desk.

use super::{Calls, facts::Unsure};
use crate::{
    snapshot::{Call, Phase},
    time::Now,
};
use cti_protocol::{
    CallFields, Details, Direction, Event, UserRef,
    event::{CallConnected, DataUpdated, IncomingCall, OutgoingCall},
};
use std::rc::Rc;

impl Calls {
    /// Takes in a call that lived when the room was last heard, in milliseconds since 1970: unconfirmed since then. What
    /// is known of it already is better.
    pub(crate) fn restore(&mut self, now: Now, call: &Call, heard: i64) -> Option<Rc<Call>> {
        if let Some(known) = self.get(&call.id) {
            return Some(known.clone());
        }
        let fields = CallFields {
            id: Some(call.id.clone()),
            session: call.session.clone(),
            user: UserRef {
                id: call.user.clone(),
                ..UserRef::default()
            },
            number: call.number.clone(),
            name: call.name.clone(),
            direction: call.direction,
            queue: call.queue.clone(),
            variables: Some(call.variables.clone()),
            ..CallFields::default()
        };
        // Only which event it is counts here: what it says stands in the fields.
        let began = match (call.started_before, call.direction) {
            (false, Some(Direction::Incoming)) => Event::IncomingCall(IncomingCall::default()),
            (false, Some(Direction::Outgoing)) => Event::OutgoingCall(OutgoingCall::default()),
            _ => Event::DataUpdated(DataUpdated::default()),
        };
        let details = Details::default();
        let applied = self.apply(now, call.started_at, &began, &fields, &details)?;
        if let (Phase::Connected, Some(at)) = (call.phase, call.connected_at) {
            let connected = Event::CallConnected(CallConnected::default());
            self.apply(now, at, &connected, &fields, &details);
        }
        let unsure = Unsure {
            since: heard,
            mono: now.mono,
        };
        let entry = self.entries.get_mut(&applied.key)?;
        entry.facts.unconfirm(unsure, now.mono);
        self.redraw(now, applied.key);
        self.by_key(applied.key).cloned()
    }
}
