use super::{
    Same,
    bits::{party, present},
    calls::answered_by,
};
use crate::text::{T, fill, words};
use cti_core::{Call, Connection, ConnectionState, Phase, User};
use cti_protocol::Id;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct LiveProps {
    pub(crate) calls: Vec<Same<Call>>,
    pub(crate) users: Same<Vec<Rc<User>>>,
    pub(crate) connection: Same<Connection>,
}

/// What was told already, so that it is not told again.
#[derive(Default)]
struct Told {
    calls: Vec<(Id, Phase)>,
    connection: Option<ConnectionState>,
    /// Whether there was a picture before.
    begun: bool,
    /// Numbers what is told: the same words a second time are a new element, which is told again.
    number: u32,
}

#[derive(Clone, Default, PartialEq)]
struct Words {
    number: u32,
    assertive: Vec<String>,
    polite: Vec<String>,
}

fn ringing(call: &Call) -> String {
    let name = party(call);
    match present(call.queue.as_deref()) {
        Some(queue) => fill(T::TellRingingQueue, &[("name", &name), ("queue", queue)]),
        None => fill(T::TellRinging, &[("name", &name)]),
    }
}

fn connection_words(before: Option<ConnectionState>, now: &Connection) -> Option<String> {
    let steady = |state| {
        matches!(
            state,
            ConnectionState::Live | ConnectionState::Waiting | ConnectionState::Stopped
        )
    };
    if before == Some(now.state) || !steady(now.state) {
        return None;
    }
    Some(match now.state {
        ConnectionState::Live => T::LiveAgain.say().into(),
        _ => words::reason(now.reason.as_ref()),
    })
}

impl Told {
    /// What is new in this picture: a ring for the assertive region, everything else for the polite one.
    fn news(&mut self, props: &LiveProps) -> Option<Words> {
        let (mut assertive, mut polite) = (Vec::new(), Vec::new());
        let mut phases = Vec::with_capacity(props.calls.len());
        for call in props.calls.iter().filter(|call| call.mine) {
            let before = self
                .calls
                .iter()
                .find(|(id, _)| *id == call.id)
                .map(|(_, phase)| *phase);
            phases.push((call.id.clone(), call.phase));
            if before == Some(call.phase) {
                continue;
            }
            match call.phase {
                Phase::Ringing => assertive.push(ringing(call)),
                Phase::Dialing => {}
                // Calls that were there before the widget are in sight, and nothing has happened to them.
                Phase::Connected if !self.begun => {}
                Phase::Connected => polite.push(fill(T::TellConnected, &[("name", &party(call))])),
                // An end without a beginning that was told is no news.
                Phase::Ended if before.is_none() => {}
                Phase::Ended => {
                    let by = answered_by(call, &props.users);
                    let outcome = words::outcome(call, by.as_deref());
                    polite.push(fill(
                        T::TellEnded,
                        &[("outcome", &outcome), ("name", &party(call))],
                    ));
                }
            }
        }
        self.calls = phases;
        self.begun = true;
        polite.extend(connection_words(self.connection, &props.connection));
        // Passing through connecting on the way back to waiting is no news.
        if matches!(
            props.connection.state,
            ConnectionState::Live | ConnectionState::Waiting | ConnectionState::Stopped
        ) {
            self.connection = Some(props.connection.state);
        }
        if assertive.is_empty() && polite.is_empty() {
            return None;
        }
        self.number += 1;
        Some(Words {
            number: self.number,
            assertive,
            polite,
        })
    }
}

/// Tells those who listen instead of looking. Never repeats because of the clock.
#[component]
pub(crate) fn Live(props: &LiveProps) -> Html {
    let told = use_mut_ref(Told::default);
    let words = use_state_eq(Words::default);
    {
        let words = words.setter();
        use_effect_with(props.clone(), move |props| {
            if let Some(news) = told.borrow_mut().news(props) {
                words.set(news);
            }
        });
    }
    let region = |texts: &[String]| {
        let told = texts.iter().enumerate().map(|(place, text)| {
            let key = [&*words.number.to_string(), " ", &place.to_string()].concat();
            html! { <p {key}>{ text.clone() }</p> }
        });
        html! { <>{ for told }</> }
    };
    html! {
        <div class="unseen">
            <div role="alert" data-cti="tell-assertive">{ region(&words.assertive) }</div>
            <div role="status" data-cti="tell-polite">{ region(&words.polite) }</div>
        </div>
    }
}
