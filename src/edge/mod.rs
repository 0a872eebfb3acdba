//! The browser: sockets, timers, the network's state, credentials. It decides nothing about calls or frames.

pub(crate) mod archive;
pub(crate) mod badge;
pub(crate) mod channel;
pub(crate) mod clipboard;
pub(crate) mod clock;
pub(crate) mod credentials;
pub(crate) mod device;
pub(crate) mod dynamic;
pub(crate) mod json;
pub(crate) mod listen;
pub(crate) mod locks;
pub(crate) mod notify;
pub(crate) mod save;
pub(crate) mod socket;
pub(crate) mod sound;
pub(crate) mod windows;
