//! Views that are opened by the agent, not seen at first. In a split build they are in the part that the first
//! view does not wait for ([`crate::part`]).

use super::{
    bits::phone,
    chips::{Chips, ChipsProps},
    dial_more::{DialMore, DialMoreProps},
    editor::{Editor, EditorProps},
    fold::{FoldProps, fold_html},
    history::{History, HistoryProps},
    inspector::{Inspector, InspectorProps},
    live::{Live, LiveProps},
    menu::{MenuPanel, MenuPanelProps},
    note::{NoteField, NoteFieldProps},
    notices::{Notices, NoticesProps},
    number::{NumberProps, number_html},
    picker::{Picker, PickerProps},
    settings::{Settings, SettingsProps},
    sign_in::{SignInForm, SignInProps},
    team::{Team, TeamProps},
};
use crate::{part, text::T};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::{html::IntoPropValue, prelude::*};

/// One of these views, with its props.
pub(crate) enum Rare {
    Chips(ChipsProps),
    Dial(DialMoreProps),
    Editor(EditorProps),
    Fold(FoldProps),
    History(HistoryProps),
    Inspector(InspectorProps),
    Live(LiveProps),
    Menu(MenuPanelProps),
    Note(NoteFieldProps),
    Notices(NoticesProps),
    Number(NumberProps),
    Picker(PickerProps),
    Settings(SettingsProps),
    SignIn(SignInProps),
    Team(TeamProps),
}

/// Only the part refers to this, and so it holds all that only these views need.
pub(crate) fn draw(view: &Rare) -> Html {
    super::style::fill_late();
    match view {
        Rare::Chips(props) => html! { <Chips ..props.clone() /> },
        Rare::Dial(props) => html! { <DialMore ..props.clone() /> },
        Rare::Editor(props) => html! { <Editor ..props.clone() /> },
        Rare::Fold(props) => fold_html(props),
        Rare::History(props) => html! { <History ..props.clone() /> },
        Rare::Inspector(props) => html! { <Inspector ..props.clone() /> },
        Rare::Live(props) => html! { <Live ..props.clone() /> },
        Rare::Menu(props) => html! { <MenuPanel ..props.clone() /> },
        Rare::Note(props) => html! { <NoteField ..props.clone() /> },
        Rare::Notices(props) => html! { <Notices ..props.clone() /> },
        Rare::Number(props) => number_html(&props.link, &props.number, &props.on_call),
        Rare::Picker(props) => html! { <Picker ..props.clone() /> },
        Rare::Settings(props) => html! { <Settings ..props.clone() /> },
        Rare::SignIn(props) => html! { <SignInForm ..props.clone() /> },
        Rare::Team(props) => html! { <Team ..props.clone() /> },
    }
}

#[derive(Properties)]
pub(crate) struct LaterProps {
    pub(crate) view: Rc<Rare>,
    /// Whether the view is to be seen now. Without that nothing is fetched.
    #[prop_or(true)]
    pub(crate) wanted: bool,
    /// Whether nobody misses it until it is there.
    #[prop_or_default]
    pub(crate) quiet: bool,
}

// Whether anything changed the view itself finds out: comparing it here too would be code of the first view.
impl PartialEq for LaterProps {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

impl IntoPropValue<Rc<Rare>> for Rare {
    fn into_prop_value(self) -> Rc<Rare> {
        Rc::new(self)
    }
}

/// Such a view. In one place for many: what `html!` makes of it is code of the first view.
pub(crate) fn later(view: Rare, quiet: bool) -> Html {
    later_if(view, true, quiet)
}

/// The same, as soon as it is wanted.
pub(crate) fn later_if(view: Rare, wanted: bool, quiet: bool) -> Html {
    html! { <Later {view} {wanted} {quiet} /> }
}

/// Draws such a view as soon as its file is there.
#[component]
pub(crate) fn Later(props: &LaterProps) -> Html {
    let failed = use_state_eq(|| false);
    let tries = use_state_eq(|| 0_u32);
    let arrived = use_force_update();
    {
        let failed = failed.setter();
        use_effect_with((props.wanted, *tries), move |(wanted, _)| {
            if *wanted && part::here().is_none() {
                spawn_local(async move {
                    failed.set(part::fetch().await.is_none());
                    arrived.force_update();
                });
            }
        });
    }
    let again = {
        let (failed, tries) = (failed.setter(), tries);
        Callback::from(move |_: MouseEvent| {
            failed.set(false);
            tries.set(*tries + 1);
        })
    };
    match part::here() {
        Some(part) => (part.draw)(&props.view),
        None if !props.wanted || props.quiet => match &*props.view {
            // Until it can be copied it can be read.
            Rare::Number(props) => phone(&props.number),
            _ => html! {},
        },
        None if *failed => html! {
            <div class="empty" role="alert">
                <p class="empty-title">{ T::PartMissing.say() }</p>
                <p>{ T::PartMissingHint.say() }</p>
                <button type="button" class="button small" onclick={again}>{ T::TryAgain.say() }</button>
            </div>
        },
        None => html! { <p class="empty" role="status">{ T::Loading.say() }</p> },
    }
}
