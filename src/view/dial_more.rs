//! What the dial field does beside dialling: it finds people, says what will be dialled and what became of it, and has a
//! pad of numbers. The field itself is in the first view; this listens to it.

use super::{
    bits::{flag, keypad, outside, phone, rich, status_key},
    dial::{HINT, LIST},
    pad::Pad,
    people::{Person, people},
};
use crate::{
    edge::{
        dynamic::{call, get, text},
        listen::Listener,
    },
    hooks::{Dial, Progress, focus, use_id, use_picture},
    store::Link,
    text::{T, fill, words},
};
use cti_core::IntentError;
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, HtmlInputElement};
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct DialMoreProps {
    pub(crate) link: Link,
    pub(crate) dial: Dial,
    pub(crate) field: NodeRef,
    pub(crate) typed: AttrValue,
    pub(crate) on_type: UseStateSetter<AttrValue>,
}

/// Why nothing was dialled.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refused {
    Blank,
    Nobody,
}

/// Calls back with what happens to the field, and with clicks in its form. A form that is being submitted is too late to
/// be kept from it: Yew hears of that first.
#[hook]
fn use_field(field: &NodeRef, on: Callback<Event>) {
    let latest = use_mut_ref(|| None::<Callback<Event>>);
    latest.replace(Some(on));
    let field = field.clone();
    use_effect_with((), move |()| {
        let mut listeners = Vec::new();
        if let Some(field) = field.get() {
            let mut listen = |target: &EventTarget, name| {
                let latest = latest.clone();
                listeners.push(Listener::new(target, name, move |event| {
                    let on = latest.borrow().clone();
                    if let Some(on) = on {
                        on.emit(event);
                    }
                }));
            };
            for name in ["input", "keydown", "blur"] {
                listen(&field, name);
            }
            if let Ok(form) = get(&field, "form").dyn_into::<EventTarget>() {
                listen(&form, "click");
            }
        }
        move || drop(listeners)
    });
}

/// Says on the field whether there is a list, and which option of it is chosen.
#[hook]
fn use_said_of_list(field: &NodeRef, shown: bool, active: Option<AttrValue>) {
    let field = field.clone();
    use_effect_with((shown, active), move |(shown, active)| {
        if let Some(field) = field.get() {
            let active = active.as_deref().unwrap_or_default();
            for (name, value) in [("aria-expanded", flag(*shown)), ("aria-activedescendant", active)] {
                // Fails for no such name. Empty, it points to nothing.
                let _ = call(&field, "setAttribute", &[&text(name), &text(value)]);
            }
        }
    });
}

