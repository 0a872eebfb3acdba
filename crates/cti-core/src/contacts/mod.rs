//! Names for numbers, from whoever knows better than the room: the page's lookup, and earlier calls.
//!
//! What is to be asked, when and how often is decided here; whoever uses it calls the page's function. Nothing of this
//! changes a call: names are put on pictures.

mod earlier;
mod read;

pub use earlier::Earlier;

use crate::{
    pop::{SafeUrl, Schemes},
    time::{MINUTE, Millis, SECOND},
};
use cti_protocol::{Pii, Sorted};
use serde_json::Value;
use std::rc::Rc;

/// Numbers in one question.
const BATCH: usize = 50;
/// Questions that may be open at a time.
const OPEN: usize = 4;
/// Numbers that are known, or known to be of nobody, at most.
const KNOWN: usize = 2_000;
/// How long an answer is believed.
const FRESH: Millis = 10 * MINUTE;
/// How long it is believed that nobody is known.
const MISSING: Millis = MINUTE;
/// How long an answer is waited for.
const LIMIT: Millis = 5 * SECOND;

/// What the page's lookup knows of a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// The number as it was asked for.
    pub number: Pii,
    /// Whose it is.
    pub name: Pii,
    /// The company, if there is one.
    pub company: Option<Pii>,
    /// Where the record is.
    pub url: Option<SafeUrl>,
    /// A picture of them: an address that may be shown, or the picture itself as a `data:` address.
    pub avatar: Option<Pii>,
}

/// What may go wrong with the page's lookup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactTrouble {
    /// The function threw, or its promise was rejected.
    Threw,
    /// No answer came in time.
    Late,
    /// The answer, or a part of it, is not what was asked for.
    Answer,
    /// An address that is not opened.
    Url,
    /// A picture that is not shown.
    Avatar,
}

impl ContactTrouble {
    /// In plain words, for developers.
    pub fn why(self) -> &'static str {
        match self {
            Self::Threw => "contacts: the page's function threw",
            Self::Late => "contacts: no answer in 5 seconds; a later one is not used",
            Self::Answer => "contacts: a list of objects with number and name expected",
            Self::Url => "contacts: a url is not one that may be opened",
            Self::Avatar => "contacts: an avatar is not one that may be shown",
        }
    }
}

/// A question to the page.
#[derive(Debug, PartialEq)]
pub struct Question {
    /// Its number, to be given back with the answer.
    pub id: u64,
    /// The numbers, as the room wrote them; each once.
    pub numbers: Vec<Pii>,
}

/// What came of an answer, or of waiting for one.
#[derive(Debug, Default, PartialEq)]
pub struct Learnt {
    /// Whether anything is known otherwise than before.
    pub changed: bool,
    /// What is to be told; each kind of trouble once.
    pub trouble: Vec<ContactTrouble>,
}

#[derive(Debug, Default)]
struct Entry {
    contact: Option<Rc<Contact>>,
    /// Until when that is believed.
    until: Millis,
    /// Whether it is to be asked for, or was and is waited for.
    asked: bool,
}

#[derive(Debug)]
struct Open {
    id: u64,
    due: Millis,
    /// The numbers, with the keys that they are known under.
    asked: Vec<(String, Pii)>,
}

/// What the page's lookup said, and what it is to be asked.
#[derive(Debug, Default)]
pub struct Contacts {
    known: Sorted<String, Entry>,
    waiting: Vec<(String, Pii)>,
    open: Vec<Open>,
    last: u64,
    told: Vec<ContactTrouble>,
}

/// Fewer digits are an extension or a code.
const NATIONAL: usize = 7;

/// What a number is known under, however it is written; none where it has no digit.
pub(crate) fn key(number: &str) -> Option<String> {
    let dialled = crate::dialable(number).ok()?;
    let digits: String = dialled.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < NATIONAL {
        // Of short numbers and codes every sign counts.
        return Some(dialled.as_str().to_owned());
    }
    let digits = digits.trim_start_matches('0');
    (!digits.is_empty()).then(|| digits.to_owned())
}

impl Contacts {
    /// This number is seen: it will be asked for, unless what is known of it is fresh.
    pub fn want(&mut self, now: Millis, number: &str) {
        let Some(key) = key(number) else {
            return;
        };
        if let Some(entry) = self.known.get(&key) {
            if entry.asked || entry.until > now {
                return;
            }
        } else if !self.make_room() {
            return;
        }
        self.known.get_or_insert_with(key.clone(), Entry::default).asked = true;
        self.waiting.push((key, Pii::new(number.trim())));
    }

