//! Callers that come by themselves.

mod office;
mod queue;
mod storm;

use crate::{dice::Dice, people::FIRST_USER, switchboard::Switchboard};
use std::{fmt, str::FromStr};

/// What goes on in the sandbox by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scenario {
    /// A calm office: something new every few seconds, of every kind.
    #[default]
    Office,
    /// Calls that ring at several agents, of whom one answers.
    Queue,
    /// A number of events a second.
    Storm,
    /// Nothing.
    Idle,
}

impl Scenario {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Office, Self::Queue, Self::Storm, Self::Idle];

    /// Its name, as it is written on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Queue => "queue",
            Self::Storm => "storm",
            Self::Idle => "idle",
        }
    }

    /// Goes on until it is dropped. `rate` is the number of events a second in a storm. Every decision is drawn from
    /// the seed; whether an agent is free for it is for the moment to say.
    pub async fn run(self, board: Switchboard, seed: u64, rate: f64) {
        let dice = Dice::new(seed, 0);
        match self {
            Self::Office => office::run(board, dice).await,
            Self::Queue => queue::run(board, dice).await,
            Self::Storm => storm::run(board, dice, rate).await,
            Self::Idle => std::future::pending().await,
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Scenario {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|scenario| scenario.name() == text);
        found.ok_or_else(|| format!("there is no scenario {text:?}: use office, queue, storm or idle"))
    }
}

/// Everybody in an order drawn by the dice, the first agent before all others with the given probability: the demo page
/// shows her, and a demo in which nothing happens shows nothing. The same number of throws every time.
fn favourites(board: &Switchboard, dice: &mut Dice, first: f64) -> Vec<u64> {
    let mut users: Vec<_> = board.users().collect();
    for at in (1..users.len()).rev() {
        users.swap(at, dice.below(at + 1));
    }
    if dice.chance(first) {
        users.sort_by_key(|user| *user != FIRST_USER);
    }
    users
}

#[cfg(test)]
mod tests;
