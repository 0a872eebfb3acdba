//! What may be relayed.

use crate::Client;
use cti_protocol::{Body, Dialect, Event, FrameProblem, Limits, decode};
use std::fmt;

/// Why a frame was not relayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The frame could not be read as messages.
    Unreadable(FrameProblem),
    /// The frame is a list without a message.
    Empty,
    /// The frame is binary.
    Binary,
    /// A message has no sender id.
    MissingSender {
        /// The message's name, if it has one.
        name: Option<String>,
    },
    /// A message has a sender id that is not its sender's.
    ForeignSender {
        /// The message's name, if it has one.
        name: Option<String>,
    },
    /// A message that only the server sends: who relayed it would let one client reset all the others.
    ServersOwn,
}

impl Refusal {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) | Self::Empty | Self::Binary => "unreadable",
            Self::MissingSender { .. } => "missing_sender_id",
            Self::ForeignSender { .. } => "foreign_sender_id",
            Self::ServersOwn => "reserved_name",
        }
    }

    /// The name of the refused message.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::MissingSender { name } | Self::ForeignSender { name } => name.as_deref(),
            Self::ServersOwn => Some("connection_accepted"),
            Self::Unreadable(_) | Self::Empty | Self::Binary => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(problem) => problem.fmt(f),
            Self::Empty => f.write_str("the frame holds no message"),
            Self::Binary => f.write_str("the frame is binary, but messages are text"),
            Self::MissingSender { .. } => {
                f.write_str("the message has no sender id: pass the one that connection_accepted granted")
            }
            Self::ForeignSender { .. } => f.write_str(
                "the sender id is not the one that connection_accepted granted to this connection",
            ),
            Self::ServersOwn => f.write_str("connection_accepted is sent by the server alone"),
        }
    }
}

/// Looks at a frame of a client: the names of its messages if it may be relayed. A batch is relayed as a whole or not
/// at all, since it goes out as it came in.
pub(crate) fn check(
    text: &str,
    from: &Client,
    dialect: &Dialect,
    limits: &Limits,
) -> Result<Vec<Option<String>>, Refusal> {
    let frame = decode(text, dialect, limits);
    if let Some(problem) = frame.problem {
        return Err(Refusal::Unreadable(problem));
    }
    if frame.messages.is_empty() {
        return Err(Refusal::Empty);
    }
    let mut names = Vec::with_capacity(frame.messages.len());
    for message in &frame.messages {
        let name = message.body.name().map(str::to_owned);
        match &message.sender {
            None => return Err(Refusal::MissingSender { name }),
            Some(sender) if *sender != from.sender => return Err(Refusal::ForeignSender { name }),
            Some(_) => {}
        }
        if matches!(message.body, Body::Event(Event::ConnectionAccepted(_))) {
            return Err(Refusal::ServersOwn);
        }
        names.push(name);
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cti_protocol::Id;

    fn check_text(text: &str, expected: Result<&[&str], &str>) {
        let from = Client {
            number: 1,
            domain: "acme".into(),
            sender: Id::text("me"),
            house: false,
        };
        let found = check(text, &from, &Dialect::default(), &Limits::default());
        match (&found, expected) {
            (Ok(names), Ok(expected)) => {
                let names: Vec<_> = names.iter().map(|name| name.as_deref().unwrap_or("")).collect();
                assert_eq!(names, expected, "{text}");
            }
            (Err(refusal), Err(code)) => assert_eq!(refusal.code(), code, "{text}"),
            _ => panic!("{text}: {found:?}"),
        }
    }

    #[test]
    fn own_messages_pass_in_every_shape() {
        for text in [
            r#"{"event":"connected","sender_id":"me","data":{}}"#,
            r#"{"type":"event","name":"connected","sender_id":"me","params":{}}"#,
            r#"{"type":"connected","Sender_id":"me","payload":{}}"#,
            r#"{"event":"connected","senderId":"me"}"#,
            r#"{"event":"connected","data":{"sender_id":"me"}}"#,
            r#"{"type":"connected","sender_id":"me","connected":{}}"#,
            r#"{"events":[{"event":"connected","sender_id":"me","data":{}}]}"#,
            r#"{"event":"connected","sender_id":"me","data":"{}"}"#,
        ] {
            check_text(text, Ok(&["connected"]));
        }
        check_text(
            r#"[{"event":"connected","sender_id":"me"},{"event":"logout","sender_id":"me"}]"#,
            Ok(&["connected", "logout"]),
        );
    }

    #[test]
    fn what_nobody_knows_passes_too_if_it_is_signed() {
        check_text(
            r#"{"event":"coffee_break","sender_id":"me","data":{}}"#,
            Ok(&["coffee_break"]),
        );
        check_text(r#"{"sender_id":"me"}"#, Ok(&[""]));
    }

    #[test]
    fn the_rest_is_refused() {
        check_text("good morning", Err("unreadable"));
        check_text("7", Err("unreadable"));
        check_text("[]", Err("unreadable"));
        check_text(r#"{"event":"logout","data":{}}"#, Err("missing_sender_id"));
        check_text(
            r#"{"event":"logout","sender_id":"you","data":{}}"#,
            Err("foreign_sender_id"),
        );
        check_text(
            r#"[{"event":"connected","sender_id":"me"},{"event":"logout","sender_id":"you"}]"#,
            Err("foreign_sender_id"),
        );
        check_text(
            r#"{"event":"connection_accepted","sender_id":"me","data":{}}"#,
            Err("reserved_name"),
        );
    }
}
