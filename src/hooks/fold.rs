use crate::{
    edge::dynamic::{call, get},
    store::Link,
    view::Same,
};
use cti_core::{Call, Phase};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

/// What somebody may be typing into.
const FIELDS: &str = r#"textarea, [data-cti="variables"]"#;

/// Which cards are out of sight.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Folded {
    pub(crate) cards: usize,
    /// How many of them ring.
    pub(crate) ringing: usize,
}

/// The cards themselves. They stay where they are while they are out of sight, so that nothing typed is lost.
fn cards(list: &NodeRef) -> Vec<Element> {
    // When the widget is taken down, the list is gone before this is last asked.
    let Some(list) = list.get() else {
        return Vec::new();
    };
    let children = js_sys::Array::from(&get(&list, "children"));
    let elements = children.iter().filter_map(|child| child.dyn_into().ok());
    elements.collect()
}

/// Whether somebody is at work in a card.
fn busy(card: &Element) -> bool {
    let inside = call(card, "matches", &[&":focus-within".into()]);
    let field = call(card, "querySelector", &[&FIELDS.into()]);
    inside.is_ok_and(|is| is.is_truthy()) || field.is_ok_and(|field| field.is_truthy())
}

fn fold(list: &NodeRef, calls: &[Same<Call>], shown: usize) -> Folded {
    let mut folded = Folded::default();
    for (place, card) in cards(list).into_iter().enumerate() {
        let away = place >= shown && !busy(&card);
        // Fails for names that are none.
        let _ = call(&card, "toggleAttribute", &[&"hidden".into(), &away.into()]);
        if away {
            let rings = calls.get(place).is_some_and(|call| call.phase == Phase::Ringing);
            folded.cards += 1;
            folded.ringing += usize::from(rings);
        }
    }
    folded
}

/// Puts all cards but the first `shown` out of sight, but for those in which somebody is at work; how many that are.
#[hook]
pub(crate) fn use_fold(link: &Link, list: &NodeRef, calls: &[Same<Call>], shown: usize) -> Folded {
    let folded = use_state_eq(Folded::default);
    {
        let look = {
            let (list, calls, folded) = (list.clone(), calls.to_vec(), folded.setter());
            Callback::from(move |()| folded.set(fold(&list, &calls, shown)))
        };
        let tick = link.on_tick(look.reform(|_| ()));
        use_effect(move || {
            // When the focus is back in the card that had it (focus.rs), and before anything is painted.
            spawn_local(async move { look.emit(()) });
            move || drop(tick)
        });
    }
    {
        let list = list.clone();
        use_effect_with((), move |()| {
            move || {
                for card in cards(&list) {
                    let _ = card.remove_attribute("hidden");
                }
            }
        });
    }
    *folded
}
