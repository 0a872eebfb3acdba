use super::{Same, bits::flag, same::each};
use crate::{
    hooks::{Folded, use_fold},
    store::Link,
    text::{T, plural::counted},
};
use cti_core::Call;
use yew::prelude::*;

/// So many cards are shown before the rest is folded.
pub(crate) const SHOWN: usize = 6;

#[derive(Clone, PartialEq, Properties)]
struct AllProps {
    link: Link,
    /// The list of the cards.
    list: NodeRef,
    calls: Vec<Same<Call>>,
    /// How often somebody asked to see a card, if that is one of those beyond the first.
    asked: Option<u32>,
}

/// The button, for the calls as they are now.
pub(crate) fn fold_html(link: &Link, list: &NodeRef) -> Html {
    let picture = link.picture();
    let calls = each(&picture.snapshot.calls);
    let asked = picture.spot.as_ref().filter(|(_, call)| {
        let mut beyond = calls.iter().skip(SHOWN);
        beyond.any(|known| known.id == *call)
    });
    let asked = asked.map(|(times, _)| *times);
    html! { <Fold {link} {list} {calls} {asked} /> }
}

/// The button for the cards that are out of sight. What rings among them is told.
#[component]
fn Fold(props: &AllProps) -> Html {
    let open = use_state_eq(|| false);
    let shown = if *open { usize::MAX } else { SHOWN };
    let folded = use_fold(&props.link, &props.list, &props.calls, shown);
    {
        let open = open.setter();
        use_effect_with(props.asked, move |asked| {
            if asked.is_some() {
                open.set(true);
            }
        });
    }
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let words = match folded {
        _ if *open => T::FewerVariables.say().to_owned(),
        Folded { ringing: 0, .. } => counted(T::MoreCalls, &[("n", folded.cards as u64)]),
        Folded { ringing, .. } => counted(
            T::MoreCallsRinging,
            &[("n", folded.cards as u64), ("ringing", ringing as u64)],
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
