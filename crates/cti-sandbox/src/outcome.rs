//! How calls end, and the numbers that end as a test wants it.

use cti_protocol::{CallResult, Pii};

/// A result of a call. The codes are those of `docs/protocol.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// `result_code`.
    pub code: i64,
    /// `completion_code`.
    pub completion: String,
    /// A few words, for those results that the codes do not tell apart.
    pub reason: Option<String>,
}

/// Code, completion code, words.
type Row = (i64, &'static str, Option<&'static str>);

/// Talked, and hung up.
pub const ANSWERED: Row = (200, "Call_Answered", None);
/// Nobody picked up.
pub const NO_ANSWER: Row = (408, "No_Answer", None);
/// The caller hung up before anybody picked up.
pub const ABANDONED: Row = (487, "Abandoned", Some("The caller hung up"));
/// A colleague picked up.
pub const ANSWERED_ELSEWHERE: Row = (487, "Request_Terminated", Some("Answered elsewhere"));
/// Whoever dialled gave up.
pub const CANCELLED: Row = (487, "Request_Terminated", Some("Cancelled"));
/// Not a number that anybody has.
pub const INVALID_NUMBER: Row = (404, "Invalid_Number", None);
/// Engaged.
pub const BUSY: Row = (486, "Call_Busy", None);
/// The phone is off.
pub const UNAVAILABLE: Row = (480, "Temporary_Unavailable", None);
/// Pressed away.
pub const DECLINED: Row = (603, "Call_Was_Rejected", None);

/// Every result code with the completion code that usually comes with it.
const CODES: &[Row] = &[
    (0, "Other_Error", None),
    (1, "AMD", Some("Voicemail")),
    (2, "Lost_By_Agent", Some("Dropped by the callee")),
    (3, "Missed_By_Scenario", None),
    (4, "Request_Terminated", Some("Stopped")),
    ANSWERED,
    (402, "Insufficient_Funds", None),
    (403, "Call_Prohibited", None),
    INVALID_NUMBER,
    NO_ANSWER,
    UNAVAILABLE,
    BUSY,
    CANCELLED,
    (500, "Other_Error", Some("Not answered")),
    DECLINED,
];

impl From<Row> for Outcome {
    fn from((code, completion, reason): Row) -> Self {
        Self {
            code,
            completion: completion.into(),
            reason: reason.map(Into::into),
        }
    }
}

impl Outcome {
    /// The usual outcome of a result code.
    pub fn of(code: i64) -> Self {
        let row = CODES.iter().find(|row| row.0 == code).copied();
        row.unwrap_or((code, "Other_Error", None)).into()
    }

    /// As the fields of a message.
    pub fn result(&self) -> CallResult {
        CallResult {
            code: Some(self.code),
            completion: Some(self.completion.clone()),
            reason: self.reason.as_deref().map(Pii::from),
        }
    }
}

/// What happens when a number is dialled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Somebody answers after a while, and hangs up after a while.
    Answered,
    /// Somebody answers and does not hang up.
    AnsweredForGood,
    /// It rings until it is told otherwise.
    RingsOn,
    /// It fails.
    Fails(Outcome),
}

/// What happens when this number is dialled. A number that ends in 0 and one of these three digits is a magic one:
/// 180 rings on, 200 is answered for good, any failure code of the table fails with it.
pub fn fate(number: &str) -> Fate {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return Fate::Fails(INVALID_NUMBER.into());
    }
    match magic(&digits) {
        Some(180) => Fate::RingsOn,
        Some(200) => Fate::AnsweredForGood,
        Some(code) => Fate::Fails(Outcome::of(code)),
        None => Fate::Answered,
    }
}

/// The magic code at the end of a number, if there is one.
pub fn magic(digits: &str) -> Option<i64> {
    let tail = digits.get(digits.len().checked_sub(4)?..)?;
    let code = tail.strip_prefix('0')?.parse().ok()?;
    (code == 180 || CODES.iter().any(|row| row.0 == code && code >= 200)).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: &str, expected: impl Into<Fate>) {
        assert_eq!(fate(number), expected.into(), "{number}");
    }

    impl From<Row> for Fate {
        fn from(row: Row) -> Self {
            Self::Fails(row.into())
        }
    }

    #[test]
    fn numbers_have_their_fates() {
        check("+44 20 7946 0123", Fate::Answered);
        check("+14155550486", BUSY);
        check("+1 (415) 555-0486", BUSY);
        check("+442079460408", NO_ANSWER);
        check("+442079460404", INVALID_NUMBER);
        check("+442079460480", UNAVAILABLE);
        check("+442079460603", DECLINED);
        check("0487", CANCELLED);
        check("+442079460402", (402, "Insufficient_Funds", None));
        check("+442079460180", Fate::RingsOn);
        check("+442079460200", Fate::AnsweredForGood);
        // Without the 0 before it, it is a number like another.
        check("+442079461486", Fate::Answered);
        check("486", Fate::Answered);
        check("+34600000001", Fate::Answered);
        check("Anna", INVALID_NUMBER);
        check("", INVALID_NUMBER);
    }

    #[test]
    fn a_code_without_a_row_is_still_a_code() {
        assert_eq!(Outcome::of(999).result().code, Some(999));
    }
}
