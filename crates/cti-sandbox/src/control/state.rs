//! What goes on.

use super::problem::Problem;
use crate::{customers::CUSTOMERS, desk::Desk};
use axum::{Json, extract::Query};
use cti_room::Who;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// How many of the ended calls `GET /sandbox/state` lists.
const ENDED_LISTED: usize = 100;

/// The longest time that a request may wait for something to happen.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

pub(crate) async fn state(desk: Desk) -> Json<Value> {
    let clients = desk.room().clients(Who::Guests);
    let clients: Vec<_> = clients
        .iter()
        .map(|client| json!({ "sender_id": client.sender.as_str() }))
        .collect();
    let (scenario, rate) = desk.scenario();
    let board = desk.board();
    let ledger = board.ledger();
    let ended: Vec<_> = ledger.ended().collect();
    let ended = &ended[ended.len().saturating_sub(ENDED_LISTED)..];
    Json(json!({
        "now": board.clock().millis(),
        "scenario": scenario.name(),
        "rate": rate,
        "users": ledger.users(),
        "live": ledger.live(),
        "ended": ended,
        "clients": clients,
        "said": ledger.counts(),
        "last_message": desk.messages().last(),
        "last_event": board.events().last(),
    }))
}

pub(crate) async fn customers() -> Json<Value> {
    Json(json!({ "customers": CUSTOMERS }))
}

/// Where to go on reading.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct From {
    #[serde(default)]
    after: u64,
    #[serde(default)]
    wait_ms: u64,
}

impl From {
    fn limit(&self) -> Duration {
        Duration::from_millis(self.wait_ms).min(LONGEST_WAIT)
    }
}

type Asked = Result<Query<From>, axum::extract::rejection::QueryRejection>;

pub(crate) async fn messages(desk: Desk, asked: Asked) -> Result<Json<Value>, Problem> {
    let Query(from) = asked.map_err(|error| Problem::bad(error.body_text()))?;
    let messages = desk.messages().wait_after(from.after, from.limit()).await;
    Ok(Json(json!({ "messages": messages })))
}

pub(crate) async fn events(desk: Desk, asked: Asked) -> Result<Json<Value>, Problem> {
    let Query(from) = asked.map_err(|error| Problem::bad(error.body_text()))?;
    let events = desk.board().events().wait_after(from.after, from.limit()).await;
    Ok(Json(json!({ "events": events })))
}
