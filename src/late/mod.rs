//! What looks after a tab beside its calls, in the part that comes late: see [`crate::aide`].

mod alerts;
pub(crate) mod commands;
mod contacts;
mod dials;
mod ended;
mod language;
mod links;
mod origins;
pub(crate) mod shortcuts;
mod tabs;
mod update;

use crate::{
    aide::{Aide, Around, Wish},
    config,
    driver::Driver,
    edge::{
        clipboard, device,
        dynamic::get,
        json,
        listen::Listener,
        locks::{Granted, Lock},
        notify, save, sound,
    },
    store::Actions,
};
use alerts::Bell;
use contacts::Book;
use cti_core::{
    Call, DeviceSettings, Intent, IntentError, Numbers, Permits, ScreenPop, Snapshot, TabsInput, TabsOutput,
    TabsPresence, Verdict,
    inspect::{CAPTURE_BYTES, Recorder},
};
use cti_protocol::{Dialect, Pii};
use ended::Log;
use serde_json::Value;
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};
use tabs::Neighbours;
use wasm_bindgen::{JsCast, JsValue};

/// How the room spells its messages and numbers are written, or all that is wrong with the configuration.
pub(crate) type Judged = Result<(Dialect, Numbers), Vec<String>>;

/// Reads what the connection does not need of the configuration, or what it has to wait for: how the room spells its
/// messages, and how numbers are written.
///
/// # Errors
/// All that is wrong with it.
pub(crate) fn check(page: &JsValue) -> Judged {
    let given = json::from_js(page);
    let dialect = config::check(&given);
    let wrong = [
        dialect.as_ref().err().cloned(),
        ScreenPop::read(&given["screenPop"]).err(),
        sounds(&given).err(),
        Numbers::check(&given["numbers"]).err(),
        shortcuts::configured(&given).err(),
    ];
    let mut mistakes: Vec<String> = wrong.into_iter().flatten().flatten().collect();
    mistakes.extend(FUNCTIONS.iter().filter_map(|key| {
        let hook = get(page, key);
        let right = hook.is_undefined() || hook.is_null() || hook.is_function();
        (!right).then(|| [key, ": a function expected"].concat())
    }));
    mistakes.extend(origins::check(&given["allowedOrigins"]));
    mistakes.extend(links::check(&given["clickToDial"], links::selects));
    match dialect {
        Ok(dialect) if mistakes.is_empty() => Ok((dialect, Numbers::read(&given["numbers"]))),
        _ => Err(mistakes),
    }
}

/// The page's functions.
const FUNCTIONS: [&str; 3] = ["contacts", dials::KEY, ended::KEY];

fn sounds(config: &Value) -> Result<DeviceSettings, Vec<String>> {
    DeviceSettings::configured(&config["sound"], &config["notifications"])
}

/// What the page configures of what can be set on the device.
fn configured(config: &Value) -> Rc<DeviceSettings> {
    let mut configured = sounds(config).unwrap_or_default();
    configured.look(&config["theme"], &config["locale"]);
    configured.shortcuts = shortcuts::configured(config).unwrap_or_default();
    Rc::new(configured)
}

/// Clicks so near each other count as one, in milliseconds.
const TOUCHED: i64 = 1_000;
/// How often a tab looks at once.
const ROUNDS: u32 = 3;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Looking {
    No,
    Once,
    Again,
}

struct Late {
    bell: RefCell<Bell>,
    recorder: Rc<RefCell<Recorder>>,
    neighbours: RefCell<Neighbours>,
    around: RefCell<Rc<Around>>,
    book: Rc<Book>,
    permits: RefCell<Permits>,
    log: Rc<Log>,
    /// While effects are carried out: what they change is looked at after them.
    looking: Cell<Looking>,
    /// What the page configures, before anything is set on this device.
    configured: RefCell<Rc<DeviceSettings>>,
    /// The language that was chosen last.
    spoken: RefCell<Option<String>>,
    /// When this tab last had the focus, in milliseconds since 1970.
    focused_at: Cell<i64>,
    /// What the other tabs were last told of this one.
    presence: Cell<TabsPresence>,
    listeners: RefCell<Vec<Listener>>,
    /// The loader's way in.
    door: RefCell<Option<update::Door>>,
}

