use super::{Page, Rare, Same, Scene, bits::flag, rare::later};
use crate::{
    edge::{dynamic::get, listen::Listener},
    hooks::{Progress, focus, use_command, use_picked_focus, use_picture},
    store::Link,
    text::{T, plural::counted, words},
};
use cti_core::{ConnectionState, Intent, Sent};
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// What is rarely needed: a button and the panel that it opens.
pub(crate) fn menu(scene: &Scene) -> Html {
    let open = *scene.menu_open;
    let set = |to: bool| {
        let open = scene.menu_open.setter();
        Callback::from(move |_: MouseEvent| open.set(to))
    };
    html! {
        <div class="menu" ref={scene.menu.clone()}>
            <button
                ref={scene.menu_button.clone()} type="button" class="icon-button" data-cti="menu-button"
                title={T::Menu.say()} aria-label={T::Menu.say()} aria-expanded={flag(open)} aria-controls="menu"
                onclick={set(!open)}
            >
                <span class="dots" aria-hidden="true"></span>
            </button>
            <div id="menu">
                if open {
                    <div class="shade" onclick={set(false)}></div>
                    <div class="menu-panel" data-cti="menu" tabindex="-1">
                        { later(scene, Rare::Menu, false) }
                    </div>
                }
            </div>
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct MenuPanelProps {
    pub(crate) link: Link,
    pub(crate) state: ConnectionState,
    pub(crate) has_user: bool,
    pub(crate) logouts: Vec<Same<Sent>>,
    pub(crate) on_page: Callback<Page>,
    /// The element around all of the menu.
    pub(crate) root: NodeRef,
    pub(crate) button: NodeRef,
    pub(crate) open: UseStateSetter<bool>,
}

/// What is asked before it is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    LogOut,
    Forget,
}

/// Closes the menu when it is left, by key or by focus.
#[hook]
fn use_leaving(root: &NodeRef, button: &NodeRef, close: &Callback<()>) {
    let (root, button, close) = (root.clone(), button.clone(), close.clone());
    use_effect_with((), move |()| {
        let mut listeners = Vec::new();
        if let Some(around) = root.cast::<web_sys::Element>() {
            let done = close.clone();
            listeners.push(Listener::new(&around, "keydown", move |event| {
                if get(&event, "key") == "Escape" {
                    event.stop_propagation();
                    done.emit(());
                    focus(&button);
                }
            }));
            listeners.push(Listener::new(&around, "focusout", move |event| {
                let to = get(&event, "relatedTarget").dyn_into::<web_sys::Node>().ok();
                if let (Some(to), Some(root)) = (to, root.get())
                    && !root.contains(Some(&to))
                {
                    close.emit(());
                }
            }));
        }
        move || drop(listeners)
    });
}

/// The items, or the question before one of them is done.
#[component]
pub(crate) fn MenuPanel(props: &MenuPanelProps) -> Html {
    let close = &{
        let open = props.open.clone();
        use_callback((), move |(), ()| open.set(false))
    };
    use_leaving(&props.root, &props.button, close);
    let asking = use_state_eq(|| None::<Question>);
    let picture = use_picture(&props.link);
    let unread = picture.snapshot.unread_total + picture.snapshot.dropped;
    let command = use_command(&props.link, &props.logouts);
    // What was pressed is gone with the next drawing, and the focus with it: then Escape would close nothing.
    let (panel, cancel) = (use_node_ref(), use_node_ref());
    let pick_focus = use_picked_focus();
    let turn = {
        let (asking, panel, cancel) = (asking.setter(), panel.clone(), cancel.clone());
        Callback::from(move |question: Option<Question>| {
            let to = if question.is_some() { &cancel } else { &panel };
            pick_focus.emit(to.clone());
            asking.set(question);
        })
    };
    html! {
        <>
            <div ref={panel} tabindex="-1">
                if let Some(question) = *asking {
                    { confirm(props, question, &command.ask, &turn, close, cancel) }
                } else {
                    { items(props, unread, &turn, close) }
                }
            </div>
            { outcome(&command.progress) }
        </>
    }
}

fn items(
    props: &MenuPanelProps,
    unread: u64,
    turn: &Callback<Option<Question>>,
    close: &Callback<()>,
) -> Html {
    let page = |page: Page| {
        let (on_page, close) = (props.on_page.clone(), close.clone());
        Callback::from(move |_: MouseEvent| {
            close.emit(());
            on_page.emit(page);
        })
    };
    let goes = !matches!(props.state, ConnectionState::Idle | ConnectionState::Stopped);
    let connect = {
        let (link, close) = (props.link.clone(), close.clone());
        Callback::from(move |_: MouseEvent| {
            close.emit(());
            // Neither can fail in a way that the connection's own words would not tell.
            let _ = link.ask(if goes { Intent::Disconnect } else { Intent::Connect });
        })
    };
    let ask = |question| turn.reform(move |_: MouseEvent| Some(question));
    let unread = match unread {
        0 => T::Inspector.say().to_owned(),
        n => counted(T::InspectorCount, &[("n", n)]),
    };
    html! {
        <ul class="menu-items">
            <li><button type="button" class="menu-item" onclick={page(Page::Picker)}>{ T::WhoAmI.say() }</button></li>
            <li><button type="button" class="menu-item" onclick={page(Page::Settings)}>{ T::Settings.say() }</button></li>
            <li><button type="button" class="menu-item" onclick={page(Page::Inspector)}>{ unread }</button></li>
            <li>
                <button type="button" class="menu-item" onclick={connect}>
                    { if goes { T::Disconnect.say() } else { T::Connect.say() } }
                </button>
            </li>
            <li>
                <button type="button" class="menu-item danger" onclick={ask(Question::Forget)}>
                    { T::ForgetDevice.say() }
                </button>
            </li>
            <li class="slot">
                if props.has_user {
                    <button type="button" class="menu-item danger" onclick={ask(Question::LogOut)}>
                        { T::LogOut.say() }
                    </button>
                }
            </li>
        </ul>
    }
}

fn confirm(
    props: &MenuPanelProps,
    question: Question,
    ask: &Callback<Intent>,
    turn: &Callback<Option<Question>>,
    close: &Callback<()>,
    cancel: NodeRef,
) -> Html {
    let yes = {
        let (link, ask, turn, close) = (props.link.clone(), ask.clone(), turn.clone(), close.clone());
        Callback::from(move |_: MouseEvent| match question {
            Question::LogOut => {
                turn.emit(None);
                ask.emit(Intent::Logout { user: None });
            }
            Question::Forget => {
                close.emit(());
                // What becomes of it is told by a notice.
                let _ = link.ask(Intent::ForgetDevice);
            }
        })
    };
    let no = close.reform(|_: MouseEvent| ());
    let able = props.state == ConnectionState::Live;
    let (title, hint, doing) = match question {
        Question::LogOut if able => (T::LogOutSelfAsk, T::LogOutSelfHint, T::LogOut),
        Question::LogOut => (T::LogOutSelfAsk, T::NotLiveShort, T::LogOut),
        Question::Forget => (T::ForgetAsk, T::ForgetHint, T::Forget),
    };
    html! {
        <div class="confirm" role="group" aria-label={title.say()}>
            <p class="confirm-ask">{ title.say() }</p>
            <p class="confirm-hint">{ hint.say() }</p>
            <div class="actions">
                <button type="button" class="button small danger" onclick={yes}>{ doing.say() }</button>
                <button ref={cancel} type="button" class="button small" onclick={no}>{ T::Cancel.say() }</button>
            </div>
        </div>
    }
}

fn outcome(progress: &Progress) -> Html {
    let words = match progress {
        Progress::Pending => T::LoggingOut.say().to_owned(),
        Progress::Failed(error) => words::logout_error(error),
        Progress::Idle | Progress::Done => String::new(),
    };
    html! { <p class="menu-note" role="status">{ words }</p> }
}
