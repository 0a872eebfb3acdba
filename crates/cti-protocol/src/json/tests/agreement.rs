//! serde_json is the reference: what it takes for JSON is JSON, and is the same value. The exceptions are in here.

use super::{texts, *};
use proptest::test_runner::{TestCaseError, TestRunner};
use std::cell::Cell;

/// How deep serde_json reads; one level more than we do.
const THEIR_DEEPEST: usize = 127;

fn depth(value: &Value) -> usize {
    let inside = match value {
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Object(members) => members.values().map(depth).max(),
        _ => return 0,
    };
    1 + inside.unwrap_or_default()
}

/// Whether a number is so near to the greatest of all floats that it may be beyond it for the other reader.
fn reaches_the_greatest(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(reaches_the_greatest),
        Value::Object(members) => members.values().any(reaches_the_greatest),
        Value::Number(number) => number.as_f64().unwrap().abs() >= f64::MAX * (1.0 - OFF),
        _ => false,
    }
}

/// Whether both take it for JSON.
fn both(text: &str) -> Result<bool, TestCaseError> {
    match (effort::bounded(text), serde_json::from_str::<Value>(text)) {
        (Ok(ours), Ok(theirs)) => {
            prop_assert!(same(&ours, &theirs), "{ours} or {theirs}");
            let written = write(&ours);
            prop_assert!(same(&read(&written).unwrap(), &ours), "{written}");
            let theirs: Value = serde_json::from_str(&written).unwrap();
            prop_assert!(same(&theirs, &ours), "{written}");
            Ok(true)
        }
        (Err(fault), Err(_)) => {
            let line = text.split('\n').nth(fault.line - 1);
            prop_assert!(
                line.is_some_and(|line| fault.column <= line.len() + 1),
                "{fault:?}"
            );
            Ok(false)
        }
        (Err(_), Ok(theirs)) if depth(&theirs) == THEIR_DEEPEST => Ok(false),
        (Ok(value), Err(_)) | (Err(_), Ok(value)) if reaches_the_greatest(&value) => Ok(false),
        (ours, theirs) => {
            prop_assert!(false, "{ours:?} or {theirs:?}");
            Ok(false)
        }
    }
}

#[test]
fn the_same_texts_are_json_as_for_everybody_else() {
    const CASES: u32 = 12_000;
    let json = Cell::new(0);
    let config = ProptestConfig {
        source_file: Some(file!()),
        ..ProptestConfig::with_cases(CASES)
    };
    let all = TestRunner::new(config).run(&texts::text(), |text| {
        json.set(json.get() + u32::from(both(&text)?));
        Ok(())
    });
    if let Err(failure) = all {
        panic!("{failure}");
    }
    // Otherwise the texts are too good or too bad to tell much.
    assert!((CASES / 4..CASES * 3 / 4).contains(&json.get()), "{}", json.get());
}

#[test]
fn what_is_easily_taken_for_json_is_none() {
    for text in [
        "",
        " ",
        "01",
        "-01",
        "00",
        "1.",
        ".5",
        "+1",
        "-",
        "1e",
        "1e+",
        "1.e5",
        "0x10",
        "NaN",
        "Infinity",
        "-Infinity",
        "[1,]",
        "{\"a\":1,}",
        "[,]",
        "{,}",
        "[1 2]",
        "{\"a\" 1}",
        "{a:1}",
        "{1:1}",
        "'a'",
        "nul",
        "nulll",
        "True",
        "1 2",
        "[]]",
        "[",
        "{",
        "{\"a\":",
        "{\"a\"",
        "\"",
        "\"\\",
        "\"\\u12",
        "\u{feff}[]",
        "\u{a0}[]",
        "\u{b}[]",
        "\u{c}[]",
        "\0",
        "[]\0",
        "//\n[]",
        "[/**/]",
        "\"\n\"",
        "\"\t\"",
        "\"\0\"",
        "\"\u{1f}\"",
        "\"\\x41\"",
        "\"\\'\"",
        "\"\\U0041\"",
        "\"\\u+041\"",
        "\"\\ud83d\"",
        "\"\\ude00\"",
        "\"\\ud83d\\n\"",
        "\"\\ud83dx\"",
        "\"\\ud83d\\ud83d\"",
        "\"\\ud83d\\u0041\"",
        "1e400",
        "-1e400",
        "1e99999999999999999999",
    ] {
        assert!(!both(text).unwrap(), "{text:?}");
    }
}

#[test]
fn what_is_seldom_seen_is_json_all_the_same() {
    for (text, value) in [
        (" \t\r\n[ \t\r\n] \t\r\n", json!([])),
        (
            "\"\u{2028}\u{2029}\u{feff}\u{7f}\u{80}\"",
            json!("\u{2028}\u{2029}\u{feff}\u{7f}\u{80}"),
        ),
        ("\"\\u0000\\uFFFF\\uD83D\\uDE00\\/\"", json!("\0\u{ffff}😀/")),
        ("[-0,-0.0]", json!([-0.0, -0.0])),
        ("1e00000000000000000005", json!(100_000.0)),
        (
            "[0e400,-0e99999999999999999999,1e-99999999999999999999]",
            json!([0.0, -0.0, 0.0]),
        ),
        ("-9223372036854775808", json!(i64::MIN)),
        ("-9223372036854775809", json!(-9_223_372_036_854_775_808.0)),
        ("18446744073709551615", json!(u64::MAX)),
        ("18446744073709551616", json!(18_446_744_073_709_551_616.0)),
        ("{\"a\":1,\"\\u0061\":2,\"b\":3,\"a\":4}", json!({"a": 4, "b": 3})),
        ("{\"\":{\"\":[]}}", json!({"": {"": []}})),
    ] {
        assert!(both(text).unwrap(), "{text:?}");
        assert!(same(&read(text).unwrap(), &value), "{text:?}");
    }
}

#[test]
fn it_reads_one_level_less_than_everybody_else() {
    for depth in [DEEPEST, THEIR_DEEPEST, THEIR_DEEPEST + 1] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let inside = if open == "[" { "" } else { "0" };
            let text = [&open.repeat(depth), inside, &close.repeat(depth)].concat();
            assert_eq!(read(&text).is_ok(), depth <= DEEPEST);
            assert_eq!(
                serde_json::from_str::<Value>(&text).is_ok(),
                depth <= THEIR_DEEPEST
            );
        }
    }
}
