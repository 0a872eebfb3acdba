//! The tab's title and icon while a call rings. Both belong to the page: they are put back as they were, unless the page
//! has changed them meanwhile.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element};

/// A phone on green. Inline, since a page's address for our files is not known here.
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='16' \
                    cy='16' r='16' fill='%2312804a'/%3E%3Cpath fill='%23fff' d='M11 7l4 5-2 3a12 12 0 0 0 5 5l3-2 5 4c-1 3-3 \
                    4-5 4C14 25 8 18 7 12c0-2 1-4 4-5z'/%3E%3C/svg%3E";
const SELECTOR: &str = "link[rel~='icon']";
/// Marks the link that is ours.
const OURS: &str = "data-cti-softphone";

/// What is shown on the tab, while it is shown.
#[derive(Default)]
pub(crate) struct Badge {
    prefix: String,
    /// The page's own icons, and what they referred to.
    icons: Vec<(Element, Option<String>)>,
}

impl Badge {
    /// Shows this before the title, or nothing any more where it is empty. To be called again now and then while it is
    /// shown: pages set their titles as they like.
    pub(crate) fn show(&mut self, prefix: &str) {
        let Some(document) = web_sys::window().and_then(|window| window.document()) else {
            return;
        };
        let title = document.title();
        let own = title.strip_prefix(&self.prefix).unwrap_or(&title);
        let wanted = [prefix, own].concat();
        if wanted != title {
            document.set_title(&wanted);
        }
        match (self.prefix.is_empty(), prefix.is_empty()) {
            (true, false) => self.put_icon(&document),
            (false, true) => self.take_icon(&document),
            _ => {}
        }
        self.prefix = prefix.to_owned();
    }

    fn put_icon(&mut self, document: &Document) {
        let Ok(links) = document.query_selector_all(SELECTOR) else {
            return;
        };
        for index in 0..links.length() {
            if let Some(link) = links.item(index).and_then(|link| link.dyn_into::<Element>().ok()) {
                self.icons.push((link.clone(), link.get_attribute("href")));
                let _ = link.set_attribute("href", ICON);
            }
        }
        if self.icons.is_empty()
            && let (Some(head), Ok(link)) = (document.head(), document.create_element("link"))
        {
            let _ = link.set_attribute("rel", "icon");
            let _ = link.set_attribute(OURS, "");
            let _ = link.set_attribute("href", ICON);
            let _ = head.append_child(&link);
        }
    }

    fn take_icon(&mut self, document: &Document) {
        for (link, href) in self.icons.drain(..) {
            // One that the page has changed since is the page's.
            if link.get_attribute("href").as_deref() == Some(ICON) {
                let _ = match href {
                    Some(href) => link.set_attribute("href", &href),
                    None => link.remove_attribute("href"),
                };
            }
        }
        if let Ok(Some(link)) = document.query_selector(&["link[", OURS, "]"].concat()) {
            // Browsers keep the last icon when its link goes; this is where they look without one.
            let _ = link.set_attribute("href", "/favicon.ico");
            link.remove();
        }
    }
}

impl Drop for Badge {
    fn drop(&mut self) {
        self.show("");
    }
}