/// Begins to look after a tab.
pub(crate) fn start(driver: &Rc<Driver>, tab: u64) -> Rc<dyn Aide> {
    let page = driver.page();
    let config = json::from_js(&page);
    let group = driver.group();
    // One that was only asked for so far is asked for again, in turn.
    let lock = group.and_then(|group| group.lock.take()).filter(Lock::is_held);
    let group = group.map(|group| group.name.clone());
    let configured = configured(&config);
    let settings = device::read().map_or_else(|| (*configured).clone(), |text| configured.with_stored(&text));
    let rules = Rc::new(ScreenPop::read(&config["screenPop"]).unwrap_or_default());
    let book = Book::new(&get(&page, "contacts"), rules.schemes().clone());
    // The loader has fetched that one.
    let spoken = RefCell::new(settings.locale.clone());
    let around = Around {
        contacts: book.known(),
        settings,
        configured: configured.clone(),
        kept: true,
        permission: notify::permission(),
        rules,
        ..Around::default()
    };
    let late = Rc::new(Late {
        bell: RefCell::default(),
        recorder: Rc::new(RefCell::new(Recorder::new(driver.dialect()))),
        neighbours: RefCell::new(Neighbours::new(group, tab, lock)),
        around: RefCell::new(Rc::new(around)),
        book,
        permits: RefCell::default(),
        log: Log::new(&get(&page, ended::KEY), driver.keep()),
        looking: Cell::new(Looking::No),
        configured: RefCell::new(configured),
        spoken,
        presence: Cell::default(),
        focused_at: Cell::new(if tabs::visible() { tabs::now() } else { 0 }),
        listeners: RefCell::default(),
        door: RefCell::default(),
    });
    let output = late.around.borrow().settings.output_device.clone();
    late.bell.borrow_mut().sound.choose(output.as_deref());
    late.listen(&Rc::downgrade(driver));
    late.open_door(driver);
    late
}

impl Late {
    /// Changes what is shown, and has it drawn.
    fn change(&self, driver: &Driver, change: impl FnOnce(&mut Around)) {
        change(Rc::make_mut(&mut self.around.borrow_mut()));
        driver.draw();
    }

    fn configured(&self) -> Rc<DeviceSettings> {
        self.configured.borrow().clone()
    }

    fn set(&self, driver: &Driver, settings: DeviceSettings) {
        self.bell
            .borrow_mut()
            .sound
            .choose(settings.output_device.as_deref());
        self.speak(driver, settings.locale.clone());
        self.change(driver, |around| around.settings = settings);
        self.look(driver);
    }

    /// Whether the host says that its page has what is not saved. One that cannot say so is left alone.
    fn busy(&self, driver: &Driver) -> bool {
        let allowed = get(&get(&driver.page(), "screenPop"), "allowed");
        allowed.dyn_ref::<js_sys::Function>().is_some_and(|allowed| {
            let answer = allowed.call0(&JsValue::UNDEFINED);
            answer.ok().and_then(|answer| answer.as_bool()) != Some(true)
        })
    }

    fn listen(self: &Rc<Self>, driver: &Weak<Driver>) {
        let mut listeners = self.listeners.borrow_mut();
        if let Some(window) = web_sys::window() {
            // Browsers hold sounds back until somebody does one of these.
            for name in ["pointerdown", "keydown", "focus"] {
                listeners.push(self.on(driver, &window, name, Self::touched));
            }
            listeners.push(self.on(driver, &window, "pagehide", |late, driver| {
                late.log.leave(true);
                driver.tabs(TabsInput::Leave);
            }));
            listeners.push(self.on(driver, &window, "pageshow", |late, driver| {
                late.log.leave(false);
                driver.tabs(TabsInput::Resume);
            }));
            if let Some(document) = window.document() {
                listeners.push(self.on(driver, &document, "freeze", |late, driver| {
                    late.log.leave(true);
                    driver.tabs(TabsInput::Leave);
                }));
                listeners.push(self.on(driver, &document, "resume", |late, driver| {
                    late.log.leave(false);
                    driver.tabs(TabsInput::Resume);
                }));
                listeners.push(self.on(driver, &document, "visibilitychange", |late, driver| {
                    if tabs::visible() {
                        late.focused_at.set(tabs::now());
                    }
                    late.present(driver);
                }));
            }
        }
        let (me, driver) = (Rc::downgrade(self), driver.clone());
        listeners.extend(device::watch(move |text| {
            if let (Some(late), Some(driver)) = (me.upgrade(), driver.upgrade()) {
                let settings = text.map_or_else(
                    || (*late.configured()).clone(),
                    |text| late.configured().with_stored(&text),
                );
                late.set(&driver, settings);
            }
        }));
    }

    /// Somebody clicks or types in the page. That happens often, and mostly nothing comes of it.
    fn touched(&self, driver: &Driver) {
        self.bell.borrow_mut().sound.wake();
        let now = tabs::now();
        if now - self.focused_at.get() > TOUCHED {
            self.focused_at.set(now);
        }
        self.present(driver);
    }

    fn on(
        self: &Rc<Self>,
        driver: &Weak<Driver>,
        target: &web_sys::EventTarget,
        name: &'static str,
        act: fn(&Self, &Driver),
    ) -> Listener {
        let (me, driver) = (Rc::downgrade(self), driver.clone());
        Listener::new(target, name, move |_| {
            if let (Some(late), Some(driver)) = (me.upgrade(), driver.upgrade()) {
                act(&late, &driver);
            }
        })
    }
}

