use super::{Same, bits::outside, notices::dismissed_by};
use crate::{
    aide::{Around, Wish},
    store::Link,
    text::{T, fill, later::refusal},
};
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct HintsProps {
    pub(crate) link: Link,
    pub(crate) around: Same<Around>,
}

/// What the tab needs a click for, and what it did not open. Any click at all lets it sound; the button is there to be
/// clicked.
#[component]
pub(crate) fn Hints(props: &HintsProps) -> Html {
    let link = props.link.clone();
    let dismiss = Callback::from(move |_: MouseEvent| link.wish(Wish::Refusals));
    let refused = props.around.refused.iter().map(|(rule, why)| {
        let words = fill(T::PopRefused, &[("rule", rule), ("why", refusal(*why))]);
        html! { <li key={rule.to_string()}>{ outside(&words) }</li> }
    });
    html! {
        <>
            <div class="slot">
                if props.around.blocked {
                    <p class="notice" data-cti="sound-hint" role="status">
                        <span class="notice-words">{ T::SoundBlocked.say() }</span>
                        <button type="button" class="button small">
                            { T::SoundAllow.say() }
                        </button>
                    </p>
                }
            </div>
            <div class="slot">
                if !props.around.refused.is_empty() {
                    <div class="notice" data-cti="pop-refused" role="status">
                        <ul class="notice-words">{ for refused }</ul>
                        { dismissed_by(dismiss) }
                    </div>
                }
            </div>
        </>
    }
}
