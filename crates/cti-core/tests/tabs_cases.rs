//! Tabs that share one connection: single stories, each of which shows one promise.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod world;

use cti_core::{
    Now,
    tabs::{
        Body, Fate, Kind, Message, Output, Position, Presence, Role, TabId, Tabs, Want, name, popper, ringer,
    },
};
use cti_protocol::Pii;
use world::{FAIR, GROUP, Weather, World};

/// Some tabs, of which the first leads.
fn group(number: usize) -> World {
    let mut world = World::new(5, FAIR);
    for _ in 0..number {
        world.open();
        world.pass(500);
    }
    world.pass(1_000);
    assert_eq!(world.leaders(), [0]);
    world
}

fn fates(world: &World, tab: usize) -> Vec<Fate> {
    world.pages[tab].fates.values().flatten().copied().collect()
}

#[test]
fn a_tab_that_is_alone_says_nothing() {
    let mut world = group(1);
    world.frame();
    world.ask(0, Kind::Command);
    world.ask(0, Kind::Kept);
    world.show(0, false);
    world.pass(60_000);
    assert_eq!((world.posts, world.sent.len()), (0, 1));
    assert_eq!(fates(&world, 0), [Fate::Done, Fate::Done]);
}

#[test]
fn a_tab_without_locks_has_a_connection_of_its_own() {
    let mut world = World::new(5, FAIR);
    world.locks_work = false;
    world.open();
    world.open();
    for tab in 0..2 {
        assert_eq!(world.pages[tab].role, Role::Alone);
        world.ask(tab, Kind::Command);
        world.ask(tab, Kind::Kept);
        assert_eq!(fates(&world, tab), [Fate::Done, Fate::Done], "at once");
    }
    world.pass(60_000);
    assert_eq!((world.posts, world.sent.len()), (0, 2));
}

#[test]
fn a_new_tab_gets_the_state_and_what_comes_after_it() {
    let mut world = group(1);
    world.frame();
    let tab = world.open();
    world.pass(55);
    world.frame();
    world.pass(500);
    world.frame();
    world.pass(100);
    assert_eq!(world.pages[0].state.len(), 3);
    assert_eq!(world.pages[tab].state, world.pages[0].state);
}

#[test]
fn what_comes_before_the_state_is_kept_until_then() {
    let mut late = Tabs::start(Now::default(), TabId(9));
    let lead = |body| Message {
        from: TabId(1),
        term: 5,
        body,
    };
    let entry = |seq| Body::Entry {
        seq,
        at: 100 + seq,
        wall: 0,
        origin: None,
        payload: format!("e{seq}").into(),
    };
    for seq in [4, 6, 5, 3] {
        late.hear(Now::default(), lead(entry(seq)));
    }
    let state = Body::State {
        position: Position { term: 5, seq: 3 },
        at: 103,
        seen: Default::default(),
        payload: "state".into(),
    };
    late.hear(Now::default(), lead(state));
    let outputs = std::iter::from_fn(|| late.poll());
    let applied: Vec<String> = outputs
        .filter_map(|output| match output {
            Output::TakeState(state) => Some(state.as_str().to_owned()),
            Output::Apply { payload, .. } => Some(payload.as_str().to_owned()),
            _ => None,
        })
        .collect();
    assert_eq!(applied, ["state", "e4", "e5", "e6"]);
}

#[test]
fn what_is_kept_until_then_is_bounded() {
    let mut tabs = Tabs::start(Now::default(), TabId(9));
    for seq in 2..100_000 {
        let body = Body::Entry {
            seq,
            at: 0,
            wall: 0,
            origin: None,
            payload: "x".into(),
        };
        tabs.hear(
            Now::default(),
            Message {
                from: TabId(1),
                term: 5,
                body,
            },
        );
        while tabs.poll().is_some() {}
    }
    let body = Body::State {
        position: Position { term: 5, seq: 1 },
        at: 0,
        seen: Default::default(),
        payload: "".into(),
    };
    tabs.hear(
        Now::default(),
        Message {
            from: TabId(1),
            term: 5,
            body,
        },
    );
    let applied = std::iter::from_fn(|| tabs.poll()).filter(|output| matches!(output, Output::Apply { .. }));
    assert!(applied.count() <= 512);
}

