//! What `screenPop` may say, and which rule counts for which call.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

mod alerting;

use alerting::{answered, ended, ringing};
use cti_core::{Call, Found, Moment, Outcome, Refusal, ScreenPop, Target};
use cti_protocol::{Direction, Pii};
use serde_json::{Value, json};

fn rules(value: &Value) -> ScreenPop {
    ScreenPop::read(value).unwrap()
}

/// The address and the rule for a call at a moment.
fn found(rules: &ScreenPop, moment: Moment, call: &Call) -> Option<(String, String)> {
    let found = rules.find(moment, call)?;
    let url = found.url.unwrap().unwrap().as_str().to_owned();
    Some((found.rule.to_string(), url))
}

fn pair(rule: &str, url: &str) -> Option<(String, String)> {
    Some((rule.to_owned(), url.to_owned()))
}

fn outgoing() -> Call {
    Call {
        direction: Some(Direction::Outgoing),
        ..ringing("c1")
    }
}

#[test]
fn an_address_alone_is_for_every_incoming_call() {
    let rules = rules(&json!({"url": "/c?n={number.digits}"}));
    let expected = Found {
        rule: "screenPop".into(),
        target: Target::Tab,
        url: rules.find(Moment::Ring, &ringing("c1")).unwrap().url,
    };
    assert_eq!(rules.find(Moment::Ring, &ringing("c1")), Some(expected));
    assert_eq!(
        found(&rules, Moment::Ring, &ringing("c1")),
        pair("screenPop", "/c?n=34600123456")
    );
    assert_eq!(rules.find(Moment::Answer, &ringing("c1")), None);
    assert_eq!(rules.find(Moment::Ring, &outgoing()), None);
    let later = ScreenPop::read(&json!({"url": "/c", "on": "answer", "target": "frame"})).unwrap();
    assert_eq!(later.find(Moment::Ring, &ringing("c1")), None);
    let found = later.find(Moment::Answer, &ringing("c1")).unwrap();
    assert_eq!(found.target, Target::Frame);
}

#[test]
fn the_first_rule_that_fits_counts_for_each_moment() {
    let rules = rules(&json!({
        "url": "/rest",
        "rules": [
            {"queue": "Sales", "variable": {"name": "tier", "equals": "gold"}, "url": "/gold"},
            {"variable": {"name": "lead"}, "url": "/leads/{variable.lead}"},
            {"queue": "Sales", "url": "/sales"},
            {"queue": "Sales", "url": "/never"},
            {"url": "/form", "on": "end", "direction": "any"},
            {"direction": "outgoing", "url": "/dialled"},
        ],
    }));
    let with = |name: &str, value: &str| {
        let mut call = ringing("c1");
        call.variables.insert(name.to_owned(), Pii::from(value));
        call
    };
    let plain = ringing("c1");
    let ring = |call: &Call| found(&rules, Moment::Ring, call);
    assert_eq!(ring(&with("tier", "gold")), pair("screenPop.rules[0]", "/gold"));
    assert_eq!(ring(&with("tier", "tin")), pair("screenPop.rules[2]", "/sales"));
    assert_eq!(ring(&with("lead", "7")), pair("screenPop.rules[1]", "/leads/7"));
    assert_eq!(ring(&with("lead", "")), pair("screenPop.rules[2]", "/sales"));
    let other = Call {
        queue: None,
        ..plain.clone()
    };
    assert_eq!(ring(&other), pair("screenPop", "/rest"));
    assert_eq!(ring(&outgoing()), pair("screenPop.rules[5]", "/dialled"));
    for call in [&plain, &outgoing()] {
        assert_eq!(
            found(&rules, Moment::End, call),
            pair("screenPop.rules[4]", "/form")
        );
    }
    assert_eq!(found(&rules, Moment::Answer, &plain), None);
}

#[test]
fn rules_take_what_stands_beside_them() {
    let rules = rules(&json!({"on": "end", "target": "event", "rules": [
        {"queue": "Sales"},
        {"url": "/a", "target": "tab"},
    ]}));
    let call = ringing("c1");
    let found = rules.find(Moment::End, &call).unwrap();
    assert_eq!((found.target, found.url), (Target::Event, Ok(None)));
    let call = Call { queue: None, ..call };
    assert_eq!(rules.find(Moment::End, &call).unwrap().target, Target::Tab);
    assert!(!rules.names(Moment::Ring));
}

#[test]
fn nothing_opens_where_nothing_is_configured() {
    for none in [json!(null), json!(false), json!({"rules": []})] {
        let rules = rules(&none);
        assert!(rules.dry_run(&ringing("c1")).is_empty());
    }
    let event = rules(&json!({"target": "event"}));
    assert_eq!(event.find(Moment::Ring, &ringing("c1")).unwrap().url, Ok(None));
}

