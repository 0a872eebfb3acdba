mod agreement;
pub(super) mod effort;
mod floats;
mod repeated;
mod texts;

use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

/// What a float may be off, as a part of it, and where that is less than floats can tell.
const OFF: f64 = 1e-14;
const SMALLEST: f64 = 2e-323;

/// Any value that JSON can hold, with floats as people write them.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1_000_000_i64..1_000_000, 0..7).prop_map(|(n, places)| Value::from(n as f64 / 10_f64.powi(places))),
        any::<String>().prop_map(Value::from),
        texts::like("[ -~\\n\\t\"\\\\\u{0}-\u{1f}é😀]*").prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Equal; floats nearly, but with the same sign.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) if one.is_f64() && other.is_f64() => {
            let (one, other) = (one.as_f64().unwrap(), other.as_f64().unwrap());
            near(one, other)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.keys().eq(other.keys())
                && one
                    .values()
                    .zip(other.values())
                    .all(|(one, other)| same(one, other))
        }
        _ => one == other,
    }
}

fn near(one: f64, other: f64) -> bool {
    let off = (one - other).abs();
    (off <= one.abs() * OFF || off <= SMALLEST) && one.is_sign_negative() == other.is_sign_negative()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_written_reads_the_same_here_and_elsewhere(value in values()) {
        let text = write(&value);
        prop_assert_eq!(&read(&text).unwrap(), &value);
        prop_assert_eq!(&serde_json::from_str::<Value>(&text).unwrap(), &value);
    }
}

#[test]
fn numbers_keep_their_digits() {
    for text in [
        "0",
        "-0.0",
        "7",
        "-7",
        "1.5",
        "0.1",
        "3.14",
        "-0.001",
        "100.25",
        "1234567.89",
        "18446744073709551615",
        "-9223372036854775808",
        "1735689600.123",
        "0.30000000000000004",
    ] {
        assert_eq!(write(&read(text).unwrap()), text);
    }
    for (text, written) in [
        ("1.0", "1.0"),
        ("1e3", "1000.0"),
        ("2.50", "2.5"),
        ("-0", "-0.0"),
        ("1E-7", "1e-7"),
    ] {
        assert_eq!(write(&read(text).unwrap()), written);
    }
    assert_eq!(read("0.1").unwrap(), json!(0.1));
    assert!(read("1e999").is_err());
}

#[test]
fn a_text_as_deep_as_an_attack_is_refused() {
    let deep = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
    assert!(read(&deep(DEEPEST)).is_ok());
    assert!(read(&deep(DEEPEST + 1)).is_err());
    assert!(read(&"[".repeat(1_000_000)).is_err());
}
