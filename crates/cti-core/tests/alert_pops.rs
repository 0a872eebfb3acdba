//! Which tab opens a page for a call, when, and what becomes of it where it cannot.

mod alerting;

use alerting::{ALL, NONE, START, Tab, answered, at, ended, ringing};
use cti_core::{Alerts, Call, Duty, Moment, Outcome, Phase, Place};
use cti_protocol::{Direction, Id, Pii};
use serde_json::{Value, json};

const NOWHERE: Place = Place {
    pops: Duty::Nowhere,
    ..NONE
};
const POPS: Place = Place {
    pops: Duty::Here,
    ..NONE
};
const NOTHING: [&str; 0] = [];

fn each_moment() -> Value {
    json!({"rules": [
        {"url": "/r/{callId}"},
        {"url": "/a/{callId}", "on": "answer"},
        {"url": "/e/{callId}", "on": "end"},
    ]})
}

fn done(call: &Call) -> Call {
    ended(call, Outcome::Completed)
}

#[test]
fn each_moment_that_rules_name_opens_one_page() {
    let call = ringing("c1");
    let on = answered(&call);
    let mut tab = Tab::new(POPS, &each_moment());
    assert_eq!(tab.look(&[&call]), ["pop c1 Ring /r/c1"]);
    assert_eq!(tab.look(&[&call]), NOTHING);
    assert_eq!(tab.look(&[&on]), ["pop c1 Answer /a/c1"]);
    assert_eq!(tab.look(&[&on]), NOTHING);
    assert_eq!(tab.look(&[&done(&on)]), ["pop c1 End /e/c1"]);
    assert_eq!(tab.look(&[&done(&on)]), NOTHING);
    assert_eq!(tab.look(&[]), NOTHING);
    assert_eq!(tab.look(&[&call]), NOTHING, "off the cards and back");
}

#[test]
fn a_call_that_nobody_took_here_has_no_end() {
    let call = ringing("c1");
    for outcome in [
        Outcome::Missed,
        Outcome::AnsweredElsewhere(None),
        Outcome::Unknown,
        Outcome::Cancelled,
        Outcome::Failed,
    ] {
        let mut tab = Tab::new(POPS, &json!({"url": "/e", "on": "end"}));
        tab.look(&[&call]);
        assert_eq!(tab.look(&[&ended(&call, outcome)]), NOTHING);
    }
}

#[test]
fn a_call_that_is_taken_at_once_opens_what_its_ring_would() {
    let on = answered(&ringing("c1"));
    let mut tab = Tab::new(POPS, &each_moment());
    assert_eq!(tab.look(&[&on]), ["pop c1 Ring /r/c1", "pop c1 Answer /a/c1"]);
    // A call of which only its variables were heard may have been on for long.
    let vague = Call {
        connected_at: None,
        started_before: true,
        ..on
    };
    assert_eq!(Tab::new(POPS, &each_moment()).look(&[&vague]), NOTHING);
}

#[test]
fn what_a_tab_did_not_see_begin_opens_nothing() {
    let on = answered(&ringing("c1"));
    let mut tab = Tab::new(POPS, &each_moment());
    tab.alerts = Alerts::default();
    assert_eq!(tab.look(&[&on]), NOTHING);
    assert_eq!(tab.look(&[&done(&on)]), ["pop c1 End /e/c1"]);
    // From before the page was loaded, and confirmed later.
    let unsure = Call {
        unconfirmed_since: Some(START),
        ..on.clone()
    };
    let mut tab = Tab::new(POPS, &each_moment());
    assert_eq!(tab.look(&[&unsure]), NOTHING);
    assert_eq!(tab.look(&[&on]), NOTHING);
    // In doubt by the time that it falls to this tab.
    let call = ringing("c1");
    let mut heir = Tab::new(NONE, &each_moment());
    assert_eq!(heir.look(&[&call]), NOTHING);
    heir.place = POPS;
    let unsure = Call {
        unconfirmed_since: Some(START),
        ..call.clone()
    };
    assert_eq!(heir.look(&[&unsure]), NOTHING);
    assert_eq!(heir.look(&[&call]), ["pop c1 Ring /r/c1"]);
}

#[test]
fn calls_that_the_agent_dials_open_only_what_is_meant_for_them() {
    let dialled = Call {
        direction: Some(Direction::Outgoing),
        phase: Phase::Dialing,
        ..ringing("c1")
    };
    assert_eq!(Tab::new(POPS, &each_moment()).look(&[&dialled]), NOTHING);
    let rules = json!({"rules": [{"url": "/d", "direction": "outgoing"}]});
    assert_eq!(Tab::new(POPS, &rules).look(&[&dialled]), ["pop c1 Ring /d"]);
    let theirs = Call {
        mine: false,
        ..ringing("c1")
    };
    assert_eq!(Tab::new(POPS, &each_moment()).look(&[&theirs]), NOTHING);
}

#[test]
fn variables_may_come_a_little_later_but_not_when_it_is_a_surprise() {
    let call = ringing("c1");
    let mut known = call.clone();
    known.variables.insert("lead".to_owned(), Pii::from("7"));
    let rules =
        |on: &str| json!({"rules": [{"variable": {"name": "lead"}, "url": "/l/{variable.lead}", "on": on}]});

    let mut tab = Tab::new(POPS, &rules("ring"));
    assert_eq!(tab.look(&[&call]), NOTHING);
    tab.millis += 20_000;
    assert_eq!(tab.look(&[&known]), ["pop c1 Ring /l/7"]);

    let mut tab = Tab::new(POPS, &rules("ring"));
    tab.look(&[&call]);
    assert_eq!(tab.look(&[&answered(&known)]), NOTHING, "the ring is over");

    for (wait, expected) in [(4_000, vec!["pop c1 Answer /l/7"]), (6_000, vec![])] {
        let mut tab = Tab::new(POPS, &rules("answer"));
        tab.look(&[&call]);
        assert_eq!(tab.look(&[&answered(&call)]), NOTHING);
        tab.millis += wait;
        assert_eq!(tab.look(&[&answered(&known)]), expected);
    }
}

