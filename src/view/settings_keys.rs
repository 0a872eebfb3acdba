//! The shortcuts, and how they are changed.

use super::settings::SettingsProps;
use crate::{
    hooks::use_picked_focus,
    late::shortcuts,
    text::{T, fill},
};
use cti_core::{Act, Combo, Shortcuts, Unfit};
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct KeysProps {
    pub(super) settings: SettingsProps,
}

fn action(act: Act) -> T {
    match act {
        Act::Dial => T::KeyDial,
        Act::Record => T::KeyRecord,
        Act::Show => T::KeyShow,
        Act::Calls => T::KeyCalls,
        Act::Team => T::KeyTeam,
        Act::History => T::KeyHistory,
        Act::Sound => T::KeySound,
        Act::List => T::KeyList,
    }
}

fn text(combo: Option<Combo>) -> String {
    combo.map_or_else(|| T::KeyNone.say().to_owned(), Combo::text)
}

/// Why a combination will not do.
fn problem(unfit: Unfit, combo: Combo) -> String {
    let keys = combo.text();
    match unfit {
        Unfit::Unknown | Unfit::Bare => T::KeyBare.say().to_owned(),
        Unfit::Browser => fill(T::KeyBrowser, &[("keys", &keys)]),
        Unfit::Taken(other) => fill(T::KeyTaken, &[("keys", &keys), ("action", action(other).say())]),
    }
}

/// A row for each action: what it has, and while it is changed, the ways to change it.
#[component]
pub(super) fn Keys(props: &KeysProps) -> Html {
    let changing = use_state_eq(|| None::<Act>);
    let told = use_state_eq(String::new);
    let (button, field) = (use_node_ref(), use_node_ref());
    let pick_focus = use_picked_focus();
    let turn = {
        let (changing, told) = (changing.setter(), told.setter());
        let (button, field) = (button.clone(), field.clone());
        // The button of the action that was changed last is where the focus goes back to.
        move |act: Option<Act>| {
            pick_focus.emit(if act.is_some() {
                field.clone()
            } else {
                button.clone()
            });
            changing.set(act);
            told.set(String::new());
        }
    };
    let last = use_mut_ref(|| Act::Dial);
    if let Some(act) = *changing {
        last.replace(act);
    }
    let last = *last.borrow();
    let change = {
        let (settings, turn, told) = (props.settings.clone(), turn.clone(), told.setter());
        move |combo: Option<Combo>, change: &dyn Fn(&mut Shortcuts) -> Result<(), Unfit>| {
            let mut shortcuts = settings.around.settings.shortcuts;
            match (change(&mut shortcuts), combo) {
                (Err(unfit), Some(combo)) => told.set(problem(unfit, combo)),
                _ => {
                    settings.set(|settings| settings.shortcuts = shortcuts);
                    turn(None);
                }
            }
        }
    };
    let rows = Act::ALL.into_iter().map(|act| {
        let shortcuts = props.settings.around.settings.shortcuts;
        let usual = props.settings.around.configured.shortcuts;
        let keys = text(shortcuts.of(act));
        let words = action(act).say();
        let row = if *changing == Some(act) {
            let onkeydown = {
                let (change, turn) = (change.clone(), turn.clone());
                Callback::from(move |event: KeyboardEvent| {
                    let plain = !(event.ctrl_key() || event.alt_key() || event.meta_key());
                    match event.key().as_str() {
                        // With these one moves on.
                        "Tab" | "Enter" | " " if plain => return,
                        "Escape" => turn(None),
                        _ => {
                            if let Some(combo) = shortcuts::Keys::read(&event).and_then(|keys| keys.combo()) {
                                change(Some(combo), &|shortcuts| shortcuts.give(act, combo));
                            }
                        }
                    }
                    event.prevent_default();
                    event.stop_propagation();
                })
            };
            let off = {
                let change = change.clone();
                Callback::from(move |_: MouseEvent| {
                    change(None, &|shortcuts| {
                        shortcuts.take(act);
                        Ok(())
                    });
                })
            };
            let reset = {
                let change = change.clone();
                Callback::from(move |_: MouseEvent| {
                    change(usual.of(act), &|shortcuts| shortcuts.reset(act, &usual));
                })
            };
            let cancel = {
                let turn = turn.clone();
                Callback::from(move |_: MouseEvent| turn(None))
            };
            html! {
                <div class="key-change" role="group" aria-label={words} {onkeydown}>
                    <p ref={field.clone()} tabindex="-1" class="key-press" data-cti="key-press">{ T::KeyPress.say() }</p>
                    <p class="form-told" role="alert">{ (*told).clone() }</p>
                    <div class="actions">
                        <button type="button" class="button small" onclick={off}>{ T::KeyOff.say() }</button>
                        <button type="button" class="button small" onclick={reset}>{ T::KeyReset.say() }</button>
                        <button type="button" class="button small" onclick={cancel}>{ T::Cancel.say() }</button>
                    </div>
                </div>
            }
        } else {
            let onclick = {
                let turn = turn.clone();
                Callback::from(move |_: MouseEvent| turn(Some(act)))
            };
            let node = if act == last { button.clone() } else { NodeRef::default() };
            html! {
                <button
                    ref={node} type="button" class="button small key" {onclick}
                    aria-label={fill(T::KeyChangeOf, &[("action", words), ("keys", &keys)])}
                >
                    <kbd dir="ltr">{ keys }</kbd>
                </button>
            }
        };
        html! {
            <li key={act.key()} class="setting" data-cti="key" data-act={act.key()}>
                <span class="setting-words">{ words }</span>
                <div class="slot">{ row }</div>
            </li>
        }
    });
    html! {
        <fieldset class="group" data-cti="shortcuts" tabindex="-1">
            <legend>{ T::SetShortcuts.say() }</legend>
            <p class="page-hint">{ T::ShortcutsHint.say() }</p>
            <ul class="rows">{ for rows }</ul>
        </fieldset>
    }
}