#[test]
fn another_tab_leads_within_a_second() {
    let ways: [fn(&mut World, usize); 3] = [World::close, World::crash, World::freeze];
    for (way, go) in ways.into_iter().enumerate() {
        for tabs in 2..6 {
            let mut world = group(tabs);
            world.frame();
            world.pass(30);
            let state = world.pages[0].state.clone();
            for tab in 1..tabs {
                world.show(tab, tab == 1);
            }
            let from = world.now;
            go(&mut world, 0);
            world.pass(1_000);
            assert_eq!(world.leaders(), [1], "{way} {tabs}");
            assert!(world.led_at - from <= 1_000);
            for tab in 1..tabs {
                assert_eq!(world.pages[tab].state, state, "nothing is lost");
                assert!(world.pages[tab].took <= 1, "and nobody asks for the state again");
            }
        }
    }
}

#[test]
fn the_next_leader_takes_what_another_tab_has() {
    let mut world = group(3);
    // The last entry before the crash reaches only the tab that is not the next to have the lock.
    world.frame();
    world.pass(100);
    let body = Body::Entry {
        seq: 2,
        at: 0,
        wall: 0,
        origin: None,
        payload: "seen by one".into(),
    };
    let message = Message {
        from: World::id(0),
        term: world.term(0),
        body,
    };
    world.with(2, |tabs, now| tabs.hear(now, message));
    world.crash(0);
    world.pass(2_000);
    assert_eq!(world.leaders(), [1]);
    assert!(
        world.pages[1]
            .state
            .iter()
            .any(|entry| entry.starts_with("seen by one"))
    );
    assert_eq!(world.pages[1].state, world.pages[2].state);
}

#[test]
fn the_lock_is_taken_from_a_leader_that_hangs() {
    let mut world = group(3);
    let from = world.now;
    world.hang(0, 60_000);
    world.pass(10_000);
    let leader = world.leaders().into_iter().find(|tab| *tab != 0).unwrap();
    assert!(
        (5_000..9_000).contains(&(world.led_at - from)),
        "{}",
        world.led_at - from
    );
    world.ask(leader, Kind::Command);
    world.pass(2_500);
    assert_eq!(world.sent.len(), 1);
    world.pass(60_000);
    assert_eq!(world.leaders(), [leader], "and it comes back as a copy");
    assert_eq!(world.pages[0].role, Role::Follower);
}

#[test]
fn nobody_takes_the_lock_from_a_leader_that_answers_or_because_it_stood_still_itself() {
    let mut world = group(3);
    for tab in [1, 2, 1, 2] {
        world.pass(20_000);
        world.hang(tab, 15_000);
    }
    world.pass(60_000);
    assert_eq!((world.leaders(), world.stolen_at), (vec![0], None));
}

#[test]
fn a_command_of_any_tab_is_sent_once_by_the_leader() {
    let mut world = group(3);
    for tab in 0..3 {
        world.ask(tab, Kind::Command);
    }
    world.pass(200);
    assert_eq!(world.sent.len(), 3);
    assert!(world.sent.iter().all(|sent| sent.tab == 0));
    for tab in 0..3 {
        assert_eq!(fates(&world, tab), [Fate::Done]);
    }
}

#[test]
fn what_was_asked_of_an_earlier_leader_is_not_done_by_the_next() {
    let mut world = group(3);
    world.frame();
    world.pass(100);
    let before = world.term(0);
    world.crash(0);
    world.pass(1_500);
    let ask = |world: &World, number, term| {
        let expires = world.moment(1).wall + 1_000;
        let body = Body::Ask {
            number,
            expires,
            command: true,
            payload: "command late".into(),
        };
        Message {
            from: World::id(2),
            term,
            body,
        }
    };
    let late = ask(&world, 7, before);
    world.with(1, |tabs, now| tabs.hear(now, late));
    world.pass(500);
    assert_eq!(world.sent.len(), 0, "the earlier one may have sent it");
    let fresh = ask(&world, 7, world.term(1));
    world.with(1, |tabs, now| tabs.hear(now, fresh));
    world.pass(500);
    assert_eq!(world.sent.len(), 1);
}

