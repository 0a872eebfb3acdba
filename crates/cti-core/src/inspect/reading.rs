//! What was understood of a frame, and what was not and why.

use super::mask::HIDDEN;
use cti_protocol::{
    Body, Command, Dialect, Event, Frame, Limits, Message, Pii, Style, UserRef, decode, decode_traced,
};

/// A frame in a few words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gist {
    /// The names of its messages, each once.
    pub names: Vec<String>,
    /// Why it, or a part of it, was not understood. Empty where all was.
    pub why: Vec<String>,
}

/// One message of a frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// Its name: the documented one, or as written; empty where it has none.
    pub name: String,
    /// Whether it is one of the documented events and commands.
    pub known: bool,
    /// Under which keys the envelope stands: the setting of a dialect file, and the key.
    pub envelope: Vec<(&'static str, String)>,
    /// The fields that were read.
    pub fields: Vec<FieldRead>,
    /// The keys that no field has.
    pub rest: Vec<String>,
    /// Why it, or a part of it, was not understood.
    pub why: Vec<String>,
}

/// A field that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldRead {
    /// As a dialect file calls it.
    pub field: &'static str,
    /// The key as written.
    pub key: String,
    /// What was read.
    pub value: Pii,
}

/// Reads a text as the codec does. Why there is nothing to tell, if that is so.
///
/// # Errors
/// Why the text is no frame.
pub fn read(text: &str, dialect: &Dialect) -> Result<Vec<Said>, String> {
    let (frame, fields) = decode_traced(text, dialect, &Limits::default());
    if let Some(problem) = frame.problem {
        return Err(problem.to_string());
    }
    let read = frame.messages.iter().zip(fields);
    Ok(read.map(|(message, fields)| said(message, fields)).collect())
}

pub(super) fn gist(text: &str, dialect: &Dialect, cut: bool) -> Gist {
    let mut gist = Gist::default();
    if cut {
        // Its beginning alone tells nothing.
        return gist;
    }
    let Frame { messages, problem } = decode(text, dialect, &Limits::default());
    gist.why.extend(problem.map(|problem| problem.to_string()));
    for message in &messages {
        let name = name(message);
        if !name.is_empty() && !gist.names.contains(&name) {
            gist.names.push(name);
        }
        for why in why(message) {
            if !gist.why.contains(&why) {
                gist.why.push(why);
            }
        }
    }
    gist
}

fn name(message: &Message) -> String {
    message.body.name().unwrap_or_default().to_owned()
}

fn why(message: &Message) -> Vec<String> {
    let mut why: Vec<_> = message
        .oddities
        .iter()
        .map(|oddity| [&oddity.key, ": ", oddity.expected, " expected"].concat())
        .collect();
    match &message.body {
        Body::Unknown(unknown) => why.push(match unknown.name.as_deref() {
            None | Some(HIDDEN) => "no name".to_owned(),
            Some(name) => ["unknown name ", name].concat(),
        }),
        Body::Event(event) => {
            if event
                .call()
                .is_some_and(|call| call.id.is_none() && call.session.is_none())
            {
                why.push([event.name(), " without a call id"].concat());
            }
        }
        Body::Command(_) => {}
    }
    why
}

fn said(message: &Message, fields: Vec<(&'static str, String)>) -> Said {
    let known = !matches!(message.body, Body::Unknown(_));
    let Style {
        name_key,
        payload_key,
        sender_key,
        kind_key,
        ..
    } = &message.style;
    let keys = [
        ("keys.name", Some(name_key)),
        ("keys.payload", payload_key.as_ref()),
        ("keys.sender", sender_key.as_ref()),
        ("keys.kind", kind_key.as_ref()),
    ];
    let fields = fields.into_iter().map(|(field, key)| FieldRead {
        field,
        value: Pii::new(value(&message.body, field).unwrap_or_default()),
        key,
    });
    Said {
        name: name(message),
        known,
        envelope: keys
            .into_iter()
            .filter_map(|(part, key)| Some((part, key.filter(|key| !key.is_empty())?.clone())))
            .collect(),
        fields: fields.collect(),
        rest: if known {
            message.details.0.keys().cloned().collect()
        } else {
            Vec::new()
        },
        why: why(message),
    }
}

/// What a message has for a field.
fn value(body: &Body, field: &str) -> Option<String> {
    let user = |user: &UserRef| match field {
        "user_id" => user.id.as_ref().map(ToString::to_string),
        "user_name" => user.name.as_ref().map(|name| name.to_string()),
        _ => {
            let parts = [
                user.id.as_ref().map(|id| id.as_str()),
                user.name.as_deref(),
                user.email.as_deref(),
            ];
            Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
        }
    };
    let variables = |variables: &cti_protocol::Variables| {
        let rows = variables
            .iter()
            .map(|(name, value)| [name, "=", value.as_str()].concat());
        rows.collect::<Vec<_>>().join(", ")
    };
    let text = |text: &Option<Pii>| text.as_ref().map(|text| text.to_string());
    match (body, field) {
        (Body::Event(Event::StatusChanged(event)), "status") => {
            event.status.as_ref().map(|status| status.name.clone())
        }
        (Body::Event(Event::StatusChanged(event)), "timestamp") => event.time.map(|time| time.0.to_string()),
        (Body::Event(Event::StatusChanged(event)), "display_name") => text(&event.user.name),
        (Body::Event(Event::StatusChanged(event)), _) => user(&event.user),
        (Body::Event(Event::Connected(event)), _) => user(&event.user),
        (Body::Event(event), _) => {
            let call = event.call()?;
            match field {
                "call_id" => call.id.as_ref().map(ToString::to_string),
                "session_id" => call.session.as_ref().map(ToString::to_string),
                "number" => text(&call.number),
                "phone_a" => text(&call.caller),
                "phone_b" => text(&call.callee),
                "destination" => text(&call.callee).or_else(|| text(&call.number)),
                "display_name" => text(&call.name),
                "direction" | "is_incoming" => call.direction.map(|direction| direction.name().to_owned()),
                "assign_type" => call
                    .assignment
                    .as_ref()
                    .map(|assignment| assignment.name().to_owned()),
                "queue" => call.queue.clone(),
                "variables" => call.variables.as_ref().map(variables),
                "result_code" => call
                    .result
                    .code
                    .map(|code| code.to_string())
                    .or_else(|| call.result.completion.clone()),
                "completion_code" => call.result.completion.clone(),
                "reason" => text(&call.result.reason),
                "timestamp" => call.time.map(|time| time.0.to_string()),
                "record_url" => text(&call.record_url),
                _ => user(&call.user),
            }
        }
        (Body::Command(command), "user_id" | "user") => command.user().map(ToString::to_string),
        (Body::Command(Command::MakeCall(command)), "variables") => command.variables.as_ref().map(variables),
        (Body::Command(Command::MakeCall(command)), "callerid") => text(&command.caller_id),
        (Body::Command(Command::MakeCall(command)), _) => text(&command.number),
        (Body::Command(Command::SetVariables(command)), "variables") => {
            command.variables.as_ref().map(variables)
        }
        (Body::Command(Command::SetVariables(command)), _) => command.call.as_ref().map(ToString::to_string),
        _ => None,
    }
}