#[test]
fn every_mistake_is_told_with_its_place() {
    let wrong = json!({
        "on": "sometimes",
        "target": 5,
        "url": "javascript:alert(1)",
        "extra": 1,
        "allowed": true,
        "schemes": ["myapp:", "javascript:", 7],
        "rules": [
            {"url": "https://{queue}.example/"},
            {"url": "{name}:x"},
            {"url": "/a/{nmae}/{number}"},
            {"url": "/a/{variable.}"},
            {"url": "/a/{name"},
            {"url": "/a/name}"},
            {"url": "https://user@crm.example/"},
            {"url": "http://crm.example/"},
            {"url": "other:x"},
            {"url": "myapp:{number}"},
            {"url": "myapp://{number}"},
            {"url": "/a b"},
            {"url": 5},
            {"queue": "Sales"},
            "/a",
            {"url": "/a", "direction": "up", "queue": 5, "variable": "x", "on": 1, "target": "window", "uri": "/b"},
            {"url": "/a", "variable": {"equals": 5, "value": 1}},
        ],
    });
    let behind = "placeholders may stand behind the host only";
    let character = Refusal::Character.why();
    let scheme = Refusal::Scheme.why();
    let expected = [
        ".extra: unknown key",
        ".allowed: a function expected",
        ".schemes[1]: this scheme is never opened",
        ".schemes[2]: a scheme as in \"myapp:\" expected",
        ".on: ring, answer, end expected",
        ".target: event, tab, frame expected",
        &[".rules[0].url: ", behind].concat(),
        &[".rules[1].url: ", behind].concat(),
        ".rules[2].url: unknown placeholder {nmae}",
        ".rules[3].url: unknown placeholder {variable.}",
        ".rules[4].url: a brace without its other half",
        ".rules[5].url: a brace without its other half",
        &[".rules[6].url: ", Refusal::Host.why()].concat(),
        &[".rules[7].url: ", Refusal::Plain.why()].concat(),
        &[".rules[8].url: ", scheme].concat(),
        &[".rules[10].url: ", behind].concat(),
        &[".rules[11].url: ", character].concat(),
        ".rules[12].url: text expected",
        ".rules[13].url: text expected",
        ".rules[14]: an object expected",
        ".rules[15].uri: unknown key",
        ".rules[15].on: ring, answer, end expected",
        ".rules[15].target: event, tab, frame expected",
        ".rules[15].variable: an object expected",
        ".rules[15].direction: incoming, outgoing, any expected",
        ".rules[15].queue: text expected",
        ".rules[16].variable.value: unknown key",
        ".rules[16].variable.name: text expected",
        ".rules[16].variable.equals: text expected",
        &[".url: ", scheme].concat(),
    ]
    .map(|mistake| ["screenPop", mistake].concat());
    assert_eq!(ScreenPop::read(&wrong).unwrap_err(), expected);
    for (wrong, mistake) in [
        (json!({}), "screenPop.url: text expected"),
        (json!({"on": "end"}), "screenPop.url: text expected"),
        (json!({"rules": {}}), "screenPop.rules: a list expected"),
        (
            json!({"url": "/a", "schemes": "myapp:"}),
            "screenPop.schemes: a list of texts expected",
        ),
        (json!("/a"), "screenPop: an object or false expected"),
        (json!(true), "screenPop: an object or false expected"),
    ] {
        assert_eq!(ScreenPop::read(&wrong).unwrap_err(), [mistake]);
    }
    let unset = json!({"url": "/a", "on": null, "target": null, "rules": null, "schemes": null});
    assert_eq!(ScreenPop::read(&unset), ScreenPop::read(&json!({"url": "/a"})));
}

#[test]
fn a_dry_run_tells_what_would_open_at_each_moment() {
    let rules = rules(&json!({"rules": [
        {"queue": "Sales", "url": "/sales/{name}"},
        {"queue": "Help", "url": "/help", "on": "answer"},
        {"url": "/form/{callId}", "on": "end", "target": "frame"},
    ]}));
    let mut call = ended(&answered(&ringing("..")), Outcome::Completed);
    call.name = None;
    let run: Vec<_> = rules
        .dry_run(&call)
        .into_iter()
        .map(|(moment, found)| {
            let found = found.map(|found| {
                let url = found.url.map(|url| url.unwrap().as_str().to_owned());
                (found.rule.to_string(), found.target, url)
            });
            (moment, found)
        })
        .collect();
    let sales = (
        "screenPop.rules[0]".to_owned(),
        Target::Tab,
        Ok("/sales/".to_owned()),
    );
    let form = (
        "screenPop.rules[2]".to_owned(),
        Target::Frame,
        Err(Refusal::Escape),
    );
    assert_eq!(
        run,
        [
            (Moment::Ring, Some(sales)),
            (Moment::Answer, None),
            (Moment::End, Some(form))
        ]
    );
}
