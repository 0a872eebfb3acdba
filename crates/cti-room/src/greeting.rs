//! What the server itself says.

use crate::Refusal;
use cti_protocol::{Body, Details, Dialect, Event, Id, Unknown, encode, event::ConnectionAccepted};
use serde_json::{Map, Value};

/// A sender id that nobody can guess: 128 random bits. Who guessed one could speak in another's name.
pub(crate) fn sender_id() -> Result<Id, getrandom::Error> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits)?;
    Ok(Id::text(format!("{:032x}", u128::from_be_bytes(bits))))
}

/// `connection_accepted`, which grants the sender id.
pub(crate) fn accepted(sender: &Id, dialect: &Dialect) -> String {
    let body = Body::from(Event::ConnectionAccepted(ConnectionAccepted::default()));
    encode(&body, Some(sender), &Details::default(), dialect)
}

/// The answer to a frame that was not relayed. The document has no such message: name and fields are inferred.
pub(crate) fn refused(refusal: &Refusal, dialect: &Dialect) -> String {
    let mut fields = Map::new();
    fields.insert("code".into(), Value::from(refusal.code()));
    fields.insert("refused".into(), refusal.name().map_or(Value::Null, Value::from));
    fields.insert("message".into(), Value::from(refusal.to_string()));
    let body = Body::Unknown(Unknown {
        name: Some("error".into()),
    });
    encode(&body, None, &Details(fields), dialect)
}
