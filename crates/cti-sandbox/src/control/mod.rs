//! The control API under `/sandbox/`: the hand of the person who tries things, or of a test. `docs/sandbox.md` has its
//! reference.

mod body;
mod calls;
mod guard;
mod problem;
mod room;
mod run;
mod state;
mod users;

use crate::{desk::Desk, options::Options};
use axum::{
    Json, Router,
    http::{HeaderMap, header},
    middleware,
    response::IntoResponse,
    routing::{get, post},
};
use serde_json::{Value, json};

/// The routes.
pub(crate) fn routes(desk: Desk) -> Router {
    let guard = guard::Guard::new(&desk.options().host);
    Router::new()
        .route("/sandbox/", get(|| async { Json(json!({ "routes": ROUTES })) }))
        .route("/sandbox/credentials", get(credentials))
        .route("/sandbox/config.json", get(config))
        // The widget's own page asks for its configuration by this name; the one in dist/ is empty.
        .route("/cti.json", get(config))
        .route("/sandbox/customers", get(state::customers))
        .route("/sandbox/state", get(state::state))
        .route("/sandbox/messages", get(state::messages))
        .route("/sandbox/events", get(state::events))
        .route("/sandbox/calls", post(calls::start))
        .route("/sandbox/calls/{call}/answer", post(calls::answer))
        .route("/sandbox/calls/{call}/fail", post(calls::fail))
        .route("/sandbox/calls/{call}/end", post(calls::end))
        .route("/sandbox/calls/{call}/variables", post(calls::variables))
        .route("/sandbox/users/{user}/status", post(users::status))
        .route("/sandbox/phones", post(users::phones))
        .route("/sandbox/cut", post(room::cut))
        .route("/sandbox/tokens", post(room::tokens).get(room::told_tokens))
        .route("/sandbox/raw", post(room::raw))
        .route(
            "/sandbox/faults",
            post(room::set_faults)
                .get(room::told_faults)
                .delete(room::clear_faults),
        )
        .route("/sandbox/scenario", post(run::scenario))
        .route("/sandbox/pause", post(run::pause))
        .route("/sandbox/reset", post(run::reset))
        .route(
            "/sandbox/{*other}",
            get(problem::no_route).post(problem::no_route),
        )
        .method_not_allowed_fallback(problem::wrong_method)
        .layer(middleware::from_fn(move |request, next| {
            guard.clone().check(request, next)
        }))
        .with_state(desk)
}

const ROUTES: [&str; 23] = [
    "GET /sandbox/credentials",
    "GET /sandbox/config.json",
    "GET /sandbox/customers",
    "GET /sandbox/state",
    "GET /sandbox/messages?after=N&wait_ms=MS",
    "GET /sandbox/events?after=N&wait_ms=MS",
    "POST /sandbox/calls",
    "POST /sandbox/calls/{call_id}/answer",
    "POST /sandbox/calls/{call_id}/fail",
    "POST /sandbox/calls/{call_id}/end",
    "POST /sandbox/calls/{call_id}/variables",
    "POST /sandbox/users/{user_id}/status",
    "POST /sandbox/phones",
    "POST /sandbox/cut",
    "POST /sandbox/tokens",
    "GET /sandbox/tokens",
    "POST /sandbox/raw",
    "POST /sandbox/faults",
    "GET /sandbox/faults",
    "DELETE /sandbox/faults",
    "POST /sandbox/scenario",
    "POST /sandbox/pause",
    "POST /sandbox/reset",
];

/// What a widget fetches with `credentialsUrl`.
async fn credentials(desk: Desk) -> impl IntoResponse {
    let Options { token_id, token, .. } = desk.options();
    let credentials = json!({ "token_id": token_id, "token": token.expose() });
    ([(header::CACHE_CONTROL, "no-store")], Json(credentials))
}

/// A widget's configuration for this sandbox, under the name by which it was asked for.
async fn config(desk: Desk, headers: HeaderMap) -> Json<Value> {
    let asked = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = asked.map_or_else(|| desk.address().to_string(), str::to_owned);
    Json(json!({
        "host": format!("ws://{host}"),
        "domain": desk.options().domain,
        "credentialsUrl": "/sandbox/credentials",
        "user": crate::people::FIRST_USER.to_string(),
    }))
}
