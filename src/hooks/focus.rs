use std::cell::Cell;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Moves the focus. Only ever in answer to what the user just did.
pub(crate) fn focus(to: &NodeRef) {
    if let Some(element) = to.cast::<HtmlElement>() {
        // Fails only for an element that cannot take it, and then there is nothing to do.
        let _ = element.focus();
    }
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
