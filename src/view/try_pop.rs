use super::bits::outside;
use crate::{
    hooks::use_id,
    text::{T, fill, later::refusal},
};
use cti_core::{Call, Found, Moment, Phase, ScreenPop, Target};
use cti_protocol::{Details, Direction, Id, Pii, Variables};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TryPopProps {
    pub(crate) rules: Rc<ScreenPop>,
}

/// A call that was made up to try the rules with.
#[derive(Clone, Default, PartialEq)]
struct MadeUp {
    outgoing: bool,
    number: String,
    queue: String,
    variable: String,
    value: String,
}

impl MadeUp {
    fn call(&self) -> Call {
        let given = |text: &str| {
            Some(text.trim())
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let mut variables = Variables::new();
        if let Some(name) = given(&self.variable) {
            variables.insert(name, Pii::new(self.value.trim()));
        }
        Call {
            id: Id::text("1"),
            session: None,
            direction: Some(if self.outgoing {
                Direction::Outgoing
            } else {
                Direction::Incoming
            }),
            phase: Phase::Ringing,
            outcome: None,
            code: None,
            reason: None,
            number: given(&self.number).map(Pii::new),
            name: None,
            user: None,
            queue: given(&self.queue),
            variables,
            started_at: 0,
            started_before: false,
            connected_at: None,
            ended_at: None,
            unconfirmed_since: None,
            mine: true,
            note: None,
            details: Details::default(),
        }
    }
}

/// What would open for which call: nothing is opened here.
#[component]
pub(crate) fn TryPop(props: &TryPopProps) -> Html {
    let made_up = use_state_eq(MadeUp::default);
    let direction = use_id();
    let found = props.rules.dry_run(&made_up.call());
    let onchange = {
        let made_up = made_up.clone();
        Callback::from(move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlInputElement>().value();
            made_up.set(MadeUp {
                outgoing: chosen == "outgoing",
                ..(*made_up).clone()
            });
        })
    };
    let field = |name: &'static str, label: T, of: fn(&mut MadeUp) -> &mut String| {
        let state = made_up.clone();
        let oninput = {
            let state = state.clone();
            Callback::from(move |event: InputEvent| {
                let mut changed = (*state).clone();
                *of(&mut changed) = event.target_unchecked_into::<HtmlInputElement>().value();
                state.set(changed);
            })
        };
        let value = of(&mut (*state).clone()).clone();
        html! {
            <label class="line">
                <span>{ label.say() }</span>
                <input
                    class="field" type="text" {name} {value} autocomplete="off" spellcheck="false" dir="auto" {oninput}
                />
            </label>
        }
    };
    if found.is_empty() {
        return html! { <p class="page-hint" data-cti="pop-rules">{ T::PopNoRules.say() }</p> };
    }
    let rows = found.iter().map(|(moment, found)| {
        let when = match moment {
            Moment::Ring => T::PopOnRing,
            Moment::Answer => T::PopOnAnswer,
            Moment::End => T::PopOnEnd,
        };
        html! {
            <li key={when.say()} class="pop-row" data-cti="pop-row">
                <span class="pop-when">{ when.say() }</span>
                { outcome(found.as_ref()) }
            </li>
        }
    });
    html! {
        <details class="try-pop" data-cti="try-pop">
            <summary>{ T::PopTry.say() }</summary>
            <div class="try-fields">
                <p class="page-hint">{ T::PopTryHint.say() }</p>
                <div class="line">
                    <label for={direction.clone()}>{ T::PopDirection.say() }</label>
                    <select class="field" id={direction} name="direction" {onchange}>
                        <option value="incoming" selected={!made_up.outgoing}>{ T::PopIncoming.say() }</option>
                        <option value="outgoing" selected={made_up.outgoing}>{ T::PopOutgoing.say() }</option>
                    </select>
                </div>
                { field("number", T::PopNumber, |call| &mut call.number) }
                { field("queue", T::PopQueue, |call| &mut call.queue) }
                { field("variable", T::PopVariable, |call| &mut call.variable) }
                { field("value", T::PopValue, |call| &mut call.value) }
                <div role="status">
                    <ul class="pop-rows">{ for rows }</ul>
                </div>
            </div>
        </details>
    }
}

fn outcome(found: Option<&Found>) -> Html {
    let Some(found) = found else {
        return html! { <span>{ T::PopNothing.say() }</span> };
    };
    let rule = fill(T::PopRule, &[("rule", &found.rule)]);
    let words = match (&found.url, found.target) {
        (Err(why), _) => fill(T::PopWhy, &[("why", refusal(*why))]),
        (Ok(_), Target::Event) => T::PopEvent.say().to_owned(),
        (Ok(_), Target::Tab) => T::PopTab.say().to_owned(),
        (Ok(_), Target::Frame) => T::PopFrame.say().to_owned(),
    };
    let url = found.url.as_ref().ok().and_then(Option::as_ref);
    html! {
        <>
            <span>{ outside(&words) }</span>
            <div class="slot">
                if let Some(url) = url {
                    <code class="pop-url" dir="ltr">{ url.as_str().to_owned() }</code>
                }
            </div>
            <span class="pop-rule">{ outside(&rule) }</span>
        </>
    }
}
