//! Times of day and dates, written the way the language in use has them.

use super::T;
use js_sys::{Array, Date, Function, Intl::DateTimeFormat, Object, Reflect};
use std::cell::RefCell;
use wasm_bindgen::JsValue;

struct Formatters {
    time: Function,
    day: Function,
    day_of_year: Function,
}

// Making a formatter costs a hundred times more than using it.
thread_local!(static FORMATTERS: RefCell<Option<Formatters>> = const { RefCell::new(None) });

fn formatters() -> Formatters {
    Formatters {
        time: formatter(&[("hour", "numeric"), ("minute", "2-digit")]),
        day: formatter(&[("weekday", "long"), ("day", "numeric"), ("month", "long")]),
        day_of_year: formatter(&[("day", "numeric"), ("month", "long"), ("year", "numeric")]),
    }
}

/// The language in use is another one.
pub(crate) fn forget_language() {
    FORMATTERS.take();
}

fn formatter(options: &[(&str, &str)]) -> Function {
    let object = Object::new();
    // Phone numbers and durations stand beside it: one kind of digits in all of them.
    for (name, value) in options.iter().chain(&[("numberingSystem", "latn")]) {
        // Setting a field of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    DateTimeFormat::new(&Array::of1(&JsValue::from_str(T::Language.say())), &object).format()
}

fn write(with: fn(&Formatters) -> &Function, at: i64) -> String {
    FORMATTERS.with_borrow_mut(|kept| {
        // Formatting throws only for a time that no calendar has.
        with(kept.get_or_insert_with(formatters))
            .call1(&JsValue::UNDEFINED, &Date::new(&JsValue::from_f64(at as f64)))
            .ok()
            .and_then(|text| text.as_string())
            .unwrap_or_default()
    })
}

/// The time of day, such as `10:31`.
pub fn time_of_day(at: i64) -> String {
    write(|formatters| &formatters.time, at)
}

/// The number of the local day that a time falls on, counted from 1970.
pub fn day(at: i64) -> i64 {
    (at + offset(at) * 60_000).div_euclid(86_400_000)
}

/// How many minutes clocks here are ahead of UTC at a time.
pub(crate) fn offset(at: i64) -> i64 {
    -(Date::new(&JsValue::from_f64(at as f64)).get_timezone_offset() as i64)
}

/// The heading of a day, seen from today: `Today`, `Yesterday`, the weekday and date, and the year where it is far.
pub fn day_heading(at: i64, today: i64) -> String {
    match today - day(at) {
        0 => T::Today.say().into(),
        1 => T::Yesterday.say().into(),
        2..=200 => write(|formatters| &formatters.day, at),
        _ => write(|formatters| &formatters.day_of_year, at),
    }
}
