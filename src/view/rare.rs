//! Views that come late: they are in the part that the first view does not wait for ([`crate::part`]).

use super::{
    Same, Scene, calls::Calls, dial_more::DialMore, history::History, inspector::Inspector, live::Live,
    menu::MenuPanel, notices::Notices, picker::Picker, same::each, settings::Settings, sign_in::SignInForm,
    tabs::Tab, team::Team,
};
use crate::{part, text::T};
use cti_core::{Ask, Sent, Snapshot};
use yew::prelude::*;

/// One of these views.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rare {
    Calls,
    Dial,
    History,
    Inspector,
    Live,
    Menu,
    Notices,
    Picker,
    Settings,
    SignIn,
    Team,
    /// The picker among the calls, while nobody is chosen.
    Who,
}

/// Only the part refers to this, and so it holds all that only these views need.
pub(crate) fn draw(scene: &Scene, view: Rare) -> Html {
    super::style::fill_late();
    let (link, picture) = (&scene.link, &scene.picture);
    let snapshot = &picture.snapshot;
    let me = snapshot.me.as_ref().map(Same::from);
    let my_id = me.as_ref().map(|me| AttrValue::from(me.id.as_str().to_owned()));
    let around = picture.around.as_ref().map(Same::from);
    let users = Same::from(&snapshot.users);
    let logouts = || asking(snapshot, |ask| matches!(ask, Ask::Logout { .. }));
    let connection = Same::from(&snapshot.connection);
    let (on_call, on_page, able) = (scene.on_call.clone(), scene.on_page.clone(), scene.able);
    match view {
        Rare::Calls => html! {
            <Calls
                {link} calls={each(&snapshot.calls)} {users} {able} picking={scene.picking()} {around}
                drafts={each(&snapshot.drafts)}
                commands={asking(snapshot, |ask| matches!(ask, Ask::SetVariables { .. }))} {on_call}
            />
        },
        Rare::Dial => html! {
            <DialMore
                {link} dial={scene.dial.clone()} field={scene.field.clone()} typed={(*scene.typed).clone()}
                on_type={scene.typed.setter()}
            />
        },
        Rare::History => html! {
            <History
                {link} history={Same::from(&snapshot.history)} found={snapshot.found.as_ref().map(Same::from)}
                shown_calls={snapshot.shown} more={snapshot.more} reading={snapshot.reading}
                complete={snapshot.complete} gaps={Same::from(&snapshot.gaps)} {users} {on_call}
                shown={scene.shows(Tab::History)}
            />
        },
        Rare::Inspector => html! { <Inspector {link} on_done={on_page} /> },
        Rare::Live => {
            let on_tab = scene.on_tab.clone();
            html! { <Live calls={each(&snapshot.calls)} {users} {connection} {link} {around} {on_tab} {on_page} /> }
        }
        Rare::Menu => html! {
            <MenuPanel
                {link} state={connection.state} has_user={me.is_some()} logouts={logouts()} {on_page}
                root={scene.menu.clone()} button={scene.menu_button.clone()} open={scene.menu_open.setter()}
            />
        },
        Rare::Notices => {
            let hints = around.filter(|around| around.blocked || !around.refused.is_empty());
            if hints.is_none() && snapshot.notices.is_empty() {
                return html! {};
            }
            html! { <Notices {link} notices={each(&snapshot.notices)} {hints} /> }
        }
        Rare::Picker => html! { <Picker {link} {users} me={my_id} on_done={Some(on_page)} /> },
        Rare::Settings => match around {
            Some(around) => html! { <Settings {link} {around} {me} on_done={on_page} /> },
            None => html! {},
        },
        Rare::SignIn => match &picture.sign_in {
            Some(ask) => html! { <SignInForm {link} {ask} /> },
            None => html! {},
        },
        Rare::Team => html! {
            <Team {link} {users} me={my_id} {able} logouts={logouts()} {on_call} shown={scene.shows(Tab::Team)} />
        },
        Rare::Who => html! { <Picker {link} {users} /> },
    }
}

/// Those of the commands on their way that want this.
fn asking(snapshot: &Snapshot, what: fn(&Ask) -> bool) -> Vec<Same<Sent>> {
    let wanted = snapshot.commands.iter().filter(|sent| what(&sent.ask));
    wanted.map(Same::from).collect()
}

/// Such a view, if it is here. Until then the place says so, unless nobody misses it.
pub(crate) fn later(scene: &Scene, view: Rare, quiet: bool) -> Html {
    match part::here() {
        Some(part) => (part.draw)(scene, view),
        None if quiet => html! {},
        None if scene.missing.failed => missing(scene),
        None => html! { <p class="empty" role="status">{ T::Loading.say() }</p> },
    }
}

/// That it could not be fetched, and another try.
pub(crate) fn missing(scene: &Scene) -> Html {
    html! {
        <div class="empty" role="alert">
            <p class="empty-title">{ T::PartMissing.say() }</p>
            <p>{ T::PartMissingHint.say() }</p>
            <button type="button" class="button small" onclick={&scene.missing.again}>{ T::TryAgain.say() }</button>
        </div>
    }
}
