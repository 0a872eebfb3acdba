//! Notifications of the system, one for each call at most.

use super::dynamic::{call, get_text, global, make, set, text};
use crate::aide::Permission;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// The permission as it is now.
pub(crate) fn permission() -> Permission {
    match get_text(&global("Notification"), "permission").as_deref() {
        Some("granted") => Permission::Granted,
        Some("default") => Permission::Unasked,
        Some(_) => Permission::Denied,
        None => Permission::Missing,
    }
}

/// Asks for the permission. Only to be called for a click: browsers refuse, and people resent, anything else.
pub(crate) fn ask(done: impl FnOnce() + 'static) {
    let Ok(promise) = call(&global("Notification"), "requestPermission", &[]) else {
        return;
    };
    let Ok(promise) = promise.dyn_into::<js_sys::Promise>() else {
        return;
    };
    wasm_bindgen_futures::spawn_local(async move {
        let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        done();
    });
}

/// A notification that is shown; withdrawn when dropped.
pub(crate) struct Notice {
    notification: JsValue,
    _clicked: Closure<dyn FnMut()>,
}

impl Notice {
    /// Shows one, if that is permitted. A click brings this page to the front, then calls back.
    pub(crate) fn show(
        title: &str,
        body: &str,
        tag: &str,
        mut clicked: impl FnMut() + 'static,
    ) -> Option<Self> {
        if permission() != Permission::Granted {
            return None;
        }
        let options: JsValue = js_sys::Object::new().into();
        set(&options, "body", &text(body));
        // Tabs that show the same one by mistake show it once; and the ring is heard already.
        set(&options, "tag", &text(tag));
        set(&options, "silent", &JsValue::TRUE);
        set(&options, "requireInteraction", &JsValue::TRUE);
        // Phones have the class, but its constructor throws.
        let notification = make("Notification", &[&text(title), &options]).ok()?;
        let shown = notification.clone();
        let clicked = Closure::<dyn FnMut()>::new(move || {
            let _ = call(&js_sys::global(), "focus", &[]);
            let _ = call(&shown, "close", &[]);
            clicked();
        });
        set(&notification, "onclick", clicked.as_ref());
        Some(Self {
            notification,
            _clicked: clicked,
        })
    }
}

impl Drop for Notice {
    fn drop(&mut self) {
        set(&self.notification, "onclick", &JsValue::NULL);
        let _ = call(&self.notification, "close", &[]);
    }
}
