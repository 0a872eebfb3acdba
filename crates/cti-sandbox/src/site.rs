//! The built widget and its demo page, as any web server would host them.

use axum::{
    Router,
    handler::HandlerWithoutStateExt,
    http::{HeaderValue, StatusCode, header},
    routing::get_service,
};
use std::path::Path;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

/// Serves a folder at `/`. What lies there compressed (`x.wasm.br`, `x.wasm.gz`) is sent so to those who take it.
pub(crate) fn site(dist: &Path) -> Router {
    let missing = dist.display().to_string();
    let not_found = move || async move {
        let words = format!("Not found in {missing}. If that folder is empty, build the site first.\n");
        (StatusCode::NOT_FOUND, words)
    };
    let files = ServeDir::new(dist)
        .precompressed_br()
        .precompressed_gzip()
        .not_found_service(not_found.into_service());
    // A page that is being worked on must never come from yesterday's cache.
    let no_cache = HeaderValue::from_static("no-cache");
    let no_sniff = HeaderValue::from_static("nosniff");
    Router::new()
        .fallback_service(get_service(files))
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            no_cache,
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::X_CONTENT_TYPE_OPTIONS,
            no_sniff,
        ))
}
