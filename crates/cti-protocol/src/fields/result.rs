//! How a call went.

use super::{take_pii, take_text, vocabulary as v};
use crate::{
    Pii,
    decode::{Reader, Verdict},
    encode::Writer,
};
use serde_json::Value;

/// How a call went. The codes are SIP-like; see `docs/protocol.md` for what each means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallResult {
    /// `result_code`, e.g. 486.
    pub code: Option<i64>,
    /// `completion_code`, e.g. `Call_Busy`, or a code that is no number.
    pub completion: Option<String>,
    /// `reason`, free text.
    pub reason: Option<Pii>,
}

impl CallResult {
    pub(crate) fn read(fields: &mut Reader<'_>) -> Self {
        let mut result = Self {
            code: None,
            completion: fields.take(v::COMPLETION_CODE, "text", take_text),
            reason: fields.take(v::REASON, "text", take_pii),
        };
        fields.visit(v::RESULT_CODE, "number", &mut |value| {
            let number = match value {
                Value::Number(number) => number.as_i64(),
                // Leading zeros or a plus sign would be lost.
                Value::String(text) => text
                    .parse::<i64>()
                    .ok()
                    .filter(|number| number.to_string() == *text),
                _ => None,
            };
            if number.is_some() {
                *value = Value::Null;
                result.code = number;
                return Verdict::Stop;
            }
            if value.is_string() && result.completion.is_none() {
                result.completion = take_text(value);
                return Verdict::Next;
            }
            Verdict::Odd
        });
        result
    }

    pub(crate) fn write(&self, fields: &mut Writer<'_>) {
        if let Some(code) = self.code {
            fields.put(v::RESULT_CODE, Value::from(code));
        }
        fields.text(v::COMPLETION_CODE, self.completion.as_deref());
        fields.text(v::REASON, self.reason.as_deref());
    }
}
