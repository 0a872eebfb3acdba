//! No address leads elsewhere than the administrator wrote: by tables. For anything else, see `safe_url_any.rs`.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

mod alerting;

use alerting::{call_of, listed};
use cti_core::{Moment, Refusal, SafeUrl, Schemes, ScreenPop};
use serde_json::json;
use url::Url;

const PAGE: &str = "https://page.example/crm/desk/";

fn check(url: &str) -> Result<(), Refusal> {
    SafeUrl::check(url, &listed()).map(|_| ())
}

#[test]
fn addresses_that_lead_where_they_say_are_opened() {
    for url in [
        "https://crm.example",
        "https://crm.example/",
        "HTTPS://CRM.example:8443/a/b?c=d#e",
        "https://crm.example?phone=1",
        "https://10.0.0.1/a",
        "https://[2001:db8::1]:8443/a",
        "https://xn--mxico-bsa.example/",
        "https://crm.example/a@b?to=https://other.example/",
        "http://localhost:8080/a",
        "http://127.0.0.1/a",
        "http://127.8.9.10/a",
        "http://[::1]:3000/",
        "/customers/1",
        "/",
        "customers/1",
        "./customers",
        "../customers?x=1:2",
        "?phone=1",
        "#call/1",
        "1:2",
        "/a//b",
        "a/javascript:alert(1)",
        "%6Aavascript:alert(1)",
        "/%2f%2fevil.example",
        "/a%0ab",
        "myapp:open?phone=1",
        "myapp://open/1",
        "MyApp:x",
    ] {
        assert_eq!(check(url), Ok(()), "{url}");
        assert!(Url::parse(PAGE).unwrap().join(url).is_ok(), "{url}");
    }
}

#[test]
fn all_else_is_refused() {
    use Refusal::{Character, Empty, Host, Long, Plain, Scheme};
    for (url, why) in [
        ("", Empty),
        ("javascript:alert(1)", Scheme),
        ("JaVaScRiPt:alert(1)", Scheme),
        ("javascript://crm.example/%0aalert(1)", Scheme),
        ("java\tscript:alert(1)", Character),
        ("java\nscript:alert(1)", Character),
        ("java\rscript:alert(1)", Character),
        ("\u{1}javascript:alert(1)", Character),
        ("\u{0}javascript:alert(1)", Character),
        (" javascript:alert(1)", Character),
        (" https://crm.example/", Character),
        ("https://crm.example/ ", Character),
        ("https://crm.example/a b", Character),
        ("https://crm.example/\u{7f}", Character),
        ("javascript\u{ff1a}alert(1)", Character),
        ("javascript\u{a789}alert(1)", Character),
        ("javascript\u{2236}alert(1)", Character),
        ("\u{200b}javascript:alert(1)", Character),
        ("\u{feff}javascript:alert(1)", Character),
        ("\u{a0}javascript:alert(1)", Character),
        ("https://crm\u{3002}example/", Character),
        ("https://crm.example\u{ff0f}@evil.example/", Character),
        ("data:text/html,<script>alert(1)</script>", Scheme),
        ("vbscript:x", Scheme),
        ("blob:https://crm.example/1", Scheme),
        ("file:///etc/passwd", Scheme),
        ("filesystem:https://crm.example/temporary/x", Scheme),
        ("about:blank", Scheme),
        ("view-source:https://crm.example/", Scheme),
        ("ftp://crm.example/", Scheme),
        ("wss://crm.example/", Scheme),
        ("tel:1", Scheme),
        ("myapp2:1", Scheme),
        ("my:app", Scheme),
        ("//evil.example", Host),
        ("///evil.example", Host),
        ("/\\evil.example", Character),
        ("\\\\evil.example", Character),
        ("\\/evil.example", Character),
        ("/\t/evil.example", Character),
        ("/\n/evil.example", Character),
        ("https:evil.example", Host),
        ("https:/evil.example", Host),
        ("https:/\\evil.example", Character),
        ("https:", Host),
        ("https://", Host),
        ("https:///evil.example", Host),
        ("https://?a", Host),
        ("https://user@crm.example/", Host),
        ("https://user:secret@crm.example/", Host),
        ("https://@crm.example/", Host),
        ("https://crm.example:443@evil.example/", Host),
        ("https://crm.example:443:1/", Host),
        ("https://crm.example:/", Host),
        ("https://crm.example:+1/", Host),
        ("https://crm.example:99999/", Host),
        ("https://:443/", Host),
        ("https://crm%2eexample/", Host),
        ("https://[::1/", Host),
        ("https://[evil]/", Host),
        ("https://[::1]evil.example/", Host),
        ("http://crm.example/", Plain),
        ("http://localhost.evil.example/", Plain),
        ("http://127.0.0.1.evil.example/", Plain),
        ("http://128.0.0.1/", Plain),
        ("http://[::2]/", Plain),
        ("http:localhost", Host),
        ("http://localhost@evil.example/", Host),
    ] {
        assert_eq!(check(url), Err(why), "{url:?}");
    }
    assert_eq!(check(&["/", &"a".repeat(8_000)].concat()), Err(Long));
}

