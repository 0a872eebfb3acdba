//! The last things that happened, with numbers, so that a reader can ask for what came after the last it saw.

use serde::Serialize;
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

/// How many entries are kept.
const KEPT: usize = 5_000;

/// A numbered entry.
#[derive(Clone, Debug, Serialize)]
pub struct Entry<T> {
    /// Its number, from 1.
    pub n: u64,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// What.
    #[serde(flatten)]
    pub item: T,
}

/// A bounded log.
#[derive(Debug)]
pub struct Log<T> {
    entries: Mutex<VecDeque<Entry<T>>>,
    last: watch::Sender<u64>,
}

impl<T> Default for Log<T> {
    fn default() -> Self {
        Self {
            entries: Mutex::default(),
            last: watch::Sender::new(0),
        }
    }
}

impl<T: Clone> Log<T> {
    /// Adds an entry.
    pub fn push(&self, at: i64, item: T) {
        let mut entries = self.entries();
        let n = *self.last.borrow() + 1;
        if entries.len() == KEPT {
            entries.pop_front();
        }
        entries.push_back(Entry { n, at, item });
        // Still under the lock, or two entries could get the same number.
        self.last.send_replace(n);
    }

    /// The entries after a number that are still known.
    pub fn after(&self, n: u64) -> Vec<Entry<T>> {
        self.entries()
            .iter()
            .filter(|entry| entry.n > n)
            .cloned()
            .collect()
    }

    /// Waits until there is an entry after that number, but no longer than the limit.
    pub async fn wait_after(&self, n: u64, limit: Duration) -> Vec<Entry<T>> {
        let mut last = self.last.subscribe();
        // Too late is no error: then there is none.
        _ = tokio::time::timeout(limit, last.wait_for(|last| *last > n)).await;
        self.after(n)
    }

    /// The number of the last entry, 0 if there is none.
    pub fn last(&self) -> u64 {
        *self.last.borrow()
    }

    fn entries(&self) -> MutexGuard<'_, VecDeque<Entry<T>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[tokio::test(start_paused = true)]
    async fn readers_get_what_is_new_and_wait_for_it() {
        let log = Arc::new(Log::default());
        (1..=6_000).for_each(|n| log.push(n, n));
        assert_eq!(
            log.after(5_998)
                .iter()
                .map(|entry| entry.item)
                .collect::<Vec<_>>(),
            [5_999, 6_000]
        );
        assert_eq!((log.after(0).len(), log.last()), (KEPT, 6_000));
        assert!(log.wait_after(6_000, Duration::from_secs(5)).await.is_empty());
        let waiting = tokio::spawn({
            let log = Arc::clone(&log);
            async move { log.wait_after(6_000, Duration::from_secs(5)).await.len() }
        });
        tokio::task::yield_now().await;
        log.push(1, 1);
        assert_eq!(waiting.await.unwrap(), 1);
    }
}
