//! Forgetting the device.

use crate::{hooks::use_picked_focus, store::Link, text::T};
use cti_core::Intent;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct DeviceProps {
    pub(super) link: Link,
    /// Whether calls may wait for the page's call log.
    pub(super) unlogged: bool,
}

/// What is stored here is erased, after a question.
#[component]
pub(super) fn Device(props: &DeviceProps) -> Html {
    let asking = use_state_eq(|| false);
    let (forget, cancel) = (use_node_ref(), use_node_ref());
    let pick_focus = use_picked_focus();
    let turn = {
        let (asking, forget, cancel) = (asking.setter(), forget.clone(), cancel.clone());
        move |ask: bool| {
            let to = if ask { &cancel } else { &forget };
            pick_focus.emit(to.clone());
            asking.set(ask);
        }
    };
    let ask = {
        let turn = turn.clone();
        Callback::from(move |_: MouseEvent| turn(true))
    };
    let no = {
        let turn = turn.clone();
        Callback::from(move |_: MouseEvent| turn(false))
    };
    let yes = {
        let link = props.link.clone();
        Callback::from(move |_: MouseEvent| {
            turn(false);
            // What becomes of it is told by a notice.
            let _ = link.ask(Intent::ForgetDevice);
        })
    };
    html! {
        <fieldset class="group" data-cti="settings-device">
            <legend>{ T::SetDevice.say() }</legend>
            <div>
                if *asking {
                    <div class="confirm" role="group" aria-label={T::ForgetAsk.say()}>
                        <p class="confirm-ask">{ T::ForgetAsk.say() }</p>
                        <p class="confirm-hint">{ T::ForgetHint.say() }</p>
                        <p class="confirm-hint">{ if props.unlogged { T::ForgetUnlogged.say() } else { "" } }</p>
                        <div class="actions">
                            <button type="button" class="button small danger" onclick={yes}>{ T::Forget.say() }</button>
                            <button ref={cancel} type="button" class="button small" onclick={no}>{ T::Cancel.say() }</button>
                        </div>
                    </div>
                } else {
                    <button ref={forget} type="button" class="button small danger" onclick={ask}>
                        { T::ForgetDevice.say() }
                    </button>
                }
            </div>
        </fieldset>
    }
}
