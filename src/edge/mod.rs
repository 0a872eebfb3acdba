//! The browser: sockets, timers, the network's state, credentials. It decides nothing about calls or frames.

pub(crate) mod archive;
pub(crate) mod clock;
pub(crate) mod credentials;
pub(crate) mod json;
pub(crate) mod listen;
pub(crate) mod socket;
