use super::{
    Page, Same,
    bits::{Needle, avatar, empty, outside, user_name},
    kept,
};
use crate::{
    hooks::{focus, use_id},
    store::Link,
    text::{T, fill, words},
};
use cti_core::{Intent, User};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// From so many people on there is a search field.
const SEARCHED: usize = 8;
/// So many people are shown at most: each is a button, and thousands of them would take a second to draw.
const SHOWN: usize = 100;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PickerProps {
    pub(crate) link: Link,
    pub(crate) users: Same<Vec<Rc<User>>>,
    #[prop_or_default]
    pub(crate) me: Option<AttrValue>,
    /// Where it was opened from the menu: how to leave it.
    #[prop_or_default]
    pub(crate) on_done: Option<Callback<Page>>,
}

/// Choosing whom the widget speaks for, from everybody seen.
#[component]
pub(crate) fn Picker(props: &PickerProps) -> Html {
    let typed = use_state_eq(String::new);
    let back = use_node_ref();
    let heading = use_id();
    {
        let (back, link) = (back.clone(), props.link.clone());
        // Whoever opened the page is taken to it; where it stands by itself there is no such button.
        use_effect_with((), move |()| {
            if !kept::is_changing(&link) {
                focus(&back);
            }
        });
    }
    let oninput = {
        let typed = typed.setter();
        use_callback((), move |event: InputEvent, ()| {
            typed.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let needle = Needle::new(&typed);
    let found: Vec<_> = props
        .users
        .iter()
        .filter(|user| needle.in_words(Some(user_name(user))))
        .collect();
    let (none, more) = (found.is_empty(), found.len() > SHOWN);
    let rows = found.into_iter().take(SHOWN).map(|user| {
        let (link, id, on_done) = (props.link.clone(), user.id.clone(), props.on_done.clone());
        let is_me = props.me.as_deref() == Some(user.id.as_str());
        let choose = Callback::from(move |_: MouseEvent| {
            // Choosing somebody from the room's own list cannot fail.
            let _ = link.ask(Intent::ChooseUser(id.clone()));
            if let Some(on_done) = &on_done {
                on_done.emit(Page::None);
            }
        });
        html! {
            <li key={user.id.as_str().to_owned()}>
                <button
                    type="button" class="row pick" data-cti="picker-user" data-user-id={user.id.as_str().to_owned()}
                    aria-current={is_me.then_some("true")} onclick={choose}
                >
                    { avatar(user) }
                    <span class="row-text">
                        <span class="row-name">{ outside(user_name(user)) }</span>
                        <span class="row-sub">{ outside(words::status(&user.status)) }</span>
                    </span>
                    <span class="row-time">{ if is_me { T::ItIsMe.say() } else { "" } }</span>
                </button>
            </li>
        }
    });
    let leave = props
        .on_done
        .clone()
        .map(|on_done| on_done.reform(|_: MouseEvent| Page::None));
    html! {
        <section class="page" data-cti="picker" aria-labelledby={heading.clone()}>
            <div class="page-top">
                <h2 class="page-title" id={heading}>{ T::ThatIs.say() }</h2>
                <div class="slot">
                    if let Some(leave) = leave {
                        <button ref={back} type="button" class="button small" onclick={leave}>
                            { T::Close.say() }
                        </button>
                    }
                </div>
            </div>
            <p class="page-hint">{ T::PickHint.say() }</p>
            <div class="slot">
                if props.users.len() >= SEARCHED {
                    <input
                        class="field" type="search" value={(*typed).clone()} placeholder={T::PickSearch.say()}
                        aria-label={T::PickSearch.say()} autocomplete="off" spellcheck="false" {oninput}
                    />
                }
            </div>
            <ul class="rows">{ for rows }</ul>
            <div class="slot">
                if more {
                    <p class="page-hint">{ T::PickMore.say() }</p>
                }
            </div>
            <div class="slot">
                if props.users.is_empty() {
                    <p class="page-none">{ T::PickNobody.say() }</p>
                } else if none {
                    { empty(&fill(T::NobodyFound, &[("words", typed.trim())]), None) }
                }
            </div>
        </section>
    }
}
