use super::{Tape, frame_row::FrameRow};
use crate::{
    aide::Wish,
    store::Link,
    text::{T, csv, plural::counted, when},
    view::Same,
};
use cti_core::inspect::{Filter, Only, Shot, write_capture};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct FramesProps {
    pub(crate) link: Link,
    pub(crate) tape: Tape,
    /// How many there were in all: with each more, there is something new to show.
    pub(crate) total: u64,
    pub(crate) personal: bool,
    /// Whether another tab has the connection.
    pub(crate) elsewhere: bool,
    pub(crate) shown: bool,
}

/// What a list that stands still shows, and how many there had been.
type Still = Option<(Vec<Rc<Shot>>, u64)>;

const WAYS: [(Only, &str, T); 4] = [
    (Only::All, "all", T::FramesAll),
    (Only::In, "in", T::FrameIn),
    (Only::Out, "out", T::FrameOut),
    (Only::NotUnderstood, "unread", T::NotUnderstood),
];

/// The last frames, newest first.
#[component]
pub(crate) fn Frames(props: &FramesProps) -> Html {
    let filter = use_state_eq(Filter::default);
    let still = use_state(|| Still::None);
    let with_personal = use_state_eq(|| false);
    let redraw = use_force_update();
    let all = match &*still {
        Some((shots, _)) => shots.clone(),
        None if props.shown => props.tape.borrow().shots(),
        None => Vec::new(),
    };
    let mut names: Vec<&str> = Vec::new();
    for name in all.iter().flat_map(|shot| &shot.gist().names) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    if !filter.name.is_empty() && !names.contains(&filter.name.as_str()) {
        names.push(&filter.name);
    }
    let mut count = 0_usize;
    let rows: Html = all
        .iter()
        .filter(|shot| filter.admits(shot, props.personal))
        .inspect(|_| count += 1)
        .map(|shot| {
            html! { <FrameRow key={shot.number.to_string()} shot={Same::from(shot)} personal={props.personal} /> }
        })
        .collect();
    let told = match &*still {
        Some((_, total)) => counted(T::FramesPaused, &[("n", props.total.saturating_sub(*total))]),
        None => String::new(),
    };
    let counts = counted(
        T::FramesShown,
        &[
            ("n", count as u64),
            ("kept", all.len() as u64),
            ("total", props.total),
        ],
    );
    let pause = {
        let (still, tape, total) = (still.clone(), props.tape.clone(), props.total);
        Callback::from(move |_: MouseEvent| {
            still.set(match *still {
                Some(_) => None,
                None => Some((tape.borrow().shots(), total)),
            });
        })
    };
    let clear = {
        let (still, tape) = (still.setter(), props.tape.clone());
        Callback::from(move |_: MouseEvent| {
            tape.borrow_mut().clear();
            still.set(None);
            redraw.force_update();
        })
    };
    let save = {
        let (link, tape, personal) = (props.link.clone(), props.tape.clone(), *with_personal);
        Callback::from(move |_: MouseEvent| {
            let now = link.clock();
            let time: String = csv::iso(now, when::offset(now)).chars().take(19).collect();
            let name = ["cti-frames-", &time.replace(':', "-"), ".json"].concat();
            let file = write_capture(&tape.borrow(), personal);
            link.wish(Wish::Save(name, file));
        })
    };
    let onpersonal = {
        let with_personal = with_personal.setter();
        Callback::from(move |event: Event| {
            with_personal.set(event.target_unchecked_into::<HtmlInputElement>().checked());
        })
    };
    html! {
        <>
            <div class="slot">
                if props.elsewhere {
                    <p class="page-none" data-cti="frames-elsewhere">{ T::FramesElsewhere.say() }</p>
                }
            </div>
            { filters(&filter, &names) }
            <div class="actions frame-actions">
                <button type="button" class="button small" data-do="pause" onclick={pause}>
                    { if still.is_some() { T::GoOn.say() } else { T::Pause.say() } }
                </button>
                <button type="button" class="button small" data-do="clear" onclick={clear}>{ T::Clear.say() }</button>
                <button type="button" class="button small" data-do="save" onclick={save}>{ T::SaveFrames.say() }</button>
            </div>
            <label class="switch">
                <input type="checkbox" name="with-personal" checked={*with_personal} onchange={onpersonal} />
                <span>{ T::SaveWithPersonal.say() }</span>
            </label>
            <p class="page-hint" data-cti="frames-counts">{ counts }</p>
            <p class="page-hint" data-cti="frames-paused" role="status">{ told }</p>
            <ul class="rows frames">{ rows }</ul>
            <div class="slot">
                if count == 0 {
                    <p class="page-none">{ if all.is_empty() { T::NoFrames.say() } else { T::NoFramesMatch.say() } }</p>
                }
            </div>
        </>
    }
}

fn filters(filter: &UseStateHandle<Filter>, names: &[&str]) -> Html {
    let change = |of: fn(&mut Filter, String)| {
        let filter = filter.clone();
        move |typed: String| {
            let mut changed = (*filter).clone();
            of(&mut changed, typed);
            filter.set(changed);
        }
    };
    let value = |event: &Event| event.target_unchecked_into::<HtmlInputElement>().value();
    let way = change(|filter, key| {
        let found = WAYS.iter().find(|(_, known, _)| *known == key);
        filter.only = found.map(|(only, ..)| *only).unwrap_or_default();
    });
    let name = change(|filter, name| filter.name = name);
    let words = change(|filter, words| filter.words = words);
    let ways = WAYS.iter().map(|(only, key, title)| {
        html! { <option key={*key} value={*key} selected={*only == filter.only}>{ title.say() }</option> }
    });
    let names = names.iter().map(|name| {
        let chosen = *name == filter.name;
        html! { <option key={(*name).to_owned()} value={(*name).to_owned()} selected={chosen}>{ (*name).to_owned() }</option> }
    });
    html! {
        <div class="find">
            <select
                class="field" name="way" aria-label={T::FrameWhich.say()}
                onchange={Callback::from(move |event: Event| way(value(&event)))}
            >
                { for ways }
            </select>
            <select
                class="field" name="name" aria-label={T::FrameName.say()}
                onchange={Callback::from(move |event: Event| name(value(&event)))}
            >
                <option value="" selected={filter.name.is_empty()}>{ T::AnyName.say() }</option>
                { for names }
            </select>
            <input
                class="field" type="search" name="words" value={filter.words.clone()} placeholder={T::FrameSearch.say()}
                aria-label={T::FrameSearch.say()} autocomplete="off" spellcheck="false" dir="auto"
                oninput={Callback::from(move |event: InputEvent| words(value(&event)))}
            />
        </div>
    }
}
