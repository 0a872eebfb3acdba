//! Texts that are JSON, nearly JSON, or made to break a reader of it.

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    string::string_regex,
};

/// What a string is put together from: characters, escapes, halves of pairs, and what is no escape.
const PIECES: [&str; 36] = [
    "a",
    "é",
    "😀",
    "\u{2028}",
    "\u{feff}",
    "\u{7f}",
    " ",
    "/",
    "#",
    "\\n",
    "\\t",
    "\\r",
    "\\b",
    "\\f",
    "\\/",
    "\\\\",
    "\\\"",
    "\\u0000",
    "\\u001f",
    "\\u0041",
    "\\uFFFF",
    "\\ud83d\\ude00",
    "\\uD83D\\uDE00",
    "\\ud83d",
    "\\ude00",
    "\\ud83d\\n",
    "\\ud83d\\ud83d",
    "\\ud83d\\u0041",
    "\\u12",
    "\\u12g4",
    "\\u+123",
    "\\x41",
    "\\'",
    "\0",
    "\n",
    "\u{1f}",
];

/// The same without what no JSON has.
const GOOD: usize = 23;

/// What stands alone, or is put into a text.
const ODD: [&str; 60] = [
    "-0",
    "-0.0",
    "0e400",
    "1e400",
    "-1e400",
    "1e-400",
    "01",
    "-01",
    "00",
    "1.",
    ".5",
    "-.5",
    "+1",
    "1e",
    "1e+",
    "1E+5",
    "1e-05",
    "- 1",
    "--1",
    "-",
    "0x10",
    "1_000",
    "NaN",
    "-NaN",
    "Infinity",
    "-Infinity",
    "inf",
    "nul",
    "nulll",
    "True",
    "undefined",
    "'a'",
    "a",
    "\"",
    "\"\"",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "[,]",
    "[1,]",
    "{,}",
    "{\"a\":1,}",
    "{\"a\"}",
    "{1:1}",
    "{\"a\":1,\"a\":2}",
    "// no\n",
    "/* no */",
    "# no\n",
    "\0",
    "\u{1}",
    "\u{feff}",
    "\u{a0}",
    "\u{2028}",
    "\u{b}",
    "\u{c}",
    "18446744073709551616",
    "-9223372036854775809",
];

/// Texts of every kind.
pub(super) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => valid(),
        4 => (valid(), vec(edit(), 1..4)).prop_map(|(text, edits)| edited(&text, edits)),
        1 => deep(),
        1 => like("[-+]?[0-9]{0,3}(\\.[0-9]{0,3})?([eE][+-]?[0-9]{0,4})?"),
        1 => vec(select(&PIECES[..]), 0..4).prop_map(|pieces| ["\"", &pieces.concat(), "\""].concat()),
        1 => vec(select(&ODD[..]), 1..4).prop_map(|pieces| pieces.concat()),
        1 => vec(any::<u8>(), 0..8).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
    ]
}

/// An expression that is understood once, not for every case.
pub(super) fn like(expression: &str) -> impl Strategy<Value = String> + use<> {
    string_regex(expression).unwrap()
}

fn blank() -> impl Strategy<Value = &'static str> {
    select(&["", "", "", " ", "\n", "\t", "\r\n", "  "][..])
}

