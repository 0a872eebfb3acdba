//! Times of day and dates, written the way the language in use has them.

use super::intl::{self, By};
use js_sys::Date;
use wasm_bindgen::JsValue;

fn write(by: By, at: i64) -> String {
    intl::write(by, &JsValue::from_f64(at as f64))
}

/// The time of day, such as `10:31`.
pub fn time_of_day(at: i64) -> String {
    write(By::Time, at)
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
        ago @ 0..=1 => intl::relative_day(-ago),
        2..=200 => write(By::Day, at),
        _ => write(By::DayOfYear, at),
    }
}
