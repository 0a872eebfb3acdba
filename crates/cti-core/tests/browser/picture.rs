//! What all pages must show alike.

use super::World;
use cti_core::{Ask, Call, Connection, Draft, Gap, Notice, SentState, Unread, User};
use std::rc::Rc;

/// A snapshot without what is a page's own: what it searches for, and the numbers of its commands.
#[derive(Debug, PartialEq)]
pub struct Picture {
    pub connection: Rc<Connection>,
    pub me: Option<Rc<User>>,
    pub calls: Vec<Rc<Call>>,
    pub users: Rc<Vec<Rc<User>>>,
    pub history: Rc<Vec<Rc<Call>>>,
    pub drafts: Vec<Rc<Draft>>,
    pub gaps: Rc<Vec<Gap>>,
    pub commands: Vec<(Ask, SentState, i64)>,
    pub notices: Vec<Rc<Notice>>,
    pub unread: Rc<Vec<Unread>>,
    pub totals: (u64, u64),
}

impl Picture {
    /// The parts that are not alike, in words. Notes and variables stand in no `Debug`, so they are told apart.
    pub fn differs(&self, other: &Self) -> Option<String> {
        let mut parts = Vec::new();
        let mut part = |name: &str, same: bool, one: String, two: String| {
            if !same {
                parts.push(format!("{name}:\n  {one}\n  {two}"));
            }
        };
        macro_rules! look {
            ($($field:ident)+) => {
                $(part(stringify!($field), self.$field == other.$field,
                    format!("{:?}", self.$field), format!("{:?}", other.$field));)+
            };
        }
        look!(connection me calls users history drafts gaps commands notices unread totals);
        let texts = |picture: &Self| {
            let noted = picture.calls.iter().chain(picture.history.iter());
            let notes = noted.map(|call| {
                let note = call.note.as_ref().map(|note| note.as_str());
                format!("{}={:?}@{}", call.id, note, call.started_at)
            });
            let drafts = picture.drafts.iter().flat_map(|draft| {
                let rows = draft.rows.iter();
                rows.map(|row| format!("{}/{}:{}={}", draft.call, row.key, row.name, row.value.as_str()))
            });
            notes.chain(drafts).collect::<Vec<_>>()
        };
        let (one, two) = (texts(self), texts(other));
        part("texts", one == two, format!("{one:?}"), format!("{two:?}"));
        (!parts.is_empty()).then(|| parts.join("\n"))
    }
}

impl World {
    pub fn picture(&mut self, tab: usize) -> Picture {
        let seen = self.see(tab);
        Picture {
            connection: seen.connection,
            me: seen.me,
            calls: seen.calls,
            users: seen.users,
            history: seen.history,
            drafts: seen.drafts,
            gaps: seen.gaps,
            commands: seen
                .commands
                .iter()
                .map(|sent| (sent.ask.clone(), sent.state.clone(), sent.at))
                .collect(),
            notices: seen.notices,
            unread: seen.unread,
            totals: (seen.unread_total, seen.crowded_out),
        }
    }

    /// What a page shows otherwise than the first one that lives.
    pub fn difference(&mut self) -> Option<String> {
        self.difference_of(|_| {})
    }

    /// The same, after that was done to the pictures.
    pub fn difference_of(&mut self, change: impl Fn(&mut [Picture])) -> Option<String> {
        let living = self.living();
        let mut pictures: Vec<_> = living.iter().map(|tab| self.picture(*tab)).collect();
        change(&mut pictures);
        let (first, rest) = pictures.split_first()?;
        rest.iter().zip(&living[1..]).find_map(|(picture, tab)| {
            let words = first.differs(picture)?;
            Some(format!("tabs {} and {tab}: {words}", living[0]))
        })
    }

    pub fn assert_equal(&mut self) {
        if let Some(words) = self.difference() {
            panic!("{words}");
        }
    }
}
