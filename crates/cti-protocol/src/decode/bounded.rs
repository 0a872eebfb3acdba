//! JSON, read within bounds: a frame comes from whoever is in the room.

use super::FrameProblem;
use crate::Limits;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::{cell::Cell, fmt};

/// serde_json itself gives up at 128, and would call the text no JSON.
const DEEPEST: usize = 126;

/// What is left of the bounds while one frame is read. Shared by all JSON texts inside it.
pub(crate) struct Budget {
    depth: usize,
    values: Cell<usize>,
    problem: Cell<Option<FrameProblem>>,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            depth: limits.depth.min(DEEPEST),
            values: Cell::new(limits.values),
            problem: Cell::new(None),
        }
    }

    /// The bound that was reached, if one was.
    pub(super) fn problem(&self) -> Option<FrameProblem> {
        self.problem.get()
    }

    /// Reads a JSON text.
    pub(super) fn parse(&self, text: &str) -> Result<Value, FrameProblem> {
        let mut json = serde_json::Deserializer::from_str(text);
        let seed = Seed {
            budget: self,
            depth: 0,
        };
        seed.deserialize(&mut json)
            .and_then(|value| json.end().map(|()| value))
            .map_err(|error| {
                self.problem.get().unwrap_or(FrameProblem::NotJson {
                    line: error.line(),
                    column: error.column(),
                })
            })
    }

    /// Reads a JSON text that stands in a JSON string. Anything but an object or a list is left alone: most texts are
    /// just texts.
    pub(crate) fn parse_inner(&self, text: &str) -> Option<Value> {
        let structured = text.trim_start().starts_with(['{', '[']);
        structured.then(|| self.parse(text).ok()).flatten()
    }

    fn spend<E: Error>(&self) -> Result<(), E> {
        let left = self.values.get().checked_sub(1);
        self.values
            .set(left.ok_or_else(|| self.over(FrameProblem::TooManyValues))?);
        Ok(())
    }

    fn over<E: Error>(&self, problem: FrameProblem) -> E {
        self.problem.set(Some(problem));
        E::custom("over a bound")
    }
}

/// Reads one value and all within it.
#[derive(Clone, Copy)]
struct Seed<'a> {
    budget: &'a Budget,
    depth: usize,
}

impl Seed<'_> {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        if self.depth == self.budget.depth {
            return Err(self.budget.over(FrameProblem::TooDeep));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.budget.spend()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let seed = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(seed)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let seed = self.deeper()?;
        let mut map = Map::new();
        let mut repeated: Map<String, Value> = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let value = members.next_value_seed(seed)?;
            // The last one counts, as in browsers; those before it are kept beside it.
            if let Some(earlier) = map.insert(key.clone(), value) {
                let list = repeated.entry(key).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(list) = list {
                    list.push(earlier);
                }
            }
        }
        for (mut key, earlier) in repeated {
            while map.contains_key(&key) {
                key.push('#');
            }
            map.insert(key, earlier);
        }
        Ok(Value::Object(map))
    }
}
