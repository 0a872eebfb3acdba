//! Two tabs of one state, for any traffic; texts that nobody wrote; how long and how large it is.

#[path = "../../tests/truth/mod.rs"]
mod truth;

mod hostile;
mod texts;

use crate::{
    model::{CommandIntent, Effect, Input, Model},
    session::Missed,
    snapshot::{IntentError, Reason},
    time::Now,
};
use cti_protocol::{Body, Details, Dialect, Id, Limits, Pii, Variables, decode, encode};
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::json;
use truth::{ME, Message, room};

impl Model {
    fn save(&self) -> Pii {
        super::write_list(|list| list.add(self))
    }

    fn load(text: &str) -> Option<Self> {
        super::read_list(text, super::STATE_LIMIT, super::Items::take)
    }
}

const START: i64 = 1_700_000_000_000;

/// Something that happens to a model, with no need of what happened before.
#[derive(Clone, Debug)]
enum Step {
    /// A message of the calls that are planned.
    Say(Index),
    /// A frame as it is.
    Frame(&'static str),
    Status(u8, &'static str),
    Dial(u8, bool),
    SetVariables(u8),
    Logout(Option<u8>),
    Joined,
    Lost(u16),
    Missed(u32, u32),
    Unsent(u64),
    Dismiss(u8),
    DismissNotice(u64),
    ChooseUser(u8),
    Tick,
    TakeEnded,
}

/// Frames that say what the planned ones do not. The score changes by a bit each time serde_json writes and reads it.
const FRAMES: [&str; 9] = [
    r#"{"event":"incoming_call","sender_id":7,"data":{"call_id":41,"user_id":101,"from":"+1","score":4.3336925515183565e-17,
        "far":1.7976931348623157e308,"odd":{"x":[-0.0,1e-7,8.41471e21,"\u0000"],"y":"\u0000\u00001"}}}"#,
    r#"{"event":"incoming_call","sender_id":7,"data":{"call_id":41,"user_id":101,"from":"+1","score":4.3336925515183565e-17}}"#,
    r#"{"event":"call_connected","data":{"call_id":"c0","user_id":-5,"callerid":"Nul \u0000 and \" and \\ and \u2028"}}"#,
    r#"{"event":"incoming_call","sender_id":"p","data":{"session_id":"s0","user_id":"102","timestamp":-9223372036854775808}}"#,
    r#"{"event":"incoming_call","data":{"call_id":"c1","user_id":"103","assign_type":"transfer"}}"#,
    r#"{"event":"call_failed","data":{"call_id":"c0-102","result_code":-9223372036854775808,"completion_code":"x"}}"#,
    r#"{"event":"error","data":{"message":"make_call refused","name":"make_call"}}"#,
    r#"{"event":"data_updated","data":{"call_id":{"no":"id"},"variables":{"key1":""}}}"#,
    "no JSON",
];

fn step() -> impl Strategy<Value = Step> {
    let status = prop::sample::select(vec!["ready", "Lunch", "offline", "dnd"]);
    prop_oneof![
        12 => any::<Index>().prop_map(Step::Say),
        3 => prop::sample::select(FRAMES.to_vec()).prop_map(Step::Frame),
        3 => (0..6_u8, status).prop_map(|(user, status)| Step::Status(user, status)),
        2 => (0..4_u8, any::<bool>()).prop_map(|(call, again)| Step::Dial(call, again)),
        1 => (0..4_u8).prop_map(Step::SetVariables),
        1 => any::<Option<u8>>().prop_map(|user| Step::Logout(user.map(|user| user % 6))),
        2 => Just(Step::Joined),
        1 => any::<u16>().prop_map(Step::Lost),
        1 => (0..600_000_u32, 0..600_000_u32).prop_map(|(from, certain)| Step::Missed(from, certain)),
        1 => (0..9_u64).prop_map(Step::Unsent),
        1 => (0..4_u8).prop_map(Step::Dismiss),
        1 => (0..9_u64).prop_map(Step::DismissNotice),
        1 => (0..4_u8).prop_map(Step::ChooseUser),
        4 => Just(Step::Tick),
        2 => Just(Step::TakeEnded),
    ]
}

/// How much time passes before a step: often none, sometimes hours.
fn pause() -> impl Strategy<Value = u64> {
    prop_oneof![3 => Just(0), 4 => 0..3_000_u64, 3 => 0..400_000_u64, 1 => 0..40_000_000_u64]
}

