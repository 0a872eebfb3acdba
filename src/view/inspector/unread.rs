use super::Tape;
use crate::{
    text::{T, plural::counted, when},
    view::Same,
};
use cti_core::{
    Snapshot, Unread,
    inspect::{mask, mask_why},
};
use cti_protocol::Dialect;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct UnreadProps {
    pub(crate) snapshot: Same<Snapshot>,
    /// Knows the dialect that it was to be read in.
    pub(crate) tape: Option<Tape>,
    pub(crate) personal: bool,
}

fn count(text: T, number: u64) -> String {
    counted(text, &[("n", number)])
}

/// One message that was not understood, and why.
pub(super) fn unread_row(key: String, unread: &Unread, dialect: &Dialect, personal: bool) -> Html {
    let text = mask(&unread.text, dialect, personal);
    let why = if personal {
        unread.why.clone()
    } else {
        mask_why(&unread.why, &text)
    };
    html! {
        <li {key} class="unread" data-cti="unread-row">
            <p class="unread-why">
                <bdi>{ why }</bdi>
                <span class="num unread-at">{ when::time_of_day(unread.at) }</span>
            </p>
            <pre class="unread-text" dir="auto" tabindex="0">{ text.as_str().to_owned() }</pre>
        </li>
    }
}

/// The messages that were not understood, newest first: those of all tabs.
#[component]
pub(crate) fn UnreadList(props: &UnreadProps) -> Html {
    let snapshot = &props.snapshot;
    let (unread, total) = (&snapshot.unread, snapshot.unread_total);
    let dialect = match &props.tape {
        Some(tape) => tape.borrow().dialect().clone(),
        None => Dialect::default(),
    };
    // Rows have no number of their own; counted from the first of all, one keeps its number while others come.
    let first = total.saturating_sub(unread.len() as u64);
    let rows = unread.iter().enumerate().rev().map(|(place, unread)| {
        let key = (first + place as u64).to_string();
        unread_row(key, unread, &dialect, props.personal)
    });
    let shown = match unread.len() as u64 {
        n if n == total => count(T::UnreadAll, n),
        n => counted(T::UnreadShown, &[("n", n), ("total", total)]),
    };
    let counts = [
        (total, shown),
        (snapshot.dropped, count(T::FramesDropped, snapshot.dropped)),
        (snapshot.crowded_out, count(T::CrowdedOut, snapshot.crowded_out)),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(_, words)| words)
        .collect();
    let none = counts.is_empty();
    html! {
        <div class="inspected" data-cti="unread">
            <p class="page-hint">
                { if none { T::AllUnderstood.say() } else { T::UnreadHint.say() } }
            </p>
            <ul class="rows">{ for rows }</ul>
            <div class="slot">
                if !none {
                    <p class="page-hint" data-cti="unread-counts">{ counts.join(" ") }</p>
                }
            </div>
        </div>
    }
}
