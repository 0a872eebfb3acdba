//! Where fuzzing begins: made anew each time from the golden frames of cti-protocol, and from stories.

use crate::{
    Target,
    frames::END,
    life::{EVENTS, OPS, Op, UNITS, tells},
};
use cti_protocol::Dialect;
use std::{fs, io, path::Path};

/// A golden frame.
#[derive(Clone, Debug)]
pub struct Golden {
    /// The dialect that it is written in; `foreign` for frames of others.
    pub folder: String,
    /// The frame.
    pub text: String,
}

impl Golden {
    /// All of them, in the order of their paths.
    ///
    /// # Errors
    /// If the files cannot be read.
    pub fn read_all() -> io::Result<Vec<Self>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/cti-protocol/tests/golden");
        let mut paths = Vec::new();
        for folder in fs::read_dir(root)? {
            for file in fs::read_dir(folder?.path())? {
                let path = file?.path();
                if !path.to_string_lossy().ends_with(".reading.json") {
                    paths.push(path);
                }
            }
        }
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }

    fn read(path: &Path) -> io::Result<Self> {
        let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
        Ok(Self {
            folder: folder.to_string_lossy().into_owned(),
            text: fs::read_to_string(path)?.trim_end().to_owned(),
        })
    }

    /// The number of its dialect in an input of [`Target::Frames`].
    fn dialect(&self) -> u8 {
        let found = Dialect::NAMES.iter().position(|name| *name == self.folder);
        u8::try_from(found.unwrap_or_default()).unwrap_or_default()
    }
}

/// Inputs to begin with.
pub fn seeds(target: Target, golden: &[Golden]) -> Vec<Vec<u8>> {
    match target {
        Target::Frames => frames(golden),
        Target::Life => {
            let foreign = golden.iter().filter(|frame| frame.folder == "foreign");
            stories().into_iter().chain(foreign.map(raw)).collect()
        }
        Target::Json => {
            let frames = golden.iter().map(|frame| frame.text.as_str());
            frames
                .chain(crate::json::ODD)
                .map(|text| text.as_bytes().to_vec())
                .collect()
        }
    }
}

/// Each frame alone, all frames of a dialect in a row, and the same behind their own greeting.
fn frames(golden: &[Golden]) -> Vec<Vec<u8>> {
    let alone = golden
        .iter()
        .map(|frame| [&[frame.dialect()], frame.text.as_bytes()].concat());
    let mut all: Vec<_> = alone.collect();
    for (number, name) in (0..).zip(Dialect::NAMES) {
        let mut row = Vec::new();
        for frame in golden.iter().filter(|frame| frame.folder == **name) {
            row.extend_from_slice(frame.text.as_bytes());
            row.push(END);
        }
        let unlearnt = u8::try_from(Dialect::NAMES.len()).unwrap_or_default();
        let greeting = crate::watched::greeting(name);
        all.push([&[unlearnt], greeting.as_bytes(), &[END], &row].concat());
        all.push([&[number], row.as_slice()].concat());
    }
    all
}

/// A frame of somebody else's, in the middle of a call.
fn raw(frame: &Golden) -> Vec<u8> {
    let length = u16::try_from(frame.text.len()).unwrap_or(u16::MAX);
    let text = &frame.text.as_bytes()[..usize::from(length)];
    [
        join(),
        event("incoming_call", 0, ANNA),
        vec![number(Op::Raw)],
        length.to_le_bytes().to_vec(),
        text.to_vec(),
        pass(2_000, 1),
    ]
    .concat()
}

const ANNA: u8 = 0;
const BEN: u8 = 1;

fn number(op: Op) -> u8 {
    let found = OPS.iter().position(|known| *known == op);
    u8::try_from(found.unwrap_or_default()).unwrap_or_default()
}

fn op<const N: usize>(op: Op, how: [u8; N]) -> Vec<u8> {
    [[number(op)].as_slice(), &how].concat()
}

fn join() -> Vec<u8> {
    op(Op::Join, [0])
}

fn pass(unit: u64, times: u8) -> Vec<u8> {
    let unit = UNITS.iter().position(|known| *known == unit);
    op(
        Op::Pass,
        [
            u8::try_from(unit.unwrap_or_default()).unwrap_or_default(),
            times - 1,
        ],
    )
}

fn event_telling(name: &str, call: u8, user: u8, what: u8, how: &[u8]) -> Vec<u8> {
    let name = EVENTS.iter().position(|known| *known == name);
    let name = u8::try_from(name.unwrap_or_default()).unwrap_or_default();
    [&[number(Op::Call), name, call, user, what], how].concat()
}

