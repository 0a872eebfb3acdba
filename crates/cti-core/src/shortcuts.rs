//! Keyboard shortcuts: how a combination of keys is written, which action has which, and which are refused.

use serde_json::{Map, Value};

const CTRL: u8 = 1;
const ALT: u8 = 2;
const SHIFT: u8 = 4;
const META: u8 = 8;

/// In the order in which they are written, with other words for them.
const MODIFIERS: [(u8, &[&str]); 4] = [
    (CTRL, &["Ctrl", "Control"]),
    (ALT, &["Alt", "Option"]),
    (SHIFT, &["Shift"]),
    (META, &["Meta", "Cmd", "Command", "Win"]),
];

const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const NAMED: [&str; 25] = [
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "F10",
    "F11",
    "F12",
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "ArrowDown",
    "Home",
    "End",
    "PageUp",
    "PageDown",
    "Insert",
    "Delete",
    "Enter",
    "Tab",
    "Space",
];

/// With Ctrl (or Cmd) and Shift these are the browser's: tabs, windows, its tools.
const WITH_SHIFT: [&str; 16] = [
    "T", "N", "W", "Q", "I", "J", "C", "R", "P", "O", "B", "V", "Z", "K", "M", "Delete",
];
/// With Alt alone these are the browser's or the system's.
const WITH_ALT: [&str; 9] = [
    "F4",
    "Space",
    "ArrowLeft",
    "ArrowRight",
    "Home",
    "D",
    "E",
    "F",
    "Enter",
];

/// Why a combination will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It names no key, or one that has another use.
    Unknown,
    /// It has neither Ctrl, Alt nor Meta, so that it would be pressed by whoever types.
    Bare,
    /// The browser or the system has it.
    Browser,
    /// Another action has it.
    Taken(Act),
}

/// Keys that are pressed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Combo {
    modifiers: u8,
    key: &'static str,
}

/// What a browser tells of a pressed key.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are what a browser tells")]
pub struct Pressed<'a> {
    /// Whether Ctrl is held.
    pub ctrl: bool,
    /// Whether Alt, or Option, is held.
    pub alt: bool,
    /// Whether Shift is held.
    pub shift: bool,
    /// Whether Cmd, or the key with the window, is held.
    pub meta: bool,
    /// What the key means: `event.key`.
    pub key: &'a str,
    /// Where the key is: `event.code`.
    pub code: &'a str,
}

/// The name of a letter, a digit or a named key.
fn named(text: &str) -> Option<&'static str> {
    if text.len() == 1 {
        let at = LETTERS.find(&text.to_ascii_uppercase())?;
        return Some(&LETTERS[at..=at]);
    }
    NAMED.iter().find(|name| name.eq_ignore_ascii_case(text)).copied()
}

impl Combo {
    /// Reads `Ctrl+Shift+D`. `Mod` is Cmd on a Mac and Ctrl elsewhere.
    ///
    /// ```
    /// use cti_core::Combo;
    /// let combo = Combo::read("shift + control + d", false).unwrap();
    /// assert_eq!(combo.text(), "Ctrl+Shift+D");
    /// assert_eq!(Combo::read("Mod+Alt+1", true).unwrap().text(), "Alt+Meta+1");
    /// ```
    ///
    /// # Errors
    /// Where it names no key, or one that cannot be had.
    pub fn read(text: &str, mac: bool) -> Result<Self, Unfit> {
        let mut modifiers = 0;
        let mut key = None;
        for part in text.split('+').map(str::trim) {
            let modifier = if part.eq_ignore_ascii_case("Mod") {
                Some(if mac { META } else { CTRL })
            } else {
                MODIFIERS
                    .iter()
                    .find(|(_, names)| names.iter().any(|name| name.eq_ignore_ascii_case(part)))
                    .map(|(bit, _)| *bit)
            };
            match (modifier, named(part)) {
                (Some(bit), _) => modifiers |= bit,
                (None, Some(name)) if key.is_none() => key = Some(name),
                _ => return Err(Unfit::Unknown),
            }
        }
        let key = key.ok_or(Unfit::Unknown)?;
        Self { modifiers, key }.fit()
    }

