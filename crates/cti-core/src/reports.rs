//! What the agent is told once, and what was not understood.

use crate::{
    replica::saved,
    snapshot::{Notice, NoticeKind, UNREAD_KEPT, Unread},
    time::Now,
};
use cti_protocol::{Message, json};
use serde_json::Value;
use std::rc::Rc;

const NOTICES_KEPT: usize = 5;
/// Characters of an unreadable frame that are kept, and of the words that say why it is one: a key may be long.
const TEXT_KEPT: usize = 2_000;
const WHY_KEPT: usize = 200;

#[derive(Default)]
pub(crate) struct Reports {
    pub(crate) notices: Vec<Rc<Notice>>,
    numbers: u64,
    pub(crate) unread: Rc<Vec<Unread>>,
    pub(crate) unread_total: u64,
}

saved!(Reports { notices, numbers, unread, unread_total } if |reports| reports.notices.len() <= NOTICES_KEPT
    && reports.unread.len() <= UNREAD_KEPT);

impl Reports {
    pub(crate) fn notice(&mut self, now: Now, about: NoticeKind) {
        self.numbers += 1;
        self.notices.push(Rc::new(Notice {
            id: self.numbers,
            about,
            at: now.wall,
        }));
        if self.notices.len() > NOTICES_KEPT {
            self.notices.remove(0);
        }
    }

    pub(crate) fn dismiss(&mut self, id: u64) {
        self.notices.retain(|notice| notice.id != id);
    }

    pub(crate) fn frame_not_understood(&mut self, now: Now, why: &str, text: &str) {
        let unread = Rc::make_mut(&mut self.unread);
        let text: String = text.chars().take(TEXT_KEPT).collect();
        unread.push(Unread {
            at: now.wall,
            why: why.chars().take(WHY_KEPT).collect(),
            text: text.into(),
        });
        if unread.len() > UNREAD_KEPT {
            unread.remove(0);
        }
        self.unread_total += 1;
    }

    pub(crate) fn not_understood(&mut self, now: Now, why: &str, message: &Message) {
        let text = json::write_object(&message.details.0);
        self.frame_not_understood(now, why, &text);
    }
}

/// The texts of a message that no type knows, and of the objects in it, with their keys.
pub(crate) fn texts_of(message: &Message) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for (key, value) in &message.details.0 {
        match value {
            Value::String(text) => found.push((key.as_str(), text.as_str())),
            Value::Object(inner) => {
                found.extend(
                    inner
                        .iter()
                        .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?))),
                );
            }
            _ => {}
        }
    }
    found
}
