//! What goes on, as the phones have told it: the truth that a client's view can be compared with.

use cti_protocol::{CallFields, Direction, Event};
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};

/// How many ended calls are kept.
const ENDED_KEPT: usize = 500;

/// A call at one phone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Leg {
    /// The call.
    pub call_id: String,
    /// The wider session.
    pub session_id: String,
    /// Whose phone.
    pub user_id: String,
    /// `incoming` or `outgoing`.
    pub direction: &'static str,
    /// Where it stands.
    pub phase: Phase,
    /// The other party.
    pub number: String,
    /// The other party's name.
    pub name: Option<String>,
    /// The queue.
    pub queue: Option<String>,
    /// The variables.
    pub variables: BTreeMap<String, String>,
    /// When it started, in milliseconds since 1970.
    pub started_at: i64,
    /// When it was answered.
    pub connected_at: Option<i64>,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// The event that ended it.
    pub ended_by: Option<&'static str>,
    /// The result code.
    pub code: Option<i64>,
    /// The completion code.
    pub completion: Option<String>,
    /// A few words about the result.
    pub reason: Option<String>,
}

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// It rings at the agent's.
    Ringing,
    /// It rings at the other party's.
    Dialing,
    /// They talk.
    Connected,
    /// It is over.
    Ended,
}

/// An agent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct User {
    /// The user's id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their status.
    pub status: String,
    /// Since when, in milliseconds since 1970.
    pub since: i64,
}

/// The book of calls and agents.
#[derive(Debug, Default)]
pub struct Ledger {
    users: BTreeMap<u64, User>,
    /// By call and user: at several phones one call may have one id.
    live: BTreeMap<(String, u64), Leg>,
    ended: VecDeque<Leg>,
    counts: BTreeMap<&'static str, u64>,
}

impl Ledger {
    /// Writes down what a user's phone said.
    pub fn note(&mut self, user: u64, event: &Event) {
        *self.counts.entry(event.name()).or_default() += 1;
        if let Event::StatusChanged(changed) = event {
            self.users.insert(
                user,
                User {
                    id: user.to_string(),
                    name: changed.user.name.as_deref().unwrap_or_default().to_owned(),
                    status: changed
                        .status
                        .as_ref()
                        .map(|status| status.name.clone())
                        .unwrap_or_default(),
                    since: changed.time.map_or(0, |time| time.0),
                },
            );
        }
        let Some(call) = event.call() else { return };
        let Some(id) = &call.id else { return };
        let key = (id.as_str().to_owned(), user);
        let time = call.time.map_or(0, |time| time.0);
        match event {
            Event::IncomingCall(_) => _ = self.live.insert(key, leg(user, call, Phase::Ringing)),
            Event::OutgoingCall(_) => _ = self.live.insert(key, leg(user, call, Phase::Dialing)),
            Event::CallConnected(_) => {
                if let Some(leg) = self.live.get_mut(&key) {
                    (leg.phase, leg.connected_at) = (Phase::Connected, Some(time));
                }
            }
            Event::DataUpdated(_) => {
                if let Some(leg) = self.live.get_mut(&key) {
                    leg.variables = variables(call);
                    leg.variables.retain(|_, value| !value.is_empty());
                }
            }
            Event::CallFailed(_) | Event::CallDisconnected(_) => {
                if let Some(mut leg) = self.live.remove(&key) {
                    (leg.phase, leg.ended_at, leg.ended_by) = (Phase::Ended, Some(time), Some(event.name()));
                    leg.code = call.result.code;
                    leg.completion = call.result.completion.clone();
                    leg.reason = call.result.reason.as_deref().map(str::to_owned);
                    if self.ended.len() == ENDED_KEPT {
                        self.ended.pop_front();
                    }
                    self.ended.push_back(leg);
                }
            }
            _ => {}
        }
    }

    /// The agents, by id.
    pub fn users(&self) -> Vec<User> {
        self.users.values().cloned().collect()
    }

    /// A user's status.
    pub fn status(&self, user: u64) -> Option<&str> {
        self.users.get(&user).map(|user| user.status.as_str())
    }

    /// The live calls, in the order in which they started.
    pub fn live(&self) -> Vec<Leg> {
        let mut legs: Vec<_> = self.live.values().cloned().collect();
        legs.sort_by_key(|leg| leg.started_at);
        legs
    }

    /// The ended calls that are still known, the latest last.
    pub fn ended(&self) -> impl Iterator<Item = &Leg> {
        self.ended.iter()
    }

    /// The live legs of a call, by user.
    pub fn legs(&self, call: &str) -> Vec<(u64, &Leg)> {
        let from = (call.to_owned(), 0);
        let legs = self.live.range(from..).take_while(|((id, _), _)| id == call);
        legs.map(|((_, user), leg)| (*user, leg)).collect()
    }

    /// Whether a call of this id is over.
    pub fn is_over(&self, call: &str) -> bool {
        self.ended.iter().any(|leg| leg.call_id == call)
    }

    /// The legs of a session that still ring at other phones than this one.
    pub fn still_ringing(&self, session: &str, except: u64) -> Vec<(u64, String)> {
        let legs = self.live.iter().filter(|((_, user), leg)| {
            leg.session_id == session && leg.phase == Phase::Ringing && *user != except
        });
        legs.map(|((call, user), _)| (*user, call.clone())).collect()
    }

    /// Whether a user has a live call.
    pub fn has_call(&self, user: u64) -> bool {
        self.live.keys().any(|(_, owner)| *owner == user)
    }

    /// How often each event was said.
    pub fn counts(&self) -> &BTreeMap<&'static str, u64> {
        &self.counts
    }
}

fn leg(user: u64, call: &CallFields, phase: Phase) -> Leg {
    let text =
        |id: &Option<cti_protocol::Id>| id.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default();
    Leg {
        call_id: text(&call.id),
        session_id: text(&call.session),
        user_id: user.to_string(),
        direction: if call.direction == Some(Direction::Outgoing) {
            "outgoing"
        } else {
            "incoming"
        },
        phase,
        number: call.number.as_deref().unwrap_or_default().to_owned(),
        name: call.name.as_deref().map(str::to_owned),
        queue: call.queue.clone(),
        variables: variables(call),
        started_at: call.time.map_or(0, |time| time.0),
        connected_at: None,
        ended_at: None,
        ended_by: None,
        code: None,
        completion: None,
        reason: None,
    }
}

fn variables(call: &CallFields) -> BTreeMap<String, String> {
    let variables = call.variables.iter().flatten();
    variables
        .map(|(name, value)| (name.clone(), value.as_str().to_owned()))
        .collect()
}
