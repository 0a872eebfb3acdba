//! Files that are given to a person or chosen by one.

use super::dynamic::{call, get, global, list, make, set, text};
use gloo_timers::callback::Timeout;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Not every browser has read all of it when the click returns.
const KEPT_MS: u32 = 60_000;

/// Saves a text as a file of this name and type, wherever the browser puts downloads.
pub(crate) fn save(name: &str, kind: &str, words: &str) {
    // Fails only where the page has put something else in the place of these classes; then nothing is saved.
    let _ = try_save(name, kind, words);
}

fn try_save(name: &str, kind: &str, words: &str) -> Result<(), JsValue> {
    let options: JsValue = js_sys::Object::new().into();
    set(&options, "type", &text(kind));
    let blob = make("Blob", &[&list(&[&text(words)]), &options])?;
    let urls = global("URL");
    let url = call(&urls, "createObjectURL", &[&blob])?;
    // In no document, so nobody else sees the click.
    let link = call(&global("document"), "createElement", &[&text("a")])?;
    set(&link, "href", &url);
    set(&link, "download", &text(name));
    let clicked = call(&link, "click", &[]);
    Timeout::new(KEPT_MS, move || {
        let _ = call(&urls, "revokeObjectURL", &[&url]);
    })
    .forget();
    clicked.map(drop)
}

/// Reads a file that was chosen, as text. `None` where that fails, or the file has more bytes than `most`.
pub(crate) fn read(file: &JsValue, most: usize, done: impl FnOnce(Option<String>) + 'static) {
    let short = get(file, "size").as_f64().is_some_and(|size| size <= most as f64);
    let reading = short.then(|| call(file, "text", &[]));
    spawn_local(async move {
        done(match reading {
            Some(reading) => settled(reading).await.ok().and_then(|text| text.as_string()),
            None => None,
        });
    });
}

async fn settled(promise: Result<JsValue, JsValue>) -> Result<JsValue, JsValue> {
    let promise: js_sys::Promise = promise?.dyn_into()?;
    JsFuture::from(promise).await
}
