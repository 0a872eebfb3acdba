use super::{
    Same,
    bits::{Able, party},
    dial::progress_key,
    draft::{Draft, Problem, Row},
};
use crate::{
    hooks::{Progress, use_command},
    store::Link,
    text::{T, fill, words},
};
use cti_core::{Call, Intent, IntentError, Phase, Sent};
use cti_protocol::Pii;
use std::{cell::RefCell, rc::Rc};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct EditorProps {
    pub(crate) link: Link,
    pub(crate) call: Same<Call>,
    pub(crate) able: Able,
    pub(crate) commands: Vec<Same<Sent>>,
    pub(crate) id: AttrValue,
    pub(crate) on_close: Callback<()>,
}

/// Where rows write what is typed into them.
#[derive(Clone)]
struct Desk {
    draft: Rc<RefCell<Draft>>,
    update: UseForceUpdateHandle,
    problem: UseStateSetter<Option<String>>,
    /// Takes away what is told of the last saving, since it is no longer about what stands here.
    forget: Callback<()>,
}

impl Desk {
    fn change(&self, change: impl FnOnce(&mut Draft)) {
        change(&mut self.draft.borrow_mut());
        self.problem.set(None);
        self.update.force_update();
    }

    fn on_input(&self, key: u32, write: fn(&mut Row, String)) -> Callback<InputEvent> {
        let desk = self.clone();
        Callback::from(move |event: InputEvent| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            desk.change(|draft| {
                if let Some(row) = draft.row(key) {
                    write(row, typed);
                }
            });
            desk.forget.emit(());
        })
    }
}

fn row(desk: &Desk, row: &Row) -> Html {
    let key = row.key;
    let named = if row.name.trim().is_empty() {
        T::VariableName.say()
    } else {
        row.name.trim()
    };
    let (remove, keep) = (
        fill(T::RemoveVariable, &[("name", named)]),
        fill(T::KeepVariable, &[("name", named)]),
    );
    let label = if row.removed { keep } else { remove };
    let on_remove = {
        let desk = desk.clone();
        Callback::from(move |_: MouseEvent| desk.change(|draft| draft.remove(key)))
    };
    html! {
        <li
            key={key} class="pair" data-cti="variable-row" data-name={row.name.clone()}
            data-removed={row.removed.then_some("true")}
        >
            <div class="pair-name">
                if row.base.is_some() {
                    <span class="pair-fixed" dir="auto" title={row.name.clone()}>{ row.name.clone() }</span>
                } else {
                    <input
                        class="field small" type="text" dir="auto" value={row.name.clone()} autocomplete="off"
                        spellcheck="false" placeholder={T::VariableName.say()} aria-label={T::VariableName.say()}
                        oninput={desk.on_input(key, |row, typed| row.name = typed)}
                    />
                }
            </div>
            <input
                class="field small" type="text" dir="auto" value={row.value.as_str().to_owned()} autocomplete="off"
                spellcheck="false" placeholder={T::VariableValue.say()} disabled={row.removed}
                aria-label={fill(T::ValueOf, &[("name", named)])}
                oninput={desk.on_input(key, |row, typed| row.value = Pii::new(typed))}
            />
            <button type="button" class="icon-button" aria-label={label.clone()} title={label} onclick={on_remove}>
                <span class={if row.removed { "undo" } else { "cross" }} aria-hidden="true"></span>
            </button>
        </li>
    }
}

/// Adds, changes and removes variables of a call. What was typed stays while new pictures come; only changed pairs
/// are sent.
#[component]
pub(crate) fn Editor(props: &EditorProps) -> Html {
    super::probe::draws("Editor");
    let call = &props.call;
    let draft = use_mut_ref(Draft::default);
    let update = use_force_update();
    let problem = use_state_eq(|| None::<String>);
    let command = use_command(&props.link, &props.commands);
    draft.borrow_mut().merge(&call.variables);
    let ended = call.phase == Phase::Ended;
    let pending = command.progress == Progress::Pending;

    let desk = Desk {
        draft: draft.clone(),
        update,
        problem: problem.setter(),
        forget: command.forget.clone(),
    };
    let on_add = {
        let desk = desk.clone();
        Callback::from(move |_: MouseEvent| desk.change(Draft::add))
    };
    let onsubmit = {
        let (desk, ask, id) = (desk.clone(), command.ask.clone(), call.id.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if pending || ended {
                return;
            }
            let changes = desk.draft.borrow().changes();
            let told = match changes {
                Ok(variables) if variables.is_empty() => Some(T::NothingChanged.say().to_owned()),
                Ok(variables) => {
                    ask.emit(Intent::SetVariables {
                        call: id.clone(),
                        variables,
                    });
                    None
                }
                Err(Problem::NameMissing) => Some(T::NameMissing.say().to_owned()),
                Err(Problem::NameTwice(name)) => Some(fill(T::NameTwice, &[("name", &name)])),
            };
            desk.problem.set(told);
        })
    };
    let onkeydown = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                on_close.emit(());
            }
        })
    };
    let close = props.on_close.reform(|_: MouseEvent| ());
    let (told, failed) = match (&*problem, &command.progress) {
        (Some(problem), _) => (problem.clone(), true),
        _ if ended => (T::CallEnded.say().to_owned(), true),
        (None, Progress::Failed(error)) => (words::save_error(error), true),
        (None, Progress::Pending) => (T::Saving.say().to_owned(), false),
        (None, Progress::Done) => (T::Saved.say().to_owned(), false),
        (None, Progress::Idle) if props.able == Able::NotLive => {
            (words::save_error(&IntentError::NotConnected), true)
        }
        (None, Progress::Idle) => (String::new(), false),
    };
    let rows: Vec<_> = draft.borrow().rows.iter().map(|each| row(&desk, each)).collect();
    let none = rows.is_empty();
    html! {
        <form
            class="editor" data-cti="variables" data-progress={progress_key(&command.progress)} id={props.id.clone()}
            aria-label={fill(T::VariablesOf, &[("name", &party(call))])} autocomplete="off" {onsubmit} {onkeydown}
        >
            <div class="slot">
                if none {
                    <p class="quiet">{ T::NoVariables.say() }</p>
                }
            </div>
            <ul class="pairs">{ for rows }</ul>
            <p class={classes!("editor-told", failed.then_some("failed"))} role="status">{ told }</p>
            <div class="actions">
                <button type="button" class="button small" onclick={on_add}>{ T::AddVariable.say() }</button>
                <span class="spring"></span>
                <button type="button" class="button small" onclick={close}>{ T::Close.say() }</button>
                <button
                    type="submit" class="button small primary"
                    aria-disabled={(pending || ended).then_some("true")}
                    title={ended.then(|| T::CallEnded.say())}
                >
                    { if pending { T::Saving.say() } else { T::Save.say() } }
                </button>
            </div>
        </form>
    }
}
