//! What happens to a softphone, as an entry of a log that every tab of a browser reads in the same order.

use super::{Items, read_list, saved_enum, write_list};
use crate::{
    intent::Intent,
    keeper::Recalled,
    snapshot::{Connection, Reason},
    time::Millis,
};
use cti_protocol::Pii;

/// Bytes of an entry that is read at most: a frame is shorter, and every byte of it may be written as six.
const LIMIT: usize = 8 << 20;

/// One thing that happened to the softphone that is connected, or that its agent asked for. Tabs that begin with the
/// same state and read the same entries at the times that stand in them have the same state after each.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// A frame that was read, with its text.
    Frame(Pii),
    /// The room is heard from now on.
    Joined,
    /// The room is no longer heard.
    Lost {
        /// Why.
        reason: Reason,
        /// Since when, in milliseconds since 1970.
        from: i64,
    },
    /// It turned out that the room was not heard in a time that is over.
    Missed {
        /// Why.
        reason: Reason,
        /// Since when, in milliseconds since 1970.
        from: i64,
        /// Until when.
        to: i64,
        /// What an event spoke of after this, on the forward clock, is certain.
        certain_after: Millis,
    },
    /// What an agent asked for, in whichever tab.
    Intent(Intent),
    /// A command could not be handed to the network.
    Unsent(u64),
    /// Time passed.
    Tick,
    /// How the connection stands.
    Connection(Connection),
    /// The storage of the connected tab told this.
    Recalled(Recalled),
    /// A tab would do something that one tab does for all: the first one does.
    Claim(String),
}

saved_enum!(Entry {
    Frame(text),
    Joined,
    Lost { reason, from },
    Missed { reason, from, to, certain_after },
    Intent(intent),
    Unsent(command),
    Tick,
    Connection(connection),
    Recalled(recalled),
    Claim(key)
});

saved_enum!(Recalled { Call(call, rows, heard), Gap(gap), News(news) });

impl Entry {
    /// The entry for other tabs.
    pub fn to_text(&self) -> Pii {
        write_list(|list| list.add(self))
    }

    /// What [`Entry::to_text`] wrote; `None` for anything else.
    pub fn from_text(text: &str) -> Option<Self> {
        read_list(text, LIMIT, Items::take)
    }
}

impl Intent {
    /// Whether it concerns more than the list that one tab shows: the tab that is connected puts these in order for all,
    /// and for `Connect` and `Disconnect` does what they ask.
    pub fn is_shared(&self) -> bool {
        !matches!(self, Self::Search(_) | Self::ShowEarlier | Self::ReadAll)
    }
}
