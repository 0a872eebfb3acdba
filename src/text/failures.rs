//! Why something was not done, and what notices say: said only by what comes late, like [`super::later`].

use super::{T, fill};
use cti_core::{ArchiveNews, AskKind, IntentError, NoticeKind, Trouble};

/// Why a number was not dialled.
pub fn dial_error(error: &IntentError) -> String {
    let text = match error {
        IntentError::NotConnected => T::NotLive,
        IntentError::InvalidNumber => T::InvalidNumber,
        IntentError::Duplicate => T::Duplicate,
        IntentError::Timeout => T::DialTimedOut,
        IntentError::Refused(words) => return fill(T::DialRefused, &[("words", words)]),
        IntentError::Denied(reason) if !reason.is_empty() => {
            return fill(T::DialDenied, &[("words", reason)]);
        }
        other => return error_words(other),
    };
    text.say().into()
}

/// Why anything else was not done.
pub(super) fn error_words(error: &IntentError) -> String {
    let text = match error {
        IntentError::NotConnected => T::NotLiveShort,
        IntentError::InvalidNumber => T::InvalidNumber,
        IntentError::Duplicate => T::Duplicate,
        IntentError::Timeout => T::NoticeTimeout,
        IntentError::Refused(words) => return fill(T::NoticeRefused, &[("words", words)]),
        IntentError::NoUser => T::NoUser,
        IntentError::UnknownCall => T::UnknownCall,
        IntentError::Destroyed => T::Destroyed,
        IntentError::Denied(_) => T::DialUnsure,
    };
    text.say().into()
}

fn archive(news: ArchiveNews) -> String {
    let why = match news {
        ArchiveNews::Erased => return T::Erased.say().into(),
        ArchiveNews::NotErased => return T::NotErased.say().into(),
        ArchiveNews::Trouble(Trouble::Denied) => T::StorageDenied,
        ArchiveNews::Trouble(Trouble::Full) => T::StorageFull,
        ArchiveNews::Trouble(Trouble::Newer) => T::StorageNewer,
        ArchiveNews::Trouble(Trouble::Broken) => T::StorageBroken,
    };
    [why.say(), " ", T::MemoryOnly.say()].concat()
}

/// What a notice says.
pub fn notice(about: &NoticeKind) -> String {
    match about {
        NoticeKind::RoomError(words) => fill(T::RoomError, &[("words", words)]),
        NoticeKind::Archive(news) => archive(*news),
        NoticeKind::Failed { ask, error } => {
            let what = match ask {
                AskKind::MakeCall => T::NoticeCall,
                AskKind::SetVariables => T::NoticeVariables,
                AskKind::Logout => T::NoticeLogout,
            };
            // "Was not dialled" would be more than is known after a time-out.
            let mut words = String::new();
            if !matches!(error, IntentError::Timeout | IntentError::Denied(_)) {
                words.push_str(what.say());
                words.push(' ');
            }
            words.push_str(&match (ask, error) {
                (AskKind::MakeCall, IntentError::Timeout | IntentError::Denied(_)) => dial_error(error),
                (AskKind::Logout, IntentError::Timeout) => T::LogOutTimedOut.say().into(),
                (AskKind::Logout, IntentError::NoUser) => T::NoticeNoUser.say().into(),
                _ => error_words(error),
            });
            words
        }
    }
}
