//! What looks after a tab beside its calls: the other tabs, sounds, notifications, records that open. All that is in the
//! part that comes late (`late/`); here is what the rest knows of it.

use crate::{driver::Driver, edge::locks::Granted};
use cti_core::{
    Call, Contact, DeviceSettings, Intent, IntentError, Moment, Pop, Refusal, ScreenPop, Snapshot,
    TabsOutput, Theme, Verdict, inspect::Recorder,
};
use cti_protocol::{Id, Pii};
use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::Rc,
};
use wasm_bindgen::JsValue;
use yew::Callback;

/// What the person at this browser has said about notifications of this page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Permission {
    /// This browser or this frame has none.
    #[default]
    Missing,
    /// Shown.
    Granted,
    /// Not asked yet.
    Unasked,
    /// Not wanted; only the browser's own settings can change that.
    Denied,
}

/// Whom the page's lookup knows.
pub trait Directory {
    /// Whose number this is.
    fn find(&self, number: &str) -> Option<Rc<Contact>>;
    /// Those with these words or digits, by name.
    fn matching(&self, typed: &str) -> Vec<Rc<Contact>>;
}

/// A [`Directory`] as part of a picture: equal as long as nothing else is known.
#[derive(Clone)]
pub struct Known {
    /// The directory.
    pub directory: Rc<dyn Directory>,
    revision: u32,
}

impl Known {
    pub(crate) fn new(directory: Rc<dyn Directory>, revision: u32) -> Self {
        Self { directory, revision }
    }
}

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Known")
    }
}

/// What the views show of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Around {
    /// The tab among the others: `leading`, `following`, `waiting`, `alone`; empty until that is known.
    pub role: &'static str,
    /// What holds on this device.
    pub settings: DeviceSettings,
    /// Whether they could be stored.
    pub kept: bool,
    /// Whether notifications may be shown.
    pub permission: Permission,
    /// Devices that sound can go to, by id and name; none where the browser does not tell.
    pub outputs: Vec<(String, String)>,
    /// It should ring, and the browser wants a click first.
    pub blocked: bool,
    /// Records that wait for a click.
    pub offers: Vec<Rc<Pop>>,
    /// Rules that named an address which is not opened, by their place in the configuration.
    pub refused: Vec<(Rc<str>, Refusal)>,
    /// What opens for which call.
    pub rules: Rc<ScreenPop>,
    /// Whom the page's lookup knows, where the page has one.
    pub contacts: Option<Known>,
    /// What the page configures of what can be set on the device.
    pub configured: Rc<DeviceSettings>,
    /// Calls may wait for the page's call log to confirm them.
    pub unlogged: bool,
    /// The theme that the views have applied last; it outlives what is drawn anew.
    pub dressed: Rc<Cell<Option<Theme>>>,
    /// How often the language was changed: then all is drawn anew.
    pub spoken: u32,
    /// The language that was chosen last could not be fetched.
    pub unspoken: bool,
}

impl Around {
    /// The record that waits for a click on this call's card.
    pub fn offer(&self, call: &Id) -> Option<&Rc<Pop>> {
        self.offers.iter().find(|offer| offer.call.id == *call)
    }
}

/// What a view may want of it.
#[derive(Clone, Debug)]
pub enum Wish {
    /// These settings.
    Set(DeviceSettings),
    /// To be asked for the permission to show notifications.
    Permit,
    /// To hear how loud it is.
    Try,
    /// To know which devices there are.
    Outputs,
    /// To have a refusal out of sight.
    Refusals,
    /// A notice taken away.
    Dismiss(u64),
    /// A waiting record was opened by its link.
    Opened(Id, Moment),
    /// A text saved as a file of this name.
    Save(String, Pii),
    /// To see the frames.
    Inspect(Callback<Rc<RefCell<Recorder>>>),
    /// A text on the clipboard. Told is whether it is there.
    Copy(Pii, Callback<bool>),
    /// The text of a file that was chosen; none where it cannot be read, or is longer than a capture may be.
    Read(JsValue, Callback<Option<Pii>>),
}

/// The part's side of it.
pub(crate) trait Aide {
    /// Meets the other tabs, now that the softphone can be shared.
    fn join(&self, driver: &Driver);
    /// Something changed, of the calls or of the tab.
    fn look(&self, driver: &Driver);
    /// A second passed.
    fn second(&self, driver: &Driver);
    /// A frame came on a connection, or went out.
    fn frame(&self, at: i64, connection: u64, out: bool, text: &str);
    /// Does what the core wants of the browser's tabs.
    fn tabs(&self, driver: &Driver, output: TabsOutput);
    /// Does what a view wants.
    fn wish(&self, driver: &Driver, wish: Wish);
    /// Opens the record of a call, for a click. `false` if no rule names one.
    fn open(&self, driver: &Driver, call: &Rc<Call>) -> bool;
    /// What there is to show.
    fn around(&self) -> Rc<Around>;
    /// Puts names on the calls of a picture.
    fn dress(&self, driver: &Driver, snapshot: &mut Snapshot);
    /// Dials, once the page has been asked whether the number may be called.
    fn dial(&self, driver: &Driver, intent: Intent) -> Result<Option<u64>, IntentError>;
    /// The page has said whether a dial may go.
    fn permitted(&self, driver: &Driver, dial: u64, verdict: &Verdict);
    /// The connection is lost: what waits for the page is not dialled on another one.
    fn lost(&self, driver: &Driver);
    /// The page has told who somebody is.
    fn named(&self, driver: &Driver);
    /// These devices can sound.
    fn outputs(&self, driver: &Driver, outputs: Vec<(String, String)>);
    /// The browser said this of a request for the lock.
    fn lock_told(&self, driver: &Driver, request: u32, granted: Granted);
    /// The words of this language have come, or not.
    fn spoken(&self, driver: &Driver, locale: Option<&str>, come: bool);
    /// Forgets what is set on this device.
    fn forget(&self, driver: &Driver);
}
