//! What is not needed for the first view: views that are opened by the agent, what keeps notes, drafts and the history, and
//! what looks after the tab among the others.
//! In a split build all that is a file of its own, fetched as soon as the first view is there (docs/adr/0010).

use crate::{
    aide::Aide,
    driver::Driver,
    edge::archive::{self, Run},
    late,
    text::source,
    view::{Rare, draw, history_matcher},
};
use cti_core::{BoxedKeeper, Keep, Now, Phone, Softphone};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsValue;
use yew::Html;

/// The ways into the part.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    /// Draws one of its views.
    pub(crate) draw: fn(&Rare) -> Html,
    /// Makes what keeps notes, drafts and the history.
    pub(crate) keeper: fn(Keep) -> BoxedKeeper,
    /// Makes what carries out the keeper's jobs.
    pub(crate) archive: fn() -> Run,
    /// What is wrong with what only the part reads of the configuration.
    pub(crate) check: fn(&JsValue) -> Result<(), Vec<String>>,
    /// Shares a softphone with the other tabs of a group.
    pub(crate) share: fn(Now, Softphone, &str, u64) -> Box<dyn Phone>,
    /// Begins to look after the tab.
    pub(crate) aide: fn(&Rc<Driver>, u64) -> Rc<dyn Aide>,
}

fn part() -> Part {
    Part {
        draw,
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
