//! The configuration that a page or an administrator gives: read in one go, every mistake named at once.

use cti_core::{Keep, Millis, SECOND};
use cti_protocol::{Dialect, Id, Plaintext, json};
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// Seconds of silence after which a connection may be replaced: sooner would be a burden for the server.
const SILENCE: RangeInclusive<u64> = 10..=86_400;

/// What the widget was told. Credentials are never part of it, only the ways to them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// The CTI server's host name, with `ws://` in front for a plain connection to this machine.
    pub host: String,
    /// The account name.
    pub domain: String,
    /// The user of the account that the widget speaks for.
    pub user: Option<Id>,
    /// Where the page's own server answers with credentials.
    pub credentials_url: Option<String>,
    /// How the room spells its messages, where that is known better than its greeting shows.
    pub dialect: Dialect,
    /// Whether `ws://` may go to other machines: for tests in closed networks.
    pub allow_insecure: bool,
    /// How much of the history is stored on this device.
    pub keep: Keep,
    /// `silenceLimit`, in milliseconds: a connection of which nothing was heard for so long is replaced. Zero for never.
    pub silence: Option<Millis>,
}

impl Config {
    /// Reads a configuration object.
    ///
    /// # Errors
    /// Every unknown key and every wrong type, each as `key: what was expected`.
    ///
    /// ```
    /// use cti_softphone::config::Config;
    /// let mistakes = Config::read(&serde_json::json!({"hots": "x", "user": []})).unwrap_err();
    /// assert_eq!(mistakes, ["hots: unknown key", "user: text or number expected"]);
    /// ```
    pub fn read(value: &Value) -> Result<Self, Vec<String>> {
        let empty = Map::new();
        let mut mistakes = Vec::new();
        let map = match value {
            Value::Object(map) => map,
            Value::Null => &empty,
            _ => return Err(vec!["config: an object expected".to_owned()]),
        };
        let mut config = Self::default();
        for (key, value) in map {
            let expected = match (key.as_str(), value) {
                // `null` is how JavaScript says that a key is not set.
                (_, Value::Null) => None,
                ("host", Value::String(text)) => set(&mut config.host, text.trim().to_owned()),
                ("domain", Value::String(text)) => set(&mut config.domain, text.trim().to_owned()),
                ("user", Value::String(text)) if !text.is_empty() => {
                    set(&mut config.user, Some(Id::text(text)))
                }
                ("user", Value::Number(number)) if number.is_u64() => {
                    set(&mut config.user, number.as_u64().map(Id::number))
                }
                ("credentialsUrl", Value::String(url)) => set(&mut config.credentials_url, Some(url.clone())),
                ("allowInsecure", Value::Bool(allow)) => set(&mut config.allow_insecure, *allow),
                ("historyCalls", value) if small(value).is_some() => {
                    set(&mut config.keep.calls, small(value).unwrap_or_default())
                }
                ("historyDays", value) if small(value).is_some() => {
                    set(&mut config.keep.days, small(value).unwrap_or_default())
                }
                ("theme", Value::String(theme)) if ["light", "dark", "auto"].contains(&theme.as_str()) => {
                    None
                }
                ("dialect", Value::Object(_)) => {
                    match Dialect::from_json(&json::write(value)) {
                        Ok(dialect) => set(&mut config.dialect, dialect),
                        Err(error) => {
                            mistakes.push(format!("dialect: {error}"));
                            None
                        }
                    }
                }
                ("silenceLimit", value) => match silence(value) {
                    Some(limit) => set(&mut config.silence, Some(limit)),
                    None => Some("seconds, 10 to 86400, or 0 for never"),
                },
                ("host" | "domain" | "credentialsUrl", _) => Some("text"),
                ("user", _) => Some("text or number"),
                ("historyCalls" | "historyDays", _) => Some("a whole number from 0 to 100000"),
                ("allowInsecure", _) => Some("true or false"),
                ("theme", _) => Some("light, dark or auto"),
                ("dialect", _) => Some("an object"),
                // Set where the configuration is a JavaScript object and its value is one: `Ways::of` reads it there.
                ("credentials", _) => Some("a function"),
                _ => {
                    mistakes.push(format!("{key}: unknown key"));
                    None
                }
            };
            if let Some(expected) = expected {
                mistakes.push(format!("{key}: {expected} expected"));
            }
        }
        if mistakes.is_empty() {
            Ok(config)
        } else {
            Err(mistakes)
        }
    }

    /// Where `ws://` may go.
    pub fn plaintext(&self) -> Plaintext {
        if self.allow_insecure {
            Plaintext::Anywhere
        } else {
            Plaintext::LoopbackOnly
        }
    }
}

/// A number of calls or days.
fn small(value: &Value) -> Option<u32> {
    value
        .as_u64()
        .filter(|number| *number <= 100_000)
        .and_then(|number| u32::try_from(number).ok())
}

/// A limit in seconds, as milliseconds.
fn silence(value: &Value) -> Option<Millis> {
    let seconds = value.as_u64().filter(|n| *n == 0 || SILENCE.contains(n))?;
    Some(seconds * SECOND)
}

fn set<T>(slot: &mut T, value: T) -> Option<&'static str> {
    *slot = value;
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_mistake_is_named_at_once() {
        let wrong = json!({
            "allowInsecure": 1, "credentials": {}, "credentialsUrl": 5, "dialect": [], "domain": {}, "extra": 1,
            "historyCalls": -1, "historyDays": "30", "host": 7, "silenceLimit": 3, "theme": "pink", "user": true,
        });
        let mistakes = Config::read(&wrong).unwrap_err();
        let keys: Vec<_> = mistakes
            .iter()
            .map(|mistake| mistake.split(':').next().unwrap())
            .collect();
        assert_eq!(
            keys,
            [
                "allowInsecure",
                "credentials",
                "credentialsUrl",
                "dialect",
                "domain",
                "extra",
                "historyCalls",
                "historyDays",
                "host",
                "silenceLimit",
                "theme",
                "user"
            ]
        );
    }

    #[test]
    fn silence_is_given_in_seconds() {
        let read =
            |limit: Value| Config::read(&json!({ "silenceLimit": limit })).map(|config| config.silence);
        assert_eq!(read(json!(60)), Ok(Some(60_000)));
        assert_eq!(read(json!(0)), Ok(Some(0)));
        assert_eq!(read(json!(null)), Ok(None));
        for wrong in [json!(9), json!(86_401), json!(-1), json!(12.5), json!("60")] {
            assert!(read(wrong).is_err());
        }
    }

    #[test]
    fn a_user_keeps_the_type_that_the_room_uses() {
        let read = |user: Value| Config::read(&json!({ "user": user })).unwrap().user.unwrap();
        assert!(read(json!(101)).is_number());
        assert!(!read(json!("101")).is_number());
    }
}
