//! Bytes as frames.

use crate::watched::Watched;
use cti_core::Intent;
use cti_protocol::{Dialect, Variables};

/// Ends a frame: no byte of a text.
pub(crate) const END: u8 = 0xFF;

pub(crate) fn run(data: &[u8]) {
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    let mut phone = Watched::start();
    match Dialect::NAMES.get(usize::from(*first) % (Dialect::NAMES.len() + 1)) {
        Some(dialect) => phone.join(dialect),
        // The greeting is among the frames.
        None => phone.open(),
    }
    for frame in rest.split(|byte| *byte == END) {
        phone.pass(100);
        // As the browser's edge does with a binary frame; a text frame is text already.
        phone.frame(&String::from_utf8_lossy(frame));
    }
    // Whatever was learnt from the greeting, what is written can be read.
    phone.ask(Intent::MakeCall {
        number: "+34600123456".into(),
        user: None,
        caller_id: None,
        variables: Variables::from_iter([("order".to_owned(), "A-17".into())]),
        again: true,
    });
    phone.finish();
}