fn text_of(message: &Message, now: Now) -> String {
    let mut data = message.data.clone();
    let fields = data.as_object_mut().unwrap();
    if let Some(user) = message.user {
        fields.insert("user_id".into(), json!(user));
    }
    if message.timed {
        fields.insert("timestamp".into(), json!(now.wall - 50));
    }
    json!({"event": message.event, "sender_id": "phone", "data": data}).to_string()
}

fn user(number: u8) -> Id {
    Id::text(format!("10{number}"))
}

fn model() -> Model {
    let mut model = Model::default();
    model.apply(Now::default(), Input::ChooseUser(Some(Id::text(ME))));
    model
}

fn hear(model: &mut Model, now: Now, text: &str) -> Vec<Effect> {
    let frame = &decode(text, &Dialect::default(), &Limits::default());
    model.apply(now, Input::Frame { frame, text })
}

/// What came of a step: effects, and what was sent or why nothing was.
#[derive(Debug, PartialEq)]
struct Came {
    effects: Vec<Effect>,
    sent: Option<Result<String, IntentError>>,
}

impl Step {
    fn apply(&self, model: &mut Model, now: Now, said: &[Message]) -> Came {
        let mut sent = None;
        let effects = self.take(model, now, said, &mut sent);
        Came { effects, sent }
    }

    fn take(
        &self,
        model: &mut Model,
        now: Now,
        said: &[Message],
        sent: &mut Option<Result<String, IntentError>>,
    ) -> Vec<Effect> {
        let mut command = |model: &mut Model, intent| {
            // As it is sent: ids are equal that are written differently.
            let text = |body: &Body| encode(body, None, &Details::default(), &Dialect::default());
            *sent = Some(
                model
                    .command(now, intent)
                    .map(|(id, body)| format!("{id} {}", text(&body))),
            );
            Vec::new()
        };
        let call = |number: &u8| Id::text(format!("c{number}"));
        let input = match self {
            Self::Say(index) => return hear(model, now, &text_of(index.get(said), now)),
            Self::Frame(text) => return hear(model, now, text),
            Self::Status(user, status) => {
                let user = json!({"id": format!("10{user}"), "name": format!("Ana {user}")});
                let data = json!({"user": user, "status": {"name": status, "color": "#aBc"}});
                let text = json!({"event": "status_changed", "sender_id": 9, "data": data}).to_string();
                return hear(model, now, &text);
            }
            Self::Dial(call, again) => {
                return command(
                    model,
                    CommandIntent::MakeCall {
                        number: Pii::new(format!("+3460000000{call}")),
                        user: None,
                        caller_id: None,
                        variables: Variables::new(),
                        again: *again,
                    },
                );
            }
            Self::SetVariables(number) => {
                return command(
                    model,
                    CommandIntent::SetVariables {
                        call: call(number),
                        variables: Variables::from([("key1".to_owned(), Pii::new("x"))]),
                    },
                );
            }
            Self::Logout(number) => {
                return command(
                    model,
                    CommandIntent::Logout {
                        user: number.map(user),
                    },
                );
            }
            Self::Joined => Input::Joined,
            Self::Lost(code) => Input::Lost(Reason::Closed(*code), now.wall - i64::from(*code)),
            Self::Missed(from, certain) => {
                let missed = Missed {
                    reason: Reason::Flood,
                    from: now.wall - i64::from(*from),
                    to: now.wall,
                    certain_after: now.mono.saturating_sub(u64::from(*certain)),
                };
                return model.apply(now, Input::Missed(&missed));
            }
            Self::Unsent(number) => Input::Unsent(*number),
            Self::Dismiss(number) => {
                let there = model.dismiss(now, &call(number));
                *sent = Some(if there {
                    Ok(String::new())
                } else {
                    Err(IntentError::UnknownCall)
                });
                return Vec::new();
            }
            Self::DismissNotice(number) => {
                model.dismiss_notice(*number);
                return Vec::new();
            }
            Self::ChooseUser(number) => Input::ChooseUser((*number > 0).then(|| user(*number))),
            Self::Tick => Input::Tick,
            Self::TakeEnded => {
                model.take_ended();
                return Vec::new();
            }
        };
        model.apply(now, input)
    }
}

