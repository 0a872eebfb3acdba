//! Commands: those of the page wait until the part is here that reads and carries them out.

use super::Driver;
use crate::{
    edge::{clock, dynamic::get, json},
    part::{self, Part},
};
use cti_core::{ConnectionState, Intent, IntentError, Millis, SECOND};
use serde_json::Value;
use wasm_bindgen::JsValue;

/// So long a command waits for the part: whoever asked for a call does not expect one later.
const WAIT: Millis = 10 * SECOND;

/// What is told of a command that has waited in vain.
const NOT_LOADED: &str = "not sent: a part of the softphone could not be loaded";

/// The commands of the handle.
#[derive(Clone, Copy)]
pub(crate) enum Command {
    MakeCall,
    SetVariables,
    Logout,
}

/// A command of the page as it was asked for.
pub(crate) struct Asked {
    pub(crate) command: Command,
    /// Its arguments, as they were then.
    pub(crate) what: Value,
    pub(crate) more: Value,
}

/// The functions of a promise.
pub(crate) struct Promised {
    pub(crate) resolve: js_sys::Function,
    pub(crate) reject: js_sys::Function,
}

pub(super) struct Waiting {
    asked: Asked,
    pub(super) promised: Promised,
    /// Until then, on the forward clock.
    until: Millis,
}

impl Driver {
    /// Carries out a command; the promise settles with the event that confirms it.
    pub(crate) fn promise(&self, asked: Asked, promised: Promised) {
        if let Some(part) = self.part() {
            self.command(&part, &asked, promised);
            return;
        }
        let now = clock::now();
        if self.phone.borrow_mut().snapshot(now).connection.state != ConnectionState::Live {
            reject(&promised, &IntentError::NotConnected);
            return;
        }
        self.asked.borrow_mut().push(Waiting {
            asked,
            promised,
            until: now.mono + WAIT,
        });
        self.part_due.set(0);
        self.want_part();
    }

    fn command(&self, part: &Part, asked: &Asked, promised: Promised) {
        if self.stopped.get() {
            reject(&promised, &IntentError::Destroyed);
            return;
        }
        match (part.read)(asked).map(|intent| self.put(intent)) {
            // Kept before anything is sent: what cannot be sent settles at once.
            Ok(Ok(Some(command))) => {
                self.promised.borrow_mut().insert(command, promised);
            }
            Ok(Ok(None)) => settle(&promised.resolve, &JsValue::UNDEFINED),
            Ok(Err(error)) => reject(&promised, &error),
            Err(words) => settle(&promised.reject, &js_sys::TypeError::new(words)),
        }
        self.drain();
    }

    /// Hands an intent in. Numbers are completed as the configuration says.
    pub(super) fn put(&self, mut intent: Intent) -> Result<Option<u64>, IntentError> {
        let connects = matches!(intent, Intent::Connect);
        if connects || matches!(intent, Intent::Disconnect) {
            if self.held.get().is_some() {
                self.held.set(Some(connects));
                return Ok(None);
            }
        } else if let Some(part) = self.part() {
            (part.complete)(&self.numbers.borrow(), &mut intent);
        }
        if self.asks_before(&intent) {
            return match self.aide() {
                Some(aide) => aide.dial(self, intent),
                None => Err(IntentError::NotConnected),
            };
        }
        self.phone.borrow_mut().ask(clock::now(), intent)
    }

    /// Whether the page is to be asked first.
    fn asks_before(&self, intent: &Intent) -> bool {
        let hook = get(&self.page(), "doNotCall");
        matches!(intent, Intent::MakeCall { .. }) && !(hook.is_undefined() || hook.is_null())
    }

    /// The part, if it is here; then the softphone has it too.
    fn part(&self) -> Option<Part> {
        let part = part::here()?;
        self.put_part(&part);
        Some(part)
    }

    /// Carries out what has waited for the part.
    pub(super) fn carry_out_asked(&self, part: &Part) {
        self.refuse_late();
        for waiting in self.asked.take() {
            self.command(part, &waiting.asked, waiting.promised);
        }
    }

    /// Refuses what has waited for too long.
    pub(super) fn refuse_late(&self) {
        self.refuse_asked(clock::now().mono, NOT_LOADED);
    }

    /// The part could not be fetched.
    pub(super) fn refuse_all(&self) {
        self.refuse_asked(Millis::MAX, NOT_LOADED);
    }

    /// Refuses what waits no longer than until then.
    pub(super) fn refuse_asked(&self, until: Millis, words: &str) {
        let mut kept = Vec::new();
        for waiting in self.asked.take() {
            if waiting.until <= until {
                reject_with(&waiting.promised, IntentError::NotConnected.code(), words);
            } else {
                kept.push(waiting);
            }
        }
        self.asked.replace(kept);
    }
}

pub(super) fn settle(function: &js_sys::Function, value: &JsValue) {
    let _ = function.call1(&JsValue::NULL, value);
}

pub(super) fn reject(promised: &Promised, error: &IntentError) {
    reject_with(promised, error.code(), &error.to_string());
}

fn reject_with(promised: &Promised, code: &str, words: &str) {
    let error = json::object(vec![
        ("code", code.into()),
        ("message", words.into()),
        ("details", json::object(Vec::new())),
    ]);
    settle(&promised.reject, &json::to_js(&error));
}
