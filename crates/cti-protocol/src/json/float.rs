/// A decimal number. The parser of the standard library brings 15 kB of tables and code for last digits that neither a
/// time nor a code has.
pub(crate) fn decimal(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, clamped(exponent)?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.len() + fraction.len() == 0 {
        return None;
    }
    // Exact up to 2^53, and rounded once with up to 22 places: all that anybody writes.
    let mut number = 0_u64;
    let mut places = exponent - i32::try_from(fraction.len()).ok()?;
    for digit in whole.bytes().chain(fraction.bytes()) {
        let digit = char::from(digit).to_digit(10)?;
        if number < u64::MAX / 10 {
            number = number * 10 + u64::from(digit);
        } else {
            // No float is so exact.
            places += 1;
        }
    }
    let number = shifted(number as f64, places);
    Some(if text.starts_with('-') { -number } else { number })
}

/// An exponent: digits with a sign at most, and no more than a number can have.
fn clamped(exponent: &str) -> Option<i32> {
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let mut number = 0;
    for digit in digits.bytes() {
        let digit = i32::try_from(char::from(digit).to_digit(10)?).ok()?;
        number = (number * 10 + digit).min(FARTHEST);
    }
    (!digits.is_empty()).then_some(if exponent.starts_with('-') {
        -number
    } else {
        number
    })
}

/// Beyond that many places every number is zero or infinite: no text has as many digits to bring it back.
const FARTHEST: i32 = 200_000_000;

/// A number with its point moved by these places.
fn shifted(number: f64, places: i32) -> f64 {
    let mut left = places.abs();
    let mut number = number;
    while left > 0 && number != 0.0 && number.is_finite() {
        let step = left.min(22);
        // Powers of ten are exact up to this one.
        let power = if step == 22 {
            1e22
        } else {
            (0..step).fold(1.0, |power, _| power * 10.0)
        };
        number = if places < 0 {
            number / power
        } else {
            number * power
        };
        left -= step;
    }
    number
}

/// The greatest float that is written. What is said to be greater is infinite to one reader or another.
const GREATEST: f64 = 1.797_693_134_862_3e308;

/// The digits of a float: as few as give the same one when they are read again.
pub(super) fn text(float: f64) -> String {
    let sign = if float.is_sign_negative() { "-" } else { "" };
    let float = float.abs();
    if float == 0.0 || !float.is_finite() {
        return [sign, "0.0"].concat();
    }
    let float = float.min(GREATEST);
    // Seventeen digits tell any two floats apart.
    let (mut rough, mut exponent) = (float, 0);
    while rough >= 1e17 {
        rough /= 10.0;
        exponent += 1;
    }
    while rough < 1e16 {
        rough *= 10.0;
        exponent -= 1;
    }
    let all = shifted(float, -exponent).round() as u64;
    let mut digits = all;
    'fewest: for dropped in (0..17).rev() {
        let unit = 10_u64.pow(dropped);
        let places = exponent + i32::try_from(dropped).unwrap_or(0);
        // The last of all digits may be one off.
        for near in [all, all + 1, all - 1] {
            let fewer = (near + unit / 2) / unit;
            if shifted(fewer as f64, places) == float {
                (digits, exponent) = (fewer, places);
                break 'fewest;
            }
        }
    }
    let digits = digits.to_string();
    let whole = i32::try_from(digits.len()).unwrap_or(0) + exponent;
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    if exponent >= 0 && whole <= 16 {
        [sign, &digits, &zeros(exponent), ".0"].concat()
    } else if (1..=16).contains(&whole) {
        let (before, after) = digits.split_at(usize::try_from(whole).unwrap_or(0));
        [sign, before, ".", after].concat()
    } else if (-4..=0).contains(&whole) {
        [sign, "0.", &zeros(-whole), &digits].concat()
    } else {
        [sign, &digits, "e", &exponent.to_string()].concat()
    }
}
