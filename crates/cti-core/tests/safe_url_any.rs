//! No address leads elsewhere than the administrator wrote: for any values and any templates, against a parser that is not
//! ours.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

mod alerting;

use alerting::{call_of, listed};
use cti_core::{Call, Moment, SafeUrl, ScreenPop};
use cti_protocol::{Direction, Id};
use proptest::{collection::vec, prelude::*};
use serde_json::json;
use url::Url;

const PAGE: &str = "https://page.example/crm/desk/";

/// Templates of every kind that may be configured.
const TEMPLATES: &[&str] = &[
    "https://crm.example/{name}/x/{number}?q={queue}&u={userId}#{callId}",
    "https://crm.example:8443/a/.{name}/{variable.v}.",
    "https://crm.example/%2{name}/%{number}",
    "https://crm.example/{name}{number}{variable.v}",
    "https://crm.example?x={variable.v}&y={number.digits}",
    "https://crm.example#{variable.v}",
    "http://localhost:8080/{name}/{direction}",
    "/{name}/evil.example/{number}",
    "{name}/{number}",
    "{name}{number}//evil.example/{queue}",
    "a/../{name}/./{number}",
    "?x={name}",
    "#{name}",
    "myapp:{name}/{number}",
    "myapp:/{name}/x/{number}",
    "myapp://open/{name}?x={number}",
];

/// What tends to break out, and anything else.
fn value() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "",
            ".",
            "..",
            "/",
            "\\",
            "//",
            "%",
            "2e",
            "%2e",
            "%2E",
            "%2f",
            "%5c",
            "e",
            "f",
            ":",
            "@",
            "?",
            "#",
            "&",
            "\t",
            "\n",
            " ",
            "javascript:",
            "https://evil.example/",
            ";",
            "\u{ff0f}",
            "\u{2025}",
            "\u{ff1a}",
            "[",
            "]",
            "x",
            "7",
            "\0",
        ])
        .prop_map(str::to_owned),
        vec(any::<char>(), 0..6).prop_map(String::from_iter),
    ];
    vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn any_call() -> impl Strategy<Value = Call> {
    (vec(value(), 5), any::<bool>()).prop_map(|(values, incoming)| {
        let mut call = call_of(&values[0]);
        call.number = Some(values[1].as_str().into());
        call.queue = Some(values[2].clone());
        call.user = Some(Id::text(values[3].clone()));
        call.variables.insert("v".to_owned(), values[4].as_str().into());
        call.direction = incoming.then_some(Direction::Incoming);
        call
    })
}

/// Where an address leads: all but what a value may decide.
fn place(
    url: &Url,
) -> (
    String,
    Option<String>,
    Option<u16>,
    String,
    Option<String>,
    Option<usize>,
) {
    (
        url.scheme().to_owned(),
        url.host_str().map(str::to_owned),
        url.port(),
        url.username().to_owned(),
        url.password().map(str::to_owned),
        url.path_segments().map(Iterator::count),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn values_never_change_where_an_address_leads(index in 0..TEMPLATES.len(), call in any_call()) {
        let config = json!({"schemes": ["myapp:"], "rules": [{"url": TEMPLATES[index], "direction": "any"}]});
        let rules = ScreenPop::read(&config).unwrap();
        let page = Url::parse(PAGE).unwrap();
        let harmless = Call { direction: Some(Direction::Incoming), ..call_of("7") };
        let open = |call: &Call| rules.find(Moment::Ring, call).unwrap().url;
        let model = page.join(open(&harmless).unwrap().unwrap().as_str()).unwrap();
        if let Ok(url) = open(&call) {
            let url = page.join(url.unwrap().as_str()).unwrap();
            prop_assert_eq!(place(&url), place(&model));
        }
    }

    #[test]
    fn nothing_of_another_scheme_passes(url in address()) {
        if let Ok(safe) = SafeUrl::check(&url, &listed()) {
            allowed(safe.as_str())?;
        }
    }

    #[test]
    fn no_template_leads_to_another_scheme(
        template in vec(prop_oneof![address(), Just("{name}".to_owned()), Just("{variable.v}".to_owned())], 0..4),
        call in any_call(),
    ) {
        let config = json!({"schemes": ["myapp:"], "url": template.concat()});
        if let Ok(rules) = ScreenPop::read(&config)
            && let Some(found) = rules.find(Moment::Ring, &call)
            && let Ok(Some(url)) = found.url
        {
            allowed(url.as_str())?;
        }
    }
}

/// Whether the other parser agrees that an address may be opened, or finds none in it.
fn allowed(text: &str) -> Result<(), TestCaseError> {
    if let Ok(url) = Url::parse(PAGE).unwrap().join(text) {
        let host = url.host_str().unwrap_or_default();
        let good = match url.scheme() {
            "https" => url.username().is_empty() && url.password().is_none(),
            "http" => host == "localhost" || host == "[::1]" || host.starts_with("127."),
            other => other == "myapp",
        };
        prop_assert!(good, "{text}");
        let named = Url::parse(text).is_ok();
        prop_assert!(named || host == "page.example", "{text} leads off the page");
    }
    Ok(())
}

/// Addresses, put together from what addresses are made of.
fn address() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "https",
            "http",
            "HTTP",
            "javascript",
            "java",
            "script",
            "data",
            "myapp",
            "blob",
            "file",
            "ftp",
            "wss",
            ":",
            "/",
            "//",
            "\\",
            "@",
            "localhost",
            "127.0.0.1",
            "[::1]",
            "evil.example",
            "page.example",
            ".",
            "..",
            "?",
            "#",
            "\t",
            "\n",
            " ",
            "%2f",
            "%0a",
            "%3a",
            "\u{ff1a}",
            "8080",
            "\0",
            "a",
            "+",
            "-",
        ])
        .prop_map(str::to_owned),
        vec(any::<char>(), 0..6).prop_map(String::from_iter),
    ];
    vec(piece, 0..7).prop_map(|pieces| pieces.concat())
}