#[test]
fn what_a_leader_sent_and_nobody_heard_of_is_not_sent_again() {
    let mut world = group(3);
    world.ask(2, Kind::Command);
    world.weather.loss = 1_000;
    while world.sent.is_empty() {
        world.pass(1);
    }
    world.crash(0);
    world.weather = FAIR;
    world.pass(10_000);
    assert_eq!(world.leaders(), [1]);
    assert_eq!((world.sent.len(), fates(&world, 2)), (1, vec![Fate::Unknown]));
}

#[test]
fn what_no_leader_took_was_never_sent_and_what_one_may_have_taken_is_unknown() {
    let mut world = group(2);
    world.hang(0, 60_000);
    world.ask(1, Kind::Command);
    world.pass(9_000);
    assert_eq!(fates(&world, 1), [Fate::Unknown]);
    world.pass(80_000);
    assert_eq!(world.sent.len(), 0, "too late");

    // This one has no state yet, and the tab that has the lock hangs.
    let mut world = World::new(5, FAIR);
    world.open();
    world.hang(0, 60_000);
    world.open();
    world.ask(1, Kind::Command);
    world.pass(2_100);
    assert_eq!(fates(&world, 1), [Fate::NeverLeft]);
}

#[test]
fn too_much_is_refused() {
    let mut world = World::new(5, FAIR);
    world.open();
    for _ in 0..65 {
        world.ask(0, Kind::Command);
        world.ask(0, Kind::Kept);
    }
    let refused = fates(&world, 0).into_iter().filter(|fate| *fate == Fate::Refused);
    assert_eq!(refused.count(), 2);
    world.pass(2_000);
    assert_eq!(world.sent.len(), 64);
}

#[test]
fn time_is_one_for_all_tabs_and_never_goes_back() {
    let mut world = World::new(77, Weather { delay: 30, ..FAIR });
    for _ in 0..4 {
        world.open();
        world.pass(3_000);
    }
    for round in 0..3 {
        for _ in 0..20 {
            world.frame();
            world.pass(50);
        }
        let leader = world.leaders()[0];
        let shared = |tab: usize| {
            let tabs = world.pages[tab].tabs.as_ref().unwrap();
            tabs.shared_now(world.moment(tab)).mono
        };
        let times: Vec<u64> = world.living().into_iter().map(shared).collect();
        let truth = shared(leader);
        assert!(
            times.iter().all(|time| truth - time <= 30),
            "{round}: {times:?}, {truth}"
        );
        world.crash(leader);
        world.pass(2_000);
    }
    let stamps = &world.pages[3].stamps;
    assert!(stamps.len() >= 60 && stamps.is_sorted());
    assert!(
        stamps.windows(2).all(|pair| pair[1] - pair[0] < 2_200),
        "and leaves nothing out"
    );
}

#[test]
fn a_tab_that_is_gone_is_not_listed() {
    let mut world = group(3);
    let listed = |world: &World, tab: usize| {
        let mut all: Vec<TabId> = world.pages[tab]
            .tabs
            .as_ref()
            .unwrap()
            .tabs()
            .iter()
            .map(|(tab, _)| *tab)
            .collect();
        all.sort_unstable();
        all
    };
    let all = [World::id(0), World::id(1), World::id(2)];
    for tab in 0..3 {
        assert_eq!(listed(&world, tab), all);
    }
    world.close(2);
    world.pass(100);
    assert_eq!(listed(&world, 1), all[..2]);
    world.open();
    world.pass(500);
    world.crash(3);
    world.pass(20_000);
    for tab in 0..2 {
        assert_eq!(listed(&world, tab), all[..2]);
    }
}

