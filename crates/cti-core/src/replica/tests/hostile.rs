//! Texts that no tab wrote, from whoever shares the origin.

use super::{START, Step, crowd, hear, model, pause, step};
use crate::{
    model::{Input, Model},
    replica::{Entry, STATE_LIMIT},
    time::Now,
};
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::{Value, json};

use super::truth::{Message, room};

/// Values that nobody expects.
fn strange() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(7),
        json!(1_u64 << 52),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(i64::MAX),
        json!(1.5),
        json!(""),
        json!("c0"),
        json!("101"),
        json!("\u{0}"),
        json!("\u{0}9218868437227405312"),
        json!("#12345g"),
        json!([]),
        json!({}),
        json!(["Ended"]),
        json!([0, 1, 2]),
    ])
}

/// A change somewhere in a text that was written.
#[derive(Clone, Debug)]
enum Change {
    Put(Value),
    Remove,
    Double(usize),
    Swap,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => strange().prop_map(Change::Put),
        1 => Just(Change::Remove),
        1 => (1..300_usize).prop_map(Change::Double),
        1 => Just(Change::Swap),
    ]
}

/// Every list and object within, by the way to it.
fn places(value: &Value, way: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    if let Value::Array(list) = value {
        for (index, inner) in list.iter().enumerate() {
            way.push(index);
            found.push(way.clone());
            places(inner, way, found);
            way.pop();
        }
    }
}

fn mutate(value: &mut Value, at: Index, change: &Change) {
    let mut found = Vec::new();
    places(value, &mut Vec::new(), &mut found);
    let Some((last, way)) = found
        .get(at.index(found.len().max(1)))
        .and_then(|way| way.split_last())
    else {
        return;
    };
    let mut place = value;
    for index in way {
        place = &mut place[*index];
    }
    let list = place.as_array_mut().unwrap();
    match change {
        Change::Put(new) => list[*last] = new.clone(),
        Change::Remove => drop(list.remove(*last)),
        Change::Double(times) => {
            let item = list[*last].clone();
            list.extend(std::iter::repeat_n(item, *times));
        }
        Change::Swap => list.swap(0, *last),
    }
}

/// A state of some calls, commands, gaps and users.
fn lived(steps: &[(Step, u64)], said: &[Message]) -> (Model, Now) {
    let mut now = Now {
        mono: 1_000,
        wall: START,
    };
    let mut model = model();
    live(&mut model, &mut now, steps, said);
    (model, now)
}

