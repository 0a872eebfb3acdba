use super::{
    Same,
    bits::{Able, Needle, empty, flag, status_key, user_name},
    team_row::{Opened, TeamRow},
    window::{set_measure, use_sight},
};
use crate::{
    edge::dynamic::{call, text},
    hooks::use_kept_focus,
    store::Link,
    text::{T, fill, plural::counted, words},
};
use cti_core::{Ask, Sent, Status, User};
use cti_protocol::{Id, Sorted};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TeamProps {
    pub(crate) link: Link,
    pub(crate) users: Same<Vec<Rc<User>>>,
    pub(crate) me: Option<AttrValue>,
    pub(crate) able: Able,
    /// Logouts on their way.
    pub(crate) logouts: Vec<Same<Sent>>,
    pub(crate) on_call: Callback<AttrValue>,
    /// Whether this view is the one in front; nothing is drawn while it is not.
    pub(crate) shown: bool,
}

/// Where the keyboard is in the list.
#[derive(Clone, Default, PartialEq)]
struct Place {
    /// The row that the tab key leads to; the first one where there is none.
    at: Option<Id>,
    /// How often a key has taken the focus there.
    grabs: u32,
}

/// The row that a key leads to.
fn to_row(key: &str, at: usize, page: usize, len: usize) -> Option<usize> {
    let last = len.checked_sub(1)?;
    Some(match key {
        "ArrowDown" => (at + 1).min(last),
        "ArrowUp" => at.saturating_sub(1),
        "PageDown" => (at + page).min(last),
        "PageUp" => at.saturating_sub(page),
        "Home" => 0,
        "End" => last,
        _ => return None,
    })
}

