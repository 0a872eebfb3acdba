use super::{Able, Page, tabs::Tab};
use crate::{
    hooks::Dial,
    store::{Link, Picture},
};
use std::rc::Rc;
use yew::prelude::*;

/// What all views are drawn from. Those of the late part get it whole and take from it what they need: making the props of
/// each of them would be code of the first view.
pub(crate) struct Scene {
    pub(crate) link: Link,
    pub(crate) picture: Rc<Picture>,
    pub(crate) able: Able,
    pub(crate) signing_in: bool,
    /// Whether the view of a tab is in sight.
    pub(crate) open: bool,
    pub(crate) tab: Tab,
    pub(crate) dial: Dial,
    /// What stands in the dial field, and the field.
    pub(crate) typed: UseStateHandle<AttrValue>,
    pub(crate) field: NodeRef,
    /// The element around the menu, the button that opens it, and whether it is open.
    pub(crate) menu: NodeRef,
    pub(crate) menu_button: NodeRef,
    pub(crate) menu_open: UseStateHandle<bool>,
    pub(crate) on_tab: Callback<Tab>,
    pub(crate) on_page: Callback<Page>,
    /// Dials a number, and shows what becomes of it.
    pub(crate) on_call: Callback<AttrValue>,
    pub(crate) missing: Missing,
}

/// Whether the late part could not be fetched, and how to try that again.
pub(crate) struct Missing {
    pub(crate) failed: bool,
    pub(crate) again: Callback<MouseEvent>,
}

impl Scene {
    /// Whether the view of this tab is in sight.
    pub(crate) fn shows(&self, tab: Tab) -> bool {
        self.open && self.tab == tab
    }

    /// Whether the agent is being asked who he is, among the calls.
    pub(crate) fn picking(&self) -> bool {
        self.picture.snapshot.me.is_none() && !self.signing_in
    }
}
