//! The run as a whole.

use super::{body::Body, problem::Problem};
use crate::{desk::Desk, phone::Order};
use axum::Json;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WantedScenario {
    name: String,
    rate: Option<f64>,
}

pub(crate) async fn scenario(desk: Desk, Body(wanted): Body<WantedScenario>) -> Result<Json<Value>, Problem> {
    let scenario = wanted.name.parse().map_err(Problem::bad)?;
    let rate = wanted.rate.unwrap_or(desk.scenario().1);
    if !(0.1..=100_000.0).contains(&rate) {
        return Err(Problem::bad(
            "rate: a number of events a second, from 0.1 to 100000",
        ));
    }
    desk.play(scenario, rate);
    Ok(Json(json!({ "scenario": scenario.name(), "rate": rate })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pause {
    paused: bool,
}

/// The scenario stands still or goes on. Calls that are under way are not touched.
pub(crate) async fn pause(desk: Desk, Body(wanted): Body<Pause>) -> Json<Value> {
    desk.board().pause(wanted.paused);
    Json(json!({ "paused": wanted.paused }))
}

/// Nothing goes wrong any more, nobody is on the phone, everybody has the status of the morning. Tests begin here.
pub(crate) async fn reset(desk: Desk) -> Json<Value> {
    desk.room().set_faults(None);
    desk.room().accept_tokens(true);
    let board = desk.board();
    board.pause(false);
    board.users().for_each(|user| _ = board.order(user, Order::Reset));
    Json(json!({ "reset": true }))
}
