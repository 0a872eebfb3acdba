use super::{Same, hints::Hints};
use crate::{
    aide::{Around, Wish},
    store::Link,
    text::{T, words},
};
use cti_core::Notice;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct NoticesProps {
    pub(crate) link: Link,
    pub(crate) notices: Vec<Same<Notice>>,
    /// What is around the calls, if that has something to say.
    pub(crate) hints: Option<Same<Around>>,
}

/// What takes a notice away.
pub(super) fn dismissed_by(onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button
            type="button" class="icon-button" aria-label={T::Dismiss.say()} title={T::Dismiss.say()} {onclick}
        >
            <span class="cross" aria-hidden="true"></span>
        </button>
    }
}

/// What the agent should be told once.
#[component]
pub(crate) fn Notices(props: &NoticesProps) -> Html {
    let rows = props.notices.iter().map(|notice| {
        let (link, id) = (props.link.clone(), notice.id);
        let dismiss = Callback::from(move |_: MouseEvent| {
            link.wish(Wish::Dismiss(id));
        });
        html! {
            <li key={id.to_string()} class="notice" data-cti="notice">
                <bdi class="notice-words">{ words::notice(&notice.about) }</bdi>
                { dismissed_by(dismiss) }
            </li>
        }
    });
    html! {
        <>
            <div class="slot">
                if let Some(around) = &props.hints {
                    <Hints link={&props.link} {around} />
                }
            </div>
            <ul aria-label={T::Notices.say()}>{ for rows }</ul>
        </>
    }
}
