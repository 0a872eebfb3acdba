use super::{Scene, bits::flag};
use crate::{hooks::focus, text::T};
use yew::prelude::*;

/// The three views.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    Calls,
    Team,
    History,
}

const ALL: [Tab; 3] = [Tab::Calls, Tab::Team, Tab::History];

impl Tab {
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Team => "team",
            Self::History => "history",
        }
    }

    fn title(self) -> T {
        match self {
            Self::Calls => T::Calls,
            Self::Team => T::Team,
            Self::History => T::History,
        }
    }
}

/// The bar at the foot. One stop for the tab key; arrows go along it.
pub(crate) fn bar(scene: &Scene, refs: &[NodeRef; 3]) -> Html {
    let onkeydown = {
        let (refs, on_tab) = (refs.clone(), scene.on_tab.clone());
        let at = scene.tab as usize;
        // From right to left, the next one is on the left.
        let onward = T::Direction.say() != "rtl";
        Callback::from(move |event: KeyboardEvent| {
            let key = event.key();
            let to = match key.as_str() {
                "ArrowRight" | "ArrowLeft" if (key == "ArrowRight") == onward => (at + 1) % ALL.len(),
                "ArrowRight" | "ArrowLeft" => (at + ALL.len() - 1) % ALL.len(),
                "Home" => 0,
                "End" => ALL.len() - 1,
                _ => return,
            };
            event.prevent_default();
            on_tab.emit(ALL[to]);
            focus(&refs[to]);
        })
    };
    let buttons = ALL.iter().zip(refs).map(|(&tab, node)| {
        let on_tab = scene.on_tab.clone();
        let chosen = tab == scene.tab;
        html! {
            <button
                key={tab.key()}
                ref={node.clone()}
                type="button"
                class="tab"
                role="tab"
                id={["tab-", tab.key()].concat()}
                aria-selected={flag(chosen)}
                aria-controls={["panel-", tab.key()].concat()}
                tabindex={if chosen { "0" } else { "-1" }}
                onclick={Callback::from(move |_: MouseEvent| on_tab.emit(tab))}
            >
                { tab.title().say() }
            </button>
        }
    });
    html! { <div class="tabs" role="tablist" {onkeydown}>{ for buttons }</div> }
}
