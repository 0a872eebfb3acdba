//! A simulated softphone: the [`Handset`] is what it does, `run` is its connection to the room.

mod handset;
mod link;

pub use handset::{Handset, Order};
pub(crate) use link::{Door, run};