    /// Lets the oldest go if there are too many. `false` where all of them are waited for.
    fn make_room(&mut self) -> bool {
        if self.known.len() < KNOWN {
            return true;
        }
        let settled = self.known.iter().filter(|(_, entry)| !entry.asked);
        let oldest = settled.min_by_key(|(_, entry)| entry.until);
        match oldest.map(|(key, _)| key.clone()) {
            Some(key) => self.known.remove(&key).is_some(),
            None => false,
        }
    }

    /// The next question, if there is one to be asked now.
    pub fn ask(&mut self, now: Millis) -> Option<Question> {
        if self.waiting.is_empty() || self.open.len() >= OPEN {
            return None;
        }
        let count = self.waiting.len().min(BATCH);
        let asked: Vec<_> = self.waiting.drain(..count).collect();
        self.last += 1;
        let numbers = asked.iter().map(|(_, number)| number.clone()).collect();
        self.open.push(Open {
            id: self.last,
            due: now + LIMIT,
            asked,
        });
        Some(Question {
            id: self.last,
            numbers,
        })
    }

    /// The page answered a question, or its function threw. An answer that is not waited for any more is dropped.
    pub fn answered(
        &mut self,
        now: Millis,
        question: u64,
        answer: Result<&Value, ContactTrouble>,
        schemes: &Schemes,
    ) -> Learnt {
        let mut learnt = Learnt::default();
        let Some(at) = self.open.iter().position(|open| open.id == question) else {
            return learnt;
        };
        let open = self.open.remove(at);
        match answer {
            Ok(answer) => {
                let (found, trouble) = read::answer(answer, &open.asked, schemes);
                for ((key, _), contact) in open.asked.into_iter().zip(found) {
                    learnt.changed |= self.learn(now, key, contact.map(Rc::new));
                }
                trouble
                    .into_iter()
                    .for_each(|trouble| self.tell(trouble, &mut learnt));
            }
            Err(trouble) => {
                self.give_up(now, open);
                self.tell(trouble, &mut learnt);
            }
        }
        learnt
    }

    /// Gives up questions that were not answered in time.
    pub fn expire(&mut self, now: Millis) -> Learnt {
        let mut learnt = Learnt::default();
        while let Some(at) = self.open.iter().position(|open| open.due <= now) {
            let open = self.open.remove(at);
            self.give_up(now, open);
            self.tell(ContactTrouble::Late, &mut learnt);
        }
        learnt
    }

    /// Whether there is anything to ask for.
    pub fn wants(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Whether an answer is waited for.
    pub fn waits(&self) -> bool {
        !self.open.is_empty()
    }

    /// What is known of a number.
    pub fn find(&self, number: &str) -> Option<&Rc<Contact>> {
        self.known.get(&key(number)?)?.contact.as_ref()
    }

    /// Those whose name or company has these words in it, or whose number has these digits; by name. `lower` makes lower
    /// case.
    pub fn matching(&self, typed: &str, lower: fn(&str) -> String) -> Vec<Rc<Contact>> {
        let typed = lower(typed.trim());
        if typed.is_empty() {
            return Vec::new();
        }
        let digits = if typed.chars().any(char::is_alphabetic) {
            None
        } else {
            key(&typed)
        };
        let mut found = Vec::new();
        for (key, entry) in &self.known {
            let Some(contact) = &entry.contact else {
                continue;
            };
            let named = |words: &Pii| lower(words).contains(&typed);
            if digits.as_ref().is_some_and(|digits| key.contains(digits))
                || named(&contact.name)
                || contact.company.as_ref().is_some_and(named)
            {
                found.push(contact.clone());
            }
        }
        found.sort_by_cached_key(|contact| lower(&contact.name));
        found
    }

    fn learn(&mut self, now: Millis, key: String, contact: Option<Rc<Contact>>) -> bool {
        let until = now + if contact.is_some() { FRESH } else { MISSING };
        let entry = self.known.get_or_insert_with(key, Entry::default);
        let changed = entry.contact != contact;
        *entry = Entry {
            contact,
            until,
            asked: false,
        };
        changed
    }

    /// What was known stays until there is a better answer, which is asked for after a while.
    fn give_up(&mut self, now: Millis, open: Open) {
        for (key, _) in open.asked {
            if let Some(entry) = self.known.get_mut(&key) {
                entry.asked = false;
                entry.until = now + MISSING;
            }
        }
    }

    fn tell(&mut self, trouble: ContactTrouble, learnt: &mut Learnt) {
        if !self.told.contains(&trouble) {
            self.told.push(trouble);
            learnt.trouble.push(trouble);
        }
    }
}
