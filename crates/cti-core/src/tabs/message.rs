//! What tabs say to each other, and how it is written.

use super::{Origin, Position, Presence, Request, Seen, TabId};
use cti_protocol::{Pii, json};
use serde_json::Value;

/// Of this protocol. Tabs of different versions have different locks and channels, so each version is a group of its own.
pub const VERSION: u64 = 1;
/// A longer text is not read.
const LIMIT: usize = 33 << 20;
/// Numbers from here on are not read: sums of two must fit, and other readers of JSON would round them.
const NUMBERS: u64 = 1 << 53;
/// More tabs than this are not listed in one message.
pub(super) const TABS: usize = 64;

/// The name of the lock and of the channel of a group.
pub fn name(group: &str) -> String {
    ["cti-softphone/", &VERSION.to_string(), "/", group].concat()
}

/// Something that one tab says to all others of its group.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Who says it.
    pub from: TabId,
    /// The highest term that the sender knows; its own, if it leads.
    pub term: u64,
    /// What it says.
    pub body: Body,
}

/// What a tab wants to hear from the leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Want {
    /// Nothing.
    Nothing,
    /// Any sign of life.
    Answer,
    /// The whole state.
    State,
}

/// What is said.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A tab is here.
    Here {
        /// What others need to know of it.
        presence: Presence,
        /// The position of its state.
        have: Option<Position>,
        /// What it wants to hear.
        want: Want,
    },
    /// The sender got the lock, and leads as soon as it has the latest state that any tab has.
    Take {
        /// The position of its state.
        have: Option<Position>,
    },
    /// The sender leads.
    Lead {
        /// Its time: milliseconds on the shared clock.
        at: u64,
        /// Its state when it began to lead.
        base: Option<Position>,
        /// Its last entry.
        seq: u64,
        /// All tabs that it knows of.
        tabs: Vec<(TabId, Presence)>,
    },
    /// An entry of the log.
    Entry {
        /// Its number in this term, from 1.
        seq: u64,
        /// When: milliseconds on the shared clock.
        at: u64,
        /// The same on the wall.
        wall: i64,
        /// Who asked for it.
        origin: Option<Origin>,
        /// What it is.
        payload: Pii,
    },
    /// The whole state, for those who have none or missed something.
    State {
        /// Which entry was the last.
        position: Position,
        /// When that was, on the shared clock.
        at: u64,
        /// The last requests in it.
        seen: Seen,
        /// The state.
        payload: Pii,
    },
    /// The leader should do something, once.
    Ask {
        /// The sender's number for it.
        number: u64,
        /// Until when, in milliseconds since 1970.
        expires: i64,
        /// Whether it sends a command to the room.
        command: bool,
        /// What.
        payload: Pii,
    },
    /// The leader should do something that may be done twice.
    Keep {
        /// The sender's number for it.
        number: u64,
        /// The first that the sender still asks for.
        first: u64,
        /// What.
        payload: Pii,
    },
    /// The leader did not do and will not do what was asked.
    Refused {
        /// Who asked.
        to: TabId,
        /// Of which leader.
        term: u64,
        /// The number.
        number: u64,
    },
    /// A deadline passed, and the leader did nothing about it: its timers may be slow.
    Overdue,
    /// The sender goes.
    Bye,
}

fn position(position: Position) -> Value {
    vec![position.term, position.seq].into()
}

fn optional(known: Option<Position>) -> Value {
    known.map_or(Value::Null, position)
}

fn tab(tab: TabId, presence: Presence) -> Value {
    let flags = u64::from(presence.visible) | u64::from(presence.sounds) << 1 | u64::from(presence.busy) << 2;
    Value::Array(vec![
        tab.0.into(),
        flags.into(),
        presence.focused_at.into(),
        presence.change.into(),
    ])
}

fn text(payload: &Pii) -> Value {
    payload.as_str().into()
}

impl Message {
    /// As the channel carries it.
    pub fn encode(&self, group: &str) -> String {
        let (kind, rest): (u64, Vec<Value>) = match &self.body {
            Body::Here { presence, have, want } => (
                0,
                vec![tab(self.from, *presence), optional(*have), (*want as u64).into()],
            ),
            Body::Take { have } => (1, vec![optional(*have)]),
            Body::Lead { at, base, seq, tabs } => {
                let tabs = tabs.iter().map(|(id, presence)| tab(*id, *presence));
                let tabs = Value::Array(tabs.collect());
                (2, vec![(*at).into(), optional(*base), (*seq).into(), tabs])
            }
            Body::Entry {
                seq,
                at,
                wall,
                origin,
                payload,
            } => {
                let origin = origin.map_or(Value::Null, |Origin { tab, request }| {
                    vec![tab.0, u64::from(request.kept), request.number].into()
                });
                (
                    3,
                    vec![(*seq).into(), (*at).into(), (*wall).into(), origin, text(payload)],
                )
            }
            Body::State {
                position: of,
                at,
                seen,
                payload,
            } => {
                let seen = seen
                    .iter()
                    .map(|(tab, once, kept)| vec![tab.0, once, kept].into());
                (
                    4,
                    vec![
                        position(*of),
                        (*at).into(),
                        Value::Array(seen.collect()),
                        text(payload),
                    ],
                )
            }
            Body::Ask {
                number,
                expires,
                command,
                payload,
            } => (
                5,
                vec![
                    (*number).into(),
                    (*expires).into(),
                    (*command).into(),
                    text(payload),
                ],
            ),
            Body::Keep {
                number,
                first,
                payload,
            } => (6, vec![(*number).into(), (*first).into(), text(payload)]),
            Body::Refused { to, term, number } => (7, vec![to.0.into(), (*term).into(), (*number).into()]),
            Body::Overdue => (8, Vec::new()),
            Body::Bye => (9, Vec::new()),
        };
        let mut all: Vec<Value> = vec![
            VERSION.into(),
            group.into(),
            self.from.0.into(),
            self.term.into(),
            kind.into(),
        ];
        all.extend(rest);
        json::write(&Value::Array(all))
    }

