//! The dial field.

use crate::{mounted::*, pictures::*};
use cti_core::{Ask, Intent, IntentError, Numbers, Sent, SentState, Snapshot};
use cti_protocol::Pii;
use cti_softphone::store::Picture;
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;

const FIELD: &str = "[data-cti=dial-field]";
const MESSAGE: &str = "[data-cti=dial-message]";
const BUTTON: &str = "[data-cti=dial-button]";

fn sent(id: u64, state: SentState) -> Rc<Picture> {
    let ask = Ask::MakeCall {
        user: crate::pictures::id("u1"),
        number: Pii::new("+34600"),
    };
    picture(Snapshot {
        commands: vec![Rc::new(Sent {
            id,
            ask,
            state,
            at: NOW,
        })],
        ..snapshot()
    })
}

fn numbers(mounted: &Mounted) -> Vec<(String, bool)> {
    let asked = mounted.asked();
    let calls = asked.iter().filter_map(|intent| match intent {
        Intent::MakeCall { number, again, .. } => Some((number.as_str().to_owned(), *again)),
        _ => None,
    });
    calls.collect()
}

#[wasm_bindgen_test]
async fn enter_and_the_button_dial_what_was_typed() {
    let mounted = Mounted::new(picture(snapshot()), 360).await;
    let field = mounted.input(FIELD);
    mounted.type_into(&field, "+34 600").await;
    mounted.press(&field, "Enter").await;
    assert_eq!(numbers(&mounted), [("+34 600".to_owned(), false)]);
    mounted.click("Call").await;
    assert_eq!(numbers(&mounted).len(), 2);
}

#[wasm_bindgen_test]
async fn a_call_is_pending_until_it_is_confirmed_and_then_the_field_is_free() {
    let mounted = Mounted::new(picture(snapshot()), 360).await;
    let field = mounted.input(FIELD);
    mounted.type_into(&field, "+34600").await;
    mounted.answer(Ok(Some(7)));
    mounted.press(&field, "Enter").await;
    assert_eq!(mounted.text(BUTTON), "Calling…");
    mounted.put(sent(7, SentState::Pending)).await;
    mounted.press(&field, "Enter").await;
    assert_eq!(
        numbers(&mounted).len(),
        1,
        "nothing is sent while one is on its way"
    );
    assert_eq!(field.value(), "+34600");
    mounted.put(sent(7, SentState::Confirmed)).await;
    assert_eq!(mounted.text(BUTTON), "Call");
    assert_eq!(field.value(), "");
}

#[wasm_bindgen_test]
async fn a_call_that_nobody_confirms_keeps_the_number() {
    let mounted = Mounted::new(picture(snapshot()), 360).await;
    let field = mounted.input(FIELD);
    mounted.type_into(&field, "+34600").await;
    mounted.answer(Ok(Some(7)));
    mounted.press(&field, "Enter").await;
    mounted.put(sent(7, SentState::TimedOut)).await;
    mounted.put(picture(snapshot())).await;
    assert!(mounted.text(MESSAGE).starts_with("No phone has reacted in 10 s."));
    assert_eq!(field.value(), "+34600");
    mounted.type_into(&field, "+346001").await;
    assert_eq!(mounted.text(MESSAGE), "", "the words were about another number");
}

#[wasm_bindgen_test]
async fn each_refusal_has_its_words_and_keeps_the_number() {
    let mounted = Mounted::new(picture(snapshot()), 360).await;
    let field = mounted.input(FIELD);
    for (error, words) in [
        (
            IntentError::NotConnected,
            "Not connected. Nothing was sent and the number stays here",
        ),
        (IntentError::InvalidNumber, "That is no phone number."),
        (IntentError::NoUser, "Choose who you are first."),
        (
            IntentError::Refused("no funds".into()),
            "The room refused the call: no funds",
        ),
        (IntentError::Duplicate, "You dialled this number just now."),
    ] {
        mounted.type_into(&field, "+34600").await;
        mounted.answer(Err(error));
        mounted.press(&field, "Enter").await;
        assert!(
            mounted.text(MESSAGE).starts_with(words),
            "{}",
            mounted.text(MESSAGE)
        );
        assert_eq!(field.value(), "+34600");
    }
    mounted.click("Dial again").await;
    assert_eq!(numbers(&mounted).last(), Some(&("+34600".to_owned(), true)));
}