/// JSON as others write it: with blanks, escapes, long numbers and keys that come again.
fn valid() -> impl Strategy<Value = String> {
    let string =
        || vec(select(&PIECES[..GOOD]), 0..4).prop_map(|pieces| ["\"", &pieces.concat(), "\""].concat());
    let whole = select(&["", "-"][..]).prop_flat_map(|sign| {
        prop_oneof![any::<u64>(), 0_u64..100].prop_map(move |number| [sign, &number.to_string()].concat())
    });
    let leaf = prop_oneof![
        select(&["null", "true", "false", "0", "-0", "[]", "{}"][..]).prop_map(str::to_owned),
        string(),
        whole,
        like("-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,24})?([eE][+-]?[0-9]{1,2})?"),
        like("-?[1-9]\\.[0-9]{1,3}[eE][+-]?[0-9]{3}"),
    ];
    leaf.prop_recursive(4, 16, 4, move |inner| {
        let key = prop_oneof![
            select(&["\"a\"", "\"a#\"", "\"\"", "\"\\u0061\""][..]).prop_map(str::to_owned),
            string()
        ];
        prop_oneof![
            (vec(inner.clone(), 0..4), blank()).prop_map(|(items, blank)| {
                ["[", blank, &items.join(&[blank, ",", blank].concat()), blank, "]"].concat()
            }),
            (vec((key, inner), 0..5), blank()).prop_map(|(members, blank)| {
                let members: Vec<String> = members
                    .iter()
                    .map(|(key, value)| [key, blank, ":", blank, value].concat())
                    .collect();
                [
                    blank,
                    "{",
                    blank,
                    &members.join(&[",", blank].concat()),
                    "}",
                    blank,
                ]
                .concat()
            }),
        ]
    })
}

/// Around the depth at which readers give up.
fn deep() -> impl Strategy<Value = String> {
    (120_usize..132, any::<u64>(), select(&["", "0", "]", "x"][..])).prop_map(|(depth, objects, inside)| {
        let is_object = |level: usize| objects >> (level % 64) & 1 == 1;
        let mut text = String::new();
        for level in 0..depth {
            text.push_str(if is_object(level) { "{\"a\":" } else { "[" });
        }
        let inside = if inside.is_empty() && depth > 0 && is_object(depth - 1) {
            "null"
        } else {
            inside
        };
        text.push_str(inside);
        for level in (0..depth).rev() {
            text.push(if is_object(level) { '}' } else { ']' });
        }
        text
    })
}

#[derive(Clone, Debug)]
enum Edit {
    Flip(Index, u32),
    Byte(Index, u8),
    Cut(Index),
    Remove(Index, usize),
    Double(Index, usize, Index),
    Insert(Index, &'static str),
    Digits(Index, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        2 => (any::<Index>(), 0_u32..8).prop_map(|(at, bit)| Edit::Flip(at, bit)),
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Edit::Byte(at, byte)),
        1 => any::<Index>().prop_map(Edit::Cut),
        2 => (any::<Index>(), 1_usize..4).prop_map(|(at, count)| Edit::Remove(at, count)),
        2 => (any::<Index>(), 1_usize..12, any::<Index>()).prop_map(|(at, count, to)| Edit::Double(at, count, to)),
        2 => (any::<Index>(), select(&ODD[..])).prop_map(|(at, put)| Edit::Insert(at, put)),
        2 => (any::<Index>(), select(&PIECES[..])).prop_map(|(at, put)| Edit::Insert(at, put)),
        1 => (any::<Index>(), 1_usize..40).prop_map(|(at, count)| Edit::Digits(at, count)),
    ]
}

fn edited(text: &str, edits: Vec<Edit>) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for edit in edits {
        let (size, end) = (bytes.len(), |at: usize, count: usize, size: usize| {
            (at + count).min(size)
        });
        match edit {
            Edit::Flip(at, bit) if size > 0 => bytes[at.index(size)] ^= 1 << bit,
            Edit::Byte(at, byte) if size > 0 => bytes[at.index(size)] = byte,
            Edit::Cut(at) if size > 0 => bytes.truncate(at.index(size)),
            Edit::Remove(at, count) if size > 0 => {
                let at = at.index(size);
                bytes.drain(at..end(at, count, size));
            }
            Edit::Double(at, count, to) if size > 0 => {
                let (at, to) = (at.index(size), to.index(size));
                let part = bytes[at..end(at, count, size)].to_vec();
                bytes.splice(to..to, part);
            }
            Edit::Insert(at, put) => {
                let at = at.index(size + 1);
                bytes.splice(at..at, put.bytes());
            }
            Edit::Digits(at, count) => {
                let at = at.index(size + 1);
                bytes.splice(at..at, std::iter::repeat_n(b'7', count));
            }
            _ => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
