use super::bits::{Able, present};
use crate::{
    store::Link,
    text::{T, fill},
};
use cti_core::{Call, Phase};
use yew::prelude::*;

/// Shows the customer's record. While it rings nothing on the card matters more.
pub(crate) fn open_button(link: &Link, call: &Call) -> Html {
    let (link, id) = (link.clone(), call.id.clone());
    let open = Callback::from(move |_: MouseEvent| link.open_record(&id));
    let class = classes!("button", (call.phase == Phase::Ringing).then_some("primary"));
    html! { <button type="button" {class} onclick={open}>{ T::OpenInCrm.say() }</button> }
}

/// Dials the other party of an ended call, if there is a number.
pub(crate) fn again_button(call: &Call, name: &str, able: Able, on_call: &Callback<AttrValue>) -> Html {
    let Some(number) = present(call.number.as_deref()).map(|number| AttrValue::from(number.to_owned()))
    else {
        return html! {};
    };
    let on_call = on_call.clone();
    let again = Callback::from(move |_: MouseEvent| on_call.emit(number.clone()));
    let why_not = able.why_not();
    html! {
        <button
            type="button" class="button small" aria-label={fill(T::CallAgainName, &[("name", name)])}
            aria-disabled={why_not.map(|_| "true")} title={why_not.map(T::say)} onclick={again}
        >
            { T::CallAgain.say() }
        </button>
    }
}
