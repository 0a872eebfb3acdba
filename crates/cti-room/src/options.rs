//! What can be set about a room.

use crate::{Account, Observer};
use cti_protocol::{Dialect, Limits, Secret};
use std::{collections::HashSet, fmt, sync::Arc, time::Duration};

/// Everything that can be set. [`Options::new`] has the values of a server for daily use.
#[derive(Clone)]
pub struct Options {
    /// The accounts; each has a room of its own.
    pub accounts: Vec<Account>,
    /// How the server writes its own messages. Reading takes every known shape, whatever this is.
    pub dialect: Dialect,
    /// Whether a client gets its own messages back. The document does not say; most relays do not.
    pub echo: bool,
    /// Bytes of one frame. A longer one closes its sender with 1009.
    pub frame_limit: usize,
    /// Messages that may wait for one client. A client with more than that is closed with 1013.
    pub queue_messages: usize,
    /// Bytes that may wait for one client; likewise.
    pub queue_bytes: usize,
    /// How often each client is pinged.
    pub ping_every: Duration,
    /// A client of which nothing was heard for this long, not even a pong, is taken for gone and dropped.
    pub silence_limit: Duration,
    /// How long a client may take to say goodbye before its socket is dropped.
    pub goodbye_limit: Duration,
    /// Who shows this key in the handshake (header [`Options::HOUSE_HEADER`]) is of the house: one of the host's own
    /// clients. They hear guests only. A host that simulates thousands of phones would otherwise pay for millions of
    /// deliveries that no phone reads.
    pub house_key: Option<Secret>,
    /// Told of who comes and goes and of what is said.
    pub observer: Option<Arc<dyn Observer>>,
}

impl Options {
    /// The header that carries [`Options::house_key`].
    pub const HOUSE_HEADER: &'static str = "x-cti-house";

    /// The usual values, for these accounts.
    pub fn new(accounts: Vec<Account>) -> Self {
        Self {
            accounts,
            dialect: Dialect::default(),
            echo: false,
            frame_limit: 1 << 20,
            queue_messages: 4096,
            queue_bytes: 16 << 20,
            ping_every: Duration::from_secs(20),
            silence_limit: Duration::from_secs(60),
            goodbye_limit: Duration::from_secs(3),
            house_key: None,
            observer: None,
        }
    }

    /// How much of a frame is read at most.
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            bytes: self.frame_limit,
            ..Limits::default()
        }
    }

    pub(crate) fn check(&self) -> Result<(), OptionsError> {
        if self.accounts.is_empty() {
            return Err(OptionsError::NoAccount);
        }
        let mut paths = HashSet::new();
        for account in &self.accounts {
            if account.domain.is_empty() || account.token_id.is_empty() || account.token.expose().is_empty() {
                return Err(OptionsError::Incomplete);
            }
            if !paths.insert(account.path()) {
                return Err(OptionsError::Twice {
                    domain: account.domain.clone(),
                });
            }
        }
        if self.frame_limit == 0
            || self.queue_messages == 0
            || self.queue_bytes == 0
            || self.ping_every.is_zero()
        {
            return Err(OptionsError::Zero);
        }
        Ok(())
    }
}

/// Options that make no server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionsError {
    /// There is no account, so nobody could ever enter.
    NoAccount,
    /// A domain, a token id or a token is empty.
    Incomplete,
    /// Two accounts have the same domain and token id.
    Twice {
        /// The domain of both.
        domain: String,
    },
    /// A limit or the time between pings is zero.
    Zero,
}

impl fmt::Display for OptionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAccount => f.write_str("a server needs at least one account"),
            Self::Incomplete => f.write_str("an account needs a domain, a token id and a token"),
            Self::Twice { domain } => write!(f, "the account {domain} is there twice with the same token id"),
            Self::Zero => {
                f.write_str("the limits of frames and queues and the time between pings must be above zero")
            }
        }
    }
}

impl std::error::Error for OptionsError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(accounts: &[(&str, &str, &str)], expected: &Result<(), OptionsError>) {
        let accounts = accounts
            .iter()
            .map(|(d, i, t)| Account::new(*d, *i, *t))
            .collect();
        assert_eq!(Options::new(accounts).check(), *expected);
    }

    #[test]
    fn accounts_are_checked() {
        check(&[("acme", "1", "t")], &Ok(()));
        check(
            &[("acme", "1", "t"), ("acme", "2", "t"), ("umbrella", "1", "t")],
            &Ok(()),
        );
        check(&[], &Err(OptionsError::NoAccount));
        check(&[("acme", "1", "")], &Err(OptionsError::Incomplete));
        check(
            &[("acme", "1", "t"), ("acme", "1", "u")],
            &Err(OptionsError::Twice {
                domain: "acme".into(),
            }),
        );
    }
}
