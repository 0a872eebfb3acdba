//! Clients that ask too much.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

mod common;

use common::{TestServer, acme, read};
use cti_room::{Options, Who};
use futures_util::SinkExt;
use tokio_tungstenite::tungstenite::Message;

#[tokio::test]
async fn a_frame_up_to_the_limit_is_relayed_and_a_longer_one_closes_with_1009() {
    let server = TestServer::start(acme()).await;
    let (mut a, mut b, mut c) = (
        server.connect().await,
        server.connect().await,
        server.connect().await,
    );
    let message = |sender: &str, length: usize| {
        let empty = format!(r#"{{"event":"note","sender_id":"{sender}","data":{{"x":""}}}}"#);
        empty.replace(
            r#""x":"""#,
            &format!(r#""x":"{}""#, "x".repeat(length - empty.len())),
        )
    };
    let text = message(&a.sender, 1 << 20);
    assert_eq!(text.len(), 1 << 20);
    a.say(text.clone()).await;
    assert!(b.hear().await == text && c.hear().await == text);
    // Far over the limit: the client is still writing when the server has already decided. It is heard out all the same,
    // or its own error would hide the reason from it.
    let too_long = message(&b.sender, 5 << 20);
    b.say(too_long).await;
    assert_eq!(b.closed().await, Some(1009));
    // The others have not heard of it.
    let after = a.say_event("after").await;
    assert_eq!(c.hear().await, after);
}

#[tokio::test]
async fn the_frame_limit_is_an_option() {
    let server = TestServer::start(Options {
        frame_limit: 200,
        ..acme()
    })
    .await;
    let mut a = server.connect().await;
    let text = "x".repeat(201);
    a.say(text).await;
    assert_eq!(a.closed().await, Some(1009));
}

#[tokio::test]
async fn a_client_that_does_not_read_is_closed_with_1013_and_the_others_go_on() {
    let server = TestServer::start(Options {
        queue_messages: 64,
        ..acme()
    })
    .await;
    let (mut a, mut b) = (server.connect().await, server.connect().await);
    let mut slow = server.connect_narrow().await;
    let filler = "x".repeat(100_000);
    // One at a time and both heard, so neither of these two can fall behind; the third takes nothing.
    let mut said = 0;
    while server.room().clients(Who::All).len() == 3 {
        said += 1;
        assert!(said < 1000, "the slow client is never cut");
        let text = format!(
            r#"{{"event":"note","sender_id":"{}","data":{{"n":{said},"x":"{filler}"}}}}"#,
            a.sender
        );
        a.say(text.clone()).await;
        assert!(b.hear().await == text);
    }
    assert!(said > 64, "cut too early, after {said}");
    // The two are as well as before, and the slow one finds the reason behind what was already on its way.
    let text = a.say_event("after").await;
    assert_eq!(b.hear().await, text);
    assert_eq!(slow.closed().await, Some(1013));
}

#[tokio::test]
async fn binary_frames_are_refused_and_the_client_stays() {
    let server = TestServer::start(acme()).await;
    let (mut a, mut b) = (server.connect().await, server.connect().await);
    a.socket.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert_eq!(read(&a.hear().await).details.0["data"]["code"], "unreadable");
    let text = a.say_event("connected").await;
    assert_eq!(b.hear().await, text);
}
