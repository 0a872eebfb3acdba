use super::{
    Same,
    bits::{Able, flag, phone, rich},
    offers::{Keys, Offered, OffersProps},
    rare::{Later, Rare},
};
use crate::{
    hooks::{Dial, Progress, focus, use_id},
    store::Link,
    text::{T, words},
};
use cti_core::{Call, IntentError};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct DialProps {
    pub(crate) link: Link,
    pub(crate) dial: Dial,
    pub(crate) able: Able,
    pub(crate) history: Same<Vec<Rc<Call>>>,
}

/// One field to find somebody of earlier calls, or to dial. What was typed stays until a call of it is confirmed.
#[component]
pub(crate) fn DialForm(props: &DialProps) -> Html {
    let dial = &props.dial;
    let typed = use_state_eq(AttrValue::default);
    let open = use_state_eq(|| false);
    let offered = use_state_eq(Offered::default);
    let keys = use_mut_ref(|| None::<Keys>);
    let blank = use_state_eq(|| false);
    let field = use_node_ref();
    let (list, hint, why) = (use_id(), use_id(), use_id());
    let pending = dial.progress == Progress::Pending;
    {
        let (typed, number) = (typed.clone(), dial.number.clone());
        use_effect_with(dial.progress.clone(), move |progress| {
            if *progress == Progress::Done && *typed == number {
                typed.set(AttrValue::default());
            }
        });
    }
    let pick = {
        let (typed, open, field) = (typed.setter(), open.setter(), field.clone());
        use_callback((), move |number: AttrValue, ()| {
            typed.set(number);
            open.set(false);
            focus(&field);
        })
    };
    let oninput = {
        let (typed, open, blank) = (typed.setter(), open.setter(), blank.setter());
        let told = matches!(dial.progress, Progress::Failed(_));
        let forget = dial.forget.clone();
        Callback::from(move |event: InputEvent| {
            typed.set(AttrValue::from(
                event.target_unchecked_into::<HtmlInputElement>().value(),
            ));
            open.set(true);
            blank.set(false);
            if told {
                forget.emit(());
            }
        })
    };
    let onkeydown = {
        let (open, keys) = (open.setter(), keys.clone());
        Callback::from(move |event: KeyboardEvent| {
            let to_offers = keys.borrow().clone();
            match to_offers {
                Some(to_offers) => to_offers.emit(event),
                None => open.set(event.key() == "ArrowDown"),
            }
        })
    };
    let onsubmit = {
        let (typed, open, blank, field) = (typed.clone(), open.setter(), blank.setter(), field.clone());
        let call = dial.call.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            open.set(false);
            if typed.trim().is_empty() {
                blank.set(true);
                focus(&field);
            } else if !pending {
                call.emit(((*typed).clone(), false));
            }
        })
    };
    let onblur = {
        let open = open.setter();
        Callback::from(move |_: FocusEvent| open.set(false))
    };
    let offers = open.then(|| {
        Rare::Offers(OffersProps {
            history: props.history.clone(),
            typed: (*typed).clone(),
            id: list.clone(),
            keys,
            on_offered: offered.setter(),
            on_pick: pick,
            on_leave: open.setter(),
        })
    });
    let offered = if *open {
        (*offered).clone()
    } else {
        Offered::default()
    };
    let why_not = if pending {
        Some(T::StillCalling)
    } else {
        props.able.why_not()
    };
    html! {
        <form class="dial" data-cti="dial" data-progress={progress_key(&dial.progress)} autocomplete="off" {onsubmit}>
            <div class="dial-row">
                <div class="dial-box">
                    <input
                        ref={field} class="field" data-cti="dial-field" type="text" value={(*typed).clone()}
                        dir={(!typed.is_empty()).then_some("auto")}
                        placeholder={T::DialLabel.say()} aria-label={T::DialLabel.say()} role="combobox"
                        aria-autocomplete="list" aria-expanded={flag(offered.shown)}
                        aria-controls={list} aria-describedby={hint.clone()}
                        aria-activedescendant={offered.active}
                        autocomplete="off" spellcheck="false" enterkeyhint="go" {oninput} {onkeydown} {onblur}
                    />
                    <div class="slot">
                        if let Some(offers) = offers {
                            <Later view={offers} quiet=true />
                        }
                    </div>
                </div>
                <button
                    type="submit" class="button primary dial-button" data-cti="dial-button"
                    aria-disabled={why_not.map(|_| "true")} title={why_not.map(T::say)}
                    aria-describedby={why_not.map(|_| why.clone())}
                >
                    { if pending { T::Calling.say() } else { T::Call.say() } }
                </button>
            </div>
            <span id={why} class="unseen">{ why_not.map_or("", T::say) }</span>
            <div id={hint} class="dial-message" data-cti="dial-message" role="status">
                { message(dial, &typed, *blank) }
            </div>
        </form>
    }
}

/// The name of a progress in `data-progress`.
pub(crate) fn progress_key(progress: &Progress) -> &'static str {
    match progress {
        Progress::Idle => "idle",
        Progress::Pending => "pending",
        Progress::Done => "done",
        Progress::Failed(_) => "failed",
    }
}

fn message(dial: &Dial, typed: &str, blank: bool) -> Html {
    match &dial.progress {
        _ if blank => html! { <p>{ T::EmptyNumber.say() }</p> },
        Progress::Pending if dial.number != typed => {
            html! { <p class="quiet">{ rich(T::CallingNumber, &[("number", phone(&dial.number))]) }</p> }
        }
        Progress::Failed(IntentError::Duplicate) => {
            let (call, number) = (dial.call.clone(), dial.number.clone());
            let again = Callback::from(move |_: MouseEvent| call.emit((number.clone(), true)));
            html! {
                <p>
                    { T::Duplicate.say() }
                    <button type="button" class="button small" onclick={again}>{ T::DialAgain.say() }</button>
                </p>
            }
        }
        Progress::Failed(error) => html! { <p>{ words::dial_error(error) }</p> },
        _ => html! {},
    }
}
