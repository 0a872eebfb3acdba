use super::{Scene, header::state_key};
use crate::text::{T, words};
use cti_core::{ConnectionState, Intent, Reason};
use yew::prelude::*;

/// Why there is no connection: what happened, what is not lost, what to do. It stands at the foot, so that nothing
/// above it moves under the pointer.
pub(crate) fn banner(scene: &Scene) -> Option<Html> {
    let connection = &scene.picture.snapshot.connection;
    let shown = !scene.signing_in
        && match connection.state {
            ConnectionState::Waiting | ConnectionState::Stopped => true,
            ConnectionState::Idle => connection.reason.is_some(),
            _ => false,
        };
    if !shown {
        return None;
    }
    let link = scene.link.clone();
    let try_now = Callback::from(move |_: MouseEvent| {
        // What comes of it is told by the connection itself.
        let _ = link.ask(Intent::Connect);
    });
    let chosen = connection.reason == Some(Reason::Disconnected);
    // Nothing else can be lost when the widget never was in the room, or was told to leave it.
    let goes_on = connection.state == ConnectionState::Waiting;
    Some(html! {
        <section class="banner" data-cti="banner" data-state={state_key(connection.state)}>
            <p class="banner-text">
                <bdi>{ words::reason(connection.reason.as_ref()) }</bdi>
                { if goes_on { [" ", T::CallsGoOn.say()].concat() } else { String::new() } }
            </p>
            <button type="button" class="button small" onclick={try_now}>
                { if chosen { T::Connect.say() } else { T::TryNow.say() } }
            </button>
        </section>
    })
}
