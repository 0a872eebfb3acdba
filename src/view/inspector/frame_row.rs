use crate::{
    hooks::use_id,
    text::{T, csv, fill, when},
    view::{
        Same,
        bits::{flag, outside},
    },
};
use cti_core::inspect::{Said, Shot, pretty, read};
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct FrameRowProps {
    pub(crate) shot: Same<Shot>,
    pub(crate) personal: bool,
}

/// The time of day to the millisecond.
pub(super) fn moment(at: i64) -> String {
    let time: String = csv::iso(at, when::offset(at)).chars().skip(11).take(8).collect();
    let rest = (at.rem_euclid(1000) + 1000).to_string();
    [time.as_str(), ".", &rest[1..]].concat()
}

/// The names of a frame's messages.
pub(super) fn names(shot: &Shot) -> String {
    match shot.gist().names.join(", ") {
        names if names.is_empty() => T::Nothing.say().to_owned(),
        names => names,
    }
}

/// A frame. Opened, it shows its text and what was read of it.
#[component]
pub(crate) fn FrameRow(props: &FrameRowProps) -> Html {
    let shot = &props.shot;
    let open = use_state_eq(|| false);
    let id = use_id();
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let gist = shot.gist();
    let (way, words) = match shot.out {
        true => ("out", T::FrameOut),
        false => ("in", T::FrameIn),
    };
    html! {
        <li
            class="frame" data-cti="frame" data-way={way} data-name={gist.names.join(" ")}
            data-understood={flag(gist.why.is_empty())}
        >
            <button
                type="button" class="frame-top" aria-expanded={flag(*open)} aria-controls={id.clone()} onclick={toggle}
            >
                <span class="frame-way">{ words.say() }</span>
                <span class="frame-name">{ outside(&names(shot)) }</span>
                <span class="num frame-at" dir="ltr">{ moment(shot.at) }</span>
            </button>
            <div class="slot">
                if !gist.why.is_empty() {
                    <p class="frame-why">{ outside(&gist.why.join("; ")) }</p>
                }
            </div>
            <div {id}>
                if *open {
                    { more(shot, props.personal) }
                }
            </div>
        </li>
    }
}

fn more(shot: &Shot, personal: bool) -> Html {
    let text = shot.shown(personal);
    let about = fill(
        T::FrameAbout,
        &[
            ("connection", &shot.connection.to_string()),
            ("bytes", &shot.bytes.to_string()),
        ],
    );
    let reading = match read(text, shot.dialect()) {
        _ if shot.is_cut() => html! { <p class="page-hint">{ T::FrameCut.say() }</p> },
        Err(why) => html! { <p class="page-hint">{ outside(&why) }</p> },
        Ok(messages) => messages
            .iter()
            .enumerate()
            .map(|(place, said)| html! { <div key={place.to_string()}>{ message(said) }</div> })
            .collect(),
    };
    html! {
        <div class="frame-more">
            <p class="page-hint">{ about }</p>
            <pre class="unread-text" data-cti="frame-text" dir="auto" tabindex="0">{ pretty(text).as_str().to_owned() }</pre>
            <div class="readings" data-cti="reading">{ reading }</div>
        </div>
    }
}

/// Which field was taken from which key.
fn message(said: &Said) -> Html {
    let row = |key: String, field: &str, wire: &str, value: Html| {
        html! {
            <tr {key}>
                <th scope="row" dir="ltr">{ field.to_owned() }</th>
                <td>{ outside(wire) }</td>
                <td>{ value }</td>
            </tr>
        }
    };
    let envelope = said
        .envelope
        .iter()
        .map(|(part, key)| row((*part).to_owned(), part, key, Html::default()));
    let fields = said
        .fields
        .iter()
        .enumerate()
        .map(|(place, read)| row(place.to_string(), read.field, &read.key, outside(&read.value)));
    let name = match said.name.as_str() {
        "" => T::Nothing.say(),
        name => name,
    };
    html! {
        <>
            <table class="reading">
                <caption>{ outside(name) }</caption>
                <thead>
                    <tr key="head">
                        <th scope="col">{ T::ReadField.say() }</th>
                        <th scope="col">{ T::ReadKey.say() }</th>
                        <th scope="col">{ T::ReadValue.say() }</th>
                    </tr>
                </thead>
                <tbody>{ for envelope }{ for fields }</tbody>
            </table>
            <div class="slot">
                if !said.rest.is_empty() {
                    <p class="page-hint">{ outside(&fill(T::ReadRest, &[("keys", &said.rest.join(", "))])) }</p>
                }
            </div>
        </>
    }
}
