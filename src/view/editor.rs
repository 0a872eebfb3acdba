use super::{
    Same,
    bits::{Able, party},
    dial::progress_key,
};
use crate::{
    hooks::{Progress, use_command},
    store::Link,
    text::{T, fill, words},
};
use cti_core::{Call, Draft, DraftProblem, DraftRow, Edit, Intent, IntentError, Phase, Sent};
use cti_protocol::Pii;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct EditorProps {
    pub(crate) link: Link,
    pub(crate) call: Same<Call>,
    pub(crate) draft: Same<Draft>,
    pub(crate) able: Able,
    pub(crate) commands: Vec<Same<Sent>>,
    pub(crate) id: AttrValue,
    pub(crate) on_close: Callback<()>,
}

/// Hands steps to the core, which keeps what was typed.
#[derive(Clone)]
struct Desk {
    link: Link,
    call: Same<Call>,
    /// Takes away what is told of the last saving, since it is no longer about what stands here.
    forget: Callback<()>,
}

impl Desk {
    fn step(&self, edit: Edit) {
        // A call that is no longer known has no editor.
        let _ = self.link.ask(Intent::Draft {
            call: self.call.id.clone(),
            edit,
        });
    }

    fn on_click(&self, edit: Edit) -> Callback<MouseEvent> {
        let desk = self.clone();
        Callback::from(move |_: MouseEvent| desk.step(edit.clone()))
    }

    fn on_input(&self, edit: impl Fn(String) -> Edit + 'static) -> Callback<InputEvent> {
        let desk = self.clone();
        Callback::from(move |event: InputEvent| {
            desk.step(edit(event.target_unchecked_into::<HtmlInputElement>().value()));
            desk.forget.emit(());
        })
    }
}

/// What the room has, where it changed a value that is being typed.
fn conflict(desk: &Desk, row: &DraftRow) -> Html {
    let theirs = match &row.base {
        Some(base) => fill(T::RoomHasNow, &[("value", base)]),
        None => T::RoomHasNone.say().to_owned(),
    };
    html! {
        <div class="conflict" data-cti="conflict" role="status">
            <p dir="auto">{ theirs }</p>
            <div class="actions">
                <button type="button" class="button small" onclick={desk.on_click(Edit::KeepMine(row.key))}>
                    { T::KeepMine.say() }
                </button>
                <button type="button" class="button small" onclick={desk.on_click(Edit::TakeTheirs(row.key))}>
                    { T::TakeTheirs.say() }
                </button>
            </div>
        </div>
    }
}

fn row(desk: &Desk, row: &DraftRow) -> Html {
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
                        oninput={desk.on_input(move |typed| Edit::Name(key, typed))}
                    />
                }
            </div>
            <input
                class="field small" type="text" dir="auto" value={row.value.as_str().to_owned()} autocomplete="off"
                spellcheck="false" placeholder={T::VariableValue.say()} disabled={row.removed}
                aria-label={fill(T::ValueOf, &[("name", named)])}
                oninput={desk.on_input(move |typed| Edit::Value(key, Pii::new(typed)))}
            />
            <button
                type="button" class="icon-button" aria-label={label.clone()} title={label}
                onclick={desk.on_click(Edit::Remove(key))}
            >
                <span class={if row.removed { "undo" } else { "cross" }} aria-hidden="true"></span>
            </button>
            <div class="slot">
                if row.conflict {
                    { conflict(desk, row) }
                }
            </div>
        </li>
    }
}

/// Adds, changes and removes variables of a call. What was typed stays while new pictures come; only changed pairs
/// are sent.
#[component]
pub(crate) fn Editor(props: &EditorProps) -> Html {
    super::probe::draws("Editor");
    let (call, draft) = (&props.call, &props.draft);
    let problem = use_state_eq(|| None::<String>);
    let command = use_command(&props.link, &props.commands);
    {
        // Not when something is typed, but when that is drawn: a drawing in between would put back what stood there before.
        let problem = problem.setter();
        use_effect_with(draft.clone(), move |_| problem.set(None));
    }
    let ended = call.phase == Phase::Ended;
    let changed = draft.is_changed();
    let pending = command.progress == Progress::Pending;

    let desk = Desk {
        link: props.link.clone(),
        call: call.clone(),
        forget: command.forget.clone(),
    };
    let onsubmit = {
        let (link, draft) = (props.link.clone(), draft.clone());
        let (problem, ask) = (problem.setter(), command.ask.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if pending || ended {
                return;
            }
            // What was typed last is perhaps not drawn yet.
            let draft = link.draft(&draft.call).map_or_else(|| draft.clone(), Same);
            let told = match draft.changes() {
                Ok(variables) if variables.is_empty() => Some(T::NothingChanged.say().to_owned()),
                Ok(variables) => {
                    ask.emit(Intent::SetVariables {
                        call: draft.call.clone(),
                        variables,
                    });
                    None
                }
                Err(DraftProblem::NameMissing) => Some(T::NameMissing.say().to_owned()),
                Err(DraftProblem::NameTwice(name)) => Some(fill(T::NameTwice, &[("name", &name)])),
            };
            problem.set(told);
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
    let discard = {
        let (desk, on_close) = (desk.clone(), props.on_close.clone());
        Callback::from(move |_: MouseEvent| {
            desk.step(Edit::Discard);
            on_close.emit(());
        })
    };
    let (told, failed) = match (&*problem, &command.progress) {
        (Some(problem), _) => (problem.clone(), true),
        _ if ended && changed => (T::UnsentKept.say().to_owned(), true),
        _ if ended => (T::CallEnded.say().to_owned(), true),
        (None, Progress::Failed(error)) => (words::save_error(error), true),
        (None, Progress::Pending) => (T::Saving.say().to_owned(), false),
        (None, Progress::Done) => (T::Saved.say().to_owned(), false),
        (None, Progress::Idle) if props.able == Able::NotLive => {
            (words::save_error(&IntentError::NotConnected), true)
        }
        (None, Progress::Idle) => (String::new(), false),
    };
    let rows = draft.rows.iter().map(|each| row(&desk, each));
    html! {
        <form
            class="editor" data-cti="variables" data-progress={progress_key(&command.progress)} id={props.id.clone()}
            aria-label={fill(T::VariablesOf, &[("name", &party(call))])} autocomplete="off" {onsubmit} {onkeydown}
        >
            <div class="slot">
                if draft.rows.is_empty() {
                    <p class="quiet">{ T::NoVariables.say() }</p>
                }
            </div>
            <ul class="pairs">{ for rows }</ul>
            <p class={classes!("editor-told", failed.then_some("failed"))} role="status">{ told }</p>
            <div class="actions">
                <button type="button" class="button small" onclick={desk.on_click(Edit::Add)}>
                    { T::AddVariable.say() }
                </button>
                <div class="slot">
                    if changed {
                        <button type="button" class="button small" onclick={discard}>{ T::Discard.say() }</button>
                    }
                </div>
                <span class="spring"></span>
                <div class="slot">
                    if !(ended && changed) {
                        <button type="button" class="button small" onclick={close}>{ T::Close.say() }</button>
                    }
                </div>
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
