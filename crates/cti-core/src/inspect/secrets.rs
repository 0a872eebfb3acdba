//! What is never shown, whoever looks: tokens, and the sender id that stands in for one.

use super::mask::HIDDEN;

/// What stands in the name of a secret.
const WORDS: [&str; 7] = [
    "token",
    "secret",
    "passw",
    "authoriz",
    "apikey",
    "signature",
    "sender",
];
/// Hexadecimal digits of the hash that stands for the token's id in an endpoint's path.
const HASH: usize = 32;

/// Whether what stands under this key is a secret.
pub(super) fn is_secret(key: &str) -> bool {
    let word: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    WORDS.iter().any(|secret| word.contains(secret))
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// A text without what looks like a secret: what is given for a name of one (`token=…`, `"token": "…"`), and hashes.
pub(super) fn without_secrets(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if !is_of_name(first) {
            shown.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if shown.ends_with('/') {
            push_path(word, &mut shown);
        } else {
            shown.push_str(word);
        }
        rest = after;
        if is_secret(word)
            && let Some(value) = value_at(after)
        {
            let (between, value) = after.split_at(value);
            let end = value.find(ends_value).unwrap_or(value.len());
            shown.push_str(between);
            if end > 0 {
                shown.push_str(HIDDEN);
            }
            rest = &value[end..];
        }
    }
    shown
}

/// Where the value of a name begins, if one is given: after `=`, `:` or `%3D`, and quotes.
fn value_at(after: &str) -> Option<usize> {
    let quote = |c: char| matches!(c, '"' | '\'' | '\\') || c.is_whitespace();
    let given = after.trim_start_matches(quote);
    let value = ["=", ":", "%3D", "%3d"]
        .iter()
        .find_map(|sign| given.strip_prefix(sign))?;
    let value = value.trim_start_matches(quote);
    // `Authorization: Bearer …`
    let value = ["Bearer ", "Basic "]
        .iter()
        .find_map(|kind| value.strip_prefix(kind))
        .unwrap_or(value);
    Some(after.len() - value.len())
}

fn ends_value(c: char) -> bool {
    matches!(c, '"' | '\'' | '\\' | '&' | ',' | ';' | '}' | ']' | '<' | '>') || c.is_whitespace()
}

/// A part of an address's path, with what may be a hash in it hidden.
fn push_path(word: &str, shown: &mut String) {
    for piece in word.split_inclusive(['-', '_']) {
        let digits = piece.trim_end_matches(['-', '_']);
        if digits.len() == HASH && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            shown.push_str(HIDDEN);
            shown.push_str(&piece[HASH..]);
        } else {
            shown.push_str(piece);
        }
    }
}
