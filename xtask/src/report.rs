//! How far a long run is, and what came out of it.

use std::fmt;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Numbers the steps of a run.
#[derive(Debug)]
pub(crate) struct Progress {
    began: Instant,
    at: usize,
    of: usize,
}

impl Progress {
    /// A run of `of` steps that begins now.
    pub(crate) fn new(of: usize) -> Self {
        Self {
            began: Instant::now(),
            at: 0,
            of,
        }
    }

    /// Announces the next step.
    pub(crate) fn step(&mut self, what: &str) {
        self.at += 1;
        println!(
            "\n[{}/{}] {what} (at {})",
            self.at,
            self.of,
            Span(self.began.elapsed())
        );
    }
}

/// A duration in words as short as `8s` or `3m05s`.
pub(crate) struct Span(pub(crate) Duration);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        match seconds / 60 {
            0 => write!(f, "{seconds}s"),
            minutes => write!(f, "{minutes}m{:02}s", seconds % 60),
        }
    }
}

/// How many tests passed and failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    /// The failed ones by name, where the program that ran them tells.
    pub(crate) names: Vec<String>,
}

impl Counts {
    /// A check that is one test by itself.
    pub(crate) fn one(ok: bool) -> Self {
        Self {
            passed: usize::from(ok),
            failed: usize::from(!ok),
            names: Vec::new(),
        }
    }

    /// A run is good when something passed and nothing failed: a run of no tests proves nothing.
    pub(crate) fn good(&self) -> bool {
        self.failed == 0 && self.passed > 0
    }

    /// What the command ends with.
    pub(crate) fn code(&self) -> ExitCode {
        if self.good() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }

    /// For a program that failed without naming a failed test: something did not compile, or it crashed or hung.
    pub(crate) fn or_failed(mut self, ok: bool) -> Self {
        if !ok && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.names.extend(other.names);
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// What each step came to.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    step: &'static str,
    counts: Counts,
    took: Duration,
    trouble: Option<String>,
}

impl Summary {
    /// Notes a step that ran; `trouble` is why it could not, when there is no test to point at.
    pub(crate) fn add(
        &mut self,
        step: &'static str,
        counts: Counts,
        took: Duration,
        trouble: Option<String>,
    ) {
        self.rows.push(Row {
            step,
            counts,
            took,
            trouble,
        });
    }

    /// All steps together.
    pub(crate) fn total(&self) -> Counts {
        let mut total = Counts::default();
        for row in &self.rows {
            total += row.counts.clone();
        }
        total
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            let mark = if row.counts.failed == 0 {
                "ok    "
            } else {
                "FAILED"
            };
            let counts = row.counts.to_string();
            writeln!(f, "{mark}  {:<28} {counts:<24} {}", row.step, Span(row.took))?;
            for name in &row.counts.names {
                writeln!(f, "        {name}")?;
            }
            if let Some(trouble) = &row.trouble {
                writeln!(f, "        {}", trouble.replace('\n', "\n        "))?;
            }
        }
        // Alone on the last line: whoever reads the run by machine looks for it there.
        write!(f, "{}", self.total())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_ends_in_the_count_of_everything() {
        let mut summary = Summary::default();
        assert!(!summary.total().good(), "nothing ran");
        summary.add("lint", Counts::one(true), Duration::from_secs(3), None);
        assert!(summary.total().good());
        summary.add(
            "host",
            Counts {
                passed: 40,
                failed: 1,
                names: vec!["a_call_ends".to_owned()],
            },
            Duration::from_secs(65),
            None,
        );
        assert!(!summary.total().good(), "one failed");
        summary.add(
            "e2e",
            Counts::one(false),
            Duration::ZERO,
            Some("no browser\ninstall one".to_owned()),
        );
        let text = summary.to_string();
        assert_eq!(text.lines().last(), Some("41 passed, 2 failed"));
        assert!(text.contains("        a_call_ends\n"), "{text}");
        assert!(text.contains("1m05s"));
        assert!(text.contains("        install one"));
    }

    #[test]
    fn a_crash_counts_once() {
        assert_eq!(Counts::default().or_failed(true), Counts::default());
        assert_eq!(Counts::default().or_failed(false).failed, 1);
        let mut two = Counts::one(false);
        two += Counts::one(false);
        assert_eq!(two.or_failed(false).failed, 2);
    }
}
