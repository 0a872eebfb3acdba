//! Calls that ring at several agents at once.

use super::favourites;
use crate::{
    call::{NewCall, Script, Step, answered, failed},
    customers::Party,
    dice::Dice,
    outcome::ABANDONED,
    switchboard::Switchboard,
};
use cti_protocol::{Assignment, Direction};
use std::time::Duration;

pub(super) async fn run(board: Switchboard, mut dice: Dice) {
    let clock = *board.clock();
    let mut same_id = true;
    let mut wait = Duration::from_secs(3);
    loop {
        tokio::time::sleep(clock.paced(wait)).await;
        board.running().await;
        wait = dice.seconds(6.0, 12.0);
        let users = favourites(&board, &mut dice, 0.6);
        let phones = 2 + dice.below(3);
        let answered_by = dice.below(phones);
        let users: Vec<_> = users
            .into_iter()
            .filter(|user| board.is_ready(*user))
            .take(phones)
            .collect();
        let legs = legs(
            &mut dice,
            &board,
            phones,
            answered_by.min(users.len().saturating_sub(1)),
            same_id,
        );
        if users.is_empty() {
            continue;
        }
        users
            .into_iter()
            .zip(legs)
            .for_each(|(user, leg)| _ = board.start(user, leg));
        // Both kinds of room are met in turn: where the legs share their id, and where only the session is one.
        same_id = !same_id;
    }
}

fn legs(
    dice: &mut Dice,
    board: &Switchboard,
    phones: usize,
    answered_by: usize,
    same_id: bool,
) -> Vec<NewCall> {
    let party = Party::random(dice);
    let (ring, talk) = (
        board.clock().paced(dice.seconds(3.0, 8.0)),
        board.clock().paced(dice.seconds(15.0, 50.0)),
    );
    let abandoned = dice.chance(0.1);
    let (session, id) = (dice.id(), dice.id());
    let ids: Vec<_> = (0..phones).map(|_| dice.id()).collect();
    let leg = |(at, own): (usize, String)| NewCall {
        id: if same_id { id.clone() } else { own },
        session: session.clone(),
        direction: Direction::Incoming,
        number: party.number.clone(),
        name: party.name.clone(),
        caller_id: None,
        queue: Some(party.queue.to_owned()),
        assignment: Some(Assignment::Queue),
        variables: party.variables.clone(),
        script: match (abandoned, at == answered_by) {
            (true, _) => failed(ring, ABANDONED),
            (false, true) => answered(ring, talk),
            // Until the switchboard says that somebody else was the first. Should that one be gone, nobody answers.
            (false, false) => Script::from([(Some(ring * 3), Step::Fail(ABANDONED.into()))]),
        },
        quiet: false,
    };
    ids.into_iter().enumerate().map(leg).collect()
}
