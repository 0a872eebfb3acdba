use super::{
    Page, Same,
    bits::flag,
    rare::{Rare, later},
};
use crate::{
    hooks::{Progress, focus, use_command, use_id, use_picked_focus, use_picture},
    store::Link,
    text::{T, plural::counted, words},
};
use cti_core::{ConnectionState, Intent, Sent};
use wasm_bindgen::JsCast;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct MenuProps {
    pub(crate) link: Link,
    pub(crate) state: ConnectionState,
    pub(crate) has_user: bool,
    pub(crate) me: Option<AttrValue>,
    pub(crate) logouts: Vec<Same<Sent>>,
    pub(crate) on_page: Callback<Page>,
}

/// What is asked before it is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    LogOut,
    Forget,
}

/// What is rarely needed: a button and the panel that it opens.
#[component]
pub(crate) fn Menu(props: &MenuProps) -> Html {
    let open = use_state_eq(|| false);
    let (button, root) = (use_node_ref(), use_node_ref());
    let id = use_id();

    let close = {
        let open = open.setter();
        use_callback((), move |(), ()| open.set(false))
    };
    let toggle = {
        let (open, close) = (open.clone(), close.clone());
        Callback::from(move |_: MouseEvent| if *open { close.emit(()) } else { open.set(true) })
    };
    let onkeydown = {
        let (open, close, button) = (open.clone(), close.clone(), button.clone());
        Callback::from(move |event: KeyboardEvent| {
            if *open && event.key() == "Escape" {
                event.stop_propagation();
                close.emit(());
                focus(&button);
            }
        })
    };
    let onfocusout = {
        let (root, close) = (root.clone(), close.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event
                .related_target()
                .and_then(|to| to.dyn_into::<web_sys::Node>().ok());
            if let (Some(to), Some(root)) = (to, root.get())
                && !root.contains(Some(&to))
            {
                close.emit(());
            }
        })
    };
    let shade = close.reform(|_: MouseEvent| ());
    html! {
        <div class="menu" ref={root} {onkeydown} {onfocusout}>
            <button
                ref={button} type="button" class="icon-button" data-cti="menu-button" title={T::Menu.say()}
                aria-label={T::Menu.say()} aria-expanded={flag(*open)} aria-controls={id.clone()}
                onclick={toggle}
            >
                <span class="dots" aria-hidden="true"></span>
            </button>
            <div {id}>
                if *open {
                    <div class="shade" onclick={shade}></div>
                    <div class="menu-panel" data-cti="menu" tabindex="-1">
                        { later(Rare::Menu(MenuPanelProps { menu: props.clone(), close }), false) }
                    </div>
                }
            </div>
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct MenuPanelProps {
    pub(crate) menu: MenuProps,
    pub(crate) close: Callback<()>,
}

/// The items, or the question before one of them is done.
#[component]
pub(crate) fn MenuPanel(props: &MenuPanelProps) -> Html {
    let MenuPanelProps { menu, close } = props;
    let asking = use_state_eq(|| None::<Question>);
    let picture = use_picture(&menu.link);
    let unread = picture.snapshot.unread_total + picture.snapshot.dropped;
    let command = use_command(&menu.link, &menu.logouts);
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
                    { confirm(menu, question, &command.ask, &turn, close, cancel) }
                } else {
                    { items(menu, unread, &turn, close) }
                }
            </div>
            { outcome(&command.progress) }
        </>
    }
}

fn items(props: &MenuProps, unread: u64, turn: &Callback<Option<Question>>, close: &Callback<()>) -> Html {
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
        n => counted(T::InspectorCount, &[("n", n as u64)]),
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
    props: &MenuProps,
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
