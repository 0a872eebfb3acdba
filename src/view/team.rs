use super::{
    Same,
    bits::{Able, Needle, empty, flag, status_key, user_name},
    team_row::TeamRow,
};
use crate::{
    store::Link,
    text::{T, fill, words},
};
use cti_core::{Ask, Sent, Status, User};
use cti_protocol::Sorted;
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
    /// Whether this view is the one in front; nothing is drawn while it is not.
    pub(crate) shown: bool,
}

/// Everybody in the room.
#[component]
pub(crate) fn Team(props: &TeamProps) -> Html {
    super::probe::draws("Team");
    let typed = use_state_eq(String::new);
    let only = use_state_eq(|| None::<Status>);
    let oninput = {
        let typed = typed.setter();
        use_callback((), move |event: InputEvent, ()| {
            typed.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    if !props.shown {
        return html! {};
    }
    let mut counts = Sorted::<&Status, usize>::default();
    if let Some(only) = only.as_ref() {
        counts.insert(only, 0);
    }
    for user in props.users.iter() {
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
    let needle = Needle::new(&typed);
    let found: Vec<_> = props
        .users
        .iter()
        .filter(|user| only.as_ref().is_none_or(|only| *only == user.status))
        .filter(|user| needle.in_words(Some(user_name(user))))
        .collect();
    let none = match (props.users.is_empty(), found.is_empty(), needle.is_blank()) {
        (true, ..) => empty(T::NoTeam.say(), Some(T::NoTeamHint)),
        (_, true, true) => empty(T::NobodyHasStatus.say(), None),
        (_, true, false) => empty(&fill(T::NobodyFound, &[("words", typed.trim())]), None),
        _ => html! {},
    };
    let rows = found.into_iter().map(|user| {
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
                live={props.able != Able::NotLive}
                {logouts}
            />
        }
    });
    html! {
        <>
            <input
                class="field" type="search" value={(*typed).clone()} placeholder={T::SearchTeam.say()}
                aria-label={T::SearchTeam.say()} autocomplete="off" spellcheck="false" {oninput}
            />
            <ul class="counts" aria-label={T::ShowOnly.say()}>{ for chips }</ul>
            <ul class="rows" aria-label={T::Team.say()}>{ for rows }</ul>
            <div class="slot">{ none }</div>
        </>
    }
}
