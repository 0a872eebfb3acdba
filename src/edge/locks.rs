//! The lock that says which of several tabs leads. The browser grants it to one page of a site at a time, and takes it
//! back from a page that is closed or crashes.

use super::dynamic::{call, get, get_text, global, make, set, text};
use js_sys::{Array, Function, Promise};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// How a lock is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Now or never.
    IfFree,
    /// In turn.
    Queue,
    /// From whoever has it.
    ByForce,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Granted {
    /// This page has the lock.
    Held,
    /// Somebody has it, or waits for it.
    Taken,
    /// Another page took it by force.
    Lost,
    /// There are none, or not for this page.
    Refused,
}

/// How far a request has come.
enum Stage {
    Asked,
    /// Granted; this gives it back.
    Held(Function),
    Over,
}

/// A lock that was asked for. Dropping it gives it back, or withdraws the request.
pub(crate) struct Lock {
    stage: Rc<RefCell<Stage>>,
    abort: JsValue,
}

/// Whether there are locks here at all. A page without a secure address has none; a sandboxed frame may be refused.
pub(crate) fn exist() -> bool {
    get(&manager(), "request").is_function()
}

fn manager() -> JsValue {
    get(&global("navigator"), "locks")
}

impl Lock {
    /// Asks for a lock, and tells what becomes of that: as long as this lives, and perhaps once more.
    pub(crate) fn request(name: &str, way: Way, told: impl Fn(Granted) + 'static) -> Self {
        let stage = Rc::new(RefCell::new(Stage::Asked));
        let told = Rc::new(told);
        let options: JsValue = js_sys::Object::new().into();
        let mut abort = JsValue::UNDEFINED;
        match way {
            Way::ByForce => {
                set(&options, "steal", &JsValue::TRUE);
            }
            Way::IfFree => {
                set(&options, "ifAvailable", &JsValue::TRUE);
            }
            Way::Queue => {
                if let Ok(controller) = make("AbortController", &[]) {
                    set(&options, "signal", &get(&controller, "signal"));
                    abort = controller;
                }
            }
        }
        let (kept, granted) = (stage.clone(), told.clone());
        // Held for as long as the promise that this gives back is open.
        let callback = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            if lock.is_null() {
                kept.replace(Stage::Over);
                granted(Granted::Taken);
                return JsValue::UNDEFINED;
            }
            // Nobody wants it any more.
            if matches!(*kept.borrow(), Stage::Over) {
                return JsValue::UNDEFINED;
            }
            let held = Promise::new(&mut |resolve, _| {
                kept.replace(Stage::Held(resolve));
            });
            granted(Granted::Held);
            held.into()
        });
        let asked = call(&manager(), "request", &[&text(name), &options, &callback]);
        let asked = asked.and_then(JsCast::dyn_into::<Promise>);
        let kept = stage.clone();
        spawn_local(async move {
            let ended = match asked {
                Ok(asked) => JsFuture::from(asked).await.map(|_| ()),
                Err(error) => Err(error),
            };
            // It ends well when we give the lock back.
            if ended.is_err() {
                match kept.replace(Stage::Over) {
                    Stage::Held(_) => told(Granted::Lost),
                    Stage::Asked => told(Granted::Refused),
                    Stage::Over => {}
                }
            }
        });
        Self { stage, abort }
    }

    /// Whether this page has it.
    pub(crate) fn is_held(&self) -> bool {
        matches!(*self.stage.borrow(), Stage::Held(_))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        match self.stage.replace(Stage::Over) {
            Stage::Held(release) => {
                let _ = release.call0(&JsValue::UNDEFINED);
            }
            Stage::Asked => {
                let _ = call(&self.abort, "abort", &[]);
            }
            Stage::Over => {}
        }
    }
}

/// A lock that somebody holds.
pub(crate) struct Held {
    /// Its name.
    pub(crate) name: String,
    /// The browser's own name for the page that holds it.
    pub(crate) holder: String,
}

/// Tells which locks of this site are held.
pub(crate) fn list(answer: impl FnOnce(Vec<Held>) + 'static) {
    let asked = call(&manager(), "query", &[]).and_then(JsCast::dyn_into::<Promise>);
    spawn_local(async move {
        let held = match asked {
            Ok(asked) => JsFuture::from(asked)
                .await
                .map_or(JsValue::UNDEFINED, |all| get(&all, "held")),
            Err(_) => JsValue::UNDEFINED,
        };
        let held = held.dyn_into::<Array>().unwrap_or_default();
        let read = |lock: JsValue| {
            Some(Held {
                name: get_text(&lock, "name")?,
                holder: get_text(&lock, "clientId")?,
            })
        };
        answer(held.iter().filter_map(read).collect());
    });
}
