//! The softphone without a browser: what the room says goes in, pictures and things to do come out.
//!
//! [`Softphone`] is all that an edge needs. It never knows what time it is and never rolls dice: both come in as
//! arguments, so that a two-hour outage is a test of microseconds.

mod calls;
mod clocks;
mod commands;
mod drafts;
mod history;
mod intent;
mod model;
mod number;
mod public;
mod reports;
mod roster;
mod session;
mod snapshot;
mod softphone;
mod status;
mod time;

pub use drafts::{Draft, DraftProblem, DraftRow, Edit};
pub use history::{
    Keep, Matcher,
    archive::{Answer, Change, Job, Read, Shelf, Span, Trouble},
};
pub use intent::Intent;
pub use model::{Confirmation, Told};
pub use number::dialable;
pub use snapshot::*;
pub use softphone::{Input, Output, Softphone};
pub use time::{MINUTE, Millis, Now, SECOND};