fn event(name: &str, call: u8, user: u8) -> Vec<u8> {
    event_telling(name, call, user, tells::NUMBER | tells::VARIABLES, &[0])
}

/// What happens to softphones, in order and out of it.
fn stories() -> Vec<Vec<u8>> {
    let ring = |user| event("incoming_call", 0, user);
    let answer = |user| event("call_connected", 0, user);
    let end = |user| event("call_disconnected", 0, user);
    let cut = || op(Op::Close, [2]);
    let leg = |name, call, user| event_telling(name, call, user, tells::SESSION, &[0]);
    let dial = || op(Op::Dial, [0, ANNA, 0]);
    vec![
        [
            join(),
            ring(ANNA),
            answer(ANNA),
            event("data_updated", 0, ANNA),
            end(ANNA),
        ]
        .concat(),
        // Backwards, and twice.
        [join(), end(ANNA), answer(ANNA), ring(ANNA), end(ANNA), ring(ANNA)].concat(),
        [
            join(),
            ring(ANNA),
            event_telling("call_failed", 0, ANNA, tells::RESULT, &[1]),
            ring(ANNA),
        ]
        .concat(),
        // A queue, with one id for all and with an id for each.
        [
            join(),
            ring(ANNA),
            ring(BEN),
            answer(BEN),
            end(ANNA),
            end(BEN),
            answer(ANNA),
        ]
        .concat(),
        [
            join(),
            leg("incoming_call", 1, ANNA),
            leg("incoming_call", 2, BEN),
            leg("call_connected", 2, BEN),
        ]
        .concat(),
        // A call of which only the end of the beginning is heard, and whose phone is told late.
        [
            join(),
            event("data_updated", 1, 4),
            end(ANNA),
            event("data_updated", 1, ANNA),
        ]
        .concat(),
        // Gaps of every kind while it rings.
        [
            join(),
            ring(ANNA),
            cut(),
            pass(60_000, 1),
            join(),
            pass(60_000, 3),
            answer(ANNA),
        ]
        .concat(),
        [
            join(),
            ring(ANNA),
            op(Op::Offline, []),
            op(Op::Online, []),
            join(),
            answer(ANNA),
            pass(3_600_000, 9),
        ]
        .concat(),
        [
            join(),
            ring(ANNA),
            op(Op::Woke, [5]),
            join(),
            op(Op::Wall, [7, 0]),
            answer(ANNA),
            end(ANNA),
        ]
        .concat(),
        // Dials: confirmed, again at once, in flight while the connection is lost, refused.
        [
            join(),
            dial(),
            event("outgoing_call", 0, ANNA),
            dial(),
            op(Op::Dial, [1, ANNA, 1]),
        ]
        .concat(),
        [join(), dial(), cut(), pass(2_000, 1), join(), pass(10_000, 1)].concat(),
        [join(), dial(), op(Op::Error, [0]), cut(), dial()].concat(),
        [
            join(),
            ring(ANNA),
            op(Op::SetVariables, [0]),
            event("data_updated", 0, ANNA),
            op(Op::Dismiss, [0]),
        ]
        .concat(),
        [
            join(),
            op(Op::Status, [BEN, 0]),
            op(Op::Logout, [BEN]),
            op(Op::Status, [BEN, 1]),
        ]
        .concat(),
        [
            join(),
            ring(ANNA),
            op(Op::Choose, [BEN]),
            ring(BEN),
            op(Op::Disconnect, []),
            op(Op::Connect, []),
        ]
        .concat(),
        // Silence: another socket takes over, and both hear the same for a moment.
        [
            join(),
            ring(ANNA),
            pass(60_000, 5),
            join(),
            answer(ANNA),
            op(Op::Stale, [2, 2]),
            pass(2_000, 2),
            end(ANNA),
        ]
        .concat(),
        [
            join(),
            dial(),
            op(Op::Unsent, []),
            op(Op::Seen, []),
            op(Op::Woke, [6]),
            op(Op::Asking, []),
            join(),
        ]
        .concat(),
        // Handshakes that die.
        [
            op(Op::Credentials, [1]),
            op(Op::Follow, [3]),
            op(Op::Credentials, [0]),
            cut(),
            op(Op::Follow, [9]),
        ]
        .concat(),
        [
            op(Op::Join, [3]),
            op(Op::Batch, []),
            ring(ANNA),
            end(ANNA),
            op(Op::Close, [3]),
            op(Op::Connect, []),
        ]
        .concat(),
    ]
}
