//! Where to connect: `wss://{host}/{domain}-{md5(token_id)}?access_token={token}` (documented).

use crate::Secret;
use md5::{Digest, Md5};
use std::{
    fmt,
    net::{Ipv4Addr, Ipv6Addr},
};

/// Whether `ws://`, which shows the token to everybody on the way, may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plaintext {
    /// Only to this computer itself: `localhost`, `127.0.0.0/8`, `[::1]`.
    #[default]
    LoopbackOnly,
    /// To any host. For closed networks, by explicit configuration.
    Anywhere,
}

/// The address of an account's room, with the token that opens it. `Debug` shows the host alone.
///
/// ```
/// use cti_protocol::{Endpoint, Plaintext, Secret};
///
/// let token = Secret::new("s3cret/+");
/// let endpoint = Endpoint::new("cti.example.com", "acme", "1", &token, Plaintext::LoopbackOnly).unwrap();
/// assert_eq!(
///     endpoint.url().expose(),
///     "wss://cti.example.com/acme-c4ca4238a0b923820dcc509a6f75849b?access_token=s3cret%2F%2B",
/// );
/// assert_eq!(endpoint.host(), "cti.example.com");
///
/// let refused = Endpoint::new("ws://cti.example.com", "acme", "1", &token, Plaintext::LoopbackOnly);
/// assert!(refused.unwrap_err().to_string().starts_with("host: ws:// is not encrypted"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Secret,
    host: String,
}

impl Endpoint {
    /// The endpoint of an account.
    ///
    /// `host` is a name or an address, with a port or without (`cti.example.com`, `10.0.0.1:8443`, `[::1]:9`), and may
    /// stand behind `wss://` or `ws://`; `wss` is the default. `domain` is the account's name.
    ///
    /// # Errors
    /// Names the part that cannot be used, and says why.
    pub fn new(
        host: &str,
        domain: &str,
        token_id: &str,
        token: &Secret,
        plaintext: Plaintext,
    ) -> Result<Self, EndpointError> {
        let (scheme, host) = split_scheme(host).unwrap_or((Scheme::Wss, host));
        let loopback = check_host(host).map_err(EndpointError::Host)?;
        check_word(domain).map_err(EndpointError::Domain)?;
        check_word(token_id).map_err(EndpointError::TokenId)?;
        check_word(token.expose()).map_err(EndpointError::Token)?;
        scheme.check(loopback, plaintext)?;
        let path = room_path(domain, token_id);
        let token = percent_encoded(token.expose());
        Ok(Self {
            url: Secret::new([scheme.prefix(), host, &path, "?access_token=", &token].concat()),
            host: host.to_owned(),
        })
    }

    /// A ready-made websocket URL, e.g. of a proxy that keeps the token to itself. Used as it is.
    ///
    /// # Errors
    /// Says why the URL cannot be used, without showing it.
    pub fn from_url(url: &Secret, plaintext: Plaintext) -> Result<Self, EndpointError> {
        let text = url.expose();
        check_word(text).map_err(EndpointError::Url)?;
        let (scheme, rest) =
            split_scheme(text).ok_or(EndpointError::Url("it has to start with wss:// or ws://"))?;
        if rest.contains('#') {
            return Err(EndpointError::Url(
                "it has a fragment (#), which websockets forbid",
            ));
        }
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let host = rest.get(..end).unwrap_or_default();
        let loopback = check_host(host).map_err(EndpointError::Url)?;
        scheme.check(loopback, plaintext)?;
        Ok(Self {
            url: url.clone(),
            host: host.to_owned(),
        })
    }

    /// The URL to open. It holds the token.
    pub fn url(&self) -> Secret {
        self.url.clone()
    }

