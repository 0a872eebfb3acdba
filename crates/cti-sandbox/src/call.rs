//! A call at one phone, and what is going to happen to it.

use crate::outcome::{ANSWERED, Outcome};
use crate::people::Person;
use cti_protocol::{Assignment, CallFields, CallResult, Direction, Id, Pii, Timestamp, UserRef, Variables};
use std::{collections::VecDeque, time::Duration};
use tokio::time::Instant;

/// Something that happens to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is answered.
    Connect,
    /// Its variables change. An empty value takes one away.
    Update(Variables),
    /// It is over without having been answered (`call_failed`).
    Fail(Outcome),
    /// It is over (`call_disconnected`).
    End(Outcome),
}

/// What happens to a call by itself, each step so long after the one before. A step without a time waits until somebody
/// else makes it happen, and so does everything after it.
pub type Script = VecDeque<(Option<Duration>, Step)>;

/// A call as it is planned.
#[derive(Clone, Debug, PartialEq)]
pub struct NewCall {
    /// Its id.
    pub id: String,
    /// The id of the wider session: the legs of a call that rings at several phones have it in common.
    pub session: String,
    /// Who called whom.
    pub direction: Direction,
    /// The other party.
    pub number: String,
    /// The other party's name.
    pub name: Option<String>,
    /// The number that the other party sees, if it was asked for.
    pub caller_id: Option<String>,
    /// The queue that it came through.
    pub queue: Option<String>,
    /// How it was given to the agent.
    pub assignment: Option<Assignment>,
    /// Its variables.
    pub variables: Variables,
    /// What happens to it by itself.
    pub script: Script,
    /// Whether the agent's status stays as it is. A storm counts its events and wants no others.
    pub quiet: bool,
}

/// A live call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) plan: NewCall,
    pub(crate) talking: bool,
    last_step: Instant,
}

impl Call {
    pub(crate) fn start(plan: NewCall, now: Instant) -> Self {
        Self {
            plan,
            talking: false,
            last_step: now,
        }
    }

    /// When the next step happens by itself.
    pub(crate) fn due(&self) -> Option<Instant> {
        let (delay, _) = self.plan.script.front()?;
        Some(self.last_step + (*delay)?)
    }

    /// Takes the next step, if it is due.
    pub(crate) fn take_due(&mut self, now: Instant) -> Option<Step> {
        let due = self.due().filter(|due| *due <= now)?;
        // From when it was due, not from when somebody looked: the script does not drift.
        self.last_step = due;
        self.plan.script.pop_front().map(|(_, step)| step)
    }

    /// A step that somebody else made happen. Whatever the script had before and instead of it will not happen any more.
    pub(crate) fn taken(&mut self, step: &Step, now: Instant) {
        if *step == Step::Connect {
            self.last_step = now;
            let answer = self
                .plan
                .script
                .iter()
                .position(|(_, step)| *step == Step::Connect);
            match answer {
                Some(at) => drop(self.plan.script.drain(..=at)),
                None => self
                    .plan
                    .script
                    .retain(|(_, step)| !matches!(step, Step::Fail(_))),
            }
        }
    }

    /// Merges variables in; gives what there is now, and what was taken away with an empty value.
    pub(crate) fn update(&mut self, variables: Variables) -> Variables {
        let removed: Vec<_> = variables
            .iter()
            .filter(|(_, value)| value.is_empty())
            .map(|(name, _)| name.clone())
            .collect();
        self.plan.variables.extend(variables);
        let told = self.plan.variables.clone();
        self.plan.variables.retain(|name, _| !removed.contains(name));
        told
    }

    /// What every message about this call says.
    pub(crate) fn fields(&self, person: &Person, time: Timestamp) -> CallFields {
        let plan = &self.plan;
        CallFields {
            id: Some(Id::text(&plan.id)),
            session: Some(Id::text(&plan.session)),
            user: person.as_user(),
            number: Some(Pii::from(plan.number.as_str())),
            caller: plan.caller_id.as_deref().map(Pii::from),
            name: plan.name.as_deref().map(Pii::from),
            direction: Some(plan.direction),
            assignment: plan.assignment.clone(),
            queue: plan.queue.clone(),
            result: CallResult::default(),
            time: Some(time),
            ..CallFields::default()
        }
    }
}

impl Person {
    /// As messages speak of them. The account's HTTP API has numbers for ids of users.
    pub(crate) fn as_user(&self) -> UserRef {
        UserRef {
            id: Some(Id::number(self.id)),
            name: Some(Pii::from(self.name.as_str())),
            email: None,
        }
    }
}

/// A script of one kind or another.
pub(crate) fn script<const N: usize>(steps: [(Option<Duration>, Step); N]) -> Script {
    steps.into()
}

/// Answered after a while, and hung up after another.
pub(crate) fn answered(ring: Duration, talk: Duration) -> Script {
    script([
        (Some(ring), Step::Connect),
        (Some(talk), Step::End(ANSWERED.into())),
    ])
}

/// Never answered.
pub(crate) fn failed(ring: Duration, outcome: impl Into<Outcome>) -> Script {
    script([(Some(ring), Step::Fail(outcome.into()))])
}
