//! What the page's commands say.

use crate::{
    driver::{Asked, Command},
    id,
};
use cti_core::{Intent, Numbers};
use cti_protocol::{Id, Pii, Variables, json::text_of};
use serde_json::Value;

/// Reads the arguments of a command.
///
/// # Errors
/// What is wrong with them, for the page's developer.
pub(crate) fn read(asked: &Asked) -> Result<Intent, &'static str> {
    let (what, more) = (&asked.what, &asked.more);
    Ok(match asked.command {
        Command::MakeCall => Intent::MakeCall {
            number: Pii::new(text_of(what).unwrap_or_default()),
            user: id(&more["userId"]),
            caller_id: text_of(&more["callerId"]).map(Pii::new),
            variables: variables(&more["variables"])?,
            again: more["again"] == true,
        },
        Command::SetVariables => Intent::SetVariables {
            call: id(what).unwrap_or_else(|| Id::text("")),
            variables: variables(more)?,
        },
        Command::Logout => Intent::Logout { user: id(what) },
    })
}

/// Completes the number that is to be dialled. What is no number, the core refuses.
pub(crate) fn complete(numbers: &Numbers, intent: &mut Intent) {
    if let Intent::MakeCall { number, .. } = intent
        && let Ok(full) = numbers.dialled(number)
    {
        *number = full;
    }
}

fn variables(value: &Value) -> Result<Variables, &'static str> {
    match value {
        Value::Null => Ok(Variables::new()),
        Value::Object(map) => {
            let mut variables = Variables::new();
            for (key, value) in map {
                let text = match value {
                    Value::Null => String::new(),
                    Value::Bool(flag) => flag.to_string(),
                    value => text_of(value).ok_or("variables: texts expected")?,
                };
                variables.insert(key.clone(), Pii::new(text));
            }
            Ok(variables)
        }
        _ => Err("variables: an object expected"),
    }
}
