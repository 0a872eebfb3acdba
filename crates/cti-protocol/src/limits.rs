//! How much of a frame is read at most.

/// Bounds that hold while a frame is read. What is over a bound is reported as a [`crate::FrameProblem`], never read
/// half. One JSON object with 100,000 members is enough to hang a page for seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one frame.
    pub bytes: usize,
    /// How deep arrays and objects may be nested, 126 at most.
    pub depth: usize,
    /// JSON values in one frame, payloads that are JSON in a string included.
    pub values: usize,
    /// Messages in one batch.
    pub messages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 1 << 20,
            depth: 32,
            values: 20_000,
            messages: 1_000,
        }
    }
}
