//! Opening a record: in a new tab, or in place of this page.

use super::dynamic::{call, get, get_text, global, make, set, text};
use wasm_bindgen::JsValue;

/// Opens a URL in a new tab. `false` if the browser blocks it, as it does where nobody has clicked.
pub(crate) fn open_tab(url: &str) -> bool {
    // With `noopener` nobody would learn whether it was blocked; so the way back is cut by hand, before anything loads.
    let Ok(window) = call(&js_sys::global(), "open", &[&text(""), &text("_blank")]) else {
        return false;
    };
    if window.is_null() || window.is_undefined() {
        return false;
    }
    set(&window, "opener", &JsValue::NULL);
    let location = get(&window, "location");
    call(&location, "replace", &[&text(url)]).is_ok()
}

/// Leaves this page for a URL.
pub(crate) fn open_here(url: &str) -> bool {
    call(&global("location"), "assign", &[&text(url)]).is_ok()
}

/// Whether the browser reads an address as it is written: one with a scheme has that scheme, one without stays in this
/// site. The core has checked the text; this is the last word, of whoever opens it.
pub(crate) fn is_as_written(url: &str) -> bool {
    let base = get(&global("document"), "baseURI");
    let (Ok(read), Ok(page)) = (make("URL", &[&text(url), &base]), make("URL", &[&base])) else {
        return false;
    };
    let scheme = get_text(&read, "protocol").unwrap_or_default();
    let written = url
        .get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(&scheme));
    let names_one = url
        .find([':', '/', '?', '#'])
        .is_some_and(|at| url[at..].starts_with(':'));
    if names_one {
        written && scheme != "javascript:"
    } else {
        get_text(&read, "origin") == get_text(&page, "origin")
    }
}

/// Whether a text is an origin as the browser writes it, with nothing around it: `https:`, or `http:` to this computer.
pub(crate) fn is_safe_origin(origin: &str) -> bool {
    let Ok(read) = make("URL", &[&text(origin)]) else {
        return false;
    };
    let here = ["localhost", "127.0.0.1", "[::1]"];
    let safe = match get_text(&read, "protocol").as_deref() {
        Some("https:") => true,
        Some("http:") => get_text(&read, "hostname").is_some_and(|host| here.contains(&host.as_str())),
        _ => false,
    };
    safe && get_text(&read, "origin").as_deref() == Some(origin)
}
