//! What one tab does for all, at most once: a notification, a page that opens. The first to claim it in the log does it.

use std::collections::VecDeque;

/// Claims that are remembered.
const KEPT: usize = 500;
/// Bytes of a claim: it names a call and what is done about it.
const LONGEST: usize = 1_000;

/// Part of the state.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Claims(pub(super) VecDeque<String>);

impl Claims {
    /// Claims something. Whether nobody had.
    pub(super) fn take(&mut self, key: &str) -> bool {
        if key.len() > LONGEST || self.0.iter().any(|known| known == key) {
            return false;
        }
        if self.0.len() >= KEPT {
            self.0.pop_front();
        }
        self.0.push_back(key.to_owned());
        true
    }
}