    /// Reads what the channel carried. Any page of the origin may write there: what is not of this version and group,
    /// or not well formed, is nothing.
    pub fn decode(group: &str, text: &str) -> Option<Self> {
        if text.len() > LIMIT {
            return None;
        }
        let all: Value = json::read(text).ok()?;
        let mut fields = Fields(all.as_array()?.iter());
        if fields.number()? != VERSION || fields.next()?.as_str()? != group {
            return None;
        }
        let from = fields.tab()?;
        let term = fields.number()?;
        let body = match fields.number()? {
            0 => Body::Here {
                presence: fields.presence().filter(|(tab, _)| *tab == from)?.1,
                have: fields.position()?,
                want: match fields.number()? {
                    0 => Want::Nothing,
                    1 => Want::Answer,
                    2 => Want::State,
                    _ => return None,
                },
            },
            1 => Body::Take {
                have: fields.position()?,
            },
            2 => Body::Lead {
                at: fields.number()?,
                base: fields.position()?,
                seq: fields.number()?,
                tabs: fields.list(Fields::presence)?,
            },
            3 => Body::Entry {
                seq: fields.number()?,
                at: fields.number()?,
                wall: fields.next()?.as_i64()?,
                origin: match fields.next()? {
                    Value::Null => None,
                    origin => Some(Fields(origin.as_array()?.iter()).origin()?),
                },
                payload: fields.text()?,
            },
            4 => Body::State {
                position: fields.position()??,
                at: fields.number()?,
                seen: Seen::from(fields.list(|fields| {
                    let mut seen = Fields(fields.next()?.as_array()?.iter());
                    Some((seen.tab()?, seen.number()?, seen.number()?))
                })?),
                payload: fields.text()?,
            },
            5 => Body::Ask {
                number: fields.number()?,
                expires: fields.next()?.as_i64()?,
                command: fields.next()?.as_bool()?,
                payload: fields.text()?,
            },
            6 => Body::Keep {
                number: fields.number()?,
                first: fields.number()?,
                payload: fields.text()?,
            },
            7 => Body::Refused {
                to: fields.tab()?,
                term: fields.number()?,
                number: fields.number()?,
            },
            8 => Body::Overdue,
            9 => Body::Bye,
            _ => return None,
        };
        Some(Self { from, term, body })
    }
}

/// The rest of a list.
struct Fields<'a>(std::slice::Iter<'a, Value>);

impl<'a> Fields<'a> {
    fn next(&mut self) -> Option<&'a Value> {
        self.0.next()
    }

    fn number(&mut self) -> Option<u64> {
        self.next()?.as_u64().filter(|number| *number < NUMBERS)
    }

    fn tab(&mut self) -> Option<TabId> {
        self.number().map(TabId)
    }

    fn text(&mut self) -> Option<Pii> {
        self.next()?.as_str().map(Pii::from)
    }

    fn position(&mut self) -> Option<Option<Position>> {
        let position = match self.next()? {
            Value::Null => return Some(None),
            position => position.as_array()?,
        };
        let mut fields = Fields(position.iter());
        let position = Position {
            term: fields.number()?,
            seq: fields.number()?,
        };
        Some(Some(position))
    }

    fn presence(&mut self) -> Option<(TabId, Presence)> {
        let mut fields = Fields(self.next()?.as_array()?.iter());
        let tab = fields.tab()?;
        let flags = fields.number()?;
        let presence = Presence {
            visible: flags & 1 != 0,
            sounds: flags & 2 != 0,
            busy: flags & 4 != 0,
            focused_at: fields.next()?.as_i64()?,
            change: fields.number()?,
        };
        Some((tab, presence))
    }

    fn origin(&mut self) -> Option<Origin> {
        let tab = self.tab()?;
        let kept = self.number()? == 1;
        let request = Request {
            kept,
            number: self.number()?,
        };
        Some(Origin { tab, request })
    }

    fn list<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let list = self.next()?.as_array().filter(|list| list.len() <= TABS)?;
        let mut fields = Fields(list.iter());
        let mut read_all = Vec::with_capacity(list.len());
        while !fields.0.as_slice().is_empty() {
            read_all.push(read(&mut fields)?);
        }
        Some(read_all)
    }
}
