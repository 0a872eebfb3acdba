//! What the widget would have made of a capture. It has a model of its own: nothing is sent, and nothing of the live one is
//! seen or changed.

use super::recorder::Shot;
use crate::{
    model::{Input, Model},
    snapshot::{Call, Notice, Unread, User},
    time::Now,
};
use cti_protocol::{Body, Dialect, Event, Id, Limits, decode};
use std::rc::Rc;

/// What there is to see after some of the frames.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stage {
    /// Every call, in the order in which they were first heard of.
    pub calls: Vec<Rc<Call>>,
    /// Every user, by name.
    pub users: Rc<Vec<Rc<User>>>,
    /// What the agent would be told.
    pub notices: Vec<Rc<Notice>>,
    /// What was not understood.
    pub unread: Rc<Vec<Unread>>,
}

/// Plays the first frames of a capture: those that came. What was sent is not sent again, and what it did is in what came
/// after it. The dialect is the configured one; what the greetings show is learnt anew.
pub fn replay(shots: &[Rc<Shot>], dialect: &Dialect, me: Option<Id>) -> Stage {
    let mut model = Model::default();
    let mut dialect = dialect.clone();
    let mut now = Now {
        mono: 0,
        wall: shots.first().map_or(0, |shot| shot.at),
    };
    model.apply(now, Input::ChooseUser(me));
    model.apply(now, Input::Joined);
    for shot in shots.iter().filter(|shot| !shot.out) {
        now = wait(&mut model, now, shot.at);
        let frame = decode(shot.text(), &dialect, &Limits::default());
        let is_greeting = |body: &Body| matches!(body, Body::Event(Event::ConnectionAccepted(_)));
        if let Some(greeting) = frame.messages.iter().find(|message| is_greeting(&message.body)) {
            dialect.learn(greeting);
        }
        let frame = &frame;
        let text = shot.text();
        // What comes of it is for a page and a room, and here is neither.
        model.apply(now, Input::Frame { frame, text });
    }
    // What was sent last may have been long after the last frame that came.
    if let Some(last) = shots.last() {
        now = wait(&mut model, now, last.at);
    }
    let snapshot = model.snapshot(now);
    Stage {
        calls: model.all_calls(),
        users: snapshot.users,
        notices: snapshot.notices,
        unread: snapshot.unread,
    }
}

/// Lets time pass, and what is due happen. Time does not go back, whatever the file says.
fn wait(model: &mut Model, mut now: Now, until: i64) -> Now {
    let passed = u64::try_from(until.saturating_sub(now.wall)).unwrap_or(0);
    let end = Now {
        mono: now.mono + passed,
        wall: now.wall.max(until),
    };
    while let Some(due) = model.deadline().filter(|due| *due <= end.mono) {
        // Whatever is due then is done once; what it leaves due is later.
        let due = due.max(now.mono);
        now = Now {
            mono: due,
            wall: now
                .wall
                .saturating_add(i64::try_from(due - now.mono).unwrap_or(i64::MAX)),
        };
        model.apply(now, Input::Tick);
        if model.deadline().is_some_and(|again| again <= due) {
            break;
        }
    }
    model.apply(end, Input::Tick);
    end
}
