//! What one tab does so that a call is noticed, look by look.

mod alerting;

use alerting::{ALL, NONE, START, Tab, answered, ended, ringing};
use cti_core::{AlertEffect as Effect, Alerts, Badge, Call, Duty, Outcome, Phase, Place};
use cti_protocol::{Direction, Id};
use serde_json::json;

/// Something that is otherwise in a tab.
type Change = fn(&mut Tab);

/// The same call, in doubt since so many milliseconds before the start.
fn unconfirmed(call: &Call, before: i64) -> Call {
    Call {
        unconfirmed_since: Some(START - before),
        ..call.clone()
    }
}

#[test]
fn a_ring_begins_and_ends_with_the_ringing() {
    let call = ringing("c1");
    let missed = ended(&call, Outcome::Missed);
    let elsewhere = ended(&call, Outcome::AnsweredElsewhere(None));
    let on = answered(&call);
    let unsure = unconfirmed(&call, 15_000);
    for after in [vec![&missed], vec![&elsewhere], vec![&on], vec![&unsure], vec![]] {
        let mut tab = Tab::plain(ALL);
        assert_eq!(tab.look(&[&call]), ["ring 80", "notify c1"]);
        assert_eq!(tab.look(&[&call]), [""; 0]);
        let gone = tab.look(&after);
        assert!(gone.contains(&"stop".to_owned()) && gone.contains(&"withdraw c1".to_owned()));
        assert_eq!(gone.len(), 2);
        assert_eq!(tab.look(&after), [""; 0]);
    }
}

#[test]
fn only_incoming_calls_of_mine_that_are_sure_ring() {
    let call = ringing("c1");
    let dialled = Call {
        phase: Phase::Dialing,
        direction: Some(Direction::Outgoing),
        ..call.clone()
    };
    let theirs = Call {
        mine: false,
        ..call.clone()
    };
    let out = Call {
        direction: Some(Direction::Outgoing),
        ..call.clone()
    };
    for quiet in [
        &dialled,
        &theirs,
        &out,
        &unconfirmed(&call, 15_000),
        &answered(&call),
        &ended(&call, Outcome::Missed),
    ] {
        assert_eq!(Tab::plain(ALL).look(&[quiet]), [""; 0]);
    }
}

#[test]
fn settings_change_a_ring_while_it_goes_on() {
    let (call, other) = (ringing("c1"), answered(&ringing("c2")));
    let mut tab = Tab::plain(ALL);
    tab.settings.notifications = false;
    assert_eq!(tab.look(&[&call, &other]), ["ring 80"]);
    tab.settings.volume = 30;
    assert_eq!(tab.look(&[&call, &other]), ["ring 30"]);
    tab.settings.sound = false;
    assert_eq!(tab.look(&[&call, &other]), ["stop"]);
    tab.settings.sound = true;
    assert_eq!(tab.look(&[&call, &other]), ["ring 30"]);
    tab.settings.volume = 0;
    assert_eq!(tab.look(&[&call, &other]), ["stop"]);
    tab.settings.volume = 100;
    assert_eq!(tab.look(&[&call, &other]), ["ring 100"]);
    tab.settings.quiet_on_call = true;
    assert_eq!(tab.look(&[&call, &other]), ["stop"]);
    assert_eq!(tab.look(&[&call]), ["ring 100"]);
    let theirs = Call { mine: false, ..other };
    assert_eq!(tab.look(&[&call, &theirs]), [""; 0]);
}

#[test]
fn the_ring_moves_with_the_place() {
    let call = ringing("c1");
    let (mut first, mut second) = (Tab::plain(ALL), Tab::plain(NONE));
    assert_eq!(first.look(&[&call]), ["ring 80", "notify c1"]);
    assert_eq!(second.look(&[&call]), [""; 0]);
    (first.place, second.place) = (NONE, ALL);
    assert_eq!(first.look(&[&call]), ["stop"]);
    // It cannot know whether the first one came to notify: the claim tells.
    assert_eq!(second.look(&[&call]), ["ring 80", "notify c1"]);
    // What a tab showed it takes away itself.
    assert_eq!(first.look(&[]), ["withdraw c1"]);
    assert_eq!(second.look(&[]), ["withdraw c1", "stop"]);
}

