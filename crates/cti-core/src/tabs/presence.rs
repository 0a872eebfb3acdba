//! Which tabs there are, and which of them makes a sound or shows a record.

use super::{TabId, message::TABS};
use crate::time::{Millis, Now, SECOND};

/// A tab heard this recently is there, whatever the locks say: its own may not be granted yet.
const YOUNG: Millis = 5 * SECOND;

/// What other tabs need to know of a tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// It can be seen.
    pub visible: bool,
    /// It may make a sound.
    pub sounds: bool,
    /// Its page has changes that are not saved, and should not be led elsewhere.
    pub busy: bool,
    /// When it last had the focus, in milliseconds since 1970.
    pub focused_at: i64,
    /// Counts the tab's changes: of two accounts of one tab the higher is newer.
    pub change: u64,
}

struct Present {
    tab: TabId,
    presence: Presence,
    /// When it was last heard, on the own forward clock.
    heard: Millis,
}

/// The tabs of a group, the own one first.
pub(super) struct Table(Vec<Present>);

impl Table {
    pub(super) fn new(me: TabId) -> Self {
        let presence = Presence::default();
        Self(vec![Present {
            tab: me,
            presence,
            heard: 0,
        }])
    }

    pub(super) fn mine(&self) -> Presence {
        self.0[0].presence
    }

    /// Whether this tab changed.
    pub(super) fn set_mine(&mut self, presence: Presence) -> bool {
        let mine = &mut self.0[0].presence;
        let change = mine.change;
        let changed = *mine != Presence { change, ..presence };
        if changed {
            *mine = Presence {
                change: change + 1,
                ..presence
            };
        }
        changed
    }

    pub(super) fn alone(&self) -> bool {
        self.0.len() == 1
    }

    /// Takes in what a tab says of itself, or the leader of it. Whether that is new.
    pub(super) fn hear(&mut self, now: Now, tab: TabId, presence: Presence) -> bool {
        let Some(index) = self.0.iter().position(|known| known.tab == tab) else {
            let room = self.0.len() < TABS;
            if room {
                self.0.push(Present {
                    tab,
                    presence,
                    heard: now.mono,
                });
            }
            return room;
        };
        let known = &mut self.0[index];
        known.heard = now.mono;
        let newer = index > 0 && presence.change > known.presence.change;
        if newer {
            known.presence = presence;
        }
        newer
    }

    /// Takes in the leader's list. Whether anything changed, and whether it has this tab as it is.
    pub(super) fn hear_all(&mut self, now: Now, tabs: &[(TabId, Presence)]) -> (bool, bool) {
        let before = self.0.len();
        let mine = (self.0[0].tab, self.0[0].presence);
        self.0
            .retain(|known| known.tab == mine.0 || tabs.iter().any(|(tab, _)| *tab == known.tab));
        let mut changed = self.0.len() != before;
        for (tab, presence) in tabs {
            changed |= self.hear(now, *tab, *presence);
        }
        (changed, tabs.contains(&mine))
    }

    pub(super) fn remove(&mut self, tab: TabId) -> bool {
        let before = self.0.len();
        let me = self.0[0].tab;
        self.0.retain(|known| known.tab == me || known.tab != tab);
        self.0.len() != before
    }

    /// Only these tabs live. Whether others were listed.
    pub(super) fn keep(&mut self, now: Now, alive: &[TabId]) -> bool {
        let before = self.0.len();
        let me = self.0[0].tab;
        self.0.retain(|known| {
            known.tab == me || alive.contains(&known.tab) || now.mono < known.heard.saturating_add(YOUNG)
        });
        self.0.len() != before
    }

    pub(super) fn list(&self) -> Vec<(TabId, Presence)> {
        self.0.iter().map(|known| (known.tab, known.presence)).collect()
    }
}

/// Of some tabs the one that had the focus last.
fn last<'a>(tabs: impl Iterator<Item = &'a (TabId, Presence)>) -> Option<TabId> {
    tabs.max_by_key(|(tab, presence)| (presence.focused_at, *tab))
        .map(|(tab, _)| *tab)
}

/// The tab that makes a sound: of those that may, the visible one that had the focus last; else the leader; else the
/// one that had the focus last.
pub fn ringer(tabs: &[(TabId, Presence)], leader: Option<TabId>) -> Option<TabId> {
    let sounds = || tabs.iter().filter(|(_, presence)| presence.sounds);
    last(sounds().filter(|(_, presence)| presence.visible))
        .or_else(|| leader.filter(|leader| sounds().any(|(tab, _)| tab == leader)))
        .or_else(|| last(sounds()))
}

/// The tab that shows the caller's record: the visible one that had the focus last, unless no visible tab is free.
pub fn popper(tabs: &[(TabId, Presence)]) -> Option<TabId> {
    last(
        tabs.iter()
            .filter(|(_, presence)| presence.visible && !presence.busy),
    )
}
