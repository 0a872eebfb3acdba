use super::Same;
use crate::{
    hooks::{focus, use_id, use_picked_focus},
    store::Link,
    text::{T, fill},
    view::bits::{flag, party, pencil},
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

/// The note of a call. Every letter goes to the core at once, so that nothing is lost with this view.
#[hook]
pub(crate) fn use_note(link: &Link, call: &Same<Call>) -> Note {
    let writing = use_state_eq(|| false);
    let (button, field) = (use_node_ref(), use_node_ref());
    let id = use_id();
    let pick_focus = use_picked_focus();
    let toggle = {
        let (writing, field) = (writing.clone(), field.clone());
        Callback::from(move |_: MouseEvent| {
            if !*writing {
                pick_focus.emit(field.clone());
            }
            writing.set(!*writing);
        })
    };
    let oninput = {
        let (link, call) = (link.clone(), call.clone());
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
        let (writing, button) = (writing.setter(), button.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                writing.set(false);
                focus(&button);
            }
        })
    };
    let label = fill(T::NoteOn, &[("name", &party(call))]);
    let note = call.note.as_deref().unwrap_or_default();
    Note {
        button: html! {
            <button
                ref={button} type="button" class="icon-button" data-cti="note-button" aria-label={label.clone()}
                title={T::Note.say()} aria-expanded={flag(*writing)} aria-controls={id.clone()} onclick={toggle}
            >
                { pencil() }
            </button>
        },
        text: html! {
            <div class="slot" {id}>
                if *writing {
                    <textarea
                        ref={field} class="field note-field" data-cti="note-field" dir="auto" rows="2" maxlength={LONGEST}
                        placeholder={T::NoteHint.say()} aria-label={label} value={note.to_owned()} {oninput} {onkeydown}
                    />
                } else if !note.is_empty() {
                    <p class="note" data-cti="note" dir="auto">{ note.to_owned() }</p>
                }
            </div>
        },
    }
}