    /// What is pressed; `None` while only modifiers are, or a key that no shortcut has.
    pub fn pressed(pressed: &Pressed<'_>) -> Option<Self> {
        let Pressed { key, code, .. } = *pressed;
        let letter = || code.strip_prefix("Key").or_else(|| code.strip_prefix("Digit"));
        let key = match key {
            " " => Some("Space"),
            key => named(key),
        };
        // On keyboards of other scripts, and with what Option and Shift make of it, the key's place counts.
        let key = key.or_else(|| named(letter()?))?;
        let mut modifiers = 0;
        for (held, bit) in [
            (pressed.ctrl, CTRL),
            (pressed.alt, ALT),
            (pressed.shift, SHIFT),
            (pressed.meta, META),
        ] {
            modifiers |= if held { bit } else { 0 };
        }
        Some(Self { modifiers, key })
    }

    /// This combination, if an action may have it.
    ///
    /// # Errors
    /// Where it is too simple, or not for a page.
    pub fn fit(self) -> Result<Self, Unfit> {
        if self.modifiers & (CTRL | ALT | META) == 0 {
            return Err(Unfit::Bare);
        }
        let shift = self.modifiers & SHIFT != 0;
        let with_command = self.modifiers & ALT == 0 && self.modifiers & (CTRL | META) != 0;
        let browsers = match self.key {
            "Tab" => true,
            "Delete" if self.modifiers & CTRL != 0 && self.modifiers & ALT != 0 => true,
            "F4" | "F5" => true,
            // Without more, those are everybody's: copying, finding, printing, tabs by number, moving by words.
            _ if with_command && !shift => true,
            key if with_command => WITH_SHIFT.contains(&key),
            key if self.modifiers == ALT => WITH_ALT.contains(&key),
            _ => false,
        };
        if browsers { Err(Unfit::Browser) } else { Ok(self) }
    }

    /// Whether pressing this types a character into a text field: Option does on a Mac, AltGr elsewhere.
    pub fn types(self, pressed: &Pressed<'_>) -> bool {
        let mut letters = pressed.key.chars();
        let one = letters.next().is_some() && letters.next().is_none();
        one && self.modifiers & (CTRL | META) == 0 && !pressed.key.eq_ignore_ascii_case(self.key)
    }

    /// As it is written, everywhere the same.
    pub fn text(self) -> String {
        let mut text = String::new();
        for (bit, names) in MODIFIERS {
            if self.modifiers & bit != 0 {
                text.push_str(names[0]);
                text.push('+');
            }
        }
        text.push_str(self.key);
        text
    }
}

/// What a shortcut does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Goes to the dial field.
    Dial,
    /// Opens the calls.
    Calls,
    /// Opens the team.
    Team,
    /// Opens the history.
    History,
    /// Opens the record of the call that rings, else of the newest.
    Record,
    /// Switches the sound off or on.
    Sound,
    /// Opens or closes a floating widget, shows or hides another.
    Show,
    /// Shows the shortcuts.
    List,
}

impl Act {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Dial,
        Self::Record,
        Self::Show,
        Self::Calls,
        Self::Team,
        Self::History,
        Self::Sound,
        Self::List,
    ];

    /// Its key in configuration and storage.
    pub fn key(self) -> &'static str {
        match self {
            Self::Dial => "dial",
            Self::Calls => "calls",
            Self::Team => "team",
            Self::History => "history",
            Self::Record => "record",
            Self::Sound => "sound",
            Self::Show => "show",
            Self::List => "list",
        }
    }

    fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.key() == key)
    }
}

/// Which action has which combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcuts([Option<Combo>; Act::ALL.len()]);

impl Default for Shortcuts {
    /// Few, and none that a browser or a screen reader is known to use.
    fn default() -> Self {
        let mut usual = Self::NONE;
        for (act, key) in [(Act::Dial, "D"), (Act::Record, "R"), (Act::Show, "P")] {
            usual.0[act as usize] = Some(Combo {
                modifiers: ALT | SHIFT,
                key,
            });
        }
        usual
    }
}

impl Shortcuts {
    /// No action has any.
    pub const NONE: Self = Self([None; Act::ALL.len()]);

