use super::{
    Same,
    bits::{empty, flag, warning},
    calls::answered_by,
    history_csv,
    history_row::HistoryRow,
};
use crate::{
    aide::Wish,
    hooks::use_today,
    store::Link,
    text::{T, fill, when},
};
use cti_core::{Call, Gap, Intent, Reason, User};
use cti_protocol::Pii;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct HistoryProps {
    pub(crate) link: Link,
    pub(crate) history: Same<Vec<Rc<Call>>>,
    /// While something is searched for: what was found.
    pub(crate) found: Option<Same<Vec<Rc<Call>>>>,
    /// How many of them are shown.
    pub(crate) shown_calls: usize,
    /// Whether there may be earlier calls.
    pub(crate) more: bool,
    pub(crate) reading: bool,
    /// Whether all that is kept is in `history`, or in `found` while it is there.
    pub(crate) complete: bool,
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
fn entries<'a>(calls: &'a [Rc<Call>], gaps: &'a [Gap]) -> Vec<Entry<'a>> {
    let mut all = Vec::<Entry>::new();
    for entry in calls.iter().map(Entry::Call).chain(gaps.iter().map(Entry::Gap)) {
        let after = all.partition_point(|known| known.at() >= entry.at());
        all.insert(after, entry);
    }
    all
}

fn gap_words(gap: &Gap, today: i64) -> String {
    let from = when::time_of_day(gap.from);
    let to = gap.to.map(|to| {
        let time = when::time_of_day(to);
        // It stands under the day on which it began.
        if when::day(to) == when::day(gap.from) {
            time
        } else {
            fill(
                T::DayAndTime,
                &[("day", &when::day_heading(to, today)), ("time", &time)],
            )
        }
    });
    match (to, gap.reason == Reason::NotRunning) {
        (None, _) => fill(T::GapSince, &[("from", &from)]),
        (Some(to), false) if to == from => fill(T::GapAt, &[("from", &from)]),
        (Some(to), closed) => fill(
            if closed { T::GapClosed } else { T::GapFromTo },
            &[("from", &from), ("to", &to)],
        ),
    }
}

/// The calls that were found, or all.
fn all(props: &HistoryProps) -> &Same<Vec<Rc<Call>>> {
    props.found.as_ref().unwrap_or(&props.history)
}

/// Saves the calls as soon as all of them are read; whether that goes on.
#[hook]
fn use_export(props: &HistoryProps) -> UseStateHandle<bool> {
    let exporting = use_state_eq(|| false);
    let setter = exporting.setter();
    let props = props.clone();
    use_effect_with((*exporting, props.complete), move |&(exporting, complete)| {
        if exporting && complete {
            let sorted = entries(all(&props), &[]);
            let calls = sorted.iter().filter_map(|entry| match entry {
                Entry::Call(call) => Some(&***call),
                Entry::Gap(_) => None,
            });
            let table = history_csv::table(calls, &props.users);
            props
                .link
                .wish(Wish::Save(history_csv::name(props.link.clock()), table));
            setter.set(false);
        }
    });
    exporting
}

fn export_button(link: &Link, exporting: &UseStateHandle<bool>) -> Html {
    let (link, setter) = (link.clone(), exporting.setter());
    let export = Callback::from(move |_: MouseEvent| {
        // Cannot fail: it only reads.
        let _ = link.ask(Intent::ReadAll);
        setter.set(true);
    });
    html! {
        <button
            type="button" class="button" data-cti="export" aria-busy={flag(**exporting)} onclick={export}
        >
            { if **exporting { T::LoadingCalls.say() } else { T::ExportCsv.say() } }
        </button>
    }
}

/// Ended calls by day.
#[component]
pub(crate) fn History(props: &HistoryProps) -> Html {
    super::probe::draws("History");
    let typed = use_state_eq(String::new);
    let today = use_today(&props.link);
    let exporting = use_export(props);
    let oninput = {
        let (typed, exporting) = (typed.setter(), exporting.setter());
        use_callback(props.link.clone(), move |event: InputEvent, link: &Link| {
            let words = event.target_unchecked_into::<HtmlInputElement>().value();
            // Cannot fail: it only changes what is shown.
            let _ = link.ask(Intent::Search(Pii::new(&*words)));
            typed.set(words);
            // What was asked for was what had been found.
            exporting.set(false);
        })
    };
    if !props.shown {
        return html! {};
    }
    let calls: &[Rc<Call>] = all(props);
    let any = !calls.is_empty();
    let calls = &calls[..calls.len().min(props.shown_calls)];
    // Gaps of a time whose calls are not loaded would stand there as if nothing else had been.
    let earliest = match (&props.found, calls.last().filter(|_| props.more)) {
        (Some(_), _) => i64::MAX,
        (None, Some(call)) => Entry::Call(call).at(),
        (None, None) => i64::MIN,
    };
    let gaps: Vec<Gap> = props
        .gaps
        .iter()
        .filter(|gap| gap.from >= earliest)
        .cloned()
        .collect();
    let entries = entries(calls, &gaps);
    let earlier = {
        let link = props.link.clone();
        Callback::from(move |_: MouseEvent| {
            // Cannot fail: it only changes what is shown.
            let _ = link.ask(Intent::ShowEarlier);
        })
    };
    let none = match (entries.is_empty(), typed.trim()) {
        (false, _) => html! {},
        (true, _) if props.reading => html! { <p class="quiet" role="status">{ T::LoadingCalls.say() }</p> },
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
                        key={["c", call.id.as_str(), " ", &call.started_at.to_string()].concat()}
                        link={&props.link}
                        call={*call}
                        by={answered_by(call, &props.users)}
                        on_call={props.on_call.clone()}
                    />
                },
                Entry::Gap(gap) => html! {
                    <li key={["g", &gap.from.to_string()].concat()} class="gap" data-cti="gap">
                        { warning() }
                        <span>{ gap_words(gap, today) }</span>
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
            <div class="find">
                <input
                    class="field" type="search" value={(*typed).clone()} placeholder={T::SearchCalls.say()}
                    aria-label={T::SearchCalls.say()} autocomplete="off" spellcheck="false" {oninput}
                />
                <div class="slot">
                    if any {
                        { export_button(&props.link, &exporting) }
                    }
                </div>
            </div>
            <div class="days">{ for days }</div>
            <div class="slot">{ none }</div>
            <div class="slot">
                if props.more {
                    <button
                        type="button" class="button small earlier" data-cti="earlier" aria-busy={flag(props.reading)}
                        onclick={earlier}
                    >
                        { if props.reading { T::LoadingCalls.say() } else { T::ShowEarlier.say() } }
                    </button>
                }
            </div>
        </>
    }
}
