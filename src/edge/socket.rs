//! A websocket with a number, wrapped once.
//!
//! gloo-net reports "ready" while a socket closes, and browsers accept few close codes; both are handled here. Dropping
//! a [`Socket`] closes it, and nothing that it still says is passed on.
//!
//! No frame waits here to be read: the browser runs the reader after every single frame, before it hands over the next.
//! So gloo-net's queue, which has no bound of its own, holds one. What the widget is too slow for waits in the browser,
//! which then slows the server down; and more than can be read in a second the core refuses unread.

use cti_protocol::Secret;
use futures_util::{Sink, Stream};
use gloo_net::websocket::{Message, State, WebSocketError, futures::WebSocket};
use std::{cell::RefCell, future::poll_fn, pin::Pin, rc::Rc, task::Poll};

/// Code for an end without a closing frame: all that a browser tells of a failed handshake.
const ABNORMAL: u16 = 1006;

/// Bytes that may wait to leave. Commands are small: with so many unsent, the line is dead or choked, and one more would
/// be obeyed at some later time that nobody expects.
const OUTBOUND: u32 = 64 << 10;
/// What a page may close with: this, or 3000 to 4999.
const NORMAL: u16 = 1000;

/// What a socket says.
pub(crate) enum Said {
    /// It opened.
    Opened,
    /// A text frame. Binary frames are read as text where they are UTF-8.
    Frame(String),
    /// It closed, or never opened.
    Closed(u16),
}

type Shared = Rc<RefCell<Option<WebSocket>>>;

/// An open or opening websocket.
pub(crate) struct Socket(Shared);

impl Socket {
    /// Opens a websocket and calls back with all that it says.
    pub(crate) fn open(url: &Secret, mut listener: impl FnMut(Said) + 'static) -> Self {
        let Ok(socket) = WebSocket::open(url.expose()) else {
            // The browser refuses the URL itself; told later, like any other failure.
            wasm_bindgen_futures::spawn_local(async move { listener(Said::Closed(ABNORMAL)) });
            return Self(Shared::default());
        };
        let shared: Shared = Rc::new(RefCell::new(Some(socket)));
        let reading = shared.clone();
        wasm_bindgen_futures::spawn_local(async move {
            if opened(&reading).await {
                listener(Said::Opened);
            }
            while let Some(said) = next(&reading).await {
                let over = matches!(said, Said::Closed(_));
                listener(said);
                if over {
                    break;
                }
            }
        });
        Self(shared)
    }

    /// Sends a text frame. `false` if the socket is not open, or too much waits in it already.
    pub(crate) fn send(&self, text: &str) -> bool {
        let mut socket = self.0.borrow_mut();
        let ready = |socket: &&mut WebSocket| is_open(socket) && socket.buffered_amount() <= OUTBOUND;
        let Some(socket) = socket.as_mut().filter(ready) else {
            return false;
        };
        Pin::new(socket)
            .start_send(Message::Text(text.to_owned()))
            .is_ok()
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // A reader that is being polled right now holds the cell; it then ends with the socket's own close.
        if let Ok(mut socket) = self.0.try_borrow_mut()
            && let Some(socket) = socket.take()
        {
            // Fails only for codes that a page may not use.
            let _ = socket.close(Some(NORMAL), None);
        }
    }
}

fn is_open(socket: &WebSocket) -> bool {
    matches!(socket.state(), State::Open)
}

async fn opened(shared: &Shared) -> bool {
    poll_fn(|context| match shared.borrow_mut().as_mut() {
        Some(socket) if matches!(socket.state(), State::Connecting) => {
            Pin::new(socket).poll_ready(context).map(|r| r.is_ok())
        }
        Some(socket) => Poll::Ready(is_open(socket)),
        None => Poll::Ready(false),
    })
    .await
}

async fn next(shared: &Shared) -> Option<Said> {
    loop {
        let item = poll_fn(|context| match shared.borrow_mut().as_mut() {
            Some(socket) => Pin::new(socket).poll_next(context),
            None => Poll::Ready(None),
        })
        .await;
        return match item {
            Some(Ok(Message::Text(text))) => Some(Said::Frame(text)),
            Some(Ok(Message::Bytes(bytes))) => {
                Some(Said::Frame(String::from_utf8_lossy(&bytes).into_owned()))
            }
            Some(Err(WebSocketError::ConnectionClose(event))) => Some(Said::Closed(event.code)),
            // An error is followed by its close event, which has the code.
            Some(Err(WebSocketError::ConnectionError)) => continue,
            Some(Err(_)) => continue,
            // The stream may end without a close event: then this is all there is to say, unless we closed it.
            None => shared.borrow().is_some().then_some(Said::Closed(ABNORMAL)),
        };
    }
}
