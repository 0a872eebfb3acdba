//! A database of a few lines.

use cti_core::{Answer, Change, Job, Shelf, Span, Trouble};
use cti_protocol::Pii;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

#[derive(Default)]
struct Inner {
    shelves: [BTreeMap<String, String>; 6],
    jobs: usize,
    trouble: Option<Trouble>,
}

/// Shared by all that hold it, as a database is by tabs.
#[derive(Clone, Default)]
pub struct Store(Rc<RefCell<Inner>>);

fn place(shelf: Shelf) -> usize {
    Shelf::ALL.iter().position(|known| *known == shelf).unwrap()
}

fn within(span: &Span, key: &str) -> bool {
    let units = |text: &str| text.encode_utf16().collect::<Vec<_>>();
    let key = units(key);
    units(&span.from) <= key && key <= units(&span.to)
}

impl Store {
    /// One that does nothing but fail.
    pub fn failing(trouble: Trouble) -> Self {
        let store = Self::default();
        store.fail(Some(trouble));
        store
    }

    /// Fails from now on, or no longer.
    pub fn fail(&self, trouble: Option<Trouble>) {
        self.0.borrow_mut().trouble = trouble;
    }

    pub fn run(&self, job: &Job) -> Answer {
        let mut inner = self.0.borrow_mut();
        inner.jobs += 1;
        if let Some(trouble) = inner.trouble {
            return Err(trouble);
        }
        for change in &job.changes {
            match change {
                Change::Put { shelf, key, text } => {
                    inner.shelves[place(*shelf)].insert(key.clone(), text.as_str().to_owned());
                }
                Change::Delete { shelf, span } => {
                    inner.shelves[place(*shelf)].retain(|key, _| !within(span, key));
                }
                Change::Keep { shelf, span, first } => {
                    let mut seen = 0;
                    inner.shelves[place(*shelf)].retain(|key, _| {
                        seen += u32::from(within(span, key));
                        !within(span, key) || seen <= *first
                    });
                }
            }
        }
        let read = |read: &cti_core::Read| {
            let shelf = inner.shelves[place(read.shelf)].iter();
            let inside = shelf.filter(|(key, _)| within(&read.span, key));
            inside
                .take(read.limit as usize)
                .map(|(_, text)| Pii::new(text.as_str()))
                .collect()
        };
        Ok(job.reads.iter().map(read).collect())
    }

    /// How many jobs there were.
    pub fn jobs(&self) -> usize {
        self.0.borrow().jobs
    }

    pub fn len(&self, shelf: Shelf) -> usize {
        self.0.borrow().shelves[place(shelf)].len()
    }

    /// All texts of a shelf.
    pub fn text(&self, shelf: Shelf) -> String {
        let inner = self.0.borrow();
        let texts: Vec<_> = inner.shelves[place(shelf)].values().cloned().collect();
        texts.join("\n")
    }

    /// Every key and text.
    pub fn all(&self) -> Vec<String> {
        let inner = self.0.borrow();
        let shelves = inner.shelves.iter().flatten();
        shelves.map(|(key, text)| [key.as_str(), text].concat()).collect()
    }

    /// Spoils the first text of a shelf.
    pub fn damage(&self, shelf: Shelf) {
        let mut inner = self.0.borrow_mut();
        if let Some(text) = inner.shelves[place(shelf)].values_mut().next() {
            *text = "{\"id\": ".into();
        }
    }
}
