//! How calls ended, in words, and what codes mean.

use super::{
    T, fill,
    words::{call_word, outcome_word},
};
use cti_core::{Call, Outcome, Phase};
use cti_protocol::Direction;

/// What a SIP-like result code means.
pub fn result_code(code: i64) -> Option<T> {
    Some(match code {
        0 => T::NoCall,
        1 => T::Voicemail,
        2 => T::DroppedByCallee,
        3 => T::ScenarioEnded,
        4 => T::StoppedCall,
        200 => T::Answered,
        402 => T::NoFunds,
        403 => T::Forbidden,
        404 => T::WrongNumber,
        408 => T::NoAnswer,
        480 => T::Unavailable,
        486 => T::Busy,
        487 => T::CancelledCode,
        500 => T::NotAnswered,
        603 => T::Declined,
        _ => return None,
    })
}

/// What a completion code means, in whatever case and with whatever marks between its words.
pub fn completion_code(code: &str) -> Option<T> {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    Some(match plain.as_str() {
        "callanswered" => T::Answered,
        "othererror" => T::OtherError,
        "temporaryunavailable" => T::Unavailable,
        "requestterminated" => T::Terminated,
        "amd" => T::Machine,
        "invalidnumber" => T::WrongNumber,
        "callbusy" => T::Busy,
        "noanswer" => T::NoAnswer,
        "insufficientfunds" => T::NoFunds,
        "callwasrejected" => T::Declined,
        "restrictedbydnc" => T::DoNotCall,
        "abandoned" => T::Abandoned,
        "lostbyagent" => T::LostByAgent,
        "missedbyscenario" => T::MissedByScenario,
        "noagents" => T::NoAgents,
        "systemerror" => T::SystemError,
        "callprohibited" => T::Prohibited,
        _ => return None,
    })
}

fn with_code(words: &str, code: &str) -> String {
    fill(T::WithCode, &[("words", words), ("code", code)])
}

/// Why a call failed, with the code beside the words: `busy (486)`. A code that nobody knows is shown as it is.
pub fn failure(code: Option<i64>, reason: Option<&str>) -> Option<String> {
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    let by_completion = reason.and_then(completion_code);
    match (code, reason) {
        (Some(code), reason) => {
            let number = code.to_string();
            match result_code(code).or(by_completion) {
                Some(words) => Some(with_code(words.say(), &number)),
                None => Some(match reason {
                    Some(reason) => with_code(reason, &number),
                    None => fill(T::Code, &[("code", &number)]),
                }),
            }
        }
        (None, Some(reason)) => Some(match by_completion {
            Some(words) => with_code(words.say(), reason),
            None => reason.into(),
        }),
        (None, None) => None,
    }
}

/// Where a call stands, or how it ended. `by` is the name of whoever answered in the agent's place.
pub fn call_state(call: &Call, by: Option<&str>) -> String {
    let text = match (call.phase, &call.outcome, call.direction) {
        (Phase::Ended, Some(Outcome::Completed), Some(Direction::Incoming)) => T::CompletedIncoming,
        (Phase::Ended, Some(Outcome::Completed), Some(Direction::Outgoing)) => T::CompletedOutgoing,
        (Phase::Ended, ..) => return outcome(call, by),
        _ => call_word(call),
    };
    text.say().into()
}

/// How a call ended.
pub fn outcome(call: &Call, by: Option<&str>) -> String {
    match (&call.outcome, by) {
        (Some(Outcome::Failed), _) => {
            if let Some(why) = failure(call.code, call.reason.as_deref()) {
                return fill(T::FailedWhy, &[("why", &why)]);
            }
        }
        (Some(Outcome::AnsweredElsewhere(_)), Some(name)) => return fill(T::MissedBy, &[("name", name)]),
        _ => {}
    }
    outcome_word(call).say().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn failures_have_words_and_their_code() {
        for (code, reason, expected) in [
            (Some(486), None, Some("busy (486)")),
            (Some(486), Some("Call_Busy"), Some("busy (486)")),
            (Some(599), Some("No_Agents"), Some("no agents free (599)")),
            (Some(599), Some("gateway is down"), Some("gateway is down (599)")),
            (Some(599), None, Some("code 599")),
            (
                None,
                Some("restricted-by-dnc"),
                Some("on the do-not-call list (restricted-by-dnc)"),
            ),
            (None, Some("gateway is down"), Some("gateway is down")),
            (None, Some("  "), None),
            (None, None, None),
        ] {
            assert_eq!(failure(code, reason).as_deref(), expected);
        }
    }

    #[wasm_bindgen_test]
    fn every_documented_code_has_words() {
        for code in [0, 1, 2, 3, 4, 200, 402, 403, 404, 408, 480, 486, 487, 500, 603] {
            assert!(result_code(code).is_some(), "{code}");
        }
        for code in "Call_Answered Other_Error Temporary_Unavailable Request_Terminated AMD Invalid_Number Call_Busy \
                     No_Answer Insufficient_Funds Call_Was_Rejected Restricted_By_DNC Abandoned Lost_By_Agent \
                     Missed_By_Scenario No_Agents System_Error Call_Prohibited"
            .split(' ')
        {
            assert!(completion_code(code).is_some(), "{code}");
        }
    }
}