#[test]
fn a_ring_in_doubt_goes_on_for_a_while() {
    let call = ringing("c1");
    let mut tab = Tab::plain(ALL);
    tab.look(&[&call]);
    let unsure = unconfirmed(&call, -2_000);
    tab.millis = 2_200;
    assert_eq!(tab.effects(&[&unsure]), []);
    tab.millis = 16_998;
    assert_eq!(tab.effects(&[&unsure]), []);
    assert_eq!(tab.look(&[&unsure]), ["stop", "withdraw c1"]);
    assert_eq!(tab.look(&[&unsure]), [""; 0]);
    // It does ring: but of that nobody is notified twice.
    assert_eq!(tab.look(&[&call]), ["ring 80"]);

    // The tab that was to notify is closed before it does.
    let mut heir = Tab::plain(NONE);
    let badge = heir.effects(&[&call]);
    assert!(matches!(&badge[..], [Effect::Badge(_)]), "{badge:?}");
    heir.place = ALL;
    assert_eq!(heir.look(&[&unconfirmed(&call, 0)]), ["ring 80", "notify c1"]);

    // Found in doubt it rings for what is left of the time, and is no news.
    let mut late = Tab::plain(ALL);
    late.millis = 4_000;
    assert_eq!(late.look(&[&unconfirmed(&call, 10_000)]), ["ring 80"]);
    late.millis = 5_000;
    assert_eq!(late.look(&[&unconfirmed(&call, 10_000)]), ["stop"]);
    // The clock was set back by an hour.
    assert_eq!(late.look(&[&unconfirmed(&call, -3_600_000)]), [""; 0]);
}

#[test]
fn a_notification_that_was_claimed_is_wanted_while_it_rings() {
    let (call, id) = (ringing("c1"), Id::text("c1"));
    let mut tab = Tab::plain(ALL);
    assert!(!tab.alerts.may_notify(&id));
    tab.look(&[&call]);
    assert!(tab.alerts.may_notify(&id) && !tab.alerts.may_notify(&Id::text("c2")));
    tab.look(&[&answered(&call)]);
    assert!(!tab.alerts.may_notify(&id));
    tab.look(&[]);
    assert!(!tab.alerts.may_notify(&id));
}

#[test]
fn a_ring_that_the_browser_does_not_allow_begins_with_the_click() {
    let call = ringing("c1");
    let mut tab = Tab::plain(Place {
        sound_ready: false,
        ..ALL
    });
    assert_eq!(tab.look(&[&call]), ["blocked true", "notify c1"]);
    assert_eq!(tab.look(&[&call]), [""; 0]);
    tab.place = ALL;
    assert_eq!(tab.look(&[&call]), ["ring 80", "blocked false"]);
    assert_eq!(tab.look(&[]), ["withdraw c1", "stop"]);

    let mut late = Tab::plain(Place {
        sound_ready: false,
        ..ALL
    });
    assert_eq!(late.look(&[&call]), ["blocked true", "notify c1"]);
    assert_eq!(late.look(&[&answered(&call)]), ["blocked false", "withdraw c1"]);
    late.place = ALL;
    assert_eq!(late.look(&[&answered(&call)]), [""; 0]);

    let elsewhere = Place {
        sound_ready: false,
        ..NONE
    };
    assert_eq!(Tab::plain(elsewhere).look(&[&call]), [""; 0]);
    let mut mute = Tab::plain(Place {
        sound_ready: false,
        ..ALL
    });
    mute.settings.sound = false;
    assert_eq!(mute.look(&[&call]), ["notify c1"]);
}

#[test]
fn a_tone_tells_once_that_a_call_ended() {
    let on = answered(&ringing("c1"));
    let over = ended(&on, Outcome::Completed);
    let mut tab = Tab::plain(ALL);
    tab.look(&[&on]);
    assert_eq!(tab.look(&[&over]), ["end tone 80"]);
    assert_eq!(tab.look(&[&over]), [""; 0]);

    // None for calls that nobody took here, that only nobody heard of any more, or that are another tab's or mute.
    let silent: [(&Call, Call, Change); 7] = [
        (&ringing("c1"), ended(&on, Outcome::Missed), |_| {}),
        (&on, ended(&on, Outcome::Unknown), |_| {}),
        (&on, over.clone(), |tab| tab.place = NONE),
        (&on, over.clone(), |tab| tab.place.sound_ready = false),
        (&on, over.clone(), |tab| tab.settings.end_tone = false),
        (&on, over.clone(), |tab| tab.settings.sound = false),
        (&on, over.clone(), |tab| tab.settings.volume = 0),
    ];
    for (before, after, change) in silent {
        let mut tab = Tab::plain(ALL);
        tab.look(&[before]);
        change(&mut tab);
        let said = tab.look(&[&after]);
        assert!(
            said.iter().all(|effect| !effect.starts_with("end tone")),
            "{said:?}"
        );
    }

    let other = answered(&ringing("c2"));
    let mut busy = Tab::plain(ALL);
    busy.settings.quiet_on_call = true;
    busy.look(&[&on, &other]);
    assert_eq!(busy.look(&[&over, &other]), [""; 0]);
    assert_eq!(
        busy.look(&[&over, &ended(&other, Outcome::Completed)]),
        ["end tone 80"]
    );
}

