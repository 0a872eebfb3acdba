//! What can be dialled.

use crate::snapshot::IntentError;
use cti_protocol::Pii;

const MAX_DIGITS: usize = 32;

/// The number in a text as typed or pasted: spaces, dots, dashes, brackets and slashes are dropped, digits of other
/// scripts become ASCII. Extensions, `*` and `#` are numbers too.
///
/// # Errors
/// [`IntentError::InvalidNumber`] if anything else is in it, a `+` anywhere but in front, no digit, or too many.
///
/// ```
/// use cti_core::dialable;
/// assert_eq!(dialable("tel:+34 (600) 12-34-56").unwrap().as_str(), "+34600123456");
/// assert!(dialable("María").is_err());
/// ```
pub fn dialable(text: &str) -> Result<Pii, IntentError> {
    let text = text.trim().trim_start_matches("tel:");
    let mut number = String::new();
    for c in text.chars() {
        match c {
            '+' | '\u{ff0b}' if number.is_empty() => number.push('+'),
            '*' | '#' => number.push(c),
            '.' | '-' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
            // Marks of direction come along when a number is copied out of right-to-left text.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
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
            ("javascript:1", None),
            ("sip:a@b", None),
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
}
