use super::{
    Same,
    bits::{arrow, handset, outside, party, present},
    call_card::{ended_at, outcome_key},
    note::use_note,
    number::number_html,
};
use crate::{
    store::Link,
    text::{T, fill, words},
};
use cti_core::{Call, Outcome};
use cti_protocol::Direction;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct HistoryRowProps {
    pub(crate) link: Link,
    pub(crate) call: Same<Call>,
    /// Who answered it in the agent's place.
    pub(crate) by: Option<AttrValue>,
    pub(crate) on_call: Callback<AttrValue>,
}

/// How it went: for a call that was held, only who called whom.
pub(crate) fn how(call: &Call, by: Option<&str>) -> String {
    match (&call.outcome, call.direction) {
        (Some(Outcome::Completed), Some(Direction::Incoming)) => T::Incoming.say().into(),
        (Some(Outcome::Completed), Some(Direction::Outgoing)) => T::Outgoing.say().into(),
        _ => words::outcome(call, by),
    }
}

/// One ended call.
#[component]
pub(crate) fn HistoryRow(props: &HistoryRowProps) -> Html {
    let call = &props.call;
    let number = present(call.number.as_deref()).map(|number| AttrValue::from(number.to_owned()));
    let queue = present(call.queue.as_deref()).filter(|_| call.outcome == Some(Outcome::Completed));
    let label = fill(T::CallAgainName, &[("name", &party(call))]);
    let note = use_note(&props.link, call);
    let named = present(call.name.as_deref());
    let unnamed = match &number {
        Some(number) => number_html(&props.link, number, &props.on_call),
        None => html! { {T::Nameless.say()} },
    };
    let again = number
        .clone()
        .map(|number| props.on_call.reform(move |_: MouseEvent| number.clone()));
    html! {
        <li
            class="past" data-cti="history-row" data-call-id={call.id.as_str().to_owned()}
            data-outcome={call.outcome.as_ref().map(outcome_key)}
        >
            <div class="row">
                <div class="row-text">
                    <p class="row-name">{ named.map_or_else(|| unnamed.clone(), outside) }</p>
                    <p class="row-sub">
                        { arrow(call.direction) }
                        <span>
                            <bdi>{ how(call, props.by.as_deref()) }</bdi>
                            <span class="slot">
                                if named.is_some() && number.is_some() {
                                    <span data-sep="" data-cti="call-number">{ unnamed }</span>
                                }
                            </span>
                            <span class="slot">
                                if let Some(queue) = queue {
                                    <span data-sep="">{ outside(queue) }</span>
                                }
                            </span>
                        </span>
                    </p>
                </div>
                <span class="row-time num">{ ended_at(call) }</span>
                { note.button }
                <div class="slot">
                    if let Some(again) = again {
                        <button
                            type="button" class="icon-button" aria-label={label.clone()} title={label} onclick={again}
                        >
                            { handset() }
                        </button>
                    }
                </div>
            </div>
            { note.text }
        </li>
    }
}
