//! Searching everything that is kept, a piece at a time.

use super::PAGE;
use crate::snapshot::Call;
use std::rc::Rc;

/// Whether a call is one that is looked for.
pub type Matcher = Box<dyn Fn(&Call) -> bool>;

pub(super) struct Search {
    /// Makes a matcher of what was typed; matches nothing until the outside has set it.
    pub(super) make: fn(&str) -> Matcher,
    pub(super) words: String,
    pub(super) matches: Option<Matcher>,
    /// Counts searches, so that what comes for an earlier one is not taken for this one.
    pub(super) number: u64,
    /// Found in what was not loaded.
    pub(super) scanned: Vec<Rc<Call>>,
    /// The key after which the search goes on; `None` when it has seen everything.
    pub(super) at: Option<String>,
    /// How many are wanted for now.
    pub(super) wanted: usize,
    /// What was found, kept for as long as nothing changes.
    pub(super) found: Option<Rc<Vec<Rc<Call>>>>,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            make: |_| Box::new(|_| false),
            words: String::new(),
            matches: None,
            number: 0,
            scanned: Vec::new(),
            at: None,
            wanted: 0,
            found: None,
        }
    }
}

impl Search {
    /// Begins anew, after this key of what is loaded. `false` if it is the search that goes on already.
    pub(super) fn begin(&mut self, words: &str, at: Option<String>) -> bool {
        let words = words.trim();
        if words == self.words {
            return false;
        }
        words.clone_into(&mut self.words);
        self.matches = (!words.is_empty()).then(|| (self.make)(words));
        self.number += 1;
        self.scanned.clear();
        self.at = at.filter(|_| self.matches.is_some());
        self.wanted = PAGE;
        self.found = None;
        true
    }

    /// What was found in these and in what was read.
    pub(super) fn found(&mut self, rows: &[Rc<Call>]) -> Option<Rc<Vec<Rc<Call>>>> {
        let matches = self.matches.as_ref()?;
        if self.found.is_none() {
            let mut found: Vec<_> = rows.iter().filter(|call| matches(call)).cloned().collect();
            found.extend(self.scanned.iter().cloned());
            self.found = Some(Rc::new(found));
        }
        self.found.clone()
    }
}
