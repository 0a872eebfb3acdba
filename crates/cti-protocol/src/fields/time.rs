//! Times: seconds or milliseconds since 1970, ISO 8601, or `YYYY-MM-DD HH:mm:ss` (UTC, as in the call history).

use crate::json::decimal;
use serde_json::Value;

/// Milliseconds since 1970, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// Numbers below this are seconds: as seconds it is the year 5138, as milliseconds it is March 1973.
const FIRST_MILLIS: f64 = 1e11;

impl Timestamp {
    pub(crate) fn take(value: &mut Value) -> Option<Self> {
        let time = match value {
            Value::Number(number) => Self::from_number(number.as_i64(), number.as_f64()?),
            Value::String(text) => Self::from_text(text.trim())?,
            _ => return None,
        };
        *value = Value::Null;
        Some(time)
    }

    /// Milliseconds, except where a reader would take those for seconds.
    pub(crate) fn to_json(self) -> Value {
        let millis = self.0 as f64;
        if millis.abs() < FIRST_MILLIS {
            Value::from(millis / 1000.0)
        } else {
            Value::from(self.0)
        }
    }

    fn from_number(whole: Option<i64>, number: f64) -> Self {
        if number.abs() < FIRST_MILLIS {
            Self((number * 1000.0).round() as i64)
        } else {
            // Beyond 2^53 a float is no longer exact, and `as` saturates.
            Self(whole.unwrap_or(number.round() as i64))
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        if let Some(number) = decimal(text) {
            return number
                .is_finite()
                .then(|| Self::from_number(text.parse().ok(), number));
        }
        let mut text = Scanner(text.as_bytes());
        let year = text.digits(4)?;
        text.one_of(b"-")?;
        let month = text.digits(2)?;
        text.one_of(b"-")?;
        let day = text.digits(2)?;
        text.one_of(b"Tt ")?;
        let hour = text.digits(2)?;
        text.one_of(b":")?;
        let minute = text.digits(2)?;
        let second = if text.one_of(b":").is_some() {
            text.digits(2)?
        } else {
            0
        };
        let millis = if text.one_of(b".,").is_some() {
            text.fraction()?
        } else {
            0
        };
        let offset = text.offset()?;
        let valid = text.0.is_empty()
            && (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 61;
        let seconds = ((days_since_1970(year, month, day) * 24 + hour) * 60 + minute - offset) * 60 + second;
        valid.then_some(Self(seconds * 1000 + millis))
    }
}

struct Scanner<'a>(&'a [u8]);

impl Scanner<'_> {
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        head.iter().try_fold(0, |number, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + i64::from(digit - b'0'))
        })
    }

    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        bytes.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    /// The digits after the point, as milliseconds. Finer ones are cut off.
    fn fraction(&mut self) -> Option<i64> {
        let mut millis = 0;
        let mut unit = 100;
        let mut any = false;
        while let Some(digit) = self.one_of(b"0123456789") {
            millis += i64::from(digit - b'0') * unit;
            unit /= 10;
            any = true;
        }
        any.then_some(millis)
    }

    /// Minutes east of UTC. A time without an offset is UTC.
    fn offset(&mut self) -> Option<i64> {
        if self.0.is_empty() || self.one_of(b"Zz").is_some() {
            return Some(0);
        }
        let sign = if self.one_of(b"+-")? == b'-' { -1 } else { 1 };
        let hours = self.digits(2)?;
        let colon = self.one_of(b":").is_some();
        let minutes = if colon || !self.0.is_empty() {
            self.digits(2)?
        } else {
            0
        };
        (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Years are counted from March, so that the leap day is the last day of a year; months then have a regular rhythm of
/// 153 days in five months.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(mut value: Value, millis: Option<i64>) {
        let shown = value.to_string();
        assert_eq!(Timestamp::take(&mut value).map(|time| time.0), millis, "{shown}");
        assert_eq!(value.is_null(), millis.is_some(), "{shown}");
    }

    #[test]
    fn times_are_read_in_every_form() {
        check(json!(1_700_000_000), Some(1_700_000_000_000));
        check(json!(1_700_000_000.25), Some(1_700_000_000_250));
        check(json!(1_700_000_000_123_i64), Some(1_700_000_000_123));
        check(json!("1700000000"), Some(1_700_000_000_000));
        check(json!("1700000000123"), Some(1_700_000_000_123));
        check(json!("2023-11-14T22:13:20Z"), Some(1_700_000_000_000));
        check(json!("2023-11-14T22:13:20.5Z"), Some(1_700_000_000_500));
        check(json!("2023-11-14T22:13:20.123456+00:00"), Some(1_700_000_000_123));
        check(json!("2023-11-15T01:13:20+03:00"), Some(1_700_000_000_000));
        check(json!("2023-11-14T19:43:20-0230"), Some(1_700_000_000_000));
        check(json!("2023-11-15T01:13:20+03"), Some(1_700_000_000_000));
        check(json!("2023-11-14 22:13:20"), Some(1_700_000_000_000));
        check(json!("2024-02-29 00:00:00"), Some(1_709_164_800_000));
        check(json!("1970-01-01T00:00"), Some(0));
        check(json!("1969-12-31 23:59:59"), Some(-1000));
    }

    #[test]
    fn what_is_no_time_stays() {
        for text in [
            "2023-02-29 00:00:00",
            "2023-13-01 00:00:00",
            "2023-11-14",
            "22:13:20",
            "2023-11-14T22:13:20+",
            "2023-11-14T22:13:20.Z",
            "2023-11-14T24:13:20Z",
            "2023-11-14T22:13:20Zulu",
            "yesterday",
            "NaN",
            "infinity",
            "",
            "ä",
        ] {
            check(json!(text), None);
        }
        check(json!({}), None);
        check(json!(true), None);
    }

    #[test]
    fn days_follow_each_other() {
        let mut expected = days_since_1970(1600, 1, 1);
        for year in 1600..2401 {
            for month in 1..=12 {
                for day in 1..=days_in(year, month) {
                    assert_eq!(days_since_1970(year, month, day), expected);
                    expected += 1;
                }
            }
        }
        assert_eq!(days_since_1970(1970, 1, 1), 0);
    }

    #[test]
    fn written_times_read_back() {
        for millis in [
            0,
            1,
            -1,
            99_999_999_999,
            100_000_000_000,
            -5_000_000_000_000,
            i64::MAX,
            i64::MIN,
        ] {
            check(Timestamp(millis).to_json(), Some(millis));
        }
    }
}
