//! The Rust toolchain's own parts, and the crates.

use super::board::Board;
use crate::process::answer;
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

/// The target that the widget is built for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds to the active toolchain what is missing in it.
pub(super) fn install(board: &Board<'_>) -> Result<()> {
    if !has_wasm() {
        board.say("adding the wasm32 target");
        board
            .run(Command::new("rustup").args(["target", "add", WASM]))
            .with_context(|| format!("by hand: rustup target add {WASM}"))?;
    }
    if !has_source() {
        board.say("adding the source of the standard library");
        board
            .run(Command::new("rustup").args(["component", "add", "rust-src"]))
            .context("by hand: rustup component add rust-src")?;
    }
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if answer(Command::new("cargo").args([subcommand, "--version"])).is_none() {
            board.say(&format!("adding {component}"));
            board
                .run(Command::new("rustup").args(["component", "add", component]))
                .with_context(|| format!("by hand: rustup component add {component}"))?;
        }
    }
    Ok(())
}

/// Downloads the sources of all dependencies.
pub(super) fn fetch(board: &Board<'_>) -> Result<()> {
    let host = answer(Command::new("rustc").arg("-vV"))
        .and_then(|text| {
            text.lines()
                .find_map(|line| line.strip_prefix("host: ").map(str::to_owned))
        })
        .context("`rustc -vV` named no host")?;
    board
        .run(
            Command::new("cargo")
                // The standard library is compiled along with the widget, and has dependencies of its own.
                .args(["fetch", "-Zbuild-std", "--target", &host, "--target", WASM])
                .env("RUSTC_BOOTSTRAP", "1"),
        )
        .context("the crates could not be downloaded; is crates.io within reach?")
}

/// Asks the compiler, not rustup: a distribution's Rust may have the target without it.
fn has_wasm() -> bool {
    answer(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))
        .is_some_and(|folder| Path::new(&folder).is_dir())
}

fn has_source() -> bool {
    answer(Command::new("rustc").args(["--print", "sysroot"])).is_some_and(|root| {
        Path::new(root.trim())
            .join("lib/rustlib/src/rust/library/Cargo.lock")
            .is_file()
    })
}
