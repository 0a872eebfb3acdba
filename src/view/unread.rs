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
    pub(crate) on_done: Callback<Page>,
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
    let shown = fill(
        T::UnreadShown,
        &[
            ("n", &props.unread.len().to_string()),
            ("total", &props.total.to_string()),
        ],
    );
    html! {
        <section class="page" data-cti="unread" aria-labelledby={heading.clone()}>
            <div class="page-top">
                <h2 class="page-title" id={heading}>{ T::NotUnderstood.say() }</h2>
                <button ref={back} type="button" class="button small" onclick={leave}>{ T::Close.say() }</button>
            </div>
            <p class="page-hint">
                { if props.total == 0 { T::AllUnderstood.say() } else { T::UnreadHint.say() } }
            </p>
            <ul class="rows">{ for rows }</ul>
            <div class="slot">
                if props.total > 0 {
                    <p class="page-hint">{ shown }</p>
                }
            </div>
        </section>
    }
}
