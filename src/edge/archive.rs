//! A database of texts in the browser: IndexedDB, and nothing but what a [`Job`] says. What is kept there, when and for
//! how long is the core's business.

use cti_core::{Answer, Change, Job, Shelf, Span, Trouble};
use cti_protocol::Pii;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    DomException, Event, IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest,
    IdbTransaction, IdbTransactionMode,
};

/// 1 had calls and gaps; 2 notes, drafts and marks too; 3 has what waits for the page's call log.
const VERSION: u32 = 3;

/// The name of the widget's database. One for all accounts and users: their keys tell them apart.
pub(crate) const NAME: &str = "cti-softphone";

type Done = Box<dyn FnOnce(Answer)>;

/// Does a job, and tells what became of it: at once where there is no storage at all.
pub(crate) type Run = Rc<dyn Fn(Job, Done)>;

/// Does jobs in the database of this name, which is closed when this is let go: after the jobs that it has.
pub(crate) fn run_in(name: &'static str) -> Run {
    let user = User(Archive::new(name));
    Rc::new(move |job, done| user.0.run(job, done))
}

/// Who gives jobs to an archive.
struct User(Archive);

impl Drop for User {
    fn drop(&mut self) {
        self.0.unused.set(true);
        self.0.leave();
    }
}

/// An open database.
struct Opened {
    database: IdbDatabase,
    /// The browser closed it, or it made way for a newer version.
    closed: Rc<Cell<bool>>,
    /// Hears of that.
    _heard: Closure<dyn FnMut(Event)>,
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.database.set_onversionchange(None);
        self.database.set_onclose(None);
        self.database.close();
    }
}

/// The database: opened by the first job, and again after the browser or a newer version has closed it.
#[derive(Clone)]
struct Archive {
    name: &'static str,
    open: Rc<RefCell<Option<Opened>>>,
    waiting: Rc<RefCell<Vec<(Job, Done)>>>,
    /// Nobody gives it jobs any more.
    unused: Rc<Cell<bool>>,
}

impl Archive {
    /// The database of this name. Nothing is opened yet.
    fn new(name: &'static str) -> Self {
        Self {
            name,
            open: Rc::default(),
            waiting: Rc::default(),
            unused: Rc::default(),
        }
    }

    /// The database, if it is open.
    fn database(&self) -> Option<IdbDatabase> {
        let open = self.open.borrow();
        open.as_ref()
            .filter(|open| !open.closed.get())
            .map(|open| open.database.clone())
    }

    /// Closes the database. The browser does what was asked of it before that.
    fn leave(&self) {
        self.open.take();
    }

    /// See [`Run`].
    fn run(&self, job: Job, done: Done) {
        let Some(database) = self.database() else {
            let opening = !self.waiting.borrow().is_empty();
            self.waiting.borrow_mut().push((job, done));
            if !opening && let Err(trouble) = self.open() {
                self.fail(trouble);
            }
            return;
        };
        let done: Rc<Cell<Option<Done>>> = Rc::new(Cell::new(Some(done)));
        if let Err(error) = run(&database, &job, &done) {
            // The browser closes databases when it likes; the next job opens it again.
            self.leave();
            if let Some(done) = done.take() {
                done(Err(trouble(&error)));
            }
        }
    }

    fn open(&self) -> Result<(), Trouble> {
        let factory = web_sys::window().map(|window| window.indexed_db());
        let Some(Ok(Some(factory))) = factory else {
            return Err(Trouble::Denied);
        };
        let request = factory
            .open_with_u32(self.name, VERSION)
            .map_err(|error| trouble(&error))?;
        let me = self.clone();
        let asked = request.clone();
        let heard = Closure::<dyn FnMut(Event)>::new(move |event: Event| match &*event.type_() {
            "upgradeneeded" => upgrade(&asked),
            "success" => {
                // The request holds what hears it, and is held by it.
                asked.set_onupgradeneeded(None);
                asked.set_onblocked(None);
                asked.set_onsuccess(None);
                asked.set_onerror(None);
                if let Ok(database) = asked.result() {
                    me.opened(&database.unchecked_into());
                }
            }
            // An old version in another tab holds it.
            "blocked" => me.fail(Trouble::Broken),
            _ => {
                // Else it would be reported as an error of the page.
                event.prevent_default();
                let error = asked.error().ok().flatten();
                me.fail(error.map_or(Trouble::Broken, |error| trouble(&error.into())));
            }
        })
        .into_js_value();
        let heard: &js_sys::Function = heard.unchecked_ref();
        request.set_onupgradeneeded(Some(heard));
        request.set_onsuccess(Some(heard));
        request.set_onerror(Some(heard));
        request.set_onblocked(Some(heard));
        Ok(())
    }

    fn opened(&self, database: &IdbDatabase) {
        let closed = Rc::new(Cell::new(false));
        let (closing, told) = (database.clone(), closed.clone());
        // Not taken out of `open` here: that would drop the closure that runs.
        let heard = Closure::<dyn FnMut(Event)>::new(move |_| {
            closing.close();
            told.set(true);
        });
        // A newer version is not kept waiting.
        database.set_onversionchange(Some(heard.as_ref().unchecked_ref()));
        database.set_onclose(Some(heard.as_ref().unchecked_ref()));
        self.open.replace(Some(Opened {
            database: database.clone(),
            closed,
            _heard: heard,
        }));
        for (job, done) in self.waiting.take() {
            self.run(job, done);
        }
        if self.unused.get() {
            self.leave();
        }
    }

