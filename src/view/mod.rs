//! What the agent sees. Views draw a [`Picture`](crate::store::Picture) and ask through a
//! [`Link`](crate::store::Link); they know nothing of sockets, frames or timers.
//!
//! Two rules hold everywhere. Whatever may be absent sits in an element of its own that is always there
//! (`<div class="slot">`, which takes no part in the layout), since Yew 0.23.0 loses its place among siblings
//! that come and go. And every list is keyed by a stable text.
//!
//! Hooks for tests from outside; names do not change with the look:
//!
//! | `data-cti` | what | with |
//! |---|---|---|
//! | `widget` | the root | `data-tab`; `data-tabs`: its place among the browser's tabs (`leading`, `following`, `waiting`, `alone`) |
//! | `connection` | the pill in the header | `data-state` (public names of the states) |
//! | `me` | name and status of the agent | `data-user-id`, `data-status` |
//! | `menu-button`, `menu` | the menu | |
//! | `banner` | why there is no connection | `data-state` |
//! | `notice` | one notice | |
//! | `sign-in` | the form | |
//! | `picker`, `picker-user` | choosing the agent | `data-user-id` |
//! | `dial`, `dial-field`, `dial-button`, `dial-message`, `dial-offer` | dialling | `data-progress` on `dial` |
//! | `will-dial` | the number that will be dialled | |
//! | `pad-button`, `pad` | the pad of numbers | |
//! | `call` | a card, or the row that is there before it | `data-call-id`, `data-phase`; a card also `data-direction`, `data-outcome`, `data-unconfirmed` |
//! | `call-state`, `call-name`, `call-number`, `call-queue`, `call-time` | parts of a card | |
//! | `call-company`, `call-avatar` | the company beside the number, and a picture or initials, from the page's lookup | |
//! | `fold` | the button for the cards that are out of sight | `aria-expanded`; `data-ringing`: one of them rings |
//! | `number`, `number-call`, `number-copy`, `number-told` | a number, what a click on it offers, and what came of it | `aria-expanded` |
//! | `variable` | a chip | `data-name` |
//! | `variables`, `variable-row` | the editor and a row of it | `data-progress`; `data-name` |
//! | `team-count` | a chip that counts and filters | `data-status` |
//! | `team-row`, `team-with` | a user, and with whom that user talks | `data-user-id`, `data-status` |
//! | `history-row` | an ended call | `data-call-id`, `data-outcome` |
//! | `earlier` | the button that shows earlier calls | `aria-busy` |
//! | `export` | the button that saves the calls as a file | `aria-busy` |
//! | `note-button`, `note-field`, `note` | the note on a card or in a row | |
//! | `conflict` | a variable that the room changed while it was edited | |
//! | `gap` | a time in which the room was not heard | |
//! | `inspector` | what the server really sends | `data-section` |
//! | `frame`, `frame-text`, `reading` | a frame, its text, what was read of it | `data-way`, `data-name`, `data-understood` |
//! | `frames-counts`, `frames-elsewhere` | how many there are, and that they are in another tab | |
//! | `unread`, `unread-row`, `unread-counts` | what was not understood, or not read at all | |
//! | `dialect-row`, `dialect-file` | a setting of the dialect in use, and all of them as a file | `data-setting`, `data-source` |
//! | `replay`, `replay-at`, `replay-call`, `replay-user` | a capture that is replayed | `data-call-id`, `data-phase`, `data-outcome`; `data-user-id` |
//! | `tabs` | in words, which tab has the connection | |
//! | `settings`, `permission` | what is set on this device, and whether the browser shows notifications | |
//! | `shortcuts`, `key`, `key-press` | the shortcuts, one of them, and where a new one is pressed | `data-act` |
//! | `settings-who`, `settings-device` | who the agent is, and forgetting the device | |
//! | `undialled` | why a number that was clicked in the page was not dialled | |
//! | `key-told` | what a shortcut did, where that is not seen otherwise | |
//! | `try-pop`, `pop-row`, `pop-rules` | trying the rules for records, what one moment would open, that there are no rules | |
//! | `pop-offer` | the link to a record that waits for a click | |
//! | `pop-refused`, `sound-hint` | records that were not opened, and that ringing needs a click | |
//! | `tell-assertive`, `tell-polite` | live regions | |

mod banner;
mod bits;
mod call_actions;
mod call_card;
mod calls;
mod chips;
mod css;
mod dial;
mod dial_more;
mod editor;
mod fold;
mod header;
mod hints;
mod history;
mod history_csv;
mod history_match;
mod history_row;
mod inspector;
mod kept;
mod keys;
mod live;
mod menu;
mod note;
mod notices;
mod number;
mod pad;
mod people;
mod picker;
#[doc(hidden)]
pub mod probe;
mod rare;
mod rows;
mod same;
mod scene;
mod settings;
mod settings_alerts;
mod settings_device;
mod settings_keys;
mod settings_looks;
mod sign_in;
mod style;
mod tabs;
mod team;
mod team_row;
mod try_pop;
mod undialled;
mod window;

pub(crate) use bits::{Able, party};
pub use history_match::history_matcher;
pub(crate) use rare::{Rare, draw};
pub use same::Same;
pub(crate) use scene::{Missing, Scene};
pub use style::{STYLES, keep_late};

use crate::{
    hooks::{Progress, focus, use_dial, use_part, use_picture},
    store::Link,
    text::T,
};
use cti_core::Intent;
use rare::later;
use tabs::Tab;
use yew::prelude::*;

/// Props of [`Root`].
#[derive(Clone, PartialEq, Properties)]
pub struct RootProps {
    /// What a widget is drawn from; nothing while none is.
    pub link: Option<Link>,
    /// Another one for each widget: nothing of the one before stays.
    pub widget: u32,
}

