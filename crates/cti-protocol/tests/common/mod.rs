//! What the tests share: one full message of each kind, and the reading of a message as JSON.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test that has nothing to look at has failed")]

use cti_protocol::{
    Assignment, Body, CallFields, CallResult, Command, Details, Dialect, Direction, Event, Frame, Id, Limits,
    Message, Pii, Timestamp, UserRef, Variables, command::*, decode, event::*,
};
use serde_json::{Map, Value, json};

/// Reads with the default dialect and limits.
pub fn read(text: &str) -> Frame {
    decode(text, &Dialect::default(), &Limits::default())
}

/// Reads a frame that holds exactly one message.
#[track_caller]
pub fn read_one(text: &str) -> Message {
    let frame = read(text);
    assert_eq!(frame.problem, None, "{text}");
    assert_eq!(frame.messages.len(), 1, "{text}");
    frame.messages.into_iter().next().unwrap()
}

pub fn sender() -> Id {
    Id::text("5e1f0d2c")
}

pub fn details() -> Details {
    Details(Map::from_iter([(
        "line".to_owned(),
        json!({"label": "Sales", "open": true}),
    )]))
}

/// The call fields of every call event, all of them given.
pub fn call(direction: Option<Direction>) -> CallFields {
    CallFields {
        id: Some(Id::text("c-1001")),
        session: Some(Id::number(88_001)),
        user: UserRef {
            id: Some(Id::number(7)),
            name: Some("Ana Ruiz".into()),
            email: Some("ana@example.com".into()),
        },
        number: Some("+34600123456".into()),
        caller: Some("+34600123456".into()),
        callee: Some("+34910000001".into()),
        name: Some("Jörg Müller".into()),
        direction,
        assignment: Some(Assignment::Queue),
        queue: Some("Support".to_owned()),
        variables: Some(variables()),
        result: CallResult {
            code: Some(486),
            completion: Some("Call_Busy".to_owned()),
            reason: Some("Busy here".into()),
        },
        time: Some(Timestamp(1_700_000_000_123)),
        record_url: Some("https://records.example.com/c-1001.mp3".into()),
    }
}

pub fn variables() -> Variables {
    [("order", "A-17"), ("note", "")]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Pii::from(value)))
        .collect()
}

/// One message of each of the twelve kinds.
pub fn samples() -> Vec<Body> {
    let incoming = Some(Direction::Incoming);
    let outgoing = Some(Direction::Outgoing);
    let mut out = call(outgoing);
    out.number.clone_from(&out.callee);
    let user = call(None).user;
    vec![
        Event::ConnectionAccepted(ConnectionAccepted {}).into(),
        Event::Connected(Connected { user: user.clone() }).into(),
        Event::OutgoingCall(OutgoingCall { call: out }).into(),
        Event::IncomingCall(IncomingCall { call: call(incoming) }).into(),
        Event::CallConnected(CallConnected { call: call(incoming) }).into(),
        Event::CallFailed(CallFailed { call: call(outgoing) }).into(),
        Event::DataUpdated(DataUpdated { call: call(None) }).into(),
        Event::StatusChanged(StatusChanged {
            user,
            status: Some(Status {
                name: "After service".to_owned(),
                color: Some("#ff8800".to_owned()),
            }),
            time: Some(Timestamp(1_700_000_000_000)),
        })
        .into(),
        Event::CallDisconnected(CallDisconnected { call: call(None) }).into(),
        Command::MakeCall(MakeCall {
            user: Some(Id::number(7)),
            number: Some("+34600123456".into()),
            caller_id: Some("+34910000001".into()),
            variables: Some(variables()),
        })
        .into(),
        Command::SetVariables(SetVariables {
            user: Some(Id::number(7)),
            call: Some(Id::text("c-1001")),
            variables: Some(variables()),
        })
        .into(),
        Command::Logout(Logout {
            user: Some(Id::text("7")),
        })
        .into(),
    ]
}

/// All that was read of a message, as JSON without what is absent.
pub fn reading(message: &Message) -> Value {
    let body = match &message.body {
        Body::Event(event) => match event {
            Event::ConnectionAccepted(_) => json!({}),
            Event::Connected(event) => user_reading(&event.user),
            Event::StatusChanged(event) => {
                let mut reading = user_reading(&event.user);
                reading["status"] = json!(event.status.as_ref().map(|status| &status.name));
                reading["color"] = json!(event.status.as_ref().and_then(|status| status.color.as_ref()));
                reading["time"] = json!(event.time.map(|time| time.0));
                reading
            }
            _ => call_reading(event.call().unwrap()),
        },
        Body::Command(command) => {
            let mut reading = json!({"user": command.user().map(Id::to_json)});
            match command {
                Command::MakeCall(command) => {
                    reading["number"] = pii(&command.number);
                    reading["caller_id"] = pii(&command.caller_id);
                    reading["variables"] = variables_reading(&command.variables);
                }
                Command::SetVariables(command) => {
                    reading["call"] = json!(command.call.as_ref().map(Id::to_json));
                    reading["variables"] = variables_reading(&command.variables);
                }
                Command::Logout(_) => {}
            }
            reading
        }
        Body::Unknown(_) => json!("unknown"),
    };
    let oddities: Vec<_> = message
        .oddities
        .iter()
        .map(|odd| format!("{}: {}", odd.key, odd.expected))
        .collect();
    let reading = json!({
        "name": message.body.name(),
        "body": body,
        "sender": message.sender.as_ref().map(Id::to_json),
        "details": message.details.0,
        "oddities": oddities,
    });
    without_absent(reading)
}

fn call_reading(call: &CallFields) -> Value {
    let mut reading = user_reading(&call.user);
    reading["call"] = json!(call.id.as_ref().map(Id::to_json));
    reading["session"] = json!(call.session.as_ref().map(Id::to_json));
    reading["number"] = pii(&call.number);
    reading["caller"] = pii(&call.caller);
    reading["callee"] = pii(&call.callee);
    reading["name"] = pii(&call.name);
    reading["direction"] = json!(call.direction.map(|direction| format!("{direction:?}")));
    reading["assignment"] = json!(
        call.assignment
            .as_ref()
            .map(|assignment| format!("{assignment:?}"))
    );
    reading["queue"] = json!(call.queue);
    reading["variables"] = variables_reading(&call.variables);
    reading["code"] = json!(call.result.code);
    reading["completion"] = json!(call.result.completion);
    reading["reason"] = pii(&call.result.reason);
    reading["time"] = json!(call.time.map(|time| time.0));
    reading["record_url"] = pii(&call.record_url);
    reading
}

fn user_reading(user: &UserRef) -> Value {
    json!({
        "user": user.id.as_ref().map(Id::to_json),
        "user_name": pii(&user.name),
        "user_email": pii(&user.email),
    })
}

fn variables_reading(variables: &Option<Variables>) -> Value {
    let Some(variables) = variables else {
        return Value::Null;
    };
    let members = variables.iter();
    members
        .map(|(name, value)| (name.clone(), json!(value.as_str())))
        .collect()
}

fn pii(text: &Option<Pii>) -> Value {
    json!(text.as_deref())
}

fn without_absent(mut reading: Value) -> Value {
    for part in ["body"] {
        if let Some(members) = reading[part].as_object_mut() {
            members.retain(|_, value| !value.is_null());
        }
    }
    let members = reading.as_object_mut().unwrap();
    members.retain(|_, value| !value.is_null() && *value != json!([]) && *value != json!({}));
    reading
}
