//! Calls that are started, answered and ended by hand.

use super::{
    body::{Body, UserId, nullable},
    problem::Problem,
};
use crate::{
    call::{NewCall, Script, Step},
    customers::{CUSTOMERS, Customer},
    desk::Desk,
    dice::Dice,
    ledger::Phase,
    outcome::{ANSWERED, CANCELLED, NO_ANSWER, Outcome},
};
use axum::{Json, extract::Path};
use cti_protocol::{Assignment, Direction, Pii, Variables};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Incoming,
    Outgoing,
}

/// A call that somebody wants. Times are as they are: the pace is for what takes its time by itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    kind: Kind,
    user: Option<UserId>,
    #[serde(default)]
    users: Vec<UserId>,
    number: Option<String>,
    name: Option<String>,
    queue: Option<String>,
    #[serde(default)]
    variables: BTreeMap<String, String>,
    call_id: Option<String>,
    session_id: Option<String>,
    #[serde(default)]
    separate_ids: bool,
    #[serde(default, deserialize_with = "nullable")]
    answer_after_ms: Option<Option<u64>>,
    answer_user: Option<UserId>,
    #[serde(default, deserialize_with = "nullable")]
    end_after_ms: Option<Option<u64>>,
    fail_after_ms: Option<u64>,
    code: Option<i64>,
    completion: Option<String>,
    reason: Option<String>,
}

/// Which phone, and how it is to end there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ending {
    user: Option<UserId>,
    code: Option<i64>,
    completion: Option<String>,
    reason: Option<String>,
}

/// Which phone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Leg {
    user: Option<UserId>,
}

/// Which phone, and what changes there. An empty value takes a variable away.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Update {
    user: Option<UserId>,
    variables: BTreeMap<String, String>,
}

pub(crate) async fn start(desk: Desk, Body(wanted): Body<Wanted>) -> Answer {
    let users = wanted.checked_users(&desk)?;
    let mut dice = desk.dice();
    let id = wanted.call_id.clone().unwrap_or_else(|| dice.id());
    let session = wanted.session_id.clone().unwrap_or_else(|| dice.id());
    let customer = match &wanted.number {
        Some(number) => Customer::by_number(number).copied(),
        None => Some(*dice.pick(&CUSTOMERS)),
    };
    let mut legs = Vec::new();
    for (at, user) in users.iter().enumerate() {
        let id = if wanted.separate_ids && at > 0 {
            dice.id()
        } else {
            id.clone()
        };
        let answers = wanted.answer_user.map_or(at == 0, |answers| answers.0 == *user);
        let script = wanted.script(&desk, &mut dice, answers);
        legs.push((*user, wanted.leg(customer.as_ref(), id, session.clone(), script)));
    }
    drop(dice);
    let listed: Vec<_> = legs
        .iter()
        .map(|(user, leg)| json!({ "user_id": user.to_string(), "call_id": leg.id }))
        .collect();
    for (user, leg) in legs {
        desk.board().start(user, leg);
    }
    Ok(Json(
        json!({ "call_id": id, "session_id": session, "legs": listed }),
    ))
}

impl Wanted {
    fn checked_users(&self, desk: &Desk) -> Result<Vec<u64>, Problem> {
        let users: Vec<_> = self.user.iter().chain(&self.users).map(|user| user.0).collect();
        if users.is_empty() {
            return Err(Problem::bad("say whose phone: \"user\" or \"users\""));
        }
        for (at, user) in users.iter().enumerate() {
            super::users::check(desk, *user)?;
            if users[..at].contains(user) {
                return Err(Problem::bad(format!("the user {user} is there twice")));
            }
        }
        if let Some(answers) = self.answer_user.filter(|answers| !users.contains(&answers.0)) {
            return Err(Problem::bad(format!(
                "the call does not ring at {}, who is to answer",
                answers.0
            )));
        }
        if self
            .number
            .as_ref()
            .is_some_and(|number| number.trim().is_empty())
        {
            return Err(Problem::bad("the number is empty"));
        }
        let ids = [self.call_id.as_ref(), self.session_id.as_ref()];
        if ids.into_iter().flatten().any(String::is_empty) {
            return Err(Problem::bad("an id is empty"));
        }
        if let Some(call) = self
            .call_id
            .as_ref()
            .filter(|call| !desk.board().ledger().legs(call).is_empty())
        {
            return Err(Problem::conflict(format!("there is a live call {call}")));
        }
        Ok(users)
    }

    fn leg(&self, customer: Option<&Customer>, id: String, session: String, script: Script) -> NewCall {
        let mut variables = customer.map(Customer::variables).unwrap_or_default();
        variables.extend(as_variables(self.variables.clone()));
        let (direction, assignment) = match (self.kind, &self.queue) {
            (Kind::Outgoing, _) => (Direction::Outgoing, Assignment::User),
            (Kind::Incoming, Some(_)) => (Direction::Incoming, Assignment::Queue),
            (Kind::Incoming, None) => (Direction::Incoming, Assignment::User),
        };
        let known = customer.map(|customer| customer.name.to_owned());
        NewCall {
            id,
            session,
            direction,
            number: self
                .number
                .clone()
                .or(customer.map(|customer| customer.number.to_owned()))
                .unwrap_or_default(),
            name: self.name.clone().or(known),
            caller_id: None,
            queue: self.queue.clone(),
            assignment: Some(assignment),
            variables,
            script,
            quiet: false,
        }
    }

