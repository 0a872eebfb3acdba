//! Keeps other sites' pages away from the control API: it gives out the token.

use super::problem::Problem;
use axum::{
    extract::Request,
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::net::IpAddr;

/// Lets through who is no page at all, or a page of this very server.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    /// Whether the server listens on this computer only. Then it goes by no other name than this computer's: a page of
    /// another site whose name was made to point here (DNS rebinding) still sends that name.
    loopback: bool,
}

impl Guard {
    pub(crate) fn new(listens_on: &str) -> Self {
        Self {
            loopback: is_this_computer(listens_on),
        }
    }

    pub(crate) async fn check(self, request: Request, next: Next) -> Response {
        match self.judge(request.headers()) {
            Ok(()) => next.run(request).await,
            Err(problem) => problem.into_response(),
        }
    }

    fn judge(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        let host = text(header::HOST).unwrap_or_default();
        if self.loopback && !is_this_computer(without_port(host)) {
            return Err(Problem::forbidden(
                "this server goes by localhost and 127.0.0.1 only",
            ));
        }
        if let Some(origin) = text(header::ORIGIN)
            && origin.strip_prefix("http://") != Some(host)
        {
            return Err(Problem::forbidden("only pages of this very server may ask"));
        }
        if text(header::HeaderName::from_static("sec-fetch-site")) == Some("cross-site") {
            return Err(Problem::forbidden("only pages of this very server may ask"));
        }
        Ok(())
    }
}

fn is_this_computer(host: &str) -> bool {
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(listens_on: &str, headers: &[(&str, &str)], expected: bool) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(
                header::HeaderName::from_bytes(name.as_bytes()).unwrap(),
                value.parse().unwrap(),
            );
        }
        assert_eq!(
            Guard::new(listens_on).judge(&map).is_ok(),
            expected,
            "{listens_on} {headers:?}"
        );
    }

    #[test]
    fn own_pages_and_programs_may_ask() {
        check("127.0.0.1", &[("host", "127.0.0.1:8080")], true);
        check(
            "127.0.0.1",
            &[("host", "localhost:8080"), ("origin", "http://localhost:8080")],
            true,
        );
        check(
            "::1",
            &[("host", "[::1]:8080"), ("origin", "http://[::1]:8080")],
            true,
        );
        check(
            "127.0.0.1",
            &[("host", "127.0.0.1:8080"), ("sec-fetch-site", "same-origin")],
            true,
        );
        check(
            "0.0.0.0",
            &[
                ("host", "sandbox.example:8080"),
                ("origin", "http://sandbox.example:8080"),
            ],
            true,
        );
    }

    #[test]
    fn other_pages_may_not() {
        check(
            "127.0.0.1",
            &[("host", "127.0.0.1:8080"), ("origin", "http://127.0.0.1:9090")],
            false,
        );
        check(
            "127.0.0.1",
            &[("host", "127.0.0.1:8080"), ("origin", "https://crm.example")],
            false,
        );
        check(
            "127.0.0.1",
            &[("host", "127.0.0.1:8080"), ("origin", "null")],
            false,
        );
        check(
            "127.0.0.1",
            &[("host", "127.0.0.1:8080"), ("sec-fetch-site", "cross-site")],
            false,
        );
        check(
            "0.0.0.0",
            &[("host", "sandbox.example"), ("origin", "http://crm.example")],
            false,
        );
    }

    #[test]
    fn a_foreign_name_for_this_computer_does_not_help() {
        check(
            "127.0.0.1",
            &[
                ("host", "rebound.example:8080"),
                ("origin", "http://rebound.example:8080"),
            ],
            false,
        );
        check("127.0.0.1", &[("host", "127.0.0.1.example")], false);
        check("127.0.0.1", &[], false);
    }
}
