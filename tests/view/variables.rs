//! The editor of variables.

use crate::{mounted::*, pictures::*};
use cti_core::{Ask, Intent, Sent, SentState, Snapshot};
use cti_softphone::store::Picture;
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

fn with_ticket(ticket: &str, more: &[(&str, &str)], sent: Option<SentState>) -> Rc<Picture> {
    let call = with(connected(), |call| {
        call.variables = variables(more);
        call.variables.insert("ticket".into(), ticket.into());
    });
    let ask = Ask::SetVariables { call: id("c2") };
    let commands = sent
        .map(|state| {
            Rc::new(Sent {
                id: 3,
                ask,
                state,
                at: NOW,
            })
        })
        .into_iter()
        .collect();
    picture(Snapshot {
        calls: vec![Rc::new(call)],
        commands,
        ..snapshot()
    })
}

fn value(mounted: &Mounted, name: &str) -> HtmlInputElement {
    mounted.input(&format!(
        "[data-cti=variable-row] input[aria-label='Value of {name}']"
    ))
}

#[wasm_bindgen_test]
async fn typing_goes_on_while_pictures_come() {
    let mounted = Mounted::new(with_ticket("SUP-1", &[("plan", "Pro")], None), 360).await;
    mounted.click("Variables").await;
    let ticket = value(&mounted, "ticket");
    ticket.focus().unwrap();
    mounted.type_into(&ticket, "SUP-2").await;
    mounted
        .put(with_ticket("SUP-9", &[("plan", "Basic"), ("zone", "x")], None))
        .await;
    assert_eq!(ticket.value(), "SUP-2");
    assert_eq!(value(&mounted, "plan").value(), "Basic");
    assert_eq!(value(&mounted, "zone").value(), "x");
    assert!(
        ticket.is_same_node(mounted.focused().as_deref()),
        "the focus did not move"
    );
}

#[wasm_bindgen_test]
async fn only_changed_pairs_are_sent_and_what_becomes_of_them_is_told() {
    let mounted = Mounted::new(with_ticket("SUP-1", &[("plan", "Pro"), ("tier", "a")], None), 360).await;
    mounted.click("Variables").await;
    mounted.click("Save").await;
    assert_eq!(mounted.text(".editor-told"), "Nothing has changed.");
    mounted.type_into(&value(&mounted, "ticket"), "SUP-2").await;
    mounted.click("Remove plan").await;
    mounted.click("Add").await;
    mounted
        .type_into(
            &mounted.input("[data-cti=variable-row] input[aria-label=Name]"),
            "order",
        )
        .await;
    mounted.type_into(&value(&mounted, "order"), "7").await;
    mounted.answer(Ok(Some(3)));
    mounted.click("Save").await;
    let sent = variables(&[("ticket", "SUP-2"), ("plan", ""), ("order", "7")]);
    assert_eq!(
        mounted.asked(),
        [Intent::SetVariables {
            call: id("c2"),
            variables: sent
        }]
    );
    assert_eq!(mounted.text(".editor-told"), "Saving…");
    mounted
        .put(with_ticket(
            "SUP-2",
            &[("order", "7"), ("tier", "a")],
            Some(SentState::Confirmed),
        ))
        .await;
    assert_eq!(mounted.text(".editor-told"), "Saved.");
    assert_eq!(mounted.all("[data-cti=variable-row]").len(), 3);
}

#[wasm_bindgen_test]
async fn what_was_typed_outlives_a_time_out_and_the_end_of_the_call() {
    let mounted = Mounted::new(with_ticket("SUP-1", &[], None), 360).await;
    mounted.click("Variables").await;
    mounted.type_into(&value(&mounted, "ticket"), "SUP-2").await;
    mounted.answer(Ok(Some(3)));
    mounted.press(&value(&mounted, "ticket"), "Enter").await;
    mounted
        .put(with_ticket("SUP-1", &[], Some(SentState::TimedOut)))
        .await;
    assert!(mounted.text(".editor-told").starts_with("Not confirmed in 10 s."));
    assert_eq!(value(&mounted, "ticket").value(), "SUP-2");
    mounted
        .put(with_calls(vec![with(failed(), |call| call.id = id("c2"))]))
        .await;
    assert!(
        mounted
            .text(".editor-told")
            .starts_with("The call has ended before this was sent.")
    );
    assert_eq!(value(&mounted, "ticket").value(), "SUP-2");
}