#[component]
pub(crate) fn DialMore(props: &DialMoreProps) -> Html {
    let DialMoreProps { dial, field, .. } = props;
    // The offers say how people are by now.
    let picture = use_picture(&props.link);
    let open = use_state_eq(|| !props.typed.is_empty());
    let active = use_state_eq(|| None::<AttrValue>);
    let refused = use_state_eq(|| None::<Refused>);
    let picked = use_state_eq(|| None::<Person>);
    let pad = use_state_eq(|| false);
    let (pad_button, pad_id) = (use_node_ref(), use_id());
    {
        // What becomes of a call is news; an earlier refusal is not.
        let refused = refused.setter();
        use_effect_with(dial.progress.clone(), move |progress| {
            if *progress != Progress::Idle {
                refused.set(None);
            }
        });
    }

    let found = if *open {
        people(&picture, &props.typed)
    } else {
        Vec::new()
    };
    let at = found
        .iter()
        .position(|person| Some(&person.key) == active.as_ref());
    let option = |place: usize| AttrValue::from([LIST, "-", &place.to_string()].concat());
    use_said_of_list(field, !found.is_empty(), at.map(option));

    let take = {
        let (open, active, refused) = (open.setter(), active.setter(), refused.setter());
        let (on_type, forget) = (props.on_type.clone(), dial.forget.clone());
        let told = matches!(dial.progress, Progress::Failed(_));
        Callback::from(move |typed: AttrValue| {
            on_type.set(typed);
            open.set(false);
            active.set(None);
            refused.set(None);
            if told {
                forget.emit(());
            }
        })
    };
    let pick = {
        let (picked, take, field) = (picked.setter(), take.clone(), field.clone());
        Callback::from(move |person: Person| {
            take.emit(person.number.clone());
            picked.set(Some(person));
            focus(&field);
        })
    };
    // Keeps what is no number from being dialled, and says so; a name dials nothing yet: whom it finds is put in, to be seen
    // first.
    let check = {
        let (open, refused, pick, field) = (open.setter(), refused.setter(), pick.clone(), field.clone());
        let link = props.link.clone();
        move |event: &Event| {
            let picture = link.picture();
            // What was typed last is perhaps not drawn yet.
            let typed = field.cast::<HtmlInputElement>().map(|field| field.value());
            let typed = typed.unwrap_or_default();
            let why = if typed.trim().is_empty() {
                Refused::Blank
            } else if picture.numbers.dialled(&typed).is_ok() {
                return open.set(false);
            } else {
                Refused::Nobody
            };
            event.prevent_default();
            match people(&picture, &typed).into_iter().next() {
                Some(person) => pick.emit(person),
                None => {
                    open.set(false);
                    refused.set(Some(why));
                    focus(&field);
                }
            }
        }
    };
    let on = {
        let (refused, pad) = (refused.setter(), pad.clone());
        let (found, pick) = (found.clone(), pick.clone());
        Callback::from(move |event: Event| match &*event.type_() {
            "input" => {
                open.set(true);
                active.set(None);
                refused.set(None);
            }
            "blur" => {
                open.set(false);
                active.set(None);
            }
            // Browsers click the button for Enter too.
            "click" if get(&event.target().into(), "type") == "submit" => check(&event),
            "click" => {}
            _ => {
                let Some(key) = event.dyn_ref::<KeyboardEvent>().filter(|key| !key.is_composing()) else {
                    return;
                };
                let last = found.len().wrapping_sub(1);
                let to = match (&*key.key(), at) {
                    ("Enter", None) => return check(&event),
                    ("Escape", _) if found.is_empty() && *pad => return pad.set(false),
                    ("ArrowDown", _) if found.is_empty() => return open.set(true),
                    _ if found.is_empty() => return,
                    ("ArrowDown", Some(at)) if at < last => Some(at + 1),
                    ("ArrowDown", _) => Some(0),
                    ("ArrowUp", Some(at)) if at > 0 => Some(at - 1),
                    ("ArrowUp", _) => Some(last),
                    ("Escape", _) => {
                        open.set(false);
                        None
                    }
                    ("Enter", Some(at)) => {
                        pick.emit(found[at].clone());
                        None
                    }
                    _ => return,
                };
                event.prevent_default();
                event.stop_propagation();
                active.set(to.map(|to| found[to].key.clone()));
            }
        })
    };
    use_field(field, on);

    let options = found.iter().enumerate().map(|(place, person)| {
        let (pick, chosen) = (pick.clone(), person.clone());
        html! {
            <li
                key={person.key.to_string()} id={option(place)} class="offer" role="option" data-cti="dial-offer"
                aria-selected={flag(at == Some(place))}
                onclick={Callback::from(move |_: MouseEvent| pick.emit(chosen.clone()))}
            >
                { of_person(person) }
            </li>
        }
    });
    // Without this the field would lose the focus before the click arrives.
    let keep_focus = Callback::from(|event: MouseEvent| event.prevent_default());
    let toggle = {
        let pad = pad.clone();
        Callback::from(move |_: MouseEvent| pad.set(!*pad))
    };
    let close_pad = {
        let (pad, button) = (pad.setter(), pad_button.clone());
        Callback::from(move |()| {
            pad.set(false);
            focus(&button);
        })
    };
    html! {
        <>
            <button
                ref={pad_button} type="button" class="icon-button pad-button" data-cti="pad-button"
                aria-label={T::Pad.say()} title={T::Pad.say()} aria-expanded={flag(*pad)} aria-controls={pad_id.clone()}
                onmousedown={keep_focus.clone()} onclick={toggle}
            >
                { keypad() }
            </button>
            <ul
                class="offers" role="listbox" id={LIST} aria-label={T::Offers.say()}
                hidden={found.is_empty()} onmousedown={keep_focus}
            >
                { for options }
            </ul>
            <div id={HINT} class="dial-message" data-cti="dial-message" role="status">
                { message(props, *refused, picked.as_ref()) }
            </div>
            <div class="slot" id={pad_id}>
                if *pad {
                    <Pad field={field.clone()} on_type={take} on_close={close_pad} />
                }
            </div>
        </>
    }
}

