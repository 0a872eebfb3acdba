//! Fixed pictures to draw. Times are counted back from [`NOW`].

use cti_core::{
    Call, Connection, ConnectionState, Gap, Outcome, Phase, Reason, Snapshot, Status, User, UserCall,
};
use cti_protocol::{Direction, Id, Pii};
use cti_softphone::store::Picture;
use std::rc::Rc;

/// The clock of all pictures: 22 May 2025, 10:40:30 UTC.
pub(crate) const NOW: i64 = 1_747_910_430_000;
pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;

pub(crate) fn id(text: &str) -> Id {
    Id::text(text)
}

pub(crate) fn call(id: &str, direction: Direction, phase: Phase, number: &str, name: &str) -> Call {
    Call {
        id: Id::text(id),
        session: None,
        direction: Some(direction),
        phase,
        outcome: None,
        code: None,
        reason: None,
        number: Some(number).filter(|text| !text.is_empty()).map(Pii::new),
        name: Some(name).filter(|text| !text.is_empty()).map(Pii::new),
        user: Some(Id::text("u1")),
        queue: None,
        variables: Default::default(),
        started_at: NOW - 10 * MINUTE,
        started_before: false,
        connected_at: None,
        ended_at: None,
        unconfirmed_since: None,
        mine: true,
        note: None,
        details: Default::default(),
    }
}

pub(crate) fn with(mut call: Call, change: impl FnOnce(&mut Call)) -> Call {
    change(&mut call);
    call
}

pub(crate) fn variables(pairs: &[(&str, &str)]) -> cti_protocol::Variables {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Pii::new(*value)))
        .collect()
}

/// An incoming call that has rung for seven seconds.
pub(crate) fn ringing() -> Call {
    with(
        call(
            "c1",
            Direction::Incoming,
            Phase::Ringing,
            "+34600123456",
            "María Fernández",
        ),
        |call| {
            call.started_at = NOW - 7 * SECOND;
            call.queue = Some("Support ES".into());
            call.variables = variables(&[
                ("order", "10482"),
                ("plan", "Pro"),
                ("region", "Galicia"),
                ("tier", "gold"),
            ]);
        },
    )
}

pub(crate) fn dialing() -> Call {
    with(
        call("c5", Direction::Outgoing, Phase::Dialing, "+442079460018", ""),
        |call| call.started_at = NOW - 4 * SECOND,
    )
}

pub(crate) fn connected() -> Call {
    with(
        call(
            "c2",
            Direction::Outgoing,
            Phase::Connected,
            "+46812345678",
            "Lindqvist AB",
        ),
        |call| {
            call.started_at = NOW - 175 * SECOND;
            call.connected_at = Some(NOW - 161 * SECOND);
            call.variables = variables(&[("ticket", "SUP-2291")]);
        },
    )
}

pub(crate) fn ended(id: &str, outcome: Outcome) -> Call {
    with(
        call(id, Direction::Outgoing, Phase::Ended, "+14155550134", ""),
        |call| {
            call.outcome = Some(outcome);
            call.ended_at = Some(NOW - 9 * MINUTE);
        },
    )
}

pub(crate) fn failed() -> Call {
    with(ended("c3", Outcome::Failed), |call| {
        call.code = Some(486);
        call.reason = Some(Pii::new("Call_Busy"));
    })
}

pub(crate) fn user(id: &str, name: &str, status: Status, since: i64) -> Rc<User> {
    Rc::new(User {
        id: Id::text(id),
        name: Some(Pii::new(name)),
        status,
        color: None,
        since: NOW - since,
        call: None,
        logging_out: false,
    })
}

pub(crate) fn users() -> Vec<Rc<User>> {
    let mut ben = (*user("u2", "Ben Okafor", Status::InService, 252 * SECOND)).clone();
    ben.call = Some(Rc::new(UserCall {
        id: Id::text("c9"),
        name: None,
        number: Some(Pii::new("+442079460018")),
        phase: Phase::Connected,
        since: NOW - 252 * SECOND,
    }));
    let mut own = (*user("u7", "Greta Lind", Status::Other("Training".into()), 3 * HOUR)).clone();
    own.color = Some("#8e44ad".into());
    vec![
        user("u1", "Anna Kim", Status::Ready, 12 * MINUTE),
        Rc::new(ben),
        user("u3", "Chloé Dubois", Status::Ready, 27 * MINUTE),
        user("u4", "Dmitri Sokolov", Status::Dnd, HOUR),
        user("u5", "Emeka Musa", Status::AfterService, 48 * SECOND),
        user("u6", "Fatima Haddad", Status::Ready, 3 * MINUTE),
        Rc::new(own),
        user("u8", "Hugo Pires", Status::Offline, 26 * HOUR),
    ]
}

pub(crate) fn history() -> Vec<Rc<Call>> {
    let past = |id: &str, direction, number: &str, name: &str, outcome, ended: i64, talked: i64| {
        with(call(id, direction, Phase::Ended, number, name), |call| {
            call.outcome = Some(outcome);
            call.ended_at = Some(ended);
            call.connected_at = (talked > 0).then_some(ended - talked);
        })
    };
    use Direction::{Incoming, Outgoing};
    let maria = past(
        "h1",
        Incoming,
        "+34600123456",
        "María Fernández",
        Outcome::Completed,
        NOW - 30 * SECOND,
        362 * SECOND,
    );
    let missed = past(
        "h2",
        Incoming,
        "+74951234567",
        "",
        Outcome::AnsweredElsewhere(Some(id("u2"))),
        NOW - 4 * MINUTE,
        0,
    );
    let lind = past(
        "h3",
        Outgoing,
        "+46812345678",
        "Lindqvist AB",
        Outcome::Completed,
        NOW - 42 * MINUTE,
        161 * SECOND,
    );
    let busy = past(
        "h4",
        Outgoing,
        "+14155550134",
        "",
        Outcome::Failed,
        NOW - 17 * HOUR,
        0,
    );
    vec![
        Rc::new(with(maria, |call| call.queue = Some("Support ES".into()))),
        Rc::new(missed),
        Rc::new(lind),
        Rc::new(with(busy, |call| call.code = Some(486))),
    ]
}

pub(crate) fn connection(state: ConnectionState, reason: Option<Reason>) -> Connection {
    let retry_at = (state == ConnectionState::Waiting).then_some(NOW + 2_600);
    Connection {
        state,
        since: NOW - HOUR,
        retry_at,
        reason,
    }
}

/// A calm moment of a working day.
pub(crate) fn snapshot() -> Snapshot {
    let users = users();
    Snapshot {
        connection: Rc::new(connection(ConnectionState::Live, None)),
        me: Some(users[0].clone()),
        calls: vec![Rc::new(ringing()), Rc::new(connected()), Rc::new(failed())],
        users: Rc::new(users),
        history: Rc::new(history()),
        shown: 50,
        gaps: Rc::new(vec![Gap {
            from: NOW - 38 * MINUTE,
            to: Some(NOW - 33 * MINUTE),
            reason: Reason::Closed(1006),
        }]),
        ..Snapshot::default()
    }
}

pub(crate) fn picture(snapshot: Snapshot) -> Rc<Picture> {
    Rc::new(Picture {
        snapshot: Rc::new(snapshot),
        ..Picture::default()
    })
}

/// A picture with these calls and nothing else to speak of.
pub(crate) fn with_calls(calls: Vec<Call>) -> Rc<Picture> {
    picture(Snapshot {
        calls: calls.into_iter().map(Rc::new).collect(),
        ..snapshot()
    })
}
