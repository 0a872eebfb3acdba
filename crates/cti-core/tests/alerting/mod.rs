//! Calls to be alerted of, made by hand, and tabs that look at them.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each file of tests uses its own part"
)]

pub mod desk;

use cti_core::{
    AlertEffect, Alerts, Call, DeviceSettings, Duty, Now, Outcome, Phase, Place, Pop, Schemes, ScreenPop,
};
use cti_protocol::{Details, Direction, Id, Pii, Variables};
use serde_json::Value;
use std::rc::Rc;

pub const START: i64 = 1_700_000_000_000;

/// A time so many milliseconds after the start.
pub fn at(millis: u64) -> Now {
    Now {
        mono: millis,
        wall: START + i64::try_from(millis).unwrap_or_default(),
    }
}

/// An incoming call of the agent that rings.
pub fn ringing(id: &str) -> Call {
    Call {
        id: Id::text(id),
        session: None,
        direction: Some(Direction::Incoming),
        phase: Phase::Ringing,
        outcome: None,
        code: None,
        reason: None,
        number: Some("+34 600 123 456".into()),
        name: Some("María López".into()),
        user: Some(Id::number(101)),
        queue: Some("Sales".to_owned()),
        variables: Variables::new(),
        started_at: START,
        started_before: false,
        connected_at: None,
        ended_at: None,
        unconfirmed_since: None,
        mine: true,
        note: None,
        details: Details::default(),
    }
}

/// The same call, answered here.
pub fn answered(call: &Call) -> Call {
    Call {
        phase: Phase::Connected,
        connected_at: Some(START + 1),
        ..call.clone()
    }
}

/// The same call, over.
pub fn ended(call: &Call, outcome: Outcome) -> Call {
    Call {
        phase: Phase::Ended,
        outcome: Some(outcome),
        ended_at: Some(START + 2),
        ..call.clone()
    }
}

/// Lists one scheme.
pub fn listed() -> Schemes {
    let mut schemes = Schemes::default();
    schemes.allow("myapp:").unwrap();
    schemes
}

/// A call with this in all its values.
pub fn call_of(value: &str) -> Call {
    let mut call = ringing(value);
    call.name = Some(value.into());
    call.number = Some(value.into());
    call.queue = Some(value.to_owned());
    call.user = Some(Id::text(value));
    call.direction = Some(Direction::Incoming);
    call.variables.insert("v".to_owned(), Pii::from(value));
    call
}

/// The place of a tab that does everything.
pub const ALL: Place = Place {
    rings_here: true,
    sound_ready: true,
    notifies: Duty::Here,
    pops: Duty::Here,
};
pub const NONE: Place = Place {
    rings_here: false,
    sound_ready: true,
    notifies: Duty::Elsewhere,
    pops: Duty::Elsewhere,
};

/// A tab, and what it knows.
pub struct Tab {
    pub alerts: Alerts,
    pub place: Place,
    pub settings: DeviceSettings,
    pub rules: ScreenPop,
    pub millis: u64,
}

impl Tab {
    /// A tab that has seen an empty desk.
    pub fn new(place: Place, rules: &Value) -> Self {
        let mut tab = Self {
            alerts: Alerts::default(),
            place,
            settings: DeviceSettings::default(),
            rules: ScreenPop::read(rules).unwrap(),
            millis: 0,
        };
        assert_eq!(tab.look(&[]), [""; 0]);
        tab
    }

    pub fn plain(place: Place) -> Self {
        Self::new(place, &Value::Null)
    }

    /// What it does about these calls, in words.
    pub fn look(&mut self, calls: &[&Call]) -> Vec<String> {
        self.effects(calls).iter().filter_map(words).collect()
    }

    pub fn effects(&mut self, calls: &[&Call]) -> Vec<AlertEffect> {
        self.millis += 1;
        let calls: Vec<_> = calls.iter().map(|call| Rc::new((*call).clone())).collect();
        self.alerts
            .look(at(self.millis), &calls, self.place, &self.settings, &self.rules)
    }
}

/// An effect in words; badges have a test of their own.
pub fn words(effect: &AlertEffect) -> Option<String> {
    let url = |pop: &Pop| pop.url.as_ref().map_or("", |url| url.as_str()).to_owned();
    Some(match effect {
        AlertEffect::Badge(_) => return None,
        AlertEffect::Ring(volume) => format!("ring {volume}"),
        AlertEffect::StopRing => "stop".to_owned(),
        AlertEffect::EndTone(volume) => format!("end tone {volume}"),
        AlertEffect::SoundBlocked(blocked) => format!("blocked {blocked}"),
        AlertEffect::Notify(call) => format!("notify {}", call.id),
        AlertEffect::Withdraw(call) => format!("withdraw {call}"),
        AlertEffect::Pop(pop) => format!("pop {} {:?} {}", pop.call.id, pop.moment, url(pop)),
        AlertEffect::Offer(pop) => format!("offer {} {:?} {}", pop.call.id, pop.moment, url(pop)),
        AlertEffect::OfferGone(call, moment) => format!("offer gone {call} {moment:?}"),
        AlertEffect::Refused(rule, why) => format!("refused {rule} {why:?}"),
    })
}
