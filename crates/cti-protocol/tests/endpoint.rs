//! Endpoints: what is built, and what is refused, part by part.

use cti_protocol::{Endpoint, EndpointError, Plaintext, Secret, room_path};

const MD5_OF_1: &str = "c4ca4238a0b923820dcc509a6f75849b";

/// `Ok` is the URL, `Err` the start of the error.
#[track_caller]
fn check([host, domain, token_id, token]: [&str; 4], plaintext: Plaintext, expected: Result<&str, &str>) {
    let secret = Secret::new(token);
    match (
        Endpoint::new(host, domain, token_id, &secret, plaintext),
        expected,
    ) {
        (Ok(endpoint), Ok(expected)) => {
            assert_eq!(endpoint.url().expose(), expected.replace("MD5", MD5_OF_1));
            check_silence(&format!("{endpoint:?} {:?}", endpoint.url()), token);
        }
        (Err(error), Err(expected)) => {
            assert!(error.to_string().starts_with(expected), "{error}");
            check_silence(&format!("{error:?} {error}"), token);
        }
        (actual, expected) => panic!("{host}: {actual:?} instead of {expected:?}"),
    }
}

#[track_caller]
fn check_silence(shown: &str, token: &str) {
    assert!(
        token.trim().len() < 4 || !shown.contains(token),
        "shows the token: {shown}"
    );
}

#[track_caller]
fn check_host(host: &str, expected: Result<&str, &str>) {
    let expected = expected.map(|start| format!("{start}/acme-MD5?access_token=sesame"));
    let expected = expected.as_deref().map_err(|error| *error);
    check([host, "acme", "1", "sesame"], Plaintext::LoopbackOnly, expected);
}

#[test]
fn hosts() {
    check_host("cti.example.com", Ok("wss://cti.example.com"));
    check_host("cti.example.com.", Ok("wss://cti.example.com."));
    check_host("wss://cti.example.com:8443", Ok("wss://cti.example.com:8443"));
    check_host("WSS://CTI.example.com", Ok("wss://CTI.example.com"));
    check_host("xn--bcher-kva.example", Ok("wss://xn--bcher-kva.example"));
    check_host("10.0.0.1:1", Ok("wss://10.0.0.1:1"));
    check_host("[::1]:9", Ok("wss://[::1]:9"));
    check_host("[2001:db8::7]", Ok("wss://[2001:db8::7]"));
    check_host("ws://localhost:8080", Ok("ws://localhost:8080"));
    check_host("ws://LOCALHOST", Ok("ws://LOCALHOST"));
    check_host("ws://127.8.9.1:65535", Ok("ws://127.8.9.1:65535"));
    check_host("ws://[::1]", Ok("ws://[::1]"));
    check_host("ws://[0:0:0:0:0:0:0:1]:80", Ok("ws://[0:0:0:0:0:0:0:1]:80"));
}

#[test]
fn refused_hosts() {
    for host in [
        "",
        " ",
        "wss://",
        "a b",
        "cti.example.com\n",
        "cti\u{0}.example.com",
        "\u{200b}cti.example.com",
        "https://cti.example.com",
        "wss://wss://cti.example.com",
        "cti.example.com/room",
        "cti.example.com/",
        "user@cti.example.com",
        "cti.example.com?x=1",
        "cti.example.com#x",
        "cti.example.com\\x",
        "cti.example.com:",
        "cti.example.com:0",
        "cti.example.com:65536",
        "cti.example.com:+80",
        "cti.example.com:http",
        ":8080",
        "::1",
        "[::1",
        "[::1]8080",
        "[::1]:",
        "[::g]",
        "[]",
        "999.1.1.1",
        "1.2.3",
        "cti..example.com",
        ".example.com",
        ".",
        "bücher.example",
        "cti%2eexample.com",
    ] {
        check_host(host, Err("host: "));
    }
    check_host(&"a".repeat(64), Err("host: "));
    check_host(&"a.".repeat(127).repeat(2), Err("host: "));
}

#[test]
fn plaintext_is_for_this_computer_only() {
    for host in [
        "ws://cti.example.com",
        "ws://10.0.0.1",
        "ws://localhost.example.com",
        "ws://128.0.0.1",
        "ws://[::2]",
        "ws://[::ffff:7f00:1]",
    ] {
        check_host(host, Err("host: ws:// is not encrypted"));
        let url = format!("{host}/acme-MD5?access_token=sesame");
        check([host, "acme", "1", "sesame"], Plaintext::Anywhere, Ok(&url));
    }
}

#[test]
fn other_parts() {
    let check = |domain, token_id, token, expected| {
        check(["h", domain, token_id, token], Plaintext::LoopbackOnly, expected);
    };
    check(
        "acme",
        "1",
        "to/ken?&=#%+",
        Ok("wss://h/acme-MD5?access_token=to%2Fken%3F%26%3D%23%25%2B"),
    );
    check(
        "ac/me?ü",
        "1",
        "AZaz09-._~",
        Ok("wss://h/ac%2Fme%3F%C3%BC-MD5?access_token=AZaz09-._~"),
    );
    check(
        "acme",
        "tok-22",
        "sesame",
        Ok("wss://h/acme-3842202805c5f5159f4f772b77a66b1e?access_token=sesame"),
    );
    check("", "1", "sesame", Err("domain: "));
    check("ac me", "1", "sesame", Err("domain: "));
    check("acme\u{7f}", "1", "sesame", Err("domain: "));
    check("acme", "", "sesame", Err("token id: "));
    check("acme", "1 ", "sesame", Err("token id: "));
    check("acme", "1", "", Err("token: "));
    check("acme", "1", " sesame", Err("token: "));
    check("acme", "1", "sesame\r\n", Err("token: "));
    check("acme", "1", "ses\u{0}ame", Err("token: "));
}

#[test]
fn ready_made_urls() {
    let check = |url: &str, expected: Result<&str, EndpointError>| {
        let endpoint = Endpoint::from_url(&Secret::new(url), Plaintext::LoopbackOnly);
        if let Ok(endpoint) = &endpoint {
            assert_eq!(endpoint.url().expose(), url);
            check_silence(&format!("{endpoint:?}"), "secret");
        }
        let host = endpoint.as_ref().map(Endpoint::host).map_err(|error| *error);
        match expected {
            Err(EndpointError::Url(_)) => {
                assert!(matches!(host, Err(EndpointError::Url(_))), "{url}: {host:?}");
            }
            expected => assert_eq!(host, expected, "{url}"),
        }
    };
    check("wss://proxy.example.com/cti?key=secret", Ok("proxy.example.com"));
    check("wss://proxy.example.com:81", Ok("proxy.example.com:81"));
    check("wss://proxy.example.com?key=secret", Ok("proxy.example.com"));
    check("ws://[::1]:9/secret", Ok("[::1]:9"));
    check("ws://proxy.example.com/secret", Err(EndpointError::Plaintext));
    for url in [
        "",
        "/cti",
        "https://proxy.example.com/",
        "wss:///cti",
        "wss://proxy.example.com/secret#x",
        "wss://secret@proxy.example.com/",
        "wss://proxy.example.com/a b",
        "wss://proxy.example.com:99999/",
    ] {
        check(url, Err(EndpointError::Url("")));
    }
}

#[test]
fn paths_for_a_server_to_compare_with() {
    assert_eq!(room_path("acme", "1"), format!("/acme-{MD5_OF_1}"));
    assert_eq!(room_path("a c", ""), "/a%20c-d41d8cd98f00b204e9800998ecf8427e");
}
