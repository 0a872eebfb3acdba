//! How words are put together: `call_id`, `callId`, `CallId`, `call-id`, `CALL_ID` are one word to a reader.

/// How a word of several parts is spelled: the names of messages, and the keys of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NameCase {
    /// `incoming_call`
    #[default]
    Snake,
    /// `incomingCall`
    Camel,
    /// `IncomingCall`
    Pascal,
    /// `incoming-call`
    Kebab,
    /// `INCOMING_CALL`
    Upper,
}

impl NameCase {
    /// The names by which a dialect file calls the spellings.
    pub(crate) const NAMES: [(&str, Self); 5] = [
        ("snake", Self::Snake),
        ("camel", Self::Camel),
        ("pascal", Self::Pascal),
        ("kebab", Self::Kebab),
        ("upper", Self::Upper),
    ];

    /// The spelling of a word, or `None` where a word of one part leaves it open.
    pub(crate) fn of(word: &str) -> Option<Self> {
        let upper = word.contains(|c: char| c.is_ascii_uppercase());
        let lower = word.contains(|c: char| c.is_ascii_lowercase());
        let capital = word.starts_with(|c: char| c.is_ascii_uppercase());
        if upper && !lower {
            Some(Self::Upper)
        } else if word.contains('_') {
            Some(Self::Snake)
        } else if word.contains('-') {
            Some(Self::Kebab)
        } else if upper {
            Some(if capital { Self::Pascal } else { Self::Camel })
        } else {
            None
        }
    }

    /// Spells a word that is given as `snake_case`.
    pub(crate) fn spell(self, snake: &str) -> String {
        match self {
            Self::Snake => snake.to_owned(),
            Self::Kebab => snake.replace('_', "-"),
            Self::Upper => snake.to_ascii_uppercase(),
            Self::Camel | Self::Pascal => {
                let mut capital = self == Self::Pascal;
                let mut word = String::with_capacity(snake.len());
                for c in snake.chars() {
                    if c == '_' {
                        capital = true;
                    } else {
                        word.push(if capital { c.to_ascii_uppercase() } else { c });
                        capital = false;
                    }
                }
                word
            }
        }
    }
}

/// Whether two words are the same but for case, `-` and `_`.
pub(crate) fn same(a: &str, b: &str) -> bool {
    letters(a).eq(letters(b))
}

/// Whether a word is one of several.
pub(crate) fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| same(known, word))
}

fn letters(word: &str) -> impl Iterator<Item = u8> {
    word.bytes()
        .filter(|byte| !matches!(byte, b'-' | b'_'))
        .map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_recognised_and_read_as_the_same_word() {
        for (_, case) in NameCase::NAMES {
            let word = case.spell("call_session_id");
            assert_eq!(NameCase::of(&word), Some(case), "{word}");
            assert!(same(&word, "call_session_id"), "{word}");
        }
        assert_eq!(NameCase::of("connected"), None);
        assert_eq!(NameCase::of("CONNECTED"), Some(NameCase::Upper));
        assert_eq!(NameCase::of("Sender_id"), Some(NameCase::Snake));
        assert!(!same("call_id", "call_ids"));
    }
}
