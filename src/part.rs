//! What is not needed for the first view: views that are opened by the agent, what keeps notes, drafts and the history, and
//! what looks after the tab among the others.
//! In a split build all that is a file of its own, fetched as soon as the first view is there (docs/adr/0010).

use crate::{
    aide::Aide,
    driver::{Asked, Driver},
    edge::archive::{self, Run},
    hooks::{self, Dialled},
    late,
    store::Link,
    text::source,
    view::{Rare, Scene, draw, history_matcher},
};
use cti_core::{BoxedKeeper, Hands, Intent, Keep, Now, Numbers, Phone, Softphone};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsValue;
use yew::Html;

/// The ways into the part.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    /// Draws one of its views.
    pub(crate) draw: fn(&Scene, Rare) -> Html,
    /// Dials what waits for that, and sees what became of it.
    pub(crate) dial: fn(&Link, &RefCell<Dialled>),
    /// Reads a command of the page. Refused is what cannot be read.
    pub(crate) read: fn(&Asked) -> Result<Intent, &'static str>,
    /// Completes the number that is to be dialled.
    pub(crate) complete: fn(&Numbers, &mut Intent),
    /// What carries out intents.
    pub(crate) hands: fn() -> Hands,
    /// Makes what keeps notes, drafts and the history.
    pub(crate) keeper: fn(Keep) -> BoxedKeeper,
    /// Makes what carries out the keeper's jobs.
    pub(crate) archive: fn() -> Run,
    /// How the room spells its messages and numbers are written, or all that is wrong with the configuration.
    pub(crate) check: fn(&JsValue) -> late::Judged,
    /// Shares a softphone with the other tabs of a group.
    pub(crate) share: fn(Now, Softphone, &str, u64) -> Box<dyn Phone>,
    /// Begins to look after the tab.
    pub(crate) aide: fn(&Rc<Driver>, u64) -> Rc<dyn Aide>,
}

fn part() -> Part {
    Part {
        draw,
        dial: hooks::dial,
        read: late::commands::read,
        complete: late::commands::complete,
        hands: cti_core::hands,
        keeper: |keep| cti_core::keeper(keep, history_matcher),
        archive: || archive::run_in(archive::NAME),
        check: late::check,
        share: cti_core::share,
        aide: late::start,
    }
}

#[cfg(feature = "split")]
mod file {
    use super::Part;
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    /// Nothing but this function refers to `part`, so the splitter moves it and all that only it needs.
    #[wasm_split(rare, fallible)]
    pub(super) fn fetch() -> Result<Part, SplitLoaderError> {
        Ok(super::part())
    }
}

#[cfg(not(feature = "split"))]
mod file {
    use super::Part;

    pub(super) async fn fetch() -> Result<Part, std::convert::Infallible> {
        Ok(super::part())
    }
}

thread_local!(static HERE: Cell<Option<Part>> = const { Cell::new(None) });

/// The part, if it is here.
pub(crate) fn here() -> Option<Part> {
    HERE.get()
}

/// Fetches the part and, beside it, its texts, unless they are here. If that fails, the next need tries again.
pub(crate) async fn fetch() -> Option<Part> {
    if here().is_none() {
        let texts = source::fetch_later();
        if let Ok(part) = file::fetch().await
            && texts.await
        {
            HERE.set(Some(part));
        }
    }
    here()
}
