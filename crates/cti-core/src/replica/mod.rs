//! The softphone in another tab of the same browser: its state as text, and what happens to it as a log.
//!
//! What is written here is for another tab that runs the same build, at the same moment: nothing is stored, and nothing
//! of another format is read. It holds personal data in plain text, so it comes as [`Pii`], which prints none of it, and
//! only types that say so by [`Saved`] can get into it. No secret does.
//!
//! What is read comes from whoever shares the origin: a text that is not what is written here gives `None`, and what is
//! read keeps to the limits that hold for what a room says.

mod entry;
mod pictures;
mod values;

#[cfg(test)]
mod tests;

pub use entry::Entry;

use cti_protocol::{Pii, json};
use serde_json::Value;

/// Raised with every change of what is written.
pub(crate) const VERSION: u64 = 2;
/// Bytes of a state that is read at most.
pub(crate) const STATE_LIMIT: usize = 16 << 20;
/// JSON values of a text that is read at most, or thereabouts: each takes some fifty bytes of memory, if only two of text.
const VALUES: usize = 2_000_000;

/// Something that another tab may be told, as JSON.
pub(crate) trait Saved: Sized {
    /// Writes it.
    fn write(&self, out: &mut String);
    /// Reads what was written; `None` for anything else.
    fn read(value: Value) -> Option<Self>;
}

/// Writes a JSON list.
pub(crate) struct List<'a> {
    out: &'a mut String,
    empty: bool,
}

impl<'a> List<'a> {
    pub(crate) fn new(out: &'a mut String) -> Self {
        out.push('[');
        Self { out, empty: true }
    }

    pub(crate) fn add(&mut self, item: &impl Saved) {
        if !std::mem::take(&mut self.empty) {
            self.out.push(',');
        }
        item.write(self.out);
    }

    /// Adds a list within it.
    pub(crate) fn add_all<T: Saved>(&mut self, items: impl Iterator<Item = T>) {
        if !std::mem::take(&mut self.empty) {
            self.out.push(',');
        }
        let mut list = List::new(self.out);
        for item in items {
            list.add(&item);
        }
        list.end();
    }

    pub(crate) fn end(self) {
        self.out.push(']');
    }
}

/// Reads a JSON list.
pub(crate) struct Items(std::vec::IntoIter<Value>);

impl Items {
    pub(crate) fn of(value: Value) -> Option<Self> {
        match value {
            Value::Array(list) => Some(Self(list.into_iter())),
            _ => None,
        }
    }

    pub(crate) fn take<T: Saved>(&mut self) -> Option<T> {
        T::read(self.0.next()?)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.len() == 0
    }
}

/// A struct as the list of its fields; all are to be named. What is read must be as the condition says.
macro_rules! saved {
    ($type:ty { $($field:ident),+ } $(if |$read:ident| $holds:expr)?) => {
        impl $crate::replica::Saved for $type {
            fn write(&self, out: &mut String) {
                let mut list = $crate::replica::List::new(out);
                $(list.add(&self.$field);)+
                list.end();
            }

            fn read(value: serde_json::Value) -> Option<Self> {
                let mut items = $crate::replica::Items::of(value)?;
                let read = Self { $($field: items.take()?),+ };
                $(
                    let $read = &read;
                    if !$holds {
                        return None;
                    }
                )?
                items.is_empty().then_some(read)
            }
        }
    };
}
pub(crate) use saved;

/// An enum as the list of a variant's name and fields; all variants are to be named.
macro_rules! saved_enum {
    ($type:ty { $($variant:ident $(($($item:ident),+))? $({$($field:ident),+})?),+ }) => {
        impl $crate::replica::Saved for $type {
            fn write(&self, out: &mut String) {
                let mut list = $crate::replica::List::new(out);
                match self {
                    $(Self::$variant $(($($item),+))? $({$($field),+})? => {
                        list.add(&stringify!($variant).to_owned());
                        $($(list.add($item);)+)?
                        $($(list.add($field);)+)?
                    })+
                }
                list.end();
            }

            fn read(value: serde_json::Value) -> Option<Self> {
                let mut items = $crate::replica::Items::of(value)?;
                let name: String = items.take()?;
                let read = match name.as_str() {
                    $(stringify!($variant) => {
                        $($(let $item = items.take()?;)+)?
                        $($(let $field = items.take()?;)+)?
                        Self::$variant $(($($item),+))? $({$($field),+})?
                    })+
                    _ => return None,
                };
                items.is_empty().then_some(read)
            }
        }
    };
}
pub(crate) use saved_enum;

/// A text of these, for another tab.
pub(crate) fn write_list(write: impl FnOnce(&mut List<'_>)) -> Pii {
    let mut out = String::new();
    let mut list = List::new(&mut out);
    list.add(&VERSION);
    write(&mut list);
    list.end();
    Pii::new(out)
}

/// What was written. `None` too if it is longer than that; JSON that is nested too deep is none to serde_json.
pub(crate) fn read_list<T>(
    text: &str,
    limit: usize,
    read: impl FnOnce(&mut Items) -> Option<T>,
) -> Option<T> {
    if text.len() > limit || commas(text) > VALUES {
        return None;
    }
    let mut items = Items::of(json::read(text).ok()?)?;
    let version: u64 = items.take()?;
    let read = if version == VERSION {
        read(&mut items)
    } else {
        None
    };
    read.filter(|_| items.is_empty())
}

/// How many commas there are that part values.
fn commas(text: &str) -> usize {
    let (mut count, mut quoted, mut escaped) = (0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b',' if !quoted => count += 1,
            _ => {}
        }
    }
    count
}
