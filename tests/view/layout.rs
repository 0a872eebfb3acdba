//! Whatever comes, nothing is wider than the widget.

use crate::{mounted::*, pictures::*};
use cti_core::{Call, Snapshot, Status};
use cti_protocol::Pii;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

const WORD: &str = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";

fn long(id: &str) -> Call {
    with(ringing(), |call| {
        call.id = cti_protocol::Id::text(id);
        call.name = Some(Pii::new(format!("{WORD} {WORD} {WORD}")));
        call.number = Some(Pii::new("123456789012345678901234567890"));
        call.queue = Some(WORD.into());
        call.note = Some(Pii::new(format!("{WORD} {WORD}")));
        call.variables = (0..40)
            .map(|n| {
                (
                    format!("{WORD}{n}"),
                    Pii::new(format!("https://example.com/{WORD}/{n}")),
                )
            })
            .collect();
    })
}

fn rtl(id: &str) -> Call {
    with(connected(), |call| {
        call.id = cti_protocol::Id::text(id);
        call.name = Some(Pii::new("محمد بن عبد الله الهاشمي ".repeat(6)));
        call.queue = Some("الدعم الفني والخدمات".into());
        call.variables = variables(&[("الطلب", "١٠٤٨٢"), ("plan", "Pro")]);
    })
}

/// Every element that is wider inside than outside, and every one that reaches over the widget's edges.
fn too_wide(mounted: &Mounted) -> Vec<String> {
    let edges = mounted.host.get_bounding_client_rect();
    let mut found = Vec::new();
    for element in mounted
        .all(".widget, .body, .panel, .header *, .card, .card *, .row, .row *, .dock, .dock *, .page *")
    {
        let element: HtmlElement = element.unchecked_into();
        let place = element.get_bounding_client_rect();
        if place.width() > 0.0 && (place.right() > edges.right() + 0.5 || place.left() < edges.left() - 0.5) {
            found.push(format!("over the edge: {}", element.outer_html()));
        }
    }
    for element in mounted.all(".widget, .body, .card, .card-who, .actions, .pair") {
        if element.scroll_width() > element.client_width() {
            found.push(format!("scrolls: {}", element.outer_html()));
        }
    }
    found
}

#[wasm_bindgen_test]
async fn long_and_right_to_left_content_breaks_nothing() {
    for width in [320, 360, 480] {
        let mut person = (*user("u2", &format!("{WORD} {WORD}"), Status::Other(WORD.into()), HOUR)).clone();
        person.color = Some("#884422".into());
        let unconfirmed = with(rtl("r2"), |call| {
            call.started_before = true;
            call.connected_at = None;
            call.unconfirmed_since = Some(NOW);
        });
        let past = |call: Call| {
            Rc::new(with(call, |call| {
                call.phase = cti_core::Phase::Ended;
                call.outcome = Some(cti_core::Outcome::Failed);
                call.reason = Some(Pii::new(WORD));
                call.ended_at = Some(NOW);
            }))
        };
        let history = vec![past(long("h1")), past(rtl("h2"))];
        let calls = vec![long("l1"), rtl("r1"), unconfirmed, (*history[0]).clone()];
        let mut picture_of = Snapshot {
            calls: calls.into_iter().map(Rc::new).collect(),
            history: Rc::new(history),
            me: Some(Rc::new(person.clone())),
            ..snapshot()
        };
        Rc::make_mut(&mut picture_of.users)[1] = Rc::new(person);
        let mounted = Mounted::new(picture(picture_of), width).await;
        assert_eq!(too_wide(&mounted), Vec::<String>::new(), "calls at {width}");
        mounted.click("Show 38 more variables").await;
        mounted.click("Variables").await;
        mounted.click("Add").await;
        assert_eq!(too_wide(&mounted), Vec::<String>::new(), "editor at {width}");
        mounted.click("Team").await;
        assert_eq!(too_wide(&mounted), Vec::<String>::new(), "team at {width}");
        mounted.click("History").await;
        assert_eq!(too_wide(&mounted), Vec::<String>::new(), "history at {width}");
        mounted
            .get("[data-cti=widget]")
            .set_attribute("dir", "rtl")
            .unwrap();
        assert_eq!(
            too_wide(&mounted),
            Vec::<String>::new(),
            "history from right to left at {width}"
        );
        mounted.click("Calls").await;
        assert_eq!(
            too_wide(&mounted),
            Vec::<String>::new(),
            "calls from right to left at {width}"
        );
    }
}

#[wasm_bindgen_test]
async fn whatever_is_clicked_is_large_enough() {
    let mounted = Mounted::new(picture(snapshot()), 320).await;
    for tab in ["Calls", "Team", "History"] {
        mounted.click(tab).await;
        for element in mounted.all("button, input") {
            let place = element.get_bounding_client_rect();
            let hidden = place.width() == 0.0;
            assert!(
                hidden || place.width() >= 24.0 && place.height() >= 24.0,
                "{}",
                element.outer_html()
            );
        }
    }
}

#[wasm_bindgen_test]
async fn the_page_around_changes_nothing() {
    let mounted = Mounted::new(picture(snapshot()), 360).await;
    let body = web_sys::window().unwrap().document().unwrap().body().unwrap();
    let look = || {
        let style = |selector: &str| {
            let window = web_sys::window().unwrap();
            let style = window
                .get_computed_style(&mounted.get(selector))
                .unwrap()
                .unwrap();
            [
                "color",
                "font-size",
                "letter-spacing",
                "text-align",
                "line-height",
                "text-transform",
            ]
            .map(|name| style.get_property_value(name).unwrap())
        };
        [style(".card-name"), style(".button"), style(".field")]
    };
    let before = look();
    let hostile = "color:red;font:40px serif;letter-spacing:9px;text-align:right;text-transform:uppercase";
    body.set_attribute("style", hostile).unwrap();
    let after = look();
    body.remove_attribute("style").unwrap();
    assert_eq!(after, before);
}
