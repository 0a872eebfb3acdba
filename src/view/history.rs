use super::{
    Same,
    bits::{Needle, empty, warning},
    calls::answered_by,
    history_row::HistoryRow,
};
use crate::{
    hooks::use_today,
    store::Link,
    text::{T, fill, when},
};
use cti_core::{Call, Gap, User};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct HistoryProps {
    pub(crate) link: Link,
    pub(crate) history: Same<Vec<Rc<Call>>>,
    pub(crate) gaps: Same<Vec<Gap>>,
    pub(crate) users: Same<Vec<Rc<User>>>,
    pub(crate) on_call: Callback<AttrValue>,
    /// Whether this view is the one in front; nothing is drawn while it is not.
    pub(crate) shown: bool,
}

enum Entry<'a> {
    Call(&'a Rc<Call>),
    Gap(&'a Gap),
}

impl Entry<'_> {
    fn at(&self) -> i64 {
        match self {
            Self::Call(call) => call.ended_at.unwrap_or(call.started_at),
            Self::Gap(gap) => gap.from,
        }
    }
}

/// Calls, newest first, with the gaps where they fell.
fn entries<'a>(history: &'a [Rc<Call>], gaps: &'a [Gap], needle: &Needle) -> Vec<Entry<'a>> {
    let fits = |call: &&Rc<Call>| {
        needle.in_words(call.name.as_deref())
            || needle.in_words(call.queue.as_deref())
            || needle.in_number(call.number.as_deref())
    };
    let gaps = if needle.is_blank() { gaps } else { &[] };
    let mut all = Vec::<Entry>::new();
    for entry in history
        .iter()
        .filter(fits)
        .map(Entry::Call)
        .chain(gaps.iter().map(Entry::Gap))
    {
        let after = all.partition_point(|known| known.at() >= entry.at());
        all.insert(after, entry);
    }
    all
}

fn gap_words(gap: &Gap) -> String {
    let from = when::time_of_day(gap.from);
    match gap.to.map(when::time_of_day) {
        None => fill(T::GapSince, &[("from", &from)]),
        Some(to) if to == from => fill(T::GapAt, &[("from", &from)]),
        Some(to) => fill(T::GapFromTo, &[("from", &from), ("to", &to)]),
    }
}

/// Ended calls by day.
#[component]
pub(crate) fn History(props: &HistoryProps) -> Html {
    super::probe::draws("History");
    let typed = use_state_eq(String::new);
    let today = use_today(&props.link);
    let oninput = {
        let typed = typed.setter();
        use_callback((), move |event: InputEvent, ()| {
            typed.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    if !props.shown {
        return html! {};
    }
    let entries = entries(&props.history, &props.gaps, &Needle::new(&typed));
    let none = match (entries.is_empty(), typed.trim()) {
        (false, _) => html! {},
        (true, "") => empty(T::NoHistory.say(), Some(T::NoHistoryHint)),
        (true, typed) => empty(&fill(T::NothingFound, &[("words", typed)]), None),
    };
    let days = entries
        .chunk_by(|a, b| when::day(a.at()) == when::day(b.at()))
        .map(|entries| {
            let at = entries[0].at();
            let rows = entries.iter().map(|entry| match entry {
                Entry::Call(call) => html! {
                    <HistoryRow
                        key={["c", call.id.as_str()].concat()}
                        call={*call}
                        by={answered_by(call, &props.users)}
                        on_call={props.on_call.clone()}
                    />
                },
                Entry::Gap(gap) => html! {
                    <li key={["g", &gap.from.to_string()].concat()} class="gap" data-cti="gap">
                        { warning() }
                        <span>{ gap_words(gap) }</span>
                    </li>
                },
            });
            html! {
                <section key={when::day(at).to_string()} class="day">
                    <h2 class="day-title">{ when::day_heading(at, today) }</h2>
                    <ul class="rows">{ for rows }</ul>
                </section>
            }
        });
    html! {
        <>
            <input
                class="field" type="search" value={(*typed).clone()} placeholder={T::SearchCalls.say()}
                aria-label={T::SearchCalls.say()} autocomplete="off" spellcheck="false" {oninput}
            />
            <div class="days">{ for days }</div>
            <div class="slot">{ none }</div>
        </>
    }
}
