use crate::edge::dynamic::{call, get, set};
use std::cell::Cell;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Moves the focus. Only ever in answer to what the user just did.
pub(crate) fn focus(to: &NodeRef) {
    if let Some(element) = to.cast::<HtmlElement>() {
        // Fails only for an element that cannot take it, and then there is nothing to do.
        let _ = element.focus();
    }
}

/// Scrolls as far as is needed to see something that the user just opened.
pub(crate) fn reveal(what: &NodeRef) {
    let options: JsValue = js_sys::Object::new().into();
    set(&options, "block", &"nearest".into());
    // Does nothing where it is seen.
    let _ = call(&what.get().into(), "scrollIntoView", &[&options]);
}

/// What has the focus in the tree that this is in; null where nothing has.
fn focused(within: &NodeRef) -> JsValue {
    let root = call(&within.get().into(), "getRootNode", &[]).unwrap_or(JsValue::UNDEFINED);
    get(&root, "activeElement")
}

/// Keeps the focus where it is although what has it changes places with its siblings: browsers take it from an element
/// that is moved. Given back is for the element around those.
#[hook]
pub(crate) fn use_kept_focus() -> NodeRef {
    let around = use_node_ref();
    let (before, within) = (focused(&around), around.clone());
    use_effect(move || {
        if focused(&within).is_null() {
            // Does nothing where it is gone, or was nowhere.
            let _ = call(&before, "focus", &[]);
        }
    });
    around
}

/// An id for one element of this instance, for `aria-*` to point to.
#[hook]
pub(crate) fn use_id() -> AttrValue {
    thread_local!(static NEXT: Cell<u32> = const { Cell::new(0) });
    let id = use_state(|| {
        NEXT.with(|next| {
            next.set(next.get() + 1);
            AttrValue::from(["cti", &next.get().to_string()].concat())
        })
    });
    (*id).clone()
}

/// Moves the focus to an element that stands there only after the next drawing: call the answer in a handler of the
/// user's own click or key.
#[hook]
pub(crate) fn use_picked_focus() -> Callback<NodeRef> {
    let picked = use_mut_ref(|| None::<NodeRef>);
    let update = use_force_update();
    {
        let picked = picked.clone();
        use_effect(move || {
            if let Some(to) = picked.take() {
                focus(&to);
            }
        });
    }
    use_callback((), move |to, ()| {
        picked.replace(Some(to));
        update.force_update();
    })
}
