//! What codes, states and errors mean, in words.

pub use super::{
    endings::{call_state, completion_code, failure, outcome, result_code},
    failures::{dial_error, notice},
    later::{count, logout_error, save_error},
};

use super::{T, fill};
use cti_core::{Call, Outcome, Phase, Reason, Status};
use cti_protocol::Direction;

/// Where a call stands, or how it ended, as far as that takes no more than a word: what a row says that is no card yet.
pub fn call_word(call: &Call) -> T {
    match (call.phase, call.direction) {
        (Phase::Ringing, Some(Direction::Outgoing)) => T::Ringing,
        (Phase::Ringing, _) => T::Incoming,
        (Phase::Dialing, _) => T::Outgoing,
        (Phase::Connected, Some(Direction::Incoming)) => T::OnCallIncoming,
        (Phase::Connected, Some(Direction::Outgoing)) => T::OnCallOutgoing,
        (Phase::Connected, None) => T::OnCall,
        (Phase::Ended, _) => outcome_word(call),
    }
}

pub(super) fn outcome_word(call: &Call) -> T {
    match &call.outcome {
        Some(Outcome::Completed) => T::Completed,
        Some(Outcome::Failed) => T::Failed,
        Some(Outcome::Missed) => T::Missed,
        Some(Outcome::AnsweredElsewhere(_)) => T::MissedOther,
        Some(Outcome::Cancelled) => T::Cancelled,
        Some(Outcome::Unknown) | None => T::OutcomeUnknown,
    }
}

/// A status by its name.
pub fn status(status: &Status) -> &str {
    match status {
        Status::Ready => T::Ready.say(),
        Status::Online => T::Online.say(),
        Status::InService => T::InService.say(),
        Status::AfterService => T::AfterService.say(),
        Status::Timeout => T::Timeout.say(),
        Status::Dnd => T::Dnd.say(),
        Status::Banned => T::Banned.say(),
        Status::Offline => T::LoggedOut.say(),
        Status::Other(name) => name,
        Status::Unknown => T::StatusUnknown.say(),
    }
}

/// Why there is no connection.
pub fn reason(reason: Option<&Reason>) -> String {
    let text = match reason {
        None | Some(Reason::NotRunning) => T::LostUnknown,
        Some(Reason::Offline) => T::LostOffline,
        Some(Reason::Closed(code)) => return fill(T::LostClosed, &[("code", &code.to_string())]),
        Some(Reason::Handshake) => T::LostHandshake,
        Some(Reason::HandshakeRepeated) => T::LostHandshakeRepeated,
        Some(Reason::TimedOut) => T::LostTimedOut,
        Some(Reason::Refused(code)) => return fill(T::LostRefused, &[("code", &code.to_string())]),
        // The words that come with it are for developers.
        Some(Reason::Credentials(_)) => T::LostCredentials,
        Some(Reason::Config(words)) => return fill(T::LostConfig, &[("words", words)]),
        Some(Reason::Disconnected) => T::LostDisconnected,
        Some(Reason::Slept) => T::LostSlept,
        Some(Reason::Silent) => T::LostSilent,
        Some(Reason::Flood) => T::LostFlood,
    };
    text.say().into()
}
