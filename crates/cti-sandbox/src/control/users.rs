//! Agents and their phones.

use super::{
    body::{Body, UserId},
    problem::Problem,
};
use crate::{desk::Desk, phone::Order};
use axum::{Json, extract::Path};
use cti_protocol::event::Status;
use serde::Deserialize;
use serde_json::{Value, json};

/// A status by its name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewStatus {
    status: String,
    color: Option<String>,
}

pub(crate) async fn status(
    desk: Desk,
    Path(user): Path<String>,
    Body(new): Body<NewStatus>,
) -> Result<Json<Value>, Problem> {
    let id = user.parse().map_err(|_| nobody(&user))?;
    check(&desk, id)?;
    if new.status.trim().is_empty() {
        return Err(Problem::bad("the status is empty"));
    }
    let answer = json!({ "user_id": user, "status": new.status });
    desk.board().order(
        id,
        Order::Status(Status {
            name: new.status,
            color: new.color,
        }),
    );
    Ok(Json(answer))
}

/// Whether phones obey the commands of the room.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Obedience {
    obey: bool,
    user: Option<UserId>,
}

pub(crate) async fn phones(desk: Desk, Body(wanted): Body<Obedience>) -> Result<Json<Value>, Problem> {
    let board = desk.board();
    let users = match wanted.user {
        Some(UserId(user)) => {
            check(&desk, user)?;
            vec![user]
        }
        None => board.users().collect(),
    };
    users
        .iter()
        .for_each(|user| _ = board.order(*user, Order::Obey(wanted.obey)));
    Ok(Json(json!({ "obey": wanted.obey, "phones": users.len() })))
}

/// Whether there is such a user.
pub(super) fn check(desk: &Desk, user: u64) -> Result<(), Problem> {
    if desk.board().has_phone(user) {
        Ok(())
    } else {
        Err(nobody(user))
    }
}

fn nobody(user: impl std::fmt::Display) -> Problem {
    Problem::unknown(format!("there is no user {user}: GET /sandbox/state lists them"))
}