#[wasm_bindgen_test]
async fn a_button_that_does_nothing_says_why() {
    let mounted = Mounted::new(
        picture(Snapshot {
            me: None,
            ..snapshot()
        }),
        360,
    )
    .await;
    let button = mounted.get(BUTTON);
    assert_eq!(button.get_attribute("aria-disabled").as_deref(), Some("true"));
    let why = mounted.text(&format!("#{}", button.get_attribute("aria-describedby").unwrap()));
    assert_eq!(why, "Choose who you are first.");
    mounted.put(picture(snapshot())).await;
    assert_eq!(mounted.get(BUTTON).get_attribute("aria-disabled"), None);
    mounted.click("Call").await;
    assert_eq!(mounted.text(MESSAGE), "Type a number first.");
    assert!(numbers(&mounted).is_empty());
}

#[wasm_bindgen_test]
async fn earlier_calls_are_offered_and_picked_by_keyboard() {
    let mounted = Mounted::new(picture(snapshot()), 360).await;
    let field = mounted.input(FIELD);
    mounted.type_into(&field, "lind").await;
    assert_eq!(
        mounted.text("[data-cti=dial-offer]"),
        "Lindqvist AB+46 8 123 456 78"
    );
    assert_eq!(field.get_attribute("aria-expanded").as_deref(), Some("true"));
    mounted.press(&field, "ArrowDown").await;
    let active = field.get_attribute("aria-activedescendant").unwrap();
    assert_eq!(
        mounted
            .get(&format!("#{active}"))
            .get_attribute("aria-selected")
            .as_deref(),
        Some("true")
    );
    mounted.press(&field, "Enter").await;
    assert_eq!(field.value(), "+46812345678");
    assert!(numbers(&mounted).is_empty(), "picking does not dial");
    mounted.press(&field, "Enter").await;
    assert_eq!(numbers(&mounted), [("+46812345678".to_owned(), false)]);
}

#[wasm_bindgen_test]
async fn what_will_be_dialled_is_said_where_it_is_not_what_stands_there() {
    let mounted = Mounted::new(
        Rc::new(Picture {
            numbers: Rc::new(Numbers {
                country: "34".into(),
                ..Numbers::default()
            }),
            ..(*picture(snapshot())).clone()
        }),
        360,
    )
    .await;
    let field = mounted.input(FIELD);
    mounted.type_into(&field, "600 12 34 56").await;
    assert_eq!(mounted.text(MESSAGE), "Will dial +34 600 12 34 56");
    for typed in ["101", "+34 600 12 34 56", "anna"] {
        mounted.type_into(&field, typed).await;
        assert_eq!(mounted.text(MESSAGE), "", "{typed}");
    }
}

#[wasm_bindgen_test]
async fn a_name_that_nobody_has_is_refused_in_words_and_sends_nothing() {
    let mounted = Mounted::new(picture(snapshot()), 360).await;
    let field = mounted.input(FIELD);
    mounted.type_into(&field, "zzz").await;
    mounted.press(&field, "Enter").await;
    assert_eq!(
        mounted.text(MESSAGE),
        "“zzz” is no phone number, and nobody here has that name."
    );
    assert_eq!(field.value(), "zzz");
    assert!(numbers(&mounted).is_empty());
    mounted.type_into(&field, "lind").await;
    assert_eq!(mounted.text(MESSAGE), "");
    mounted.press(&field, "Enter").await;
    assert_eq!(field.value(), "+46812345678", "the first who was found");
    assert!(mounted.text(MESSAGE).ends_with("Lindqvist AB"));
    assert!(numbers(&mounted).is_empty());
}

#[wasm_bindgen_test]
async fn the_pad_types_into_the_field() {
    let mounted = Mounted::new(picture(snapshot()), 360).await;
    let field = mounted.input(FIELD);
    mounted.click("Number pad").await;
    for key in ["+", "3", "4", "9", "#"] {
        mounted.click(key).await;
    }
    mounted.click("Delete the last digit").await;
    assert_eq!(field.value(), "+349");
    field.set_selection_range(1, 3).unwrap();
    mounted.click("7").await;
    assert_eq!(field.value(), "+79");
    mounted.press(&mounted.get("[data-cti=pad]"), "Escape").await;
    assert!(mounted.find("[data-cti=pad]").is_none());
}
