//! Pages that share one connection, and close, crash, freeze and hang.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod browser;

use browser::{Door, Manner, World};
use cti_core::{Confirmation, ConnectionState, Intent, IntentError, Outcome, Reason, SentState};
use cti_protocol::{Id, Pii};
use serde_json::json;

#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Close,
    Crash,
    Freeze,
    Hang,
}
use End::{Close, Crash, Freeze, Hang};

fn end(world: &mut World, tab: usize, end: End) {
    match end {
        Close => world.close(tab),
        Crash => world.crash(tab),
        Freeze => world.freeze(tab),
        Hang => world.hang(tab, 10_000),
    }
}

/// A call that is talked on, one that rings, and a note.
fn calls(world: &mut World) {
    world.ring("a");
    world.call("call_connected", "a", "101", &json!({}));
    world.ring("b");
    world.pass(100);
    world.note(1, "a", "calls back").unwrap();
    world.pass(2_000);
}

#[test]
fn another_tab_leads_soon_and_has_the_calls() {
    for (way, within) in [(Close, 1_000), (Crash, 1_000), (Freeze, 1_000), (Hang, 6_500)] {
        let mut world = World::of(3);
        calls(&mut world);
        let leader = world.leader();
        end(&mut world, leader, way);
        world.pass(if way == Hang { 0 } else { within });
        if way == Hang {
            world.pass_and(within, |world| assert!(world.room.members.len() <= 2));
        }
        let next = *world
            .leaders()
            .iter()
            .find(|tab| **tab != leader)
            .expect("nobody leads");
        let picture = world.picture(next);
        assert_eq!(picture.connection.state, ConnectionState::Live, "{way:?}");
        let ids: Vec<_> = picture.calls.iter().map(|call| call.id.as_str()).collect();
        assert_eq!(ids, ["b", "a"]);
        assert_eq!(picture.calls[1].note, Some(Pii::new("calls back")));
        assert!(picture.calls.iter().all(|call| call.unconfirmed_since.is_some()));
        // What is said then is heard by all.
        world.call("call_disconnected", "b", "101", &json!({}));
        world.pass(12_000);
        if way == Freeze {
            world.resume(leader);
            world.pass(3_000);
        }
        assert_eq!(world.leaders(), [next], "{way:?}");
        assert_eq!(world.room.members.len(), 1, "{way:?}");
        assert_eq!(world.room.members[0].0, next);
        world.assert_equal();
        let picture = world.picture(next);
        assert_eq!(picture.gaps.len(), 1, "{way:?}: {:?}", picture.gaps);
        assert_eq!(picture.gaps[0].reason, Reason::NotRunning);
        assert!(picture.gaps[0].to.is_some());
        assert_eq!(picture.calls.len(), 2);
        assert!(picture.calls[0].unconfirmed_since.is_some());
        assert_eq!(picture.history[0].outcome, Some(Outcome::Missed));
    }
}

#[test]
fn a_command_is_never_sent_twice_whenever_its_leader_goes() {
    for way in [Close, Crash, Freeze, Hang] {
        for after in 0..40 {
            for asking in [0, 1] {
                let mut world = World::of(3);
                world.room.manner = if after % 2 == 0 {
                    Manner::Obeys
                } else {
                    Manner::Silent
                };
                let leader = world.leader();
                let tab = (leader + asking) % 3;
                world.pass(2_000);
                let dial = world.dial(tab, "+34600000003").unwrap().unwrap();
                world.pass(after);
                end(&mut world, leader, way);
                let again = (leader + 2) % 3;
                world.pass(1_500);
                let _ = world.dial(again, "+34600000004");
                world.pass(30_000);
                if way == Freeze {
                    world.resume(leader);
                }
                world.pass(20_000);
                assert!(world.room.dials("+34600000003") <= 1, "{way:?} {after}");
                assert!(world.room.dials("+34600000004") <= 1, "{way:?} {after}");
                world.assert_equal();
                if world.pages[tab].phone.is_none() {
                    continue;
                }
                let settled = world.settled(tab, dial);
                assert_eq!(settled.len(), 1, "{way:?} {after}: {settled:?}");
                let dials = world.room.dials("+34600000003");
                match settled[0] {
                    Ok(_) => assert_eq!(dials, 1),
                    Err(IntentError::NotConnected) => assert_eq!(dials, 0, "{way:?} {after}"),
                    Err(error) => assert_eq!(*error, IntentError::Timeout),
                }
                assert!(world.see(tab).commands.is_empty());
            }
        }
    }
}

#[test]
fn a_call_that_was_dialled_before_its_leader_went_is_confirmed_by_the_next() {
    let mut world = World::of(3);
    let leader = world.leader();
    let tab = (leader + 1) % 3;
    world.room.manner = Manner::Silent;
    let dial = world.dial(tab, "+34600000003").unwrap().unwrap();
    world.pass(100);
    world.crash(leader);
    world.pass(1_000);
    world.call("outgoing_call", "x", "101", &json!({"number": "+34600000003"}));
    world.pass(100);
    let settled = world.settled(tab, dial)[0].clone();
    assert!(matches!(settled, Ok(Confirmation::Call(call)) if call.id == Id::text("x")));
    let shown = world.see(tab).commands[0].clone();
    assert_eq!((shown.id, &shown.state), (dial, &SentState::Confirmed));
    world.assert_equal();
}