/// Everybody in the room. Of a long list only the rows in sight are drawn, with that of the keyboard, one that is open, and
/// one where a logout was asked for.
#[component]
pub(crate) fn Team(props: &TeamProps) -> Html {
    super::probe::draws("Team");
    let typed = use_state_eq(String::new);
    let only = use_state_eq(|| None::<Status>);
    let place = use_state_eq(Place::default);
    let opened = use_state_eq(|| None::<(Id, Opened)>);
    let asked = use_state_eq(|| None::<Id>);
    let list = use_kept_focus();
    let sight = use_sight(&list, props.shown);
    let oninput = {
        let typed = typed.setter();
        use_callback((), move |event: InputEvent, ()| {
            typed.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let on_open = {
        let (opened, asked) = (opened.setter(), asked.setter());
        use_callback(
            place.clone(),
            move |(id, what): (Id, Opened), place: &UseStateHandle<Place>| {
                place.set(Place {
                    at: Some(id.clone()),
                    grabs: place.grabs,
                });
                if what == Opened::Asked {
                    asked.set(Some(id.clone()));
                }
                opened.set(matches!(what, Opened::Actions | Opened::Confirmation).then_some((id, what)));
            },
        )
    };
    let needle = Needle::new(&typed);
    let found: Vec<Rc<User>> = props
        .users
        .iter()
        .filter(|_| props.shown)
        .filter(|user| only.as_ref().is_none_or(|only| *only == user.status))
        .filter(|user| needle.is_blank() || needle.in_words(Some(user_name(user))))
        .cloned()
        .collect();
    let found = Rc::new(found);
    let row_of = |id: Option<&Id>| id.and_then(|id| found.iter().position(|user| user.id == *id));
    let at = row_of(place.at.as_ref()).unwrap_or(0);
    let kept: Vec<usize> = [
        (!found.is_empty()).then_some(at),
        row_of(opened.as_ref().map(|(id, _)| id)),
        row_of(asked.as_ref()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let drawn = sight.drawn(found.len(), &kept);
    let after = drawn.last().map_or(0, |last| found.len() - 1 - last);
    {
        let (list, after) = (list.clone(), after as f64 * sight.height);
        use_effect_with((after, props.shown), move |(after, _)| {
            set_measure(&list, "padding-block-end", *after);
        });
    }
    {
        let list = list.clone();
        // For the key that was pressed, and for nothing else: not when a row comes, goes, or is another's.
        use_effect_with(place.grabs, move |grabs| {
            if *grabs > 0
                && let Some(list) = list.get()
                && let Ok(button) = call(&list, "querySelector", &[&text("[tabindex='0']")])
            {
                let _ = call(&button, "focus", &[]);
            }
        });
    }
    if !props.shown {
        return html! {};
    }
    let onkeydown = {
        let (found, page) = (found.clone(), sight.page);
        Callback::from(move |event: KeyboardEvent| {
            if let Some(to) = to_row(&event.key(), at, page, found.len()) {
                event.prevent_default();
                place.set(Place {
                    at: Some(found[to].id.clone()),
                    grabs: place.grabs + 1,
                });
            }
        })
    };
    let mut before = None;
    let rows = drawn.into_iter().map(|row| {
        let user = &found[row];
        let gap = before.map_or(row, |before| row - before - 1);
        before = Some(row);
        let logouts: Vec<_> = props
            .logouts
            .iter()
            .filter(|sent| matches!(&sent.ask, Ask::Logout { user: id } if *id == user.id))
            .cloned()
            .collect();
        html! {
            <TeamRow
                key={user.id.as_str().to_owned()}
                link={&props.link}
                {user}
                is_me={props.me.as_deref() == Some(user.id.as_str())}
                able={props.able}
                {logouts}
                place={(row, found.len())}
                gap={gap as f64 * sight.height}
                at_hand={row == at}
                opened={opened.as_ref().filter(|(id, _)| *id == user.id).map_or(Opened::Nothing, |(_, what)| *what)}
                on_open={on_open.clone()}
                on_call={props.on_call.clone()}
            />
        }
    });
    let rows: Html = rows.collect();
    let none = match (props.users.is_empty(), found.is_empty(), needle.is_blank()) {
        (true, ..) => empty(T::NoTeam.say(), Some(T::NoTeamHint)),
        (_, true, true) => empty(T::NobodyHasStatus.say(), None),
        (_, true, false) => empty(&fill(T::NobodyFound, &[("words", typed.trim())]), None),
        _ => html! {},
    };
    let shown = if needle.is_blank() && only.is_none() {
        String::new()
    } else {
        counted(T::TeamShown, &[("n", found.len() as u64)])
    };
    html! {
        <>
            <input
                class="field" type="search" value={(*typed).clone()} placeholder={T::SearchTeam.say()}
                aria-label={T::SearchTeam.say()} autocomplete="off" spellcheck="false" {oninput}
            />
            <ul class="counts" aria-label={T::ShowOnly.say()}>{ chips(&props.users, &only) }</ul>
            <p class="unseen" role="status">{ shown }</p>
            <ul ref={list} class="rows team-rows" aria-label={T::Team.say()} {onkeydown}>{ rows }</ul>
            <div class="slot">{ none }</div>
        </>
    }
}

/// How many have which status; a click shows only those.
fn chips(users: &[Rc<User>], only: &UseStateHandle<Option<Status>>) -> Html {
    let mut counts = Sorted::<&Status, usize>::default();
    if let Some(only) = only.as_ref() {
        counts.insert(only, 0);
    }
    for user in users {
        *counts.get_or_insert_with(&user.status, || 0) += 1;
    }
    let chips = counts.iter().map(|(&status, &number)| {
        let chosen = only.as_ref() == Some(status);
        let (setter, to) = (only.setter(), (!chosen).then(|| status.clone()));
        html! {
            <li key={words::status(status).to_owned()}>
                <button
                    type="button" class="count" data-cti="team-count" data-status={status_key(status)}
                    aria-pressed={flag(chosen)}
                    onclick={Callback::from(move |_: MouseEvent| setter.set(to.clone()))}
                >
                    <span class="dot" aria-hidden="true"></span>
                    <bdi>{ words::count(status, number) }</bdi>
                </button>
            </li>
        }
    });
    chips.collect()
}
