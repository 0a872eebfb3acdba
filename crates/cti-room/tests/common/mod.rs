//! A server on a port of its own, and clients that speak plain websocket to it.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(unreachable_pub, reason = "a module of several test programs")]
#![allow(clippy::unwrap_used, reason = "a helper of tests may panic as they may")]

use cti_protocol::{Body, Dialect, Event, Limits, Message as Decoded, decode};
use cti_room::{Account, Options, Room, Server};
use futures_util::{SinkExt, StreamExt};
use std::{future::Future, net::SocketAddr, time::Duration};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http},
};

pub fn acme() -> Options {
    Options::new(vec![Account::new("acme", "1", "secret")])
}

/// A running server. Dropping it leaves the rest to the end of the test's runtime.
pub struct TestServer {
    pub address: SocketAddr,
    pub server: Server,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<std::io::Result<()>>,
}

impl TestServer {
    pub async fn start(options: Options) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Server::new(options).unwrap();
        let (stop, stopped) = oneshot::channel();
        let router = server.router();
        let serving = server.clone();
        let shutdown = async { drop(stopped.await) };
        let task = tokio::spawn(async move { serving.serve(listener, router, shutdown).await });
        Self {
            address,
            server,
            stop: Some(stop),
            task,
        }
    }

    pub fn room(&self) -> Room {
        self.server.room("acme", "1").unwrap()
    }

    /// Asks the server to stop, without waiting.
    pub fn stop(&mut self) {
        drop(self.stop.take());
    }

    /// Waits until the server has stopped.
    pub async fn stopped(self) {
        within(self.task).await.unwrap().unwrap();
    }

    pub fn uri(&self, path_and_query: &str) -> String {
        format!("ws://{}{path_and_query}", self.address)
    }

    pub async fn connect(&self) -> Client {
        self.connect_to("/acme-c4ca4238a0b923820dcc509a6f75849b?access_token=secret")
            .await
            .unwrap()
    }

    pub async fn connect_to(&self, path_and_query: &str) -> Result<Client, Error> {
        let tcp = TcpStream::connect(self.address).await?;
        Client::over(tcp, &self.uri(path_and_query), &[]).await
    }

    /// A client of the house.
    pub async fn connect_house(&self, key: &'static str) -> Client {
        let tcp = TcpStream::connect(self.address).await.unwrap();
        let uri = self.uri("/acme-c4ca4238a0b923820dcc509a6f75849b?access_token=secret");
        Client::over(tcp, &uri, &[(Options::HOUSE_HEADER, key)])
            .await
            .unwrap()
    }

    /// A client whose kernel takes in little, so that the server feels soon that it does not read.
    pub async fn connect_narrow(&self) -> Client {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let tcp = socket.connect(self.address).await.unwrap();
        let uri = self.uri("/acme-c4ca4238a0b923820dcc509a6f75849b?access_token=secret");
        Client::over(tcp, &uri, &[]).await.unwrap()
    }
}

/// A client that was let in.
pub struct Client {
    pub socket: WebSocketStream<TcpStream>,
    pub greeting: String,
    pub sender: String,
}

impl Client {
    async fn over(
        tcp: TcpStream,
        uri: &str,
        headers: &[(&'static str, &'static str)],
    ) -> Result<Self, Error> {
        tcp.set_nodelay(true)?;
        let mut request = uri.into_client_request()?;
        for (name, value) in headers {
            request
                .headers_mut()
                .insert(*name, http::HeaderValue::from_static(value));
        }
        let (mut socket, _) = within(client_async(request, tcp)).await?;
        let greeting = within(socket.next()).await.unwrap()?.into_text()?.to_string();
        let message = read(&greeting);
        assert!(
            matches!(message.body, Body::Event(Event::ConnectionAccepted(_))),
            "{greeting}"
        );
        let sender = message.sender.unwrap().as_str().to_owned();
        Ok(Self {
            socket,
            greeting,
            sender,
        })
    }

    pub async fn say(&mut self, text: impl Into<String>) {
        within(self.socket.send(Message::text(text.into())))
            .await
            .unwrap();
    }

    /// Says an event of that name with the right sender id; gives the text.
    pub async fn say_event(&mut self, name: &str) -> String {
        let text = format!(
            r#"{{ "event":"{name}", "sender_id":"{}", "data":{{}} }}"#,
            self.sender
        );
        self.say(text.clone()).await;
        text
    }

    /// The next text. Pings are answered by the way.
    pub async fn hear(&mut self) -> String {
        match self.next().await {
            Some(Ok(Message::Text(text))) => text.to_string(),
            other => panic!("instead of a text: {other:?}"),
        }
    }

    /// The close code, after whatever texts come before it. `None` if the connection ends without a close frame.
    pub async fn closed(&mut self) -> Option<u16> {
        loop {
            match self.next().await {
                Some(Ok(Message::Text(_))) => {}
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
                Some(Err(_)) | None => return None,
                Some(Ok(other)) => panic!("instead of a close frame: {other:?}"),
            }
        }
    }

    pub async fn next(&mut self) -> Option<Result<Message, Error>> {
        loop {
            match within(self.socket.next()).await {
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => return other,
            }
        }
    }
}

/// The one message in a text.
pub fn read(text: &str) -> Decoded {
    let mut frame = decode(text, &Dialect::default(), &Limits::default());
    assert_eq!((frame.problem, frame.messages.len()), (None, 1), "{text}");
    frame.messages.remove(0)
}

/// Waits, but not for ever.
pub async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), future)
        .await
        .expect("it takes too long")
}

/// Looks again and again until a condition holds.
pub async fn until(mut condition: impl FnMut() -> bool) {
    within(async {
        while !condition() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}
