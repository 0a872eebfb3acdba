use super::{Page, Same};
use crate::{
    hooks::{focus, use_id},
    text::{T, fill, when},
};
use cti_core::Unread;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct UnreadProps {
    pub(crate) unread: Same<Vec<Unread>>,
    pub(crate) total: u64,
    /// Frames that were not even read.
    pub(crate) dropped: u64,
    /// Calls and words about users for which there was no room.
    pub(crate) crowded_out: u64,
    /// The tab among the others, see [`crate::aide::Around`].
    pub(crate) role: &'static str,
    pub(crate) on_done: Callback<Page>,
}

fn count(text: T, number: u64) -> String {
    fill(text, &[("n", &number.to_string())])
}

/// The messages that were not understood, newest first.
#[component]
pub(crate) fn UnreadList(props: &UnreadProps) -> Html {
    let back = use_node_ref();
    let heading = use_id();
    {
        let back = back.clone();
        use_effect_with((), move |()| focus(&back));
    }
    // Rows have no number of their own; counted from the first of all, one keeps its number while others come.
    let first = props.total.saturating_sub(props.unread.len() as u64);
    let rows = props.unread.iter().enumerate().rev().map(|(place, unread)| {
        html! {
            <li key={(first + place as u64).to_string()} class="unread" data-cti="unread-row">
                <p class="unread-why">
                    <bdi>{ unread.why.clone() }</bdi>
                    <span class="num unread-at">{ when::time_of_day(unread.at) }</span>
                </p>
                <pre class="unread-text" dir="auto">{ unread.text.as_str().to_owned() }</pre>
            </li>
        }
    });
    let leave = props.on_done.reform(|_: MouseEvent| Page::None);
    let shown = match props.unread.len() as u64 {
        n if n == props.total => fill(T::UnreadAll, &[("n", &n.to_string())]),
        n => fill(
            T::UnreadShown,
            &[("n", &n.to_string()), ("total", &props.total.to_string())],
        ),
    };
    let counts = [
        (props.total, shown),
        (props.dropped, count(T::FramesDropped, props.dropped)),
        (props.crowded_out, count(T::CrowdedOut, props.crowded_out)),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(_, words)| words)
        .collect();
    let none = counts.is_empty();
    let role = match props.role {
        "leading" => Some(T::TabLeading),
        "following" => Some(T::TabFollowing),
        "waiting" => Some(T::TabWaiting),
        "alone" => Some(T::TabAlone),
        _ => None,
    };
    html! {
        <section class="page" data-cti="unread" aria-labelledby={heading.clone()}>
            <div class="page-top">
                <h2 class="page-title" id={heading}>{ T::NotUnderstood.say() }</h2>
                <button ref={back} type="button" class="button small" onclick={leave}>{ T::Close.say() }</button>
            </div>
            <p class="page-hint">
                { if none { T::AllUnderstood.say() } else { T::UnreadHint.say() } }
            </p>
            <p class="page-hint" data-cti="tabs">{ role.map_or("", T::say) }</p>
            <ul class="rows">{ for rows }</ul>
            <div class="slot">
                if !none {
                    <p class="page-hint" data-cti="unread-counts">{ counts.join(" ") }</p>
                }
            </div>
        </section>
    }
}
