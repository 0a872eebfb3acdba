//! The configuration that a page or an administrator gives. The first view reads what a connection needs; the late part
//! tells every mistake at once, by name.

use cti_core::{Keep, Millis, SECOND};
use cti_protocol::{Dialect, Id, Plaintext, json};
use serde_json::Value;
use std::ops::RangeInclusive;

/// Seconds of silence after which a connection may be replaced: sooner would be a burden for the server.
const SILENCE: RangeInclusive<u64> = 10..=86_400;

/// What is told of a key whose value will not do.
const EXPECTED: [(&str, &str); 14] = [
    ("host", "text expected"),
    ("domain", "text expected"),
    ("credentialsUrl", "text expected"),
    ("user", "text or number expected"),
    ("historyCalls", "a whole number from 0 to 100000 expected"),
    ("historyDays", "a whole number from 0 to 100000 expected"),
    ("silenceLimit", "seconds, 10 to 86400, or 0 for never expected"),
    ("allowInsecure", "true or false expected"),
    ("theme", "light, dark or auto expected"),
    ("layout", "panel or floating expected"),
    ("locale", "text expected"),
    ("texts", "an object expected"),
    ("dialect", "an object expected"),
    // A function is read where the configuration is still a JavaScript object, so what comes here is none.
    ("credentials", "a function expected"),
];

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
    /// Whether `ws://` may go to other machines: for tests in closed networks.
    pub allow_insecure: bool,
    /// How much of the history is stored on this device.
    pub keep: Keep,
    /// `silenceLimit`, in milliseconds: a connection of which nothing was heard for so long is replaced. Zero for never.
    pub silence: Option<Millis>,
    /// Whether there is something that only the late part can judge: a mistake, or a `dialect`. Then nothing is connected
    /// before it has.
    pub unsure: bool,
}

