//! The widget in a shadow root of its own, as a page has it.

use super::pictures::NOW;
use cti_core::{Draft, Edit, Intent, IntentError, Snapshot};
use cti_protocol::Id;
use cti_softphone::{
    aide::Wish,
    store::{Actions, Link, Picture, SignIn, Store},
    view::{STYLES, Widget, WidgetProps, history_matcher, keep_late},
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlInputElement, ShadowRoot};

/// Writes down what was asked for and answers as told. What is typed it keeps as the core does.
#[derive(Default)]
pub(crate) struct Desk {
    store: RefCell<Option<Rc<Store>>>,
    drafts: RefCell<Vec<Rc<Draft>>>,
    /// Whether what is typed is not drawn, as when the animation frame is late.
    pub(crate) undrawn: Cell<bool>,
    pub(crate) asked: RefCell<Vec<Intent>>,
    pub(crate) answers: RefCell<Vec<Result<Option<u64>, IntentError>>>,
    pub(crate) signed_in: RefCell<Vec<SignIn>>,
    pub(crate) opened: RefCell<Vec<String>>,
}

impl Actions for Desk {
    fn ask(&self, intent: Intent) -> Result<Option<u64>, IntentError> {
        match &intent {
            Intent::Draft { call, edit } => {
                self.edit(call, edit);
                return Ok(None);
            }
            Intent::Search(words) => {
                self.change(|picture| {
                    let matches = history_matcher(words);
                    let found = picture.history.iter().filter(|call| matches(call)).cloned();
                    let found = Rc::new(found.collect());
                    picture.found = (!words.is_empty()).then_some(found);
                });
                return Ok(None);
            }
            _ => {}
        }
        self.asked.borrow_mut().push(intent);
        self.answers.borrow_mut().pop().unwrap_or(Ok(None))
    }

    fn sign_in(&self, answer: SignIn) {
        self.signed_in.borrow_mut().push(answer);
    }

    fn open_record(&self, call: &Id) {
        self.opened.borrow_mut().push(call.as_str().to_owned());
    }

    fn draft(&self, call: &Id) -> Option<Rc<Draft>> {
        let drafts = self.drafts.borrow();
        drafts.iter().find(|draft| draft.call == *call).cloned()
    }

    fn wish(&self, _: Wish) {}
}

impl Desk {
    fn edit(&self, id: &Id, edit: &Edit) {
        let mut drafts = self.drafts.borrow_mut();
        if !drafts.iter().any(|draft| draft.call == *id) {
            drafts.push(Rc::new(Draft::new(id.clone())));
        }
        for draft in drafts.iter_mut().filter(|draft| draft.call == *id) {
            Rc::make_mut(draft).edit(edit.clone());
        }
        match edit {
            Edit::Discard => drafts.retain(|draft| draft.call != *id),
            Edit::Close => drafts.retain(|draft| draft.call != *id || draft.is_changed()),
            _ => {}
        }
        drop(drafts);
        if !self.undrawn.get() {
            self.change(|_| {});
        }
    }

    /// Adds to a picture what was typed.
    fn complete(&self, picture: &Picture) -> Rc<Picture> {
        let mut snapshot = (*picture.snapshot).clone();
        for draft in self.drafts.borrow_mut().iter_mut() {
            if let Some(call) = snapshot.calls.iter().find(|call| call.id == draft.call) {
                Rc::make_mut(draft).merge(&call.variables);
            }
        }
        snapshot.drafts = self.drafts.borrow().clone();
        Rc::new(Picture {
            snapshot: Rc::new(snapshot),
            sign_in: picture.sign_in.clone(),
            ..(*picture).clone()
        })
    }

    fn change(&self, change: impl FnOnce(&mut Snapshot)) {
        let store = self.store.borrow().clone().unwrap();
        let mut picture = (*self.complete(&Link::new(store.clone()).picture())).clone();
        change(Rc::make_mut(&mut picture.snapshot));
        store.put(Rc::new(picture));
    }
}

/// A mounted widget; taken down when dropped.
pub(crate) struct Mounted {
    pub(crate) store: Rc<Store>,
    pub(crate) desk: Rc<Desk>,
    pub(crate) host: HtmlElement,
    pub(crate) root: ShadowRoot,
    app: Option<yew::AppHandle<Widget>>,
}

