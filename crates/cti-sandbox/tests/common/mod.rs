//! A sandbox on a port of its own, an HTTP client that can do what the control API needs, and a guest in the room.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(unreachable_pub, reason = "a module of several test programs")]
#![allow(clippy::unwrap_used, reason = "a helper of tests may panic as they may")]

use cti_protocol::{
    Body, CallFields, Command, Details, Dialect, Endpoint, Event, Id, Limits, Message, Pii, Plaintext,
    Variables,
    command::{Logout, MakeCall, SetVariables},
    decode, encode, event,
};
use cti_sandbox::{Options, Sandbox, scenario::Scenario};
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use std::{future::Future, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite};

/// Nothing happens by itself, and what takes its time takes a hundredth of it.
pub fn idle() -> Options {
    Options {
        port: 0,
        scenario: Scenario::Idle,
        pace: 0.01,
        ..Options::default()
    }
}

pub async fn start(options: Options) -> Sandbox {
    within(Sandbox::start(options)).await.unwrap()
}

/// An answer of the server.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

pub async fn request(
    at: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let mut tcp = TcpStream::connect(at).await.unwrap();
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    if !headers.iter().any(|(name, _)| *name == "host") {
        head += &format!("host: {at}\r\n");
    }
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    tcp.write_all(format!("{head}\r\n{body}").as_bytes())
        .await
        .unwrap();
    let mut answer = Vec::new();
    within(tcp.read_to_end(&mut answer)).await.unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer {
        status,
        head,
        body: answer[end + 4..].to_vec(),
    }
}

pub async fn get(at: SocketAddr, path: &str) -> Answer {
    request(at, "GET", path, &[], "").await
}

/// Posts and expects to be obeyed.
pub async fn post(at: SocketAddr, path: &str, body: Value) -> Value {
    let answer = request(at, "POST", path, &[], &body.to_string()).await;
    assert_eq!(
        answer.status,
        200,
        "{path} {body}: {}",
        String::from_utf8_lossy(&answer.body)
    );
    answer.json()
}

/// Posts and expects to be refused, with words.
pub async fn post_refused(at: SocketAddr, path: &str, body: &str, status: u16, words: &str) {
    let answer = request(at, "POST", path, &[], body).await;
    let error = answer.json()["error"].as_str().unwrap_or_default().to_owned();
    assert!(
        answer.status == status && error.contains(words),
        "{path} {body}: {} {error}",
        answer.status
    );
}

/// A client that is none of the sandbox's phones, as a widget is one.
pub struct Guest {
    pub socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub sender: Id,
    pub dialect: Dialect,
}

impl Guest {
    /// Joins, without saying so.
    pub async fn join(at: SocketAddr) -> Self {
        Self::try_join(at).await.unwrap()
    }

    pub async fn try_join(at: SocketAddr) -> Result<Self, tungstenite::Error> {
        let token = cti_protocol::Secret::new("secret");
        let endpoint = Endpoint::new(
            &format!("ws://{at}"),
            "acme",
            "1",
            &token,
            Plaintext::LoopbackOnly,
        )
        .unwrap();
        let (socket, _) = within(connect_async(endpoint.url().expose())).await?;
        let mut guest = Self {
            socket,
            sender: Id::text(""),
            dialect: Dialect::default(),
        };
        let greeting = guest.hear().await;
        assert!(matches!(greeting.body, Body::Event(Event::ConnectionAccepted(_))));
        guest.sender = greeting.sender.clone().unwrap();
        guest.dialect.learn(&greeting);
        Ok(guest)
    }

    pub async fn say(&mut self, body: impl Into<Body>) {
        let text = encode(
            &body.into(),
            Some(&self.sender),
            &Details::default(),
            &self.dialect,
        );
        self.say_text(&text).await;
    }

    pub async fn say_text(&mut self, text: &str) {
        within(self.socket.send(tungstenite::Message::text(text)))
            .await
            .unwrap();
    }

    pub async fn dial(&mut self, user: Id, number: &str) {
        let command = MakeCall {
            user: Some(user),
            number: Some(Pii::from(number)),
            ..MakeCall::default()
        };
        self.say(Command::MakeCall(command)).await;
    }

    pub async fn set_variables(&mut self, user: &str, call: &Id, pairs: &[(&str, &str)]) {
        let variables = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Pii::from(*value)));
        let variables = Some(variables.collect::<Variables>());
        let command = SetVariables {
            user: Some(Id::text(user)),
            call: Some(call.clone()),
            variables,
        };
        self.say(Command::SetVariables(command)).await;
    }

    pub async fn log_out(&mut self, user: &str) {
        self.say(Command::Logout(Logout {
            user: Some(Id::text(user)),
        }))
        .await;
    }

    pub async fn say_connected(&mut self) {
        self.say(Event::Connected(event::Connected::default())).await;
    }

    /// Waits until a user's phone has heard everything that was said so far: it answers `connected` with its status,
    /// and does so in turn. What other phones say meanwhile is passed over.
    pub async fn heard_by(&mut self, user: &str) {
        self.say_connected().await;
        loop {
            if let Event::StatusChanged(changed) = self.hear_event().await
                && changed.user.id == Some(Id::text(user))
            {
                return;
            }
        }
    }

    /// The next text.
    pub async fn hear_text(&mut self) -> String {
        loop {
            match within(self.socket.next()).await {
                Some(Ok(tungstenite::Message::Text(text))) => return text.to_string(),
                Some(Ok(tungstenite::Message::Ping(_))) => {}
                other => panic!("instead of a text: {other:?}"),
            }
        }
    }

    /// The next message.
    pub async fn hear(&mut self) -> Message {
        let text = self.hear_text().await;
        let mut frame = decode(&text, &self.dialect, &Limits::default());
        assert_eq!((frame.problem, frame.messages.len()), (None, 1), "{text}");
        frame.messages.remove(0)
    }

    /// The next event.
    pub async fn hear_event(&mut self) -> Event {
        match self.hear().await.body {
            Body::Event(event) => event,
            other => panic!("instead of an event: {other:?}"),
        }
    }

    /// The next event, which has to be this one of a call.
    pub async fn hear_call(&mut self, name: &str) -> CallFields {
        let event = self.hear_event().await;
        assert_eq!(event.name(), name, "{event:?}");
        event.call().unwrap().clone()
    }

    /// The next event of this name; others are passed over.
    pub async fn hear_until(&mut self, name: &str) -> Event {
        loop {
            let event = self.hear_event().await;
            if event.name() == name {
                return event;
            }
        }
    }

    /// The next event, which has to be this status of this user.
    pub async fn hear_status(&mut self, user: &str, status: &str) {
        let event = self.hear_event().await;
        let Event::StatusChanged(changed) = &event else {
            panic!("instead of a status: {event:?}")
        };
        assert_eq!(changed.user.id, Some(Id::text(user)));
        assert_eq!(changed.status.as_ref().unwrap().name, status);
        assert!(changed.time.is_some());
    }

    /// The close code, after whatever texts come before it. `None` if the connection ends without a close frame.
    pub async fn closed(&mut self) -> Option<u16> {
        loop {
            match within(self.socket.next()).await {
                Some(Ok(tungstenite::Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }
}

/// Waits, but not for ever.
pub async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future)
        .await
        .expect("it takes too long")
}

/// Asks for the state again and again until a condition holds; gives that state.
pub async fn until(at: SocketAddr, condition: impl Fn(&Value) -> bool) -> Value {
    within(async {
        loop {
            let state = get(at, "/sandbox/state").await.json();
            if condition(&state) {
                return state;
            }
        }
    })
    .await
}
