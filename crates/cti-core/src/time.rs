//! Time is input: the core is told it and never asks.

/// The two clocks of a browser at one moment.
///
/// Deadlines are kept on `mono`, which never goes back; what people read is kept on `wall`, which may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds on a clock that only goes forward; its zero means nothing.
    pub mono: u64,
    /// Milliseconds since 1970, UTC.
    pub wall: i64,
}

/// A span in milliseconds.
pub type Millis = u64;

/// One second.
pub const SECOND: Millis = 1_000;
/// One minute.
pub const MINUTE: Millis = 60 * SECOND;