    fn script(&self, desk: &Desk, dice: &mut Dice, answers: bool) -> Script {
        let mut after = |told: Option<Option<u64>>, from, to| match told {
            Some(told) => told.map(Duration::from_millis),
            None => Some(desk.board().clock().paced(dice.seconds(from, to))),
        };
        let ring = after(self.answer_after_ms, 1.0, 4.0);
        let talk = after(self.end_after_ms, 20.0, 90.0);
        if let Some(fail) = self.fail_after_ms {
            let outcome = outcome(self.code, &self.completion, &self.reason, NO_ANSWER.into());
            return [(Some(Duration::from_millis(fail)), Step::Fail(outcome))].into();
        }
        // The others ring until one answers. Whoever it is, the talk ends as it was told.
        let ring = if answers { ring } else { None };
        [(ring, Step::Connect), (talk, Step::End(ANSWERED.into()))].into()
    }
}

pub(crate) async fn answer(desk: Desk, Path(call): Path<String>, Body(leg): Body<Leg>) -> Answer {
    let ringing = legs(&desk, &call, leg.user, |phase| phase != Phase::Connected)?;
    match ringing.as_slice() {
        [] => Err(Problem::conflict(format!("the call {call} is answered already"))),
        [_] => Ok(step(&desk, &call, &ringing, &Step::Connect)),
        _ => Err(Problem::conflict(format!(
            "the call {call} rings at several phones: say whose is answered (\"user\")"
        ))),
    }
}

pub(crate) async fn fail(desk: Desk, Path(call): Path<String>, Body(ending): Body<Ending>) -> Answer {
    let ringing = legs(&desk, &call, ending.user, |phase| phase != Phase::Connected)?;
    if ringing.is_empty() {
        return Err(Problem::conflict(format!(
            "the call {call} is answered already: it can only end"
        )));
    }
    let outcome = outcome(ending.code, &ending.completion, &ending.reason, NO_ANSWER.into());
    Ok(step(&desk, &call, &ringing, &Step::Fail(outcome)))
}

pub(crate) async fn end(desk: Desk, Path(call): Path<String>, Body(ending): Body<Ending>) -> Answer {
    let all = legs(&desk, &call, ending.user, |_| true)?;
    let talking = legs(&desk, &call, ending.user, |phase| phase == Phase::Connected)?;
    let usual = if talking.is_empty() { CANCELLED } else { ANSWERED };
    let outcome = outcome(ending.code, &ending.completion, &ending.reason, usual.into());
    Ok(step(&desk, &call, &all, &Step::End(outcome)))
}

pub(crate) async fn variables(desk: Desk, Path(call): Path<String>, Body(update): Body<Update>) -> Answer {
    let all = legs(&desk, &call, update.user, |_| true)?;
    Ok(step(
        &desk,
        &call,
        &all,
        &Step::Update(as_variables(update.variables)),
    ))
}

type Answer = Result<Json<Value>, Problem>;

/// The users at whose phones a live call stands so.
fn legs(
    desk: &Desk,
    call: &str,
    user: Option<UserId>,
    wanted: fn(Phase) -> bool,
) -> Result<Vec<u64>, Problem> {
    let ledger = desk.board().ledger();
    let mut live = ledger.legs(call);
    live.retain(|(owner, _)| user.is_none_or(|user| user.0 == *owner));
    if live.is_empty() {
        let of = user
            .map(|user| format!(" at the phone of {}", user.0))
            .unwrap_or_default();
        return Err(match ledger.is_over(call) {
            true => Problem::conflict(format!("the call {call} is over{of}")),
            false => Problem::unknown(format!("there is no call {call}{of}")),
        });
    }
    Ok(live
        .into_iter()
        .filter(|(_, leg)| wanted(leg.phase))
        .map(|(owner, _)| owner)
        .collect())
}

fn step(desk: &Desk, call: &str, users: &[u64], step: &Step) -> Json<Value> {
    for user in users {
        desk.board().step(*user, call, step.clone());
    }
    let users: Vec<_> = users.iter().map(u64::to_string).collect();
    Json(json!({ "call_id": call, "users": users }))
}

fn outcome(
    code: Option<i64>,
    completion: &Option<String>,
    reason: &Option<String>,
    usual: Outcome,
) -> Outcome {
    let usual = code.map_or(usual, Outcome::of);
    Outcome {
        code: usual.code,
        completion: completion.clone().unwrap_or(usual.completion),
        reason: reason.clone().or(usual.reason),
    }
}

fn as_variables(variables: BTreeMap<String, String>) -> Variables {
    variables
        .into_iter()
        .map(|(name, value)| (name, Pii::from(value)))
        .collect()
}