    /// The host, with its port if one was given.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

/// The path of an account's room: `/{domain}-{md5(token_id)}`, the hash in lower-case hex.
///
/// ```
/// assert_eq!(cti_protocol::room_path("acme", "1"), "/acme-c4ca4238a0b923820dcc509a6f75849b");
/// ```
pub fn room_path(domain: &str, token_id: &str) -> String {
    let mut path = ["/", &percent_encoded(domain), "-"].concat();
    for byte in Md5::digest(token_id) {
        path.extend(hex(byte));
    }
    path
}

/// Which part of an endpoint cannot be used, and why. Holds nothing of what was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointError {
    /// The host.
    Host(&'static str),
    /// The account's name.
    Domain(&'static str),
    /// The identifier of the token.
    TokenId(&'static str),
    /// The token.
    Token(&'static str),
    /// `ws://` to another computer, which was not allowed.
    Plaintext,
    /// A ready-made URL.
    Url(&'static str),
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(why) => write!(f, "host: {why}"),
            Self::Domain(why) => write!(f, "domain: {why}"),
            Self::TokenId(why) => write!(f, "token id: {why}"),
            Self::Token(why) => write!(f, "token: {why}"),
            Self::Plaintext => f.write_str(
                "host: ws:// is not encrypted and is allowed only to this computer itself; use wss://",
            ),
            Self::Url(why) => write!(f, "url: {why}"),
        }
    }
}

impl std::error::Error for EndpointError {}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Ws,
    Wss,
}

impl Scheme {
    fn prefix(self) -> &'static str {
        match self {
            Self::Ws => "ws://",
            Self::Wss => "wss://",
        }
    }

    fn check(self, loopback: bool, plaintext: Plaintext) -> Result<(), EndpointError> {
        let refused = self == Self::Ws && !loopback && plaintext == Plaintext::LoopbackOnly;
        if refused {
            Err(EndpointError::Plaintext)
        } else {
            Ok(())
        }
    }
}

fn split_scheme(text: &str) -> Option<(Scheme, &str)> {
    [Scheme::Ws, Scheme::Wss].into_iter().find_map(|scheme| {
        let (head, rest) = text.split_at_checked(scheme.prefix().len())?;
        head.eq_ignore_ascii_case(scheme.prefix())
            .then_some((scheme, rest))
    })
}

fn check_word(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        Err("it is empty")
    } else if text.contains(char::is_whitespace) {
        Err("it contains white space")
    } else if text.contains(char::is_control) {
        Err("it contains a control character")
    } else {
        Ok(())
    }
}

/// Checks a host with an optional port, and tells whether it is this computer itself.
fn check_host(host: &str) -> Result<bool, &'static str> {
    check_word(host)?;
    if host.contains("://") {
        return Err("it has a scheme other than wss:// or ws://");
    }
    for (part, why) in [
        ('/', "it contains a slash; give the host alone, without a path"),
        ('@', "it contains an @; user names do not belong here"),
        ('?', "it contains a question mark; give the host alone"),
        ('#', "it contains a #; give the host alone"),
    ] {
        if host.contains(part) {
            return Err(why);
        }
    }
    if let Some(rest) = host.strip_prefix('[') {
        let (address, port) = rest
            .split_once(']')
            .ok_or("the bracket of its IPv6 address is not closed")?;
        if !port.is_empty() {
            check_port(
                port.strip_prefix(':')
                    .ok_or("only a port may follow its IPv6 address")?,
            )?;
        }
        let address: Ipv6Addr = address.parse().map_err(|_| "its IPv6 address is not one")?;
        return Ok(address.is_loopback());
    }
    let (name, port) = host
        .split_once(':')
        .map_or((host, None), |(name, port)| (name, Some(port)));
    if let Some(port) = port {
        if port.contains(':') {
            return Err("an IPv6 address has to stand in brackets, e.g. [::1]");
        }
        check_port(port)?;
    }
    check_host_name(name)
}

fn check_port(port: &str) -> Result<(), &'static str> {
    let number = port.bytes().all(|byte| byte.is_ascii_digit());
    match port.parse::<u16>() {
        Ok(1..) if number => Ok(()),
        _ => Err("its port is not a number from 1 to 65535"),
    }
}

fn check_host_name(name: &str) -> Result<bool, &'static str> {
    if name.is_empty() {
        return Err("there is no name before its port");
    }
    if !name.is_ascii() {
        return Err("write an international name in its ASCII form (xn--...)");
    }
    if !name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    {
        return Err("it contains a character that no host name has");
    }
    let labels = name.strip_suffix('.').unwrap_or(name);
    if labels.len() > 253
        || labels
            .split('.')
            .any(|label| label.is_empty() || label.len() > 63)
    {
        return Err("a part between its dots is empty or too long");
    }
    let numeric = labels
        .rsplit('.')
        .next()
        .is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    if numeric {
        let address: Ipv4Addr = labels
            .parse()
            .map_err(|_| "it ends in a number but is no IPv4 address")?;
        return Ok(address.is_loopback());
    }
    Ok(labels.eq_ignore_ascii_case("localhost"))
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
fn hex(byte: u8) -> [char; 2] {
    [byte >> 4, byte & 15].map(|half| char::from_digit(half.into(), 16).unwrap_or('0'))
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.extend(hex(byte).map(|digit| digit.to_ascii_uppercase()));
        }
    }
    encoded
}
