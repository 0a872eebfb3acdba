//! Small pieces that many components use.

use crate::{
    hooks::{Tick, use_ticking},
    store::Link,
    text::{Part, T, initials::initials, letters::plain, number, parts},
};
use cti_core::{Call, ConnectionState, Phase, Status, User};
use cti_protocol::Direction;
use yew::prelude::*;

/// A text whose placeholders are filled with elements.
pub(crate) fn rich(text: T, values: &[(&str, Html)]) -> Html {
    parts(text.say())
        .into_iter()
        .map(|part| match part {
            Part::Words(words) => html! { {words} },
            Part::Slot(slot) => values
                .iter()
                .find(|(name, _)| *name == slot)
                .map(|(_, value)| value.clone())
                .unwrap_or_default(),
        })
        .collect()
}

/// A phone number, grouped, and in its own order also among right-to-left words.
pub(crate) fn phone(as_written: &str) -> Html {
    html! { <bdi class="num" dir="ltr">{ number::group(as_written) }</bdi> }
}

/// Words from outside, in their own direction.
pub(crate) fn outside(words: &str) -> Html {
    html! { <bdi>{ words.to_owned() }</bdi> }
}

/// The name of a call's other party, else the number grouped, else that it is not known.
pub(crate) fn party(call: &Call) -> String {
    match (present(call.name.as_deref()), present(call.number.as_deref())) {
        (Some(name), _) => name.to_owned(),
        (None, Some(digits)) => number::group(digits),
        (None, None) => T::Nameless.say().into(),
    }
}

/// A text unless it is blank.
pub(crate) fn present(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// The value of an `aria-*` that is a state.
pub(crate) fn flag(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

/// The name of a user, else the id.
pub(crate) fn user_name(user: &User) -> &str {
    present(user.name.as_deref()).unwrap_or_else(|| user.id.as_str())
}

/// Something that many rows are searched for: what was typed, in lower case and without accents, and its digits.
pub(crate) struct Needle {
    words: String,
    digits: String,
}

impl Needle {
    /// What was typed; matches everything while it is blank.
    pub(crate) fn new(typed: &str) -> Self {
        let words = plain(typed.trim());
        let dialled = words.chars().all(|c| !c.is_alphabetic());
        Self {
            digits: if dialled {
                number::digits(&words)
            } else {
                String::new()
            },
            words,
        }
    }

    /// Whether nothing was typed.
    pub(crate) fn is_blank(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a name or other words contain it.
    pub(crate) fn in_words(&self, words: Option<&str>) -> bool {
        self.is_blank() || words.is_some_and(|words| plain(words).contains(&self.words))
    }

    /// Whether a plain name contains it, and if so, whether one of its words begins so.
    pub(crate) fn begins(&self, plain: &str) -> Option<bool> {
        let at = plain.find(&*self.words)?;
        Some(at == 0 || plain.contains(&[" ", &*self.words].concat()))
    }

    /// Whether a number contains its digits, however either is written.
    pub(crate) fn in_number(&self, number: Option<&str>) -> bool {
        self.is_blank()
            || !self.digits.is_empty()
                && number.is_some_and(|number| number::digits(number).contains(&self.digits))
    }
}

/// Whether commands can be sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Able {
    /// They can.
    Yes,
    /// No connection.
    NotLive,
    /// No agent is chosen.
    NoUser,
}

impl Able {
    pub(crate) fn new(connection: ConnectionState, has_user: bool) -> Self {
        match (connection, has_user) {
            (ConnectionState::Live, true) => Self::Yes,
            (ConnectionState::Live, false) => Self::NoUser,
            _ => Self::NotLive,
        }
    }

    /// Why a button does nothing now.
    pub(crate) fn why_not(self) -> Option<T> {
        match self {
            Self::Yes => None,
            Self::NotLive => Some(T::NotLiveShort),
            Self::NoUser => Some(T::NoUser),
        }
    }
}

/// The public name of a phase.
pub(crate) fn phase_key(phase: Phase) -> &'static str {
    match phase {
        Phase::Ringing => "ringing",
        Phase::Dialing => "dialing",
        Phase::Connected => "connected",
        Phase::Ended => "ended",
    }
}

/// The name of a status in `data-status`.
pub(crate) fn status_key(status: &Status) -> &'static str {
    match status {
        Status::Ready => "ready",
        Status::Online => "online",
        Status::InService => "in-service",
        Status::AfterService => "after-service",
        Status::Timeout => "timeout",
        Status::Dnd => "dnd",
        Status::Banned => "banned",
        Status::Offline => "offline",
        Status::Other(_) => "other",
        Status::Unknown => "unknown",
    }
}