impl Aide for Late {
    fn join(&self, driver: &Driver) {
        self.meet(driver);
    }

    fn look(&self, driver: &Driver) {
        if self.looking.replace(Looking::Again) != Looking::No {
            return;
        }
        if get(&get(&driver.page(), "screenPop"), "allowed").is_function() {
            // The page does not tell when its answer changes.
            self.present(driver);
        }
        // A record that was blocked is offered in the second round; whatever more there is can wait for a second.
        for _ in 0..ROUNDS {
            if self.looking.replace(Looking::Once) == Looking::Again {
                self.ring(driver);
            }
        }
        self.looking.set(Looking::No);
    }

    fn second(&self, driver: &Driver) {
        self.present(driver);
        let permission = notify::permission();
        if permission != self.around.borrow().permission {
            self.change(driver, |around| around.permission = permission);
        }
        self.bell.borrow_mut().second();
        self.book.second(driver);
        self.give_up_dials(driver);
        self.log.second(driver);
        let unlogged = self.log.is_needed();
        if unlogged != self.around.borrow().unlogged {
            self.change(driver, |around| around.unlogged = unlogged);
        }
        self.look(driver);
    }

    fn frame(&self, at: i64, connection: u64, out: bool, text: &str) {
        self.recorder.borrow_mut().record(at, connection, out, text);
    }

    fn tabs(&self, driver: &Driver, output: TabsOutput) {
        self.neighbour(driver, output);
    }

    fn wish(&self, driver: &Driver, wish: Wish) {
        match wish {
            Wish::Set(settings) => {
                let kept = device::write(&settings.to_stored(&self.configured()));
                self.change(driver, |around| around.kept = kept);
                self.set(driver, settings);
            }
            Wish::Permit => {
                let driver = driver.weak();
                notify::ask(move || {
                    if let Some(driver) = driver.upgrade() {
                        driver.second();
                    }
                });
            }
            Wish::Outputs => {
                let driver = driver.weak();
                sound::outputs(move |outputs| {
                    if let Some(driver) = driver.upgrade()
                        && let Some(aide) = driver.aide()
                    {
                        aide.outputs(&driver, outputs);
                    }
                });
            }
            Wish::Try => self.bell.borrow_mut().try_out(&self.around.borrow().settings),
            Wish::Dismiss(notice) => {
                if self.permits.borrow_mut().dismiss(notice) {
                    driver.draw();
                } else {
                    // A notice that is gone already needs no telling.
                    let _ = driver.ask(Intent::DismissNotice(notice));
                }
            }
            Wish::Refusals => self.change(driver, |around| around.refused.clear()),
            Wish::Opened(call, moment) => self.opened(driver, &call, moment),
            Wish::Save(name, text) => {
                let json = name.ends_with(".json");
                let kind = if json {
                    "application/json"
                } else {
                    "text/csv;charset=utf-8"
                };
                save::save(&name, kind, &text);
            }
            Wish::Inspect(to) => to.emit(self.recorder.clone()),
            Wish::Copy(text, done) => clipboard::copy(&text, move |copied| done.emit(copied)),
            Wish::Read(file, to) => save::read(&file, CAPTURE_BYTES, move |text| to.emit(text.map(Pii::new))),
        }
    }

    fn open(&self, driver: &Driver, call: &Rc<Call>) -> bool {
        self.open_for_click(driver, call)
    }

    fn around(&self) -> Rc<Around> {
        self.around.borrow().clone()
    }

    fn dress(&self, driver: &Driver, snapshot: &mut Snapshot) {
        self.show_dials(snapshot);
        self.book.dress(&driver.weak(), snapshot);
    }

    fn dial(&self, driver: &Driver, intent: Intent) -> Result<Option<u64>, IntentError> {
        self.dial_if_free(driver, intent)
    }

    fn permitted(&self, driver: &Driver, dial: u64, verdict: &Verdict) {
        self.decide(driver, dial, verdict);
    }

    fn lost(&self, driver: &Driver) {
        self.lose_dials(driver);
    }

    fn named(&self, driver: &Driver) {
        self.know(driver);
    }

    fn outputs(&self, driver: &Driver, outputs: Vec<(String, String)>) {
        self.change(driver, |around| around.outputs = outputs);
    }

    fn lock_told(&self, driver: &Driver, request: u32, granted: Granted) {
        self.told(driver, request, granted);
    }

    fn spoken(&self, driver: &Driver, locale: Option<&str>, come: bool) {
        self.speaks(driver, locale, come);
    }

    fn forget(&self, driver: &Driver) {
        device::forget();
        self.set(driver, (*self.configured()).clone());
    }
}
