//! What the browser's `Intl` knows of the language in use: how it writes times, dates, numbers and units, and which form of
//! a word goes with a number.

use super::{T, letters::upper};
use crate::edge::dynamic::{call, get, global, list, set, text};
use js_sys::{Function, Object, Reflect};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

/// A way of writing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The time of day.
    Time,
    /// Weekday, day and month.
    Day,
    /// Day, month and year.
    DayOfYear,
    Seconds,
    Minutes,
    Hours,
    Days,
    /// A whole number.
    Number,
}

/// The class, and the options.
type Recipe = (&'static str, &'static [(&'static str, &'static str)]);

impl By {
    fn recipe(self) -> Recipe {
        match self {
            Self::Time => ("DateTimeFormat", &[("hour", "numeric"), ("minute", "2-digit")]),
            Self::Day => (
                "DateTimeFormat",
                &[("weekday", "long"), ("day", "numeric"), ("month", "long")],
            ),
            Self::DayOfYear => (
                "DateTimeFormat",
                &[("day", "numeric"), ("month", "long"), ("year", "numeric")],
            ),
            Self::Seconds => ("NumberFormat", &[("style", "unit"), ("unit", "second")]),
            Self::Minutes => ("NumberFormat", &[("style", "unit"), ("unit", "minute")]),
            Self::Hours => ("NumberFormat", &[("style", "unit"), ("unit", "hour")]),
            Self::Days => ("NumberFormat", &[("style", "unit"), ("unit", "day")]),
            Self::Number => ("NumberFormat", &[]),
        }
    }
}

/// What writes in one way: the function, which needs no object.
type Writer = (By, Function);

// Making one costs a hundred times more than using it.
thread_local!(static WRITERS: RefCell<Vec<Writer>> = const { RefCell::new(Vec::new()) });
thread_local!(static RULES: RefCell<Option<JsValue>> = const { RefCell::new(None) });

/// The language in use is another one.
#[cfg(feature = "split")]
pub(crate) fn forget_language() {
    WRITERS.take();
    RULES.take();
}

/// An object of `Intl` for the language in use.
fn make(class: &str, options: &[(&str, &str)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    // Phone numbers and stopwatches stand beside it: one kind of digits in all of them.
    for (name, value) in options.iter().chain(&[("numberingSystem", "latn")]) {
        set(&object, name, &text(value));
    }
    let class: Function = get(&global("Intl"), class).dyn_into()?;
    Reflect::construct(&class, &list(&[&text(T::Language.say()), &object]))
}

fn writer(by: By) -> Result<Function, JsValue> {
    let kept = WRITERS.with_borrow(|all| {
        all.iter()
            .find(|(known, _)| *known == by)
            .map(|(_, it)| it.clone())
    });
    if let Some(writer) = kept {
        return Ok(writer);
    }
    let (class, options) = by.recipe();
    let writer: Function = get(&make(class, options)?, "format").dyn_into()?;
    WRITERS.with_borrow_mut(|all| all.push((by, writer.clone())));
    Ok(writer)
}

/// Writes a time in milliseconds since 1970, or a number.
pub(super) fn write(by: By, value: &JsValue) -> String {
    // It throws only for a time that no calendar has.
    writer(by)
        .and_then(|writer| writer.call1(&JsValue::UNDEFINED, value))
        .ok()
        .and_then(|words| words.as_string())
        .unwrap_or_default()
}

/// A whole number, with what the language puts between thousands.
pub fn number(number: u64) -> String {
    write(By::Number, &JsValue::from_f64(number as f64))
}

/// A day as seen from today, beginning with a capital: `Today` is 0, `Yesterday` is -1.
pub(super) fn relative_day(days: i64) -> String {
    let said = make("RelativeTimeFormat", &[("numeric", "auto")]).and_then(|format| {
        call(
            &format,
            "format",
            &[&JsValue::from_f64(days as f64), &text("day")],
        )
    });
    let said = said.ok().and_then(|said| said.as_string()).unwrap_or_default();
    match said.chars().next() {
        Some(first) => {
            let (first, rest) = said.split_at(first.len_utf8());
            [&*upper(first), rest].concat()
        }
        None => said,
    }
}

/// Which form of a word goes with a number: `zero`, `one`, `two`, `few`, `many` or `other`.
pub(super) fn plural(number: u64) -> String {
    RULES
        .with_borrow_mut(|rules| {
            if rules.is_none() {
                *rules = make("PluralRules", &[]).ok();
            }
            let rules = rules.as_ref()?;
            let form = call(rules, "select", &[&JsValue::from_f64(number as f64)]);
            form.ok()?.as_string()
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn numbers_days_and_forms_are_those_of_the_language() {
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!([relative_day(0), relative_day(-1)], ["Today", "Yesterday"]);
        assert_eq!([plural(0), plural(1), plural(2)], ["other", "one", "other"]);
    }
}
