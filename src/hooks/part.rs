use crate::{part, view::Missing};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Fetches the late part, and again when something else is to be seen; whoever uses this draws again when that is over.
#[hook]
pub(crate) fn use_part<S: PartialEq + 'static>(seen: S) -> Missing {
    let failed = use_state_eq(|| false);
    let over = use_force_update();
    let fetch = {
        let failed = failed.setter();
        Callback::from(move |()| {
            let (failed, over) = (failed.clone(), over.clone());
            failed.set(false);
            spawn_local(async move {
                failed.set(part::fetch().await.is_none());
                over.force_update();
            });
        })
    };
    {
        let fetch = fetch.clone();
        use_effect_with(seen, move |_| {
            if part::here().is_none() {
                fetch.emit(());
            }
        });
    }
    Missing {
        failed: *failed,
        again: fetch.reform(|_: MouseEvent| ()),
    }
}
