//! Everything that the commands need beyond rustup and Node, put in place without asking.
//!
//! Nothing is installed system-wide except, as root on a Debian, the browser. Tools go into a cache folder of the user's,
//! one folder a version, so that two checkouts with different versions do not fight.

mod board;
mod browser;
mod cache;
mod node;
mod toolchain;
mod tools;

pub(crate) use browser::Browser;
pub(crate) use node::NPM;

use crate::report::Span;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use board::Board;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

/// One thing to be put in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// rustfmt, clippy and the standard library for wasm32.
    Toolchain,
    /// The sources of all dependencies, since Trunk builds offline.
    Crates,
    /// The npm packages: wasm-opt, terser, TypeScript and Playwright.
    Packages,
    /// Those that the pages of examples/ are built with.
    Examples,
    /// Trunk.
    Trunk,
    /// wasm-bindgen and its test runner, in the version of Cargo.lock.
    Bindgen,
    /// cargo-fuzz.
    Fuzz,
    /// A Chromium and its driver.
    Browser,
}

impl Part {
    /// All of them.
    pub(crate) const ALL: [Self; 8] = [
        Self::Toolchain,
        Self::Crates,
        Self::Packages,
        Self::Examples,
        Self::Trunk,
        Self::Bindgen,
        Self::Fuzz,
        Self::Browser,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Toolchain => "Rust components",
            Self::Crates => "crates",
            Self::Packages => "npm packages",
            Self::Examples => "example packages",
            Self::Trunk => "trunk",
            Self::Bindgen => "wasm-bindgen",
            Self::Fuzz => "cargo-fuzz",
            Self::Browser => "browser",
        }
    }

    fn install(self, workspace: &Workspace, board: &Board<'_>, found: &Mutex<Ready>) -> Result<()> {
        match self {
            Self::Toolchain => toolchain::install(board),
            Self::Crates => toolchain::fetch(board),
            Self::Packages => {
                let folder = node::install(&workspace.root, board)?;
                lock(found).path.push(folder);
                Ok(())
            }
            Self::Examples => node::install(&workspace.examples(), board).map(drop),
            // Each takes minutes, so the list that all parts share is locked only afterwards.
            Self::Trunk => {
                let folder = tools::trunk(board)?;
                lock(found).path.extend(folder);
                Ok(())
            }
            Self::Bindgen => {
                let folder = tools::wasm_bindgen(workspace, board)?;
                lock(found).path.extend(folder);
                Ok(())
            }
            Self::Fuzz => {
                let folder = tools::cargo_fuzz(board)?;
                lock(found).path.extend(folder);
                Ok(())
            }
            Self::Browser => {
                let browser = browser::install(board)?;
                lock(found).browser = Some(browser);
                Ok(())
            }
        }
    }
}

/// What was put in place, and what could not be.
#[derive(Debug, Default)]
pub(crate) struct Ready {
    path: Vec<PathBuf>,
    browser: Option<Browser>,
    missing: BTreeMap<Part, String>,
}

impl Ready {
    /// Refuses when one of these parts could not be put in place, with what to do by hand.
    pub(crate) fn require(&self, parts: &[Part]) -> Result<()> {
        let missing: Vec<&str> = parts
            .iter()
            .filter_map(|part| self.missing.get(part))
            .map(String::as_str)
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        bail!("{}", missing.join("\n"))
    }

    /// A program to be run with all tools within its reach.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut folders = self.path.clone();
        if let Some(path) = std::env::var_os("PATH") {
            folders.extend(std::env::split_paths(&path));
        }
        let mut command = Command::new(program);
        if let Ok(path) = std::env::join_paths(folders) {
            command.env("PATH", path);
        }
        command
    }

    /// The browser for tests.
    pub(crate) fn browser(&self) -> Result<&Browser> {
        self.browser
            .as_ref()
            .ok_or_else(|| anyhow::anyhow!("no browser was set up"))
    }
}

/// Puts these parts in place, side by side where they do not disturb each other.
///
/// A part that fails is noted and told at once; whether that matters is for [`Ready::require`] to say, since most steps
/// of a test run can do without most parts.
pub(crate) fn prepare(workspace: &Workspace, parts: &[Part]) -> Result<Ready> {
    let began = Instant::now();
    println!(
        "Set-up of {} parts. What takes long is kept, and done once only.",
        parts.len()
    );
    let ready = Mutex::new(Ready::default());
    let logs = workspace.scratch("setup")?;
    std::fs::create_dir_all(&logs)?;

    // First by itself: `rustup` changes the toolchain that `cargo install` would be using.
    let (first, others): (Vec<Part>, Vec<Part>) = parts.iter().partition(|part| **part == Part::Toolchain);
    for wave in [first, others] {
        let names = Mutex::new(BTreeMap::new());
        thread::scope(|scope| {
            for part in &wave {
                let (ready, names, logs) = (&ready, &names, &logs);
                scope.spawn(move || {
                    let board = Board::new(part.name(), logs, names);
                    let result = part.install(workspace, &board, ready);
                    if let Some(message) = board.finish(result) {
                        lock(ready).missing.insert(*part, message);
                    }
                });
            }
            board::heartbeat(&names, wave.len(), began);
        });
    }
    println!("Set-up done in {}", Span(began.elapsed()));
    Ok(ready
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// A panic elsewhere does not make the list unusable here.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
