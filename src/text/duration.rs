//! Spans of time in figures.

use super::{
    T,
    intl::{self, By},
};
use wasm_bindgen::JsValue;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn two(text: &mut String, number: i64) {
    if number < 10 {
        text.push('0');
    }
    text.push_str(&number.to_string());
}

/// As a stopwatch shows it: `0:07`, `2:41`, `1:02:33`. What is negative, since two clocks differ, is zero.
pub fn stopwatch(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1000;
    let mut text = String::new();
    if seconds >= HOUR {
        text.push_str(&(seconds / HOUR).to_string());
        text.push(':');
        two(&mut text, seconds % HOUR / MINUTE);
    } else {
        text.push_str(&(seconds / MINUTE).to_string());
    }
    text.push(':');
    two(&mut text, seconds % MINUTE);
    text
}

/// In its largest unit, as one says it: `just now`, `12 min`, `1 hr`, `3 days`.
pub fn coarse(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1000;
    let (by, number) = match seconds {
        0..MINUTE => return T::JustNow.say().into(),
        MINUTE..HOUR => (By::Minutes, seconds / MINUTE),
        HOUR..DAY => (By::Hours, seconds / HOUR),
        _ => (By::Days, seconds / DAY),
    };
    unit(by, number)
}

fn unit(by: By, number: i64) -> String {
    intl::write(by, &JsValue::from_f64(number as f64))
}

/// What is left of a wait: `3 sec` below a minute, then as a stopwatch. Rounded up, so that it ends at 1 and not at 0.
pub fn left(milliseconds: i64) -> String {
    let seconds = (milliseconds.max(0) + 999) / 1000;
    if seconds < MINUTE {
        unit(By::Seconds, seconds)
    } else {
        stopwatch(seconds * 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn stopwatches() {
        for (ms, expected) in [
            (-5, "0:00"),
            (7_999, "0:07"),
            (161_000, "2:41"),
            (3_599_000, "59:59"),
            (3_753_000, "1:02:33"),
            (90_000_000, "25:00:00"),
        ] {
            assert_eq!(stopwatch(ms), expected);
        }
    }

    #[wasm_bindgen_test]
    fn coarse_spans() {
        for (ms, expected) in [
            (-1, "just now"),
            (59_999, "just now"),
            (60_000, "1 min"),
            (1_620_000, "27 min"),
            (7_100_000, "1 hr"),
            (86_400_000, "1 day"),
        ] {
            assert_eq!(coarse(ms), expected);
        }
    }

    #[wasm_bindgen_test]
    fn what_is_left_rounds_up() {
        for (ms, expected) in [
            (-1, "0 sec"),
            (1, "1 sec"),
            (2_001, "3 sec"),
            (59_000, "59 sec"),
            (59_001, "1:00"),
            (90_000, "1:30"),
        ] {
            assert_eq!(left(ms), expected);
        }
    }
}
