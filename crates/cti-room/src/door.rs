//! The way in: the websocket handshake, and the token.

use crate::{Options, Room, account::same, member::Farewell, wire::Breaker};
use axum::{
    body::Body,
    extract::{ConnectInfo, Request},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{handshake::server::create_response_with_body, protocol::Role, protocol::WebSocketConfig},
};

/// Read buffers are allocated for every client at once, and messages are small.
const READ_BUFFER: usize = 8 << 10;
const WRITE_BUFFER: usize = 16 << 10;

/// Lets a client in, or tells why not: 401 without the right token, 426 or 400 without a proper handshake.
pub(crate) async fn enter(room: Room, mut request: Request) -> Response {
    if room.closing().is_cancelled() {
        return refusal(StatusCode::SERVICE_UNAVAILABLE, "The server is shutting down.");
    }
    let house = is_house(room.options(), &request);
    let token = access_token(&request).unwrap_or_default();
    if !room.admits(&token, house) {
        let mut response = refusal(StatusCode::UNAUTHORIZED, "The access token is missing or wrong.");
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return response;
    }
    let response = match create_response_with_body(&request, Body::empty) {
        Ok(response) => response,
        Err(_) if !request.headers().contains_key(header::UPGRADE) => {
            let mut response = refusal(StatusCode::UPGRADE_REQUIRED, "This is a websocket.");
            response
                .headers_mut()
                .insert(header::UPGRADE, HeaderValue::from_static("websocket"));
            return response;
        }
        Err(_) => {
            return refusal(
                StatusCode::BAD_REQUEST,
                "The websocket handshake is not a proper one.",
            );
        }
    };
    let breaker = request
        .extensions()
        .get()
        .map(|ConnectInfo(breaker): &ConnectInfo<Breaker>| breaker.clone());
    let upgrade = hyper::upgrade::on(&mut request);
    let tasks = room.tasks().clone();
    tasks.spawn(async move {
        // A peer that is gone before the upgrade was never here.
        if let Ok(upgraded) = upgrade.await {
            visit(TokioIo::new(upgraded), &room, house, breaker.as_ref()).await;
        }
    });
    response
}

async fn visit<S>(stream: S, room: &Room, house: bool, breaker: Option<&Breaker>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let limit = room.options().frame_limit;
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_message_size(Some(limit))
        .max_frame_size(Some(limit));
    let socket = WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await;
    // Without random bits there is no sender id to grant, so the client is dropped and comes again.
    let Ok((client, mailbox)) = room.join(house) else {
        return;
    };
    let (socket, farewell) = crate::member::serve(socket, room, &client, mailbox).await;
    match (farewell, breaker) {
        (Farewell::Break, Some(breaker)) => breaker.trip(),
        (Farewell::Drain, _) => drain(socket.into_inner(), room.options().goodbye_limit).await,
        _ => {}
    }
}

/// Reads what the peer still sends and throws it away, so that it gets to our last words.
async fn drain<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, limit: Duration) {
    let reading = async {
        stream.shutdown().await?;
        let mut waste = vec![0; READ_BUFFER];
        while stream.read(&mut waste).await? > 0 {}
        std::io::Result::Ok(())
    };
    _ = tokio::time::timeout(limit, reading).await;
}

fn is_house(options: &Options, request: &Request) -> bool {
    let shown = request.headers().get(Options::HOUSE_HEADER);
    match (&options.house_key, shown) {
        (Some(key), Some(shown)) => same(key.expose().as_bytes(), shown.as_bytes()),
        _ => false,
    }
}

/// The token of the query, as text. A `+` is a plus here: URLs of websockets are not forms.
fn access_token(request: &Request) -> Option<String> {
    let query = request.uri().query()?;
    let value = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("access_token="))?;
    percent_decoded(value)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let (high, low) = (digit(rest.next())?, digit(rest.next())?);
            u8::try_from(high * 16 + low).ok()?
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok()
}

fn refusal(status: StatusCode, words: &'static str) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        format!("{words}\n"),
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(uri: &str, expected: Option<&str>) {
        let request = Request::builder().uri(uri).body(Body::empty()).unwrap();
        assert_eq!(access_token(&request).as_deref(), expected, "{uri}");
    }

    #[test]
    fn the_token_is_read_from_the_query() {
        check("/acme-1?access_token=secret", Some("secret"));
        check("/acme-1?a=b&access_token=se%20cr%2Bet+&c=d", Some("se cr+et+"));
        check("/acme-1?access_token=%C3%A9", Some("é"));
        check("/acme-1?access_token=", Some(""));
        check("/acme-1?access_token=%4", None);
        check("/acme-1?access_token=%C3", None);
        check("/acme-1?token=secret", None);
        check("/acme-1", None);
    }
}
