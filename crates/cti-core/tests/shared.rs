//! Softphones that share one connection: one socket, one state, commands that settle where they were asked for.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod browser;

use browser::{Door, Manner, World};
use cti_core::{Ask, Confirmation, ConnectionState, Edit, Intent, IntentError, Outcome, SentState};
use cti_protocol::{Id, Pii};
use serde_json::json;

/// What happens in most rooms: a call rings, is answered, gets a variable and a note, and another one ends.
fn traffic(world: &mut World, tab: usize) {
    world.status("102", "Ready");
    world.ring("a");
    world.call("incoming_call", "b", "101", &json!({"number": "+34600000002"}));
    world.pass(400);
    world.call("call_connected", "a", "101", &json!({}));
    world.call(
        "data_updated",
        "a",
        "101",
        &json!({"variables": {"crm": "1", "vip": "no"}}),
    );
    world.pass(400);
    world.note(tab, "a", "calls back").unwrap();
    world.call("call_disconnected", "b", "101", &json!({}));
    world.say(&json!({"event": "never heard of", "sender_id": "p", "data": {}}));
    world.pass(400);
}

#[test]
fn one_tab_is_like_a_softphone_that_is_not_shared() {
    let mut shared = World::new();
    shared.open();
    let mut unshared = World::new();
    unshared.open_unshared();
    for world in [&mut shared, &mut unshared] {
        world.weather.locks = 0;
        world.pass(100);
        traffic(world, 0);
        world.dial(0, "+34600000003").unwrap();
        world.pass(1_000);
        world.edit(0, "a", Edit::Open).unwrap();
        world.edit(0, "a", Edit::Value(1, Pii::new("2"))).unwrap();
        world.set(0, "a", "crm", "2").unwrap();
        world.cut(1006);
        world.pass(3_000);
    }
    let (one, two) = (shared.picture(0), unshared.picture(0));
    let calls = one.calls.iter().map(|call| call.id.as_str()).collect::<Vec<_>>();
    assert_eq!(calls, ["d1", "a", "b"]);
    assert_eq!(one.gaps.len(), 1);
    assert_eq!(one.commands.len(), 2);
    assert_eq!(one.differs(&two), None);
    // It could not connect before it had the lock.
    assert_eq!(shared.pages[0].told[1..], unshared.pages[0].told[..]);
    assert_eq!(shared.room.commands("make_call").len(), 1);
}

#[test]
fn what_cannot_be_is_refused_at_once_in_every_tab() {
    let mut world = World::of(3);
    let follower = (world.leader() + 1) % 3;
    for tab in [world.leader(), follower] {
        assert_eq!(world.dial(tab, "none"), Err(IntentError::InvalidNumber));
        assert_eq!(world.set(tab, "nosuch", "a", "b"), Err(IntentError::UnknownCall));
        let stranger = Intent::Logout {
            user: Some(Id::text("999")),
        };
        assert_eq!(world.ask(tab, stranger), Err(IntentError::NoUser));
        assert_eq!(world.note(tab, "nosuch", "text"), Err(IntentError::UnknownCall));
    }
    let leader = world.leader();
    assert_eq!(
        world.edit(leader, "nosuch", Edit::Open),
        Err(IntentError::UnknownCall)
    );
    world.dial(leader, "+34600000009").unwrap();
    assert_eq!(world.dial(leader, "+34600000009"), Err(IntentError::Duplicate));
    world.pass(100);
    assert_eq!(world.dial(follower, "+34600000009"), Err(IntentError::Duplicate));
    world.room.door = Door::Closes(1006);
    world.cut(1006);
    world.pass(100);
    for tab in [leader, follower] {
        assert_eq!(world.dial(tab, "+34600000010"), Err(IntentError::NotConnected));
    }
    assert_eq!(world.room.commands("make_call").len(), 1);
}

