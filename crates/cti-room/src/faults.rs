//! A bad line, on purpose: messages that are lost, late, doubled or out of order.

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use std::{
    collections::{BTreeMap, BinaryHeap},
    ops::RangeInclusive,
    time::Duration,
};
use tokio::{sync::mpsc, time::Instant};
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// What happens to the messages of guests. What the server itself says (the greeting, refusals) is spared.
#[derive(Clone, Debug, PartialEq)]
pub struct Faults {
    /// How likely a message is lost, from 0 to 1.
    pub drop: f64,
    /// How likely a message comes twice.
    pub duplicate: f64,
    /// How late each message is. A range with one value keeps the order.
    pub delay: RangeInclusive<Duration>,
    /// How likely a message is held back, so that later ones overtake it.
    pub reorder: f64,
    /// How long at most such a message is held back.
    pub reorder_within: Duration,
    /// Which way.
    pub toward: Toward,
    /// Only messages of these names. All, if there is none.
    pub only: Vec<String>,
    /// What the dice start from.
    pub seed: u64,
}

/// The direction in which a line is bad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Toward {
    /// What guests get.
    #[default]
    Guests,
    /// What guests say to the house.
    House,
    /// Both.
    Both,
}

/// What faults have done to messages since they were last set, each recipient counted by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Harm {
    /// Lost.
    pub dropped: u64,
    /// Came twice.
    pub duplicated: u64,
    /// Came late; of a message that came twice, each copy that did.
    pub delayed: u64,
    /// Came after something that had been said later.
    pub reordered: u64,
    /// Still held back; also those of faults set before.
    pub waiting: u64,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            drop: 0.0,
            duplicate: 0.0,
            delay: Duration::ZERO..=Duration::ZERO,
            reorder: 0.0,
            reorder_within: Duration::from_millis(200),
            toward: Toward::default(),
            only: Vec::new(),
            seed: 1,
        }
    }
}

/// The line to the guests, good or bad, and what it has done so far.
#[derive(Default)]
pub(crate) struct Line {
    pub(crate) bad: Option<BadLine>,
    pub(crate) late: Option<mpsc::UnboundedSender<Late>>,
    pub(crate) harm: Harm,
    /// How many messages were said in the room.
    said: u64,
    /// By client: the latest message that was put in its mailbox.
    latest: BTreeMap<u64, u64>,
}

impl Line {
    /// Numbers a message of the room.
    pub(crate) fn number(&mut self) -> u64 {
        self.said += 1;
        self.said
    }

    /// Notes that a message was put in a client's mailbox.
    pub(crate) fn put(&mut self, to: u64, said: u64) {
        // While no line has ever been bad, nothing overtakes.
        if self.late.is_none() {
            return;
        }
        let latest = self.latest.entry(to).or_default();
        self.harm.reordered += u64::from(said < *latest);
        *latest = said.max(*latest);
    }

    /// Forgets a client.
    pub(crate) fn forget(&mut self, client: u64) {
        self.latest.remove(&client);
    }
}

/// A bad line in use.
pub(crate) struct BadLine {
    faults: Faults,
    dice: ChaCha8Rng,
}

impl BadLine {
    pub(crate) fn new(faults: Faults) -> Self {
        let dice = ChaCha8Rng::seed_from_u64(faults.seed);
        Self { faults, dice }
    }

    /// Whether the line is bad for this message.
    pub(crate) fn concerns(&self, names: &[Option<String>], to_house: bool) -> bool {
        let direction = match self.faults.toward {
            Toward::Guests => !to_house,
            Toward::House => to_house,
            Toward::Both => true,
        };
        let only = &self.faults.only;
        direction && (only.is_empty() || names.iter().flatten().any(|name| only.contains(name)))
    }

    /// How late each copy of a message comes: none if it is lost, two if it is doubled.
    pub(crate) fn copies(&mut self) -> impl ExactSizeIterator<Item = Duration> + use<> {
        // Every die is thrown each time, so that one setting does not change what another does with the same seed.
        let lost = self.chance(self.faults.drop);
        let doubled = self.chance(self.faults.duplicate);
        let late = [self.late(), self.late()];
        let count = if lost { 0 } else { 1 + usize::from(doubled) };
        late.into_iter().take(count)
    }

    fn chance(&mut self, probability: f64) -> bool {
        self.dice.random_bool(probability.clamp(0.0, 1.0))
    }

    fn late(&mut self) -> Duration {
        let (from, to) = (*self.faults.delay.start(), *self.faults.delay.end());
        let delay = self.dice.random_range(from..=to.max(from));
        let held = self
            .dice
            .random_range(Duration::ZERO..=self.faults.reorder_within);
        if self.chance(self.faults.reorder) {
            delay + held
        } else {
            delay
        }
    }
}

