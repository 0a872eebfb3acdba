//! Reading what the page's lookup answers: limited in number and length, whatever it is.

use super::{Contact, ContactTrouble, key};
use crate::{
    number::same_number,
    pop::{SafeUrl, Schemes},
};
use cti_protocol::{Pii, json::text_of};
use serde_json::Value;

/// Letters of a name or a company.
const LONGEST: usize = 200;
/// Letters of a picture that is its own address.
const PICTURE: usize = 16_000;
/// Contacts of one answer that are looked at.
const READ: usize = 500;

/// For each number that was asked for, who it is; and what is wrong with the answer, each kind once.
pub(super) fn answer(
    answer: &Value,
    asked: &[(String, Pii)],
    schemes: &Schemes,
) -> (Vec<Option<Contact>>, Vec<ContactTrouble>) {
    let mut found: Vec<Option<Contact>> = asked.iter().map(|_| None).collect();
    let mut trouble = Vec::new();
    let mut tell = |kind| {
        if !trouble.contains(&kind) {
            trouble.push(kind);
        }
    };
    let Some(list) = answer.as_array() else {
        tell(ContactTrouble::Answer);
        return (found, trouble);
    };
    // A number in the very same writing comes before one that only ends alike.
    let mut exact = vec![false; asked.len()];
    for item in list.iter().take(READ) {
        let number = item.get("number").and_then(text_of);
        let (Some(number), Some(name)) = (number, words(item, "name")) else {
            tell(ContactTrouble::Answer);
            continue;
        };
        let url = match item.get("url") {
            None | Some(Value::Null) => None,
            Some(Value::String(url)) => SafeUrl::check(url, schemes).map_or_else(
                |_| {
                    tell(ContactTrouble::Url);
                    None
                },
                Some,
            ),
            Some(_) => {
                tell(ContactTrouble::Url);
                None
            }
        };
        let avatar = match item.get("avatar") {
            None | Some(Value::Null) => None,
            Some(given) => {
                let shown = given.as_str().filter(|text| is_picture(text));
                if shown.is_none() {
                    tell(ContactTrouble::Avatar);
                }
                shown.map(Pii::new)
            }
        };
        let company = words(item, "company");
        let own = key(&number);
        for (place, (key, as_asked)) in asked.iter().enumerate() {
            let same = own.as_ref() == Some(key);
            let like = !exact[place] && found[place].is_none() && same_number(&number, as_asked);
            if (same && !exact[place]) || like {
                exact[place] = same;
                found[place] = Some(Contact {
                    number: as_asked.clone(),
                    name: name.clone(),
                    company: company.clone(),
                    url: url.clone(),
                    avatar: avatar.clone(),
                });
            }
        }
    }
    (found, trouble)
}

/// Whether this is the address of a picture that may be shown: `https:`, relative, `http:` to this computer; or a small
/// picture itself, of a kind that holds no script.
fn is_picture(text: &str) -> bool {
    let Some(data) = text.strip_prefix("data:image/") else {
        return SafeUrl::check(text, &Schemes::default()).is_ok();
    };
    let kinds = ["png", "jpeg", "webp", "gif"];
    let base64 = kinds
        .iter()
        .find_map(|kind| data.strip_prefix(kind)?.strip_prefix(";base64,"));
    text.len() <= PICTURE
        && base64.is_some_and(|base64| {
            base64
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
        })
}

/// Some words on one line, cut where they are too long; none where there is nothing to read.
fn words(item: &Value, key: &str) -> Option<Pii> {
    let text = text_of(item.get(key)?)?;
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let short: String = plain.take(LONGEST).collect();
    let short = short.trim();
    (!short.is_empty()).then(|| Pii::new(short))
}
