//! The inspector without a browser: the last frames, how they were read, and what is shown of them. For whoever wants to
//! know what a server really sends; see `docs/inspector.md`.

mod capture;
mod filter;
mod mask;
mod pretty;
mod reading;
mod recorder;
mod replay;
mod secrets;

pub use capture::{CAPTURE_BYTES, CaptureFault, read_capture, write_capture};
pub use filter::{Filter, Only};
pub use mask::{mask, mask_number, mask_why};
pub use pretty::pretty;
pub use reading::{FieldRead, Gist, Said, read};
pub use recorder::{Recorder, Shot};
pub use replay::{Stage, replay};
