//! The settings of a device: what the page configures, what the agent changed, and what is stored of it.

#![allow(
    clippy::needless_pass_by_value,
    reason = "values are written where they are read"
)]

use cti_core::{DeviceSettings, Shortcuts, Theme};
use proptest::prelude::*;
use serde_json::{Value, json};

fn configured(sound: Value, notifications: Value) -> Result<DeviceSettings, Vec<String>> {
    DeviceSettings::configured(&sound, &notifications)
}

#[test]
fn the_page_gives_what_holds_at_first() {
    let usual = DeviceSettings::default();
    assert_eq!(configured(json!(null), json!(null)), Ok(usual.clone()));
    let silent = configured(json!(false), json!(false)).unwrap();
    assert!(!silent.sound && !silent.notifications);
    let sound = json!({"volume": 0, "quietOnCall": true, "endTone": false});
    let expected = DeviceSettings {
        volume: 0,
        quiet_on_call: true,
        end_tone: false,
        ..usual
    };
    assert_eq!(configured(sound, json!(true)), Ok(expected));
}

#[test]
fn every_mistake_of_the_page_is_told() {
    let sound = json!({"volume": 101, "quietOnCall": 1, "endTone": "yes", "tone": 1});
    assert_eq!(
        configured(sound, json!(1)).unwrap_err(),
        [
            "sound.volume: a whole number from 0 to 100 expected",
            "sound.quietOnCall: true or false expected",
            "sound.endTone: true or false expected",
            "sound.tone: unknown key",
            "notifications: true or false expected",
        ]
    );
    assert_eq!(
        configured(json!(5), json!(null)).unwrap_err(),
        ["sound: true, false or an object expected"]
    );
    assert!(configured(json!({"volume": 30.5}), json!(null)).is_err());
}

#[test]
fn what_cannot_be_read_is_as_if_it_had_not_been_changed() {
    let page = configured(json!({"volume": 30}), json!(false)).unwrap();
    for unread in [
        "",
        "{",
        "[]",
        "null",
        "7",
        "{}",
        r#"{"sound":false}"#,
        r#"{"version":2,"sound":false}"#,
        r#"{"version":"1","sound":false}"#,
        r#"{"version":1,"sound":0,"volume":"5","outputDevice":5,"notifications":"true","screenPop":null,"other":true}"#,
        r#"{"version":1,"volume":101}"#,
        r#"{"version":1,"volume":-1}"#,
    ] {
        assert_eq!(page.with_stored(unread), page, "{unread}");
    }
    let some = page.with_stored(r#"{"version":1,"sound":5,"volume":10,"x":{}}"#);
    assert_eq!(some, DeviceSettings { volume: 10, ..page });
}

#[test]
fn what_was_not_changed_here_follows_the_page() {
    let page = configured(json!({"volume": 30}), json!(null)).unwrap();
    let changed = DeviceSettings {
        end_tone: false,
        ..page.clone()
    };
    let stored = changed.to_stored(&page);
    let later = configured(json!({"volume": 60}), json!(false)).unwrap();
    let expected = DeviceSettings {
        end_tone: false,
        ..later.clone()
    };
    assert_eq!(later.with_stored(&stored), expected);
}

fn settings() -> impl Strategy<Value = DeviceSettings> {
    let looks = (0..3_usize, prop::option::of("[a-z]{2}"), any::<bool>());
    (any::<[bool; 5]>(), 0..=100_u8, any::<Option<String>>(), looks).prop_map(
        |(on, volume, output_device, (theme, locale, keys))| DeviceSettings {
            sound: on[0],
            volume,
            quiet_on_call: on[1],
            end_tone: on[2],
            output_device,
            notifications: on[3],
            screen_pop: on[4],
            theme: Theme::ALL[theme],
            locale,
            shortcuts: if keys {
                Shortcuts::default()
            } else {
                Shortcuts::NONE
            },
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn what_is_stored_is_read_again(page in settings(), changed in settings(), text in any::<String>()) {
        // A page has no say in which device sounds.
        let page = DeviceSettings { output_device: None, ..page };
        prop_assert_eq!(page.with_stored(&changed.to_stored(&page)), changed);
        // Whatever was stored by whomever.
        prop_assert!(page.with_stored(&text).volume <= 100);
    }
}

#[test]
fn theme_and_language_of_the_device_go_before_the_page_and_back() {
    let mut page = DeviceSettings::default();
    page.look(&json!("dark"), &json!("de"));
    assert_eq!((page.theme, page.locale.as_deref()), (Theme::Dark, Some("de")));
    let chosen = DeviceSettings {
        theme: Theme::Auto,
        locale: None,
        ..page.clone()
    };
    let stored = chosen.to_stored(&page);
    assert_eq!(stored, r#"{"version":1,"theme":"auto","locale":"auto"}"#);
    assert_eq!(page.with_stored(&stored), chosen);
    assert_eq!(page.to_stored(&page), r#"{"version":1}"#);
    // What the page says wrongly is as if it said nothing.
    let mut page = DeviceSettings::default();
    page.look(&json!("pink"), &json!(5));
    assert_eq!(page, DeviceSettings::default());
    assert_eq!(
        page.with_stored(r#"{"version":1,"theme":"pink","locale":7}"#),
        page
    );
}
