use super::{
    Scene,
    bits::{Ticking, avatar, outside, person, status_key, user_name},
    menu::menu,
};
use crate::{
    hooks::Tick,
    text::{T, words},
};
use cti_core::{ConnectionState, Reason, Status, User};
use yew::prelude::*;

/// The public name of a state.
pub(crate) fn state_key(state: ConnectionState) -> &'static str {
    match state {
        ConnectionState::Idle => "idle",
        ConnectionState::Authorizing => "authorizing",
        ConnectionState::Connecting => "connecting",
        ConnectionState::Accepting => "accepting",
        ConnectionState::Live => "live",
        ConnectionState::Waiting => "waiting",
        ConnectionState::Stopped => "stopped",
    }
}

/// Who I am, my status, the connection in words, and the menu.
pub(crate) fn header(scene: &Scene) -> Html {
    let snapshot = &scene.picture.snapshot;
    let live = snapshot.connection.state == ConnectionState::Live;
    let who = match &snapshot.me {
        Some(me) => {
            // While the room is not heard the status is the last one known: no clock runs beside it.
            let tick = (live && me.status != Status::Unknown).then(|| status_tick(me));
            html! {
                <div
                    class="me" data-cti="me" data-user-id={me.id.as_str().to_owned()}
                    data-status={status_key(&me.status)} data-stale={(!live).then_some("true")}
                >
                    { avatar(me) }
                    <div class="me-text">
                        <p class="me-name">{ outside(user_name(me)) }</p>
                        <p class="me-status">
                            { outside(words::status(&me.status)) }
                            <span class="slot">
                                if let Some(tick) = tick {
                                    <span data-sep=""><Ticking link={&scene.link} {tick} /></span>
                                }
                            </span>
                        </p>
                    </div>
                </div>
            }
        }
        None => html! {
            <div class="me" data-cti="me">
                <span class="avatar" aria-hidden="true">{ person() }</span>
                <div class="me-text"><p class="me-name me-none">{ T::NoOne.say() }</p></div>
            </div>
        },
    };
    html! {
        <header class="header">
            <div class="me-slot">{ who }</div>
            { pill(scene) }
            { menu(scene) }
        </header>
    }
}

/// How the time of a status is shown: by the second while it is short by nature.
pub(crate) fn status_tick(user: &User) -> Tick {
    match (&user.call, &user.status) {
        (Some(call), _) => Tick::Stopwatch(call.since),
        (None, Status::InService | Status::AfterService) => Tick::Stopwatch(user.since),
        (None, _) => Tick::Coarse(user.since),
    }
}

/// The connection in a word or three.
fn pill(scene: &Scene) -> Html {
    let connection = &scene.picture.snapshot.connection;
    let words = match connection.state {
        _ if scene.signing_in && connection.state != ConnectionState::Live => T::SignedOut,
        ConnectionState::Idle => T::Offline,
        ConnectionState::Authorizing | ConnectionState::Connecting | ConnectionState::Accepting => {
            T::Connecting
        }
        ConnectionState::Live => T::Live,
        ConnectionState::Waiting if connection.reason == Some(Reason::Offline) => T::Offline,
        ConnectionState::Waiting => T::RetryNow,
        ConnectionState::Stopped => T::Stopped,
    };
    let retry = connection.retry_at.filter(|_| words == T::RetryNow);
    html! {
        <div class="pill" data-cti="connection" data-state={state_key(connection.state)}>
            <span class="dot" aria-hidden="true"></span>
            <span class="pill-words">
                if let Some(at) = retry {
                    <Ticking link={&scene.link} tick={Tick::Retry(at)} />
                } else {
                    { words.say() }
                }
            </span>
        </div>
    }
}