#[test]
fn a_call_is_notified_of_once_and_only_when_it_begins() {
    let call = ringing("c1");
    // Off the cards and back.
    let mut first = Tab::plain(ALL);
    first.look(&[&call]);
    first.look(&[]);
    assert_eq!(first.look(&[&call]), ["ring 80"]);

    // Another tab was to do it, and is gone.
    let mut heir = Tab::plain(NONE);
    heir.look(&[&call]);
    heir.place = ALL;
    assert_eq!(heir.look(&[&call]), ["ring 80", "notify c1"]);

    // The permission comes, or the setting, while it rings already.
    let nowhere = Place {
        notifies: Duty::Nowhere,
        ..ALL
    };
    let mut late = Tab::plain(nowhere);
    assert_eq!(late.look(&[&call]), ["ring 80"]);
    late.place = ALL;
    assert_eq!(late.look(&[&call]), [""; 0]);
    assert_eq!(late.look(&[&call, &ringing("c2")]), ["notify c2"]);
    let mut off = Tab::plain(ALL);
    off.settings.notifications = false;
    off.look(&[&call]);
    off.settings.notifications = true;
    assert_eq!(off.look(&[&call]), [""; 0]);
}

#[test]
fn what_rings_when_a_tab_starts_is_no_news() {
    let call = ringing("c1");
    let mut tab = Tab::new(ALL, &json!({"url": "/c/{callId}"}));
    tab.alerts = Alerts::default();
    assert_eq!(tab.look(&[&call]), ["ring 80"]);
    assert_eq!(
        tab.look(&[&call, &ringing("c2")]),
        ["notify c2", "pop c2 Ring /c/c2"]
    );
    assert_eq!(tab.look(&[&answered(&call)]), ["withdraw c2", "stop"]);
}

#[test]
fn an_id_that_a_room_uses_again_is_another_call() {
    let call = ringing("c1");
    let again = Call {
        started_at: START + 3_600_000,
        ..ringing("c1")
    };
    let mut tab = Tab::plain(ALL);
    tab.look(&[&call]);
    let missed = ended(&call, Outcome::Missed);
    assert_eq!(tab.look(&[&missed]), ["stop", "withdraw c1"]);
    assert_eq!(tab.look(&[&again]), ["ring 80", "notify c1"]);

    let nowhere = Place {
        notifies: Duty::Nowhere,
        ..ALL
    };
    let mut tab = Tab::plain(nowhere);
    tab.look(&[&call]);
    tab.place = ALL;
    assert_eq!(tab.look(&[&missed]), ["stop"]);
    assert_eq!(tab.look(&[&again]), ["ring 80", "notify c1"]);
}

#[test]
fn every_tab_shows_how_many_ring() {
    let mut tab = Tab::plain(NONE);
    tab.settings.sound = false;
    let nameless = Call {
        name: None,
        ..ringing("c2")
    };
    let badge = |ringing: usize, first: Option<&str>| {
        let first = first.map(Into::into);
        vec![Effect::Badge(Badge { ringing, first })]
    };
    assert_eq!(tab.effects(&[&nameless]), badge(1, Some("+34 600 123 456")));
    let two = [&ringing("c1"), &nameless];
    assert_eq!(tab.effects(&two), badge(2, Some("María López")));
    assert_eq!(tab.effects(&two), []);
    assert_eq!(tab.effects(&[&unconfirmed(&nameless, 15_000)]), badge(0, None));
    assert_eq!(tab.effects(&[]), []);
}

#[test]
fn a_tab_remembers_the_last_hundred_calls() {
    let mut tab = Tab::plain(ALL);
    tab.settings.sound = false;
    let calls: Vec<_> = (0..=100).map(|id| ringing(&id.to_string())).collect();
    for call in &calls {
        assert_eq!(tab.look(&[call]).last(), Some(&format!("notify {}", call.id)));
    }
    assert_eq!(tab.look(&[&calls[1]]), ["withdraw 100"]);
    assert_eq!(tab.look(&[&calls[0]]), ["notify 0"], "the oldest is forgotten");
}
