//! Reading `screenPop`: every mistake at once, each with the place where it stands.

use super::{Condition, Moment, Rule, ScreenPop, Target, safe::Schemes, template::Template};
use cti_protocol::Direction;
use serde_json::{Map, Value};

const MOMENTS: &[&str] = &["ring", "answer", "end"];
const TARGETS: &[&str] = &["event", "tab", "frame"];
const DIRECTIONS: &[&str] = &["incoming", "outgoing", "any"];

/// What counts where a rule does not say it.
#[derive(Clone, Copy)]
struct Usual {
    on: Moment,
    target: Target,
}

struct Reader {
    mistakes: Vec<String>,
    schemes: Schemes,
}

impl ScreenPop {
    /// Reads the value of `screenPop`. `false` and `null` stand for no screen pop.
    ///
    /// # Errors
    /// Every unknown key, wrong type, unknown placeholder and unsafe address, each as `screenPop.rules[2].url: why`.
    pub fn read(value: &Value) -> Result<Self, Vec<String>> {
        let map = match value {
            Value::Null | Value::Bool(false) => return Ok(Self::default()),
            Value::Object(map) => map,
            _ => return Err(vec!["screenPop: an object or false expected".to_owned()]),
        };
        let mut reader = Reader {
            mistakes: Vec::new(),
            schemes: Schemes::default(),
        };
        let at = "screenPop";
        reader.known(map, at, &["on", "url", "target", "rules", "schemes", "allowed"]);
        // A function does not get here: what does is none.
        if set(map, "allowed").is_some() {
            reader.expected(at, ".allowed", "a function");
        }
        reader.schemes(map.get("schemes"));
        let usual = Usual {
            on: Moment::Ring,
            target: Target::Tab,
        };
        let usual = Usual {
            on: reader.moment(map, at, usual),
            target: reader.target(map, at, usual),
        };
        let list = set(map, "rules");
        let mut rules = Vec::new();
        match list {
            Some(Value::Array(list)) => {
                for (index, value) in list.iter().enumerate() {
                    let at = ["screenPop.rules[", &index.to_string(), "]"].concat();
                    match value {
                        Value::Object(map) => rules.extend(reader.rule(map, &at, usual)),
                        _ => reader.expected(&at, "", "an object"),
                    }
                }
            }
            Some(_) => reader.expected(at, ".rules", "a list"),
            None => {}
        }
        // Beside rules, it is for calls that none of them fits, and need not be there.
        if list.is_none() || set(map, "url").is_some() {
            rules.extend(reader.finish(map, at, usual, None));
        }
        if reader.mistakes.is_empty() {
            Ok(Self {
                rules,
                schemes: reader.schemes,
            })
        } else {
            Err(reader.mistakes)
        }
    }
}

/// `null` is how JavaScript says that a key is not set.
fn set<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    map.get(key).filter(|value| !value.is_null())
}

impl Reader {
    fn mistake(&mut self, at: &str, key: &str, words: &str) {
        self.mistakes.push([at, key, ": ", words].concat());
    }

    fn expected(&mut self, at: &str, key: &str, what: &str) {
        self.mistake(at, key, &[what, " expected"].concat());
    }

    fn known(&mut self, map: &Map<String, Value>, at: &str, keys: &[&str]) {
        for key in map.keys() {
            if !keys.contains(&key.as_str()) {
                self.mistake(at, &[".", key].concat(), "unknown key");
            }
        }
    }

    fn schemes(&mut self, value: Option<&Value>) {
        let list = match value {
            None | Some(Value::Null) => return,
            Some(Value::Array(list)) => list,
            Some(_) => return self.expected("screenPop", ".schemes", "a list of texts"),
        };
        for (index, value) in list.iter().enumerate() {
            let allowed = match value {
                Value::String(scheme) => self.schemes.allow(scheme),
                _ => Err("a scheme as in \"myapp:\" expected"),
            };
            if let Err(why) = allowed {
                self.mistake(&["screenPop.schemes[", &index.to_string(), "]"].concat(), "", why);
            }
        }
    }

    /// Which of the words stands there.
    fn word(&mut self, map: &Map<String, Value>, at: &str, key: &str, words: &[&str]) -> Option<usize> {
        let value = set(map, key)?;
        let known = words.iter().position(|word| value.as_str() == Some(word));
        if known.is_none() {
            self.expected(at, &[".", key].concat(), &words.join(", "));
        }
        known
    }

    fn text(&mut self, map: &Map<String, Value>, at: &str, key: &str) -> Option<String> {
        match set(map, key)? {
            Value::String(text) => Some(text.clone()),
            _ => {
                self.expected(at, &[".", key].concat(), "text");
                None
            }
        }
    }

    fn moment(&mut self, map: &Map<String, Value>, at: &str, usual: Usual) -> Moment {
        let word = self.word(map, at, "on", MOMENTS);
        word.map_or(usual.on, |index| Moment::ALL[index])
    }

    fn target(&mut self, map: &Map<String, Value>, at: &str, usual: Usual) -> Target {
        match self.word(map, at, "target", TARGETS) {
            Some(0) => Target::Event,
            Some(1) => Target::Tab,
            Some(_) => Target::Frame,
            None => usual.target,
        }
    }

    fn rule(&mut self, map: &Map<String, Value>, at: &str, usual: Usual) -> Option<Rule> {
        self.known(
            map,
            at,
            &["direction", "queue", "variable", "url", "target", "on"],
        );
        let usual = Usual {
            on: self.moment(map, at, usual),
            target: self.target(map, at, usual),
        };
        let variable = match set(map, "variable") {
            Some(Value::Object(map)) => {
                let at = [at, ".variable"].concat();
                self.known(map, &at, &["name", "equals"]);
                if set(map, "name").is_none() {
                    self.expected(&at, ".name", "text");
                }
                let equals = self.text(map, &at, "equals");
                self.text(map, &at, "name").map(|name| Condition { name, equals })
            }
            Some(_) => {
                self.expected(at, ".variable", "an object");
                None
            }
            None => None,
        };
        let direction = match self.word(map, at, "direction", DIRECTIONS) {
            None | Some(0) => Some(Direction::Incoming),
            Some(1) => Some(Direction::Outgoing),
            Some(_) => None,
        };
        let queue = self.text(map, at, "queue");
        let rule = self.finish(map, at, usual, variable)?;
        Some(Rule {
            direction,
            queue,
            ..rule
        })
    }

    /// A rule for all incoming calls, with the address that stands there.
    fn finish(
        &mut self,
        map: &Map<String, Value>,
        at: &str,
        usual: Usual,
        variable: Option<Condition>,
    ) -> Option<Rule> {
        let url = match self.text(map, at, "url") {
            Some(text) => match Template::read(&text, &self.schemes) {
                Ok(template) => Some(template),
                Err(why) => {
                    self.mistake(at, ".url", &why);
                    return None;
                }
            },
            None if set(map, "url").is_some() => return None,
            None if usual.target == Target::Event => None,
            None => {
                self.expected(at, ".url", "text");
                return None;
            }
        };
        Some(Rule {
            key: at.into(),
            on: usual.on,
            direction: Some(Direction::Incoming),
            queue: None,
            variable,
            target: usual.target,
            url,
        })
    }
}