    fn fail(&self, trouble: Trouble) {
        for (_, done) in self.waiting.take() {
            done(Err(trouble));
        }
    }
}

/// From no version or any earlier one. What is there stays.
fn upgrade(request: &IdbOpenDbRequest) {
    let Ok(database) = request.result().map(JsCast::unchecked_into::<IdbDatabase>) else {
        return;
    };
    let known = database.object_store_names();
    for shelf in Shelf::ALL {
        if !known.contains(shelf.name()) {
            // A failure aborts the opening, which is told.
            let _ = database.create_object_store(shelf.name());
        }
    }
}

fn run(database: &IdbDatabase, job: &Job, done: &Rc<Cell<Option<Done>>>) -> Result<(), JsValue> {
    let shelves = js_sys::Array::new();
    for shelf in Shelf::ALL {
        shelves.push(&JsValue::from_str(shelf.name()));
    }
    let mode = if job.changes.is_empty() {
        IdbTransactionMode::Readonly
    } else {
        IdbTransactionMode::Readwrite
    };
    let transaction = database.transaction_with_str_sequence_and_mode(&shelves, mode)?;
    let asked = ask(&transaction, job);
    let reads = asked.inspect_err(|_| {
        // All or nothing. Fails only where it has ended already.
        let _ = transaction.abort();
    })?;
    let (ending, done) = (transaction.clone(), done.clone());
    // Freed when it is called. One that only the garbage collector frees would never be: it holds the transaction, which
    // holds it.
    let ended = Closure::once_into_js(move |event: Event| {
        let answer = if event.type_() == "complete" {
            Ok(reads.iter().map(texts).collect())
        } else {
            let error = ending.error();
            Err(error.map_or(Trouble::Broken, |error| trouble(&error.into())))
        };
        if let Some(done) = done.take() {
            done(answer);
        }
    });
    transaction.set_oncomplete(Some(ended.unchecked_ref()));
    transaction.set_onabort(Some(ended.unchecked_ref()));
    Ok(())
}

/// Asks for all of a job; the readings are given back.
fn ask(transaction: &IdbTransaction, job: &Job) -> Result<Vec<IdbRequest>, JsValue> {
    let shelf = |shelf: Shelf| transaction.object_store(shelf.name());
    let mut last = job.reads.is_empty();
    for change in &job.changes {
        match change {
            Change::Put { shelf: on, key, text } => {
                shelf(*on)?.put_with_key(&JsValue::from_str(text), &JsValue::from_str(key))?;
            }
            Change::Delete { shelf: on, span } => {
                shelf(*on)?.delete(&range(span)?)?;
            }
            Change::Keep {
                shelf: on,
                span,
                first,
            } => {
                keep(shelf(*on)?, span, *first)?;
                last = false;
            }
        }
    }
    let reads = job
        .reads
        .iter()
        .map(|read| shelf(read.shelf)?.get_all_with_key_and_limit(&range(&read.span)?, read.limit))
        .collect::<Result<Vec<_>, JsValue>>()?;
    if last {
        // Nothing more will be asked: writing begins at once, even if the page is about to go.
        #[expect(
            deprecated,
            reason = "so marked by mistake: the standard has it, and so have all browsers"
        )]
        transaction.commit()?;
    }
    Ok(reads)
}

fn range(span: &Span) -> Result<JsValue, JsValue> {
    IdbKeyRange::bound(&JsValue::from_str(&span.from), &JsValue::from_str(&span.to)).map(Into::into)
}

/// Deletes what comes after the first so many keys of a span.
fn keep(shelf: IdbObjectStore, span: &Span, first: u32) -> Result<(), JsValue> {
    let keys = shelf.get_all_keys_with_key_and_limit(&range(span)?, first.saturating_add(1))?;
    let (found, to) = (keys.clone(), JsValue::from_str(&span.to));
    let look = Closure::once_into_js(move |_: Event| {
        let key = found.result().ok();
        let key = key.map(|keys| js_sys::Array::from(&keys).get(first));
        if let Some(key) = key.filter(|key| !key.is_undefined())
            && let Ok(rest) = IdbKeyRange::bound(&key, &to)
        {
            // A failure aborts the transaction, which is told.
            let _ = shelf.delete(&rest);
        }
    });
    keys.set_onsuccess(Some(look.unchecked_ref()));
    Ok(())
}

fn texts(request: &IdbRequest) -> Vec<Pii> {
    let found = request.result().unwrap_or(JsValue::UNDEFINED);
    js_sys::Array::from(&found)
        .iter()
        .filter_map(|text| text.as_string().map(Pii::new))
        .collect()
}

/// What an exception of the database means. Its words stay the browser's.
fn trouble(error: &JsValue) -> Trouble {
    let name = error
        .dyn_ref::<DomException>()
        .map(DomException::name)
        .unwrap_or_default();
    match &*name {
        "QuotaExceededError" => Trouble::Full,
        "VersionError" => Trouble::Newer,
        "SecurityError" | "NotAllowedError" => Trouble::Denied,
        _ => Trouble::Broken,
    }
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
