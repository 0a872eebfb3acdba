//! What can be dialled.

use crate::snapshot::IntentError;
use cti_protocol::{Pii, json::text_of};
use serde_json::Value;

const MAX_DIGITS: usize = 32;
/// Digits of an international number at most.
const LONGEST: usize = 15;
/// Digits of an extension or a short number, where the configuration does not say.
const EXTENSION: usize = 6;

/// The number in a text as typed or pasted. Spaces, dots, dashes, brackets and slashes are dropped, digits of other scripts
/// become ASCII; so are a label in front (`tel:`, `Tel.`, `Office:`), the `(0)` of `+44 (0)20`, and what stands behind the
/// number (`;ext=12`, `ext. 12`, `x12`), which no room can dial. Extensions, `*` and `#` are numbers too; letters are not.
///
/// # Errors
/// [`IntentError::InvalidNumber`] if anything else is in it, a `+` anywhere but in front, no digit, or too many.
///
/// ```
/// use cti_core::dialable;
/// assert_eq!(dialable("tel:+34 (600) 12-34-56").unwrap().as_str(), "+34600123456");
/// assert_eq!(dialable("Tel.: +44 (0)20 7946 0018 ext. 5").unwrap().as_str(), "+442079460018");
/// assert!(dialable("María").is_err());
/// ```
pub fn dialable(text: &str) -> Result<Pii, IntentError> {
    let text = bare(text);
    let mut number = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '+' | '\u{ff0b}' if number.is_empty() => number.push('+'),
            '*' | '#' => number.push(c),
            '(' if (number.starts_with('+') || number.starts_with("00"))
                && rest.as_str().starts_with("0)") =>
            {
                rest.next();
            }
            '.'
            | '-'
            | '('
            | ')'
            | '['
            | ']'
            | '/'
            | '\u{ad}'
            | '\u{b7}'
            | '\u{2010}'..='\u{2015}'
            | '\u{2212}' => {}
            // Marks of direction come along when a number is copied out of right-to-left text.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {}
            c if c.is_whitespace() => {}
            c => {
                number.push(char::from_digit(digit(c).ok_or(IntentError::InvalidNumber)?, 10).unwrap_or('0'));
            }
        }
    }
    let digits = number.chars().filter(char::is_ascii_digit).count();
    if digits == 0 || digits > MAX_DIGITS {
        Err(IntentError::InvalidNumber)
    } else {
        Ok(Pii::new(number))
    }
}

/// A text without the label in front of its number, and without what stands behind that.
fn bare(text: &str) -> &str {
    let mut text = text.trim();
    if let Some((label, number)) = text.split_once(':')
        && !label.chars().any(|c| digit(c).is_some())
    {
        text = number;
    } else if text
        .get(..4)
        .is_some_and(|label| label.eq_ignore_ascii_case("tel."))
    {
        text = &text[4..];
    }
    // Of SIP addresses only those are numbers that say so.
    if let Some((number, host)) = text.split_once('@')
        && host.contains(";user=phone")
    {
        text = number;
    }
    match text.find([';', 'x', 'X']) {
        Some(end) => text[..end].trim_end_matches(['e', 'E']),
        None => text,
    }
}

/// How numbers are written where the agents are, and who may see them.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    /// The country code, digits only; empty where national numbers are dialled as they are.
    pub country: String,
    /// What national numbers have in front inside the country.
    pub trunk: String,
    /// What numbers abroad have in front; empty where that is dialled as it is.
    pub international: String,
    /// Up to so many digits a number is an extension or a short one, and dialled as it is.
    pub extension: usize,
    /// Whether the team list masks whom colleagues talk with.
    pub mask: bool,
}

impl Default for Numbers {
    fn default() -> Self {
        Self {
            country: String::new(),
            trunk: String::new(),
            international: String::new(),
            extension: EXTENSION,
            mask: false,
        }
    }
}

impl Numbers {
    /// Reads `numbers` of the configuration. What cannot be read is as if it had not been given; [`Numbers::check`] says so.
    pub fn read(value: &Value) -> Self {
        let digits = |key: &str| {
            let text = text_of(&value[key])?;
            Some(text.chars().filter(char::is_ascii_digit).collect::<String>())
        };
        let country = digits("country").unwrap_or_default();
        let (trunk, international) = match &*country {
            "" => ("", ""),
            "1" => ("1", "011"),
            "7" => ("8", "810"),
            "39" => ("", "00"),
            _ => ("0", "00"),
        };
        Self {
            trunk: digits("trunk").unwrap_or_else(|| trunk.to_owned()),
            international: digits("international").unwrap_or_else(|| international.to_owned()),
            extension: value["extension"]
                .as_u64()
                .map_or(EXTENSION, |digits| digits as usize),
            mask: value["mask"] == true,
            country,
        }
    }

