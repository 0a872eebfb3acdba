use super::{
    Rare, Scene,
    bits::{Able, empty, outside, party, phase_key, phone, present},
    rare::missing,
    slot,
};
use crate::{
    part,
    text::{T, words},
};
use cti_core::Call;
use std::rc::Rc;
use yew::prelude::*;

/// The agent's calls: as cards when those are here, and as plain rows until then, so that none is unseen.
pub(crate) fn calls(scene: &Scene) -> Html {
    if let Some(part) = part::here() {
        return (part.draw)(scene, Rare::Calls);
    }
    html! {
        <>
            <ul class="cards" aria-label={T::Calls.say()}>{ for scene.picture.snapshot.calls.iter().map(row) }</ul>
            { slot((scene.picture.snapshot.calls.is_empty() && !scene.picking()).then(|| no_calls(scene.able))) }
            // Where the agent is asked who he is, the same is told in the place of that.
            { slot((scene.missing.failed && !scene.picking()).then(|| missing(scene))) }
        </>
    }
}

/// Named as the card will be, and the upper part of it.
fn row(call: &Rc<Call>) -> Html {
    let state = words::call_word(call).say();
    let name = party(call);
    let who = match (present(call.name.as_deref()), present(call.number.as_deref())) {
        (None, Some(digits)) => phone(digits),
        _ => outside(&name),
    };
    html! {
        <li
            key={call.id.as_str().to_owned()} class="card" data-cti="call" data-call-id={call.id.as_str().to_owned()}
            data-phase={phase_key(call.phase)}
        >
            <article aria-label={[state, T::ListComma.say(), &name].concat()}>
                <div class="card-top">
                    <p class="state" data-cti="call-state">
                        <span class="mark" aria-hidden="true"></span>
                        <bdi>{ state }</bdi>
                    </p>
                </div>
                <p class="card-name" data-cti="call-name">{ who }</p>
            </article>
        </li>
    }
}

/// What stands in their place while there are none.
pub(super) fn no_calls(able: Able) -> Html {
    let (title, hint) = match able {
        Able::NotLive => (T::NoCallsShown, T::NoCallsOffline),
        Able::Yes | Able::NoUser => (T::NoCalls, T::NoCallsHint),
    };
    empty(title.say(), Some(hint))
}