#[test]
fn all_tabs_know_who_is_seen() {
    let mut world = group(3);
    world.show(1, false);
    world.show(2, false);
    world.pass(100);
    for tab in 0..3 {
        let tabs = world.pages[tab].tabs.as_ref().unwrap();
        let visible: Vec<TabId> = tabs
            .tabs()
            .iter()
            .filter(|(_, presence)| presence.visible)
            .map(|(tab, _)| *tab)
            .collect();
        assert_eq!(visible, [World::id(0)]);
    }
}

#[test]
fn a_deadline_that_passed_is_told_to_the_leader() {
    let mut world = group(2);
    world.with(1, |tabs, now| tabs.overdue(now));
    world.pass(100);
    assert!(world.pages[1].state[0].starts_with("tick "));
}

fn tab(id: u64, visible: bool, sounds: bool, busy: bool, focused_at: i64) -> (TabId, Presence) {
    let presence = Presence {
        visible,
        sounds,
        busy,
        focused_at,
        change: 0,
    };
    (TabId(id), presence)
}

#[test]
fn the_visible_tab_that_had_the_focus_last_rings_or_else_the_leader_or_else_any() {
    let tabs = [
        tab(1, true, true, false, 10),
        tab(2, true, true, false, 20),
        tab(3, true, false, false, 30),
        tab(4, false, true, false, 40),
    ];
    assert_eq!(ringer(&tabs, Some(TabId(1))), Some(TabId(2)));
    let hidden = tabs.map(|(id, presence)| {
        (
            id,
            Presence {
                visible: false,
                ..presence
            },
        )
    });
    assert_eq!(ringer(&hidden, Some(TabId(1))), Some(TabId(1)));
    assert_eq!(
        ringer(&hidden, Some(TabId(3))),
        Some(TabId(4)),
        "the leader may not sound"
    );
    assert_eq!(ringer(&hidden, None), Some(TabId(4)));
    assert_eq!(ringer(&tabs[2..3], Some(TabId(3))), None);
    assert_eq!(ringer(&[], None), None);
}

#[test]
fn the_record_is_shown_where_it_is_seen_and_disturbs_nobody() {
    let tabs = [
        tab(1, true, true, false, 10),
        tab(2, true, true, true, 20),
        tab(3, false, true, false, 30),
    ];
    assert_eq!(popper(&tabs), Some(TabId(1)));
    assert_eq!(popper(&tabs[1..]), None);
}

#[test]
fn only_messages_of_this_group_and_version_are_read() {
    let here = Body::Here {
        presence: Presence::default(),
        have: None,
        want: Want::State,
    };
    let message = Message {
        from: TabId(3),
        term: 7,
        body: here,
    };
    let text = message.encode(GROUP);
    assert_eq!(Message::decode(GROUP, &text), Some(message));
    assert_eq!(Message::decode("another", &text), None);
    assert_eq!(Message::decode(GROUP, &text.replacen("[1,", "[2,", 1)), None);
    let hostile = [
        String::new(),
        "{}".into(),
        "[]".into(),
        "[".repeat(100_000),
        format!("[1,\"{GROUP}\",3,7,0,[4,0,0,0],null,2]"),
        format!("[1,\"{GROUP}\",3,9007199254740992,9]"),
        format!("[1,\"{GROUP}\",3,-7,9]"),
        format!("[1,\"{GROUP}\",3,7,10]"),
        format!(
            "[1,\"{GROUP}\",3,7,2,0,null,0,[{}]]",
            vec!["[1,0,0,0]"; 65].join(",")
        ),
        format!("[1,\"{GROUP}\",3,7,6,1,1,\"{}\"]", "x".repeat(34 << 20)),
    ];
    for text in hostile {
        assert_eq!(
            Message::decode(GROUP, &text),
            None,
            "{}",
            &text[..text.len().min(80)]
        );
    }
    assert!(name(GROUP).contains("/1/"), "versions do not meet");
}

#[test]
fn what_is_said_prints_no_personal_data() {
    let body = Body::Ask {
        number: 1,
        expires: 2,
        command: true,
        payload: Pii::new("+34600123456"),
    };
    let message = Message {
        from: TabId(3),
        term: 7,
        body,
    };
    assert!(!format!("{message:?}").contains("34600"));
}
