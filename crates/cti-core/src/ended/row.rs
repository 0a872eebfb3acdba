//! A call in the log: what is told of it, what was confirmed, and how both are written down.

use super::Which;
use crate::{public::Object, snapshot::Call, time::Millis};
use cti_protocol::{Id, Pii, json};
use serde_json::Value;

/// Rooms may use an id again; and when a call began may be learnt better.
const SAME: u64 = 10 * 60 * 1_000;

pub(super) struct Row {
    /// The name of the delivery. Made when the call is first known to be over, and kept.
    pub(super) id: String,
    which: Which,
    /// When it was known to be over, in milliseconds since 1970.
    pub(super) at: i64,
    /// What is to be told: gone once that is confirmed.
    pub(super) call: Option<Value>,
    pub(super) note: Option<Pii>,
    /// The sum of what was confirmed last; 0 before that.
    told: u64,
    pub(super) attempts: u32,
    /// When it is told, on the forward clock: none once it is confirmed.
    pub(super) due: Option<Millis>,
}

/// Whether both are one call.
pub(super) fn same(a: &Call, b: &Call) -> bool {
    a.id == b.id && a.started_at.abs_diff(b.started_at) <= SAME
}

/// Tells whether two are the same, without keeping what they say (FNV-1a).
pub(super) fn sum(call: &Value, note: Option<&Pii>) -> u64 {
    let note = note.map_or("", |note| note.as_str());
    let text = [json::write(call).as_str(), "\0", note].concat();
    let mixed = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, mixed).max(1)
}

impl Row {
    pub(super) fn new(call: &Call, now: i64) -> Self {
        Self {
            id: [call.id.as_str(), "@", &call.started_at.to_string()].concat(),
            which: (call.id.clone(), call.started_at),
            at: now,
            call: None,
            note: None,
            told: 0,
            attempts: 0,
            due: None,
        }
    }

    pub(super) fn is(&self, call: &Call) -> bool {
        let (id, started_at) = &self.which;
        *id == call.id && started_at.abs_diff(call.started_at) <= SAME
    }

    /// The sum of what is to be told, or of what was.
    pub(super) fn sum(&self) -> u64 {
        let call = self.call.as_ref();
        call.map_or(self.told, |call| sum(call, self.note.as_ref()))
    }

    pub(super) fn tell(&mut self, call: Value, note: Option<Pii>, due: Millis) {
        self.call = Some(call);
        self.note = note;
        // One that failed keeps its pause.
        self.due = Some(due.max(self.due.unwrap_or(0)));
    }

    pub(super) fn confirm(&mut self) {
        self.told = self.sum();
        self.call = None;
        self.note = None;
        self.due = None;
        self.attempts = 0;
    }

    pub(super) fn write(&self) -> Pii {
        let (id, started_at) = &self.which;
        let object = Object::new()
            .set("id", self.id.as_str())
            .set("callId", Id::to_json(id))
            .set("startedAt", *started_at)
            .set("at", self.at)
            .set("told", self.told.to_string())
            .set("attempts", self.attempts)
            .maybe("call", self.call.clone())
            .maybe("note", self.note.as_ref().map(|note| note.as_str()));
        Pii::new(json::write(&object.done()))
    }

    /// What waited in another page is due now.
    pub(super) fn read(text: &str, now: Millis) -> Option<Self> {
        let Ok(Value::Object(mut map)) = json::read(text) else {
            return None;
        };
        let id = match map.get("callId")? {
            Value::String(text) => Id::text(text),
            number => Id::number(number.as_u64()?),
        };
        let call = map.remove("call").filter(Value::is_object);
        Some(Self {
            id: map.get("id")?.as_str()?.to_owned(),
            which: (id, map.get("startedAt")?.as_i64()?),
            at: map.get("at")?.as_i64()?,
            note: map.get("note").and_then(Value::as_str).map(Pii::new),
            told: map.get("told")?.as_str()?.parse().ok()?,
            attempts: u32::try_from(map.get("attempts")?.as_u64()?).ok()?,
            due: call.is_some().then_some(now),
            call,
        })
    }
}
