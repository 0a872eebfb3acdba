//! What is asked of a database of texts, and what it answers. Which database that is, only the outside knows.

use cti_protocol::Pii;

/// Where texts are kept, each under a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// Ended calls.
    Calls,
    /// When the room was not heard.
    Gaps,
    /// What the agent noted about calls.
    Notes,
    /// Calls on the desk: those with a note that have not ended, and those with variables that were typed but not sent.
    Drafts,
    /// When the room was last heard.
    Marks,
    /// What the page's call log is to be told of calls that ended, and which of them it has confirmed.
    Ended,
}

impl Shelf {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Calls,
        Self::Gaps,
        Self::Notes,
        Self::Drafts,
        Self::Marks,
        Self::Ended,
    ];

    /// The name under which the database knows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Gaps => "gaps",
            Self::Notes => "notes",
            Self::Drafts => "drafts",
            Self::Marks => "marks",
            Self::Ended => "ended",
        }
    }
}

/// Keys from one to another, both included, in the order of their UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first key.
    pub from: String,
    /// The last key.
    pub to: String,
}

/// Something to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Keep a text under a key, in the place of what is there.
    Put {
        /// Where.
        shelf: Shelf,
        /// Under which key.
        key: String,
        /// What.
        text: Pii,
    },
    /// Delete a span.
    Delete {
        /// Where.
        shelf: Shelf,
        /// What.
        span: Span,
    },
    /// Delete all of a span but the first so many.
    Keep {
        /// Where.
        shelf: Shelf,
        /// Of what.
        span: Span,
        /// How many stay.
        first: u32,
    },
}

/// Texts to read, in the order of their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Where.
    pub shelf: Shelf,
    /// Which.
    pub span: Span,
    /// At most so many.
    pub limit: u32,
}

/// Changes, and then readings: all of them or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// To be given back with the answer.
    pub number: u64,
    /// What to change first.
    pub changes: Vec<Change>,
    /// What to read after that.
    pub reads: Vec<Read>,
}

/// What became of a [`Job`]: the texts of each of its readings.
pub type Answer = Result<Vec<Vec<Pii>>, Trouble>;

/// Why a job was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no storage, or this page may not use it.
    Denied,
    /// No room is left.
    Full,
    /// The database was made by a newer version.
    Newer,
    /// Anything else: damaged, blocked, aborted.
    Broken,
}

/// Ends what can be longer: no key has this letter.
const LAST: char = '\u{ffff}';
/// No time of ours has more digits, and newer times come first.
const TIMES: i64 = 99_999_999_999_999;

/// Everything whose key begins so.
pub(crate) fn all(prefix: &str) -> Span {
    let mut to = prefix.to_owned();
    to.push(LAST);
    Span {
        from: prefix.to_owned(),
        to,
    }
}

/// Everything whose key begins so, from the one after this key on.
pub(crate) fn after(prefix: &str, key: &str) -> Span {
    let mut span = all(prefix);
    key.clone_into(&mut span.from);
    span.from.push('\0');
    span
}

/// Everything whose key begins so and whose time is before this one, in milliseconds since 1970.
pub(crate) fn before(prefix: &str, time: i64) -> Span {
    let mut span = all(prefix);
    span.from = dated(prefix, time, "");
    span.from.push(LAST);
    span
}

/// One key alone.
pub(crate) fn only(key: &str) -> Span {
    Span {
        from: key.to_owned(),
        to: key.to_owned(),
    }
}

/// A key by which newer times come first.
pub(crate) fn dated(prefix: &str, time: i64, id: &str) -> String {
    let digits = (TIMES - time.clamp(0, TIMES)).to_string();
    let mut key = String::from(prefix);
    for _ in digits.len()..14 {
        key.push('0');
    }
    key.push_str(&digits);
    key.push('\n');
    key.push_str(id);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_comes_first_and_spans_hold_their_own() {
        let keys: Vec<_> = [1_700_000_000_000, 1_600_000_000_000, 5, -7]
            .iter()
            .map(|time| dated("a\n", *time, "c"))
            .collect();
        assert!(keys.is_sorted());
        let holds = |span: &Span, key: &str| *span.from <= *key && *key <= *span.to;
        let foreign = dated("b\n", 5, "c");
        assert!(keys.iter().all(|key| holds(&all("a\n"), key)) && !holds(&all("a\n"), &foreign));
        let rest = after("a\n", &keys[1]);
        assert!(!holds(&rest, &keys[1]) && holds(&rest, &keys[2]) && !holds(&rest, &foreign));
        let old = before("a\n", 1_600_000_000_000);
        assert!(!holds(&old, &keys[1]) && holds(&old, &keys[2]) && !holds(&old, &foreign));
    }
}
