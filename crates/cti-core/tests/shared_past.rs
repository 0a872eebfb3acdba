//! What was stored before, or by other pages that share one connection.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod browser;

use browser::{FAIR, Manner, World};
use cti_core::{Edit, Intent, Outcome, Reason, Shelf};
use cti_protocol::{Id, Pii};
use serde_json::json;

/// All pages close, and after that time others open.
fn reload(world: &mut World, millis: u64, pages: usize) {
    for tab in world.living() {
        world.close(tab);
    }
    world.pass(millis);
    for _ in 0..pages {
        world.open();
    }
}

fn talk(world: &mut World, call: &str) {
    world.ring(call);
    world.call("call_connected", call, "101", &json!({}));
    world.pass(1_000);
    world.call("call_disconnected", call, "101", &json!({}));
    world.pass(50);
}

#[test]
fn what_lay_on_the_desk_is_on_that_of_all() {
    for storage in [2, 400, 1_500] {
        for shared in [false, true] {
            let mut world = World::new();
            let first = world.open_unshared();
            world.pass(100);
            if shared {
                world.share(first);
                world.pass(100);
            }
            world.ring("a");
            world.call("data_updated", "a", "101", &json!({"variables": {"crm": "1"}}));
            world.pass(100);
            world.note(first, "a", "calls back").unwrap();
            world.edit(first, "a", Edit::Value(1, Pii::new("2"))).unwrap();
            world.pass(2_000);
            world.storage = storage;
            reload(&mut world, 500, 3);
            world.pass(4_000);
            world.assert_equal();
            for tab in world.living() {
                let picture = world.picture(tab);
                assert_eq!(picture.calls.len(), 1, "storage takes {storage}");
                assert_eq!(picture.calls[0].note, Some(Pii::new("calls back")));
                assert!(picture.calls[0].unconfirmed_since.is_some());
                assert_eq!(picture.drafts[0].rows[0].value, Pii::new("2"));
            }
            // It is no more on the desk of any once it ended and was dealt with.
            let leader = world.leader();
            world.call("call_disconnected", "a", "101", &json!({}));
            world.pass(50);
            world.edit(leader, "a", Edit::Discard).unwrap();
            world.pass(4_000);
            world.assert_equal();
            assert_eq!(world.store.len(Shelf::Drafts), 0);
        }
    }
}

#[test]
fn a_tab_that_opens_later_invents_no_gap() {
    let mut world = World::of(1);
    for _ in 0..4 {
        world.pass(41_000);
        world.open();
        world.pass(1_000);
    }
    for tab in world.living() {
        assert!(world.see(tab).gaps.is_empty(), "{:?}", world.see(tab).gaps);
    }
    assert_eq!(world.store.len(Shelf::Gaps), 0);
}

#[test]
fn when_nobody_listened_is_told_by_all() {
    for storage in [2, 400, 1_500] {
        let mut world = World::of(2);
        world.pass(1_000);
        let from = world.wall();
        world.storage = storage;
        reload(&mut world, 60_000, 3);
        world.pass(3_000);
        let late = world.open();
        world.pass(3_000);
        world.assert_equal();
        let gaps = world.see(late).gaps;
        assert_eq!(gaps.len(), 1, "{gaps:?}");
        assert_eq!((gaps[0].from, &gaps[0].reason), (from, &Reason::NotRunning));
        assert!(gaps[0].to.is_some_and(|to| to > from + 59_000));
        assert_eq!(world.store.len(Shelf::Gaps), 1);
    }
}

#[test]
fn a_tab_that_was_frozen_lists_what_ended_meanwhile() {
    let mut world = World::of(3);
    let follower = (world.leader() + 1) % 3;
    let leader = world.leader();
    world.freeze(follower);
    for call in 0..60 {
        talk(&mut world, &format!("c{call}"));
        world.pass(10_000);
    }
    world.miss(follower);
    world.resume(follower);
    world.pass(1_000);
    let listed = world.see(follower).history.len();
    assert!(listed >= 50, "{listed}");
    assert_eq!(world.see(follower).history[..50], world.see(leader).history[..50]);
    // The same where the one that comes back is alone.
    world.freeze(leader);
    world.pass(1_000);
    talk(&mut world, "last");
    for tab in world.living() {
        if tab != leader {
            world.close(tab);
        }
    }
    world.pass(1_000);
    world.miss(leader);
    world.resume(leader);
    world.pass(1_000);
    assert_eq!(world.see(leader).history[0].id, Id::text("last"));
}

