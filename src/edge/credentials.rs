//! The ways to credentials: the page's function, the page's server, or the agent. Asked anew for every connection.

use super::json;
use crate::config::Config;
use cti_core::Reason;
use cti_protocol::{
    Endpoint, Secret,
    json::{read, text_of},
};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCredentials, RequestInit, Response};

/// How credentials are found.
#[derive(Clone)]
pub(crate) enum Way {
    /// `credentials`: `async () => ({tokenId, token})`
    Function(js_sys::Function),
    /// `credentialsUrl`
    Url(String),
    /// Neither: the agent types them.
    Agent,
}

/// Asks the page, and makes an endpoint of its answer.
pub(crate) async fn ask(way: &Way, config: &Config) -> Result<Endpoint, Reason> {
    let answer = match way {
        Way::Function(function) => call(function).await,
        Way::Url(url) => fetch(url).await,
        Way::Agent => Err("the agent is to be asked".to_owned()),
    };
    endpoint(&answer.map_err(Reason::Credentials)?, config)
}

async fn call(function: &js_sys::Function) -> Result<Value, String> {
    // What the page throws stays the page's: it may hold a token.
    let threw = |_| "the page's credentials function threw".to_owned();
    let returned = function.call0(&JsValue::UNDEFINED).map_err(threw)?;
    let answer = JsFuture::from(js_sys::Promise::resolve(&returned))
        .await
        .map_err(threw)?;
    Ok(json::from_js(&answer))
}

async fn fetch(url: &str) -> Result<Value, String> {
    let failed = |_| "credentialsUrl could not be fetched".to_owned();
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::SameOrigin);
    let window = web_sys::window().ok_or("no window")?;
    let response = JsFuture::from(window.fetch_with_str_and_init(url, &init))
        .await
        .map_err(failed)?;
    let response: Response = response.dyn_into().map_err(failed)?;
    if !response.ok() {
        return Err(format!(
            "credentialsUrl answered with status {}",
            response.status()
        ));
    }
    let text = JsFuture::from(response.text().map_err(failed)?)
        .await
        .map_err(failed)?;
    read(&text.as_string().unwrap_or_default())
        .map_err(|_| "credentialsUrl answered with something that is not JSON".to_owned())
}

/// `{tokenId, token}`, `{token_id, token}` or, from a proxy that keeps the token, `{url}`.
fn endpoint(answer: &Value, config: &Config) -> Result<Endpoint, Reason> {
    let text = |key: &str| answer.get(key).and_then(text_of);
    if let Some(url) = text("url") {
        return Endpoint::from_url(&Secret::new(url), config.plaintext())
            .map_err(|e| Reason::Config(e.to_string()));
    }
    let token_id = text("token_id").or_else(|| text("tokenId"));
    let (Some(token_id), Some(token)) = (token_id, text("token")) else {
        return Err(Reason::Credentials(
            "the page's credentials lack a token id, a token or a url".to_owned(),
        ));
    };
    Endpoint::new(
        &config.host,
        &config.domain,
        &token_id,
        &Secret::new(token),
        config.plaintext(),
    )
    .map_err(|e| Reason::Config(e.to_string()))
}
