//! What a fuzzer feeds to the softphone, and what has to hold whatever that is.
//!
//! The targets are plain functions of bytes: the engine of cargo-fuzz calls them, `tests/smoke.rs` calls them with inputs
//! of its own making, and `cargo run -p cti-fuzz` repeats a single one. What has to hold is in `watched.rs`.

mod bytes;
mod frames;
mod json;
mod life;
mod mutate;
mod seeds;
mod watched;

pub use mutate::Mutator;
pub use seeds::{Golden, seeds};

/// What can be fuzzed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Bytes as frames of a room that was joined: from the frame's text through the decoder to the model. The first byte
    /// chooses the dialect of the greeting, or that it is among the frames, and 0xFF, which stands in no text, ends a frame.
    Frames,
    /// Bytes as everything that happens to a softphone: frames, times, closes, networks that come and go, and what
    /// agents want. See `life.rs` for what each byte means.
    Life,
    /// Bytes as JSON, for our reader and writer and for those of serde_json, which must agree.
    Json,
}

impl Target {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Frames, Self::Life, Self::Json];

    /// Its name, which is also that of its program.
    pub fn name(self) -> &'static str {
        match self {
            Self::Frames => "frames",
            Self::Life => "life",
            Self::Json => "json",
        }
    }

    /// The target of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.name() == name)
    }

    /// Feeds one input.
    ///
    /// # Panics
    /// When something does not hold that has to. That is a find.
    pub fn run(self, data: &[u8]) {
        match self {
            Self::Frames => frames::run(data),
            Self::Life => life::run(data),
            Self::Json => json::run(data),
        }
    }

    /// Feeds one input, and prints everything that happens.
    ///
    /// # Panics
    /// Like [`Target::run`].
    pub fn tell(self, data: &[u8]) {
        watched::TELL.store(true, std::sync::atomic::Ordering::Relaxed);
        self.run(data);
    }
}
