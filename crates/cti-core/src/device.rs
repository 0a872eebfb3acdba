//! What is set for this device: sounds, notifications, screen pop. The page's configuration gives what holds until the
//! agent changes it here; only the changes are stored, so that what was not changed follows the configuration.

use crate::public::Object;
use cti_protocol::json;
use serde_json::Value;

/// Stored settings of a later version may mean something else by the same keys: they are not read.
const VERSION: u64 = 1;

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

    /// These settings with what was changed on this device. What cannot be read is as if it had not been changed.
    #[must_use]
    pub fn with_stored(&self, text: &str) -> Self {
        let mut settings = self.clone();
        let Ok(Value::Object(map)) = json::read(text) else {
            return settings;
        };
        if map.get("version").and_then(Value::as_u64) != Some(VERSION) {
            return settings;
        }
        for (key, slot) in settings.switches() {
            if let Some(Value::Bool(on)) = map.get(key) {
                *slot = *on;
            }
        }
        if let Some(volume) = map.get("volume").and_then(volume) {
            settings.volume = volume;
        }
        if let Some(Value::String(device)) = map.get("outputDevice") {
            settings.output_device = Some(device.clone());
        }
        settings
    }

    /// What to store: where these differ from what the page's configuration says.
    pub fn to_stored(&self, configured: &Self) -> String {
        let (mut this, mut that) = (self.clone(), configured.clone());
        let mut object = Object::new().set("version", VERSION);
        for ((key, on), (_, usual)) in this.switches().into_iter().zip(that.switches()) {
            object = object.maybe(key, (on != usual).then_some(*on));
        }
        let object = object
            .maybe(
                "volume",
                (self.volume != configured.volume).then_some(self.volume),
            )
            .maybe("outputDevice", self.output_device.clone());
        json::write(&object.done())
    }

    fn switches(&mut self) -> [(&'static str, &mut bool); 5] {
        [
            ("sound", &mut self.sound),
            ("quietOnCall", &mut self.quiet_on_call),
            ("endTone", &mut self.end_tone),
            ("notifications", &mut self.notifications),
            ("screenPop", &mut self.screen_pop),
        ]
    }
}

fn volume(value: &Value) -> Option<u8> {
    value
        .as_u64()
        .filter(|volume| *volume <= 100)
        .and_then(|volume| u8::try_from(volume).ok())
}

fn expected(mistakes: &mut Vec<String>, key: &str, what: &str) {
    mistakes.push([key, ": ", what, " expected"].concat());
}
