//! Phone numbers, grouped for reading.

/// How the digits of a number stand in groups: the country code, what the national number begins with, and the groups.
/// A figure is so many digits; what stands between is written as it is. The first row that fits in beginning and in
/// count of digits is taken.
const GROUPS: &[(&str, &str, &str)] = &[
    ("1", "", "3 3 4"),
    ("7", "", "3 3-2-2"),
    ("20", "1", "3 3 4"),
    ("27", "", "2 3 4"),
    ("30", "", "3 3 4"),
    ("31", "6", "1 4 4"),
    ("31", "", "2 3 4"),
    ("32", "4", "3 2 2 2"),
    ("32", "", "1 3 2 2"),
    ("33", "", "1 2 2 2 2"),
    ("34", "", "3 2 2 2"),
    ("36", "1", "1 3 4"),
    ("36", "", "2 3 4"),
    ("39", "", "3 3 4"),
    ("40", "", "3 3 3"),
    ("41", "", "2 3 2 2"),
    ("44", "2", "2 4 4"),
    ("44", "7", "4 6"),
    ("44", "", "3 3 4"),
    ("45", "", "2 2 2 2"),
    ("46", "8", "1 3 3 2"),
    ("46", "7", "2 3 2 2"),
    ("47", "", "3 2 3"),
    ("48", "", "3 3 3"),
    ("49", "1", "3 4 4"),
    ("49", "1", "3 3 4"),
    ("49", "30", "2 4 4"),
    ("49", "40", "2 4 4"),
    ("49", "69", "2 4 4"),
    ("49", "89", "2 4 4"),
    ("52", "", "2 4 4"),
    ("54", "", "2 4 4"),
    ("55", "", "2 5-4"),
    ("55", "", "2 4-4"),
    ("56", "", "1 4 4"),
    ("57", "", "3 3 4"),
    ("61", "4", "3 3 3"),
    ("61", "", "1 4 4"),
    ("65", "", "4 4"),
    ("81", "", "2 4 4"),
    ("82", "", "2 4 4"),
    ("86", "1", "3 4 4"),
    ("90", "", "3 3 2 2"),
    ("91", "", "5 5"),
    ("351", "", "3 3 3"),
    ("353", "", "2 3 4"),
    ("358", "", "2 3 4"),
    ("375", "", "2 3-2-2"),
    ("380", "", "2 3 2 2"),
    ("420", "", "3 3 3"),
    ("852", "", "4 4"),
    ("966", "", "2 3 4"),
    ("971", "", "2 3 4"),
    ("972", "", "2 3 4"),
    ("998", "", "2 3 2 2"),
];

/// Country codes of two digits; 1 and 7 have one, all others three.
const TWO_DIGITS: &str = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 \
                          65 66 81 82 84 86 90 91 92 93 94 95 98";

/// Groups a number that is written as `+` and 7 to 15 digits, with or without the usual marks between. Anything else is
/// given back as it is: a wrong grouping is worse than none.
pub fn group(number: &str) -> String {
    let Some(digits) = international(number) else {
        return number.into();
    };
    let code_length = match digits.as_bytes()[0] {
        b'1' | b'7' => 1,
        _ if TWO_DIGITS.split(' ').any(|code| digits.starts_with(code)) => 2,
        _ => 3,
    };
    let (code, national) = digits.split_at(code_length);
    let row = GROUPS.iter().find(|(c, start, groups)| {
        *c == code && national.starts_with(start) && count(groups) == national.len()
    });
    let mut text = String::with_capacity(number.len() + 6);
    text.push('+');
    text.push_str(code);
    text.push(' ');
    match row {
        Some((_, _, groups)) => by_row(&mut text, national, groups),
        None => by_threes(&mut text, national),
    }
    text
}

/// The digits of a number, for comparing how two are written.
pub fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

fn international(number: &str) -> Option<String> {
    let rest = number.trim().strip_prefix('+')?;
    if !rest
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '\u{a0}'))
    {
        return None;
    }
    let digits = digits(rest);
    ((7..=15).contains(&digits.len()) && !digits.starts_with('0')).then_some(digits)
}

fn count(groups: &str) -> usize {
    groups
        .bytes()
        .filter(u8::is_ascii_digit)
        .map(|digit| usize::from(digit - b'0'))
        .sum()
}

fn by_row(text: &mut String, mut rest: &str, groups: &str) {
    for mark in groups.chars() {
        match mark.to_digit(10) {
            Some(length) => {
                let (group, after) = rest.split_at(length as usize);
                text.push_str(group);
                rest = after;
            }
            None => text.push(mark),
        }
    }
}

/// Threes from the left, with two or four at the end rather than one alone.
fn by_threes(text: &mut String, mut rest: &str) {
    while rest.len() > 4 {
        let (group, after) = rest.split_at(3);
        text.push_str(group);
        text.push(' ');
        rest = after;
    }
    text.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn numbers_are_grouped() {
        for (number, expected) in [
            ("+34600123456", "+34 600 12 34 56"),
            ("+46812345678", "+46 8 123 456 78"),
            ("+74951234567", "+7 495 123-45-67"),
            ("+14155550134", "+1 415 555 0134"),
            ("+442079460018", "+44 20 7946 0018"),
            ("+447700900123", "+44 7700 900123"),
            ("+49 (30) 1234-5678", "+49 30 1234 5678"),
            ("+5511912345678", "+55 11 91234-5678"),
            ("+551112345678", "+55 11 1234-5678"),
            ("+33 1 23 45 67 89", "+33 1 23 45 67 89"),
            ("+35312345678", "+353 123 456 78"),
            ("+3531234567", "+353 123 4567"),
        ] {
            assert_eq!(group(number), expected);
            assert_eq!(digits(expected), digits(number));
        }
    }

    #[wasm_bindgen_test]
    fn what_is_not_international_stays() {
        for number in [
            "",
            "112",
            "600123456",
            "00346001",
            "anonymous",
            "+",
            "+12",
            "+0123456789",
            "+34 600x",
            "sip:a@b",
        ] {
            assert_eq!(group(number), number);
        }
        let long = "+123456789012345678901234567890";
        assert_eq!(group(long), long);
    }

    #[wasm_bindgen_test]
    fn every_row_can_be_reached_and_holds_its_own_digits() {
        for (code, start, groups) in GROUPS {
            let national: String = start
                .chars()
                .chain("2345678901234".chars())
                .take(count(groups))
                .collect();
            let grouped = group(&format!("+{code}{national}"));
            assert!(grouped.starts_with(&format!("+{code} ")), "{grouped}");
            assert_eq!(digits(&grouped), format!("{code}{national}"));
        }
    }
}
