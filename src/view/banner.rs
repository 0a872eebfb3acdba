use super::{Same, header::state_key};
use crate::{
    store::Link,
    text::{T, words},
};
use cti_core::{Connection, ConnectionState, Intent, Reason};
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct BannerProps {
    pub(crate) link: Link,
    pub(crate) connection: Same<Connection>,
    pub(crate) signing_in: bool,
}

/// Why there is no connection: what happened, what is not lost, what to do. It stands at the foot, so that nothing
/// above it moves under the pointer.
#[component]
pub(crate) fn Banner(props: &BannerProps) -> Html {
    let connection = &props.connection;
    let shown = !props.signing_in
        && match connection.state {
            ConnectionState::Waiting | ConnectionState::Stopped => true,
            ConnectionState::Idle => connection.reason.is_some(),
            _ => false,
        };
    let link = props.link.clone();
    let try_now = use_callback(link, |_: MouseEvent, link: &Link| {
        // What comes of it is told by the connection itself.
        let _ = link.ask(Intent::Connect);
    });
    let chosen = connection.reason == Some(Reason::Disconnected);
    // Nothing else can be lost when the widget never was in the room, or was told to leave it.
    let goes_on = connection.state == ConnectionState::Waiting;
    html! {
        <div class="slot">
            if shown {
                <section class="banner" data-cti="banner" data-state={state_key(connection.state)}>
                    <p class="banner-text">
                        <bdi>{ words::reason(connection.reason.as_ref()) }</bdi>
                        { if goes_on { [" ", T::CallsGoOn.say()].concat() } else { String::new() } }
                    </p>
                    <button type="button" class="button small" onclick={try_now}>
                        { if chosen { T::Connect.say() } else { T::TryNow.say() } }
                    </button>
                </section>
            }
        </div>
    }
}
