use super::{Progress, command::Attempt};
use crate::{part, store::Link, view::Able};
use cti_core::{Intent, IntentError};
use cti_protocol::{Pii, Variables};
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

/// Milliseconds for which a call waits for the late part: whoever asked for it does not expect it later.
const WAIT: i64 = 10_000;

/// The last number that was dialled, and what became of it.
#[derive(Default)]
pub(crate) struct Dialled {
    attempt: Attempt,
    number: AttrValue,
    /// It waits for the late part, which dials: whether it was asked for again.
    waits: Option<bool>,
    /// How often the connection had been lost before. It is not dialled on another one.
    losses: u32,
}

impl Dialled {
    fn fail(&mut self, error: IntentError) {
        self.waits = None;
        self.attempt.progress = Progress::Failed(error);
    }
}

/// Dialling, from wherever: one attempt at a time, told of in one place.
#[derive(Clone, PartialEq)]
pub(crate) struct Dial {
    /// What became of the last attempt.
    pub(crate) progress: Progress,
    /// Its number, as it was typed.
    pub(crate) number: AttrValue,
    /// Dials; `true` dials what was dialled just now.
    pub(crate) call: Callback<(AttrValue, bool)>,
    /// Takes what is told away.
    pub(crate) forget: Callback<()>,
}

/// Dials what waits for that, once, and sees what became of what was dialled.
pub(crate) fn dial(link: &Link, dialled: &RefCell<Dialled>) {
    let waits = dialled.borrow_mut().waits.take();
    if let Some(again) = waits {
        let late = link.clock() - dialled.borrow().attempt.at > WAIT;
        if late || link.losses() != dialled.borrow().losses {
            return dialled.borrow_mut().fail(IntentError::NotConnected);
        }
        let number = Pii::new(dialled.borrow().number.as_str());
        // Not borrowed: the page may hear of it at once, and ask for another.
        let attempt = Attempt::ask(
            link,
            Intent::MakeCall {
                number,
                user: None,
                caller_id: None,
                variables: Variables::new(),
                again,
            },
        );
        dialled.borrow_mut().attempt = attempt;
    }
    let commands = &link.picture().snapshot.commands;
    dialled.borrow_mut().attempt.look(commands.iter(), link.clock());
}

/// The attempt, and ways to the next. Until the late part is here a call waits for it; it is given up where that cannot be
/// fetched, or the connection is lost meanwhile.
#[hook]
pub(crate) fn use_dial(link: &Link, able: Able, failed: bool) -> Dial {
    let update = use_force_update();
    let dialled = use_mut_ref(Dialled::default);
    match part::here() {
        Some(part) if dialled.borrow().waits.is_none() => (part.dial)(link, &dialled),
        None if dialled.borrow().waits.is_some() => {
            if able != Able::Yes {
                dialled.borrow_mut().fail(IntentError::NotConnected);
            } else if failed {
                // What is the matter stands beneath the field, and the number in it.
                dialled.take();
            }
        }
        _ => {}
    }
    {
        let (link, dialled, update) = (link.clone(), dialled.clone(), update.clone());
        use_effect(move || {
            if dialled.borrow().waits.is_some()
                && let Some(part) = part::here()
            {
                (part.dial)(&link, &dialled);
                update.force_update();
            }
        });
    }
    let call = {
        let dialled: Rc<RefCell<Dialled>> = dialled.clone();
        use_callback(
            link.clone(),
            move |(number, again): (AttrValue, bool), link: &Link| {
                dialled.replace(Dialled {
                    attempt: Attempt::begun(link.clock()),
                    number,
                    waits: Some(again),
                    losses: link.losses(),
                });
                if let Some(part) = part::here() {
                    (part.dial)(link, &dialled);
                }
                update.force_update();
            },
        )
    };
    let forget = {
        let dialled = dialled.clone();
        use_callback((), move |(), ()| {
            dialled.take();
        })
    };
    let dialled = dialled.borrow();
    Dial {
        progress: dialled.attempt.progress.clone(),
        number: dialled.number.clone(),
        call,
        forget,
    }
}
