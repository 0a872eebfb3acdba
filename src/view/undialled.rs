//! Why a number that was clicked in the page was not dialled: whoever clicks there looks here for the call.

use super::{bits::phone, keys::root_of, notices::dismissed_by};
use crate::{
    edge::{
        dynamic::{get, get_text},
        listen::Listener,
    },
    text::{T, failures::notice},
};
use cti_core::{AskKind, IntentError, NoticeKind};
use wasm_bindgen::JsCast;
use web_sys::EventTarget;
use yew::prelude::*;

/// What `static/cti-softphone-links.js` dispatches on the shadow root: `{number, code}`, or nothing when the next
/// number is dialled.
const EVENT: &str = "cti-undialled";

/// The error of a code of `CtiError`. None where the widget has no words for it.
fn error(code: &str) -> Option<IntentError> {
    Some(match code {
        "not_connected" => IntentError::NotConnected,
        "invalid_number" => IntentError::InvalidNumber,
        "duplicate" => IntentError::Duplicate,
        "timeout" => IntentError::Timeout,
        "no_user" => IntentError::NoUser,
        _ => return None,
    })
}

/// The notice, until it is dismissed or the next number is clicked.
#[component]
pub(crate) fn Undialled() -> Html {
    let place = use_node_ref();
    let told = use_state_eq(|| None::<(String, String)>);
    {
        let (place, told) = (place.clone(), told.setter());
        use_effect_with((), move |()| {
            let listen = |root: EventTarget| {
                Listener::new(&root, EVENT, move |event| {
                    let detail = get(&event, "detail");
                    told.set(get_text(&detail, "number").map(|number| {
                        let code = get_text(&detail, "code").unwrap_or_default();
                        let words = match error(&code) {
                            Some(error) => notice(&NoticeKind::Failed {
                                ask: AskKind::MakeCall,
                                error,
                            }),
                            None => T::NoticeCall.say().to_owned(),
                        };
                        (number, words)
                    }));
                })
            };
            let listener = root_of(&place).dyn_into().ok().map(listen);
            move || drop(listener)
        });
    }
    let dismiss = {
        let told = told.setter();
        Callback::from(move |_: MouseEvent| told.set(None))
    };
    html! {
        <div ref={place} role="status">
            if let Some((number, words)) = &*told {
                <div class="notice undialled" data-cti="undialled">
                    <span class="notice-words">{ phone(number) }{ words }</span>
                    { dismissed_by(dismiss) }
                </div>
            }
        </div>
    }
}
