//! A softphone widget for CRM pages: calls as cards, commands from buttons, over a CTI websocket.
//!
//! `static/cti-softphone.js` loads this and calls [`mount`]; everything else is in its rooms: `edge` is the browser,
//! `driver` joins it to the core, `store` holds pictures, `view` draws them.

pub mod aide;
pub mod config;
mod driver;
mod edge;
mod hooks;
mod late;
mod part;
pub mod store;
pub mod text;
pub mod view;

use config::Config;
use cti_core::Intent;
use cti_protocol::{Id, Pii, Variables, json::text_of};
use driver::{Driver, Promised};
use edge::{credentials::Way, dynamic::get, json};
use serde_json::Value;
use std::rc::Rc;
use store::{Actions, Link};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use yew::AppHandle;

/// The stylesheet of what is seen at first, for the shadow root. `late` is filled when views are drawn that come later.
#[wasm_bindgen]
pub fn styles(late: web_sys::CssStyleSheet) -> String {
    view::keep_late(late);
    view::STYLES.to_owned()
}

/// Takes the texts: those that the first view can need, or all. They come in the order of their keys, as one string with a
/// NUL between them. `later` fetches all and gives them in by this same function.
#[cfg(feature = "split")]
#[wasm_bindgen]
pub fn texts(words: String, later: Option<js_sys::Function>) {
    text::source::take(words, later);
}

/// A mounted widget: what the loader's handle forwards to.
#[wasm_bindgen]
pub struct Mounted {
    driver: Rc<Driver>,
    app: Option<AppHandle<view::Widget>>,
}

/// Draws the widget into an element and starts to connect.
///
/// `config` is the public configuration object, `emit` gets every public event as a plain object. A panic traps, and
/// leaves the instance dead; the loader sees that and says so.
#[wasm_bindgen]
pub fn mount(root: web_sys::Element, config: &JsValue, emit: js_sys::Function) -> Mounted {
    let function = get(config, "credentials").dyn_into::<js_sys::Function>().ok();
    let value = json::from_js(config);
    let page = config.clone();
    let config = Config::read(&value);
    let url = config
        .as_ref()
        .ok()
        .and_then(|config| config.credentials_url.clone());
    let way = match (function, url) {
        (Some(function), _) => Way::Function(function),
        (None, Some(url)) => Way::Url(url),
        (None, None) => Way::Agent,
    };
    let driver = Driver::start(config, page, way, emit);
    let link = Link::new(driver.store());
    let app = yew::Renderer::<view::Widget>::with_root_and_props(root, view::WidgetProps { link }).render();
    Mounted {
        driver,
        app: Some(app),
    }
}

#[wasm_bindgen]
impl Mounted {
    /// `makeCall(number, {variables, callerId, userId, again})`
    #[wasm_bindgen(js_name = makeCall)]
    pub fn make_call(&self, number: &JsValue, options: &JsValue) -> js_sys::Promise {
        let options = json::from_js(options);
        let intent = variables(&options["variables"]).map(|variables| Intent::MakeCall {
            number: Pii::new(text_of(&json::from_js(number)).unwrap_or_default()),
            user: id(&options["userId"]),
            caller_id: text_of(&options["callerId"]).map(Pii::new),
            variables,
            again: options["again"] == true,
        });
        self.promise(&intent)
    }

    /// `setVariables(callId, variables)`
    #[wasm_bindgen(js_name = setVariables)]
    pub fn set_variables(&self, call: &JsValue, pairs: &JsValue) -> js_sys::Promise {
        let call = id(&json::from_js(call)).unwrap_or_else(|| Id::text(""));
        self.promise(
            &variables(&json::from_js(pairs)).map(|variables| Intent::SetVariables { call, variables }),
        )
    }

    /// `logout(userId)`; the agent where absent.
    pub fn logout(&self, user: &JsValue) -> js_sys::Promise {
        self.promise(&Ok(Intent::Logout {
            user: id(&json::from_js(user)),
        }))
    }

    /// `snapshot()`
    pub fn snapshot(&self) -> JsValue {
        self.driver.snapshot()
    }

    /// `connect()`: at once, whatever pause there is.
    pub fn connect(&self) {
        let _ = self.driver.ask(Intent::Connect);
    }

    /// `disconnect()`: until told otherwise.
    pub fn disconnect(&self) {
        let _ = self.driver.ask(Intent::Disconnect);
    }

    /// `destroy()`: closes the connection, rejects what is promised, takes the view down.
    pub fn destroy(&mut self) {
        self.driver.stop();
        if let Some(app) = self.app.take() {
            app.destroy();
        }
    }

    fn promise(&self, intent: &Result<Intent, &str>) -> js_sys::Promise {
        js_sys::Promise::new(&mut |resolve, reject| match intent {
            Ok(intent) => self.driver.promise(intent.clone(), Promised { resolve, reject }),
            Err(words) => {
                let _ = reject.call1(&JsValue::NULL, &js_sys::TypeError::new(words));
            }
        })
    }
}

fn id(value: &Value) -> Option<Id> {
    match value {
        Value::Number(number) => number.as_u64().map(Id::number),
        value => text_of(value).filter(|text| !text.is_empty()).map(Id::text),
    }
}

fn variables(value: &Value) -> Result<Variables, &'static str> {
    match value {
        Value::Null => Ok(Variables::new()),
        Value::Object(map) => {
            let mut variables = Variables::new();
            for (key, value) in map {
                let text = match value {
                    Value::Null => String::new(),
                    Value::Bool(flag) => flag.to_string(),
                    value => text_of(value).ok_or("variables: texts expected")?,
                };
                variables.insert(key.clone(), Pii::new(text));
            }
            Ok(variables)
        }
        _ => Err("variables: an object expected"),
    }
}
