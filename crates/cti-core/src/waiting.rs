//! In the place of the keeper, until that is there: remembers what the keeper will have to be told. What notes and
//! variables are typed into comes along with the keeper, and so does what shows the history; so nothing is shown here.

use crate::{
    intent::Intent,
    keeper::{Around, Event, Keeper, Kept},
    snapshot::{Gap, IntentError, Snapshot},
    time::{Millis, Now},
};

/// The oldest turns are let go beyond this, but not these first, which tell whose it all is and when the room was first
/// heard.
const LIMIT: usize = 4_000;
const FIRST: usize = 10;

#[derive(Default)]
pub(crate) struct Waiting {
    queue: Vec<(Now, Event)>,
}

impl Keeper for Waiting {
    fn take(&mut self, now: Now, event: Event, _: &mut Around<'_>) -> Result<(), IntentError> {
        let mut answer = Ok(());
        match &event {
            Event::Asked(Intent::Note { .. } | Intent::Draft { .. }, None) => {
                return Err(IntentError::UnknownCall);
            }
            // Only what was put to a call keeps it beyond the model's memory, and nothing was.
            Event::Dismissed(_) => answer = Err(IntentError::UnknownCall),
            // Nothing can be written.
            Event::Archived { .. } | Event::Recalled(_) | Event::Hidden => return Ok(()),
            Event::Turn(turn) => {
                let quiet = |last: &(Now, Event)| match &last.1 {
                    Event::Turn(before) => before.says_the_same(turn),
                    _ => false,
                };
                // Of turns that bring nothing the last is enough: it tells when the room was last heard.
                if let Some(last) = self.queue.last_mut().filter(|last| quiet(last)) {
                    last.0 = now;
                    return Ok(());
                }
            }
            Event::Me(_) | Event::Account(_) | Event::SignedOut | Event::Asked(..) => {}
        }
        let turn = |(_, event): &(Now, Event)| matches!(event, Event::Turn(_));
        if self.queue.len() > LIMIT
            && let Some(at) = self.queue.iter().skip(FIRST).position(turn)
        {
            self.queue.remove(FIRST + at);
        }
        self.queue.push((now, event));
        answer
    }

    fn show(&mut self, _: &mut Snapshot) {}

    fn deadline(&self) -> Option<Millis> {
        None
    }

    fn hand_over(&mut self) -> Option<Vec<(Now, Event)>> {
        Some(std::mem::take(&mut self.queue))
    }

    // A softphone is shared with other tabs only after it has its keeper.

    fn give(&self) -> Kept {
        Kept::default()
    }

    fn take_over(&mut self, _: Now, _: Kept, _: &[Gap]) {}

    fn look_again(&mut self) {}

    fn shift(&mut self, _: i64) {}
}
