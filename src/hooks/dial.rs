use super::{Progress, use_command};
use crate::{store::Link, view::Same};
use cti_core::{Intent, Sent};
use cti_protocol::{Pii, Variables};
use yew::prelude::*;

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

/// The attempt that these commands of the picture tell of.
#[hook]
pub(crate) fn use_dial(link: &Link, commands: &[Same<Sent>]) -> Dial {
    let command = use_command(link, commands);
    let number = use_state_eq(AttrValue::default);
    let call = {
        let set = number.setter();
        use_callback(
            command.ask.clone(),
            move |(number, again): (AttrValue, bool), ask: &Callback<Intent>| {
                set.set(number.clone());
                ask.emit(Intent::MakeCall {
                    number: Pii::new(number.as_str()),
                    user: None,
                    caller_id: None,
                    variables: Variables::new(),
                    again,
                });
            },
        )
    };
    let forget = {
        let set = number.setter();
        use_callback(command.forget.clone(), move |(), forget: &Callback<()>| {
            forget.emit(());
            set.set(AttrValue::default());
        })
    };
    Dial {
        progress: command.progress,
        number: (*number).clone(),
        call,
        forget,
    }
}
