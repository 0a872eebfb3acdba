use super::{
    Tape,
    frame_row::{moment, names},
    unread::unread_row,
};
use crate::{
    aide::Wish,
    edge::dynamic::get,
    store::Link,
    text::{T, plural::counted, words},
    view::{
        Same,
        bits::{outside, phone, present, user_name},
    },
};
use cti_core::{
    Call, Outcome, Phase, User,
    inspect::{CaptureFault, Shot, mask_number, read_capture, replay},
};
use cti_protocol::{Id, Pii};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ReplayProps {
    pub(crate) link: Link,
    pub(crate) tape: Tape,
    /// Whom the widget speaks for: the same in the replay.
    pub(crate) me: Option<Id>,
    pub(crate) personal: bool,
}

#[derive(Clone, PartialEq)]
enum Chosen {
    Nothing,
    Fault(CaptureFault),
    Capture(Same<Vec<Rc<Shot>>>),
}

fn fault(fault: CaptureFault) -> String {
    let text = match fault {
        CaptureFault::TooLong => T::FaultTooLong,
        CaptureFault::NotACapture => T::FaultNoCapture,
        CaptureFault::Newer => T::FaultNewer,
        CaptureFault::TooMany => T::FaultTooMany,
        CaptureFault::Frame(number) => return counted(T::FaultFrame, &[("n", number as u64)]),
    };
    text.say().to_owned()
}

