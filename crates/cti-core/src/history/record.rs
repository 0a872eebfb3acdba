//! How calls, gaps, notes and drafts are written down, and read again. What cannot be read is skipped.

use super::Note;
use crate::{
    drafts::{Draft, DraftRow},
    public::Object,
    snapshot::{Call, Gap, Outcome, Phase, Reason},
};
use cti_protocol::{Details, Direction, Id, Pii, Variables, json};
use serde_json::{Map, Value};

fn text(object: Object) -> Pii {
    Pii::new(json::write(&object.done()))
}

fn read(text: &str) -> Option<Map<String, Value>> {
    match json::read(text) {
        Ok(Value::Object(map)) => Some(map),
        _ => None,
    }
}

fn time(map: &Map<String, Value>, key: &str) -> Option<i64> {
    map.get(key)?.as_i64()
}

fn words(map: &Map<String, Value>, key: &str) -> Option<String> {
    map.get(key)?.as_str().map(str::to_owned)
}

fn pii(map: &Map<String, Value>, key: &str) -> Option<Pii> {
    words(map, key).map(Pii::new)
}

fn id(map: &Map<String, Value>, key: &str) -> Option<Id> {
    match map.get(key)? {
        Value::String(text) => Some(Id::text(text)),
        Value::Number(number) => number.as_u64().map(Id::number),
        _ => None,
    }
}

fn call_object(call: &Call) -> Object {
    let by = match &call.outcome {
        Some(Outcome::AnsweredElsewhere(by)) => by.as_ref(),
        _ => None,
    };
    call.to_object()
        .set("id", call.id.to_json())
        .maybe("userId", call.user.as_ref().map(Id::to_json))
        .maybe("session", call.session.as_ref().map(Id::to_json))
        .maybe("by", by.map(Id::to_json))
        .maybe("late", call.started_before.then_some(true))
}

/// An ended call. Variables and details are not kept: the history does not show them.
pub(super) fn write_call(call: &Call) -> Pii {
    text(call_object(call))
}

pub(super) fn read_call(text: &str) -> Option<Call> {
    call_of(&read(text)?)
}

fn call_of(map: &Map<String, Value>) -> Option<Call> {
    let word = |key: &str| map.get(key).and_then(Value::as_str);
    let outcome = word("outcome").map(|name| match name {
        "completed" => Outcome::Completed,
        "failed" => Outcome::Failed,
        "missed" => Outcome::Missed,
        "answered_elsewhere" => Outcome::AnsweredElsewhere(id(map, "by")),
        "cancelled" => Outcome::Cancelled,
        _ => Outcome::Unknown,
    });
    // Collecting would bring a sort of its own.
    let mut variables = Variables::new();
    for (key, value) in map
        .get("variables")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        variables.insert(key.clone(), Pii::new(value.as_str().unwrap_or_default()));
    }
    Some(Call {
        id: id(map, "id")?,
        session: id(map, "session"),
        direction: match word("direction") {
            Some("incoming") => Some(Direction::Incoming),
            Some("outgoing") => Some(Direction::Outgoing),
            _ => None,
        },
        phase: match (word("phase"), &outcome) {
            (_, Some(_)) => Phase::Ended,
            (Some("ringing"), _) => Phase::Ringing,
            (Some("dialing"), _) => Phase::Dialing,
            _ => Phase::Connected,
        },
        outcome,
        code: time(map, "code"),
        reason: pii(map, "reason"),
        number: pii(map, "number").filter(|number| !number.is_empty()),
        name: pii(map, "name"),
        user: id(map, "userId"),
        queue: words(map, "queue"),
        variables,
        started_at: time(map, "startedAt")?,
        started_before: map.contains_key("late"),
        connected_at: time(map, "connectedAt"),
        ended_at: time(map, "endedAt"),
        unconfirmed_since: time(map, "unconfirmedSince"),
        mine: true,
        note: None,
        details: Details::default(),
    })
}

