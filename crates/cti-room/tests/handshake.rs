//! Who is let in.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

mod common;

use common::{TestServer, acme, within};
use cti_protocol::{Endpoint, Plaintext, Secret};
use cti_room::{Account, Options, Who};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::Error;

async fn status(server: &TestServer, path_and_query: &str) -> u16 {
    match server.connect_to(path_and_query).await {
        Ok(_) => 101,
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn account_token_id_and_token_must_be_right() {
    let server = TestServer::start(acme()).await;
    for (path, expected) in [
        ("/acme-c4ca4238a0b923820dcc509a6f75849b?access_token=secret", 101),
        (
            "/acme-c4ca4238a0b923820dcc509a6f75849b?x=1&access_token=%73ecret",
            101,
        ),
        ("/acme-c4ca4238a0b923820dcc509a6f75849b?access_token=wrong", 401),
        ("/acme-c4ca4238a0b923820dcc509a6f75849b?access_token=", 401),
        ("/acme-c4ca4238a0b923820dcc509a6f75849b", 401),
        // Another account, another token id, no token id.
        (
            "/umbrella-c4ca4238a0b923820dcc509a6f75849b?access_token=secret",
            404,
        ),
        ("/acme-c81e728d9d4c2f636f067f89cc14862c?access_token=secret", 404),
        ("/acme?access_token=secret", 404),
        ("/?access_token=secret", 404),
    ] {
        assert_eq!(status(&server, path).await, expected, "{path}");
    }
}

#[tokio::test]
async fn the_url_of_the_endpoint_opens_the_room() {
    let (domain, token_id, token) = ("soporte/españa", "token#7", "t&k=n+%");
    let server = TestServer::start(Options::new(vec![Account::new(domain, token_id, token)])).await;
    let host = format!("ws://{}", server.address);
    let endpoint = Endpoint::new(
        &host,
        domain,
        token_id,
        &Secret::new(token),
        Plaintext::LoopbackOnly,
    )
    .unwrap();
    let url = endpoint.url();
    let path = url.expose().strip_prefix(&host).unwrap();
    assert_eq!(status(&server, path).await, 101);
}

#[tokio::test]
async fn tokens_can_be_refused_for_a_while() {
    let mut options = acme();
    options.house_key = Some(Secret::new("key"));
    let server = TestServer::start(options).await;
    let path = "/acme-c4ca4238a0b923820dcc509a6f75849b?access_token=secret";
    let mut inside = server.connect().await;
    server.room().accept_tokens(false);
    assert_eq!(status(&server, path).await, 401);
    // The house is let in all the same, and who is in stays in.
    let mut house = server.connect_house("key").await;
    house.say_event("connected").await;
    inside.hear().await;
    server.room().accept_tokens(true);
    assert_eq!(status(&server, path).await, 101);
}

#[tokio::test]
async fn the_house_needs_its_key() {
    let mut options = acme();
    options.house_key = Some(Secret::new("key"));
    let server = TestServer::start(options).await;
    let _house = server.connect_house("key").await;
    let _guest = server.connect_house("kex").await;
    let houses: Vec<_> = server
        .room()
        .clients(Who::All)
        .iter()
        .map(|client| client.house)
        .collect();
    assert_eq!(houses, [true, false]);
}

#[tokio::test]
async fn sender_ids_are_long_and_all_different() {
    let server = TestServer::start(acme()).await;
    let mut seen = std::collections::HashSet::new();
    for _ in 0..50 {
        let client = server.connect().await;
        assert!(client.sender.len() == 32 && client.sender.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert!(seen.insert(client.sender), "granted twice");
    }
}

async fn plain_get(server: &TestServer, path: &str) -> String {
    let mut tcp = TcpStream::connect(server.address).await.unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
        server.address
    );
    tcp.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    within(tcp.read_to_string(&mut answer)).await.unwrap();
    answer
}

#[tokio::test]
async fn a_plain_request_is_told_to_upgrade() {
    let server = TestServer::start(acme()).await;
    let path = "/acme-c4ca4238a0b923820dcc509a6f75849b";
    let answer = plain_get(&server, &format!("{path}?access_token=secret")).await;
    assert!(answer.starts_with("HTTP/1.1 426"), "{answer}");
    // Without the token it is not even told that.
    let answer = plain_get(&server, path).await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
}
