//! Call variables: an object, a list of `{name|key, value}`, or either as JSON in a string.

use super::{drop_if_empty, take_member, take_text, vocabulary as v};
use crate::{Pii, Sorted, decode::Budget, encode::Writer, json};
use serde_json::{Map, Value};

/// Call variables, by name. A value that is no text is kept as compact JSON text.
pub type Variables = Sorted<String, Pii>;

pub(crate) fn take_variables(value: &mut Value, budget: &Budget) -> Option<Variables> {
    match value {
        Value::Object(members) => {
            let mut variables = Variables::new();
            // Not collected: that sorts first, with a sort of its own for each pair of types.
            for (name, value) in std::mem::take(members) {
                variables.insert(name, text_of(value));
            }
            *value = Value::Null;
            Some(variables)
        }
        Value::Array(list) => {
            let empty = list.is_empty();
            let mut variables = Variables::new();
            list.retain_mut(|pair| {
                take_pair(pair, &mut variables);
                !pair.is_null()
            });
            if list.is_empty() {
                *value = Value::Null;
            }
            (empty || !variables.is_empty()).then_some(variables)
        }
        Value::String(text) => {
            let mut inner = budget.parse_inner(text)?;
            let variables = take_variables(&mut inner, budget)?;
            *value = inner;
            Some(variables)
        }
        _ => None,
    }
}

/// Takes one variable out of a list. A second value for the same name stays in the list.
fn take_pair(pair: &mut Value, variables: &mut Variables) {
    let Value::Object(members) = pair else { return };
    let Some(name) = take_member(members, v::KEY_MEMBER, take_text) else {
        return;
    };
    let taken = variables.contains_key(&name);
    let value = if taken {
        None
    } else {
        take_member(members, v::VALUE_MEMBER, |value| Some(value.take()))
    };
    match value {
        Some(value) => {
            variables.insert(name, text_of(value));
        }
        None => {
            members.insert("name".to_owned(), Value::String(name));
        }
    }
    drop_if_empty(pair);
}

fn text_of(value: Value) -> Pii {
    match value {
        Value::String(text) => Pii::new(text),
        other => Pii::new(json::write(&other)),
    }
}

pub(crate) fn write_variables(variables: Option<&Variables>, fields: &mut Writer<'_>) {
    let Some(variables) = variables else { return };
    let mut members = Map::new();
    for (name, value) in variables {
        members.insert(name.clone(), Value::from(value.as_str()));
    }
    fields.put(v::VARIABLES, Value::Object(members));
}