    /// Whether that could be read.
    ///
    /// # Errors
    /// All that is wrong with it, each as `key: what was expected`.
    pub fn check(value: &Value) -> Result<(), Vec<String>> {
        let map = match value {
            Value::Null => return Ok(()),
            Value::Object(map) => map,
            _ => return Err(vec!["numbers: an object expected".to_owned()]),
        };
        let mut mistakes = Vec::new();
        for (key, value) in map {
            let digits = |most: usize| {
                text_of(value).is_some_and(|text| {
                    let digits = text
                        .strip_prefix('+')
                        .filter(|_| key == "country")
                        .unwrap_or(&text);
                    digits.len() <= most && digits.bytes().all(|byte| byte.is_ascii_digit())
                })
            };
            let (right, expected) = match key.as_str() {
                _ if value.is_null() => continue,
                "country" => (digits(3), "a country code of up to 3 digits"),
                "trunk" | "international" => (digits(5), "up to 5 digits, as text"),
                "extension" => (
                    value.as_u64().is_some_and(|digits| digits <= 15),
                    "a whole number from 0 to 15",
                ),
                "mask" => (value.is_boolean(), "true or false"),
                _ => {
                    mistakes.push(["numbers.", key, ": unknown key"].concat());
                    continue;
                }
            };
            if !right {
                mistakes.push(["numbers.", key, ": ", expected, " expected"].concat());
            }
        }
        if mistakes.is_empty() {
            Ok(())
        } else {
            Err(mistakes)
        }
    }

    /// What is dialled for a text as typed or pasted: [`dialable`], with the country code where it is missing.
    ///
    /// # Errors
    /// As of [`dialable`].
    ///
    /// ```
    /// use cti_core::Numbers;
    /// let numbers = Numbers { country: "44".into(), trunk: "0".into(), ..Numbers::default() };
    /// assert_eq!(numbers.dialled("020 7946 0018").unwrap().as_str(), "+442079460018");
    /// assert_eq!(numbers.dialled("101").unwrap().as_str(), "101");
    /// ```
    pub fn dialled(&self, text: &str) -> Result<Pii, IntentError> {
        let number = dialable(text)?;
        let digits = number.as_str();
        if digits.len() <= self.extension || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(number);
        }
        if !self.international.is_empty()
            && let Some(abroad) = digits.strip_prefix(&*self.international)
            && !abroad.is_empty()
        {
            return Ok(Pii::new(["+", abroad].concat()));
        }
        if self.country.is_empty() {
            return Ok(number);
        }
        // Where the country code has one digit, 1 or 7, all national numbers have ten.
        let ten = self.country.len() == 1;
        if ten && digits.len() == 11 && digits.starts_with(&*self.country) {
            return Ok(Pii::new(["+", digits].concat()));
        }
        let national = digits
            .strip_prefix(&*self.trunk)
            .filter(|rest| !rest.is_empty() && (!ten || digits.len() == 11))
            .unwrap_or(digits);
        if self.country.len() + national.len() > LONGEST {
            return Ok(number);
        }
        Ok(Pii::new(["+", &self.country, national].concat()))
    }
}

fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some(u32::from(c) - u32::from(zero))
}

