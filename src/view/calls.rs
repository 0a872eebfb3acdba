use super::{
    Same,
    bits::{Able, user_name},
    call_card::CallCard,
    fold::{SHOWN, fold_html},
    rows::no_calls,
};
use crate::{aide::Around, hooks::use_kept_focus, store::Link, text::T};
use cti_core::{Ask, Call, Draft, Outcome, Sent, User};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct CallsProps {
    pub(crate) link: Link,
    pub(crate) calls: Vec<Same<Call>>,
    pub(crate) users: Same<Vec<Rc<User>>>,
    pub(crate) able: Able,
    /// What is around the calls, once that is known.
    pub(crate) around: Option<Same<Around>>,
    /// Whether the agent is being asked who he is, in the same view.
    pub(crate) picking: bool,
    /// Settings of variables on their way.
    pub(crate) commands: Vec<Same<Sent>>,
    /// What is being typed into variables.
    pub(crate) drafts: Vec<Same<Draft>>,
    pub(crate) on_call: Callback<AttrValue>,
}

/// The name of whoever answered a call in the agent's place.
pub(crate) fn answered_by(call: &Call, users: &[Rc<User>]) -> Option<AttrValue> {
    let Some(Outcome::AnsweredElsewhere(Some(id))) = &call.outcome else {
        return None;
    };
    let name = users
        .iter()
        .find(|user| user.id == *id)
        .map_or(id.as_str(), |user| user_name(user));
    Some(AttrValue::from(name.to_owned()))
}

/// The cards, in the core's order.
#[component]
pub(crate) fn Calls(props: &CallsProps) -> Html {
    super::probe::draws("Calls");
    let list = use_kept_focus();
    let cards = props.calls.iter().map(|call| {
        let commands: Vec<_> = props
            .commands
            .iter()
            .filter(|sent| matches!(&sent.ask, Ask::SetVariables { call: id } if *id == call.id))
            .cloned()
            .collect();
        html! {
            <CallCard
                key={call.id.as_str().to_owned()}
                link={&props.link}
                call={call.clone()}
                by={answered_by(call, &props.users)}
                able={props.able}
                {commands}
                offer={props.around.as_ref().and_then(|around| around.offer(&call.id)).map(Same::from)}
                draft={props.drafts.iter().find(|draft| draft.call == call.id).cloned()}
                on_call={props.on_call.clone()}
            />
        }
    });
    html! {
        <>
            <ul ref={list.clone()} class="cards" aria-label={T::Calls.say()}>{ for cards }</ul>
            <div class="slot">
                if props.calls.len() > SHOWN {
                    { fold_html(&props.link, &list) }
                }
            </div>
            <div class="slot">
                if props.calls.is_empty() && !props.picking {
                    { no_calls(props.able) }
                }
            </div>
        </>
    }
}