fn live(model: &mut Model, now: &mut Now, steps: &[(Step, u64)], said: &[Message]) {
    for (step, pause) in steps {
        now.mono += pause;
        now.wall += i64::try_from(*pause).unwrap();
        step.apply(model, *now, said);
        model.snapshot(*now);
        model.deadline();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    /// A text with changes is refused, or read as a state in which all goes on, within the limits.
    #[test]
    fn a_changed_state_does_no_harm(
        (_, said) in room(), steps in vec((step(), pause()), 1..40), changes in vec((any::<Index>(), change()), 1..4),
        later in vec((step(), pause()), 1..40),
    ) {
        let (model, mut now) = lived(&steps, &said);
        let mut text: Value = serde_json::from_str(&model.save()).unwrap();
        for (at, change) in &changes {
            mutate(&mut text, *at, change);
        }
        if let Some(mut read) = Model::load(&text.to_string()) {
            prop_assert!(replica_of(&read).is_some());
            live(&mut read, &mut now, &later, &said);
            // Everything ends at last, and the state can still be handed on.
            now.mono += 1 << 50;
            read.apply(now, Input::Tick);
            read.snapshot(now);
            prop_assert!(replica_of(&read).is_some());
        }
    }

    /// So does one in which letters changed.
    #[test]
    fn a_garbled_state_does_no_harm(
        (_, said) in room(), steps in vec((step(), pause()), 1..20), letters in vec((any::<Index>(), any::<char>()), 1..5),
        cut in any::<Index>(),
    ) {
        let (model, _) = lived(&steps, &said);
        let mut text: Vec<char> = model.save().chars().collect();
        for (at, letter) in letters {
            let at = at.index(text.len());
            text[at] = letter;
        }
        let garbled: String = text.iter().collect();
        let _ = Model::load(&garbled);
        let short: String = text[..cut.index(text.len())].iter().collect();
        prop_assert!(Model::load(&short).is_none());
    }
}

fn replica_of(model: &Model) -> Option<Model> {
    Model::load(&model.save())
}

/// Puts a value into a saved state, by the way to its place.
fn with(model: &Model, way: &[usize], value: Value) -> String {
    let mut text: Value = serde_json::from_str(&model.save()).unwrap();
    let mut place = &mut text;
    for index in way {
        place = &mut place[*index];
    }
    *place = value;
    text.to_string()
}

/// What a model holds at most, a text does not exceed. The ways lead into the format as `the_format_is_known` shows it.
#[test]
fn limits_hold_for_what_is_read() {
    let mut model = model();
    let now = Now {
        mono: 1_000,
        wall: START,
    };
    hear(
        &mut model,
        now,
        r#"{"event":"incoming_call","data":{"call_id":"c","user_id":"101","x":1}}"#,
    );
    let saved: Value = serde_json::from_str(&model.save()).unwrap();
    let call = saved[1][1][1][0].clone();
    let many = |item: &Value, count: usize| Value::Array(vec![item.clone(); count]);
    let calls = |count: u64| -> Value {
        let with_key = |key: u64| {
            let mut call = call.clone();
            call[0] = json!(key);
            call
        };
        (0..count).map(with_key).collect()
    };
    let members = |count: usize| -> Value {
        let members = (0..count).map(|number| (format!("k{number:05}"), json!(1)));
        Value::Object(members.collect())
    };
    let pairs = |count: usize, value: &Value| -> Value {
        (0..count)
            .flat_map(|number| [json!(format!("k{number:05}")), value.clone()])
            .collect()
    };
    let users = |count: usize, color: &str| -> Value {
        (0..count)
            .flat_map(|number| {
                let id = json!(format!("k{number:05}"));
                [id.clone(), json!([id, null, ["Ready"], color, 0, null, false])]
            })
            .collect()
    };
    let gap = json!([0, null, ["Flood"]]);
    let notice = json!([1, ["RoomError", "x"], 0]);
    let unread = json!([0, "x", "x"]);
    let leg = &call[1][11][0];
    let facts = [1, 1, 1, 0, 1];
    let facts = |field: usize| [facts.as_slice(), &[field]].concat();
    let next = [1, 1, 2, 0];
    for (way, fits, not) in [
        (facts(8), pairs(1_000, &json!("x")), pairs(1_001, &json!("x"))),
        (facts(9), members(1_000), members(1_001)),
        (vec![1, 4], many(&gap, 200), many(&gap, 201)),
        (vec![1, 5, 0], many(&notice, 5), many(&notice, 6)),
        (vec![1, 5, 2], many(&unread, 50), many(&unread, 51)),
        (vec![1, 6], pairs(10_000, &json!(1)), pairs(10_001, &json!(1))),
        (vec![1, 2, 0], users(20_000, "#abc"), users(20_001, "#abc")),
        (vec![1, 2, 0], users(1, "#abc"), users(1, "red;}")),
        (vec![1, 1, 0], json!("101"), json!("102")),
        (next.to_vec(), json!((1_u64 << 53) - 1), json!(1_u64 << 53)),
        (next.to_vec(), json!(1), json!(0)),
        (vec![0], json!(2), json!(1)),
    ] {
        assert!(Model::load(&with(&model, &way, fits)).is_some(), "{way:?}");
        assert!(Model::load(&with(&model, &way, not)).is_none(), "{way:?}");
    }
    let legs = |count: usize| {
        let mut call = call.clone();
        call[1][11] = many(leg, count);
        call[5] = many(&json!(true), count + 1);
        with(&model, &[1, 1, 1, 0], call)
    };
    assert!(Model::load(&legs(200)).is_some());
    assert!(Model::load(&legs(201)).is_none());
    let mut room: Value = serde_json::from_str(&with(&model, &next, json!(20_000))).unwrap();
    for (count, fits) in [(12_000, true), (12_001, false)] {
        room[1][1][1] = calls(count);
        assert_eq!(Model::load(&room.to_string()).is_some(), fits, "{count}");
    }
}

#[test]
fn what_is_too_large_or_too_deep_is_not_read() {
    let deep = ["[".repeat(100_000), "]".repeat(100_000)].concat();
    let long = ["[1,\"", &"x".repeat(STATE_LIMIT), "\"]"].concat();
    for text in [deep, long] {
        assert!(Model::load(&text).is_none());
        assert!(Entry::from_text(&text).is_none());
    }
    for (bytes, fits) in [(7 << 20, true), (9 << 20, false)] {
        let entry = Entry::Frame("x".repeat(bytes).into()).to_text();
        assert_eq!(Entry::from_text(&entry).is_some(), fits, "{bytes}");
    }
    let now = Now {
        mono: 1_000,
        wall: START,
    };
    let mut model = model();
    hear(
        &mut model,
        now,
        r#"{"event":"incoming_call","data":{"call_id":"c","x":1}}"#,
    );
    for (values, fits) in [(1_900_000, true), (2_100_000, false)] {
        let list = ["{\"x\":[", &"0,".repeat(values), "0]}"].concat();
        let text = model.save().replace("{\"x\":1}", &list);
        assert!(text.len() > values);
        assert_eq!(Model::load(&text).is_some(), fits, "{values}");
    }
}

/// Thousands in an order that would take long to put right.
#[test]
fn keys_out_of_order_are_not_read() {
    let (model, _) = crowd(10);
    let saved: Value = serde_json::from_str(&model.save()).unwrap();
    let mut calls = saved.clone();
    calls[1][1][1].as_array_mut().unwrap().reverse();
    assert!(Model::load(&calls.to_string()).is_none());
    let mut users = saved.clone();
    let list = users[1][2][0].as_array_mut().unwrap();
    list.swap(0, 2);
    list.swap(1, 3);
    assert!(Model::load(&users.to_string()).is_none());
    let mut ended = saved;
    ended[1][1][2][1] = json!([0, 0]);
    assert!(Model::load(&ended.to_string()).is_none(), "a call ends once");
}
