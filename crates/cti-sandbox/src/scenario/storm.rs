//! A number of events a second, with no more than so many live calls.

use crate::{
    call::{NewCall, Script, Step},
    customers::{Party, variables},
    dice::Dice,
    outcome::{ABANDONED, ANSWERED, NO_ANSWER},
    phone::Order,
    switchboard::Switchboard,
};
use cti_protocol::{Assignment, Direction, event::Status};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// How often the dice are thrown. Events of one tick come as a burst.
const TICK: Duration = Duration::from_millis(10);

/// Statuses that blow about. Nobody is logged out by the wind.
const STATUSES: [&str; 5] = ["Ready", "Online", "DND", "Timeout", "After service"];

/// A storm. When it is over, so are its calls: nobody else would end them.
struct Storm {
    board: Switchboard,
    dice: Dice,
    users: Vec<u64>,
    /// Places for calls; `None` is a free one.
    slots: Vec<Option<Live>>,
}

struct Live {
    user: u64,
    call: String,
    talking: bool,
}

pub(super) async fn run(board: Switchboard, dice: Dice, rate: f64) {
    let users: Vec<_> = board.users().collect();
    let slots = std::iter::repeat_with(|| None)
        .take(live_calls(users.len()))
        .collect();
    let mut storm = Storm {
        board,
        dice,
        users,
        slots,
    };
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let (mut start, mut done) = (Instant::now(), 0.0);
    loop {
        ticks.tick().await;
        if storm.board.is_paused() {
            storm.board.running().await;
            // A pause is not made up for.
            (start, done) = (Instant::now(), 0.0);
        }
        // By the clock and not by the tick, so that late ticks are made up for; but not more than a second of them.
        let wanted = rate * start.elapsed().as_secs_f64();
        done = f64::max(done, wanted - rate);
        while done + 1.0 <= wanted {
            storm.blow();
            done += 1.0;
        }
    }
}

/// How many calls are live at once at most.
pub(super) fn live_calls(users: usize) -> usize {
    (2 * users).clamp(8, 400)
}

impl Storm {
    /// One event.
    fn blow(&mut self) {
        let Self {
            board,
            dice,
            users,
            slots,
        } = self;
        let user = users[dice.below(users.len())];
        if dice.chance(0.06) {
            let status = Status {
                name: (*dice.pick(&STATUSES)).to_owned(),
                color: None,
            };
            // A status that stays as it is makes no event; then it is a call's turn.
            if board.ledger().status(user) != Some(status.name.as_str()) {
                board.order(user, Order::Status(status));
                return;
            }
        }
        let slot = &mut slots[dice.below(live_calls(users.len()))];
        *slot = match slot.take() {
            None => {
                let call = ring(dice);
                let live = Live {
                    user,
                    call: call.id.clone(),
                    talking: false,
                };
                board.start(user, call);
                Some(live)
            }
            Some(live) if !live.talking => {
                let outcome = if dice.chance(0.5) { ABANDONED } else { NO_ANSWER };
                let answered = dice.chance(0.75);
                let step = if answered {
                    Step::Connect
                } else {
                    Step::Fail(outcome.into())
                };
                board.step(live.user, &live.call, step);
                answered.then_some(Live {
                    talking: true,
                    ..live
                })
            }
            Some(live) => {
                let over = dice.chance(0.5);
                let note = variables([("step", dice.below(100).to_string())]);
                let step = if over {
                    Step::End(ANSWERED.into())
                } else {
                    Step::Update(note)
                };
                board.step(live.user, &live.call, step);
                (!over).then_some(live)
            }
        };
    }
}

impl Drop for Storm {
    fn drop(&mut self) {
        for Live { user, call, .. } in self.slots.drain(..).flatten() {
            self.board.step(user, &call, Step::End(ANSWERED.into()));
        }
    }
}

fn ring(dice: &mut Dice) -> NewCall {
    let party = Party::random(dice);
    NewCall {
        id: dice.id(),
        session: dice.id(),
        direction: if dice.chance(0.8) {
            Direction::Incoming
        } else {
            Direction::Outgoing
        },
        number: party.number,
        name: party.name,
        caller_id: None,
        queue: Some(party.queue.to_owned()),
        assignment: Some(Assignment::Queue),
        variables: party.variables,
        script: Script::new(),
        quiet: true,
    }
}
