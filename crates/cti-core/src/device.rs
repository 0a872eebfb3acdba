//! What is set for this device: sounds, notifications, screen pop, theme, language, shortcuts. The page's configuration gives what holds until the
//! agent changes it here; only the changes are stored, so that what was not changed follows the configuration.

use crate::shortcuts::Shortcuts;
use cti_protocol::json;
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Stored settings of a later version may mean something else by the same keys: they are not read.
const VERSION: u64 = 1;
const LOUDEST: u8 = 100;
/// A language that is not chosen.
const AUTO: &str = "auto";

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Light, whatever the system has.
    Light,
    /// Dark, whatever the system has.
    Dark,
}

impl Theme {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Its name in configuration and storage.
    pub fn key(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of this name.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.key() == key)
    }
}

/// The settings that hold on this device.
///
/// ```
/// use cti_core::DeviceSettings;
/// use serde_json::json;
/// let page = DeviceSettings::configured(&json!({"volume": 30}), &json!(false)).unwrap();
/// let changed = DeviceSettings { sound: false, ..page.clone() };
/// let stored = changed.to_stored(&page);
/// assert_eq!(stored, r#"{"version":1,"sound":false}"#);
/// assert_eq!(page.with_stored(&stored), changed);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceSettings {
    /// Whether there is any sound.
    pub sound: bool,
    /// How loud, 0 to 100.
    pub volume: u8,
    /// No sound while the agent is on a call.
    pub quiet_on_call: bool,
    /// A short tone when a call ends.
    pub end_tone: bool,
    /// The browser's id of the device that sounds; `None` for its default.
    pub output_device: Option<String>,
    /// Whether calls are shown as notifications of the system, where the browser has the permission.
    pub notifications: bool,
    /// Whether pages open by themselves; without it a button on the card opens them.
    pub screen_pop: bool,
    /// Light or dark.
    pub theme: Theme,
    /// The tag of the language; `None` for the page's, else the browser's.
    pub locale: Option<String>,
    /// Which keys do what.
    pub shortcuts: Shortcuts,
}

impl Default for DeviceSettings {
    fn default() -> Self {
        Self {
            sound: true,
            volume: 80,
            quiet_on_call: false,
            end_tone: true,
            output_device: None,
            notifications: true,
            screen_pop: true,
            theme: Theme::Auto,
            locale: None,
            shortcuts: Shortcuts::default(),
        }
    }
}

impl DeviceSettings {
    /// What `sound` and `notifications` of the page's configuration say; `null` where it says nothing.
    ///
    /// # Errors
    /// Every unknown key and wrong type, each as `sound.volume: what was expected`.
    pub fn configured(sound: &Value, notifications: &Value) -> Result<Self, Vec<String>> {
        let mut settings = Self::default();
        let mut mistakes = Vec::new();
        match sound {
            Value::Null => {}
            Value::Bool(on) => settings.sound = *on,
            Value::Object(map) => {
                for (key, value) in map {
                    match (key.as_str(), value) {
                        ("volume" | "quietOnCall" | "endTone", Value::Null) => {}
                        ("volume", value) => match volume(value) {
                            Some(volume) => settings.volume = volume,
                            None => expected(&mut mistakes, "sound.volume", "a whole number from 0 to 100"),
                        },
                        ("quietOnCall", Value::Bool(on)) => settings.quiet_on_call = *on,
                        ("quietOnCall", _) => expected(&mut mistakes, "sound.quietOnCall", "true or false"),
                        ("endTone", Value::Bool(on)) => settings.end_tone = *on,
                        ("endTone", _) => expected(&mut mistakes, "sound.endTone", "true or false"),
                        _ => mistakes.push(["sound.", key, ": unknown key"].concat()),
                    }
                }
            }
            _ => expected(&mut mistakes, "sound", "true, false or an object"),
        }
        match notifications {
            Value::Null => {}
            Value::Bool(on) => settings.notifications = *on,
            _ => expected(&mut mistakes, "notifications", "true or false"),
        }
        if mistakes.is_empty() {
            Ok(settings)
        } else {
            Err(mistakes)
        }
    }

    /// What `theme` and `locale` of the page's configuration say. What is wrong with them is told by whoever reads them first.
    pub fn look(&mut self, theme: &Value, locale: &Value) {
        self.theme = theme.as_str().and_then(Theme::of).unwrap_or_default();
        self.locale = locale.as_str().and_then(tag);
    }

