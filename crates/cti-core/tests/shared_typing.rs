//! What is typed and decided in one of several pages that share a connection.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod browser;

use browser::{FAIR, Weather, World};
use cti_core::{ArchiveNews, Edit, Intent, NoticeKind, Trouble};
use cti_protocol::{Id, Pii};
use serde_json::json;

fn note_of(world: &mut World, tab: usize, call: &str) -> String {
    let seen = world.see(tab);
    let mut known = seen.calls.iter().chain(seen.history.iter());
    let call = known.find(|known| known.id == Id::text(call));
    let note = call.and_then(|call| call.note.clone());
    note.map_or_else(String::new, |note| note.as_str().to_owned())
}

fn draft_of(world: &mut World, tab: usize, call: &str, row: u32) -> (String, String) {
    let drafts = world.see(tab).drafts;
    let rows = drafts.iter().filter(|draft| draft.call == Id::text(call));
    let row = rows.flat_map(|draft| &draft.rows).find(|known| known.key == row);
    row.map(|row| (row.name.clone(), row.value.as_str().to_owned()))
        .unwrap_or_default()
}

/// Pages with two calls, in any weather that loses nothing.
fn world(weather: Weather) -> World {
    let mut world = World::with(5, weather);
    for _ in 0..3 {
        world.open();
        world.pass(1_500);
    }
    for call in ["a", "b"] {
        world.ring(call);
        world.call("call_connected", call, "101", &json!({}));
    }
    world.pass(1_000);
    world
}

#[test]
fn no_letter_is_lost_while_others_type_elsewhere_and_leaders_die() {
    for delay in [0, 5, 80, 700] {
        for death in 0..3 {
            let mut world = world(Weather { delay, ..FAIR });
            let leader = world.leader();
            let (one, two) = ((leader + 1) % 3, (leader + 2) % 3);
            world.edit(two, "b", Edit::Open).unwrap();
            world.edit(two, "b", Edit::Add).unwrap();
            world.pass(2_000);
            let text = "the customer calls back on Tuesday";
            for at in 1..=text.len() {
                world.note(one, "a", &text[..at]).unwrap();
                assert_eq!(note_of(&mut world, one, "a"), text[..at]);
                world
                    .edit(two, "b", Edit::Value(1, Pii::new(&text[..at])))
                    .unwrap();
                assert_eq!(draft_of(&mut world, two, "b", 1).1, text[..at]);
                world.pass(30);
                assert_eq!(note_of(&mut world, one, "a"), text[..at], "{delay} {death} {at}");
                assert_eq!(draft_of(&mut world, two, "b", 1).1, text[..at]);
                if at == 10 {
                    match death {
                        0 => world.crash(leader),
                        1 => world.close(leader),
                        _ => world.hang(leader, 10_000),
                    }
                }
            }
            world.pass(25_000);
            eprintln!("{delay} {death}");
            world.assert_equal();
            for tab in world.living() {
                assert_eq!(note_of(&mut world, tab, "a"), text);
                assert_eq!(draft_of(&mut world, tab, "b", 1).1, text);
            }
        }
    }
}

#[test]
fn two_who_type_in_the_same_place_end_alike() {
    for delay in [0, 5, 80, 700] {
        let mut world = world(Weather { delay, ..FAIR });
        world.edit(0, "b", Edit::Open).unwrap();
        world.edit(0, "b", Edit::Add).unwrap();
        world.pass(2_000);
        for at in 0..20 {
            for tab in 0..3 {
                let text = format!("{tab} {at}");
                world.note(tab, "a", &text).unwrap();
                world
                    .edit(tab, "b", Edit::Value(1, Pii::new(text.as_str())))
                    .unwrap();
                world.edit(tab, "b", Edit::Name(1, text.clone())).unwrap();
                assert_eq!(note_of(&mut world, tab, "a"), text);
                world.pass(7);
            }
        }
        world.pass(10_000);
        world.assert_equal();
        assert!(note_of(&mut world, 0, "a").ends_with(" 19"));
        assert!(draft_of(&mut world, 0, "b", 1).0.ends_with(" 19"));
    }
}

