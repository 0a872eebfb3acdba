//! The last frames, in and out. In memory only, and never more than so many.

use super::{
    mask::mask,
    reading::{Gist, gist},
};
use cti_protocol::{Body, Dialect, Event, Limits, Pii, decode};
use std::{cell::OnceCell, collections::VecDeque, rc::Rc};

/// Frames that are kept, their bytes in all, and those of one.
const FRAMES: usize = 200;
const BYTES: usize = 512 << 10;
const BYTES_OF_ONE: usize = 32 << 10;

/// A frame that was recorded.
#[derive(Debug)]
pub struct Shot {
    /// Counted from the first one of all.
    pub number: u64,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The number of its connection.
    pub connection: u64,
    /// Whether it was sent; else it came.
    pub out: bool,
    /// Its bytes in all; more than its text has where that was cut.
    pub bytes: usize,
    text: Pii,
    dialect: Rc<Dialect>,
    gist: OnceCell<Gist>,
    masked: OnceCell<Pii>,
    personal: OnceCell<Pii>,
}

impl PartialEq for Shot {
    fn eq(&self, other: &Self) -> bool {
        (self.number, self.at) == (other.number, other.at) && self.text == other.text
    }
}

impl Shot {
    pub(super) fn new(
        number: u64,
        at: i64,
        connection: u64,
        out: bool,
        text: &str,
        dialect: Rc<Dialect>,
    ) -> Self {
        let mut end = text.len().min(BYTES_OF_ONE);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Self {
            number,
            at,
            connection,
            out,
            bytes: text.len(),
            text: Pii::new(&text[..end]),
            dialect,
            gist: OnceCell::new(),
            masked: OnceCell::new(),
            personal: OnceCell::new(),
        }
    }

    /// Whether only the beginning of its text is kept.
    pub fn is_cut(&self) -> bool {
        self.bytes > self.text.len()
    }

    /// Its text as it may be shown: without secrets, and without personal data unless that is asked for.
    pub fn shown(&self, personal: bool) -> &Pii {
        let shown = if personal { &self.personal } else { &self.masked };
        shown.get_or_init(|| mask(&self.text, &self.dialect, personal))
    }

    /// What it is, in a few words.
    pub fn gist(&self) -> &Gist {
        self.gist
            .get_or_init(|| gist(self.shown(false), &self.dialect, self.is_cut()))
    }

    /// How it was read.
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// Keeps the last frames, and the greeting that the dialect was learnt from.
#[derive(Debug)]
pub struct Recorder {
    configured: Dialect,
    dialect: Rc<Dialect>,
    greeting: Option<Rc<Shot>>,
    shots: VecDeque<Rc<Shot>>,
    bytes: usize,
    total: u64,
}

impl Recorder {
    /// Keeps nothing yet. The dialect is the configured one.
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect: Rc::new(dialect.clone()),
            configured: dialect,
            greeting: None,
            shots: VecDeque::new(),
            bytes: 0,
            total: 0,
        }
    }

    /// Keeps a frame.
    pub fn record(&mut self, at: i64, connection: u64, out: bool, text: &str) {
        let greeted = self
            .greeting
            .as_ref()
            .is_some_and(|shot| shot.connection >= connection);
        let greeting = !out && !greeted && self.learn(text);
        self.total += 1;
        let shot = Rc::new(Shot::new(
            self.total,
            at,
            connection,
            out,
            text,
            self.dialect.clone(),
        ));
        if greeting {
            self.greeting = Some(shot.clone());
        }
        self.bytes += shot.text.len();
        self.shots.push_back(shot);
        while self.shots.len() > FRAMES || self.bytes > BYTES {
            let Some(oldest) = self.shots.pop_front() else {
                break;
            };
            self.bytes -= oldest.text.len();
        }
    }

    fn learn(&mut self, text: &str) -> bool {
        let frame = decode(text, &self.dialect, &Limits::default());
        let is_greeting = |body: &Body| matches!(body, Body::Event(Event::ConnectionAccepted(_)));
        let greeting = frame.messages.iter().find(|message| is_greeting(&message.body));
        if let Some(greeting) = greeting {
            let mut dialect = (*self.dialect).clone();
            dialect.learn(greeting);
            self.dialect = Rc::new(dialect);
        }
        greeting.is_some()
    }

    /// The frames that are kept, newest first.
    pub fn shots(&self) -> Vec<Rc<Shot>> {
        self.shots.iter().rev().cloned().collect()
    }

    /// How many there were in all.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Forgets the frames; not what was learnt from the greeting.
    pub fn clear(&mut self) {
        self.shots.clear();
        self.bytes = 0;
    }

    /// The dialect as the page configures it.
    pub fn configured(&self) -> &Dialect {
        &self.configured
    }

    /// The dialect in use.
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// The frame that the dialect was learnt from.
    pub fn greeting(&self) -> Option<&Rc<Shot>> {
        self.greeting.as_ref()
    }
}
