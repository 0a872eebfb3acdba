//! JSON, read within bounds: a frame comes from whoever is in the room.

use super::FrameProblem;
use crate::{
    Limits,
    json::{self, Bounds, DEEPEST, Fault},
};
use serde_json::Value;
use std::cell::Cell;

/// Who is told which field was read from which key. An empty field: what follows is of the next message.
pub(crate) type Trace<'a> = Option<&'a dyn Fn(&'static str, &str)>;

/// What is left of the bounds while one frame is read. Shared by all JSON texts inside it.
pub(crate) struct Budget<'a> {
    depth: usize,
    values: Cell<usize>,
    problem: Cell<Option<FrameProblem>>,
    trace: Trace<'a>,
}

impl<'a> Budget<'a> {
    pub(super) fn new(limits: &Limits, trace: Trace<'a>) -> Self {
        Self {
            depth: limits.depth.min(DEEPEST),
            values: Cell::new(limits.values),
            problem: Cell::new(None),
            trace,
        }
    }

    pub(super) fn tell(&self, field: &'static str, key: &str) {
        if let Some(trace) = self.trace {
            trace(field, key);
        }
    }

    /// The bound that was reached, if one was.
    pub(super) fn problem(&self) -> Option<FrameProblem> {
        self.problem.get()
    }

    /// Reads a JSON text.
    pub(super) fn parse(&self, text: &str) -> Result<Value, FrameProblem> {
        json::read_within(text, self).map_err(|Fault { line, column }| {
            let problem = FrameProblem::NotJson { line, column };
            self.problem.get().unwrap_or(problem)
        })
    }

    /// Reads a JSON text that stands in a JSON string. Anything but an object or a list is left alone: most texts are
    /// just texts.
    pub(crate) fn parse_inner(&self, text: &str) -> Option<Value> {
        let structured = text.trim_start().starts_with(['{', '[']);
        structured.then(|| self.parse(text).ok()).flatten()
    }

    fn within(&self, is: bool, problem: FrameProblem) -> bool {
        if !is {
            self.problem.set(Some(problem));
        }
        is
    }
}

impl Bounds for Budget<'_> {
    fn another(&self) -> bool {
        let left = self.values.get();
        self.values.set(left.saturating_sub(1));
        self.within(left > 0, FrameProblem::TooManyValues)
    }

    fn deeper(&self, depth: usize) -> bool {
        self.within(depth < self.depth, FrameProblem::TooDeep)
    }
}
