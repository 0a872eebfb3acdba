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
mod place;
pub mod store;
pub mod text;
pub mod view;

use config::Config;
use cti_core::Intent;
use cti_protocol::{Id, json::text_of};
use driver::{Asked, Command, Driver, Promised};
use edge::{credentials::Way, dynamic::get, json};
use place::Place;
use serde_json::Value;
use std::{cell::Cell, rc::Rc};
use store::{Actions, Link};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

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
    text::intl::forget_language();
}

/// A mounted widget: what the loader's handle forwards to.
#[wasm_bindgen]
pub struct Mounted {
    driver: Rc<Driver>,
    place: Cell<Option<Place>>,
}

/// Draws the widget into a part of the page and starts to connect.
///
/// `config` is the public configuration object, `emit` gets every public event as a plain object. A panic traps, and
/// leaves the instance dead; the loader sees that and says so.
#[wasm_bindgen]
pub fn mount(root: &web_sys::Node, config: &JsValue, emit: js_sys::Function) -> Mounted {
    let function = get(config, "credentials").dyn_into::<js_sys::Function>().ok();
    let value = json::from_js(config);
    let page = config.clone();
    let config = Config::read(&value);
    let url = config.credentials_url.clone();
    let way = match (function, url) {
        (Some(function), _) => Way::Function(function),
        (None, Some(url)) => Way::Url(url),
        (None, None) => Way::Agent,
    };
    let driver = Driver::start(config, page, way, emit);
    let link = Link::new(driver.store());
    Mounted {
        driver,
        place: Cell::new(Place::draw(root, link)),
    }
}

#[wasm_bindgen]
impl Mounted {
    /// `makeCall(number, {variables, callerId, userId, again})`
    #[wasm_bindgen(js_name = makeCall)]
    pub fn make_call(&self, number: &JsValue, options: &JsValue) -> js_sys::Promise {
        self.promise(Command::MakeCall, number, options)
    }

    /// `setVariables(callId, variables)`
    #[wasm_bindgen(js_name = setVariables)]
    pub fn set_variables(&self, call: &JsValue, pairs: &JsValue) -> js_sys::Promise {
        self.promise(Command::SetVariables, call, pairs)
    }

    /// `logout(userId)`; the agent where absent.
    pub fn logout(&self, user: &JsValue) -> js_sys::Promise {
        self.promise(Command::Logout, user, &JsValue::UNDEFINED)
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
    ///
    /// A listener may ask for it while another method is under way, so that nothing is borrowed alone.
    pub fn destroy(&self) {
        self.driver.stop();
        if let Some(place) = self.place.take() {
            place.rest();
        }
    }

    fn promise(&self, command: Command, what: &JsValue, more: &JsValue) -> js_sys::Promise {
        js_sys::Promise::new(&mut |resolve, reject| {
            let asked = Asked {
                command,
                what: json::from_js(what),
                more: json::from_js(more),
            };
            self.driver.promise(asked, Promised { resolve, reject });
        })
    }
}

fn id(value: &Value) -> Option<Id> {
    match value {
        Value::Number(number) => number.as_u64().map(Id::number),
        value => text_of(value).filter(|text| !text.is_empty()).map(Id::text),
    }
}