#[test]
fn where_no_tab_may_open_it_every_card_offers_it() {
    let call = ringing("c1");
    let rules = json!({"url": "/r/{callId}"});
    let (mut first, mut second) = (Tab::new(NOWHERE, &rules), Tab::new(NOWHERE, &rules));
    for tab in [&mut first, &mut second] {
        assert_eq!(tab.look(&[&call]), ["offer c1 Ring /r/c1"]);
        assert_eq!(tab.look(&[&call]), NOTHING);
        // Coming back opens nothing by itself any more.
        tab.place = POPS;
        assert_eq!(tab.look(&[&call]), NOTHING);
        assert_eq!(tab.look(&[&answered(&call)]), NOTHING);
    }
    // Gone once it was used, or with the card.
    first.alerts.opened(&Id::text("c1"), Moment::Ring);
    assert_eq!(first.look(&[&answered(&call)]), ["offer gone c1 Ring"]);
    assert_eq!(first.look(&[]), NOTHING);
    assert_eq!(second.look(&[]), ["offer gone c1 Ring"]);
    assert_eq!(first.look(&[&call]), NOTHING, "off the cards and back");
}

#[test]
fn another_tab_steps_in() {
    let call = ringing("c1");
    let rules = json!({"url": "/r/{callId}"});
    let mut tab = Tab::new(NONE, &rules);
    assert_eq!(tab.look(&[&call]), NOTHING);
    tab.place = POPS;
    assert_eq!(tab.look(&[&call]), ["pop c1 Ring /r/c1"]);
}

#[test]
fn what_the_browser_blocks_is_offered() {
    let (call, id) = (ringing("c1"), Id::text("c1"));
    let mut tab = Tab::new(POPS, &json!({"url": "/r/{callId}"}));
    assert_eq!(tab.look(&[&call]), ["pop c1 Ring /r/c1"]);
    tab.alerts.blocked(&id, Moment::Ring);
    assert_eq!(tab.look(&[&call]), ["offer c1 Ring /r/c1"]);
    assert_eq!(tab.look(&[&call]), NOTHING);
    tab.alerts.opened(&id, Moment::Ring);
    assert_eq!(tab.look(&[&call]), ["offer gone c1 Ring"]);
    // Blocked, but a click had opened it before.
    tab.alerts.blocked(&id, Moment::Ring);
    assert_eq!(tab.look(&[&call]), NOTHING);
}

#[test]
fn a_page_that_was_claimed_may_open_until_it_is_a_surprise() {
    let (call, id) = (ringing("c1"), Id::text("c1"));
    let on = answered(&call);
    let mut tab = Tab::new(POPS, &each_moment());
    let may = |tab: &Tab, moment| tab.alerts.may_open(at(tab.millis), &id, moment);
    tab.look(&[&call]);
    tab.millis += 20_000;
    assert!(may(&tab, Moment::Ring) && !may(&tab, Moment::Answer));
    tab.look(&[&on]);
    tab.millis += 4_000;
    assert!(may(&tab, Moment::Ring) && may(&tab, Moment::Answer));
    tab.millis += 2_000;
    assert!(!may(&tab, Moment::Ring) && !may(&tab, Moment::Answer));
    tab.look(&[&done(&on)]);
    assert!(may(&tab, Moment::End) && !may(&tab, Moment::Answer));
    tab.look(&[]);
    assert!(!may(&tab, Moment::End));
    // A click was faster.
    let mut quick = Tab::new(POPS, &each_moment());
    quick.look(&[&call]);
    quick.alerts.opened(&id, Moment::Ring);
    assert!(!may(&quick, Moment::Ring));
    // Nobody took it.
    tab.look(&[&ringing("c2")]);
    tab.look(&[&ended(&ringing("c2"), Outcome::Missed)]);
    assert!(!tab.alerts.may_open(at(tab.millis), &Id::text("c2"), Moment::Ring));
}

#[test]
fn an_agent_may_have_pages_offered_instead_of_opened() {
    let call = ringing("c1");
    let mut tab = Tab::new(POPS, &json!({"url": "/r"}));
    tab.settings.screen_pop = false;
    assert_eq!(tab.look(&[&call]), ["offer c1 Ring /r"]);
    tab.settings.screen_pop = true;
    assert_eq!(tab.look(&[&call]), NOTHING);
}

#[test]
fn a_refused_page_is_told_once_with_its_rule() {
    let call = ringing("..");
    for place in [POPS, NOWHERE] {
        let mut tab = Tab::new(
            place,
            &json!({"rules": [{"queue": "Other", "url": "/o"}, {"url": "/r/{callId}"}], "url": "/x"}),
        );
        assert_eq!(tab.look(&[&call]), ["refused screenPop.rules[1] Escape"]);
        assert_eq!(tab.look(&[&call]), NOTHING);
    }
}

#[test]
fn a_page_may_be_told_without_an_address() {
    let mut tab = Tab::new(ALL, &json!({"target": "event"}));
    tab.settings.sound = false;
    tab.settings.notifications = false;
    assert_eq!(tab.look(&[&ringing("c1")]), ["pop c1 Ring "]);
}
