//! The places on pages that widgets are drawn in. Yew never takes its listeners away, nor what they hold; so an app of a
//! widget that is gone rests, and the next widget is drawn by it.

use crate::{
    store::Link,
    view::{Root, RootProps},
};
use std::cell::RefCell;
use web_sys::{Element, Node, window};
use yew::{AppHandle, Renderer};

/// An element, and what draws in it.
pub(crate) struct Place {
    element: Element,
    app: AppHandle<Root>,
    /// How many widgets were drawn here.
    widgets: u32,
}

thread_local!(static RESTING: RefCell<Vec<Place>> = const { RefCell::new(Vec::new()) });

impl Place {
    /// Draws a widget as the last child of a node. `None` where there is no document.
    pub(crate) fn draw(parent: &Node, link: Link) -> Option<Self> {
        let resting = RESTING.with_borrow_mut(Vec::pop);
        let place = if let Some(mut place) = resting {
            place.widgets += 1;
            place.app.update(props(Some(link), place.widgets));
            place
        } else {
            let element = window()?.document()?.create_element("div").ok()?;
            let app = Renderer::<Root>::with_root_and_props(element.clone(), props(Some(link), 0)).render();
            Self {
                element,
                app,
                widgets: 0,
            }
        };
        parent.append_child(&place.element).ok()?;
        Some(place)
    }

    /// Takes the widget down.
    pub(crate) fn rest(mut self) {
        self.app.update(props(None, self.widgets));
        self.element.remove();
        RESTING.with_borrow_mut(|all| all.push(self));
    }
}

fn props(link: Option<Link>, widget: u32) -> RootProps {
    RootProps { link, widget }
}