/// Where one widget after the other can be drawn.
#[component]
pub fn Root(props: &RootProps) -> Html {
    match &props.link {
        Some(link) => html! { <Widget key={props.widget.to_string()} link={link.clone()} /> },
        None => html! {},
    }
}

/// Props of [`Widget`].
#[derive(Clone, PartialEq, Properties)]
pub struct WidgetProps {
    /// Where pictures come from and intents go to.
    pub link: Link,
}

/// What is opened from the menu, over the tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    None,
    Picker,
    Inspector,
    Settings,
}

/// The whole widget. It swaps pictures; what did not change in one is not drawn again. The frame around the views is: as
/// components of their own, header, field and tabs would be much more code, and they are few elements.
#[component]
pub fn Widget(props: &WidgetProps) -> Html {
    let link = &props.link;
    let picture = use_picture(link);
    let snapshot = picture.snapshot.clone();
    let tab = use_state_eq(|| Tab::Calls);
    let page = use_state_eq(|| Page::None);
    let menu_open = use_state_eq(|| false);
    let typed = use_state_eq(AttrValue::default);
    let nodes = use_state(<[NodeRef; 3]>::default);
    let tabs = use_state(<[NodeRef; 3]>::default);
    let missing = use_part((*tab, *page));
    let able = Able::new(snapshot.connection.state, snapshot.me.is_some());
    let dial = use_dial(link, able, missing.failed);

    let on_tab = {
        let (tab, page) = (tab.setter(), page.setter());
        use_callback((), move |to, ()| {
            tab.set(to);
            page.set(Page::None);
        })
    };
    let on_page = {
        let page = page.setter();
        use_callback((), move |to, ()| page.set(to))
    };
    // What becomes of a call is told at the dial field, so whoever dials from the history is taken there.
    let on_call = {
        let (tab, calls_tab) = (tab.setter(), tabs[0].clone());
        use_callback(
            dial.call.clone(),
            move |number: AttrValue, call: &Callback<(AttrValue, bool)>| {
                tab.set(Tab::Calls);
                focus(&calls_tab);
                call.emit((number, false));
            },
        )
    };
    {
        let (tab, page) = (tab.setter(), page.setter());
        // Somebody clicked a notification of a call: its card is to be seen.
        use_effect_with(picture.spot.as_ref().map(|(times, _)| *times), move |spot| {
            if spot.is_some() {
                tab.set(Tab::Calls);
                page.set(Page::None);
            }
        });
    }
    {
        let (typed, number) = (typed.clone(), dial.number.clone());
        use_effect_with(dial.progress.clone(), move |progress| {
            if *progress == Progress::Done && *typed == number {
                typed.set(AttrValue::default());
            }
        });
    }

    let [field, menu, menu_button] = (*nodes).clone();
    let signing_in = picture.sign_in.is_some();
    let scene = &Scene {
        link: link.clone(),
        able,
        signing_in,
        // Live calls stay in sight while the agent is asked to sign in again.
        open: *page == Page::None && (!signing_in || !snapshot.calls.is_empty()),
        picture,
        tab: *tab,
        dial,
        typed,
        field,
        menu,
        menu_button,
        menu_open,
        on_tab,
        on_page,
        on_call,
        missing,
    };
    let onscroll = {
        let (link, wanted) = (
            link.clone(),
            scene.shows(Tab::History) && snapshot.more && !snapshot.reading,
        );
        Callback::from(move |event: Event| {
            let body: web_sys::Element = event.target_unchecked_into();
            if wanted && body.scroll_top() + 2 * body.client_height() > body.scroll_height() {
                // Cannot fail: it only changes what is shown.
                let _ = link.ask(Intent::ShowEarlier);
            }
        })
    };
    let over = [
        (signing_in, Rare::SignIn),
        (*page == Page::Picker, Rare::Picker),
        (*page == Page::Inspector, Rare::Inspector),
        (*page == Page::Settings, Rare::Settings),
    ];
    let over = over.map(|(shown, view)| slot(shown.then(|| later(scene, view, false))));
    let panel = |which: Tab, view: Html| {
        let key = which.key();
        html! {
            <div
                class="panel" role="tabpanel" id={["panel-", key].concat()} aria-labelledby={["tab-", key].concat()}
                hidden={!scene.shows(which)}
            >
                { view }
            </div>
        }
    };
    let role = scene.picture.around.as_ref().map(|around| around.role);
    html! {
        <div class="widget" data-cti="widget" data-tab={tab.key()} data-tabs={role} role="region"
            aria-label={T::Widget.say()} lang={T::Language.say()} dir={T::Direction.say()} key={T::Language.say()}
        >
            { header::header(scene) }
            <div class="body" {onscroll}>
                { for over }
                { panel(Tab::Calls, html! {
                    <>
                        { dial::form(scene) }
                        { slot(scene.picking().then(|| later(scene, Rare::Who, false))) }
                        { slot(Some(rows::calls(scene))) }
                    </>
                }) }
                { panel(Tab::Team, later(scene, Rare::Team, !scene.shows(Tab::Team))) }
                { panel(Tab::History, later(scene, Rare::History, !scene.shows(Tab::History))) }
            </div>
            <div class="dock">
                <div class="notices" role="status">{ later(scene, Rare::Notices, true) }</div>
                { slot(banner::banner(scene)) }
            </div>
            { tabs::bar(scene, &tabs) }
            { later(scene, Rare::Live, true) }
        </div>
    }
}

/// The place of what may be absent.
fn slot(view: Option<Html>) -> Html {
    html! { <div class="slot">{ view.unwrap_or_default() }</div> }
}
