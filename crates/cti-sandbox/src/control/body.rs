//! Reading what is sent to the control API.

use super::problem::Problem;
use axum::{body::Bytes, extract::FromRequest, extract::Request};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

/// A JSON body. Nothing at all stands for `{}`. The content type is not asked for: it is for hands at a terminal too.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|error| Problem::bad(error.body_text()))?;
        let json = if bytes.trim_ascii().is_empty() {
            b"{}".as_slice()
        } else {
            &bytes
        };
        serde_json::from_slice(json)
            .map(Self)
            .map_err(|error| Problem::bad(error.to_string()))
    }
}

/// A user's id, as a number or as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawId")]
pub(crate) struct UserId(pub(crate) u64);

#[derive(Deserialize)]
#[serde(untagged, expecting = "a user's id must be a number or text")]
enum RawId {
    Number(u64),
    Text(String),
}

impl TryFrom<RawId> for UserId {
    type Error = String;

    fn try_from(raw: RawId) -> Result<Self, String> {
        match raw {
            RawId::Number(id) => Ok(Self(id)),
            RawId::Text(text) => text
                .parse()
                .map(Self)
                .map_err(|_| format!("there is no user {text:?}")),
        }
    }
}

/// For fields where `null` says something else than nothing: `Some(None)`.
pub(crate) fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}
