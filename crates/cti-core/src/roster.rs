//! Everybody seen in the room, with status and since when.

use crate::{
    calls::Calls,
    replica::{Items, List, Saved},
    snapshot::{Status, User},
};
use cti_protocol::{Id, Pii, Sorted, UserRef, event::StatusChanged};
use serde_json::Value;
use std::rc::Rc;

/// Users at most: a room that names ever new users must not fill the memory.
const LIMIT: usize = 20_000;

#[derive(Default)]
pub(crate) struct Roster {
    users: Sorted<Id, Rc<User>>,
    sorted: Rc<Vec<Rc<User>>>,
    /// Somebody in `sorted` has changed.
    stale: bool,
    /// Somebody came, or is called otherwise: the order is to be found anew.
    disordered: bool,
    crowded_out: u64,
    fold: Option<fn(&str) -> String>,
}

impl Roster {
    /// Sets how names are spelt for their order.
    pub(crate) fn fold_names_with(&mut self, fold: fn(&str) -> String) {
        self.fold = Some(fold);
        self.disordered = true;
    }

    /// Spells names as another roster does.
    pub(crate) fn spell_like(&mut self, other: &Self) {
        self.fold = other.fold;
        self.disordered = true;
    }

    /// Learns that a user exists, and the name if it is told.
    pub(crate) fn meet(&mut self, user: &UserRef, at: i64) {
        let Some(id) = &user.id else { return };
        if self.users.len() >= LIMIT && !self.users.contains_key(id) {
            self.crowded_out += 1;
            return;
        }
        let entry = self.users.get_or_insert_with(id.clone(), || {
            self.disordered = true;
            Rc::new(User {
                id: id.clone(),
                name: None,
                status: Status::Unknown,
                color: None,
                since: at,
                call: None,
                logging_out: false,
            })
        });
        if user.name.is_some() && entry.name != user.name {
            Rc::make_mut(entry).name.clone_from(&user.name);
            self.disordered = true;
        }
    }

    /// Applies a status. Whether it was news.
    pub(crate) fn status(&mut self, event: &StatusChanged, at: i64) -> bool {
        self.meet(&event.user, at);
        let (Some(id), Some(status)) = (&event.user.id, &event.status) else {
            return false;
        };
        let Some(entry) = self.users.get_mut(id) else {
            return false;
        };
        let read = Status::read(&status.name);
        let color = status
            .color
            .as_deref()
            .filter(|color| is_hex_color(color))
            .map(str::to_owned);
        // An older word that comes late does not overrule a newer one.
        if at < entry.since && entry.status != Status::Unknown {
            return false;
        }
        if entry.status == read && entry.color == color {
            return false;
        }
        let entry = Rc::make_mut(entry);
        entry.status = read;
        entry.color = color;
        entry.since = at;
        self.stale = true;
        true
    }