#[test]
fn disconnecting_holds_for_all_and_over_a_change_of_leader() {
    let mut world = World::of(3);
    let leader = world.leader();
    let follower = (leader + 1) % 3;
    world.ask(follower, Intent::Disconnect).unwrap();
    world.pass(500);
    assert!(world.room.members.is_empty());
    world.assert_equal();
    assert_eq!(world.see(follower).connection.reason, Some(Reason::Disconnected));
    world.crash(leader);
    world.pass(5_000);
    let next = world.leader();
    let late = world.open();
    world.pass(5_000);
    assert!(world.room.members.is_empty());
    assert_eq!(world.room.knocks, 1);
    for tab in world.living() {
        assert_eq!(world.see(tab).connection.state, ConnectionState::Stopped);
    }
    let other = world
        .living()
        .into_iter()
        .find(|tab| *tab != next && *tab != late)
        .unwrap();
    world.ask(other, Intent::Connect).unwrap();
    world.pass(1_000);
    assert_eq!(world.room.members.len(), 1);
    assert_eq!(world.see(late).connection.state, ConnectionState::Live);
    world.crash(next);
    world.pass(5_000);
    assert_eq!(world.see(late).connection.state, ConnectionState::Live);
    world.assert_equal();
}

#[test]
fn a_refused_token_stops_all_and_no_leader_hammers() {
    let mut world = World::of(3);
    world.room.door = Door::Closes(4001);
    world.cut(4001);
    world.pass(5_000);
    for tab in world.living() {
        let connection = world.see(tab).connection;
        assert_eq!(
            (connection.state, &connection.reason),
            (ConnectionState::Stopped, &Some(Reason::Refused(4001)))
        );
    }
    for _ in 0..2 {
        let leader = world.leader();
        world.close(leader);
        world.pass(5_000);
        world.open();
        world.pass(5_000);
    }
    assert_eq!(world.room.knocks, 1);
    world.assert_equal();
    let leader = world.leader();
    assert_eq!(world.see(leader).connection.reason, Some(Reason::Refused(4001)));
}

#[test]
fn a_room_that_is_away_is_tried_by_one_tab_only() {
    let mut world = World::of(3);
    world.room.door = Door::Closes(1006);
    world.cut(1006);
    world.pass(20_000);
    let tries = world.room.knocks;
    assert!((3..12).contains(&tries), "{tries}");
    world.assert_equal();
    let leader = world.leader();
    world.crash(leader);
    world.pass(5_000);
    world.room.door = Door::Open;
    world.pass(400_000);
    assert_eq!(world.room.members.len(), 1);
    world.assert_equal();
    let next = world.leader();
    let gaps = world.see(next).gaps;
    assert_eq!(gaps.len(), 1, "{gaps:?}");
}

#[test]
fn a_tab_that_goes_while_it_connects_is_followed_by_another() {
    for after in 0..30 {
        for way in [Close, Crash, Freeze, Hang] {
            let mut world = World::new();
            world.open();
            world.open();
            world.open();
            world.pass(after);
            let first = world.holder().unwrap_or(0);
            end(&mut world, first, way);
            world.pass(20_000);
            if way == Freeze {
                world.resume(first);
                world.pass(3_000);
            }
            assert_eq!(world.room.members.len(), 1, "{way:?} {after}");
            world.assert_equal();
            let leader = world.leader();
            assert_eq!(world.see(leader).connection.state, ConnectionState::Live);
        }
    }
}

#[test]
fn deadlines_are_kept_where_the_leaders_timers_are_slow() {
    let mut world = World::of(3);
    let leader = world.leader();
    world.show(leader, false);
    world.pages[leader].throttle = 60_000;
    world.room.manner = Manner::Silent;
    let tab = (leader + 1) % 3;
    let dial = world.dial(tab, "+34600000003").unwrap().unwrap();
    world.ring("a");
    world.pass(12_500);
    assert_eq!(world.settled(tab, dial), [&Err(IntentError::Timeout)]);
    world.assert_equal();
    world.pass(5 * 60_000);
    world.assert_equal();
    let seen = world.see(tab);
    assert!(
        seen.calls.is_empty() || seen.calls[0].outcome == Some(Outcome::Unknown),
        "{:?}",
        seen.calls
    );
    assert_eq!(seen.history[0].outcome, Some(Outcome::Unknown));
    world.pass(5 * 60_000);
    world.assert_equal();
}

#[test]
fn followers_write_the_history_though_their_clocks_began_hours_apart() {
    let mut world = World::of(3);
    let leader = world.leader();
    world.ring("a");
    world.call("call_connected", "a", "101", &json!({}));
    world.pass(1_000);
    world.call("call_disconnected", "a", "101", &json!({}));
    world.pass(50);
    // Only what followers write is left.
    world.crash(leader);
    world.pass(1_500);
    assert_eq!(world.store.len(cti_core::Shelf::Calls), 1);
    let next = world.leader();
    world.note(next, "a", "thanks").unwrap();
    world.pass(50);
    world.crash(next);
    world.pass(1_500);
    assert_eq!(world.store.len(cti_core::Shelf::Notes), 1);
    let jobs = world.store.jobs();
    world.pass(180_000);
    // Once a minute, and not more.
    assert!(
        (2..8).contains(&(world.store.jobs() - jobs)),
        "{}",
        world.store.jobs() - jobs
    );
}
