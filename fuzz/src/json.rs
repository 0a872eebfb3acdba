//! Bytes as JSON, read by our own reader and by the one that everybody has.

use cti_protocol::json::{Fault, read, write};
use serde_json::Value;

/// Texts that golden frames have no reason to be.
pub(crate) const ODD: [&str; 12] = [
    r#"{"a":1,"a":{"b":[2],"b":3},"a":4}"#,
    r#"["\ud83d\ude00","\u0000\u001f\"\\\/\b\f\n\r\t","\uDC00"]"#,
    "[0,-0,-0.0,0.1,1.5e3,-2E-7,1e+22,0.30000000000000004]",
    "[18446744073709551615,18446744073709551616,-9223372036854775808,-9223372036854775809]",
    "[1.7976931348623157e308,5e-324,2.2250738585072014e-308,1e400,0e400]",
    "[123456789012345678901234567890e-29,0.00000000000000000000000000001e29]",
    "\u{feff} \t\r\n{ } ",
    "[[[[[[[[[[[[[[[[{}]]]]]]]]]]]]]]]]",
    "[01]",
    "[1.,.5,+1,NaN,]",
    "{\"\u{2028}\":null,}",
    "[true,false,null,// no\n]",
];

/// Ours goes no deeper, theirs one level.
const DEEPEST: usize = 126;

/// What a digit of a float may be off, as a part of it, and in the smallest of all floats.
const OFF: f64 = 1e-14;
const SMALLEST: f64 = 2e-323;

/// Floats beyond this are infinite to one reader and the greatest to another.
const GREATEST: f64 = f64::MAX * (1.0 - OFF);

pub(crate) fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match (read(&text), serde_json::from_str::<Value>(&text)) {
        (Ok(ours), Ok(theirs)) => {
            same(&ours, &theirs);
            again(&ours);
        }
        (Err(fault), Err(_)) => within(fault, &text),
        (Err(_), Ok(theirs)) if depth(&theirs) > DEEPEST => {}
        (Ok(value), Err(_)) | (Err(_), Ok(value)) => {
            assert!(reaches_the_greatest(&value), "only one takes it for JSON");
        }
    }
}

/// What is written is the same value to both.
fn again(value: &Value) {
    let text = write(value);
    match (read(&text), serde_json::from_str::<Value>(&text)) {
        (Ok(ours), Ok(theirs)) => {
            same(value, &ours);
            same(value, &theirs);
        }
        _ => panic!("what is written is not read"),
    }
}

fn within(fault: Fault, text: &str) {
    let line = text.split('\n').nth(fault.line - 1);
    assert!(
        line.is_some_and(|line| fault.column <= line.len() + 1),
        "{fault:?} is outside"
    );
}

fn same(one: &Value, other: &Value) {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            assert_eq!(one.len(), other.len());
            one.iter().zip(other).for_each(|(one, other)| same(one, other));
        }
        (Value::Object(one), Value::Object(other)) => {
            assert!(one.keys().eq(other.keys()), "other members");
            one.values()
                .zip(other.values())
                .for_each(|(one, other)| same(one, other));
        }
        (Value::Number(one), Value::Number(other)) if one.is_f64() && other.is_f64() => {
            let (one, other) = (float(one), float(other));
            let off = (one - other).abs();
            assert!(off <= one.abs() * OFF || off <= SMALLEST, "{one:e} or {other:e}");
            assert_eq!(one.is_sign_negative(), other.is_sign_negative());
        }
        _ => assert_eq!(one, other),
    }
}

fn depth(value: &Value) -> usize {
    let inside = match value {
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Object(members) => members.values().map(depth).max(),
        _ => return 0,
    };
    1 + inside.unwrap_or_default()
}

fn reaches_the_greatest(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(reaches_the_greatest),
        Value::Object(members) => members.values().any(reaches_the_greatest),
        Value::Number(number) => float(number).abs() >= GREATEST,
        _ => false,
    }
}

fn float(number: &serde_json::Number) -> f64 {
    number.as_f64().unwrap_or_default()
}
