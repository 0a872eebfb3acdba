use super::{Rare, Scene, rare::later};
use crate::{hooks::Progress, part, text::T};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The ids of the list of offers, and of what is told of a call.
pub(super) const LIST: &str = "dial-offers";
pub(super) const HINT: &str = "dial-hint";
const WHY: &str = "dial-why";

/// One field to find somebody, or to dial. What was typed stays until a call of it is confirmed. All that the field does
/// beside dialling comes late: it listens to the field, and says on it what is to be known of the list (`dial_more.rs`).
pub(crate) fn form(scene: &Scene) -> Html {
    let (dial, typed) = (&scene.dial, &scene.typed);
    let pending = dial.progress == Progress::Pending;
    let told = matches!(dial.progress, Progress::Failed(_));
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
    let why_not = if scene.missing.failed && part::here().is_none() {
        Some(T::PartMissing)
    } else if pending {
        Some(T::StillCalling)
    } else {
        scene.able.why_not()
    };
    html! {
        <form class="dial" data-cti="dial" data-progress={progress_key(&dial.progress)} autocomplete="off" {onsubmit}>
            <input
                ref={scene.field.clone()} class="field" data-cti="dial-field" type="text" value={(**typed).clone()}
                dir={(!typed.is_empty()).then_some("auto")}
                placeholder={T::DialLabel.say()} aria-label={T::DialLabel.say()} role="combobox"
                aria-autocomplete="list" aria-expanded="false" aria-controls={LIST} aria-describedby={HINT}
                autocomplete="off" spellcheck="false" enterkeyhint="go" {oninput}
            />
            <div class="slot">
                { later(scene, Rare::Dial, true) }
            </div>
            <button
                type="submit" class="button primary dial-button" data-cti="dial-button"
                aria-disabled={why_not.map(|_| "true")} title={why_not.map(T::say)}
                aria-describedby={why_not.map(|_| WHY)}
            >
                { if pending { T::Calling.say() } else { T::Call.say() } }
            </button>
            <span id={WHY} class="unseen">{ why_not.map_or("", T::say) }</span>
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