#[test]
fn what_a_hung_leader_stored_is_set_right() {
    let mut world = World::of(3);
    world.ring("a");
    world.call("call_connected", "a", "101", &json!({}));
    world.pass(100);
    let leader = world.leader();
    let tab = (leader + 1) % 3;
    world.note(tab, "a", "one").unwrap();
    world.pass(2_000);
    world.hang(leader, 12_000);
    world.note(tab, "a", "two").unwrap();
    world.pass(8_000);
    world.note(tab, "a", "three").unwrap();
    world.pass(10_000);
    world.assert_equal();
    world.call("call_disconnected", "a", "101", &json!({}));
    world.pass(3_000);
    reload(&mut world, 500, 2);
    world.pass(2_000);
    world.assert_equal();
    let history = world.see(3).history;
    let note = history[0].note.as_ref().map(|note| note.as_str());
    assert_eq!(note, Some("three"));
    assert_eq!(history[0].outcome, Some(Outcome::Completed));
}

#[test]
fn after_a_reload_all_is_there_once() {
    let mut world = World::of(3);
    for call in ["a", "b", "c"] {
        talk(&mut world, call);
        world.note(1, call, &format!("note of {call}")).unwrap();
    }
    let leader = world.leader();
    world.crash(leader);
    world.pass(3_000);
    talk(&mut world, "d");
    world.pass(2_000);
    let tab = world.leader();
    let before = world.see(tab);
    reload(&mut world, 500, 2);
    world.pass(2_000);
    world.assert_equal();
    let tab = world.leader();
    let after = world.see(tab);
    assert_eq!(after.history, before.history);
    assert_eq!(after.gaps, before.gaps);
    assert_eq!(after.history.len(), 4);
    assert_eq!(after.gaps.len(), 1);
}

#[test]
fn an_agent_who_is_logged_out_leaves_nothing_in_any_tab() {
    for crash in [false, true] {
        let mut world = World::of(3);
        talk(&mut world, "a");
        world.note(1, "a", "secret").unwrap();
        world.pass(2_000);
        assert_eq!(world.store.len(Shelf::Calls), 1);
        world.room.manner = Manner::Silent;
        let leader = world.leader();
        let tab = (leader + 1) % 3;
        world.ask(tab, Intent::Logout { user: None }).unwrap();
        world.pass(100);
        let late = world.open();
        world.pass(600);
        if crash {
            for tab in world.living() {
                if tab != late {
                    world.crash(tab);
                }
            }
            world.pass(1_000);
        }
        world.status("101", "Offline");
        world.pass(2_000);
        for tab in world.living() {
            assert!(world.see(tab).history.is_empty(), "tab {tab}");
        }
        world.pass(2_000);
        assert_eq!(world.store.len(Shelf::Calls) + world.store.len(Shelf::Notes), 0);
    }
}

#[test]
fn what_is_being_read_when_all_is_erased_does_not_come_back() {
    let mut world = World::of(2);
    talk(&mut world, "a");
    world.pass(2_000);
    let follower = 1 - world.leader();
    world.freeze(follower);
    world.pass(100);
    world.storage = 300;
    world.resume(follower);
    world.pass(100);
    world.ask(follower, Intent::ForgetDevice).unwrap();
    world.pass(3_000);
    world.assert_equal();
    assert!(world.see(follower).history.is_empty());
}

#[test]
fn what_was_gathered_before_a_tab_shared_is_written_by_its_new_clock() {
    for seed in 1..20 {
        let mut world = World::with(seed, FAIR);
        let first = world.open();
        world.pass(500);
        let second = world.open_unshared();
        world.pass(500);
        talk(&mut world, "a");
        world.share(second);
        world.pass(300);
        world.crash(first);
        world.pass(1_500);
        assert_eq!(world.store.len(Shelf::Calls), 1, "seed {seed}");
    }
}
