//! Pings and time limits, in paused time over a socket of channels.

use super::*;
use crate::{Account, Options, Server, Who};
use futures_util::stream;
use std::{
    pin::Pin,
    task::{Context, Poll},
};
use tokio::{sync::mpsc, task::JoinHandle};

/// What the server holds: messages come from and go to channels. A full channel is a peer that does not read.
struct Wire {
    from_peer: Pin<Box<dyn Stream<Item = Result<Message, Error>> + Send>>,
    to_peer: futures_sink::MessageSink,
}

mod futures_sink {
    use super::*;

    pub(super) type MessageSink = Pin<Box<dyn Sink<Message, Error = Error> + Send>>;

    pub(super) fn into(sender: mpsc::Sender<Message>) -> MessageSink {
        Box::pin(futures_util::sink::unfold(
            sender,
            async |sender: mpsc::Sender<Message>, message| {
                sender.send(message).await.map_err(|_| Error::ConnectionClosed)?;
                Ok(sender)
            },
        ))
    }
}

impl Stream for Wire {
    type Item = Result<Message, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.from_peer.poll_next_unpin(cx)
    }
}

impl Sink<Message> for Wire {
    type Error = Error;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.to_peer.poll_ready_unpin(cx)
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Error> {
        self.to_peer.start_send_unpin(message)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.to_peer.poll_flush_unpin(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.to_peer.poll_close_unpin(cx)
    }
}

/// A client's side of it.
struct Peer {
    send: mpsc::Sender<Result<Message, Error>>,
    receive: mpsc::Receiver<Message>,
    serving: JoinHandle<Farewell>,
    room: Room,
}

fn join(options: impl FnOnce(&mut Options), capacity: usize) -> Peer {
    let mut all = Options::new(vec![Account::new("acme", "1", "secret")]);
    options(&mut all);
    let server = Server::new(all).unwrap();
    let room = server.room("acme", "1").unwrap();
    let (send, from_peer) = mpsc::channel(100);
    let (to_peer, receive) = mpsc::channel(capacity);
    let from_peer = stream::unfold(from_peer, async |mut from| {
        from.recv().await.map(|item| (item, from))
    });
    let wire = Wire {
        from_peer: Box::pin(from_peer),
        to_peer: futures_sink::into(to_peer),
    };
    let (client, mailbox) = room.join(false).unwrap();
    let serving = tokio::spawn({
        let room = room.clone();
        async move { serve(wire, &room, &client, mailbox).await.1 }
    });
    Peer {
        send,
        receive,
        serving,
        room,
    }
}

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn a_ping_goes_out_every_20_seconds() {
    let mut peer = join(|_| {}, 10);
    assert!(matches!(peer.receive.recv().await, Some(Message::Text(_))));
    for n in 1..=5 {
        let before = Instant::now();
        assert!(matches!(peer.receive.recv().await, Some(Message::Ping(_))), "{n}");
        assert_eq!(before.elapsed().as_secs(), 20);
        peer.send.send(Ok(Message::Pong(Bytes::new()))).await.unwrap();
    }
    assert_eq!(peer.room.clients(Who::All).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_answers_no_ping_is_dropped() {
    let peer = join(|_| {}, 10);
    let start = Instant::now();
    assert_eq!(peer.serving.await.unwrap(), Farewell::Drop);
    assert_eq!(start.elapsed().as_secs(), 60);
    assert!(peer.room.clients(Who::All).is_empty());
}

#[tokio::test(start_paused = true)]
async fn any_frame_is_a_sign_of_life() {
    let peer = join(|options| options.silence_limit = 30 * SECOND, 1000);
    let start = Instant::now();
    for _ in 0..10 {
        tokio::time::sleep(29 * SECOND).await;
        peer.send.send(Ok(Message::text("7"))).await.unwrap();
    }
    assert!(!peer.serving.is_finished());
    peer.serving.await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 290 + 30);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_nothing_has_three_seconds_to_take_the_goodbye() {
    // The greeting fills the wire; a second message blocks it.
    let peer = join(|options| options.queue_messages = 2, 1);
    let start = Instant::now();
    for _ in 0..10 {
        peer.room.say(Who::All, "more");
        tokio::task::yield_now().await;
    }
    assert!(peer.room.clients(Who::All).is_empty(), "it is still in the room");
    assert_eq!(peer.serving.await.unwrap(), Farewell::Drop);
    assert_eq!(start.elapsed().as_secs(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_is_asked_to_go_and_does_not_is_dropped() {
    let mut peer = join(|_| {}, 10);
    let start = Instant::now();
    peer.room.cut(Who::All, &Cut::close(CloseCode::Again, "later"));
    assert_eq!(peer.serving.await.unwrap(), Farewell::Drop);
    assert_eq!(start.elapsed().as_secs(), 3);
    while let Some(message) = peer.receive.recv().await {
        if let Message::Close(Some(frame)) = message {
            assert_eq!(frame.code, CloseCode::Again);
            return;
        }
    }
    panic!("no close frame");
}

#[tokio::test(start_paused = true)]
async fn a_frame_that_is_too_long_leaves_the_rest_to_be_drained() {
    let peer = join(|_| {}, 10);
    let too_long =
        tokio_tungstenite::tungstenite::error::CapacityError::MessageTooLong { size: 2, max_size: 1 };
    peer.send.send(Err(Error::Capacity(too_long))).await.unwrap();
    assert_eq!(peer.serving.await.unwrap(), Farewell::Drain);
}
