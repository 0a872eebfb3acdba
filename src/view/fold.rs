use super::{Same, bits::flag};
use crate::{
    hooks::{Folded, use_fold},
    store::Link,
    text::{T, fill},
};
use cti_core::Call;
use yew::prelude::*;

/// So many cards are shown before the rest is folded.
pub(crate) const SHOWN: usize = 6;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct FoldProps {
    pub(crate) link: Link,
    pub(crate) calls: Vec<Same<Call>>,
    /// The list of the cards.
    pub(crate) list: NodeRef,
}

/// The button for the cards that are out of sight. What rings among them is told.
#[component]
pub(crate) fn Fold(props: &FoldProps) -> Html {
    let open = use_state_eq(|| false);
    let shown = if *open { usize::MAX } else { SHOWN };
    let folded = use_fold(&props.link, &props.list, &props.calls, shown);
    let picture = props.link.picture();
    {
        // Somebody asked to see a card.
        let asked = picture.spot.as_ref().filter(|(_, call)| {
            let mut beyond = props.calls.iter().skip(SHOWN);
            beyond.any(|known| known.id == *call)
        });
        let open = open.setter();
        use_effect_with(asked.map(|(times, _)| *times), move |asked| {
            if asked.is_some() {
                open.set(true);
            }
        });
    }
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let cards = folded.cards.to_string();
    let words = match folded {
        _ if *open => T::FewerVariables.say().to_owned(),
        Folded { ringing: 0, .. } => fill(T::MoreCalls, &[("n", &cards)]),
        Folded { ringing, .. } => fill(
            T::MoreCallsRinging,
            &[("n", &cards), ("ringing", &ringing.to_string())],
        ),
    };
    html! {
        <div class="slot">
            if *open || folded.cards > 0 {
                <button
                    type="button" class="button small fold" data-cti="fold"
                    data-ringing={(folded.ringing > 0).then_some("")} aria-expanded={flag(*open)} onclick={toggle}
                >
                    { words }
                </button>
            }
        </div>
    }
}