impl Mounted {
    /// Mounts the widget at a width and waits until it is drawn.
    pub(crate) async fn new(picture: Rc<Picture>, width: u32) -> Self {
        let store = Store::new(NOW);
        store.put(picture);
        let desk = Rc::new(Desk::default());
        desk.store.replace(Some(store.clone()));
        let weak: std::rc::Weak<dyn Actions> = Rc::downgrade(&(desk.clone() as Rc<dyn Actions>));
        store.connect(weak);
        let document = web_sys::window().unwrap().document().unwrap();
        let host: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        host.set_attribute("style", &format!("width:{width}px;height:640px"))
            .unwrap();
        document.body().unwrap().append_child(&host).unwrap();
        let root = host
            .attach_shadow(&web_sys::ShadowRootInit::new(web_sys::ShadowRootMode::Open))
            .unwrap();
        let sheet = web_sys::CssStyleSheet::new().unwrap();
        sheet.replace_sync(STYLES).unwrap();
        let late = web_sys::CssStyleSheet::new().unwrap();
        let sheets = js_sys::Array::of2(&sheet, &late);
        js_sys::Reflect::set(&root, &"adoptedStyleSheets".into(), &sheets).unwrap();
        keep_late(late);
        let mount = document.create_element("div").unwrap();
        root.append_child(&mount).unwrap();
        let props = WidgetProps {
            link: Link::new(store.clone()),
        };
        let app = yew::Renderer::<Widget>::with_root_and_props(mount, props).render();
        let mounted = Self {
            store,
            desk,
            host,
            root,
            app: Some(app),
        };
        drawn().await;
        mounted
    }

    /// Shows another picture and waits until it is drawn.
    pub(crate) async fn put(&self, picture: Rc<Picture>) {
        self.store.put(self.desk.complete(&picture));
        drawn().await;
    }

    /// Moves the clock and waits until that is drawn.
    pub(crate) async fn tick(&self, now: i64) {
        self.store.tick(now);
        drawn().await;
    }

    pub(crate) fn all(&self, selector: &str) -> Vec<Element> {
        let list = self.root.query_selector_all(selector).unwrap();
        (0..list.length())
            .map(|place| list.get(place).unwrap().unchecked_into())
            .collect()
    }

    pub(crate) fn find(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).unwrap()
    }

    pub(crate) fn get(&self, selector: &str) -> Element {
        self.find(selector)
            .unwrap_or_else(|| panic!("no {selector} in {}", self.root.inner_html()))
    }

    pub(crate) fn text(&self, selector: &str) -> String {
        plain(&self.get(selector).text_content().unwrap_or_default())
    }

    /// The first button with these words or this name.
    pub(crate) fn button(&self, name: &str) -> HtmlElement {
        self.all("button")
            .into_iter()
            .find(|button| {
                button.get_attribute("aria-label").as_deref() == Some(name)
                    || plain(&button.text_content().unwrap_or_default()) == name
            })
            .unwrap_or_else(|| panic!("no button {name}"))
            .unchecked_into()
    }

    pub(crate) async fn click(&self, name: &str) {
        self.button(name).click();
        drawn().await;
    }

    pub(crate) fn input(&self, selector: &str) -> HtmlInputElement {
        self.get(selector).unchecked_into()
    }

    /// Types into a field, as far as a page can.
    pub(crate) async fn type_into(&self, field: &HtmlInputElement, text: &str) {
        field.set_value(text);
        let init = web_sys::InputEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        field
            .dispatch_event(&web_sys::InputEvent::new_with_event_init_dict("input", &init).unwrap())
            .unwrap();
        drawn().await;
    }

    /// Presses a key. Enter also does what it does in a form where nothing kept it from that.
    pub(crate) async fn press(&self, on: &Element, key: &str) {
        let init = web_sys::KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_cancelable(true);
        let event = web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        let goes_on = on.dispatch_event(&event).unwrap();
        if let (true, "Enter", Some(form)) = (goes_on, key, on.closest("form").unwrap()) {
            form.unchecked_into::<web_sys::HtmlFormElement>()
                .request_submit()
                .unwrap();
        }
        drawn().await;
    }

    /// What has the focus inside the widget.
    pub(crate) fn focused(&self) -> Option<Element> {
        self.root.active_element()
    }

    pub(crate) fn asked(&self) -> Vec<Intent> {
        self.desk.asked.borrow().clone()
    }

    /// What the next intent is answered with.
    pub(crate) fn answer(&self, answer: Result<Option<u64>, IntentError>) {
        self.desk.answers.borrow_mut().push(answer);
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Some(app) = self.app.take() {
            app.destroy();
        }
        self.host.remove();
    }
}

/// Words with single spaces, as they are read.
pub(crate) fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Waits until everything that is due was drawn. Yew draws in microtasks, and goes on in a task of its own when that
/// takes long; a message to oneself comes after both.
pub(crate) async fn drawn() {
    for _ in 0..2 {
        let turn = js_sys::Promise::new(&mut |resolve, _| {
            let channel = web_sys::MessageChannel::new().unwrap();
            channel.port1().set_onmessage(Some(&resolve));
            channel.port2().post_message(&JsValue::NULL).unwrap();
        });
        JsFuture::from(turn).await.unwrap();
    }
}
