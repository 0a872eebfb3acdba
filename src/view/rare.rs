//! Views that are opened by the agent, not seen at first. In a split build they are a file of their own, so that the
//! first view does not wait for them; it comes when one is opened, or once the widget is in the room (docs/adr/0010).

use super::{
    editor::{Editor, EditorProps},
    history::{History, HistoryProps},
    menu::{MenuPanel, MenuPanelProps},
    note::{NoteField, NoteFieldProps},
    notices::{Notices, NoticesProps},
    picker::{Picker, PickerProps},
    sign_in::{SignInForm, SignInProps},
    team::{Team, TeamProps},
    unread::{UnreadList, UnreadProps},
};
use crate::text::T;
use std::cell::Cell;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// One of these views, with its props.
#[derive(Clone, PartialEq)]
pub(crate) enum Rare {
    Editor(EditorProps),
    History(HistoryProps),
    Menu(MenuPanelProps),
    Note(NoteFieldProps),
    Notices(NoticesProps),
    Picker(PickerProps),
    SignIn(SignInProps),
    Team(TeamProps),
    Unread(UnreadProps),
}

type Draw = fn(Rare) -> Html;

fn draw(view: Rare) -> Html {
    super::style::fill_late();
    match view {
        Rare::Editor(props) => html! { <Editor ..props /> },
        Rare::History(props) => html! { <History ..props /> },
        Rare::Menu(props) => html! { <MenuPanel ..props /> },
        Rare::Note(props) => html! { <NoteField ..props /> },
        Rare::Notices(props) => html! { <Notices ..props /> },
        Rare::Picker(props) => html! { <Picker ..props /> },
        Rare::SignIn(props) => html! { <SignInForm ..props /> },
        Rare::Team(props) => html! { <Team ..props /> },
        Rare::Unread(props) => html! { <UnreadList ..props /> },
    }
}

#[cfg(feature = "split")]
mod file {
    use super::Draw;
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    /// Nothing but this function refers to `draw`, so the splitter moves it and all that only it needs.
    #[wasm_split(rare, fallible)]
    pub(super) fn fetch() -> Result<Draw, SplitLoaderError> {
        Ok(super::draw)
    }
}

#[cfg(not(feature = "split"))]
mod file {
    use super::Draw;

    pub(super) async fn fetch() -> Result<Draw, std::convert::Infallible> {
        Ok(super::draw)
    }
}

thread_local!(static HERE: Cell<Option<Draw>> = const { Cell::new(None) });

async fn fetch() -> Option<Draw> {
    if HERE.get().is_none() {
        HERE.set(file::fetch().await.ok());
    }
    HERE.get()
}

/// Fetches the file before it is needed. If that fails, the next need tries again.
pub(crate) fn fetch_ahead() {
    spawn_local(async {
        fetch().await;
    });
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct LaterProps {
    pub(crate) view: Rare,
    /// Whether the view is to be seen now. Without that nothing is fetched.
    #[prop_or(true)]
    pub(crate) wanted: bool,
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
            if *wanted && HERE.get().is_none() {
                spawn_local(async move {
                    failed.set(fetch().await.is_none());
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
    match HERE.get() {
        Some(draw) => draw(props.view.clone()),
        None if !props.wanted => html! {},
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
