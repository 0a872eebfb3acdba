//! Looking on.

use crate::{Client, Refusal};

/// Told of what happens in the rooms, while it happens and in its order. It is called between two messages of a client,
/// so it must be quick and must never wait.
pub trait Observer: Send + Sync + 'static {
    /// A client was let in.
    fn joined(&self, client: &Client) {
        _ = client;
    }

    /// A client is gone, for whatever reason.
    fn left(&self, client: &Client) {
        _ = client;
    }

    /// A client said something.
    fn heard(&self, heard: &Heard<'_>) {
        _ = heard;
    }
}

/// What a client sent.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// Who sent it.
    pub client: &'a Client,
    /// The frame as it came.
    pub text: &'a str,
    /// Why it was not relayed, if it was not.
    pub refusal: Option<&'a Refusal>,
}
