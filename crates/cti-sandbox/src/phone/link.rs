//! A phone's connection to the room.

use super::{Handset, Order};
use crate::switchboard::Switchboard;
use cti_protocol::{Body, Details, Dialect, Event, Id, Limits, Secret, decode, encode};
use cti_room::Options;
use futures_util::{SinkExt, StreamExt};
use std::{net::SocketAddr, time::Duration};
use tokio::{net::TcpStream, sync::mpsc, time::Instant};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue, protocol::WebSocketConfig},
};
use tokio_util::sync::CancellationToken;

/// How long a phone waits before it tries again to get into the room.
const PAUSE: Duration = Duration::from_millis(250);

/// How to get into the room.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    /// Where the room listens.
    pub(crate) address: SocketAddr,
    /// The URL of the room, token included.
    pub(crate) url: Secret,
    /// What shows that the phone is of the house.
    pub(crate) key: Secret,
}

/// A connection that was accepted.
struct Link {
    socket: WebSocketStream<TcpStream>,
    sender: Id,
    dialect: Dialect,
}

/// Runs a phone until it is told to stop, or nobody is left who could tell it anything. What it does goes on while it
/// has no connection: then the room does not hear of it, as with a phone in a lift. Without a door it never has one.
pub(crate) async fn run(
    mut handset: Handset,
    mut orders: mpsc::UnboundedReceiver<Order>,
    board: Switchboard,
    door: Option<Door>,
    joined: impl FnOnce(),
    stop: CancellationToken,
) {
    let user = handset.person().id;
    let mut joined = Some(joined);
    let mut link: Option<Link> = None;
    // Kept over the turns of the loop: a phone that has much to do would otherwise begin anew each time.
    let mut opening = Box::pin(open(door.as_ref(), Duration::ZERO));
    if door.is_none() {
        handset.joined();
    }
    loop {
        while let Some(event) = handset.poll() {
            board.said(user, &event);
            if let Some(open) = &mut link
                && open.say(event).await.is_err()
            {
                link = None;
                opening.set(self::open(door.as_ref(), PAUSE));
            }
        }
        if let Some(joined) = joined.take_if(|_| link.is_some()) {
            joined();
        }
        let due = handset.due();
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            order = orders.recv() => match order {
                Some(order) => handset.order(order, Instant::now()),
                None => break,
            },
            () = async { tokio::time::sleep_until(due.unwrap_or_else(Instant::now)).await }, if due.is_some() => {
                handset.tick(Instant::now());
            }
            heard = hear(&mut link), if link.is_some() => match heard {
                Some(bodies) => bodies.into_iter().for_each(|body| handset.hear(body, Instant::now())),
                None => {
                    link = None;
                    opening.set(open(door.as_ref(), PAUSE));
                }
            },
            opened = &mut opening, if link.is_none() => match opened {
                Ok(opened) => {
                    link = Some(opened);
                    handset.joined();
                }
                Err(_) => opening.set(open(door.as_ref(), PAUSE)),
            },
        }
    }
    if let Some(Link { mut socket, .. }) = link {
        // The server is on its way out as well; who of the two is first does not matter.
        _ = tokio::time::timeout(PAUSE, socket.close(None)).await;
    }
}

/// What the next text says, or `None` at the end of the connection.
async fn hear(link: &mut Option<Link>) -> Option<Vec<Body>> {
    let Link { socket, dialect, .. } = link.as_mut()?;
    loop {
        match socket.next().await? {
            Ok(Message::Text(text)) => {
                let messages = decode(&text, dialect, &Limits::default()).messages;
                return Some(messages.into_iter().map(|message| message.body).collect());
            }
            Ok(Message::Close(_)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// Connects and waits for the greeting.
async fn open(door: Option<&Door>, pause: Duration) -> Result<Link, Error> {
    let Some(door) = door else {
        return std::future::pending().await;
    };
    tokio::time::sleep(pause).await;
    let tcp = TcpStream::connect(door.address).await?;
    tcp.set_nodelay(true)?;
    let mut request = door.url.expose().into_client_request()?;
    let key = HeaderValue::from_str(door.key.expose()).map_err(|error| Error::HttpFormat(error.into()))?;
    request.headers_mut().insert(Options::HOUSE_HEADER, key);
    // There may be thousands of phones, and each has little to say.
    let config = WebSocketConfig::default()
        .read_buffer_size(4 << 10)
        .write_buffer_size(4 << 10);
    let (mut socket, _) = client_async_with_config(request, tcp, Some(config)).await?;
    loop {
        let frame = socket.next().await.ok_or(Error::ConnectionClosed)??;
        let Message::Text(text) = frame else { continue };
        for message in decode(&text, &Dialect::default(), &Limits::default()).messages {
            let accepted = matches!(message.body, Body::Event(Event::ConnectionAccepted(_)));
            if let Some(sender) = message.sender.clone().filter(|_| accepted) {
                let mut dialect = Dialect::default();
                dialect.learn(&message);
                return Ok(Link {
                    socket,
                    sender,
                    dialect,
                });
            }
        }
    }
}

impl Link {
    async fn say(&mut self, event: Event) -> Result<(), Error> {
        let text = encode(
            &event.into(),
            Some(&self.sender),
            &Details::default(),
            &self.dialect,
        );
        self.socket.send(Message::text(text)).await
    }
}