#[wasm_bindgen_test]
async fn a_draft_shows_on_its_button_until_it_is_discarded() {
    let mounted = Mounted::new(with_ticket("SUP-1", &[], None), 360).await;
    mounted.click("Variables").await;
    mounted.type_into(&value(&mounted, "ticket"), "SUP-2").await;
    mounted.click("Close").await;
    assert!(mounted.find("[data-cti=variables]").is_none());
    mounted.click("Unsent variables").await;
    assert_eq!(value(&mounted, "ticket").value(), "SUP-2");
    mounted.click("Discard").await;
    assert!(mounted.find("[data-cti=variables]").is_none());
    mounted.click("Variables").await;
    assert_eq!(value(&mounted, "ticket").value(), "SUP-1");
}

#[wasm_bindgen_test]
async fn where_the_room_changed_it_too_both_values_are_shown() {
    let mounted = Mounted::new(with_ticket("SUP-1", &[("plan", "Pro")], None), 320).await;
    mounted.click("Variables").await;
    mounted.type_into(&value(&mounted, "ticket"), "SUP-2").await;
    mounted.type_into(&value(&mounted, "plan"), "Gold").await;
    mounted
        .put(with_ticket("SUP-9", &[("plan", "Basic")], None))
        .await;
    assert_eq!(mounted.all("[data-cti=conflict]").len(), 2);
    assert!(
        mounted
            .text("[data-cti=conflict]")
            .starts_with("The room has “Basic” now.")
    );
    assert_eq!(value(&mounted, "plan").value(), "Gold");
    mounted.click("Take theirs").await;
    assert_eq!(value(&mounted, "plan").value(), "Basic");
    mounted.click("Keep mine").await;
    assert_eq!(value(&mounted, "ticket").value(), "SUP-2");
    assert!(mounted.find("[data-cti=conflict]").is_none());
}

#[wasm_bindgen_test]
async fn an_ended_call_shows_what_was_not_sent() {
    let mounted = Mounted::new(with_ticket("SUP-1", &[], None), 360).await;
    mounted.click("Variables").await;
    mounted.type_into(&value(&mounted, "ticket"), "SUP-2").await;
    mounted.click("Close").await;
    let over = with(connected(), |call| {
        call.phase = cti_core::Phase::Ended;
        call.outcome = Some(cti_core::Outcome::Completed);
        call.ended_at = Some(NOW);
    });
    mounted.put(with_calls(vec![over])).await;
    assert_eq!(value(&mounted, "ticket").value(), "SUP-2");
    mounted.click("Discard").await;
    assert!(mounted.find("[data-cti=variables]").is_none());
}

#[wasm_bindgen_test]
async fn what_was_typed_last_is_sent_also_if_it_is_not_drawn_yet() {
    let mounted = Mounted::new(with_ticket("SUP-1", &[], None), 360).await;
    mounted.click("Variables").await;
    mounted.type_into(&value(&mounted, "ticket"), "SUP-2").await;
    mounted.desk.undrawn.set(true);
    mounted.type_into(&value(&mounted, "ticket"), "SUP-25").await;
    mounted.press(&value(&mounted, "ticket"), "Enter").await;
    let asked = mounted.desk.asked.borrow();
    let Some(Intent::SetVariables { variables, .. }) = asked.last() else {
        panic!("nothing was sent");
    };
    assert_eq!(
        variables.get("ticket").map(|value| value.as_str()),
        Some("SUP-25")
    );
}

#[wasm_bindgen_test]
async fn closing_gives_the_focus_back() {
    let mounted = Mounted::new(with_ticket("SUP-1", &[], None), 360).await;
    mounted.click("Variables").await;
    let field = value(&mounted, "ticket");
    field.focus().unwrap();
    mounted.press(&field, "Escape").await;
    assert!(mounted.find("[data-cti=variables]").is_none());
    assert!(
        mounted
            .button("Variables")
            .is_same_node(mounted.focused().as_deref())
    );
}
