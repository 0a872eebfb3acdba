//! Where the words are. In a split build they are files beside the wasm, so that each language is fetched by those who
//! read it: the loader hands in what the first view needs, and the rest comes with the later part. In any other build
//! English is in the wasm.

pub(super) use place::find;
#[cfg(feature = "split")]
pub(crate) use place::take;
pub(crate) use place::{fetch, fetch_later};

#[cfg(feature = "split")]
mod place {
    use crate::text::T;
    use js_sys::{Function, Promise};
    use std::cell::{Cell, RefCell};
    use wasm_bindgen::JsValue;
    use wasm_bindgen_futures::JsFuture;

    thread_local! {
        /// The texts in the order of their keys, as far as they are here.
        static SAID: Cell<&'static [&'static str]> = const { Cell::new(&[]) };
        static LATER: RefCell<Option<Function>> = const { RefCell::new(None) };
    }

    /// Replaces the texts, for as long as the page lives. They come as one string, so that there is one to copy.
    pub(crate) fn take(words: String, later: Option<Function>) {
        SAID.set(words.leak().split('\0').collect::<Vec<_>>().leak());
        if later.is_some() {
            LATER.set(later);
        }
    }

    /// Where the words of a key are. What has not arrived is empty: better than a widget that has stopped.
    pub(crate) fn find(text: T) -> &'static &'static str {
        SAID.get().get(text as usize).unwrap_or(&"")
    }

    /// Starts to fetch the second group at once, whenever this is awaited: whether it has come.
    pub(crate) fn fetch_later() -> impl Future<Output = bool> {
        fetch(&JsValue::UNDEFINED)
    }

    /// Starts to fetch the words of a language, which replace what there is: whether they have come.
    pub(crate) fn fetch(language: &JsValue) -> impl Future<Output = bool> + use<> {
        let promise = LATER.with_borrow(|later| later.as_ref()?.call1(&JsValue::UNDEFINED, language).ok());
        let answer = promise.map(|promise| JsFuture::from(Promise::resolve(&promise)));
        async {
            match answer {
                Some(answer) => answer.await.is_ok(),
                None => false,
            }
        }
    }
}

#[cfg(not(feature = "split"))]
mod place {
    use crate::text::T;
    use serde_json::Value;

    const ENGLISH: &str = include_str!("../../texts/en.json");

    thread_local!(static SAID: &'static [&'static str] = read().leak());

    /// Finds the words of every key, and leaves a key without words empty: tests of xtask tell those.
    fn read() -> Vec<&'static str> {
        let groups: &Value = Box::leak(Box::new(serde_json::from_str(ENGLISH).unwrap_or_default()));
        let words = |name: &&str| {
            let mut groups = groups.as_object()?.values();
            groups.find_map(|group| group.get(*name)?.as_str())
        };
        T::NAMES
            .iter()
            .map(|name| words(name).unwrap_or_default())
            .collect()
    }

    /// Where the words of a key are.
    pub(crate) fn find(text: T) -> &'static &'static str {
        SAID.with(|said| said.get(text as usize)).unwrap_or(&"")
    }

    /// They are all here.
    pub(crate) async fn fetch_later() -> bool {
        true
    }

    /// There is no other language.
    pub(crate) fn fetch(_: &wasm_bindgen::JsValue) -> impl Future<Output = bool> + use<> {
        std::future::ready(false)
    }
}
