//! The shortcuts at work. They change what is shown here, so they are a view, though one without a picture.

use super::{Page, Same, kept, tabs::Tab, undialled::Undialled};
use crate::{
    aide::{Around, Wish},
    edge::{
        dynamic::{call, get, text},
        listen::Listener,
    },
    late::shortcuts::Keys,
    store::Link,
    text::T,
};
use cti_core::{Act, Call, Phase};
use wasm_bindgen::JsValue;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ShortcutsProps {
    pub(crate) link: Link,
    pub(crate) around: Same<Around>,
    pub(crate) calls: Vec<Same<Call>>,
    pub(crate) on_tab: Callback<Tab>,
    pub(crate) on_page: Callback<Page>,
}

/// The shadow root that an element is in.
pub(super) fn root_of(node: &NodeRef) -> JsValue {
    call(&node.get().into(), "getRootNode", &[]).unwrap_or(JsValue::UNDEFINED)
}

/// The call whose record is meant: what rings, else what is under way, else the newest.
fn meant(calls: &[Same<Call>]) -> Option<&Call> {
    let order = |call: &Call| match call.phase {
        Phase::Ringing => 0,
        Phase::Connected | Phase::Dialing => 1,
        Phase::Ended => 2,
    };
    let mine = calls.iter().filter(|call| call.mine);
    mine.min_by_key(|call| (order(call), -call.started_at))
        .map(|call| &**call)
}

/// Shows or hides the whole widget. Whether it is shown now.
fn show(host: &JsValue, wanted: Option<bool>) -> bool {
    let open = call(host, "getAttribute", &[&text("data-open")])
        .ok()
        .and_then(|open| open.as_string());
    let shown = match open {
        Some(open) => open == "true",
        None => get(host, "hidden").as_bool() != Some(true),
    };
    let wanted = wanted.unwrap_or(!shown);
    if wanted != shown {
        let _ = call(&get(host, "handle"), if wanted { "show" } else { "hide" }, &[]);
    }
    wanted
}

impl ShortcutsProps {
    /// Does it; gives where the focus goes then, and what there is to tell.
    fn carry_out(&self, act: Act, root: &JsValue) -> (Option<&'static str>, Option<T>) {
        let host = get(root, "host");
        let open = |tab, place| {
            show(&host, Some(true));
            self.on_tab.emit(tab);
            (Some(place), None)
        };
        match act {
            Act::Dial => open(Tab::Calls, "[data-cti=dial-field]"),
            Act::Calls => open(Tab::Calls, "#tab-calls"),
            Act::Team => open(Tab::Team, "#tab-team"),
            Act::History => open(Tab::History, "#tab-history"),
            Act::List => {
                show(&host, Some(true));
                self.on_page.emit(Page::Settings);
                (Some("[data-cti=shortcuts]"), None)
            }
            Act::Show if show(&host, None) => {
                (Some("[data-cti=window], [role=tab][aria-selected=true]"), None)
            }
            Act::Show => (None, None),
            Act::Record => match meant(&self.calls) {
                Some(call) => {
                    self.link.open_record(&call.id);
                    (None, None)
                }
                None => (None, Some(T::NoCallNow)),
            },
            Act::Sound => {
                let mut settings = self.around.settings.clone();
                settings.sound = !settings.sound;
                let words = if settings.sound {
                    T::SoundIsOn
                } else {
                    T::SoundIsOff
                };
                self.link.wish(Wish::Set(settings));
                (None, Some(words))
            }
        }
    }
}

/// Listens to the keys of the page for as long as the widget is there. Also applies the theme, and keeps what was typed
/// when the language changes: all that is about the widget as a whole.
#[component]
pub(crate) fn Shortcuts(props: &ShortcutsProps) -> Html {
    let place = use_node_ref();
    let told = use_state_eq(|| None::<T>);
    // What the listener needs is that of the last drawing.
    let now = use_mut_ref(|| props.clone());
    now.replace(props.clone());
    let focus = use_mut_ref(|| None::<&'static str>);
    let update = use_force_update();
    {
        let (place, told, focus, update) = (place.clone(), told.setter(), focus.clone(), update);
        use_effect_with((), move |()| {
            let pressed = move |event: Event| {
                let Some(keys) = Keys::read(&event) else {
                    return;
                };
                let root = root_of(&place);
                let props = now.borrow().clone();
                let act = keys.act(&props.around.settings.shortcuts, &root);
                if let Some(act) = act {
                    event.prevent_default();
                    let (to, words) = props.carry_out(act, &root);
                    focus.replace(to);
                    told.set(words);
                    update.force_update();
                } else {
                    told.set(None);
                }
            };
            let listener = web_sys::window().map(|window| Listener::new(&window, "keydown", pressed));
            move || drop(listener)
        });
    }
    {
        let (place, around) = (place.clone(), focus);
        use_effect(move || {
            let Some(to) = around.take() else {
                return;
            };
            if let Ok(element) = call(&root_of(&place), "querySelector", &[&text(to)]) {
                // What has to be fetched first cannot have it yet.
                let _ = call(&element, "focus", &[]);
            }
        });
    }
    use_theme(&place, props);
    use_kept(&place, props);
    html! {
        <>
            <div ref={place} class="key-told" role="status" data-cti="key-told">
                { told.map_or("", T::say) }
            </div>
            <Undialled />
        </>
    }
}

/// What is chosen here, or in another tab, is seen at once; what held at the start the loader has set.
#[hook]
fn use_theme(place: &NodeRef, props: &ShortcutsProps) {
    let place = place.clone();
    let dressed = props.around.dressed.clone();
    use_effect_with(props.around.settings.theme, move |theme| {
        if dressed
            .replace(Some(*theme))
            .is_some_and(|before| before != *theme)
        {
            let host = get(&root_of(&place), "host");
            let _ = call(&host, "setAttribute", &[&text("theme"), &text(theme.key())]);
        }
    });
}

/// In another language all is drawn anew.
#[hook]
fn use_kept(place: &NodeRef, props: &ShortcutsProps) {
    let (place, link) = (place.clone(), props.link.clone());
    use_effect_with((), move |()| {
        let widget = call(&place.get().into(), "closest", &[&text(".widget")]).unwrap_or(JsValue::UNDEFINED);
        kept::put_back(&link, &widget);
        let spoken = T::Language.say();
        move || {
            // Of one that is taken down nothing is kept.
            if T::Language.say() != spoken {
                kept::keep(&link, &widget);
            }
        }
    });
}
