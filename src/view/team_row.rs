use super::{
    Same,
    bits::{Able, Ticking, avatar, flag, outside, phone, present, rich, status_key, user_name},
    header::status_tick,
    people::colleague,
    window::set_measure,
};
use crate::{
    hooks::{Progress, focus, use_command, use_id, use_picked_focus},
    store::Link,
    text::{T, fill, mask::mask, words},
};
use cti_core::{Intent, Numbers, Phase, Sent, Status, User};
use cti_protocol::Id;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TeamRowProps {
    pub(crate) link: Link,
    pub(crate) user: Same<User>,
    pub(crate) is_me: bool,
    pub(crate) able: Able,
    pub(crate) logouts: Vec<Same<Sent>>,
    /// Which row it is, of how many.
    pub(crate) place: (usize, usize),
    /// Pixels of the rows before it that are not drawn.
    pub(crate) gap: f64,
    /// Whether the tab key leads here.
    pub(crate) at_hand: bool,
    pub(crate) opened: Opened,
    pub(crate) on_open: Callback<(Id, Opened)>,
    pub(crate) on_call: Callback<AttrValue>,
}

/// What is opened in a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opened {
    Nothing,
    Actions,
    Confirmation,
    /// Nothing any more: it was confirmed.
    Asked,
}

/// The status, and with whom. A masked number is masked before it gets anywhere near the page, and the name with it.
fn doing(user: &User, numbers: &Numbers, is_me: bool) -> Html {
    let Some(call) = &user.call else {
        return outside(words::status(&user.status));
    };
    let (name, number) = (present(call.name.as_deref()), present(call.number.as_deref()));
    let masked = numbers.mask && !is_me;
    let with = match (name, number) {
        (_, Some(number)) if masked => {
            html! { <bdi class="num" dir="ltr">{ mask(number, numbers.extension) }</bdi> }
        }
        (Some(name), Some(number)) if !masked => {
            html! { <>{ outside(name) }<span data-sep="">{ phone(number) }</span></> }
        }
        (Some(name), None) if !masked => outside(name),
        (None, Some(number)) => phone(number),
        _ => {
            let text = if call.phase == Phase::Ringing {
                T::Ringing
            } else {
                T::OnCall
            };
            return html! { {text.say()} };
        }
    };
    let text = match call.phase {
        Phase::Ringing => T::RingingWith,
        Phase::Dialing => T::DialingWith,
        Phase::Connected | Phase::Ended => T::OnCallWith,
    };
    rich(text, &[("with", with)])
}

/// One user.
#[component]
pub(crate) fn TeamRow(props: &TeamRowProps) -> Html {
    super::probe::draws("TeamRow");
    let (user, opened) = (&props.user, props.opened);
    let command = use_command(&props.link, &props.logouts);
    let (row, button, cancel) = (use_node_ref(), use_node_ref(), use_node_ref());
    let pick_focus = use_picked_focus();
    let id = use_id();
    let name = user_name(user);
    let going = user.logging_out || command.progress == Progress::Pending;
    {
        let row = row.clone();
        use_effect_with(props.gap, move |gap| {
            set_measure(&row, "margin-block-start", *gap);
        });
    }

    let open = {
        let (on_open, id) = (props.on_open.clone(), user.id.clone());
        Callback::from(move |what| on_open.emit((id.clone(), what)))
    };
    let toggle = open.reform(move |_: MouseEvent| {
        if opened == Opened::Nothing {
            Opened::Actions
        } else {
            Opened::Nothing
        }
    });
    let to_confirm = {
        let (open, cancel) = (open.clone(), cancel.clone());
        Callback::from(move |_: MouseEvent| {
            open.emit(Opened::Confirmation);
            pick_focus.emit(cancel.clone());
        })
    };
    let close = {
        let (open, button) = (open.clone(), button.clone());
        Callback::from(move |what| {
            open.emit(what);
            focus(&button);
        })
    };
    let yes = {
        let (close, ask, id) = (close.clone(), command.ask.clone(), user.id.clone());
        Callback::from(move |_: MouseEvent| {
            close.emit(Opened::Asked);
            ask.emit(Intent::Logout {
                user: Some(id.clone()),
            });
        })
    };
    let onkeydown = {
        let close = close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if opened != Opened::Nothing && event.key() == "Escape" {
                event.stop_propagation();
                close.emit(Opened::Nothing);
            }
        })
    };
    let picture = props.link.picture();
    let number = colleague(user, &picture.numbers).filter(|_| !props.is_me);
    let call = number.map(|number| {
        let number = AttrValue::from(number.to_owned());
        let (on_call, close) = (props.on_call.clone(), open.clone());
        let why_not = props.able.why_not();
        let onclick = Callback::from(move |_: MouseEvent| {
            if why_not.is_none() {
                close.emit(Opened::Nothing);
                on_call.emit(number.clone());
            }
        });
        html! {
            <button
                type="button" class="button small primary" data-cti="team-call" {onclick}
                aria-disabled={why_not.map(|_| "true")} title={why_not.map(T::say)}
            >
                { T::Call.say() }
            </button>
        }
    });
    let told = match &command.progress {
        Progress::Failed(error) => words::logout_error(error),
        _ => String::new(),
    };
    let question = if props.is_me {
        T::LogOutSelfAsk.say().to_owned()
    } else {
        fill(T::LogOutAsk, &[("name", name)])
    };
    let hint = match (props.able != Able::NotLive, props.is_me) {
        (false, _) => T::NotLiveShort,
        (true, true) => T::LogOutSelfHint,
        (true, false) => T::LogOutHint,
    };
    let actions_label = fill(T::ActionsFor, &[("name", name)]);
    html! {
        <li
            ref={row} class="person" data-cti="team-row" data-user-id={user.id.as_str().to_owned()}
            data-status={status_key(&user.status)} aria-posinset={(props.place.0 + 1).to_string()}
            aria-setsize={props.place.1.to_string()}
            data-open={(opened != Opened::Nothing || !told.is_empty()).then_some("")} {onkeydown}
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
                    <p class="row-sub" data-cti="team-with">
                        if going {
                            { T::LoggingOut.say() }
                        } else {
                            { doing(user, &props.link.picture().numbers, props.is_me) }
                        }
                    </p>
                </div>
                <span class="row-time">
                    if user.status != Status::Unknown || user.call.is_some() {
                        <Ticking link={&props.link} tick={status_tick(user)} />
                    }
                </span>
                <button
                    ref={button} type="button" class="icon-button" aria-label={actions_label.clone()}
                    title={actions_label} aria-expanded={flag(opened != Opened::Nothing)} aria-controls={id.clone()}
                    tabindex={if props.at_hand { "0" } else { "-1" }} onclick={toggle}
                >
                    <span class="dots" aria-hidden="true"></span>
                </button>
            </div>
            <div class="person-more" {id}>
                if opened == Opened::Actions {
                    <div class="actions">
                        <div class="slot">{ for call }</div>
                        <button
                            type="button" class="button small danger" onclick={to_confirm}
                            aria-disabled={going.then_some("true")}
                        >
                            { T::LogOut.say() }
                        </button>
                    </div>
                } else if opened == Opened::Confirmation {
                    <div class="confirm" role="group" aria-label={question.clone()}>
                        <p class="confirm-ask">{ question }</p>
                        <p class="confirm-hint">{ hint.say() }</p>
                        <div class="actions">
                            <button type="button" class="button small danger" onclick={yes}>
                                { T::LogOut.say() }
                            </button>
                            <button
                                ref={cancel} type="button" class="button small"
                                onclick={close.reform(|_: MouseEvent| Opened::Nothing)}
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
