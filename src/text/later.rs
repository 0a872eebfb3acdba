//! What is said only by what comes late ([`crate::part`]), which is most of the views (`view/rare.rs`) and what looks after
//! the tab (`late/`). These texts are fetched with it.

use super::{T, failures::error_words, fill, intl, plural::counted, words::status};
use crate::edge::dynamic::{call, get, global, list, set, text};
use cti_core::{IntentError, Refusal, Status};
use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The languages that there are words in, a file of `texts/` for each.
pub(crate) const LANGUAGES: [&str; 7] = ["en", "es", "pt-BR", "ru", "de", "fr", "ar"];

/// A language as those call it who speak it; its tag where the browser does not know.
pub(crate) fn language_name(tag: &str) -> String {
    named(tag)
        .ok()
        .and_then(|name| name.as_string())
        .unwrap_or_else(|| tag.to_owned())
}

fn named(tag: &str) -> Result<JsValue, JsValue> {
    let class: Function = get(&global("Intl"), "DisplayNames").dyn_into()?;
    let options = Object::new();
    set(&options, "type", &text("language"));
    let names = Reflect::construct(&class, &list(&[&text(tag), &options]))?;
    call(&names, "of", &[&text(tag)])
}

/// How many have a status: `3 on call`.
pub fn count(of: &Status, number: usize) -> String {
    let text = match of {
        Status::Ready => T::CountReady,
        Status::Online => T::CountOnline,
        Status::InService => T::CountInService,
        Status::AfterService => T::CountAfterService,
        Status::Timeout => T::CountTimeout,
        Status::Dnd => T::CountDnd,
        Status::Banned => T::CountBanned,
        Status::Offline => T::CountOffline,
        Status::Unknown => T::CountUnknown,
        Status::Other(_) => {
            let number = intl::number(number as u64);
            return fill(T::CountOther, &[("n", &number), ("status", status(of))]);
        }
    };
    counted(text, &[("n", number as u64)])
}

/// Why variables were not saved.
pub fn save_error(error: &IntentError) -> String {
    let text = match error {
        IntentError::NotConnected => T::SaveNotLive,
        IntentError::Timeout => T::SaveTimedOut,
        IntentError::Refused(words) => return fill(T::SaveRefused, &[("words", words)]),
        other => return error_words(other),
    };
    text.say().into()
}

/// Why a user was not logged out.
pub fn logout_error(error: &IntentError) -> String {
    let text = match error {
        IntentError::NotConnected => T::NotLiveShort,
        IntentError::Timeout => T::LogOutTimedOut,
        IntentError::Refused(words) => return fill(T::LogOutRefused, &[("words", words)]),
        other => return error_words(other),
    };
    text.say().into()
}

/// Why an address was not opened.
pub(crate) fn refusal(why: Refusal) -> &'static str {
    match why {
        Refusal::Empty => T::RefusedEmpty,
        Refusal::Long => T::RefusedLong,
        Refusal::Character => T::RefusedCharacter,
        Refusal::Scheme => T::RefusedScheme,
        Refusal::Host => T::RefusedHost,
        Refusal::Plain => T::RefusedPlain,
        Refusal::Escape => T::RefusedEscape,
    }
    .say()
}