#[test]
fn all_tabs_show_the_same_also_those_that_open_later() {
    let mut world = World::of(3);
    traffic(&mut world, 1);
    world.edit(2, "a", Edit::Open).unwrap();
    world.edit(2, "a", Edit::Add).unwrap();
    world.pass(50);
    world.edit(1, "a", Edit::Name(3, "ticket".into())).unwrap();
    world.edit(1, "a", Edit::Value(3, Pii::new("77"))).unwrap();
    world.pass(50);
    world.assert_equal();
    // Before the storage has what ended.
    world.call("call_disconnected", "a", "101", &json!({}));
    world.ring("c");
    world.pass(50);
    let late = world.open();
    world.pass(600);
    world.assert_equal();
    let picture = world.picture(late);
    let ids = |calls: &[std::rc::Rc<cti_core::Call>]| {
        calls
            .iter()
            .map(|call| call.id.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&picture.history), ["a", "b"]);
    assert_eq!(picture.history[0].note, Some(Pii::new("calls back")));
    assert_eq!(picture.drafts[0].rows[2].value, Pii::new("77"));
    assert_eq!(picture.totals.0, 1);
    // Rows that are added later have the same numbers everywhere.
    world.edit(late, "a", Edit::Add).unwrap();
    world.pass(50);
    world.edit(0, "a", Edit::Add).unwrap();
    world.pass(20_000);
    world.assert_equal();
    let keys: Vec<u32> = world.picture(1).drafts[0]
        .rows
        .iter()
        .map(|row| row.key)
        .collect();
    assert_eq!(keys, [1, 2, 3, 4, 5]);
    assert_eq!(world.room.most, 1);
    assert_eq!(world.room.knocks, 1);
}

#[test]
fn what_a_follower_asks_for_is_done_once_and_settles_there() {
    let mut world = World::of(3);
    world.status("102", "Ready");
    traffic(&mut world, 0);
    let follower = 2;
    let dial = world.dial(follower, "+34600000003").unwrap().unwrap();
    assert_eq!(
        world.see(follower).commands.last().unwrap().state,
        SentState::Pending
    );
    assert_eq!(world.see(follower).commands.last().unwrap().id, dial);
    world.pass(2_500);
    let set = world.set(follower, "a", "crm", "2").unwrap().unwrap();
    let user = Some(Id::text("102"));
    let logout = world.ask(follower, Intent::Logout { user }).unwrap().unwrap();
    world.pass(100);
    for name in ["make_call", "set_variables", "logout"] {
        assert_eq!(world.room.commands(name).len(), 1, "{name}");
    }
    let settled: Vec<u64> = world.pages[follower]
        .settled
        .iter()
        .map(|settled| settled.0)
        .collect();
    assert_eq!(settled, [dial, set, logout]);
    let called = world.settled(follower, dial)[0].clone();
    assert!(matches!(called, Ok(Confirmation::Call(call)) if call.id == Id::text("d1")));
    let out = world.settled(follower, logout)[0].clone();
    assert!(matches!(out, Ok(Confirmation::User(user)) if user.id == Id::text("102")));
    let shown: Vec<u64> = world.see(follower).commands.iter().map(|sent| sent.id).collect();
    assert_eq!(shown, [dial, set, logout]);
    assert!(world.pages[0].settled.is_empty() && world.pages[1].settled.is_empty());
    world.assert_equal();
    world.pass(20_000);
    assert!(world.see(follower).commands.is_empty());
}

#[test]
fn refusals_and_silence_settle_where_it_was_asked() {
    let mut world = World::of(3);
    world.room.manner = Manner::Refuses;
    let refused = world.dial(1, "+34600000003").unwrap().unwrap();
    world.pass(100);
    let result = world.settled(1, refused)[0].clone();
    assert_eq!(result, Err(IntentError::Refused("no".into())));
    world.room.manner = Manner::Silent;
    let silent = world.dial(2, "+34600000004").unwrap().unwrap();
    world.pass(9_000);
    assert!(world.settled(2, silent).is_empty());
    world.pass(2_000);
    assert_eq!(world.settled(2, silent), [&Err(IntentError::Timeout)]);
    let leader = world.leader();
    world.pages[leader].choked = true;
    let unsent = world.dial(1, "+34600000005").unwrap().unwrap();
    world.pass(100);
    assert_eq!(world.settled(1, unsent), [&Err(IntentError::NotConnected)]);
    assert_eq!(world.see(1).commands.last().unwrap().state, SentState::Unsent);
    assert_eq!(world.pages[1].settled.len() + world.pages[2].settled.len(), 3);
    assert!(world.pages[0].settled.is_empty());
    world.assert_equal();
}

