//! What goes wrong between the server and its clients.

use super::{body::Body, problem::Problem};
use crate::desk::Desk;
use axum::Json;
use cti_room::{Cut, Faults, Harm, Toward, Who};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// Whom it concerns.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Whom {
    /// Everybody but the simulated phones.
    Others,
    /// The simulated phones.
    Phones,
    /// Everybody.
    All,
}

impl From<Whom> for Who {
    fn from(whom: Whom) -> Self {
        match whom {
            Whom::Others => Self::Guests,
            Whom::Phones => Self::House,
            Whom::All => Self::All,
        }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum How {
    Clean,
    Reset,
    Freeze,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WantedCut {
    who: Option<Whom>,
    how: Option<How>,
    code: Option<u16>,
    reason: Option<String>,
}

pub(crate) async fn cut(desk: Desk, Body(wanted): Body<WantedCut>) -> Result<Json<Value>, Problem> {
    let cut = match wanted.how.unwrap_or(How::Clean) {
        How::Clean => {
            let code = wanted.code.unwrap_or(1001);
            // The others never stand in a close frame: a peer would take them for a broken one.
            if !matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999) {
                return Err(Problem::bad(format!(
                    "{code} is not a code that a close frame may carry"
                )));
            }
            Cut::Close {
                code,
                reason: wanted.reason.unwrap_or_default(),
            }
        }
        How::Reset => Cut::Reset,
        How::Freeze => Cut::Freeze,
    };
    let count = desk.room().cut(wanted.who.unwrap_or(Whom::Others).into(), &cut);
    Ok(Json(json!({ "cut": count })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tokens {
    accept: bool,
}

pub(crate) async fn tokens(desk: Desk, Body(tokens): Body<Tokens>) -> Json<Value> {
    desk.room().accept_tokens(tokens.accept);
    Json(json!({ "accept": tokens.accept }))
}

pub(crate) async fn told_tokens(desk: Desk) -> Json<Value> {
    let (accept, refused) = desk.room().tokens();
    Json(json!({ "accept": accept, "refused": refused }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Raw {
    text: String,
    who: Option<Whom>,
}

pub(crate) async fn raw(desk: Desk, Body(raw): Body<Raw>) -> Json<Value> {
    let who = raw.who.unwrap_or(Whom::All).into();
    let count = desk.room().clients(who).len();
    desk.room().say(who, raw.text);
    Json(json!({ "sent": count }))
}

/// A delay in milliseconds, or the least and the most of it.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged, expecting = "a delay must be a number of milliseconds, or two")]
enum Delay {
    Always(u64),
    Between([u64; 2]),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WantedFaults {
    #[serde(default)]
    drop: f64,
    #[serde(default)]
    duplicate: f64,
    #[serde(default)]
    reorder: f64,
    reorder_within_ms: Option<u64>,
    delay_ms: Option<Delay>,
    toward: Option<Whom>,
    #[serde(default)]
    only: Vec<String>,
    seed: Option<u64>,
}

pub(crate) async fn set_faults(desk: Desk, Body(wanted): Body<WantedFaults>) -> Result<Json<Value>, Problem> {
    for (name, chance) in [
        ("drop", wanted.drop),
        ("duplicate", wanted.duplicate),
        ("reorder", wanted.reorder),
    ] {
        if !(0.0..=1.0).contains(&chance) {
            return Err(Problem::bad(format!("{name}: a probability is from 0 to 1")));
        }
    }
    let usual = Faults::default();
    let [from, to] = match wanted.delay_ms {
        None => [0, 0],
        Some(Delay::Always(ms)) => [ms, ms],
        Some(Delay::Between([from, to])) if from <= to => [from, to],
        Some(Delay::Between(_)) => return Err(Problem::bad("delay_ms: the least comes first")),
    };
    let faults = Faults {
        drop: wanted.drop,
        duplicate: wanted.duplicate,
        reorder: wanted.reorder,
        reorder_within: wanted
            .reorder_within_ms
            .map_or(usual.reorder_within, Duration::from_millis),
        delay: Duration::from_millis(from)..=Duration::from_millis(to),
        toward: match wanted.toward {
            None | Some(Whom::Others) => Toward::Guests,
            Some(Whom::Phones) => Toward::House,
            Some(Whom::All) => Toward::Both,
        },
        only: wanted.only,
        seed: wanted.seed.unwrap_or(desk.options().seed),
    };
    desk.room().set_faults(Some(faults));
    Ok(Json(json!({ "faults": true })))
}

pub(crate) async fn clear_faults(desk: Desk) -> Json<Value> {
    desk.room().set_faults(None);
    Json(json!({ "faults": false }))
}

pub(crate) async fn told_faults(desk: Desk) -> Json<Value> {
    let Harm {
        dropped,
        duplicated,
        delayed,
        reordered,
        waiting,
    } = desk.room().harm();
    Json(json!({
        "faults": desk.room().has_faults(),
        "dropped": dropped,
        "duplicated": duplicated,
        "delayed": delayed,
        "reordered": reordered,
        "waiting": waiting,
    }))
}
