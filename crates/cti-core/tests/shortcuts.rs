//! Shortcuts: how combinations are written and pressed, and what is refused.

use cti_core::{Act, Combo, DeviceSettings, Pressed, Shortcuts, Unfit};
use proptest::prelude::*;
use serde_json::json;

fn read(text: &str) -> Result<String, Unfit> {
    Combo::read(text, false).map(Combo::text)
}

#[test]
fn every_spelling_of_a_combination_is_one() {
    for text in ["Alt+Shift+D", "shift+alt+d", " Option + SHIFT + D "] {
        assert_eq!(read(text).as_deref(), Ok("Alt+Shift+D"), "{text}");
    }
    assert_eq!(read("Cmd+Control+Shift+F1").as_deref(), Ok("Ctrl+Shift+Meta+F1"));
}

#[test]
fn mod_is_what_the_system_uses() {
    let read = |mac| Combo::read("Mod+Shift+E", mac).map(Combo::text);
    assert_eq!(read(false).as_deref(), Ok("Ctrl+Shift+E"));
    assert_eq!(read(true).as_deref(), Ok("Shift+Meta+E"));
}

#[test]
fn what_is_no_combination_is_refused() {
    for text in ["", "+", "Alt", "Alt+", "Alt+D+E", "Alt+é", "Alt+Foo", "Hyper+D"] {
        assert_eq!(read(text), Err(Unfit::Unknown), "{text}");
    }
}

#[test]
fn without_a_modifier_nothing_is_a_shortcut() {
    for text in ["D", "Shift+D", "F2", "Shift+F2", "Enter"] {
        assert_eq!(read(text), Err(Unfit::Bare), "{text}");
    }
}

#[test]
fn what_browsers_and_systems_use_is_refused() {
    for text in [
        "Ctrl+T",
        "Ctrl+W",
        "Ctrl+N",
        "Ctrl+Tab",
        "Ctrl+Shift+Tab",
        "Ctrl+Shift+T",
        "Ctrl+1",
        "Ctrl+C",
        "Meta+Q",
        "Alt+F4",
        "Alt+Tab",
        "Alt+ArrowLeft",
        "Alt+D",
        "Ctrl+Alt+Delete",
        "Ctrl+F5",
    ] {
        assert_eq!(read(text), Err(Unfit::Browser), "{text}");
    }
    for text in ["Alt+Shift+D", "Ctrl+Alt+D", "Ctrl+Shift+D", "Alt+9"] {
        assert_eq!(read(text).as_deref(), Ok(text));
    }
}

#[test]
fn a_pressed_key_is_known_on_every_keyboard() {
    let pressed = |key, code| {
        let pressed = Pressed {
            alt: true,
            shift: true,
            key,
            code,
            ..Pressed::default()
        };
        Combo::pressed(&pressed).map(Combo::text)
    };
    let expected = Some("Alt+Shift+D".to_owned());
    assert_eq!(pressed("D", "KeyD"), expected);
    // Cyrillic, and Option on a Mac.
    assert_eq!(pressed("В", "KeyD"), expected);
    assert_eq!(pressed("Î", "KeyD"), expected);
    // What is written on the key counts before its place.
    assert_eq!(pressed("A", "KeyQ"), Some("Alt+Shift+A".to_owned()));
    assert_eq!(pressed("!", "Digit1"), Some("Alt+Shift+1".to_owned()));
    assert_eq!(pressed(" ", "Space"), Some("Alt+Shift+Space".to_owned()));
    for key in ["Shift", "Alt", "Dead", "Unidentified", ""] {
        assert_eq!(pressed(key, "AltLeft"), None, "{key}");
    }
}

#[test]
fn what_types_a_character_is_left_to_the_text_field() {
    let types = |pressed: Pressed| Combo::pressed(&pressed).unwrap().types(&pressed);
    let alt = Pressed {
        alt: true,
        code: "KeyD",
        key: "d",
        ..Pressed::default()
    };
    assert!(!types(alt));
    assert!(types(Pressed { key: "∂", ..alt }));
    assert!(types(Pressed {
        alt: false,
        key: "д",
        ..alt
    }));
    assert!(!types(Pressed {
        key: "∂",
        ctrl: true,
        ..alt
    }));
    assert!(!types(Pressed {
        key: "F2",
        code: "F2",
        ..alt
    }));
}