/// A capture, played to a softphone that nobody hears.
#[component]
pub(crate) fn Replay(props: &ReplayProps) -> Html {
    let chosen = use_state_eq(|| Chosen::Nothing);
    let at = use_state_eq(|| 0_usize);
    let onchange = {
        let (link, tape, chosen, at) = (
            props.link.clone(),
            props.tape.clone(),
            chosen.setter(),
            at.setter(),
        );
        Callback::from(move |event: Event| {
            let input: JsValue = event.target_unchecked_into::<HtmlInputElement>().into();
            let file = get(&get(&input, "files"), "0");
            if file.is_undefined() {
                return;
            }
            let (tape, chosen, at) = (tape.clone(), chosen.clone(), at.clone());
            let read = move |text: Option<Pii>| {
                let text = text.ok_or(CaptureFault::TooLong);
                match text.and_then(|text| read_capture(&text, tape.borrow().configured())) {
                    Ok(shots) => {
                        at.set(shots.len());
                        chosen.set(Chosen::Capture(Same(Rc::new(shots))));
                    }
                    Err(fault) => chosen.set(Chosen::Fault(fault)),
                }
            };
            link.wish(Wish::Read(file, Callback::from(read)));
        })
    };
    let told = match &*chosen {
        Chosen::Fault(why) => fault(*why),
        _ => String::new(),
    };
    html! {
        <div class="inspected" data-cti="replay">
            <p class="page-hint">{ T::ReplayHint.say() }</p>
            <label class="line">
                <span class="page-hint">{ T::ReplayFile.say() }</span>
                <input type="file" class="replay-file" name="capture" accept=".json,application/json" {onchange} />
            </label>
            <p class="form-told" role="alert">{ told }</p>
            <div class="slot">
                if let Chosen::Capture(shots) = &*chosen {
                    <Stepper at={at.clone()} shots={shots.clone()} />
                    <Staged
                        {shots} at={*at} tape={props.tape.clone()} me={props.me.clone()} personal={props.personal}
                    />
                }
            </div>
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct StepperProps {
    at: UseStateHandle<usize>,
    shots: Same<Vec<Rc<Shot>>>,
}

/// Goes forward and back in a capture.
#[component]
fn Stepper(props: &StepperProps) -> Html {
    let (at, total) = (*props.at, props.shots.len());
    let go = |to: usize| {
        let at = props.at.clone();
        Callback::from(move |_: MouseEvent| at.set(to.min(total)))
    };
    let oninput = {
        let at = props.at.clone();
        Callback::from(move |event: InputEvent| {
            if let Ok(to) = event
                .target_unchecked_into::<HtmlInputElement>()
                .value()
                .parse::<usize>()
            {
                at.set(to.min(total));
            }
        })
    };
    let last = at.checked_sub(1).and_then(|last| props.shots.get(last));
    let place = counted(T::ReplayAt, &[("n", at as u64), ("total", total as u64)]);
    html! {
        <div class="stepper">
            <p class="replay-mark">{ T::ReplayMark.say() }</p>
            <input
                type="range" name="frame" min="0" max={total.to_string()} value={at.to_string()}
                aria-label={T::ReplayUpTo.say()} {oninput}
            />
            <div class="actions frame-actions">
                <button
                    type="button" class="button small" data-do="back" disabled={at == 0}
                    onclick={go(at.saturating_sub(1))}
                >
                    { T::ReplayBack.say() }
                </button>
                <button type="button" class="button small" data-do="on" disabled={at == total} onclick={go(at + 1)}>
                    { T::ReplayOn.say() }
                </button>
            </div>
            <p class="page-hint" data-cti="replay-at" role="status">
                { place }
                <span class="slot">
                    if let Some(shot) = last {
                        { " · " }{ outside(&names(shot)) }{ " · " }<bdi class="num" dir="ltr">{ moment(shot.at) }</bdi>
                    }
                </span>
            </p>
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct StagedProps {
    shots: Same<Vec<Rc<Shot>>>,
    at: usize,
    tape: Tape,
    me: Option<Id>,
    personal: bool,
}

/// What the widget would have shown then. Drawn anew only when the place changes.
#[component]
fn Staged(props: &StagedProps) -> Html {
    let dialect = props.tape.borrow().configured().clone();
    let frames = props.shots.get(..props.at).unwrap_or_default();
    let stage = replay(frames, &dialect, props.me.clone());
    let personal = props.personal;
    let calls = stage
        .calls
        .iter()
        .enumerate()
        .map(|(place, call)| call_row(place, call, personal));
    let users = stage.users.iter().map(|user| user_row(user, personal));
    let notices = stage.notices.iter().map(|notice| {
        html! { <li key={notice.id.to_string()} class="frame-why">{ outside(&words::notice(&notice.about)) }</li> }
    });
    let unread = stage
        .unread
        .iter()
        .enumerate()
        .rev()
        .map(|(place, unread)| unread_row(place.to_string(), unread, &dialect, personal));
    let none = stage.calls.is_empty();
    html! {
        <>
            <h3 class="day-title">{ T::Calls.say() }</h3>
            <div class="slot">
                if none {
                    <p class="page-hint">{ T::ReplayNoCalls.say() }</p>
                }
            </div>
            <ul class="rows">{ for calls }</ul>
            <h3 class="day-title">{ T::Team.say() }</h3>
            <ul class="rows">{ for users }</ul>
            <h3 class="day-title">{ T::Notices.say() }</h3>
            <ul class="rows">{ if personal { notices.collect::<Html>() } else { hidden(stage.notices.len()) } }</ul>
            <h3 class="day-title">{ T::NotUnderstood.say() }</h3>
            <ul class="rows">{ for unread }</ul>
        </>
    }
}

/// Words of a room may be about anybody.
fn hidden(count: usize) -> Html {
    html! { <li key="hidden" class="frame-why">{ count.to_string() }</li> }
}

fn call_row(place: usize, call: &Call, personal: bool) -> Html {
    let phase = match call.phase {
        Phase::Ringing => "ringing",
        Phase::Dialing => "dialing",
        Phase::Connected => "connected",
        Phase::Ended => "ended",
    };
    let outcome = call.outcome.as_ref().map(|outcome| match outcome {
        Outcome::Completed => "completed",
        Outcome::Failed => "failed",
        Outcome::Missed => "missed",
        Outcome::AnsweredElsewhere(_) => "answered_elsewhere",
        Outcome::Cancelled => "cancelled",
        Outcome::Unknown => "unknown",
    });
    let mut shown = call.clone();
    if !personal {
        shown.name = None;
        shown.number = call.number.as_deref().map(mask_number);
    }
    html! {
        <li
            key={place.to_string()} class="frame replayed" data-cti="replay-call"
            data-call-id={call.id.as_str().to_owned()} data-phase={phase} data-outcome={outcome}
        >
            <span class="replayed-state">{ words::call_state(call, None) }</span>
            <span>{ party_text(&shown) }</span>
            <div class="slot">
                if let (Some(number), Some(_)) = (present(shown.number.as_deref()), present(shown.name.as_deref())) {
                    { phone(number) }
                }
            </div>
            <span class="page-hint">{ outside(call.id.as_str()) }{ " · " }<bdi class="num" dir="ltr">{ moment(call.started_at) }</bdi></span>
        </li>
    }
}

/// Whoever it was; only to read, since nothing of a replay is to be called.
fn party_text(call: &Call) -> Html {
    match (present(call.name.as_deref()), present(call.number.as_deref())) {
        (Some(name), _) => outside(name),
        (None, Some(digits)) => phone(digits),
        (None, None) => html! { T::Nameless.say() },
    }
}

fn user_row(user: &User, personal: bool) -> Html {
    let name = if personal {
        user_name(user)
    } else {
        user.id.as_str()
    };
    html! {
        <li key={user.id.as_str().to_owned()} class="frame replayed" data-cti="replay-user" data-user-id={user.id.as_str().to_owned()}>
            <span>{ outside(name) }</span>
            <span class="page-hint">{ outside(words::status(&user.status)) }</span>
        </li>
    }
}