    /// These settings with what was changed on this device. What cannot be read is as if it had not been changed.
    #[must_use]
    pub fn with_stored(&self, text: &str) -> Self {
        let stored = json::read(text)
            .ok()
            .and_then(|value| serde_json::from_value(value).ok());
        let stored: Stored = stored.unwrap_or_default();
        if stored.version != VERSION {
            return self.clone();
        }
        Self {
            sound: stored.sound.unwrap_or(self.sound),
            volume: stored
                .volume
                .filter(|volume| *volume <= LOUDEST)
                .unwrap_or(self.volume),
            quiet_on_call: stored.quiet_on_call.unwrap_or(self.quiet_on_call),
            end_tone: stored.end_tone.unwrap_or(self.end_tone),
            output_device: stored.output_device.or_else(|| self.output_device.clone()),
            notifications: stored.notifications.unwrap_or(self.notifications),
            screen_pop: stored.screen_pop.unwrap_or(self.screen_pop),
            theme: stored
                .theme
                .and_then(|theme| Theme::of(&theme))
                .unwrap_or(self.theme),
            locale: stored
                .locale
                .map_or_else(|| self.locale.clone(), |locale| tag(&locale)),
            shortcuts: match &stored.shortcuts {
                Some(shortcuts) => self.shortcuts.with_stored(shortcuts),
                None => self.shortcuts,
            },
        }
    }

    /// What to store: where these differ from what the page's configuration says.
    pub fn to_stored(&self, configured: &Self) -> String {
        let changed = |is: bool, usual: bool| (is != usual).then_some(is);
        let stored = Stored {
            version: VERSION,
            sound: changed(self.sound, configured.sound),
            quiet_on_call: changed(self.quiet_on_call, configured.quiet_on_call),
            end_tone: changed(self.end_tone, configured.end_tone),
            notifications: changed(self.notifications, configured.notifications),
            screen_pop: changed(self.screen_pop, configured.screen_pop),
            volume: (self.volume != configured.volume).then_some(self.volume),
            output_device: self.output_device.clone(),
            theme: (self.theme != configured.theme).then(|| self.theme.key().to_owned()),
            locale: (self.locale != configured.locale)
                .then(|| self.locale.clone().unwrap_or_else(|| AUTO.to_owned())),
            shortcuts: self.shortcuts.to_stored(&configured.shortcuts),
        };
        // It cannot fail: every key is a text.
        json::write(&serde_json::to_value(stored).unwrap_or_default())
    }
}

/// What was changed on this device, as it is stored.
#[derive(Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Stored {
    version: u64,
    #[serde(
        default,
        deserialize_with = "readable",
        skip_serializing_if = "Option::is_none"
    )]
    sound: Option<bool>,
    #[serde(
        default,
        deserialize_with = "readable",
        skip_serializing_if = "Option::is_none"
    )]
    quiet_on_call: Option<bool>,
    #[serde(
        default,
        deserialize_with = "readable",
        skip_serializing_if = "Option::is_none"
    )]
    end_tone: Option<bool>,
    #[serde(
        default,
        deserialize_with = "readable",
        skip_serializing_if = "Option::is_none"
    )]
    notifications: Option<bool>,
    #[serde(
        default,
        deserialize_with = "readable",
        skip_serializing_if = "Option::is_none"
    )]
    screen_pop: Option<bool>,
    #[serde(
        default,
        deserialize_with = "readable",
        skip_serializing_if = "Option::is_none"
    )]
    volume: Option<u8>,
    #[serde(
        default,
        deserialize_with = "readable",
        skip_serializing_if = "Option::is_none"
    )]
    output_device: Option<String>,
    #[serde(
        default,
        deserialize_with = "readable",
        skip_serializing_if = "Option::is_none"
    )]
    theme: Option<String>,
    #[serde(
        default,
        deserialize_with = "readable",
        skip_serializing_if = "Option::is_none"
    )]
    locale: Option<String>,
    #[serde(
        default,
        deserialize_with = "readable",
        skip_serializing_if = "Option::is_none"
    )]
    shortcuts: Option<Value>,
}

/// The language that is meant; none for what says that the page's is.
fn tag(locale: &str) -> Option<String> {
    (!locale.is_empty() && locale != AUTO).then(|| locale.to_owned())
}

/// One value that cannot be read does not spoil the others.
fn readable<'de, D: Deserializer<'de>, T: DeserializeOwned>(value: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(value)?).ok())
}

fn volume(value: &Value) -> Option<u8> {
    value
        .as_u64()
        .filter(|volume| *volume <= u64::from(LOUDEST))
        .and_then(|volume| u8::try_from(volume).ok())
}

fn expected(mistakes: &mut Vec<String>, key: &str, what: &str) {
    mistakes.push([key, ": ", what, " expected"].concat());
}
