use super::{bits::Needle, history_row::how};
use cti_core::{Call, Matcher};

/// What is looked for in the history: names, queues and notes, numbers however they are written, and how calls went, in
/// the words that are shown.
pub fn history_matcher(typed: &str) -> Matcher {
    let needle = Needle::new(typed);
    Box::new(move |call: &Call| {
        needle.in_number(call.number.as_deref())
            || [call.name.as_deref(), call.queue.as_deref(), call.note.as_deref()]
                .into_iter()
                .any(|words| words.is_some_and(|words| needle.in_words(Some(words))))
            || needle.in_words(Some(&how(call, None)))
    })
}
