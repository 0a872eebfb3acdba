//! Numbers of which only so much is shown that one can be told from another.

use super::number::{digits, group};

/// Digits that are shown at the end.
const SHOWN: usize = 2;

/// The country code and the last two digits: `+46 ••• ••78`. Up to so many digits a number is an extension, and stays.
/// Of what is no number nothing is shown.
pub fn mask(number: &str, extension: usize) -> String {
    let digits = digits(number);
    let spelt = |c: char| c.is_ascii_digit() || " +-.()/*#\u{a0}".contains(c);
    if !number.chars().all(spelt) || digits.is_empty() {
        return "•••".into();
    }
    if digits.len() <= extension {
        return number.into();
    }
    if digits.len() < SHOWN * 2 {
        return "•••".into();
    }
    let last = &digits[digits.len() - SHOWN..];
    let grouped = group(number);
    match grouped.split_once(' ') {
        Some((code, _)) if code.starts_with('+') && code.len() <= 4 => [code, " ••• ••", last].concat(),
        _ => ["••• ••", last].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn only_the_country_and_two_digits_are_seen() {
        for (number, expected) in [
            ("+46812345678", "+46 ••• ••78"),
            ("+1 415 555 0134", "+1 ••• ••34"),
            ("+35312345678", "+353 ••• ••78"),
            ("600123456", "••• ••56"),
            ("0034600123456", "••• ••56"),
            ("102", "102"),
            ("*21#", "*21#"),
            ("sip:maria@example", "•••"),
            ("anonymous", "•••"),
            ("", "•••"),
            ("+1234567", "+1 ••• ••67"),
        ] {
            assert_eq!(mask(number, 6), expected);
        }
        assert_eq!(mask("123", 0), "•••");
    }
}
