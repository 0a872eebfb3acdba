//! What the server really sends, and how it is read. Everything here is shown as text; what is secret never is, and what is
//! personal only on demand.

mod dialect;
mod frame_row;
mod frames;
mod replay;
mod unread;

use super::{Page, Same, bits::flag, kept};
use crate::{
    aide::Wish,
    hooks::{focus, use_id, use_picture},
    store::Link,
    text::{T, plural::counted},
};
use cti_core::inspect::Recorder;
use dialect::DialectInUse;
use frames::Frames;
use replay::Replay;
use std::cell::RefCell;
use unread::UnreadList;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Where the frames are kept.
pub(super) type Tape = Same<RefCell<Recorder>>;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct InspectorProps {
    pub(crate) link: Link,
    pub(crate) on_done: Callback<Page>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Frames,
    Unread,
    Dialect,
    Replay,
}

const SECTIONS: [(Section, &str); 4] = [
    (Section::Frames, "frames"),
    (Section::Unread, "unread"),
    (Section::Dialect, "dialect"),
    (Section::Replay, "replay"),
];

#[component]
pub(crate) fn Inspector(props: &InspectorProps) -> Html {
    let link = &props.link;
    // Each frame makes a new picture, and so this is drawn anew.
    let picture = use_picture(link);
    let tape = use_state_eq(|| None::<Tape>);
    let section = use_state_eq(|| Section::Frames);
    let personal = use_state_eq(|| false);
    let back = use_node_ref();
    let heading = use_id();
    {
        let (back, link, tape) = (back.clone(), link.clone(), tape.setter());
        use_effect_with((), move |()| {
            // Drawn anew in another language, nobody has come here.
            if !kept::is_changing(&link) {
                focus(&back);
            }
            link.wish(Wish::Inspect(Callback::from(move |recorder| {
                tape.set(Some(Same(recorder)));
            })));
        });
    }
    let snapshot = &picture.snapshot;
    let unread = snapshot.unread_total + snapshot.dropped;
    let buttons = SECTIONS.iter().map(|&(which, key)| {
        let to = section.setter();
        let title = match which {
            Section::Frames => T::Frames.say().to_owned(),
            Section::Unread if unread > 0 => counted(T::NotUnderstoodCount, &[("n", unread)]),
            Section::Unread => T::NotUnderstood.say().to_owned(),
            Section::Dialect => T::Dialect.say().to_owned(),
            Section::Replay => T::Replay.say().to_owned(),
        };
        html! {
            <button
                {key} type="button" class="section-button" data-section={key} aria-pressed={flag(which == *section)}
                onclick={Callback::from(move |_: MouseEvent| to.set(which))}
            >
                { title }
            </button>
        }
    });
    let role = picture.around.as_ref().map_or("", |around| around.role);
    let words = match role {
        "leading" => T::TabLeading.say(),
        "following" => T::TabFollowing.say(),
        "waiting" => T::TabWaiting.say(),
        "alone" => T::TabAlone.say(),
        _ => "",
    };
    let onchange = {
        let personal = personal.setter();
        Callback::from(move |event: Event| {
            personal.set(event.target_unchecked_into::<HtmlInputElement>().checked());
        })
    };
    let leave = props.on_done.reform(|_: MouseEvent| Page::None);
    let here = SECTIONS.iter().find(|(which, _)| *which == *section);
    let me = snapshot.me.as_ref().map(|me| me.id.clone());
    html! {
        <section
            class="page inspector" data-cti="inspector" data-section={here.map(|(_, key)| *key)}
            aria-labelledby={heading.clone()}
        >
            <div class="page-top">
                <h2 class="page-title" id={heading.clone()}>{ T::Inspector.say() }</h2>
                <button ref={back} type="button" class="button small" onclick={leave}>{ T::Close.say() }</button>
            </div>
            <p class="page-hint" data-cti="tabs">{ words }</p>
            <div class="sections" role="group" aria-labelledby={heading}>{ for buttons }</div>
            <label class="switch">
                <input type="checkbox" name="personal" checked={*personal} {onchange} />
                <span>{ T::ShowPersonal.say() }</span>
            </label>
            <div class="slot">
                if *section == Section::Unread {
                    <UnreadList snapshot={Same::from(snapshot)} tape={(*tape).clone()} personal={*personal} />
                }
            </div>
            <div class="slot">
                if let Some(tape) = (*tape).clone() {
                    // Each stays as it is while another is looked at.
                    <div class="inspected" hidden={*section != Section::Frames}>
                        <Frames
                            link={link.clone()} tape={tape.clone()} total={tape.borrow().total()} personal={*personal}
                            elsewhere={matches!(role, "following" | "waiting")} shown={*section == Section::Frames}
                        />
                    </div>
                    <div class="slot">
                        if *section == Section::Dialect {
                            <DialectInUse link={link.clone()} tape={tape.clone()} total={tape.borrow().total()} />
                        }
                    </div>
                    <div class="inspected" hidden={*section != Section::Replay}>
                        <Replay link={link.clone()} {tape} {me} personal={*personal} />
                    </div>
                }
            </div>
        </section>
    }
}
