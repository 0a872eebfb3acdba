//! Screen pop: which page of the CRM opens for which call, and when. What opens is decided here; whether this tab opens it,
//! in [`crate::Alerts`].

mod read;
mod safe;
mod template;

pub use safe::{Refusal, SafeUrl, Schemes};

use crate::snapshot::Call;
use cti_protocol::Direction;
use std::rc::Rc;
use template::Template;

/// When a page opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The call rings here, or is being dialled from here.
    Ring,
    /// It was answered.
    Answer,
    /// It ended after it had been answered.
    End,
}

impl Moment {
    /// All of them, in the order in which a call comes to them.
    pub const ALL: [Self; 3] = [Self::Ring, Self::Answer, Self::End];
}

/// Where a page opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Nowhere: the page that embeds the widget is told, and does what it likes.
    Event,
    /// In a tab of the browser.
    Tab,
    /// In place of the page in which the widget is.
    Frame,
}

/// What opens for which calls: `screenPop` of the configuration.
///
/// For each moment the first rule counts that names this moment and fits the call; `url` beside the rules is the rule
/// for calls that none of them fits. Calls that the agent dials are meant only by a rule that says so.
///
/// ```
/// use cti_core::{Moment, ScreenPop};
/// let pop = ScreenPop::read(&serde_json::json!({
///     "on": "answer",
///     "url": "/customers?phone={number}",
///     "rules": [{"queue": "Sales", "url": "https://crm.example/leads/{variable.lead}", "on": "ring"}],
/// }))
/// .unwrap();
/// assert!(pop.names(Moment::Ring) && pop.names(Moment::Answer) && !pop.names(Moment::End));
///
/// let mistakes = ScreenPop::read(&serde_json::json!({"rules": [{"url": "https://{name}.example/"}]})).unwrap_err();
/// assert_eq!(mistakes, ["screenPop.rules[0].url: placeholders may stand behind the host only"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScreenPop {
    rules: Vec<Rule>,
    schemes: Schemes,
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    /// Where it stands in the configuration, e.g. `screenPop.rules[2]`.
    key: Rc<str>,
    on: Moment,
    /// `None` for any.
    direction: Option<Direction>,
    queue: Option<String>,
    variable: Option<Condition>,
    target: Target,
    /// `None` where the page is only told of the call.
    url: Option<Template>,
}

#[derive(Clone, Debug, PartialEq)]
struct Condition {
    name: String,
    /// `None` for any value but an empty one.
    equals: Option<String>,
}

impl Rule {
    fn fits(&self, call: &Call) -> bool {
        let variable = |wanted: &Condition| {
            let value = call
                .variables
                .get(&wanted.name)
                .map_or("", |value| value.as_str());
            match &wanted.equals {
                Some(equals) => value == equals,
                None => !value.is_empty(),
            }
        };
        (self.direction.is_none() || self.direction == call.direction)
            && (self.queue.is_none() || self.queue == call.queue)
            && self.variable.as_ref().is_none_or(variable)
    }
}

/// What a rule says for a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The rule's place in the configuration, e.g. `screenPop.rules[2]`, or `screenPop` for the one beside the rules.
    pub rule: Rc<str>,
    /// Where it opens.
    pub target: Target,
    /// What opens, if the rule names an address; or why it does not.
    pub url: Result<Option<SafeUrl>, Refusal>,
}

impl ScreenPop {
    /// Whether any rule names this moment.
    pub fn names(&self, moment: Moment) -> bool {
        self.rules.iter().any(|rule| rule.on == moment)
    }

    /// What the rules say for a call at a moment.
    pub fn find(&self, moment: Moment, call: &Call) -> Option<Found> {
        let rule = self
            .rules
            .iter()
            .find(|rule| rule.on == moment && rule.fits(call))?;
        let url = rule
            .url
            .as_ref()
            .map(|template| template.fill(call, &self.schemes));
        Some(Found {
            rule: rule.key.clone(),
            target: rule.target,
            url: url.transpose(),
        })
    }

    /// The schemes that may be opened beside `https:`.
    pub fn schemes(&self) -> &Schemes {
        &self.schemes
    }

    /// What would open for a call like this one: each moment that a rule names, with the rule that fits, if any. Opens
    /// nothing.
    pub fn dry_run(&self, call: &Call) -> Vec<(Moment, Option<Found>)> {
        let named = Moment::ALL.into_iter().filter(|moment| self.names(*moment));
        named.map(|moment| (moment, self.find(moment, call))).collect()
    }
}