/// A person in the list: name, status or number.
fn of_person(person: &Person) -> Html {
    let name = if person.name.is_empty() {
        phone(&person.number)
    } else {
        outside(&person.name)
    };
    html! {
        <>
            <span class="offer-name">{ name }</span>
            <span class="offer-number">
                if let Some(user) = &person.user {
                    <span class="dot" data-status={status_key(&user.status)} aria-hidden="true"></span>
                    { outside(words::status(&user.status)) }
                    <span data-sep="">{ phone(&person.number) }</span>
                } else if !person.name.is_empty() {
                    { phone(&person.number) }
                }
            </span>
        </>
    }
}

fn message(props: &DialMoreProps, refused: Option<Refused>, picked: Option<&Person>) -> Html {
    let (dial, typed) = (&props.dial, &props.typed);
    match (&dial.progress, refused) {
        (_, Some(Refused::Blank)) => html! { <p>{ T::EmptyNumber.say() }</p> },
        (_, Some(Refused::Nobody)) => {
            html! { <p>{ fill(T::NobodyNoNumber, &[("words", typed.trim())]) }</p> }
        }
        (Progress::Pending, _) if dial.number != *typed => {
            let number = props.link.picture().numbers.dialled(&dial.number);
            let number = number.as_ref().map_or(&*dial.number, |number| number.as_str());
            html! { <p class="quiet">{ rich(T::CallingNumber, &[("number", phone(number))]) }</p> }
        }
        (Progress::Failed(IntentError::Duplicate), _) => {
            let (call, number) = (dial.call.clone(), dial.number.clone());
            let again = Callback::from(move |_: MouseEvent| call.emit((number.clone(), true)));
            html! {
                <p>
                    { T::Duplicate.say() }
                    <button type="button" class="button small" onclick={again}>{ T::DialAgain.say() }</button>
                </p>
            }
        }
        (Progress::Failed(error), _) => html! { <p>{ words::dial_error(error) }</p> },
        _ => will_dial(props, picked),
    }
}

/// What will be dialled, where that is not what stands in the field, and who was picked.
fn will_dial(props: &DialMoreProps, picked: Option<&Person>) -> Html {
    let typed = &props.typed;
    let Ok(number) = props.link.picture().numbers.dialled(typed) else {
        return html! {};
    };
    let name = picked
        .filter(|person| person.number == *typed && !person.name.is_empty())
        .map(|person| person.name.clone());
    let plain: String = typed
        .chars()
        .filter(|c| !" \u{a0}\u{202f}-.()/".contains(*c))
        .collect();
    if name.is_none() && plain == number.as_str() {
        return html! {};
    }
    html! {
        <p class="quiet">
            <span data-cti="will-dial">{ rich(T::WillDial, &[("number", phone(&number))]) }</span>
            <span class="slot">
                if let Some(name) = name {
                    <bdi>{ name }</bdi>
                }
            </span>
        </p>
    }
}