/// Initials in a circle, with a dot for the status.
pub(crate) fn avatar(user: &User) -> Html {
    let letters = initials(user_name(user));
    let own = matches!(user.status, Status::Other(_))
        .then(|| user.color.clone())
        .flatten();
    html! {
        <span class="avatar" aria-hidden="true">
            { letters }
            <span class="dot" data-status={status_key(&user.status)}>
                // A colour of the account's own. A `style` would be refused where the page's policy is strict.
                if let Some(own) = own {
                    <svg viewBox="0 0 2 2"><circle cx="1" cy="1" r="1" fill={own} /></svg>
                }
            </span>
        </span>
    }
}

// A class that is not a literal would bring Yew's sets of classes into the first view; so here and in what is seen at first
// the stylesheet goes by attributes.
fn icon(name: &'static str, path: &'static str) -> Html {
    html! { <svg class="icon" data-icon={name} viewBox="0 0 16 16" aria-hidden="true"><path d={path} /></svg> }
}

/// Which way a call went.
pub(crate) fn arrow(direction: Option<Direction>) -> Html {
    match direction {
        Some(Direction::Incoming) => icon("arrow", "M13.5 1 15 2.5 5 12.5h7v2H1.5V4h2v7Z"),
        Some(Direction::Outgoing) => icon("arrow", "M2.5 15 1 13.5l10-10H4v-2h10.5V12h-2V5Z"),
        None => html! {},
    }
}

/// A telephone handset.
pub(crate) fn handset() -> Html {
    icon(
        "handset",
        "M5 1 6 5 5 6Q6 9 10 11L11 9 15 11Q15 15 12 15C6 14 2 10 1 4Q1 1 5 1Z",
    )
}

/// The keys of a telephone.
pub(crate) fn keypad() -> Html {
    icon(
        "keypad",
        "M3 2h2v2H3Zm4 0h2v2H7Zm4 0h2v2h-2ZM3 6h2v2H3Zm4 0h2v2H7Zm4 0h2v2h-2ZM3 10h2v2H3Zm4 0h2v2H7Zm4 0h2v2h-2ZM7 14h2v2H7Z",
    )
}

/// A pencil.
pub(crate) fn pencil() -> Html {
    icon("pencil", "M11 1.5 14.5 5 5.5 14H2v-3.5ZM3.5 11v1.5H5l7-7L10.5 4Z")
}

/// Somebody, nobody knows who.
pub(crate) fn person() -> Html {
    icon(
        "person",
        "M8 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6Zm0 7.5c3 0 5 1.5 5.5 4.5h-11c.5-3 2.5-4.5 5.5-4.5Z",
    )
}

/// A triangle that warns.
pub(crate) fn warning() -> Html {
    icon(
        "warning",
        "M8 1.5 15.3 14.5H.7ZM7.2 6v4.5h1.6V6Zm0 5.7v1.5h1.6v-1.5Z",
    )
}

/// A view with nothing in it: what will appear there.
pub(crate) fn empty(title: &str, hint: Option<T>) -> Html {
    html! {
        <div class="empty">
            <p class="empty-title">{ title.to_owned() }</p>
            <div class="slot">
                if let Some(hint) = hint {
                    <p>{ hint.say() }</p>
                }
            </div>
        </div>
    }
}

/// Props of [`Ticking`].
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TickingProps {
    pub(crate) link: Link,
    pub(crate) tick: Tick,
}

/// Words that change with the clock; nothing around them draws again.
#[component]
pub(crate) fn Ticking(props: &TickingProps) -> Html {
    super::probe::draws("Ticking");
    let words = use_ticking(&props.link, props.tick);
    html! { <span class="num" data-cti="duration">{ words }</span> }
}
