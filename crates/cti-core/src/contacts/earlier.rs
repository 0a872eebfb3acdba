//! Names that earlier calls had.

use super::key;
use crate::snapshot::Call;
use cti_protocol::Pii;
use std::rc::Rc;

/// The newest name that calls of each number had.
#[derive(Debug, Default)]
pub struct Earlier(Vec<(String, Pii)>);

impl Earlier {
    /// What these calls say, newest first.
    pub fn of(calls: &[Rc<Call>]) -> Self {
        let named = calls.iter().filter_map(|call| {
            let name = call.name.as_ref().filter(|name| !name.trim().is_empty())?;
            Some((key(call.number.as_deref()?)?, name.clone()))
        });
        let mut names: Vec<_> = named.collect();
        // Keeps the order of those with the same number.
        names.sort_by(|(a, _), (b, _)| a.cmp(b));
        names.dedup_by(|(a, _), (b, _)| a == b);
        Self(names)
    }

    /// The name for a number.
    pub fn name(&self, number: &str) -> Option<&Pii> {
        let key = key(number)?;
        let at = self.0.binary_search_by(|(known, _)| known.cmp(&key)).ok()?;
        Some(&self.0[at].1)
    }
}
