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
//! | `call` | a card | `data-call-id`, `data-phase`, `data-direction`, `data-outcome`, `data-unconfirmed` |
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
mod same;
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
mod window;

pub(crate) use bits::party;
pub use history_match::history_matcher;
pub use same::Same;
pub use style::{STYLES, keep_late};

use crate::{
    hooks::{focus, use_dial, use_picture},
    store::Link,
    text::T,
};
use banner::Banner;
use bits::Able;
use calls::Calls;
use cti_core::{Ask, Intent, Sent};
use dial::DialForm;
use header::Header;
use history::HistoryProps;
use inspector::InspectorProps;
use live::LiveProps;
use notices::NoticesProps;
use picker::PickerProps;
pub(crate) use rare::{Rare, draw};
use rare::{later, later_if};
use same::each;
use settings::SettingsProps;
use sign_in::SignInProps;
use tabs::{Tab, Tabs};
use team::TeamProps;
use yew::prelude::*;

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

fn asking(commands: &[Same<Sent>], what: fn(&Ask) -> bool) -> Vec<Same<Sent>> {
    commands.iter().filter(|sent| what(&sent.ask)).cloned().collect()
}

/// The whole widget. It swaps pictures; what did not change in one is not drawn again.
#[component]
pub fn Widget(props: &WidgetProps) -> Html {
    let link = &props.link;
    let picture = use_picture(link);
    let snapshot = &picture.snapshot;
    let tab = use_state_eq(|| Tab::Calls);
    let page = use_state_eq(|| Page::None);
    let calls_tab = use_node_ref();

    let commands = each(&snapshot.commands);
    let dial = use_dial(
        link,
        &asking(&commands, |ask| matches!(ask, Ask::MakeCall { .. })),
    );
    let logouts = asking(&commands, |ask| matches!(ask, Ask::Logout { .. }));

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
    let call_again = {
        let (tab, calls_tab) = (tab.setter(), calls_tab.clone());
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

    let me = snapshot.me.as_ref().map(Same::from);
    let my_id = me.as_ref().map(|me| AttrValue::from(me.id.as_str().to_owned()));
    let connection = Same::from(&snapshot.connection);
    let able = Able::new(connection.state, me.is_some());
    let calls = each(&snapshot.calls);
    let users = Same::from(&snapshot.users);
    let signing_in = picture.sign_in.is_some();
    let paged = *page != Page::None;
    let picking = me.is_none() && !signing_in;
    let around = picture.around.as_ref().map(Same::from);
    let hints = around
        .clone()
        .filter(|around| around.blocked || !around.refused.is_empty());
    // Live calls stay in sight while the agent is asked to sign in again.
    let open = !paged && (!signing_in || !calls.is_empty());
    let shows = |which: Tab| open && *tab == which;

    let picker = |me, on_done| {
        Rare::Picker(PickerProps {
            link: link.clone(),
            users: users.clone(),
            me,
            on_done,
        })
    };
    let team = Rare::Team(TeamProps {
        link: link.clone(),
        users: users.clone(),
        me: my_id.clone(),
        able,
        logouts: logouts.clone(),
        on_call: call_again.clone(),
        shown: shows(Tab::Team),
    });
    let history = Rare::History(HistoryProps {
        link: link.clone(),
        history: Same::from(&snapshot.history),
        found: snapshot.found.as_ref().map(Same::from),
        shown_calls: snapshot.shown,
        more: snapshot.more,
        reading: snapshot.reading,
        complete: snapshot.complete,
        gaps: Same::from(&snapshot.gaps),
        users: users.clone(),
        on_call: call_again.clone(),
        shown: shows(Tab::History),
    });
    let onscroll = {
        let (link, wanted) = (
            link.clone(),
            shows(Tab::History) && snapshot.more && !snapshot.reading,
        );
        Callback::from(move |event: Event| {
            let body: web_sys::Element = event.target_unchecked_into();
            if wanted && body.scroll_top() + 2 * body.client_height() > body.scroll_height() {
                // Cannot fail: it only changes what is shown.
                let _ = link.ask(Intent::ShowEarlier);
            }
        })
    };

    html! {
        <div class="widget" data-cti="widget" data-tab={tab.key()}
            data-tabs={around.as_ref().map(|around| around.role)} role="region" aria-label={T::Widget.say()}
            lang={T::Language.say()} dir={T::Direction.say()} key={T::Language.say()}
        >
            <Header
                {link}
                me={me.clone()}
                connection={connection.clone()}
                {signing_in}
                {logouts}
                on_page={on_page.clone()}
            />
            <div class="body" {onscroll}>
                <div class="slot">
                    if let Some(ask) = &picture.sign_in {
                        { later(Rare::SignIn(SignInProps { link: link.clone(), ask: ask.into() }), false) }
                    }
                </div>
                <div class="slot">
                    if *page == Page::Picker {
                        { later(picker(my_id.clone(), Some(on_page.clone())), false) }
                    }
                </div>
                <div class="slot">
                    if *page == Page::Inspector {
                        { later(Rare::Inspector(InspectorProps {
                            link: link.clone(), on_done: on_page.clone(),
                        }), false) }
                    }
                </div>
                <div class="slot">
                    if let (Page::Settings, Some(around)) = (*page, &around) {
                        { later(Rare::Settings(SettingsProps {
                            link: link.clone(), around: around.clone(), me, on_done: on_page.clone(),
                        }), false) }
                    }
                </div>
                <div
                    class="panel" role="tabpanel" id="panel-calls" aria-labelledby="tab-calls"
                    hidden={!shows(Tab::Calls)}
                >
                    <DialForm {link} dial={dial.clone()} {able} />
                    <div class="slot">
                        if picking {
                            { later(picker(None, None), false) }
                        }
                    </div>
                    <Calls
                        {link}
                        {calls}
                        {users}
                        {able}
                        {picking}
                        around={around.clone()}
                        drafts={each(&snapshot.drafts)}
                        commands={asking(&commands, |ask| matches!(ask, Ask::SetVariables { .. }))}
                        on_call={call_again}
                    />
                </div>
                <div
                    class="panel" role="tabpanel" id="panel-team" aria-labelledby="tab-team"
                    hidden={!shows(Tab::Team)}
                >
                    { later_if(team, shows(Tab::Team), false) }
                </div>
                <div
                    class="panel" role="tabpanel" id="panel-history" aria-labelledby="tab-history"
                    hidden={!shows(Tab::History)}
                >
                    { later_if(history, shows(Tab::History), false) }
                </div>
            </div>
            <div class="dock">
                <div class="notices" role="status">
                    if hints.is_some() || !snapshot.notices.is_empty() {
                        { later(Rare::Notices(NoticesProps {
                            link: link.clone(), notices: each(&snapshot.notices), hints,
                        }), false) }
                    }
                </div>
                <Banner {link} connection={connection.clone()} {signing_in} />
            </div>
            <Tabs tab={*tab} on_tab={on_tab.clone()} {calls_tab} />
            { later(Rare::Live(LiveProps {
                    calls: each(&snapshot.calls), users: (&snapshot.users).into(), connection, link: link.clone(),
                    around, on_tab, on_page,
                }), true) }
        </div>
    }
}