/// Whether two writings mean one number: the same digits, or one is the other's end (a national number that the
/// server completed with its country code; inferred).
pub(crate) fn same_number(a: &str, b: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (a, b) = (digits(a), digits(b));
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    let shorter = a.len().min(b.len());
    a == b || (shorter >= 7 && (a.ends_with(b) || b.ends_with(a)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_read_in_any_writing_and_nothing_else_is() {
        for (typed, dialled) in [
            ("+34 600 12 34 56", Some("+34600123456")),
            ("00 44 20/7946.0018", Some("00442079460018")),
            ("(415) 555\u{2011}0134", Some("4155550134")),
            ("\u{202a}+٩٦٦ ٥٠٠\u{202c}", Some("+966500")),
            ("101", Some("101")),
            ("*21#", Some("*21#")),
            ("", None),
            ("+", None),
            ("12+3", None),
            ("call me", None),
            ("Tel.: +34 600", Some("+34600")),
            ("Tel. +34 600", Some("+34600")),
            ("Büro: 030\u{a0}12\u{202f}34", Some("0301234")),
            ("callto:+34600", Some("+34600")),
            ("tel:+34-600;ext=12;phone-context=x", Some("+34600")),
            ("+44 (0)20 7946 0018", Some("+442079460018")),
            ("00 44 (0)20 7946 0018", Some("00442079460018")),
            ("(0)20 7946 0018", Some("02079460018")),
            ("415 555 0134 ext. 12", Some("4155550134")),
            ("415 555 0134x12", Some("4155550134")),
            ("sip:+34600@host;user=phone", Some("+34600")),
            ("sip:+34600@host", None),
            ("sip:a@b", None),
            ("1-800-FLOWERS", None),
            ("Max", None),
            ("x12", None),
            ("12: 34", None),
            ("a: b: 5", None),
            ("123456789012345678901234567890123", None),
        ] {
            assert_eq!(dialable(typed).ok().as_deref(), dialled, "{typed}");
        }
    }

    #[test]
    fn a_national_number_is_the_same_as_its_international_form() {
        assert!(same_number("020 7946 0018", "+442079460018"));
        assert!(same_number("101", "101"));
        assert!(!same_number("101", "5550101"));
    }

    fn numbers(country: &str, trunk: &str, international: &str) -> Numbers {
        Numbers {
            country: country.into(),
            trunk: trunk.into(),
            international: international.into(),
            ..Numbers::default()
        }
    }

    #[test]
    fn national_numbers_get_the_country_code_and_others_stay() {
        let (spain, britain) = (numbers("34", "0", "00"), numbers("44", "0", "00"));
        let (america, russia) = (numbers("1", "1", "011"), numbers("7", "8", "810"));
        let italy = numbers("39", "", "00");
        for (numbers, typed, dialled) in [
            (&spain, "600 12 34 56", "+34600123456"),
            (&spain, "+44 20 7946 0018", "+442079460018"),
            (&spain, "00 44 20 7946 0018", "+442079460018"),
            (&spain, "112", "112"),
            (&spain, "101", "101"),
            (&spain, "123456", "123456"),
            (&spain, "*21*600123456#", "*21*600123456#"),
            (&spain, "12345678901234", "12345678901234"),
            (&britain, "020 7946 0018", "+442079460018"),
            (&britain, "(0)20 7946 0018", "+442079460018"),
            (&italy, "06 1234 5678", "+390612345678"),
            (&america, "(415) 555-0134", "+14155550134"),
            (&america, "1 415 555 0134", "+14155550134"),
            (&america, "011 44 20 7946 0018", "+442079460018"),
            (&russia, "8 495 123-45-67", "+74951234567"),
            (&russia, "812 123-45-67", "+78121234567"),
            (&russia, "7 495 123-45-67", "+74951234567"),
            (&Numbers::default(), "00 34 600 12 34 56", "0034600123456"),
            (&Numbers::default(), "600 12 34 56", "600123456"),
        ] {
            let once = numbers.dialled(typed).unwrap();
            assert_eq!(once.as_str(), dialled, "{typed}");
            assert_eq!(numbers.dialled(&once).unwrap(), once, "{typed}, twice");
        }
        assert!(spain.dialled("Lindqvist").is_err());
    }

    #[test]
    fn the_configuration_is_read_with_what_is_usual_and_mistakes_are_named() {
        let read = |value: Value| {
            Numbers::check(&value)?;
            Ok::<_, Vec<String>>(Numbers::read(&value))
        };
        assert_eq!(read(json!(null)), Ok(Numbers::default()));
        assert_eq!(read(json!({ "country": "+34" })), Ok(numbers("34", "0", "00")));
        assert_eq!(read(json!({ "country": 1 })), Ok(numbers("1", "1", "011")));
        assert_eq!(
            read(json!({ "country": "7", "international": null })),
            Ok(numbers("7", "8", "810"))
        );
        assert_eq!(
            read(json!({ "country": "36", "trunk": "06", "mask": true, "extension": 4 })),
            Ok(Numbers {
                mask: true,
                extension: 4,
                ..numbers("36", "06", "00")
            })
        );
        assert_eq!(
            read(json!({ "country": "ES", "extension": "6", "mask": 1, "trunk": "+0", "zone": 1 }))
                .unwrap_err(),
            [
                "numbers.country: a country code of up to 3 digits expected",
                "numbers.extension: a whole number from 0 to 15 expected",
                "numbers.mask: true or false expected",
                "numbers.trunk: up to 5 digits, as text expected",
                "numbers.zone: unknown key",
            ]
        );
        assert!(read(json!("34")).is_err());
    }
}
