use super::{
    Same,
    bits::{Able, Ticking, flag, outside, party, phase_key, present},
    call_actions::{again_button, open_button},
    chips::Chips,
    editor::Editor,
    note::use_note,
    number::number_html,
};
use crate::{
    hooks::{Tick, focus, use_id},
    store::Link,
    text::{T, duration, fill, when, words},
};
use cti_core::{Call, Draft, Edit, Intent, Outcome, Phase, Pop, Sent};
use cti_protocol::Direction;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct CardProps {
    pub(crate) link: Link,
    pub(crate) call: Same<Call>,
    /// Who answered it in the agent's place.
    pub(crate) by: Option<AttrValue>,
    pub(crate) able: Able,
    pub(crate) commands: Vec<Same<Sent>>,
    /// Its record, where that waits for a click.
    pub(crate) offer: Option<Same<Pop>>,
    /// What is being typed into its variables.
    pub(crate) draft: Option<Same<Draft>>,
    pub(crate) on_call: Callback<AttrValue>,
}

/// The public name of an outcome.
pub(crate) fn outcome_key(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Completed => "completed",
        Outcome::Failed => "failed",
        Outcome::Missed => "missed",
        Outcome::AnsweredElsewhere(_) => "answered_elsewhere",
        Outcome::Cancelled => "cancelled",
        Outcome::Unknown => "unknown",
    }
}

fn direction_key(direction: Option<Direction>) -> &'static str {
    match direction {
        Some(Direction::Incoming) => "incoming",
        Some(Direction::Outgoing) => "outgoing",
        None => "unknown",
    }
}

/// How long it has been as it is, or when it ended.
fn time(link: &Link, call: &Call) -> Html {
    let tick = |tick| html! { <Ticking {link} {tick} /> };
    let at_least = || {
        let time = when::time_of_day(call.started_at);
        html! { <span class="num">{ fill(T::SinceAtLeast, &[("time", &time)]) }</span> }
    };
    match (call.phase, call.connected_at) {
        (Phase::Ringing | Phase::Dialing, _) | (Phase::Connected, None) if call.started_before => at_least(),
        (Phase::Ringing, _) => tick(Tick::Ringing(call.started_at)),
        (Phase::Dialing, _) => tick(Tick::Stopwatch(call.started_at)),
        (Phase::Connected, Some(at)) => tick(Tick::Stopwatch(at)),
        (Phase::Connected, None) => at_least(),
        (Phase::Ended, _) => html! { <span class="num">{ ended_at(call) }</span> },
    }
}

/// How long an ended call lasted, if that is known, and when it ended.
pub(crate) fn ended_at(call: &Call) -> String {
    let time = when::time_of_day(call.ended_at.unwrap_or(call.started_at));
    match (&call.outcome, call.connected_at, call.ended_at) {
        (Some(Outcome::Completed), Some(from), Some(to)) => fill(
            T::DurationAndTime,
            &[("duration", &duration::stopwatch(to - from)), ("time", &time)],
        ),
        _ => time,
    }
}

/// The number, to read, to copy and to call.
fn number(props: &CardProps, number: &str) -> Html {
    number_html(&props.link, number, &props.on_call)
}

/// Whoever it is, by name, else by number.
fn who(props: &CardProps) -> Html {
    let call = &props.call;
    match (present(call.name.as_deref()), present(call.number.as_deref())) {
        (Some(name), _) => outside(name),
        (None, Some(digits)) => number(props, digits),
        (None, None) => html! { {T::Nameless.say()} },
    }
}

/// Number and queue, whichever there are; the number only where a name stands above it.
fn beneath(props: &CardProps) -> Html {
    let call = &props.call;
    let digits = present(call.number.as_deref()).filter(|_| present(call.name.as_deref()).is_some());
    let queue = present(call.queue.as_deref());
    html! {
        <p class="card-sub">
            <span class="slot">
                if let Some(digits) = digits {
                    <span data-cti="call-number">{ number(props, digits) }</span>
                }
            </span>
            <span class="slot">
                if let Some(queue) = queue {
                    <span data-sep={digits.map(|_| "")} data-cti="call-queue">{ outside(queue) }</span>
                }
            </span>
        </p>
    }
}