/// The same state in another tab.
fn replica(model: &Model) -> Model {
    Model::load(&model.save()).expect("a state that was written can be read")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    /// Whatever happened, and whatever happens then: both do the same at every step, and stay the same.
    #[test]
    fn a_tab_that_goes_on_with_the_state_stays_equal(
        (_, said) in room(), steps in vec((step(), pause(), -5_000..5_000_i64), 1..80), at in any::<Index>(),
    ) {
        let mut now = Now { mono: 1_000, wall: START };
        let mut leader = model();
        let mut follower = None;
        let at = at.index(steps.len());
        for (place, (step, pause, drift)) in steps.iter().enumerate() {
            if place == at {
                let text = leader.save();
                let read = replica(&leader);
                prop_assert!(read.save() == text);
                follower = Some(read);
            }
            now.mono += pause;
            now.wall += i64::try_from(*pause).unwrap() + drift;
            let effects = step.apply(&mut leader, now, &said);
            let Some(follower) = &mut follower else { continue };
            let theirs = step.apply(follower, now, &said);
            prop_assert_eq!(effects, theirs);
            prop_assert_eq!(leader.deadline(), follower.deadline());
            prop_assert!(leader.snapshot(now) == follower.snapshot(now), "after {:?}", step);
            prop_assert!(leader.save() == follower.save(), "after {:?}", step);
        }
        let (mut ours, mut theirs) = (leader.take_ended(), None);
        if let Some(follower) = &mut follower {
            theirs = Some(follower.take_ended());
        }
        prop_assert_eq!(theirs, Some(std::mem::take(&mut ours)));
    }
}

/// A room as large as any: everybody with a name and a status, half of them on a call, and all the calls that are
/// remembered.
fn crowd(users: usize) -> (Model, Now) {
    let mut model = model();
    let mut now = Now {
        mono: 1_000,
        wall: START,
    };
    let mut say = |event: &str, data: serde_json::Value| {
        now.mono += 10;
        now.wall += 10;
        let text =
            json!({"event": event, "sender_id": format!("s{}", now.mono % 5_000), "data": data}).to_string();
        hear(&mut model, now, &text);
    };
    for user in 0..users {
        let who = json!({"id": 10_000 + user, "name": format!("Maximiliane Mustermann {user}")});
        say(
            "status_changed",
            json!({"user": who, "status": {"name": "ready", "color": "#00aa44"}}),
        );
    }
    for call in 0..users {
        let id = format!("6f1c2a54-7d3e-4b0a-9e55-{call:012}");
        let of = |more: serde_json::Value| {
            let mut data =
                json!({"call_id": id, "session_id": format!("{id}-s"), "user_id": 10_000 + call / 2});
            data.as_object_mut()
                .unwrap()
                .extend(more.as_object().cloned().unwrap());
            data
        };
        let variables = json!({"crm_id": call.to_string(), "topic": "billing", "language": "de"});
        let number = format!("+49301234{call:05}");
        say(
            "incoming_call",
            of(json!({"number": number, "name": "Erika", "queue": "Support", "variables": variables})),
        );
        say("call_connected", of(json!({})));
        if call % 2 == 0 {
            say(
                "call_disconnected",
                of(json!({"result_code": 200, "completion_code": "Call_Completed"})),
            );
        }
    }
    (model, now)
}

#[test]
fn a_room_of_thousands_fits() {
    let (model, _) = crowd(5_000);
    let text = model.save();
    assert!(text.len() < 5_000_000, "{} bytes", text.len());
    let read = replica(&model);
    assert!(read.save() == text);
}

/// The names' order belongs to the tab, not to the state.
#[test]
fn the_order_of_names_is_the_tabs_own() {
    let mut leader = model();
    let now = Now {
        mono: 1_000,
        wall: START,
    };
    for (id, name) in [("1", "b"), ("2", "a")] {
        let data = json!({"user": {"id": id, "name": name}, "status": "ready"});
        hear(
            &mut leader,
            now,
            &json!({"event": "status_changed", "data": data}).to_string(),
        );
    }
    let names = |model: &mut Model| -> Vec<String> {
        let users = model.snapshot(now).users;
        users
            .iter()
            .map(|user| user.name.as_deref().unwrap_or_default().to_owned())
            .collect()
    };
    let mut follower = model();
    follower.fold_names_with(|name| {
        if name == "b" {
            "1".to_owned()
        } else {
            "2".to_owned()
        }
    });
    follower.become_like(replica(&leader));
    assert_eq!(names(&mut leader), ["a", "b"]);
    assert_eq!(names(&mut follower), ["b", "a"]);
}
