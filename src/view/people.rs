//! Who can be called: colleagues, contacts of the page and whom the agent has talked with, found by name or number.

use super::bits::{Needle, present, user_name};
use crate::{
    store::Picture,
    text::{letters::plain, number::digits},
};
use cti_core::{Call, Contact, Numbers, User};
use std::rc::Rc;
use yew::AttrValue;

/// How many are offered at once.
const OFFERED: usize = 8;

/// Somebody who can be called.
#[derive(Clone, PartialEq)]
pub(crate) struct Person {
    /// The same person has the same key.
    pub(crate) key: AttrValue,
    /// Empty where only the number is known.
    pub(crate) name: AttrValue,
    pub(crate) number: AttrValue,
    /// Set for somebody of the team.
    pub(crate) user: Option<Rc<User>>,
}

/// The number under which a colleague is called: the id in the account, where that is a number, and none that would be
/// completed to somebody else's.
pub(crate) fn colleague<'a>(user: &'a User, numbers: &Numbers) -> Option<&'a str> {
    let id = user.id.as_str();
    let number = !id.is_empty() && id.len() <= 15 && id.bytes().all(|byte| byte.is_ascii_digit());
    let as_it_is = || numbers.dialled(id).is_ok_and(|dialled| dialled.as_str() == id);
    (number && as_it_is()).then_some(id)
}

/// People whose name or number contains what was typed; first those whose name begins so, and of these the team. Each
/// number is there once.
pub(crate) fn people(picture: &Picture, typed: &str) -> Vec<Person> {
    let snapshot = &picture.snapshot;
    let me = snapshot.me.as_ref().map(|me| &me.id);
    let looked_for = Looked::new(typed, &picture.numbers);
    if looked_for.words.is_blank() {
        return Vec::new();
    }
    let team = snapshot
        .users
        .iter()
        .filter(|user| Some(&user.id) != me)
        .filter_map(|user| of_team(user, &picture.numbers));
    let known = picture
        .around
        .as_ref()
        .and_then(|around| around.contacts.as_ref());
    let contacts = known
        .map(|known| known.directory.matching(typed))
        .unwrap_or_default();
    let history = snapshot.history.iter().filter_map(of_history);
    let mut ranks: [Vec<Person>; 4] = Default::default();
    let mut rank = |person: Person, begins: bool| {
        let rank = usize::from(!begins) * 2 + usize::from(person.user.is_none());
        add(&mut ranks[rank], person);
    };
    // Contacts before the history: their names are the page's own.
    for person in contacts.iter().filter_map(|contact| of_contact(contact)) {
        // One may be found by the company alone.
        let begins = looked_for.finds(&person).unwrap_or_default();
        rank(person, begins);
    }
    for person in team.chain(history) {
        if let Some(begins) = looked_for.finds(&person) {
            rank(person, begins);
        }
    }
    let mut found: Vec<Person> = Vec::new();
    for person in ranks.into_iter().flatten() {
        add(&mut found, person);
    }
    found
}

fn add(found: &mut Vec<Person>, person: Person) {
    let its = digits(&person.number);
    if found.len() < OFFERED && !found.iter().any(|other| digits(&other.number) == its) {
        found.push(person);
    }
}

fn of_team(user: &Rc<User>, numbers: &Numbers) -> Option<Person> {
    Some(Person {
        key: ["u", user.id.as_str()].concat().into(),
        name: user_name(user).to_owned().into(),
        number: colleague(user, numbers)?.to_owned().into(),
        user: Some(user.clone()),
    })
}

/// Only whom the page has been asked about: those of calls on the cards and in the history.
fn of_contact(contact: &Contact) -> Option<Person> {
    let number = present(Some(&contact.number)).filter(|number| !digits(number).is_empty())?;
    Some(Person {
        key: ["c", number].concat().into(),
        name: contact.name.as_str().to_owned().into(),
        number: number.to_owned().into(),
        user: None,
    })
}

fn of_history(call: &Rc<Call>) -> Option<Person> {
    let number = present(call.number.as_deref()).filter(|number| !digits(number).is_empty())?;
    Some(Person {
        key: ["n", number].concat().into(),
        name: present(call.name.as_deref())
            .unwrap_or_default()
            .to_owned()
            .into(),
        number: number.to_owned().into(),
        user: None,
    })
}

/// What was typed, and the number that would be dialled for it.
struct Looked {
    words: Needle,
    number: Option<Needle>,
}

impl Looked {
    fn new(typed: &str, numbers: &Numbers) -> Self {
        let number = (!numbers.country.is_empty())
            .then(|| numbers.dialled(typed).ok())
            .flatten();
        Self {
            words: Needle::new(typed),
            number: number.map(|number| Needle::new(&number)),
        }
    }

    /// Whether this is one of those, and whether the name or the number begins so.
    fn finds(&self, person: &Person) -> Option<bool> {
        let in_number = |needle: &Needle| needle.in_number(Some(&person.number));
        self.words.begins(&plain(&person.name)).or_else(|| {
            let found = in_number(&self.words) || self.number.as_ref().is_some_and(in_number);
            found.then_some(false)
        })
    }
}
