//! Errors of the control API.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

/// Something that was asked for and cannot be done, in words: `{"error": "..."}`.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    words: String,
}

impl Problem {
    /// What was sent makes no sense.
    pub(crate) fn bad(words: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            words: words.into(),
        }
    }

    /// There is no such thing.
    pub(crate) fn unknown(words: impl Into<String>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            words: words.into(),
        }
    }

    /// There is, but not as it stands now.
    pub(crate) fn conflict(words: impl Into<String>) -> Self {
        Self {
            status: StatusCode::CONFLICT,
            words: words.into(),
        }
    }

    /// This page may not ask.
    pub(crate) fn forbidden(words: impl Into<String>) -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            words: words.into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.words }))).into_response()
    }
}

/// For a route that is there, but not for this method.
pub(crate) async fn wrong_method() -> Problem {
    let words = "not with this method: GET /sandbox/ lists the routes".into();
    Problem {
        status: StatusCode::METHOD_NOT_ALLOWED,
        words,
    }
}

/// For whatever else is asked for under `/sandbox/`.
pub(crate) async fn no_route() -> Problem {
    Problem::unknown("there is no such route: GET /sandbox/ lists them all")
}
