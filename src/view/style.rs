use super::css::{length, squeezed};
use std::cell::RefCell;
use web_sys::CssStyleSheet;

/// A stylesheet as written, without what browsers do not need of it.
macro_rules! stylesheet {
    ($($file:literal),+ $(,)?) => {{
        const WRITTEN: &str = concat!($(include_str!($file)),+);
        const SQUEEZED: [u8; length(WRITTEN)] = squeezed(WRITTEN);
        match std::str::from_utf8(&SQUEEZED) {
            Ok(css) => css,
            Err(_) => unreachable!(),
        }
    }};
}

/// The stylesheet of what is seen at first, for the shadow root.
pub const STYLES: &str = stylesheet!(
    "../../styles/tokens.css",
    "../../styles/base.css",
    "../../styles/header.css",
    "../../styles/dial.css",
    "../../styles/card.css",
    "../../styles/dock.css",
    "../../styles/forced.css",
);

/// That of the views in `rare.rs`: it comes with them.
const LATE_STYLES: &str = stylesheet!(
    "../../styles/cards.css",
    "../../styles/variables.css",
    "../../styles/menu.css",
    "../../styles/offers.css",
    "../../styles/editor.css",
    "../../styles/list.css",
    "../../styles/form.css",
    "../../styles/settings.css",
    "../../styles/inspector.css",
    "../../styles/number.css",
    "../../styles/forced_late.css",
);

thread_local!(static LATE: RefCell<Option<CssStyleSheet>> = const { RefCell::new(None) });

/// Takes an empty sheet, the same for all widgets of the page, to be filled when a late view is drawn.
pub fn keep_late(sheet: CssStyleSheet) {
    LATE.set(Some(sheet));
}

/// Fills the sheet for late views before the first of them is drawn.
pub(super) fn fill_late() {
    if let Some(sheet) = LATE.take() {
        // Fails only for sheets that were made otherwise; then those views are plain.
        let _ = sheet.replace_sync(LATE_STYLES);
    }
}
