use super::bits::{Able, present};
use crate::{
    aide::Wish,
    store::Link,
    text::{T, fill},
};
use cti_core::{Call, Phase, Pop, Target};
use yew::prelude::*;

/// Shows the customer's record. While it rings nothing on the card matters more. What the browser did not let open by
/// itself is a link, which it does.
pub(crate) fn open_button(link: &Link, call: &Call, offer: Option<&Pop>) -> Html {
    let (link, id) = (link.clone(), call.id.clone());
    if let Some(offer) = offer
        && offer.target != Target::Event
        && let Some(url) = &offer.url
    {
        let moment = offer.moment;
        let opened = Callback::from(move |_: MouseEvent| link.wish(Wish::Opened(id.clone(), moment)));
        let target = if offer.target == Target::Frame {
            "_self"
        } else {
            "_blank"
        };
        return html! {
            <a
                class="button primary" data-cti="pop-offer" href={url.as_str().to_owned()} {target}
                rel="noopener noreferrer" onclick={opened}
            >
                { T::PopOffer.say() }
            </a>
        };
    }
    let open = Callback::from(move |_: MouseEvent| link.open_record(&id));
    let primary = (call.phase == Phase::Ringing).then_some("");
    html! {
        <button type="button" class="button" data-primary={primary} onclick={open}>{ T::OpenInCrm.say() }</button>
    }
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
