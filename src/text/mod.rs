//! Every text that the widget shows, and how numbers, names and times are written.
//!
//! A view names a text by its key, [`T`], and never holds a literal of its own. The words are in `texts/`, a file for each
//! language. A word in braces is a placeholder; a translation may move it.

#[macro_use]
mod keys;
pub mod csv;
pub mod duration;
pub(crate) mod endings;
pub(crate) mod failures;
pub mod initials;
pub mod intl;
pub(crate) mod later;
pub mod letters;
pub mod mask;
pub mod number;
pub mod plural;
pub(crate) mod source;
pub mod when;
pub mod words;

macro_rules! keys {
    (
        first: [$($first:ident),* $(,)?] later: [$($later:ident),* $(,)?] launcher: [$($launcher:ident),* $(,)?]
    ) => {
        /// The key of every text.
        #[allow(missing_docs)] // The words say it: texts/en.json.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum T {
            $($first,)*
            $($later,)*
        }

        impl T {
            /// How they are called in the files of languages.
            #[cfg(not(feature = "split"))]
            const NAMES: &[&str] = &[$(stringify!($first),)* $(stringify!($later)),*];
        }
    };
}
with_keys!(keys);

impl T {
    /// The text in the language in use.
    pub fn say(self) -> &'static str {
        // Found by one address, not by address and length: there are hundreds of places that say something.
        source::find(self)
    }
}

/// A piece of a text with placeholders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Words to show as they are.
    Words(&'a str),
    /// The name of a placeholder.
    Slot(&'a str),
}

/// Cuts a text at its `{placeholders}`. A brace without its partner is shown as it is.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else {
            break;
        };
        if open > 0 {
            found.push(Part::Words(&rest[..open]));
        }
        found.push(Part::Slot(&rest[open + 1..open + length]));
        rest = &rest[open + length + 1..];
    }
    if !rest.is_empty() {
        found.push(Part::Words(rest));
    }
    found
}

/// A text with its placeholders filled. One that gets no value is left out.
pub fn fill(text: T, values: &[(&str, &str)]) -> String {
    fill_in(text.say(), values)
}

fn fill_in(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    for part in parts(text) {
        match part {
            Part::Words(words) => filled.push_str(words),
            Part::Slot(slot) => {
                if let Some((_, value)) = values.iter().find(|(name, _)| *name == slot) {
                    filled.push_str(value);
                }
            }
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn placeholders_are_filled_and_odd_braces_stay() {
        assert_eq!(fill(T::RetryIn, &[("time", "3 sec")]), "Reconnecting in 3 sec");
        assert_eq!(parts("a {b"), [Part::Words("a {b")]);
        assert_eq!(
            parts("{a}{b} c"),
            [Part::Slot("a"), Part::Slot("b"), Part::Words(" c")]
        );
        assert_eq!(parts("} {x}"), [Part::Words("} "), Part::Slot("x")]);
    }

    #[wasm_bindgen_test]
    fn a_placeholder_without_a_value_is_left_out() {
        assert_eq!(fill(T::RetryIn, &[]), "Reconnecting in ");
    }
}
