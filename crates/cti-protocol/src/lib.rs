//! The CTI wire: where to connect ([`Endpoint`]), what is said there ([`Message`]) and how it is spelled ([`Dialect`]).
//!
//! The provider documents the names of nine events and three commands and not one JSON key, so reading accepts every
//! shape that is known of, and writing follows the shape of the server's own greeting. `docs/protocol.md` tells fact
//! from inference.
//!
//! This crate has no clock, no randomness, no IO, and logs nothing.

pub mod command;
mod decode;
mod dialect;
mod encode;
mod endpoint;
pub mod event;
mod fields;
mod id;
pub mod json;
mod limits;
mod message;
mod private;
mod sorted;
mod spelling;

pub use command::Command;
pub use decode::{Frame, FrameProblem, decode, decode_traced};
pub use dialect::{Batch, Dialect, DialectError, InUse, Mistake, Part, Shape, Source, Style};
pub use encode::{encode, encode_bare};
pub use endpoint::{Endpoint, EndpointError, Plaintext, room_path};
pub use event::Event;
pub use fields::{Assignment, CallFields, CallResult, Direction, Timestamp, UserRef, Variables};
pub use id::Id;
pub use limits::Limits;
pub use message::{Body, Details, Message, Oddity, Unknown};
pub use private::{Pii, Secret};
pub use sorted::Sorted;
pub use spelling::NameCase;
