//! The ends of connections.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

mod common;

use common::{TestServer, acme, until, within};
use cti_protocol::Secret;
use cti_room::{Cut, Options, Who};
use futures_util::StreamExt;
use std::{io, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::Instant,
};
use tokio_tungstenite::tungstenite::Error;

#[tokio::test]
async fn shutdown_closes_everybody_with_1001_and_waits_for_them() {
    let mut server = TestServer::start(acme()).await;
    let mut clients = Vec::new();
    for _ in 0..5 {
        clients.push(server.connect().await);
    }
    let room = server.room();
    server.stop();
    for client in &mut clients {
        assert_eq!(client.closed().await, Some(1001));
        // The goodbye is a whole one: after our answer the server ends the stream.
        assert!(within(client.socket.next()).await.is_none());
    }
    server.stopped().await;
    assert!(room.clients(Who::All).is_empty());
}

#[tokio::test]
async fn shutdown_gives_a_client_its_time_to_answer_and_no_more() {
    let goodbye_limit = Duration::from_millis(200);
    let mut server = TestServer::start(Options {
        goodbye_limit,
        ..acme()
    })
    .await;
    let mut silent = server.connect().await;
    let start = Instant::now();
    server.stop();
    server.stopped().await;
    assert!(start.elapsed() >= goodbye_limit, "it was not waited for");
    assert_eq!(silent.closed().await, Some(1001));
}

#[tokio::test]
async fn shutdown_does_not_wait_for_a_request_that_never_ends() {
    let goodbye_limit = Duration::from_millis(100);
    let mut server = TestServer::start(Options {
        goodbye_limit,
        ..acme()
    })
    .await;
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    server.stop();
    server.stopped().await;
}

#[tokio::test]
async fn nobody_is_let_in_while_the_server_closes() {
    let server = TestServer::start(acme()).await;
    server.server.close().await;
    let path = "/acme-c4ca4238a0b923820dcc509a6f75849b?access_token=secret";
    match server.connect_to(path).await {
        Err(Error::Http(response)) => assert_eq!(response.status(), 503),
        other => panic!("{:?}", other.map(|client| client.greeting)),
    }
}

#[tokio::test]
async fn a_client_that_leaves_is_forgotten() {
    let server = TestServer::start(acme()).await;
    let mut polite = server.connect().await;
    let rude = server.connect().await;
    let room = server.room();
    within(polite.socket.close(None)).await.unwrap();
    assert_eq!(
        polite.closed().await,
        None,
        "an empty close frame gets an empty one"
    );
    until(|| room.clients(Who::All).len() == 1).await;
    drop(rude);
    until(|| room.clients(Who::All).is_empty()).await;
}

#[tokio::test]
async fn a_cut_with_a_code_is_heard() {
    let mut options = acme();
    options.house_key = Some(Secret::new("key"));
    let server = TestServer::start(options).await;
    let (mut guest, mut house) = (server.connect().await, server.connect_house("key").await);
    let cut = Cut::Close {
        code: 4001,
        reason: "é".repeat(100),
    };
    assert_eq!(server.room().cut(Who::Guests, &cut), 1);
    assert_eq!(guest.closed().await, Some(4001));
    let mut again = server.connect().await;
    let text = again.say_event("connected").await;
    assert_eq!(house.hear().await, text);
}

#[tokio::test]
async fn a_reset_is_a_reset() {
    let server = TestServer::start(acme()).await;
    let mut client = server.connect().await;
    server.room().cut(Who::All, &Cut::Reset);
    // Below the websocket, so that nothing hides what the kernel says.
    let found = within(client.socket.get_mut().read(&mut [0; 100])).await;
    assert_eq!(
        found.map_err(|error| error.kind()),
        Err(io::ErrorKind::ConnectionReset)
    );
}

#[tokio::test]
async fn a_frozen_connection_neither_speaks_nor_ends() {
    let mut server = TestServer::start(Options {
        goodbye_limit: Duration::from_millis(100),
        ..acme()
    })
    .await;
    let (mut a, mut b) = (server.connect().await, server.connect().await);
    assert_eq!(server.room().cut(Who::All, &Cut::Freeze), 2);
    let room = server.room();
    until(|| room.clients(Who::All).is_empty()).await;
    a.say_event("connected").await;
    let mut c = server.connect().await;
    c.say_event("connected").await;
    let nothing = tokio::time::timeout(Duration::from_millis(100), b.socket.next()).await;
    assert!(nothing.is_err(), "{nothing:?}");
    // A shutdown ends it too.
    server.stop();
    server.stopped().await;
    assert_eq!(b.closed().await, None);
}
