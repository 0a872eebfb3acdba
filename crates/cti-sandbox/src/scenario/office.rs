//! A calm office.

use super::favourites;
use crate::{
    call::{NewCall, Script, Step, answered, failed, script},
    customers::{Party, variables},
    dice::Dice,
    outcome::{ABANDONED, ANSWERED, BUSY, DECLINED, NO_ANSWER, UNAVAILABLE},
    people::FIRST_USER,
    switchboard::Switchboard,
};
use cti_protocol::{Assignment, Direction};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// How often the first agent is asked first.
const FIRST_AGENT: f64 = 0.6;

pub(super) async fn run(board: Switchboard, mut dice: Dice) {
    let clock = *board.clock();
    let mut next = Instant::now() + clock.paced(dice.seconds(3.0, 4.5));
    // The first call is hers, and it is answered: whoever opens the demo should not have to wait for luck.
    let mut welcome = true;
    loop {
        let guest = tokio::select! {
            biased;
            () = sleep_until(next) => false,
            () = board.guest() => true,
        };
        if guest {
            // Somebody has opened a page to see something.
            let soon = Instant::now() + clock.paced(Duration::from_secs(3));
            if soon < next {
                next = soon;
            }
            welcome = true;
            continue;
        }
        board.running().await;
        let users = favourites(&board, &mut dice, FIRST_AGENT);
        let call = plan(&mut dice, &board, welcome);
        let first = Some(FIRST_USER).filter(|user| welcome && board.is_ready(*user));
        welcome = false;
        let user = first.or_else(|| users.into_iter().find(|user| board.is_ready(*user)));
        let (pause, soon) = (dice.seconds(8.0, 15.0), dice.seconds(1.0, 3.0));
        // With everybody on the phone the next caller is not far.
        let pause = if user.is_some_and(|user| board.start(user, call)) {
            pause
        } else {
            soon
        };
        next = Instant::now() + clock.paced(pause);
    }
}

/// A call of an ordinary day; a welcome is a plain one that is answered.
fn plan(dice: &mut Dice, board: &Switchboard, welcome: bool) -> NewCall {
    let party = Party::random(dice);
    let kind = dice.below(100);
    let (ring, talk) = (dice.seconds(2.5, 7.0), dice.seconds(18.0, 75.0));
    let (long_ring, note_after) = (dice.seconds(14.0, 22.0), dice.seconds(4.0, 9.0));
    let noted = dice.chance(0.35);
    let clock = board.clock();
    let [ring, talk, long_ring, note_after] =
        [ring, talk, long_ring, note_after].map(|time| clock.paced(time));
    let note = Step::Update(variables([("note", (*dice.pick(&NOTES)).to_owned())]));
    let talked = |ring: Duration| -> Script {
        if noted {
            script([
                (Some(ring), Step::Connect),
                (Some(note_after), note.clone()),
                (Some(talk), Step::End(ANSWERED.into())),
            ])
        } else {
            answered(ring, talk)
        }
    };
    let (direction, script) = match kind {
        _ if welcome => (Direction::Incoming, talked(ring)),
        0..58 => (Direction::Incoming, talked(ring)),
        58..70 => (Direction::Incoming, failed(long_ring, NO_ANSWER)),
        70..78 => (Direction::Incoming, failed(ring, ABANDONED)),
        78..90 => (Direction::Outgoing, talked(ring)),
        90..94 => (Direction::Outgoing, failed(ring, BUSY)),
        94..97 => (Direction::Outgoing, failed(long_ring, NO_ANSWER)),
        97..99 => (Direction::Outgoing, failed(ring, UNAVAILABLE)),
        _ => (Direction::Outgoing, failed(ring, DECLINED)),
    };
    let queued = direction == Direction::Incoming && dice.chance(0.8);
    // Nobody can call somebody who hides their number.
    let hidden = direction == Direction::Outgoing && !party.number.starts_with('+');
    NewCall {
        id: dice.id(),
        session: dice.id(),
        direction,
        number: if hidden {
            "+442079460099".to_owned()
        } else {
            party.number
        },
        name: party.name,
        caller_id: None,
        queue: queued.then(|| party.queue.to_owned()),
        assignment: Some(if queued {
            Assignment::Queue
        } else {
            Assignment::User
        }),
        variables: party.variables,
        script,
        quiet: false,
    }
}

const NOTES: [&str; 6] = [
    "Sent the invoice again",
    "Promised a call back tomorrow",
    "Refund approved",
    "Needs a technician",
    "Wants a quote by Friday",
    "Solved",
];
