//! The CTI server as its document describes it: one websocket room for each account, entered with an API token. Who is
//! let in gets a sender id, and what a client sends reaches everybody else in the room, word for word.
//!
//! ```no_run
//! use cti_room::{Account, Options, run};
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! let account = Account::new("acme", "1", "secret");
//! run(listener, Options::new(vec![account]), async { /* until this is over */ }).await?;
//! # Ok(())
//! # }
//! ```
//!
//! A program that serves more than the room takes [`Server::router`] and puts its own routes beside it.
//!
//! The document tells of the path, the token, the greeting and the sender id. Everything else is inferred, above all the
//! relay itself and the `error` message that answers what is not relayed.
//!
//! This crate knows the wire format and nothing of the softphone that speaks it. A client and a server that share their
//! idea of a call would agree on the same mistakes.

mod account;
mod door;
mod faults;
mod greeting;
mod mailbox;
mod member;
mod observer;
mod options;
mod relay;
mod room;
mod server;
mod wire;

pub use account::Account;
pub use faults::{Faults, Harm, Toward};
pub use mailbox::Cut;
pub use observer::{Heard, Observer};
pub use options::{Options, OptionsError};
pub use relay::Refusal;
pub use room::{Client, Room, Who};
pub use server::{Server, run};
pub use wire::Listener;
