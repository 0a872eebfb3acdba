use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Any value that JSON can hold, floats with any bits among them.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1_000_000_i64..1_000_000, 0..7).prop_map(|(n, places)| Value::from(n as f64 / 10_f64.powi(places))),
        any::<String>().prop_map(Value::from),
        "[ -~\\n\\t\"\\\\\u{0}-\u{1f}é😀]*".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// JSON, and what is nearly that.
fn texts() -> impl Strategy<Value = String> {
    let cut = (
        values(),
        any::<prop::sample::Index>(),
        "[\\[\\]{}:,\"\\\\ue0-9.+\\- \\n]{0,2}",
    );
    prop_oneof![
        values().prop_map(|value| serde_json::to_string_pretty(&value).unwrap()),
        cut.prop_map(|(value, at, put)| {
            let mut text: Vec<char> = value.to_string().chars().collect();
            let at = at.index(text.len());
            text.splice(at..=at, put.chars());
            text.into_iter().collect()
        }),
        "-?[0-9]{1,3}(\\.[0-9]{0,3})?([eE][+-]?[0-9]{0,2})?",
        "\"(\\\\u[dD][89abcABC][0-9a-f]{2}|\\\\[a-z/]|[a-z]){0,4}\"",
        "[\\[\\]{}:,\"\\\\ntruefals0-9.eE+\\- ]{0,12}",
    ]
}

fn nearly(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) if one.is_f64() => {
            let (one, other) = (one.as_f64().unwrap(), other.as_f64().unwrap());
            (one - other).abs() <= one.abs() * 1e-14
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| nearly(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|((key, one), (k, other))| key == k && nearly(one, other))
        }
        _ => one == other,
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_the_same_here_and_elsewhere(value in values()) {
        let text = write(&value);
        prop_assert_eq!(&read(&text).unwrap(), &value);
        prop_assert_eq!(&serde_json::from_str::<Value>(&text).unwrap(), &value);
    }

    #[test]
    fn the_same_texts_are_json_as_for_everybody_else(text in texts()) {
        match (read(&text), serde_json::from_str::<Value>(&text)) {
            (Ok(one), Ok(other)) => prop_assert!(nearly(&one, &other)),
            (Err(_), Err(_)) => {}
            (one, other) => prop_assert!(false, "{text:?}: {one:?}, {other:?}"),
        }
    }

    #[test]
    fn every_float_comes_back_nearly(bits in any::<u64>()) {
        let float = f64::from_bits(bits);
        prop_assume!(float.is_finite());
        let text = write(&Value::from(float));
        let others: f64 = text.parse().unwrap();
        prop_assert!((others - float).abs() <= float.abs() * 1e-14 || float.abs() < 1e-300, "{float:e}: {text}");
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
