//! What a call is, seen from the agent: derived from its facts, never stored.

use super::facts::{Facts, Leg};
use crate::snapshot::{Call, Outcome, Phase};
use cti_protocol::{Direction, Id};

/// Result code of a call that was answered.
const ANSWERED: i64 = 200;
/// Result code for a caller or callee who gave up before an answer.
const CANCELLED: i64 = 487;

/// Whether a call concerns this agent. The one place where that is decided: a leg at the agent's phone; and a call of
/// which no user at all is known, since on a wire that names no users every card would be missing otherwise.
pub(crate) fn is_mine(facts: &Facts, me: Option<&Id>) -> bool {
    facts
        .legs
        .iter()
        .any(|leg| leg.user.is_some() && leg.user.as_ref() == me)
        || facts.legs.iter().all(|leg| leg.user.is_none())
}

/// The call as this agent should see it.
pub(crate) fn call(facts: &Facts, me: Option<&Id>) -> Call {
    let mine = is_mine(facts, me);
    let own: Vec<&Leg> = {
        let at_me: Vec<&Leg> = facts
            .legs
            .iter()
            .filter(|leg| leg.user.is_some() && leg.user.as_ref() == me)
            .collect();
        if at_me.is_empty() {
            facts.legs.iter().collect()
        } else {
            at_me
        }
    };
    let answered = own
        .iter()
        .filter(|leg| leg.connected.is_some())
        .min_by_key(|leg| leg.connected);
    let elsewhere = answered
        .is_none()
        .then(|| {
            facts
                .legs
                .iter()
                .filter(|leg| leg.connected.is_some())
                .min_by_key(|leg| leg.connected)
        })
        .flatten();
    let unanswered_here = |leg: &Leg| answered.is_some() && leg.connected.is_none();
    let last_end = own.iter().filter_map(|leg| leg.ended()).max();
    let told_over = last_end.is_some()
        && own
            .iter()
            .all(|leg| leg.ended().is_some() || unanswered_here(leg));
    let over = told_over || own.iter().all(|leg| leg.is_over() || unanswered_here(leg));

    let ended_at = match elsewhere {
        Some(other) => other.connected,
        None if told_over => last_end,
        None if over => own.iter().filter_map(|leg| leg.given_up).max(),
        None => None,
    };
    let result = own
        .iter()
        .find(|leg| leg.failed.is_some())
        .or(own.first())
        .map(|leg| &leg.result);
    let code = result.and_then(|result| result.code);
    let outcome = ended_at.map(|_| match elsewhere {
        Some(other) => Outcome::AnsweredElsewhere(other.user.clone()),
        None if !told_over => Outcome::Unknown,
        None if answered.is_some() || code == Some(ANSWERED) => Outcome::Completed,
        None => unanswered(facts, &own, code),
    });
    let phase = match (&outcome, answered) {
        (Some(_), _) => Phase::Ended,
        (None, Some(_)) => Phase::Connected,
        // Heard of without its beginning: under way, but nobody said that it was answered (`connected_at` stays empty).
        (None, None) if own.iter().all(|leg| leg.began.is_none()) => Phase::Connected,
        (None, None) if facts.direction == Some(Direction::Outgoing) => Phase::Dialing,
        (None, None) => Phase::Ringing,
    };
    let began = own.iter().filter_map(|leg| leg.began).min();
    let first = began.unwrap_or(facts.heard_at);
    // Clocks of several senders meet here: nothing ends before it begins.
    let connected_at = answered.and_then(|leg| leg.connected).map(|at| at.max(first));
    Call {
        id: facts.id.clone(),
        session: facts.session.clone(),
        direction: facts.direction,
        phase,
        outcome,
        code,
        reason: result.and_then(|result| {
            result
                .reason
                .clone()
                .or(result.completion.clone().map(Into::into))
        }),
        number: facts.other_party().cloned(),
        name: facts.name.clone(),
        user: answered.or(own.first()).and_then(|leg| leg.user.clone()),
        queue: facts.queue.clone(),
        variables: facts.variables.clone(),
        started_at: first,
        started_before: began.is_none(),
        connected_at,
        ended_at: ended_at.map(|at| at.max(connected_at.unwrap_or(first))),
        unconfirmed_since: if phase == Phase::Ended {
            None
        } else {
            let living = own.iter().filter(|leg| !leg.is_over());
            living
                .filter_map(|leg| leg.unsure)
                .map(|unsure| unsure.since)
                .min()
        },
        mine,
        details: facts.details.clone(),
    }
}

fn unanswered(facts: &Facts, own: &[&Leg], code: Option<i64>) -> Outcome {
    let failed = own.iter().any(|leg| leg.failed.is_some());
    match facts.direction {
        Some(Direction::Incoming) => Outcome::Missed,
        Some(Direction::Outgoing) if code == Some(CANCELLED) => Outcome::Cancelled,
        _ if failed => Outcome::Failed,
        Some(Direction::Outgoing) => Outcome::Cancelled,
        None => Outcome::Unknown,
    }
}

/// The leg that lives at this user's phone, if any.
pub(crate) fn live_leg<'a>(facts: &'a Facts, user: &Id) -> Option<&'a Leg> {
    if facts.is_over() {
        return None;
    }
    let answered = facts.is_answered();
    facts.legs.iter().find(|leg| {
        leg.user.as_ref() == Some(user) && !leg.is_over() && (leg.connected.is_some() || !answered)
    })
}
