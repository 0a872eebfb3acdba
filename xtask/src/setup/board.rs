//! What each part of the set-up is doing: into a log file in full, onto the screen in one line.

use super::lock;
use crate::process;
use crate::report::Span;
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// No download or compilation of the set-up takes this long on a machine that is worth waiting for.
const LIMIT: Duration = Duration::from_secs(40 * 60);
/// How often a silent set-up says what it is doing.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How much of a failed program's output is shown; the log file has the rest.
const LAST_LINES: usize = 25;

/// What a part is doing. `None` once it has ended.
pub(super) type Doing = Mutex<BTreeMap<&'static str, Option<String>>>;

/// One part's place to tell what it does.
pub(super) struct Board<'a> {
    name: &'static str,
    began: Instant,
    log: PathBuf,
    doing: &'a Doing,
}

impl<'a> Board<'a> {
    pub(super) fn new(name: &'static str, logs: &Path, doing: &'a Doing) -> Self {
        lock(doing).insert(name, Some("looking".to_owned()));
        let log = logs.join(format!("{}.log", name.replace(' ', "-")));
        // A log of an earlier run would be taken for this one's.
        let _ = std::fs::remove_file(&log);
        Self {
            name,
            began: Instant::now(),
            log,
            doing,
        }
    }

    /// Tells something worth a line of its own.
    pub(super) fn say(&self, what: &str) {
        println!("  {:<16} {what}", self.name);
    }

    /// Runs a program quietly. When it fails, the error has the end of what it said.
    pub(super) fn run(&self, command: &mut Command) -> Result<()> {
        let shown = format!("{command:?}").replace('"', "");
        let mut log = File::options()
            .create(true)
            .append(true)
            .open(&self.log)
            .with_context(|| format!("{} could not be written", self.log.display()))?;
        writeln!(log, "$ {shown}")?;
        let mut last = VecDeque::new();
        let status = process::lines(command, LIMIT, |line| {
            // A full disk must not stop the set-up for the sake of its log.
            let _ = writeln!(log, "{line}");
            if line.trim().is_empty() {
                return;
            }
            lock(self.doing).insert(self.name, Some(line.trim().to_owned()));
            last.push_back(line.to_owned());
            if last.len() > LAST_LINES {
                last.pop_front();
            }
        })?;
        if !status.success() {
            let said = last.make_contiguous().join("\n    ");
            bail!(
                "`{shown}` failed ({status}):\n    {said}\n    (all of it: {})",
                self.log.display()
            );
        }
        Ok(())
    }

    /// Tells how it ended. Gives back the text of the failure, if it was one.
    pub(super) fn finish(&self, result: Result<()>) -> Option<String> {
        lock(self.doing).insert(self.name, None);
        match result {
            Ok(()) => {
                self.say(&format!("ready ({})", Span(self.began.elapsed())));
                None
            }
            Err(error) => {
                let message = format!("{}: {error:#}", self.name);
                self.say(&format!("NOT ready: {error:#}"));
                Some(message)
            }
        }
    }
}

/// Says every now and then what is being done, until `parts` parts have ended.
pub(super) fn heartbeat(doing: &Doing, parts: usize, began: Instant) {
    let mut last = Instant::now();
    loop {
        {
            let doing = lock(doing);
            if doing.len() == parts && doing.values().all(Option::is_none) {
                return;
            }
            if last.elapsed() > HEARTBEAT {
                last = Instant::now();
                println!("  -- {} --", Span(began.elapsed()));
                for (name, what) in doing.iter() {
                    if let Some(what) = what {
                        let what: String = what.chars().take(90).collect();
                        println!("  {name:<16} {what}");
                    }
                }
            }
        }
        thread::sleep(Duration::from_millis(50));
    }
}
