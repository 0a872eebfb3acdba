//! Numbers are read however they are written.

use cti_core::{Numbers, dialable};
use proptest::prelude::*;

/// What stands between the digits of a number on cards, in mails and on web pages.
const MARKS: [&str; 14] = [
    "", "", "", " ", "-", ".", "/", " (", ") ", "\u{a0}", "\u{202f}", "\u{2011}", "\u{200e}", "\u{2068}",
];
const LABELS: [&str; 7] = [
    "",
    "tel:",
    "Tel.: ",
    "TEL. ",
    "callto:",
    " Büro: ",
    "Телефон:\u{a0}",
];
const ENDS: [&str; 6] = ["", " ", ";ext=12", " ext. 7", " x 7", ";phone-context=example"];
/// Zeros of the scripts in which digits are typed.
const ZEROS: [char; 5] = ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}'];

fn written(digits: &[u8], plus: bool, marks: &[usize], zero: usize) -> String {
    let mut text = String::from(if plus { "+" } else { "" });
    for (digit, mark) in digits.iter().zip(marks) {
        text.extend(char::from_u32(u32::from(ZEROS[zero]) + u32::from(*digit)));
        text.push_str(MARKS[*mark]);
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_writing_of_a_number_has_the_same_digits(
        digits in prop::collection::vec(0_u8..10, 1..16),
        plus: bool,
        marks in prop::collection::vec(0..MARKS.len(), 16),
        zero in 0..ZEROS.len(),
        label in 0..LABELS.len(),
        end in 0..ENDS.len(),
    ) {
        let text = [LABELS[label], &written(&digits, plus, &marks, zero), ENDS[end]].concat();
        let plain: String = digits.iter().map(u8::to_string).collect();
        let plain = [if plus { "+" } else { "" }, &plain].concat();
        // A zero in brackets behind a country code is left out, and that is another number.
        prop_assume!(!text.contains("(0)") && !text.contains("(\u{660})"));
        let number = dialable(&text);
        prop_assert_eq!(number.ok().map(|number| number.as_str().to_owned()), Some(plain));
    }

    #[test]
    fn no_text_breaks_it_and_what_is_read_once_stays(text: String, country in "[0-9]{0,3}", trunk in "[0-9]{0,2}") {
        let numbers = Numbers { country, trunk, international: "00".into(), ..Numbers::default() };
        if let Ok(number) = numbers.dialled(&text) {
            prop_assert!(number.as_str().chars().all(|c| c.is_ascii_digit() || "+*#".contains(c)));
            prop_assert_eq!(numbers.dialled(&number).unwrap(), number);
        }
    }
}
