//! A client's time in the room, from the greeting to the goodbye.

use crate::{Client, Cut, Refusal, Room, mailbox::Letters, mailbox::Mailbox};
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tokio_tungstenite::tungstenite::{
    Bytes, Error, Message, Utf8Bytes,
    error::ProtocolError,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

/// How many messages go into the socket before it is flushed.
const AT_ONCE: usize = 64;

/// What is left to do with the socket when a client is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Farewell {
    /// Drop it.
    Drop,
    /// Break it, so that the peer sees a reset.
    Break,
    /// Read on and throw away for a moment. A socket that is dropped while the peer still writes is reset, and a peer
    /// that sees a reset never reads why.
    Drain,
}

/// Why a client's time is over.
#[derive(Debug)]
enum Ending {
    /// The server wants it so.
    Cut(Cut),
    /// It says goodbye.
    Leaves,
    /// It sent a frame that is too long.
    TooLong,
    /// The socket is of no use any more, or nothing was heard for too long.
    Gone,
}

/// Serves one client until it is gone. Generic over the socket, so that time can be paused in tests.
pub(crate) async fn serve<S>(mut socket: S, room: &Room, client: &Client, mailbox: Mailbox) -> (S, Farewell)
where
    S: Sink<Message, Error = Error> + Stream<Item = Result<Message, Error>> + Unpin,
{
    let options = room.options();
    let (mut letters, mut word) = mailbox.split();
    let ending = {
        let (mut sink, mut stream) = (&mut socket).split();
        tokio::select! {
            biased;
            cut = word.wait() => Ending::Cut(cut),
            () = room.closing().cancelled() => {
                Ending::Cut(Cut::close(CloseCode::Away, "the server is shutting down"))
            }
            ending = read(&mut stream, room, client) => ending,
            ending = write(&mut sink, &mut letters, options.ping_every) => ending,
        }
    };
    // From here on nothing is put into its mailbox any more.
    room.leave(client);
    let limit = options.goodbye_limit;
    let farewell = match ending {
        Ending::Gone => Farewell::Drop,
        Ending::Leaves => {
            _ = timeout(limit, finish(&mut socket)).await;
            Farewell::Drop
        }
        Ending::TooLong => {
            let close = close(CloseCode::Size, "the frame is too long");
            _ = timeout(limit, socket.send(close)).await;
            Farewell::Drain
        }
        Ending::Cut(Cut::Close { code, reason }) => {
            let goodbye = async {
                socket.send(close(CloseCode::from(code), &reason)).await?;
                finish(&mut socket).await
            };
            _ = timeout(limit, goodbye).await;
            Farewell::Drop
        }
        Ending::Cut(Cut::Reset) => Farewell::Break,
        Ending::Cut(Cut::Freeze) => {
            room.closing().cancelled().await;
            Farewell::Drop
        }
    };
    (socket, farewell)
}

/// A close frame. A reason over 123 bytes would make the frame invalid.
fn close(code: CloseCode, reason: &str) -> Message {
    let end = reason.floor_char_boundary(reason.len().min(123));
    Message::Close(Some(CloseFrame {
        code,
        reason: Utf8Bytes::from(&reason[..end]),
    }))
}

async fn read<S>(stream: &mut S, room: &Room, client: &Client) -> Ending
where
    S: Stream<Item = Result<Message, Error>> + Unpin,
{
    loop {
        // Every frame is a sign of life, the pong to our ping above all.
        let Ok(next) = timeout(room.options().silence_limit, stream.next()).await else {
            return Ending::Gone;
        };
        match next {
            Some(Ok(Message::Text(text))) => room.hear(client, &text),
            Some(Ok(Message::Binary(_))) => room.refuse(client, &Refusal::Binary),
            Some(Ok(Message::Close(_))) => return Ending::Leaves,
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
            Some(Err(Error::Capacity(_))) => return Ending::TooLong,
            Some(Err(Error::Utf8(_))) => {
                return Ending::Cut(Cut::close(CloseCode::Invalid, "a text frame has to be UTF-8"));
            }
            Some(Err(Error::Protocol(problem))) if problem != ProtocolError::ResetWithoutClosingHandshake => {
                return Ending::Cut(Cut::close(CloseCode::Protocol, "not a proper websocket frame"));
            }
            Some(Err(_)) | None => return Ending::Gone,
        }
    }
}

async fn write<S>(sink: &mut S, letters: &mut Letters, ping_every: Duration) -> Ending
where
    S: Sink<Message, Error = Error> + Unpin,
{
    let mut pings = interval_at(Instant::now() + ping_every, ping_every);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut batch = Vec::with_capacity(AT_ONCE);
    loop {
        let sent = tokio::select! {
            more = letters.take(&mut batch, AT_ONCE) => {
                if !more {
                    return Ending::Gone;
                }
                send_all(sink, &mut batch).await
            }
            _ = pings.tick() => sink.send(Message::Ping(Bytes::new())).await,
        };
        if sent.is_err() {
            return Ending::Gone;
        }
    }
}

async fn send_all<S>(sink: &mut S, batch: &mut Vec<Utf8Bytes>) -> Result<(), Error>
where
    S: Sink<Message, Error = Error> + Unpin,
{
    for text in batch.drain(..) {
        sink.feed(Message::Text(text)).await?;
    }
    sink.flush().await
}

/// Reads to the end, which also brings our answer to the peer's close frame on its way.
async fn finish<S>(socket: &mut S) -> Result<(), Error>
where
    S: Stream<Item = Result<Message, Error>> + Unpin,
{
    while socket.next().await.transpose()?.is_some() {}
    Ok(())
}

#[cfg(test)]
mod tests;