#[test]
fn a_fast_typist_is_not_too_fast() {
    let mut world = world(Weather { delay: 700, ..FAIR });
    let tab = (world.leader() + 1) % 3;
    let text = "x".repeat(300);
    for at in 1..=text.len() {
        world.note(tab, "a", &text[..at]).unwrap();
        world.pass(2);
    }
    assert_eq!(note_of(&mut world, tab, "a"), text);
    world.pass(10_000);
    world.assert_equal();
    assert_eq!(note_of(&mut world, tab, "a"), text);
}

#[test]
fn what_is_typed_while_a_tab_takes_a_state_stays() {
    let mut world = world(Weather { delay: 300, ..FAIR });
    let leader = world.leader();
    let late = world.open();
    world.pass(1_000);
    // The leader goes, and with it what the others did not hear yet.
    for at in 1..30 {
        world.note(late, "b", &"y".repeat(at)).unwrap();
        world.note(1, "a", &"x".repeat(at)).unwrap();
        world.pass(20);
        if at == 12 {
            world.crash(leader);
        }
    }
    world.pass(20_000);
    world.assert_equal();
    assert_eq!(note_of(&mut world, 2, "b").len(), 29);
    assert_eq!(note_of(&mut world, 2, "a").len(), 29);
}

#[test]
fn decisions_of_any_tab_hold_in_all() {
    let mut world = world(FAIR);
    world.say(&json!({"event": "error", "sender_id": "s", "data": {"message": "one"}}));
    world.say(&json!({"event": "error", "sender_id": "s", "data": {"message": "two"}}));
    world.pass(100);
    let follower = (world.leader() + 1) % 3;
    let notice = world.see(follower).notices[0].id;
    world.ask(follower, Intent::DismissNotice(notice)).unwrap();
    world.ask(follower, Intent::Dismiss(Id::text("a"))).unwrap();
    world.pass(100);
    world.assert_equal();
    assert_eq!(world.see(0).notices.len(), 1);
    assert_eq!(world.see(0).calls.len(), 1);
    world.note(0, "b", "noted").unwrap();
    world.call("call_disconnected", "b", "101", &json!({}));
    world.pass(2_000);
    assert_eq!(world.store.len(cti_core::Shelf::Notes), 1);
    world.ask(follower, Intent::ForgetDevice).unwrap();
    world.pass(5_000);
    world.assert_equal();
    assert!(world.see(2).history.is_empty());
    assert_eq!(world.store.len(cti_core::Shelf::Calls), 0);
    assert_eq!(world.store.len(cti_core::Shelf::Notes), 0);
    world.call("incoming_call", "c", "102", &json!({"number": "+34600000002"}));
    world.pass(100);
    assert!(world.see(0).calls.iter().all(|call| call.id != Id::text("c")));
    world.ask(follower, Intent::ChooseUser(Id::text("102"))).unwrap();
    world.pass(3_000);
    world.assert_equal();
    let seen = world.see(0);
    assert_eq!(seen.me.unwrap().id, Id::text("102"));
    assert_eq!(seen.calls[0].id, Id::text("c"));
}

#[test]
fn what_storage_tells_is_one_notice_for_all() {
    let mut world = world(FAIR);
    world.ask(1, Intent::ForgetDevice).unwrap();
    world.pass(100);
    world.say(&json!({"event": "error", "sender_id": "s", "data": {"message": "one"}}));
    world.pass(100);
    world.assert_equal();
    world.store.fail(Some(Trouble::Full));
    world.note(1, "a", "noted").unwrap();
    world.pass(3_000);
    world.store.fail(None);
    let late = world.open();
    world.pass(600);
    world.assert_equal();
    let notices = world.see(late).notices;
    let about: Vec<_> = notices.iter().map(|notice| &notice.about).collect();
    let full = NoticeKind::Archive(ArchiveNews::Trouble(Trouble::Full));
    assert!(
        matches!(about[..], [NoticeKind::Archive(ArchiveNews::Erased), NoticeKind::RoomError(_), last] if *last == full)
    );
    world.ask(late, Intent::DismissNotice(notices[2].id)).unwrap();
    world.pass(100);
    world.assert_equal();
    assert_eq!(world.see(0).notices, notices[..2]);
}
