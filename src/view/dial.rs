use super::{
    Same,
    bits::{Able, Needle, flag, party, phone, present, rich},
};
use crate::{
    hooks::{Dial, Progress, focus, use_id},
    store::Link,
    text::{T, number, words},
};
use cti_core::{Call, IntentError};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// How many earlier calls are offered.
const OFFERED: usize = 5;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct DialProps {
    pub(crate) link: Link,
    pub(crate) dial: Dial,
    pub(crate) able: Able,
    pub(crate) history: Same<Vec<Rc<Call>>>,
}

/// Earlier calls whose name or number contains what was typed, each number once.
fn offers(history: &[Rc<Call>], typed: &str) -> Vec<Rc<Call>> {
    let needle = Needle::new(typed);
    let mut found: Vec<Rc<Call>> = Vec::new();
    if needle.is_blank() {
        return found;
    }
    for call in history {
        let Some(its) = present(call.number.as_deref())
            .map(number::digits)
            .filter(|its| !its.is_empty())
        else {
            continue;
        };
        let fits = needle.in_words(call.name.as_deref()) || needle.in_number(call.number.as_deref());
        if fits
            && !found
                .iter()
                .any(|other| other.number.as_deref().map(number::digits).as_ref() == Some(&its))
        {
            found.push(call.clone());
            if found.len() == OFFERED {
                break;
            }
        }
    }
    found
}

/// One field to find somebody of earlier calls, or to dial. What was typed stays until a call of it is confirmed.
#[component]
pub(crate) fn DialForm(props: &DialProps) -> Html {
    let dial = &props.dial;
    let typed = use_state_eq(AttrValue::default);
    let open = use_state_eq(|| false);
    let active = use_state_eq(|| None::<usize>);
    let blank = use_state_eq(|| false);
    let field = use_node_ref();
    let (list, hint, why) = (use_id(), use_id(), use_id());
    let pending = dial.progress == Progress::Pending;
    let found = if *open {
        offers(&props.history, &typed)
    } else {
        Vec::new()
    };
    let shown = !found.is_empty();

    {
        let (typed, number) = (typed.clone(), dial.number.clone());
        use_effect_with(dial.progress.clone(), move |progress| {
            if *progress == Progress::Done && *typed == number {
                typed.set(AttrValue::default());
            }
        });
    }
    let pick = {
        let (typed, open, active, field) = (typed.setter(), open.setter(), active.setter(), field.clone());
        Callback::from(move |call: Rc<Call>| {
            typed.set(AttrValue::from(
                call.number.as_deref().unwrap_or_default().to_owned(),
            ));
            open.set(false);
            active.set(None);
            focus(&field);
        })
    };
    let oninput = {
        let (typed, open, active, blank) = (typed.setter(), open.setter(), active.setter(), blank.setter());
        let told = matches!(dial.progress, Progress::Failed(_));
        let forget = dial.forget.clone();
        Callback::from(move |event: InputEvent| {
            typed.set(AttrValue::from(
                event.target_unchecked_into::<HtmlInputElement>().value(),
            ));
            open.set(true);
            active.set(None);
            blank.set(false);
            if told {
                forget.emit(());
            }
        })
    };
    let onkeydown = {
        let (open, active, pick, found) = (open.setter(), active.clone(), pick.clone(), found.clone());
        Callback::from(move |event: KeyboardEvent| {
            let last = found.len().wrapping_sub(1);
            let to = match (event.key().as_str(), *active) {
                ("ArrowDown", _) if found.is_empty() => {
                    open.set(true);
                    return;
                }
                _ if found.is_empty() || event.is_composing() => return,
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
            active.set(to);
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
        let (open, active) = (open.setter(), active.setter());
        Callback::from(move |_: FocusEvent| {
            open.set(false);
            active.set(None);
        })
    };
    let option = |place: usize| [&*list, "-", &place.to_string()].concat();
    let options = found.iter().enumerate().map(|(place, call)| {
        let (pick, chosen) = (pick.clone(), call.clone());
        html! {
            <li
                key={call.id.as_str().to_owned()} id={option(place)} class="offer" role="option"
                data-cti="dial-offer" aria-selected={flag(*active == Some(place))}
                onclick={Callback::from(move |_: MouseEvent| pick.emit(chosen.clone()))}
            >
                <bdi class="offer-name">{ party(call) }</bdi>
                <span class="offer-number">
                    if let (Some(_), Some(number)) = (present(call.name.as_deref()), call.number.as_deref()) {
                        { phone(number) }
                    }
                </span>
            </li>
        }
    });
    // Without this the field would lose the focus before the click arrives.
    let keep_focus = Callback::from(|event: MouseEvent| event.prevent_default());
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
                        aria-autocomplete="list" aria-expanded={flag(shown)}
                        aria-controls={list.clone()} aria-describedby={hint.clone()}
                        aria-activedescendant={active.filter(|_| shown).map(option)}
                        autocomplete="off" spellcheck="false" enterkeyhint="go" {oninput} {onkeydown} {onblur}
                    />
                    <ul
                        class="offers" role="listbox" id={list.clone()} aria-label={T::Offers.say()} hidden={!shown}
                        onmousedown={keep_focus}
                    >
                        { for options }
                    </ul>
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

#[cfg(test)]
mod tests {
    use super::*;
    use cti_core::{Outcome, Phase};
    use cti_protocol::{Id, Pii};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn call(id: &str, name: &str, number: &str) -> Rc<Call> {
        Rc::new(Call {
            id: Id::text(id),
            session: None,
            direction: None,
            phase: Phase::Ended,
            outcome: Some(Outcome::Completed),
            code: None,
            reason: None,
            number: Some(Pii::new(number)),
            name: Some(Pii::new(name)),
            user: None,
            queue: None,
            variables: Default::default(),
            started_at: 0,
            started_before: false,
            connected_at: None,
            ended_at: None,
            unconfirmed_since: None,
            mine: true,
            note: None,
            details: Default::default(),
        })
    }

    #[wasm_bindgen_test]
    fn earlier_calls_are_found_by_name_and_number_each_number_once() {
        let history = [
            call("1", "María Fernández", "+34600123456"),
            call("2", "María F.", "+34 600 12 34 56"),
            call("3", "Lindqvist AB", "+46812345678"),
            call("4", "Mario", ""),
        ];
        let ids = |typed| {
            offers(&history, typed)
                .iter()
                .map(|call| call.id.as_str().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(ids("mar"), ["1"]);
        assert_eq!(ids("600 12"), ["1"]);
        assert_eq!(ids("(08) 123"), Vec::<String>::new());
        assert_eq!(ids("8-123"), ["3"]);
        assert_eq!(ids(" "), Vec::<String>::new());
        assert_eq!(ids("ab"), ["3"]);
    }
}