#[test]
fn two_tabs_that_dial_the_same_at_once_dial_once() {
    let mut world = World::of(3);
    let one = world.dial(1, "+34600000003").unwrap().unwrap();
    let two = world.dial(2, "+34600000003").unwrap().unwrap();
    world.pass(200);
    assert_eq!(world.room.dials("+34600000003"), 1);
    let results = [world.settled(1, one), world.settled(2, two)].concat();
    let refused = results
        .iter()
        .filter(|result| ***result == Err(IntentError::Duplicate));
    assert_eq!(refused.count(), 1, "{results:?}");
    assert_eq!(results.len(), 2);
    world.pass(20_000);
    world.assert_equal();
}

#[test]
fn a_claim_is_granted_to_one_tab() {
    let mut world = World::of(4);
    for round in 0..3 {
        let key = format!("pop {round}");
        for tab in world.living() {
            world.claim(tab, &key);
        }
        world.pass(500);
        let leader = world.leader();
        world.crash(leader);
        for tab in world.living() {
            world.claim(tab, &key);
        }
        world.pass(3_000);
        let late = world.open();
        world.pass(500);
        world.claim(late, &key);
        world.pass(500);
        let claimed = world.pages.iter().flat_map(|page| &page.claimed);
        assert_eq!(claimed.filter(|known| **known == key).count(), 1, "{key}");
    }
}

#[test]
fn where_nothing_can_be_shared_each_tab_is_a_softphone_by_itself() {
    let mut world = World::new();
    world.locks_work = false;
    world.open();
    world.open();
    world.pass(100);
    assert_eq!(world.room.members.len(), 2);
    assert!(world.pages.iter().all(|page| page.role == "alone"));
    traffic(&mut world, 0);
    assert_eq!(world.dial(1, "none"), Err(IntentError::InvalidNumber));
    let dial = world.dial(1, "+34600000003").unwrap().unwrap();
    assert_eq!(world.dial(1, "+34600000003"), Err(IntentError::Duplicate));
    world.pass(100);
    assert!(matches!(world.settled(1, dial)[..], [Ok(Confirmation::Call(_))]));
    let shown = world.see(1).commands[0].clone();
    assert_eq!((shown.id, &shown.state), (dial, &SentState::Confirmed));
    assert!(matches!(&shown.ask, Ask::MakeCall { number, .. } if number.as_str() == "+34600000003"));
    world.claim(1, "pop");
    assert_eq!(world.pages[1].claimed, ["pop"]);
    world.ask(0, Intent::Disconnect).unwrap();
    world.pass(1_000);
    assert_eq!(world.room.members.len(), 1);
    assert_eq!(world.see(0).connection.state, ConnectionState::Stopped);
    world.call("call_disconnected", "a", "101", &json!({}));
    world.pass(1_000);
    let ended = world.see(1).history[0].clone();
    assert_eq!(ended.outcome, Some(Outcome::Completed));
}

#[test]
fn a_tab_that_was_connected_before_it_was_shared_stays_so() {
    let mut world = World::new();
    let first = world.open_unshared();
    world.pass(100);
    traffic(&mut world, first);
    let dial = world.dial(first, "+34600000003").unwrap().unwrap();
    world.share(first);
    world.pass(100);
    assert!(matches!(world.settled(first, dial)[..], [Ok(_)]));
    let second = world.open();
    world.pass(500);
    assert_eq!(world.room.knocks, 1);
    assert_eq!(world.leader(), first);
    assert_eq!(world.see(second).connection.state, ConnectionState::Live);
    world.assert_equal();
    let third = world.open_unshared();
    world.pass(100);
    world.share(third);
    world.pass(1_000);
    assert_eq!(
        world.room.members,
        [(first, 1)].map(|(tab, _)| (tab, world.room.members[0].1))
    );
    world.assert_equal();
}