#[test]
fn some_schemes_cannot_be_listed() {
    for scheme in [
        "javascript:",
        "JavaScript",
        "data:",
        "vbscript:",
        "blob:",
        "file:",
        "filesystem:",
        "about:",
        "view-source:",
        "ftp:",
        "ws:",
        "wss:",
        "http:",
        "",
        ":",
        "my app:",
        "1a:",
        "myapp://",
        "java\tscript:",
    ] {
        assert!(Schemes::default().allow(scheme).is_err(), "{scheme:?}");
    }
    assert_eq!(Schemes::default().allow("web+crm:"), Ok(()));
}

/// What this template gives for a call with this in all its values.
fn filled(template: &str, value: &str) -> Result<String, Refusal> {
    let rules = ScreenPop::read(&json!({"url": template, "schemes": ["myapp:", "tel:"]})).unwrap();
    let found = rules.find(Moment::Ring, &call_of(value)).unwrap();
    found.url.map(|url| url.unwrap().as_str().to_owned())
}

#[test]
fn values_are_encoded() {
    let value = "a/b\\c?d#e&f=g %2f+é:@'(\n";
    let encoded = "a%2Fb%5Cc%3Fd%23e%26f%3Dg%20%252f%2B%C3%A9%3A%40'(%0A";
    for place in [
        "{name}",
        "{number}",
        "{queue}",
        "{callId}",
        "{userId}",
        "{variable.v}",
    ] {
        let template = ["https://crm.example/x/", place, "/y?z=", place, "#", place].concat();
        let expected = ["https://crm.example/x/", encoded, "/y?z=", encoded, "#", encoded].concat();
        assert_eq!(filled(&template, value), Ok(expected), "{place}");
    }
    assert_eq!(
        filled("/c/{number.digits}", "+34 (600) 12-34"),
        Ok("/c/346001234".to_owned())
    );
    assert_eq!(filled("/c/{direction}", "x"), Ok("/c/incoming".to_owned()));
    assert_eq!(filled("tel:{number}", "+34600"), Ok("tel:%2B34600".to_owned()));
    assert_eq!(filled("/c/{variable.other}", "x"), Ok("/c/".to_owned()));
}

#[test]
fn no_value_leads_elsewhere() {
    use Refusal::Escape;
    for (template, value, why) in [
        ("https://crm.example/a/{name}/b", "..", Escape),
        ("https://crm.example/a/{name}", ".", Escape),
        ("https://crm.example/a/{name}?x=1", "../..", Escape),
        ("https://crm.example/a/{name}", "..\\..\\admin", Escape),
        ("https://crm.example/a/{name}", "x/../../admin", Escape),
        ("https://crm.example/a/.{name}", "", Escape),
        ("https://crm.example/a/.{name}", ".", Escape),
        ("https://crm.example/a/%2e{name}/b", ".", Escape),
        ("https://crm.example/a/%2{name}/b", "e", Escape),
        ("https://crm.example/a/{variable.other}%2E", "x", Escape),
        ("a/{name}", "..", Escape),
        ("{name}", "..", Escape),
        ("/{variable.other}/evil.example", "x", Escape),
        ("{variable.other}//evil.example", "x", Escape),
        ("myapp:/{variable.other}/evil", "x", Escape),
        ("{variable.other}", "x", Escape),
        ("{variable.other}?a=1", "x", Escape),
        ("{variable.other}/a", "x", Escape),
    ] {
        assert_eq!(filled(template, value), Err(why), "{template} with {value}");
    }
    for (template, value, url) in [
        // Dots are harmless where no path is.
        ("/a?x={name}", "..", "/a?x=.."),
        ("/a#{name}", "../..", "/a#..%2F.."),
        ("/a/{name}", "%2e%2e", "/a/%252e%252e"),
        ("/a/{name}", "...", "/a/..."),
        ("/a/{name}", "//evil.example", "/a/%2F%2Fevil.example"),
        ("{name}", "javascript:alert(1)", "javascript%3Aalert(1)"),
        ("{name}", "//evil.example", "%2F%2Fevil.example"),
        ("/{name}", "/evil.example", "/%2Fevil.example"),
        ("/{name}", "\\evil.example", "/%5Cevil.example"),
        (
            "https://crm.example/{name}",
            "@evil.example",
            "https://crm.example/%40evil.example",
        ),
        ("../up/{name}", "x", "../up/x"),
    ] {
        assert_eq!(
            filled(template, value).as_deref(),
            Ok(url),
            "{template} with {value}"
        );
    }
}