/// One call.
#[component]
pub(crate) fn CallCard(props: &CardProps) -> Html {
    super::probe::draws("CallCard");
    let call = &props.call;
    let editing = use_state_eq(|| false);
    let variables_button = use_node_ref();
    let editor_id = use_id();
    let state = words::call_state(call, props.by.as_deref());
    let name = party(call);

    let step = {
        let (link, call) = (props.link.clone(), call.clone());
        move |edit: Edit| {
            // A call that is no longer known has no card to press on.
            let call = call.id.clone();
            let _ = link.ask(Intent::Draft { call, edit });
        }
    };
    let on_edit = {
        let (editing, step) = (editing.clone(), step.clone());
        Callback::from(move |_: MouseEvent| {
            step(if *editing { Edit::Close } else { Edit::Open });
            editing.set(!*editing);
        })
    };
    let on_close = {
        let (editing, button) = (editing.setter(), variables_button.clone());
        Callback::from(move |()| {
            step(Edit::Close);
            editing.set(false);
            focus(&button);
        })
    };
    let dismiss = use_callback(
        (props.link.clone(), call.clone()),
        |_: MouseEvent, (link, call): &(Link, Same<Call>)| {
            // A card that is gone already needs no telling.
            let _ = link.ask(Intent::Dismiss(call.id.clone()));
        },
    );
    let note = use_note(&props.link, call);
    let ended = call.phase == Phase::Ended;
    let unsent = props.draft.as_ref().is_some_and(|draft| draft.is_changed());
    // What was typed is not hidden behind a button when it can no longer be sent.
    let draft = props.draft.clone().filter(|_| *editing || (ended && unsent));
    // Until that is there which keeps drafts, the place says so.
    let draft = draft.or_else(|| (*editing).then(|| (&Rc::new(Draft::new(call.id.clone()))).into()));
    let dismiss_label = fill(T::DismissCall, &[("name", &name)]);
    html! {
        <li
            class="card" data-cti="call" data-call-id={call.id.as_str().to_owned()} data-phase={phase_key(call.phase)}
            data-direction={direction_key(call.direction)} data-outcome={call.outcome.as_ref().map(outcome_key)}
            data-unconfirmed={call.unconfirmed_since.map(|_| "true")}
        >
            <article aria-label={[&*state, T::ListComma.say(), &*name].concat()}>
                <div class="card-top">
                    <p class="state" data-cti="call-state">
                        <span class="mark" aria-hidden="true"></span>
                        <bdi>{ state }</bdi>
                    </p>
                    <p class="card-time" data-cti="call-time">{ time(&props.link, call) }</p>
                    { note.button }
                    <button
                        type="button" class="icon-button" aria-label={dismiss_label} title={T::Dismiss.say()}
                        onclick={dismiss}
                    >
                        <span class="cross" aria-hidden="true"></span>
                    </button>
                </div>
                <div class="card-main">
                    <div class="card-who">
                        <p class="card-name" data-cti="call-name">{ who(props) }</p>
                        { beneath(props) }
                    </div>
                    <div class="slot">
                        if ended {
                            { again_button(call, &name, props.able, &props.on_call) }
                        }
                    </div>
                </div>
                <div class="slot">
                    if let Some(since) = call.unconfirmed_since {
                        <p class="unconfirmed">
                            { fill(T::UnconfirmedSince, &[("time", &when::time_of_day(since))]) }
                        </p>
                    }
                </div>
                <div class="slot">
                    if !call.variables.is_empty() {
                        <Chips variables={call.variables.clone()} />
                    }
                </div>
                { note.text }
                <div class="slot">
                    if !ended || *editing || props.offer.is_some() {
                        <div class="actions">
                            { open_button(&props.link, call, props.offer.as_deref()) }
                            <button
                                ref={variables_button} type="button" class="button"
                                aria-expanded={flag(*editing)} aria-controls={editor_id.clone()} onclick={on_edit}
                            >
                                { if unsent { T::VariablesUnsent.say() } else { T::Variables.say() } }
                            </button>
                        </div>
                    }
                </div>
                <div class="slot">
                    if let Some(draft) = draft {
                        <Editor
                            link={&props.link} {call} {draft} able={props.able} commands={props.commands.clone()}
                            id={editor_id} {on_close}
                        />
                    }
                </div>
            </article>
        </li>
    }
}
