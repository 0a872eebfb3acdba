//! What the control API has at hand.

use crate::{dice::Dice, log::Log, options::Options, scenario::Scenario, switchboard::Switchboard};
use axum::{extract::FromRequestParts, http::request::Parts};
use cti_room::{Client, Heard, Observer, Room};
use serde::Serialize;
use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::task::AbortHandle;

/// A handle to everything. Clones are handles to the same.
#[derive(Clone)]
pub(crate) struct Desk(Arc<Inner>);

struct Inner {
    options: Options,
    address: SocketAddr,
    room: Room,
    board: Switchboard,
    messages: Arc<Log<Message>>,
    dice: Mutex<Dice>,
    play: Mutex<Play>,
}

/// The scenario that is played.
struct Play {
    scenario: Scenario,
    rate: f64,
    task: Option<AbortHandle>,
}

/// What a client said that is none of the simulated phones.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Message {
    /// The sender id that the client was granted.
    pub(crate) sender_id: String,
    /// The frame as it came.
    pub(crate) text: String,
    /// Why it was not relayed, if it was not.
    pub(crate) refused: Option<&'static str>,
}

impl Desk {
    pub(crate) fn new(
        options: Options,
        address: SocketAddr,
        room: Room,
        board: Switchboard,
        messages: Arc<Log<Message>>,
    ) -> Self {
        // Owner 1 is neither a scenario nor a phone.
        let dice = Mutex::new(Dice::new(options.seed, 1));
        let play = Mutex::new(Play {
            scenario: Scenario::Idle,
            rate: options.rate,
            task: None,
        });
        Self(Arc::new(Inner {
            options,
            address,
            room,
            board,
            messages,
            dice,
            play,
        }))
    }

    pub(crate) fn options(&self) -> &Options {
        &self.0.options
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.0.address
    }

    pub(crate) fn room(&self) -> &Room {
        &self.0.room
    }

    pub(crate) fn board(&self) -> &Switchboard {
        &self.0.board
    }

    pub(crate) fn messages(&self) -> &Log<Message> {
        &self.0.messages
    }

    pub(crate) fn dice(&self) -> MutexGuard<'_, Dice> {
        self.0.dice.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The scenario that is played, and its rate.
    pub(crate) fn scenario(&self) -> (Scenario, f64) {
        let play = self.play_now();
        (play.scenario, play.rate)
    }

    /// Plays a scenario from its beginning, instead of the one that is played now.
    pub(crate) fn play(&self, scenario: Scenario, rate: f64) {
        let task = tokio::spawn(scenario.run(self.board().clone(), self.options().seed, rate));
        let before = std::mem::replace(
            &mut *self.play_now(),
            Play {
                scenario,
                rate,
                task: Some(task.abort_handle()),
            },
        );
        if let Some(task) = before.task {
            task.abort();
        }
    }

    /// Plays nothing any more.
    pub(crate) fn stop(&self) {
        if let Some(task) = self.play_now().task.take() {
            task.abort();
        }
    }

    fn play_now(&self) -> MutexGuard<'_, Play> {
        self.0.play.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// So that a handler asks for the desk by its type alone.
impl FromRequestParts<Self> for Desk {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, desk: &Self) -> Result<Self, Infallible> {
        Ok(desk.clone())
    }
}

/// Listens to what guests do in the room.
pub(crate) struct Ear {
    pub(crate) board: Switchboard,
    pub(crate) messages: Arc<Log<Message>>,
}

impl Observer for Ear {
    fn joined(&self, client: &Client) {
        if !client.house {
            self.board.guest_came();
        }
    }

    fn heard(&self, heard: &Heard<'_>) {
        if !heard.client.house {
            let message = Message {
                sender_id: heard.client.sender.as_str().to_owned(),
                text: heard.text.to_owned(),
                refused: heard.refusal.map(|refusal| refusal.code()),
            };
            self.messages.push(self.board.clock().millis(), message);
        }
    }
}
