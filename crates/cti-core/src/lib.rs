//! The softphone without a browser: what the room says goes in, pictures and things to do come out.
//!
//! [`Softphone`] is all that an edge needs. It never knows what time it is and never rolls dice: both come in as
//! arguments, so that a two-hour outage is a test of microseconds.

mod alerts;
mod calls;
mod clocks;
mod commands;
mod contacts;
mod desk;
mod device;
mod drafts;
mod ended;
mod hands;
mod history;
pub mod inspect;
mod intent;
mod io;
mod keeper;
mod model;
mod number;
mod permits;
mod phone;
mod pop;
mod public;
mod replica;
mod reports;
mod roster;
mod session;
mod shared;
mod shortcuts;
mod snapshot;
mod softphone;
mod status;
pub mod tabs;
mod time;
mod waiting;

pub use alerts::{AlertEffect, Alerts, Badge, Duty, Place, Pop};
pub use contacts::{Contact, ContactTrouble, Contacts, Earlier, Learnt, Question};
pub use device::{DeviceSettings, Theme};
pub use drafts::{Draft, DraftProblem, DraftRow, Edit};
pub use ended::{CallLog, Delivery, LogTrouble};
pub use hands::{Hands, hands};
pub use history::{
    Keep, Matcher,
    archive::{Answer, Change, Job, Read, Shelf, Span, Trouble},
};
pub use intent::Intent;
pub use io::{Input, Output, TabsInput, TabsOutput};
pub use keeper::{BoxedKeeper, Recalled, keeper};
pub use model::{Confirmation, Told};
pub use number::{Numbers, dialable};
pub use permits::{Decision, Permits, Verdict};
pub use phone::{Duties, Phone};
pub use pop::{Found, Moment, Refusal, SafeUrl, Schemes, ScreenPop, Target};
pub use replica::Entry;
pub use shared::{group_name, share};
pub use shortcuts::{Act, Combo, Pressed, Shortcuts, Unfit};
pub use snapshot::*;
pub use softphone::Softphone;
pub use tabs::Presence as TabsPresence;
pub use time::{MINUTE, Millis, Now, SECOND};
