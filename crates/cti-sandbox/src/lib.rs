//! A CTI server to try things with: the room of [`cti_room`], simulated softphones that join it as clients of their own,
//! callers that come by themselves, the built widget with its demo page, and a control API for hands and tests.
//!
//! `docs/sandbox.md` tells how to use it. In short: [`Options`] say what is wanted, [`Sandbox::start`] starts it.
//!
//! The parts: a [`phone::Handset`] is what one softphone does, without its connection; the [`switchboard`] is the
//! telephone network between callers and phones; a [`scenario`] makes callers call; the [`ledger`] is the truth that a
//! client's view can be compared with.

pub mod call;
pub mod clock;
mod control;
pub mod customers;
mod desk;
pub mod dice;
pub mod ledger;
pub mod log;
pub mod options;
pub mod outcome;
pub mod people;
pub mod phone;
mod sandbox;
pub mod scenario;
mod site;
pub mod switchboard;

pub use options::{Options, Wanted};
pub use sandbox::{Sandbox, StartError};
