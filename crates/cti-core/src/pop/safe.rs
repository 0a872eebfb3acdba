//! Which addresses may be opened. Decided on the text alone; a browser's own parser may be asked on top of it.

use cti_protocol::Pii;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Never opened, even if an administrator lists them: they run script, show what is on this device or carry their content
/// along. The last three are read by browsers as if they had a host, whatever stands behind them.
const NEVER: [&str; 11] = [
    "javascript",
    "data",
    "vbscript",
    "blob",
    "file",
    "filesystem",
    "about",
    "view-source",
    "ftp",
    "ws",
    "wss",
];

/// Browsers and servers take more, but nobody means it.
const LONGEST: usize = 8_000;

/// An address that may be opened: `https:`, `http:` to this computer, relative to the page, or of a scheme that the
/// administrator listed. Only [`SafeUrl::check`] makes one. `Debug` does not print it: a number may stand in it.
///
/// ```
/// use cti_core::{Refusal, SafeUrl, Schemes};
/// let listed = Schemes::default();
/// assert_eq!(SafeUrl::check("/customers?phone=1", &listed).unwrap().as_str(), "/customers?phone=1");
/// assert_eq!(SafeUrl::check("javascript:alert(1)", &listed), Err(Refusal::Scheme));
/// assert_eq!(SafeUrl::check("//evil.example/", &listed), Err(Refusal::Host));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeUrl(Pii);

/// Why an address is not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is nothing to open.
    Empty,
    /// It is too long.
    Long,
    /// It has a space, a backslash, a control character or a letter outside ASCII.
    Character,
    /// Its scheme is not among those that may be opened.
    Scheme,
    /// Its host is missing, is not one, or has a user in front.
    Host,
    /// It is `http:` to another computer.
    Plain,
    /// What was filled in would lead to another place than the template names.
    Escape,
}

impl Refusal {
    /// In plain words, to go behind "refused: " or the name of a key.
    pub fn why(self) -> &'static str {
        match self {
            Self::Empty => "it is empty",
            Self::Long => "it is too long",
            Self::Character => {
                "it has a space, a backslash, a control character or a letter outside ASCII; write it percent-encoded"
            }
            Self::Scheme => "its scheme is neither https: nor listed in screenPop.schemes",
            Self::Host => "a host expected behind https://, without a user",
            Self::Plain => "http: is opened on this computer only",
            Self::Escape => "a value would change where it leads",
        }
    }
}

/// The schemes that an administrator allows beside `https:`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schemes(Vec<String>);

impl Schemes {
    /// Allows one, written `myapp:` or `myapp`.
    ///
    /// # Errors
    /// Says why it cannot be allowed.
    pub fn allow(&mut self, scheme: &str) -> Result<(), &'static str> {
        let name = scheme.strip_suffix(':').unwrap_or(scheme).to_ascii_lowercase();
        if !is_scheme(&name) {
            return Err("a scheme as in \"myapp:\" expected");
        }
        if NEVER.contains(&name.as_str()) {
            return Err("this scheme is never opened");
        }
        if name == "http" {
            return Err("http: is opened on this computer only, and needs no listing for that");
        }
        self.0.push(name);
        Ok(())
    }
}

impl SafeUrl {
    /// Checks an address.
    ///
    /// # Errors
    /// Says why it is not opened.
    pub fn check(url: &str, listed: &Schemes) -> Result<Self, Refusal> {
        if url.is_empty() {
            return Err(Refusal::Empty);
        }
        if url.len() > LONGEST {
            return Err(Refusal::Long);
        }
        // Browsers drop tabs and line ends wherever they stand, drop spaces around, and read `\` as `/`.
        if !url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
            return Err(Refusal::Character);
        }
        let parts = Parts::of(url);
        let scheme = parts.scheme.map(str::to_ascii_lowercase);
        match scheme.as_deref() {
            None if parts.authority.is_some() => return Err(Refusal::Host),
            None => {}
            Some(web @ ("https" | "http")) => {
                let loopback = host(parts.authority)?;
                if web == "http" && !loopback {
                    return Err(Refusal::Plain);
                }
            }
            Some(name) if listed.0.iter().any(|listed| listed == name) => {}
            Some(_) => return Err(Refusal::Scheme),
        }
        Ok(Self(Pii::new(url)))
    }

    /// The address, to be handed to the browser as it is.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// An address in parts, as browsers read one without spaces, backslashes and control characters.
pub(super) struct Parts<'a> {
    scheme: Option<&'a str>,
    /// What stands between `//` and the path.
    authority: Option<&'a str>,
    path: &'a str,
    /// Where the path begins.
    pub(super) path_at: usize,
}

impl<'a> Parts<'a> {
    pub(super) fn of(url: &'a str) -> Self {
        let (scheme, rest) = match url.split_once(':') {
            Some((name, rest)) if is_scheme(name) => (Some(name), rest),
            _ => (None, url),
        };
        let (authority, rest) = match rest.strip_prefix("//") {
            Some(rest) => {
                let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
                (Some(authority), rest)
            }
            None => (None, rest),
        };
        Self {
            scheme,
            authority,
            path: rest.split(['?', '#']).next().unwrap_or_default(),
            path_at: url.len() - rest.len(),
        }
    }

    /// Whether both lead to the same host by the same scheme, from the same place in its tree, through as many steps of
    /// which the same go up.
    pub(super) fn alike(&self, other: &Parts<'_>) -> bool {
        // Where the first step is empty, the path begins at the root, or stays at the page if there is no other.
        let starts_empty = |path: &str| path.is_empty() || path.starts_with('/');
        self.scheme == other.scheme
            && self.authority == other.authority
            && starts_empty(self.path) == starts_empty(other.path)
            && self
                .path
                .split('/')
                .map(goes_up)
                .eq(other.path.split('/').map(goes_up))
    }
}

/// Whether a step of a path is `.` or `..` for browsers, or for servers that decode slashes before they look.
fn goes_up(step: &str) -> bool {
    let plain = step
        .to_ascii_lowercase()
        .replace("%2e", ".")
        .replace("%2f", "/")
        .replace("%5c", "/");
    plain.split('/').any(|piece| piece == "." || piece == "..")
}

fn is_scheme(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// Whether the host is this computer.
fn host(authority: Option<&str>) -> Result<bool, Refusal> {
    let authority = authority.unwrap_or_default();
    let (loopback, port) = if let Some(rest) = authority.strip_prefix('[') {
        let (address, port) = rest.split_once(']').ok_or(Refusal::Host)?;
        let address: Ipv6Addr = address.parse().map_err(|_| Refusal::Host)?;
        (address.is_loopback(), port)
    } else {
        let (name, port) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        if name.is_empty() || !name.bytes().all(plain) {
            return Err(Refusal::Host);
        }
        let address = name.parse::<Ipv4Addr>();
        let loopback =
            name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback());
        (loopback, port)
    };
    let number = port.strip_prefix(':');
    let good = match number {
        Some(number) => number.parse::<u16>().is_ok() && !number.starts_with('+'),
        None => port.is_empty(),
    };
    if good { Ok(loopback) } else { Err(Refusal::Host) }
}