    /// Draws the live calls of these users anew.
    pub(crate) fn show_calls<'a>(&mut self, users: impl IntoIterator<Item = &'a Id>, calls: &Calls) {
        for id in users {
            let Some(entry) = self.users.get_mut(id) else {
                continue;
            };
            let call = calls.of_user(id);
            if entry.call.as_deref() != call.as_ref() {
                Rc::make_mut(entry).call = call.map(Rc::new);
                self.stale = true;
            }
        }
    }

    /// Marks who is being logged out by us.
    pub(crate) fn show_logouts(&mut self, users: &[Id]) {
        for entry in self.users.values_mut() {
            let logging_out = users.contains(&entry.id);
            if entry.logging_out != logging_out {
                Rc::make_mut(entry).logging_out = logging_out;
                self.stale = true;
            }
        }
    }

    /// Words about users for whom there was no room.
    pub(crate) fn crowded_out(&self) -> u64 {
        self.crowded_out
    }

    pub(crate) fn get(&self, id: &Id) -> Option<&Rc<User>> {
        self.users.get(id)
    }

    /// Everybody, by name; those without one by id, last.
    pub(crate) fn sorted(&mut self) -> Rc<Vec<Rc<User>>> {
        if self.disordered {
            let mut users: Vec<_> = self.users.values().cloned().collect();
            users.sort_by_cached_key(|user| {
                (
                    user.name.is_none(),
                    user.name
                        .as_ref()
                        .map(|name| self.fold.unwrap_or(str::to_ascii_lowercase)(name)),
                )
            });
            self.sorted = Rc::new(users);
        } else if self.stale {
            // Sorting thousands for each status would take longer than all else that an event does.
            let now = self.sorted.iter().filter_map(|user| self.users.get(&user.id));
            self.sorted = Rc::new(now.cloned().collect());
        }
        self.disordered = false;
        self.stale = false;
        self.sorted.clone()
    }

    /// A user by id, even one of whom the room has not told yet.
    pub(crate) fn get_or_unseen(&self, id: &Id, name: Option<&Pii>) -> Rc<User> {
        self.users.get(id).cloned().unwrap_or_else(|| {
            Rc::new(User {
                id: id.clone(),
                name: name.cloned(),
                status: Status::Unknown,
                color: None,
                since: 0,
                call: None,
                logging_out: false,
            })
        })
    }
}

/// Who there is, and for how many there was no room; the order is found anew.
impl Saved for Roster {
    fn write(&self, out: &mut String) {
        let mut list = List::new(out);
        list.add(&self.users);
        list.add(&self.crowded_out);
        list.end();
    }

    fn read(value: Value) -> Option<Self> {
        let mut items = Items::of(value)?;
        let roster = Self {
            users: items.take()?,
            crowded_out: items.take()?,
            disordered: true,
            ..Self::default()
        };
        let is_sound = |(id, user): (&Id, &Rc<User>)| {
            let color = user.color.as_deref();
            *id == user.id && color.is_none_or(is_hex_color)
        };
        let sound = roster.users.len() <= LIMIT && roster.users.iter().all(is_sound);
        (sound && items.is_empty()).then_some(roster)
    }
}

/// Only what cannot be anything but a colour goes into a style.
fn is_hex_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| matches!(hex.len(), 3 | 6) && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cti_protocol::event::StatusChanged;

    fn named(id: &str, name: &str) -> UserRef {
        UserRef {
            id: Some(Id::text(id)),
            name: Some(Pii::new(name)),
            ..UserRef::default()
        }
    }

    #[test]
    fn a_status_is_seen_in_its_place_and_a_name_moves() {
        let mut roster = Roster::default();
        for (id, name) in [("1", "Cleo"), ("2", "Anna"), ("3", "Ben")] {
            roster.meet(&named(id, name), 1);
        }
        let names = |roster: &mut Roster| {
            let told = |user: &Rc<User>| {
                (
                    user.name.as_deref().unwrap_or_default().to_owned(),
                    user.status.clone(),
                )
            };
            roster.sorted().iter().map(told).collect::<Vec<_>>()
        };
        let before = roster.sorted();
        assert!(Rc::ptr_eq(&before, &roster.sorted()), "nothing changed");
        let event = StatusChanged {
            user: named("3", "Ben"),
            status: Some(cti_protocol::event::Status {
                name: "DND".into(),
                color: None,
            }),
            ..StatusChanged::default()
        };
        assert!(roster.status(&event, 2));
        assert_eq!(
            names(&mut roster),
            [
                ("Anna".to_owned(), Status::Unknown),
                ("Ben".to_owned(), Status::Dnd),
                ("Cleo".to_owned(), Status::Unknown)
            ]
        );
        assert_eq!(before[1].status, Status::Unknown, "an earlier picture stays");
        roster.meet(&named("1", "Abe"), 3);
        assert_eq!(names(&mut roster)[0].0, "Abe");
        assert_eq!(names(&mut roster).len(), 3);
    }
}
