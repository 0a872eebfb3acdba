use super::bits::flag;
use crate::{
    hooks::use_id,
    text::{T, fill, plural::counted},
};
use cti_protocol::Variables;
use yew::prelude::*;

/// So many are shown before the rest is folded.
const SHOWN: usize = 2;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ChipsProps {
    pub(crate) variables: Variables,
}

/// The variables of a call at a glance.
#[component]
pub(crate) fn Chips(props: &ChipsProps) -> Html {
    let open = use_state_eq(|| false);
    let id = use_id();
    let total = props.variables.len();
    let shown = if *open { total } else { SHOWN.min(total) };
    let hidden = total.saturating_sub(SHOWN);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let chips = props.variables.iter().take(shown).map(|(name, value)| {
        html! {
            <li
                key={name.clone()} class="chip" data-cti="variable" data-name={name.clone()}
                title={fill(T::NameAndValue, &[("name", name), ("value", value)])}
            >
                <bdi class="chip-name">{ name.clone() }</bdi>
                { " " }
                <bdi class="chip-value">{ value.as_str().to_owned() }</bdi>
            </li>
        }
    });
    let more = if *open {
        T::FewerVariables.say().to_owned()
    } else {
        counted(T::MoreVariables, &[("n", hidden as u64)])
    };
    html! {
        <div class="chips" data-open={open.then_some("")}>
            <ul id={id.clone()} aria-label={T::Variables.say()}>{ for chips }</ul>
            <div class="slot">
                if hidden > 0 {
                    <button
                        type="button" class="chip chip-more" aria-expanded={flag(*open)} aria-controls={id}
                        aria-label={more.clone()} title={more} onclick={toggle}
                    >
                        { if *open { "−".to_owned() } else { ["+", &hidden.to_string()].concat() } }
                    </button>
                }
            </div>
        </div>
    }
}
