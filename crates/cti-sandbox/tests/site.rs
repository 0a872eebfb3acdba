//! The hosting of the built site beside the room.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

mod common;

use common::{Guest, get, idle, request, start};
use cti_sandbox::Options;
use std::fs;

#[tokio::test]
async fn files_are_served_as_any_web_server_would() {
    let dist = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dist.path().join(name), text).unwrap();
    fs::create_dir(dist.path().join("demo")).unwrap();
    write("index.html", "<!doctype html>widget");
    write("demo/index.html", "<!doctype html>demo");
    write("app.wasm", "plain");
    write("app.wasm.br", "brotli");
    write("app.wasm.gz", "gzip");
    write("cti-softphone.js", "export {}");
    write("style.css", "a{}");
    let sandbox = start(Options {
        dist: dist.path().into(),
        ..idle()
    })
    .await;
    let at = sandbox.address();
    for (path, kind, text) in [
        ("/", "text/html", "<!doctype html>widget"),
        ("/demo/", "text/html", "<!doctype html>demo"),
        ("/app.wasm", "application/wasm", "plain"),
        ("/cti-softphone.js", "text/javascript", "export {}"),
        ("/style.css", "text/css", "a{}"),
    ] {
        let answer = get(at, path).await;
        assert_eq!(
            (answer.status, String::from_utf8_lossy(&answer.body).as_ref()),
            (200, text),
            "{path}"
        );
        assert_eq!(answer.header("content-type"), Some(kind), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"), "{path}");
    }
    let answer = request(at, "GET", "/app.wasm", &[("accept-encoding", "gzip, br")], "").await;
    assert_eq!(
        (answer.header("content-encoding"), answer.header("content-type")),
        (Some("br"), Some("application/wasm"))
    );
    assert_eq!(answer.body, b"brotli");
    assert_eq!(get(at, "/missing.js").await.status, 404);
    assert_eq!(get(at, "/../Cargo.toml").await.status, 404);
    assert_eq!(get(at, "/%2e%2e/Cargo.toml").await.status, 404);
    // A room that does not exist is a file that does not exist, and the one that does is beside the files.
    assert_eq!(
        get(at, "/acme-c81e728d9d4c2f636f067f89cc14862c?access_token=secret")
            .await
            .status,
        404
    );
    Guest::join(at).await;
}

#[tokio::test]
async fn without_a_site_the_reason_is_told() {
    let sandbox = start(Options {
        dist: "/nowhere/dist".into(),
        ..idle()
    })
    .await;
    let answer = get(sandbox.address(), "/").await;
    assert_eq!(answer.status, 404);
    assert!(String::from_utf8_lossy(&answer.body).contains("/nowhere/dist"));
}
