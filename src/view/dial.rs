use super::{
    bits::Able,
    dial_more::DialMoreProps,
    rare::{Rare, later},
};
use crate::{
    hooks::{Dial, Progress, use_id},
    store::Link,
    text::T,
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct DialProps {
    pub(crate) link: Link,
    pub(crate) dial: Dial,
    pub(crate) able: Able,
}

/// One field to find somebody, or to dial. What was typed stays until a call of it is confirmed. All that the field does
/// beside dialling comes late: it listens to the field, and says on it what is to be known of the list (`dial_more.rs`).
#[component]
pub(crate) fn DialForm(props: &DialProps) -> Html {
    let dial = &props.dial;
    let typed = use_state_eq(AttrValue::default);
    let field = use_node_ref();
    let (list, hint, why) = (use_id(), use_id(), use_id());
    let pending = dial.progress == Progress::Pending;
    let told = matches!(dial.progress, Progress::Failed(_));
    {
        let (typed, number) = (typed.clone(), dial.number.clone());
        use_effect_with(dial.progress.clone(), move |progress| {
            if *progress == Progress::Done && *typed == number {
                typed.set(AttrValue::default());
            }
        });
    }
    let oninput = {
        let (typed, forget) = (typed.setter(), dial.forget.clone());
        Callback::from(move |event: InputEvent| {
            typed.set(AttrValue::from(
                event.target_unchecked_into::<HtmlInputElement>().value(),
            ));
            if told {
                forget.emit(());
            }
        })
    };
    let onsubmit = {
        let (typed, call) = (typed.clone(), dial.call.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !pending {
                call.emit(((*typed).clone(), false));
            }
        })
    };
    let more = Rare::Dial(DialMoreProps {
        link: props.link.clone(),
        dial: dial.clone(),
        field: field.clone(),
        typed: (*typed).clone(),
        on_type: typed.setter(),
        list: list.clone(),
        hint: hint.clone(),
    });
    let why_not = if pending {
        Some(T::StillCalling)
    } else {
        props.able.why_not()
    };
    html! {
        <form class="dial" data-cti="dial" data-progress={progress_key(&dial.progress)} autocomplete="off" {onsubmit}>
            <input
                ref={field} class="field" data-cti="dial-field" type="text" value={(*typed).clone()}
                dir={(!typed.is_empty()).then_some("auto")}
                placeholder={T::DialLabel.say()} aria-label={T::DialLabel.say()} role="combobox"
                aria-autocomplete="list" aria-expanded="false" aria-controls={list} aria-describedby={hint}
                autocomplete="off" spellcheck="false" enterkeyhint="go" {oninput}
            />
            <div class="slot">
                { later(more, !told) }
            </div>
            <button
                type="submit" class="button primary dial-button" data-cti="dial-button"
                aria-disabled={why_not.map(|_| "true")} title={why_not.map(T::say)}
                aria-describedby={why_not.map(|_| why.clone())}
            >
                { if pending { T::Calling.say() } else { T::Call.say() } }
            </button>
            <span id={why} class="unseen">{ why_not.map_or("", T::say) }</span>
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
