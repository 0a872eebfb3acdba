//! What views share: the picture, the clock, commands on their way, focus.

mod clock;
mod command;
mod dial;
mod focus;
mod fold;
mod part;
mod picture;

pub(crate) use clock::{Tick, use_ticking, use_today};
pub(crate) use command::{Progress, use_command};
pub(crate) use dial::{Dial, Dialled, dial, use_dial};
pub(crate) use focus::{focus, reveal, use_id, use_kept_focus, use_picked_focus};
pub(crate) use fold::{Folded, use_fold};
pub(crate) use part::use_part;
pub(crate) use picture::use_picture;
