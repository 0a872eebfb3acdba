use crate::{
    edge::dynamic::{call, get, text},
    text::T,
};
use wasm_bindgen::JsValue;
use web_sys::HtmlInputElement;
use yew::prelude::*;

const KEYS: [&str; 13] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#", "+"];

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PadProps {
    pub(crate) field: NodeRef,
    /// Gets all that stands in the field then.
    pub(crate) on_type: Callback<AttrValue>,
    pub(crate) on_close: Callback<()>,
}

/// Puts a key in place of what is selected in the field, or at its caret; without a key, takes away what is there.
fn press(field: &NodeRef, key: Option<&str>) -> Option<AttrValue> {
    let input: HtmlInputElement = field.cast()?;
    let place = |name| get(&input, name).as_f64().unwrap_or_default();
    let (start, end) = (place("selectionStart"), place("selectionEnd"));
    let start = match key {
        None if start == end => (start - 1.0).max(0.0),
        _ => start,
    };
    let arguments = [
        &text(key.unwrap_or_default()),
        &JsValue::from_f64(start),
        &JsValue::from_f64(end),
        &text("end"),
    ];
    // Fails only for places outside of the text.
    let _ = call(&input, "setRangeText", &arguments);
    Some(input.value().into())
}

/// Keys for the mouse, as on a telephone.
#[component]
pub(crate) fn Pad(props: &PadProps) -> Html {
    let keys = KEYS.map(Some).into_iter().chain([None]).map(|key| {
        let (field, on_type) = (props.field.clone(), props.on_type.clone());
        let label = key.is_none().then(|| T::PadBack.say());
        html! {
            <button
                key={key.unwrap_or("back")} type="button" class="pad-key" aria-label={label} title={label}
                onclick={Callback::from(move |_: MouseEvent| {
                    if let Some(typed) = press(&field, key) {
                        on_type.emit(typed);
                    }
                })}
            >
                { key.unwrap_or("⌫") }
            </button>
        }
    });
    let onkeydown = {
        let close = props.on_close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                close.emit(());
            }
        })
    };
    // The field keeps the focus, and its caret.
    let keep_focus = Callback::from(|event: MouseEvent| event.prevent_default());
    html! {
        <div
            class="pad" dir="ltr" role="group" aria-label={T::Pad.say()} data-cti="pad" {onkeydown}
            onmousedown={keep_focus}
        >
            { for keys }
        </div>
    }
}
