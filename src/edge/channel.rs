//! The channel between the tabs of one site. Nothing that is said on it is heard by the tab that says it.

use super::{
    dynamic::{call, get, make, text},
    listen::Listener,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::EventTarget;

/// An open channel; closed when dropped.
pub(crate) struct Channel {
    channel: JsValue,
    _listener: Listener,
}

impl Channel {
    /// Opens a channel and calls back with every text on it. `None` where there are none: a frame without an origin of
    /// its own may not have one.
    pub(crate) fn open(name: &str, heard: impl Fn(String) + 'static) -> Option<Self> {
        let channel = make("BroadcastChannel", &[&text(name)]).ok()?;
        let target: &EventTarget = channel.unchecked_ref();
        // Anything else than a text is not ours.
        let listener = Listener::new(target, "message", move |event| {
            if let Some(text) = get(&event, "data").as_string() {
                heard(text);
            }
        });
        Some(Self {
            channel,
            _listener: listener,
        })
    }

    /// Says something to the other tabs.
    pub(crate) fn post(&self, message: &str) {
        // Fails only on a closed channel.
        let _ = call(&self.channel, "postMessage", &[&text(message)]);
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        let _ = call(&self.channel, "close", &[]);
    }
}
