//! No words in the code: whatever an agent reads stands in the files of languages. A string of the code that reads like
//! words has to be known here as one that no agent sees.

use super::tests::{root, sources};
use anyhow::Result;

/// Words for developers and administrators, by the file and how they begin: messages of errors and events, and the names
/// of what a configuration lacks.
const FOR_DEVELOPERS: [(&str, &str); 15] = [
    ("config.rs", "text expected"),
    ("config.rs", "text or number expected"),
    ("config.rs", "a whole number from"),
    ("config.rs", "seconds, 10 to"),
    ("config.rs", "true or false expected"),
    ("config.rs", "light, dark or auto"),
    ("config.rs", "panel or floating"),
    ("config.rs", "an object expected"),
    ("config.rs", "a function expected"),
    ("config.rs", "unknown key"),
    ("config.rs", "config: an object"),
    ("lib.rs", "variables: "),
    ("edge/credentials.rs", ""),
    ("late/contacts.rs", "contacts: a function expected"),
    ("late/links.rs", ""),
];

/// What stands before a string that no agent sees.
const NO_WORDS: [&str; 7] = [
    "class=",
    "rel=",
    ".expect(",
    "const FIELDS: &str = r#",
    "feature =",
    "reason =",
    "allow(",
];

/// Attributes that are read out or shown.
const SHOWN: [&str; 5] = [
    "aria-label=",
    "title=",
    "placeholder=",
    "alt=",
    "aria-description=",
];

/// The strings of some code, each with what stands before it. Comments are left out.
fn strings(code: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for line in code.lines() {
        let mut rest = line;
        let mut before = String::new();
        while let Some(at) = rest.find(['"', '/', '\'']) {
            let (plain, from) = rest.split_at(at);
            before.push_str(plain);
            if from.starts_with("//") {
                break;
            }
            // A letter that is a quotation mark.
            if let Some(after) = from.strip_prefix("'\"'") {
                rest = after;
                continue;
            }
            let Some(text) = from.strip_prefix('"') else {
                before.push_str(&from[..1]);
                rest = &from[1..];
                continue;
            };
            let mut end = 0;
            let bytes = text.as_bytes();
            while end < bytes.len() && bytes[end] != b'"' {
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            let end = end.min(text.len());
            found.push((before.trim_end().to_owned(), text[..end].to_owned()));
            rest = text.get(end + 1..).unwrap_or_default();
            before.clear();
        }
    }
    found
}

/// Whether this reads like words: two of them, in letters, side by side.
fn is_words(text: &str) -> bool {
    let words: Vec<_> = text.split(' ').collect();
    let is_word = |word: &str| {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
        word.chars().count() > 1 && word.chars().all(char::is_alphabetic)
    };
    words.windows(2).any(|pair| is_word(pair[0]) && is_word(pair[1]))
}

/// Whether this is a name for scripts, such as `true` or `after-service`.
fn is_name(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_lowercase() || matches!(c, '_' | '-'))
}

/// What of a file's strings an agent may read though it is in no file of languages.
fn readable(file: &str, code: &str) -> Vec<String> {
    let known = |text: &str| {
        FOR_DEVELOPERS
            .iter()
            .any(|(known, start)| *known == file && text.starts_with(start))
    };
    let mut found = Vec::new();
    for (before, text) in strings(code) {
        let shown = SHOWN.iter().any(|attribute| before.ends_with(attribute));
        let drawn = before.ends_with('{') && !before.contains("include_str");
        let letters = text.chars().any(char::is_alphabetic) && (shown || !is_name(&text));
        let words = is_words(&text) && !NO_WORDS.iter().any(|name| before.ends_with(name));
        if ((shown || drawn) && letters || words) && !known(&text) {
            found.push(format!("{file}: {text:?}"));
        }
    }
    found
}

#[test]
fn no_words_stand_in_the_code() -> Result<()> {
    let mut found = Vec::new();
    for (file, code) in sources()? {
        if file.ends_with("_tests.rs") {
            continue;
        }
        found.extend(readable(&file, &code));
    }
    assert!(found.is_empty(), "not in texts/: {found:#?}");
    Ok(())
}

#[test]
fn the_loader_shows_no_words_of_its_own() -> Result<()> {
    let loader = std::fs::read_to_string(root().join("static/cti-softphone.js"))?;
    // What goes into an error, an event or the console is for developers.
    let messages = ["Error(", "console.error(", "const TRAPPED =", "mistakes.push("];
    let rejections = [
        "the widget could not be loaded: ",
        "the widget was destroyed",
        "${TRAPPED}",
        "clickToDial: ",
    ];
    let mut shown = Vec::new();
    for (before, text) in strings(&loader.replace('`', "\"")) {
        let message = messages.iter().any(|name| before.ends_with(name))
            || rejections.iter().any(|start| text.starts_with(start));
        if is_words(&text) && !message {
            shown.push(text);
        }
    }
    assert!(shown.is_empty(), "not in texts/: {shown:#?}");
    Ok(())
}

#[test]
fn words_are_told_from_what_looks_like_them() {
    let code = |line: &str| readable("view/x.rs", line);
    for line in [
        r#"html! { <p>{ "Hello" }</p> }"#,
        r#"<button aria-label="Close" title={x}>"#,
        r#"let told = "No calls yet.";"#,
        r#"format!("{n} calls are missing")"#,
        r#"<p class="a b" title="Copy">"#,
    ] {
        assert_eq!(code(line).len(), 1, "{line}");
    }
    for line in [
        r#"<p class="button small" rel="noopener noreferrer">{ T::Call.say() }</p>"#,
        "// \"Not a word of this\"",
        r#"icon("pencil", "M11 1.5 14.5 5 5.5 14H2v-3.5ZM3.5 11v1.5H5l7-7L10.5 4Z")"#,
        r#"if c == '"' { "x" }"#,
        r#"[" ", &words].concat()"#,
    ] {
        assert!(
            code(line).iter().all(|found| found.ends_with("\"x\"")),
            "{line}: {:?}",
            code(line)
        );
    }
}
