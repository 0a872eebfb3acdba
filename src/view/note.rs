use super::{
    Same,
    bits::{flag, party, pencil},
};
use crate::{
    hooks::{focus, use_id},
    store::Link,
    text::{T, fill},
};
use cti_core::{Call, Intent};
use cti_protocol::Pii;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Characters of a note: what the core keeps.
const LONGEST: &str = "4000";

/// A note that is shown, or written: the button that opens it, and the place of its text.
pub(crate) struct Note {
    pub(crate) button: Html,
    pub(crate) text: Html,
}

/// The note of a call.
#[hook]
pub(crate) fn use_note(link: &Link, call: &Same<Call>) -> Note {
    let writing = use_state_eq(|| false);
    let button = use_node_ref();
    let id = use_id();
    let toggle = {
        let writing = writing.clone();
        Callback::from(move |_: MouseEvent| writing.set(!*writing))
    };
    let label = AttrValue::from(fill(T::NoteOn, &[("name", &party(call))]));
    let note = call.note.as_deref().unwrap_or_default();
    let text = if *writing {
        let (writing, button) = (writing.setter(), button.clone());
        let on_leave = Callback::from(move |()| {
            writing.set(false);
            focus(&button);
        });
        html! { <NoteField {link} {call} label={label.clone()} {on_leave} /> }
    } else if note.is_empty() {
        html! {}
    } else {
        html! { <p class="note" data-cti="note" dir="auto">{ note.to_owned() }</p> }
    };
    Note {
        button: html! {
            <button
                ref={button} type="button" class="icon-button" data-cti="note-button" aria-label={label}
                title={T::Note.say()} aria-expanded={flag(*writing)} aria-controls={id.clone()} onclick={toggle}
            >
                { pencil() }
            </button>
        },
        text: html! { <div class="slot" {id}>{ text }</div> },
    }
}

#[derive(Clone, PartialEq, Properties)]
struct NoteFieldProps {
    link: Link,
    call: Same<Call>,
    label: AttrValue,
    on_leave: Callback<()>,
}

/// Where a note is written. Every letter goes to the core at once, so that nothing is lost with this view.
#[component]
fn NoteField(props: &NoteFieldProps) -> Html {
    let field = use_node_ref();
    {
        let field = field.clone();
        // It stands here since the agent pressed the button.
        use_effect_with((), move |()| focus(&field));
    }
    let oninput = {
        let (link, call) = (props.link.clone(), props.call.clone());
        Callback::from(move |event: InputEvent| {
            let typed = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            // A call that nobody knows has no field to type into.
            let _ = link.ask(Intent::Note {
                call: call.id.clone(),
                started_at: call.started_at,
                text: Pii::new(typed),
            });
        })
    };
    let onkeydown = {
        let on_leave = props.on_leave.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                on_leave.emit(());
            }
        })
    };
    let note = props.call.note.as_deref().unwrap_or_default();
    html! {
        <textarea
            ref={field} class="field note-field" data-cti="note-field" dir="auto" rows="2" maxlength={LONGEST}
            placeholder={T::NoteHint.say()} aria-label={props.label.clone()} value={note.to_owned()} {oninput} {onkeydown}
        />
    }
}