/// A message on its way to a client.
pub(crate) struct Late {
    pub(crate) due: Instant,
    pub(crate) to: u64,
    /// Which message of the room it is, in the order in which they were said.
    pub(crate) said: u64,
    pub(crate) text: Utf8Bytes,
}

/// Delivers late messages when they are due; those due at once, in the order in which they were sent.
pub(crate) async fn deliver(mut sent: mpsc::UnboundedReceiver<Late>, put: impl Fn(Late)) {
    let mut waiting = BinaryHeap::new();
    let mut count = 0_u64;
    loop {
        let due = waiting.peek().map(|Waiting { late, .. }| late.due);
        tokio::select! {
            late = sent.recv() => {
                let Some(late) = late else { return };
                count += 1;
                waiting.push(Waiting { late, turn: count });
            }
            () = async { tokio::time::sleep_until(due.unwrap_or_else(Instant::now)).await }, if due.is_some() => {
                if let Some(Waiting { late, .. }) = waiting.pop() {
                    put(late);
                }
            }
        }
    }
}

struct Waiting {
    late: Late,
    turn: u64,
}

impl Waiting {
    fn key(&self) -> (Instant, u64) {
        (self.late.due, self.turn)
    }
}

/// The heap gives the greatest first, so the earliest is the greatest.
impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.key().cmp(&self.key())
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Waiting {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    const MS: Duration = Duration::from_millis(1);

    fn copies(faults: Faults) -> Vec<Vec<Duration>> {
        let mut line = BadLine::new(faults);
        (0..1000).map(|_| line.copies().collect()).collect()
    }

    #[test]
    fn a_fault_happens_about_as_often_as_it_should() {
        let lost = copies(Faults {
            drop: 0.3,
            ..Faults::default()
        });
        let lost = lost.iter().filter(|copies| copies.is_empty()).count();
        assert!((250..350).contains(&lost), "{lost}");

        let doubled = copies(Faults {
            duplicate: 0.3,
            ..Faults::default()
        });
        let doubled = doubled.iter().filter(|copies| copies.len() == 2).count();
        assert!((250..350).contains(&doubled), "{doubled}");

        let held = copies(Faults {
            reorder: 0.3,
            ..Faults::default()
        });
        let held = held.iter().filter(|copies| copies[0] > Duration::ZERO).count();
        assert!((250..350).contains(&held), "{held}");

        let late = copies(Faults {
            delay: 5 * MS..=9 * MS,
            ..Faults::default()
        });
        assert!(late.iter().all(|copies| (5 * MS..=9 * MS).contains(&copies[0])));
    }

    #[test]
    fn the_same_seed_does_the_same() {
        let faults = Faults {
            drop: 0.5,
            delay: MS..=900 * MS,
            ..Faults::default()
        };
        assert_eq!(copies(faults.clone()), copies(faults.clone()));
        assert_ne!(copies(faults.clone()), copies(Faults { seed: 2, ..faults }));
    }

    #[test]
    fn direction_and_names_choose() {
        let line = |toward, only: &[&str]| {
            let only = only.iter().map(ToString::to_string).collect();
            BadLine::new(Faults {
                toward,
                only,
                ..Faults::default()
            })
        };
        let names = [Some("logout".to_owned())];
        assert!(line(Toward::Guests, &[]).concerns(&names, false));
        assert!(!line(Toward::Guests, &[]).concerns(&names, true));
        assert!(line(Toward::House, &[]).concerns(&names, true));
        assert!(line(Toward::Both, &["logout"]).concerns(&names, false));
        assert!(!line(Toward::Both, &["connected"]).concerns(&names, false));
    }

    #[tokio::test(start_paused = true)]
    async fn late_messages_come_when_due_and_equals_in_turn() {
        let (send, sent) = mpsc::unbounded_channel();
        let start = Instant::now();
        for (ms, text) in [(30, "c"), (10, "a1"), (10, "a2"), (20, "b"), (10, "a3")] {
            _ = send.send(Late {
                due: start + ms * MS,
                to: 1,
                said: 0,
                text: text.into(),
            });
        }
        let got = Mutex::new(Vec::new());
        let put = |late: Late| {
            got.lock()
                .unwrap()
                .push((start.elapsed().as_millis(), late.text.to_string()));
        };
        let limit = tokio::time::timeout(Duration::from_secs(1), deliver(sent, put)).await;
        assert!(limit.is_err(), "it waits for more");
        let got = got.into_inner().unwrap();
        let texts: Vec<_> = got.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["a1", "a2", "a3", "b", "c"]);
        assert!(
            got.iter()
                .zip([10, 10, 10, 20, 30])
                .all(|((at, _), due)| (due..due + 3).contains(at)),
            "{got:?}"
        );
    }
}
