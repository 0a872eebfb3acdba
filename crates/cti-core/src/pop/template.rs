//! Addresses with placeholders, and how a call's values are put into them.

use super::safe::{Parts, Refusal, SafeUrl, Schemes};
use crate::snapshot::Call;
use cti_protocol::Direction;

/// An address with placeholders behind its host.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Template {
    pieces: Vec<Piece>,
    /// The address with a harmless value in each place: where it leads, whatever is filled in.
    model: String,
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    Place(Place),
}

#[derive(Clone, Debug, PartialEq)]
enum Place {
    Number,
    Digits,
    Name,
    Queue,
    CallId,
    UserId,
    Direction,
    Variable(String),
}

impl Place {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "number" => Self::Number,
            "number.digits" => Self::Digits,
            "name" => Self::Name,
            "queue" => Self::Queue,
            "callId" => Self::CallId,
            "userId" => Self::UserId,
            "direction" => Self::Direction,
            _ => Self::Variable(
                name.strip_prefix("variable.")
                    .filter(|name| !name.is_empty())?
                    .to_owned(),
            ),
        })
    }

    /// The value for a call; empty where the call has none.
    fn value(&self, call: &Call) -> String {
        let number = call.number.as_ref().map(|number| number.as_str());
        let value = match self {
            Self::Number => number,
            Self::Digits => {
                return number
                    .unwrap_or_default()
                    .chars()
                    .filter(char::is_ascii_digit)
                    .collect();
            }
            Self::Name => call.name.as_ref().map(|name| name.as_str()),
            Self::Queue => call.queue.as_deref(),
            Self::CallId => Some(call.id.as_str()),
            Self::UserId => call.user.as_ref().map(|user| user.as_str()),
            Self::Direction => call.direction.map(|direction| match direction {
                Direction::Incoming => "incoming",
                Direction::Outgoing => "outgoing",
            }),
            Self::Variable(name) => call.variables.get(name).map(|value| value.as_str()),
        };
        value.unwrap_or_default().to_owned()
    }
}

impl Template {
    /// Reads a template. All that can be told without a call is told here.
    pub(super) fn read(text: &str, schemes: &Schemes) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut model = String::new();
        let mut first = None;
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (plain, from) = rest.split_at(at);
            let inner = from.strip_prefix('{').and_then(|inner| inner.split_once('}'));
            let Some((name, behind)) = inner else {
                return Err("a brace without its other half".to_owned());
            };
            let Some(place) = Place::named(name) else {
                return Err(["unknown placeholder {", name, "}"].concat());
            };
            model.push_str(plain);
            first.get_or_insert(model.len());
            model.push('x');
            pieces.push(Piece::Text(plain.to_owned()));
            pieces.push(Piece::Place(place));
            rest = behind;
        }
        model.push_str(rest);
        pieces.push(Piece::Text(rest.to_owned()));
        if first.is_some_and(|first| first < Parts::of(&model).path_at) {
            return Err("placeholders may stand behind the host only".to_owned());
        }
        SafeUrl::check(&model, schemes).map_err(|refusal| refusal.why().to_owned())?;
        Ok(Self { pieces, model })
    }

    /// The address for a call. What came of the values is checked as a whole.
    pub(super) fn fill(&self, call: &Call, schemes: &Schemes) -> Result<SafeUrl, Refusal> {
        let mut url = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => url.push_str(text),
                Piece::Place(place) => encode(&place.value(call), &mut url),
            }
        }
        if !Parts::of(&url).alike(&Parts::of(&self.model)) {
            return Err(Refusal::Escape);
        }
        SafeUrl::check(&url, schemes)
    }
}

/// As `encodeURIComponent` does.
fn encode(value: &str, to: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            to.push(char::from(byte));
        } else {
            to.push('%');
            to.push(char::from(HEX[usize::from(byte >> 4)]));
            to.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}
