use std::cell::RefCell;
use web_sys::CssStyleSheet;

/// The stylesheet of what is seen at first, for the shadow root.
pub const STYLES: &str = concat!(
    include_str!("../../styles/tokens.css"),
    include_str!("../../styles/base.css"),
    include_str!("../../styles/header.css"),
    include_str!("../../styles/dial.css"),
    include_str!("../../styles/card.css"),
    include_str!("../../styles/dock.css"),
    include_str!("../../styles/forced.css"),
);

/// That of the views in `rare.rs`: it comes with them.
const LATE_STYLES: &str = concat!(
    include_str!("../../styles/variables.css"),
    include_str!("../../styles/number.css"),
    include_str!("../../styles/menu.css"),
    include_str!("../../styles/offers.css"),
    include_str!("../../styles/editor.css"),
    include_str!("../../styles/list.css"),
    include_str!("../../styles/form.css"),
    include_str!("../../styles/settings.css"),
    include_str!("../../styles/forced_late.css"),
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