    /// What `shortcuts` of the page's configuration says: `false` for none, or an object of combinations.
    ///
    /// # Errors
    /// Every mistake, as `shortcuts.dial: what was expected`.
    pub fn configured(value: &Value, mac: bool) -> Result<Self, Vec<String>> {
        let mut shortcuts = Self::default();
        let mut mistakes = Vec::new();
        let map = match value {
            Value::Null | Value::Bool(true) => return Ok(shortcuts),
            Value::Bool(false) => return Ok(Self::NONE),
            Value::Object(map) => map,
            _ => return Err(vec!["shortcuts: false or an object expected".to_owned()]),
        };
        // Those that are named first give way to none, so that two can be exchanged.
        for act in map.keys().filter_map(|key| Act::of(key)) {
            if !map[act.key()].is_null() {
                shortcuts.0[act as usize] = None;
            }
        }
        for (key, value) in map {
            let problem = match (Act::of(key), value) {
                (None, _) => "unknown key".to_owned(),
                (Some(_), Value::Null | Value::Bool(false)) => continue,
                (Some(act), value) => {
                    let read = value.as_str().ok_or(Unfit::Unknown);
                    match read.and_then(|text| shortcuts.give(act, Combo::read(text, mac)?)) {
                        Ok(()) => continue,
                        Err(Unfit::Unknown) => {
                            "false or a combination such as Alt+Shift+D expected".to_owned()
                        }
                        Err(Unfit::Bare) => "a combination with Ctrl, Alt or Meta expected".to_owned(),
                        Err(Unfit::Browser) => "the browser has this combination".to_owned(),
                        Err(Unfit::Taken(other)) => ["the same as shortcuts.", other.key()].concat(),
                    }
                }
            };
            mistakes.push(["shortcuts.", key, ": ", &problem].concat());
        }
        if mistakes.is_empty() {
            Ok(shortcuts)
        } else {
            Err(mistakes)
        }
    }

    /// The combination of an action; `None` where it has none.
    pub fn of(&self, act: Act) -> Option<Combo> {
        self.0[act as usize]
    }

    /// The action that has a combination.
    pub fn find(&self, combo: Combo) -> Option<Act> {
        Act::ALL.into_iter().find(|act| self.of(*act) == Some(combo))
    }

    /// Gives a combination to an action.
    ///
    /// # Errors
    /// Where it may not have that.
    pub fn give(&mut self, act: Act, combo: Combo) -> Result<(), Unfit> {
        let combo = combo.fit()?;
        match self.find(combo) {
            Some(other) if other != act => Err(Unfit::Taken(other)),
            _ => {
                self.0[act as usize] = Some(combo);
                Ok(())
            }
        }
    }

    /// Takes its combination from an action.
    pub fn take(&mut self, act: Act) {
        self.0[act as usize] = None;
    }

    /// Gives an action back what is configured.
    ///
    /// # Errors
    /// Where another has that meanwhile.
    pub fn reset(&mut self, act: Act, configured: &Self) -> Result<(), Unfit> {
        match configured.of(act) {
            Some(combo) => self.give(act, combo),
            None => {
                self.take(act);
                Ok(())
            }
        }
    }

    /// These with what was changed on this device, which goes before what is configured.
    pub(crate) fn with_stored(mut self, stored: &Value) -> Self {
        let Some(map) = stored.as_object() else {
            return self;
        };
        for (act, text) in map
            .iter()
            .filter_map(|(key, value)| Some((Act::of(key)?, value.as_str()?)))
        {
            match Combo::read(text, false) {
                Ok(combo) => {
                    if let Some(other) = self.find(combo) {
                        self.take(other);
                    }
                    self.0[act as usize] = Some(combo);
                }
                Err(_) if text.is_empty() => self.take(act),
                Err(_) => {}
            }
        }
        self
    }

    /// What to store: where these differ from what is configured. An action without a combination has an empty text.
    pub(crate) fn to_stored(self, configured: &Self) -> Option<Value> {
        let changed = Act::ALL
            .into_iter()
            .filter(|act| self.of(*act) != configured.of(*act));
        let map: Map<_, _> = changed
            .map(|act| {
                let text = self.of(act).map(Combo::text).unwrap_or_default();
                (act.key().to_owned(), Value::String(text))
            })
            .collect();
        (!map.is_empty()).then_some(Value::Object(map))
    }
}
