use super::{
    Same,
    bits::{Ticking, avatar, flag, outside, phone, rich, status_key, user_name},
    header::status_tick,
};
use crate::{
    hooks::{Progress, focus, use_command, use_id, use_picked_focus},
    store::Link,
    text::{T, fill, words},
};
use cti_core::{Intent, Phase, Sent, Status, User};
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TeamRowProps {
    pub(crate) link: Link,
    pub(crate) user: Same<User>,
    pub(crate) is_me: bool,
    pub(crate) live: bool,
    pub(crate) logouts: Vec<Same<Sent>>,
}

/// What is opened in a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opened {
    Nothing,
    Actions,
    Confirmation,
}

/// The status, and with whom.
fn doing(user: &User) -> Html {
    let Some(call) = &user.call else {
        return outside(words::status(&user.status));
    };
    let Some(with) = call.with.as_deref() else {
        let text = if call.phase == Phase::Ringing {
            T::Ringing
        } else {
            T::OnCall
        };
        return html! { {text.say()} };
    };
    let text = match call.phase {
        Phase::Ringing => T::RingingWith,
        Phase::Dialing => T::DialingWith,
        Phase::Connected | Phase::Ended => T::OnCallWith,
    };
    rich(text, &[("with", phone(with))])
}

/// One user.
#[component]
pub(crate) fn TeamRow(props: &TeamRowProps) -> Html {
    super::probe::draws("TeamRow");
    let user = &props.user;
    let opened = use_state_eq(|| Opened::Nothing);
    let command = use_command(&props.link, &props.logouts);
    let (button, cancel) = (use_node_ref(), use_node_ref());
    let pick_focus = use_picked_focus();
    let id = use_id();
    let name = user_name(user);
    let going = user.logging_out || command.progress == Progress::Pending;

    let toggle = {
        let opened = opened.clone();
        Callback::from(move |_: MouseEvent| {
            opened.set(if *opened == Opened::Nothing {
                Opened::Actions
            } else {
                Opened::Nothing
            });
        })
    };
    let to_confirm = {
        let (opened, cancel) = (opened.setter(), cancel.clone());
        Callback::from(move |_: MouseEvent| {
            opened.set(Opened::Confirmation);
            pick_focus.emit(cancel.clone());
        })
    };
    let close = {
        let (opened, button) = (opened.setter(), button.clone());
        Callback::from(move |()| {
            opened.set(Opened::Nothing);
            focus(&button);
        })
    };
    let yes = {
        let (close, ask, id) = (close.clone(), command.ask.clone(), user.id.clone());
        Callback::from(move |_: MouseEvent| {
            close.emit(());
            ask.emit(Intent::Logout {
                user: Some(id.clone()),
            });
        })
    };
    let onkeydown = {
        let (close, opened) = (close.clone(), opened.clone());
        Callback::from(move |event: KeyboardEvent| {
            if *opened != Opened::Nothing && event.key() == "Escape" {
                event.stop_propagation();
                close.emit(());
            }
        })
    };
    let told = match &command.progress {
        Progress::Failed(error) => words::logout_error(error),
        _ => String::new(),
    };
    let question = if props.is_me {
        T::LogOutSelfAsk.say().to_owned()
    } else {
        fill(T::LogOutAsk, &[("name", name)])
    };
    let hint = match (props.live, props.is_me) {
        (false, _) => T::NotLiveShort,
        (true, true) => T::LogOutSelfHint,
        (true, false) => T::LogOutHint,
    };
    let actions_label = fill(T::ActionsFor, &[("name", name)]);
    html! {
        <li
            class="person" data-cti="team-row" data-user-id={user.id.as_str().to_owned()}
            data-status={status_key(&user.status)} {onkeydown}
        >
            <div class="row">
                { avatar(user) }
                <div class="row-text">
                    <p class="row-name">
                        <bdi>{ name.to_owned() }</bdi>
                        <span class="slot">
                            if props.is_me {
                                <span class="tag">{ T::ItIsMe.say() }</span>
                            }
                        </span>
                    </p>
                    <p class="row-sub">{ if going { html! { {T::LoggingOut.say()} } } else { doing(user) } }</p>
                </div>
                <span class="row-time">
                    if user.status != Status::Unknown || user.call.is_some() {
                        <Ticking link={&props.link} tick={status_tick(user)} />
                    }
                </span>
                <button
                    ref={button} type="button" class="icon-button" aria-label={actions_label.clone()}
                    title={actions_label} aria-expanded={flag(*opened != Opened::Nothing)} aria-controls={id.clone()}
                    onclick={toggle}
                >
                    <span class="dots" aria-hidden="true"></span>
                </button>
            </div>
            <div class="person-more" {id}>
                if *opened == Opened::Actions {
                    <div class="actions">
                        <button
                            type="button" class="button small danger" onclick={to_confirm}
                            aria-disabled={going.then_some("true")}
                        >
                            { T::LogOut.say() }
                        </button>
                    </div>
                } else if *opened == Opened::Confirmation {
                    <div class="confirm" role="group" aria-label={question.clone()}>
                        <p class="confirm-ask">{ question }</p>
                        <p class="confirm-hint">{ hint.say() }</p>
                        <div class="actions">
                            <button type="button" class="button small danger" onclick={yes}>
                                { T::LogOut.say() }
                            </button>
                            <button
                                ref={cancel} type="button" class="button small"
                                onclick={close.reform(|_: MouseEvent| ())}
                            >
                                { T::Cancel.say() }
                            </button>
                        </div>
                    </div>
                }
            </div>
            <p class="person-told" role="status">{ told }</p>
        </li>
    }
}
