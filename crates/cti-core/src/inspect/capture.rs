//! Frames as a file, and such a file read again. A file comes from anywhere: it is read like what a stranger says.

use super::recorder::{Recorder, Shot};
use cti_protocol::{Dialect, Pii, json};
use serde_json::{Map, Value};
use std::rc::Rc;

const FORMAT: &str = "cti-softphone-capture";
const VERSION: u64 = 1;
/// Bytes of a file that is read, and frames in it.
pub const CAPTURE_BYTES: usize = 4 << 20;
const FRAMES: usize = 2_000;
/// The last millisecond that a browser's calendar has.
const LAST: i64 = 8_640_000_000_000_000;

/// Why a file is none that can be replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptureFault {
    /// It could not be read, or is longer than [`CAPTURE_BYTES`].
    TooLong,
    /// It is no JSON, or no capture.
    NotACapture,
    /// It was written by a later version of the widget.
    Newer,
    /// It has more frames than are replayed.
    TooMany,
    /// This frame, counted from 1, is not as frames are.
    Frame(usize),
}

/// The frames that are kept as a file, oldest first. Secrets are never in it; personal data only if that is asked for.
pub fn write_capture(recorder: &Recorder, personal: bool) -> Pii {
    let mut shots = recorder.shots();
    // Without the greeting nobody knows what the rest is written in.
    if let Some(greeting) = recorder.greeting()
        && shots.last().is_none_or(|oldest| oldest.number > greeting.number)
    {
        shots.push(greeting.clone());
    }
    let frames = shots.iter().rev().map(|shot| {
        let mut frame = Map::new();
        frame.insert("at".to_owned(), shot.at.into());
        frame.insert("way".to_owned(), if shot.out { "out" } else { "in" }.into());
        frame.insert("connection".to_owned(), shot.connection.into());
        if shot.is_cut() {
            frame.insert("bytes".to_owned(), (shot.bytes as u64).into());
        }
        frame.insert("text".to_owned(), shot.shown(personal).as_str().into());
        Value::Object(frame)
    });
    let mut file = Map::new();
    file.insert("format".to_owned(), FORMAT.into());
    file.insert("version".to_owned(), VERSION.into());
    file.insert("masked".to_owned(), (!personal).into());
    file.insert("frames".to_owned(), frames.collect::<Vec<_>>().into());
    Pii::new(json::write_object(&file))
}

/// Reads such a file; its frames are read in this dialect.
///
/// # Errors
/// Why it cannot be replayed.
pub fn read_capture(text: &str, dialect: &Dialect) -> Result<Vec<Rc<Shot>>, CaptureFault> {
    if text.len() > CAPTURE_BYTES {
        return Err(CaptureFault::TooLong);
    }
    let file = json::read(text).map_err(|_| CaptureFault::NotACapture)?;
    let version = file.get("version").and_then(Value::as_u64);
    let (Some(FORMAT), Some(version)) = (file.get("format").and_then(Value::as_str), version) else {
        return Err(CaptureFault::NotACapture);
    };
    if version > VERSION {
        return Err(CaptureFault::Newer);
    }
    let frames = file.get("frames").and_then(Value::as_array);
    let frames = frames.ok_or(CaptureFault::NotACapture)?;
    if frames.len() > FRAMES {
        return Err(CaptureFault::TooMany);
    }
    let dialect = Rc::new(dialect.clone());
    let shots = frames.iter().enumerate().map(|(place, frame)| {
        let number = place as u64 + 1;
        read_frame(number, frame, &dialect).ok_or(CaptureFault::Frame(place + 1))
    });
    shots.map(|shot| shot.map(Rc::new)).collect()
}

fn read_frame(number: u64, frame: &Value, dialect: &Rc<Dialect>) -> Option<Shot> {
    let at = frame.get("at")?.as_i64().filter(|at| (0..=LAST).contains(at))?;
    let out = match frame.get("way")?.as_str()? {
        "in" => false,
        "out" => true,
        _ => return None,
    };
    let connection = match frame.get("connection") {
        Some(connection) => connection.as_u64()?,
        None => 0,
    };
    let text = frame.get("text")?.as_str()?;
    let mut shot = Shot::new(number, at, connection, out, text, dialect.clone());
    if let Some(bytes) = frame.get("bytes") {
        shot.bytes = shot.bytes.max(usize::try_from(bytes.as_u64()?).ok()?);
    }
    Some(shot)
}
