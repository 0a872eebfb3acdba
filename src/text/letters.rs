//! Capitals and small letters by the browser's own tables: those of the standard library weigh 25 kB.

use js_sys::JsString;
use std::{cell::RefCell, collections::BTreeMap};

/// In small letters.
pub fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    JsString::from(text).to_lower_case().into()
}

/// In capitals.
pub fn upper(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    JsString::from(text).to_upper_case().into()
}

/// Spellings that are remembered at most: names of a large team, and then some.
const SPELT: usize = 20_000;

thread_local!(static PLAIN: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) });

/// In small letters and without accents, for finding names however they are typed. What takes the browser's help is
/// remembered: thousands of names are looked through for each letter that is typed.
pub fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    PLAIN.with_borrow_mut(|known| {
        if let Some(plain) = known.get(text) {
            return plain.clone();
        }
        let parts: String = JsString::from(text).to_lower_case().normalize("NFD").into();
        let plain: String = parts
            .chars()
            .filter(|c| !matches!(c, '\u{300}'..='\u{36f}'))
            .collect();
        if known.len() >= SPELT {
            known.clear();
        }
        known.insert(text.to_owned(), plain.clone());
        plain
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn names_are_plain_in_any_writing() {
        for (name, expected) in [
            ("Chloé DUBOIS", "chloe dubois"),
            ("Chloe\u{301}", "chloe"),
            ("ÖZTÜRK", "ozturk"),
            ("Ёлкин", "елкин"),
            ("هشام", "هشام"),
        ] {
            assert_eq!(plain(name), expected);
            assert_eq!(plain(name), expected, "remembered");
        }
    }
}
