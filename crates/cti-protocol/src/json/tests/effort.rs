//! Reading takes time in proportion to the text, whatever a stranger puts into it. Counted, since clocks are of no use on a
//! busy machine.

use super::{repeated::Unbounded, *};
use std::cell::Cell;

thread_local! {
    static LOOKS: Cell<usize> = const { Cell::new(0) };
}

/// The reader looks at a byte.
pub(crate) fn looked() {
    LOOKS.set(LOOKS.get() + 1);
    assert!(LOOKS.get() < 20_000_000, "this would take for ever");
}

/// Looks at a byte of a text: as what it may be, between what it may be.
const EACH: usize = 8;

/// Reads a text with no more looks than its length allows.
#[track_caller]
pub(super) fn bounded(text: &str) -> Result<Value, Fault> {
    LOOKS.set(0);
    let value = read(text);
    assert!(LOOKS.get() <= EACH * (text.len() + 2), "{} looks", LOOKS.get());
    value
}

/// Reads a megabyte, in as many looks as that, into a value that is not much larger.
#[track_caller]
fn check(text: &str) {
    assert!((1_000_000..2_000_000).contains(&text.len()), "{}", text.len());
    let _ = bounded(text);
    LOOKS.set(0);
    let value = read_within(text, &Unbounded);
    assert!(LOOKS.get() <= EACH * text.len(), "{} looks", LOOKS.get());
    let size = value.map_or(0, |value| write(&value).len());
    assert!(size <= 4 * text.len(), "{size} bytes");
}

fn list(item: &str) -> String {
    let items = vec![item; 1 + 1_000_000 / (item.len() + 1)];
    ["[", &items.join(","), "]"].concat()
}

fn object(keys: impl Iterator<Item = String>) -> String {
    let members: Vec<String> = keys.map(|key| ["\"", &key, "\":0"].concat()).collect();
    ["{", &members.join(","), "}"].concat()
}

#[test]
fn repeated_keys() {
    check(&object((0..200_000).map(|_| "a".to_owned())));
    check(&object(
        (0..100_000).map(|number| (100_000 + number % 50_000).to_string()),
    ));
    // Each is where the earlier values of another one would go.
    check(&object((0..2_000).map(|number| "#".repeat(number % 1_000))));
}

#[test]
fn strings() {
    check(&["\"", &"x".repeat(1_000_000), "\""].concat());
    check(&["\"", &"\\n".repeat(500_000), "\""].concat());
    check(&["\"", &"\\ud83d\\ude00".repeat(100_000), "\""].concat());
    check(&["\"", &"\\\"".repeat(500_000)].concat());
    check(&list("\"\""));
}

#[test]
fn numbers() {
    check(&["0.", &"0".repeat(1_000_000)].concat());
    check(&["1e-", &"7".repeat(1_000_000)].concat());
    check(&"7".repeat(1_000_000));
    check(&list("0"));
    check(&list("-0.12345678901234567e-300"));
}

#[test]
fn depth_and_faults() {
    let inside = DEEPEST - 1;
    check(&list(&["[".repeat(inside), "]".repeat(inside)].concat()));
    check(&list(
        &[
            "{\"a\":0,\"a\":".repeat(inside),
            "0".to_owned(),
            "}".repeat(inside),
        ]
        .concat(),
    ));
    check(&"[".repeat(1_000_000));
    check(&" \n".repeat(500_000));
    check(&[&list("\n0"), "x"].concat());
}