#[test]
fn an_administrator_gives_what_holds_at_first() {
    let configured = |value| Shortcuts::configured(&value, false);
    assert_eq!(configured(json!(null)), Ok(Shortcuts::default()));
    assert_eq!(configured(json!(false)), Ok(Shortcuts::NONE));
    let usual = Shortcuts::default();
    let (dial, record) = (usual.of(Act::Dial), usual.of(Act::Record));
    let exchanged =
        configured(json!({"dial": "Alt+Shift+R", "record": "Alt+Shift+D", "show": false})).unwrap();
    assert_eq!(
        (exchanged.of(Act::Dial), exchanged.of(Act::Record)),
        (record, dial)
    );
    assert_eq!(exchanged.of(Act::Show), None);
    assert_eq!(configured(json!({"dial": null})), Ok(usual));
}

#[test]
fn every_mistake_in_the_configuration_is_named() {
    let wrong =
        json!({"calls": "Alt+Shift+D", "history": "Ctrl+T", "list": 5, "sound": "M", "zoom": "Alt+Z"});
    assert_eq!(
        Shortcuts::configured(&wrong, false).unwrap_err(),
        [
            "shortcuts.calls: the same as shortcuts.dial",
            "shortcuts.history: the browser has this combination",
            "shortcuts.list: false or a combination such as Alt+Shift+D expected",
            "shortcuts.sound: a combination with Ctrl, Alt or Meta expected",
            "shortcuts.zoom: unknown key",
        ]
    );
    assert!(Shortcuts::configured(&json!("none"), false).is_err());
}

#[test]
fn two_actions_never_have_one_combination() {
    let mut shortcuts = Shortcuts::default();
    let dial = shortcuts.of(Act::Dial).unwrap();
    assert_eq!(shortcuts.give(Act::Team, dial), Err(Unfit::Taken(Act::Dial)));
    assert_eq!(shortcuts.give(Act::Dial, dial), Ok(()));
    shortcuts.take(Act::Dial);
    assert_eq!(shortcuts.give(Act::Team, dial), Ok(()));
    assert_eq!(
        shortcuts.reset(Act::Dial, &Shortcuts::default()),
        Err(Unfit::Taken(Act::Team))
    );
    assert_eq!(shortcuts.reset(Act::Team, &Shortcuts::default()), Ok(()));
    assert_eq!(shortcuts.of(Act::Team), None);
}

#[test]
fn what_was_changed_on_the_device_goes_before_what_is_configured_later() {
    let usual = DeviceSettings::default();
    let mut changed = usual.clone();
    changed.shortcuts.take(Act::Dial);
    let combo = Combo::read("Alt+Shift+K", false).unwrap();
    changed.shortcuts.give(Act::Team, combo).unwrap();
    let stored = changed.to_stored(&usual);
    assert_eq!(
        stored,
        r#"{"version":1,"shortcuts":{"dial":"","team":"Alt+Shift+K"}}"#
    );
    let page = DeviceSettings {
        shortcuts: Shortcuts::configured(&json!({"calls": "Alt+Shift+K"}), false).unwrap(),
        ..usual
    };
    let held = page.with_stored(&stored).shortcuts;
    assert_eq!(held.of(Act::Team), Some(combo));
    assert_eq!((held.of(Act::Calls), held.of(Act::Dial)), (None, None));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn whatever_is_read_is_written_and_read_again(text in "[A-Za-z0-9+ ]{0,24}", mac: bool) {
        if let Ok(combo) = Combo::read(&text, mac) {
            prop_assert_eq!(Combo::read(&combo.text(), mac), Ok(combo));
        }
    }

    #[test]
    fn whatever_is_stored_leaves_no_combination_twice(
        stored in prop::collection::vec(("(dial|calls|team|show|list)", "(Alt|Ctrl)\\+Shift\\+[DERP]"), 0..8)
    ) {
        let map: serde_json::Map<_, _> = stored.into_iter().map(|(key, text)| (key, json!(text))).collect();
        let text = json!({"version": 1, "shortcuts": map}).to_string();
        let held = DeviceSettings::default().with_stored(&text).shortcuts;
        let combos: Vec<_> = Act::ALL.iter().filter_map(|act| held.of(*act)).collect();
        for (at, combo) in combos.iter().enumerate() {
            prop_assert!(!combos[at + 1..].contains(combo));
        }
    }
}