pub(super) fn write_gap(gap: &Gap) -> Pii {
    let (why, code) = match &gap.reason {
        Reason::Offline => ("offline", None),
        Reason::Closed(code) => ("closed", Some(*code)),
        Reason::Handshake => ("handshake", None),
        Reason::HandshakeRepeated => ("repeated", None),
        Reason::TimedOut => ("slow", None),
        Reason::Refused(code) => ("refused", Some(*code)),
        Reason::NotRunning => ("page", None),
        Reason::Slept => ("slept", None),
        Reason::Silent => ("silent", None),
        Reason::Flood => ("flood", None),
        // Their words may name what should not be kept.
        _ => ("disconnected", None),
    };
    text(
        Object::new()
            .set("from", gap.from)
            .maybe("to", gap.to)
            .set("why", why)
            .maybe("code", code),
    )
}

pub(super) fn read_gap(text: &str) -> Option<Gap> {
    let map = read(text)?;
    let code = time(&map, "code").and_then(|code| u16::try_from(code).ok());
    Some(Gap {
        from: time(&map, "from")?,
        to: time(&map, "to"),
        reason: match (map.get("why").and_then(Value::as_str), code) {
            (Some("offline"), _) => Reason::Offline,
            (Some("closed"), Some(code)) => Reason::Closed(code),
            (Some("handshake"), _) => Reason::Handshake,
            (Some("repeated"), _) => Reason::HandshakeRepeated,
            (Some("slow"), _) => Reason::TimedOut,
            (Some("refused"), Some(code)) => Reason::Refused(code),
            (Some("page"), _) => Reason::NotRunning,
            (Some("slept"), _) => Reason::Slept,
            (Some("silent"), _) => Reason::Silent,
            (Some("flood"), _) => Reason::Flood,
            _ => Reason::Disconnected,
        },
    })
}

pub(super) fn write_note(note: &Note) -> Pii {
    text(
        Object::new()
            .set("id", note.call.to_json())
            .set("startedAt", note.started_at)
            .set("at", note.at)
            .set("text", note.text.as_str()),
    )
}

pub(super) fn read_note(text: &str) -> Option<Note> {
    let map = read(text)?;
    Some(Note {
        call: id(&map, "id")?,
        started_at: time(&map, "startedAt")?,
        at: time(&map, "at")?,
        text: pii(&map, "text")?,
    })
}

/// A call on the desk, with what was typed, and when the room was last heard.
pub(super) fn write_draft(call: &Call, draft: Option<&Draft>, heard: i64) -> Pii {
    let rows: Vec<Value> = draft
        .iter()
        .flat_map(|draft| &draft.rows)
        .map(|row| {
            Object::new()
                .set("name", row.name.as_str())
                .set("value", row.value.as_str())
                .maybe("room", row.base.as_ref().map(|base| base.as_str()))
                .maybe("removed", row.removed.then_some(true))
                .maybe("conflict", row.conflict.then_some(true))
                .done()
        })
        .collect();
    text(
        Object::new()
            .set(
                "call",
                call_object(call)
                    .set("variables", call.variables_to_public())
                    .done(),
            )
            .set("rows", rows)
            .set("heard", heard)
            .maybe("note", call.note.as_ref().map(|note| note.as_str())),
    )
}

/// The call with its note, what was typed (no rows where there is only a note), and when the room was last heard.
pub(super) fn read_draft(text: &str) -> Option<(Call, Vec<DraftRow>, i64)> {
    let map = read(text)?;
    let mut call = call_of(map.get("call")?.as_object()?)?;
    call.note = pii(&map, "note");
    let rows = map.get("rows")?.as_array()?.iter().filter_map(|row| {
        let row = row.as_object()?;
        Some(DraftRow {
            key: 0,
            name: words(row, "name")?,
            value: pii(row, "value")?,
            base: pii(row, "room"),
            removed: row.contains_key("removed"),
            conflict: row.contains_key("conflict"),
        })
    });
    Some((call, rows.collect(), time(&map, "heard")?))
}
