use super::bits::{flag, outside, phone};
use crate::{
    aide::Wish,
    edge::windows,
    hooks::{focus, reveal, use_id},
    store::Link,
    text::{T, fill, initials::initials, number},
};
use cti_protocol::Pii;
use wasm_bindgen::JsCast;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
struct AllProps {
    link: Link,
    /// As it was written.
    number: AttrValue,
    on_call: Callback<AttrValue>,
    /// The company of whoever the page's lookup knows by this number.
    company: Option<AttrValue>,
    /// Their picture, and their initials.
    face: Option<(AttrValue, AttrValue)>,
}

/// A number that a click offers to call or to copy, and the company if one is known.
pub(crate) fn number_html(link: &Link, number: &str, on_call: &Callback<AttrValue>) -> Html {
    let picture = link.picture();
    let known = picture.around.as_ref().and_then(|around| around.contacts.clone());
    let contact = known.and_then(|known| known.directory.find(number));
    let face = contact.as_ref().and_then(|contact| {
        let avatar = contact.avatar.as_ref()?.as_str();
        let letters = initials(&contact.name);
        may_show(avatar).then(|| (AttrValue::from(avatar.to_owned()), AttrValue::from(letters)))
    });
    let company = contact.and_then(|contact| contact.company.as_ref().map(|name| name.as_str().to_owned()));
    html! {
        <Number {link} number={number.to_owned()} {on_call} company={company.map(AttrValue::from)} {face} />
    }
}

/// Whether the browser reads an address as it was checked.
fn may_show(avatar: &str) -> bool {
    avatar.starts_with("data:") || windows::is_as_written(avatar)
}

#[derive(Clone, PartialEq, Properties)]
struct FaceProps {
    picture: AttrValue,
    letters: AttrValue,
}

/// Initials, and over them a picture once it is there: one that cannot be fetched, or is kept out by the page's policy,
/// leaves them.
#[component]
fn Face(props: &FaceProps) -> Html {
    let failed = use_state_eq(|| false);
    let onerror = {
        let failed = failed.setter();
        Callback::from(move |_: Event| failed.set(true))
    };
    html! {
        <span class="face" aria-hidden="true" data-cti="call-avatar">
            { props.letters.clone() }
            <span class="slot">
                if !*failed {
                    <img
                        src={props.picture.clone()} alt="" width="24" height="24" referrerpolicy="no-referrer"
                        decoding="async" draggable="false" {onerror}
                    />
                }
            </span>
        </span>
    }
}

/// What became of copying.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Nothing,
    Copied,
    NotCopied,
}

#[component]
fn Number(props: &AllProps) -> Html {
    let open = use_state_eq(|| false);
    let told = use_state_eq(|| Told::Nothing);
    let (root, button, more) = (use_node_ref(), use_node_ref(), use_node_ref());
    let id = use_id();
    let set = {
        let (open, told) = (open.setter(), told.setter());
        Callback::from(move |to: bool| {
            open.set(to);
            told.set(Told::Nothing);
        })
    };
    let toggle = {
        let (set, to) = (set.clone(), !*open);
        Callback::from(move |_: MouseEvent| set.emit(to))
    };
    {
        let more = more.clone();
        use_effect_with((*open, *told), move |(open, _)| {
            if *open {
                reveal(&more);
            }
        });
    }
    let copy = {
        let (link, number, told) = (props.link.clone(), props.number.clone(), told.setter());
        Callback::from(move |_: MouseEvent| {
            let told = told.clone();
            let done = Callback::from(move |copied| {
                told.set(if copied { Told::Copied } else { Told::NotCopied });
            });
            link.wish(Wish::Copy(Pii::new(number.trim()), done));
        })
    };
    let call = {
        let (set, number, on_call) = (set.clone(), props.number.clone(), props.on_call.clone());
        Callback::from(move |_: MouseEvent| {
            set.emit(false);
            on_call.emit(number.clone());
        })
    };
    let onkeydown = {
        let (open, set, button) = (*open, set.clone(), button.clone());
        Callback::from(move |event: KeyboardEvent| {
            if open && event.key() == "Escape" {
                event.stop_propagation();
                set.emit(false);
                focus(&button);
            }
        })
    };
    let onfocusout = {
        let root = root.clone();
        Callback::from(move |event: FocusEvent| {
            let to = event.related_target();
            let to = to.and_then(|to| to.dyn_into::<web_sys::Node>().ok());
            if let (Some(to), Some(root)) = (to, root.get())
                && !root.contains(Some(&to))
            {
                set.emit(false);
            }
        })
    };
    let told = match *told {
        Told::Nothing => "",
        Told::Copied => T::Copied.say(),
        Told::NotCopied => T::NotCopied.say(),
    };
    // A national number is completed: what is said is what is dialled.
    let dialled = props.link.picture().numbers.dialled(&props.number);
    let dialled = dialled
        .as_ref()
        .map_or(&*props.number, |dialled| dialled.as_str());
    let call_label = fill(T::CallNumber, &[("number", &number::group(dialled))]);
    html! {
        <span ref={root} class="number" {onkeydown} {onfocusout}>
            <span class="slot">
                if let Some((picture, letters)) = &props.face {
                    <Face key={picture.to_string()} picture={picture.clone()} letters={letters.clone()} />
                }
            </span>
            <button
                ref={button} type="button" class="number-open" data-cti="number" title={T::NumberHint.say()}
                aria-expanded={flag(*open)} aria-controls={id.clone()} onclick={toggle}
            >
                { phone(&props.number) }
            </button>
            <span class="slot">
                if let Some(company) = &props.company {
                    <span data-sep="" data-cti="call-company">{ outside(company) }</span>
                }
            </span>
            <span ref={more} class="number-more" {id}>
                <span class="slot">
                    if *open {
                        <button
                            type="button" class="button small" data-cti="number-call" aria-label={call_label}
                            onclick={call}
                        >
                            { T::Call.say() }
                        </button>
                        <button type="button" class="button small" data-cti="number-copy" onclick={copy}>
                            { T::Copy.say() }
                        </button>
                    }
                </span>
                <span class="number-told" data-cti="number-told" role="status">{ told }</span>
            </span>
        </span>
    }
}
