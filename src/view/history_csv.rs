//! The history as a table for spreadsheets.

use super::calls::answered_by;
use crate::text::{T, csv, fill, when, words};
use cti_core::{Call, Outcome, User};
use cti_protocol::{Direction, Pii};
use std::rc::Rc;

fn time(at: i64) -> String {
    csv::iso(at, when::offset(at))
}

/// What a file is called that is saved at this time.
pub(super) fn name(now: i64) -> String {
    let day: String = time(now).chars().take_while(|letter| *letter != 'T').collect();
    [&*fill(T::CsvFile, &[("day", &day)]), ".csv"].concat()
}

/// These calls, a row each, under the names of the columns.
pub(super) fn table<'a>(calls: impl Iterator<Item = &'a Call>, users: &[Rc<User>]) -> Pii {
    let mut table = csv::START.to_owned();
    let names = [
        T::CsvStart,
        T::PopDirection,
        T::VariableName,
        T::PopNumber,
        T::PopQueue,
        T::CsvOutcome,
        T::CsvCode,
        T::CsvTalk,
        T::Note,
    ];
    csv::add_row(&mut table, &names.map(T::say));
    for call in calls {
        let seconds = match (&call.outcome, call.connected_at, call.ended_at) {
            (Some(Outcome::Completed), Some(from), Some(to)) => ((to - from).max(0) / 1000).to_string(),
            _ => String::new(),
        };
        let direction = match call.direction {
            Some(Direction::Incoming) => T::Incoming.say(),
            Some(Direction::Outgoing) => T::Outgoing.say(),
            None => "",
        };
        let cells = [
            &*time(call.started_at),
            direction,
            call.name.as_deref().unwrap_or_default(),
            call.number.as_deref().unwrap_or_default(),
            call.queue.as_deref().unwrap_or_default(),
            &words::outcome(call, answered_by(call, users).as_deref()),
            &call.code.map_or_else(String::new, |code| code.to_string()),
            &seconds,
            call.note.as_deref().unwrap_or_default(),
        ];
        csv::add_row(&mut table, &cells);
    }
    Pii::new(table)
}
