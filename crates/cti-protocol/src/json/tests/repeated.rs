//! Keys that stand twice in an object, in a text from a stranger.

use super::*;
use proptest::{collection::vec, sample::select};
use serde_json::Map;

/// Bounds that nothing reaches.
pub(super) struct Unbounded;

impl Bounds for Unbounded {
    fn another(&self) -> bool {
        true
    }

    fn deeper(&self, depth: usize) -> bool {
        depth < DEEPEST
    }
}

fn kept(text: &str) -> Value {
    read_within(text, &Unbounded).unwrap()
}

#[test]
fn earlier_values_are_kept_under_a_key_of_their_own() {
    for (text, value) in [
        (
            r#"{"a":1,"b":2,"a":3,"a":4}"#,
            json!({"a": 4, "b": 2, "a#": [1, 3]}),
        ),
        (r#"{"a":1,"a":2,"a#":3}"#, json!({"a": 2, "a#": 3, "a##": [1]})),
        (
            r#"{"a":1,"a":2,"a#":3,"a##":4}"#,
            json!({"a": 2, "a#": 3, "a##": [1, 4]}),
        ),
        (
            r#"{"a":1,"a":2,"a#":3,"a#":4}"#,
            json!({"a": 2, "a#": 4, "a##": [1], "a###": [3]}),
        ),
        (
            r#"{"a":{"b":1,"b":2},"a":0}"#,
            json!({"a": 0, "a#": [{"b": 2, "b#": [1]}]}),
        ),
    ] {
        assert_eq!(kept(text), value, "{text}");
    }
}

/// All numbers in it.
fn numbers(value: &Value, out: &mut Vec<u64>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| numbers(item, out)),
        Value::Object(members) => members.values().for_each(|member| numbers(member, out)),
        value => out.extend(value.as_u64()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn none_is_lost_and_the_last_counts(keys in vec(select(&["a", "a#", "a##", "a###", "b"][..]), 0..12)) {
        let members: Vec<String> = (0..)
            .zip(&keys)
            .map(|(number, key): (u64, _)| [&write(&Value::from(*key)), ":", &number.to_string()].concat())
            .collect();
        let text = ["{", &members.join(","), "}"].concat();
        let value = kept(&text);
        let mut found = Vec::new();
        numbers(&value, &mut found);
        found.sort_unstable();
        prop_assert!(found.iter().copied().eq(0..u64::try_from(keys.len()).unwrap()), "{}", value);
        let last: Map<String, Value> = serde_json::from_str(&text).unwrap();
        for (key, number) in last {
            // It counts alone, or the last in a list that had to go there.
            let there = &value[&key];
            prop_assert!(*there == number || there.as_array().is_some_and(|list| list.contains(&number)), "{}", value);
        }
    }

    #[test]
    fn where_no_key_is_repeated_there_is_no_difference(value in values()) {
        prop_assert_eq!(kept(&write(&value)), value);
    }
}