impl Config {
    /// Reads a configuration object as far as it can be read.
    pub fn read(value: &Value) -> Self {
        let mut config = Self::default();
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    let fits = config.set(key, value);
                    config.unsure |= !fits || key == "dialect";
                }
            }
            value => config.unsure = !value.is_null(),
        }
        config
    }

    /// Takes the value of a key. Whether there is such a key, and the value is one for it.
    fn set(&mut self, key: &str, value: &Value) -> bool {
        let text = value.as_str();
        let read = match key {
            // `null` is how JavaScript says that a key is not set.
            _ if value.is_null() => Some(()),
            "host" => text.map(|text| text.trim().clone_into(&mut self.host)),
            "domain" => text.map(|text| text.trim().clone_into(&mut self.domain)),
            "user" => crate::id(value).map(|id| self.user = Some(id)),
            "credentialsUrl" => text.map(|url| self.credentials_url = Some(url.to_owned())),
            "allowInsecure" => value.as_bool().map(|allow| self.allow_insecure = allow),
            "historyCalls" => small(value).map(|calls| self.keep.calls = calls),
            "historyDays" => small(value).map(|days| self.keep.days = days),
            "silenceLimit" => silence(value).map(|limit| self.silence = Some(limit)),
            // The loader's.
            "theme" => text
                .filter(|text| ["light", "dark", "auto"].contains(text))
                .map(drop),
            "layout" => text.filter(|text| ["panel", "floating"].contains(text)).map(drop),
            "locale" => text.map(drop),
            // The loader has put what is wrong with them in their place.
            "texts" => match value {
                Value::Array(wrong) => wrong.is_empty(),
                value => value.is_object(),
            }
            .then_some(()),
            "dialect" => value.is_object().then_some(()),
            // The late part reads them, and says what is wrong with them.
            "numbers" | "sound" | "notifications" | "screenPop" | "contacts" | "shortcuts"
            | "allowedOrigins" | "clickToDial" | "doNotCall" | "onCallEnded" => Some(()),
            _ => None,
        };
        read.is_some()
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

/// How the room spells its messages, where that is known better than its greeting shows.
///
/// # Errors
/// Every unknown key and every wrong type of a configuration, each as `key: what was expected`, but for those keys that
/// have readers of their own.
///
/// ```
/// use cti_softphone::config::check;
/// let mistakes = check(&serde_json::json!({"hots": "x", "user": []})).unwrap_err();
/// assert_eq!(mistakes, ["hots: unknown key", "user: text or number expected"]);
/// ```
pub fn check(value: &Value) -> Result<Dialect, Vec<String>> {
    let (mut config, mut dialect, mut mistakes) = (Config::default(), Dialect::default(), Vec::new());
    let map = match value {
        Value::Object(map) => map,
        Value::Null => return Ok(dialect),
        _ => return Err(vec!["config: an object expected".to_owned()]),
    };
    for (key, value) in map {
        match (key.as_str(), value) {
            ("texts", Value::Array(wrong)) => {
                mistakes.extend(wrong.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            ("dialect", Value::Object(_)) => match Dialect::from_json(&json::write(value)) {
                Ok(read) => dialect = read,
                Err(error) => mistakes.push(["dialect: ", &error.to_string()].concat()),
            },
            (key, value) if !config.set(key, value) => {
                let known = EXPECTED.iter().find(|(known, _)| *known == key);
                let problem = known.map_or("unknown key", |(_, expected)| expected);
                mistakes.push([key, ": ", problem].concat());
            }
            _ => {}
        }
    }
    if mistakes.is_empty() {
        Ok(dialect)
    } else {
        Err(mistakes)
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_mistake_is_named_at_once() {
        let wrong = json!({
            "allowInsecure": 1, "credentials": {}, "credentialsUrl": 5, "dialect": [], "domain": {}, "extra": 1,
            "historyCalls": -1, "historyDays": "30", "host": 7, "layout": "wide", "locale": 1, "silenceLimit": 3, "texts": "none", "theme": "pink",
            "user": true,
        });
        let mistakes = check(&wrong).unwrap_err();
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
                "layout",
                "locale",
                "silenceLimit",
                "texts",
                "theme",
                "user"
            ]
        );
    }

    #[test]
    fn what_is_wrong_with_the_texts_is_told_beside_the_rest() {
        let wrong = json!({ "texts": ["texts.Foo: unknown key"], "theme": 1, "zoom": 1 });
        assert_eq!(
            check(&wrong).unwrap_err(),
            [
                "texts.Foo: unknown key",
                "theme: light, dark or auto expected",
                "zoom: unknown key"
            ]
        );
        for right in [json!([]), json!({}), json!(null)] {
            let config = json!({ "texts": right, "locale": "de" });
            assert!(check(&config).is_ok() && !Config::read(&config).unsure);
        }
    }

    #[test]
    fn what_the_first_view_is_unsure_of_is_a_mistake_or_a_dialect() {
        for (config, unsure) in [
            (json!(null), false),
            (json!({}), false),
            (
                json!({ "host": "a", "domain": "b", "theme": "dark", "numbers": 5 }),
                false,
            ),
            (json!([]), true),
            (json!({ "hots": "a" }), true),
            (json!({ "texts": ["texts.Foo: unknown key"] }), true),
            (json!({ "dialect": {} }), true),
            (json!({ "dialect": null }), true),
        ] {
            assert_eq!(Config::read(&config).unsure, unsure, "{config}");
        }
        assert!(check(&json!({ "dialect": {} })).is_ok());
    }

    #[test]
    fn silence_is_given_in_seconds() {
        let read = |limit: Value| Config::read(&json!({ "silenceLimit": limit }));
        assert_eq!(read(json!(60)).silence, Some(60_000));
        assert_eq!(read(json!(0)).silence, Some(0));
        assert_eq!(read(json!(null)).silence, None);
        for wrong in [json!(9), json!(86_401), json!(-1), json!(12.5), json!("60")] {
            assert!(read(wrong.clone()).unsure);
            assert!(check(&json!({ "silenceLimit": wrong })).is_err());
        }
    }

    #[test]
    fn a_user_keeps_the_type_that_the_room_uses() {
        let read = |user: Value| Config::read(&json!({ "user": user })).user.unwrap();
        assert!(read(json!(101)).is_number());
        assert!(!read(json!("101")).is_number());
    }
}
