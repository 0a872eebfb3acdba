//! JSON texts, read and written. serde_json's own reader and writer bring tables for the last digits of floats: this is
//! a third of their size in a download.

mod float;
mod read;
mod write;

pub(crate) use float::decimal;
pub(crate) use read::{Bounds, DEEPEST, read_number, read_within};
pub use read::{Fault, read};
pub use write::{text_of, write, write_object};

#[cfg(test)]
mod tests;
