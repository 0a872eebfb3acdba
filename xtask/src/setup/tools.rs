//! Trunk, wasm-bindgen and cargo-fuzz: programs written in Rust, installed with cargo, one folder a version.

use super::board::Board;
use super::cache;
use crate::process::answer;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Newer ones need a newer Rust than the workspace does.
const TRUNK: &str = "0.21.14";

const CARGO_FUZZ: &str = "0.13.2";

/// A program to be installed.
struct Tool<'a> {
    package: &'a str,
    /// The programs of the package that are needed; the first tells the version.
    programs: &'a [&'a str],
    version: &'a str,
    /// The folder in the cache, without the version.
    folder: &'a str,
    options: &'a [&'a str],
}

/// The folder of Trunk, unless it is on the PATH already.
pub(super) fn trunk(board: &Board<'_>) -> Result<Option<PathBuf>> {
    install(
        board,
        &Tool {
            package: "trunk",
            programs: &["trunk"],
            version: TRUNK,
            folder: "trunk",
            // Without its features it cannot download anything, which is how we use it.
            options: &["--no-default-features", "--locked"],
        },
    )
}

/// The folder of wasm-bindgen and its test runner, unless they are on the PATH already.
pub(super) fn wasm_bindgen(workspace: &Workspace, board: &Board<'_>) -> Result<Option<PathBuf>> {
    let lock =
        std::fs::read_to_string(workspace.root.join("Cargo.lock")).context("Cargo.lock could not be read")?;
    // The program reads what the library wrote into the wasm, and understands its own version only.
    let version = locked_version(&lock, "wasm-bindgen").context("Cargo.lock has no wasm-bindgen")?;
    install(
        board,
        &Tool {
            package: "wasm-bindgen-cli",
            programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
            version,
            folder: "wasm-bindgen",
            // Not `--locked`: the lock file that the package comes with holds versions that were withdrawn.
            options: &[],
        },
    )
}

/// The folder of cargo-fuzz, unless it is on the PATH already.
pub(super) fn cargo_fuzz(board: &Board<'_>) -> Result<Option<PathBuf>> {
    install(
        board,
        &Tool {
            package: "cargo-fuzz",
            programs: &["cargo-fuzz"],
            version: CARGO_FUZZ,
            folder: "cargo-fuzz",
            options: &["--locked"],
        },
    )
}

/// The version of a package in a Cargo.lock.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let mut lines = lock.lines();
    lines.find(|line| {
        line.strip_prefix("name = ")
            .is_some_and(|name| name.trim_matches('"') == package)
    })?;
    Some(lines.next()?.strip_prefix("version = ")?.trim_matches('"'))
}

fn install(board: &Board<'_>, tool: &Tool<'_>) -> Result<Option<PathBuf>> {
    if tool
        .programs
        .iter()
        .all(|program| is_version(Path::new(program), tool.version))
    {
        return Ok(None);
    }
    let root = cache::folder(&format!("{}-{}", tool.folder, tool.version))?;
    let programs = root.join("bin");
    let in_place = || {
        tool.programs
            .iter()
            .all(|program| is_version(&programs.join(program), tool.version))
    };
    if in_place() {
        return Ok(Some(programs));
    }
    let by_hand = format!(
        "by hand: cargo install {} --version {}",
        tool.package, tool.version
    );
    if answer(Command::new("cargo").args(["binstall", "-V"])).is_some() {
        board.say(&format!("downloading {} {}", tool.package, tool.version));
        let result = board.run(
            Command::new("cargo")
                .args(["binstall", "--no-confirm", "--force", "--root"])
                .arg(&root)
                .arg(format!("{}@{}", tool.package, tool.version)),
        );
        if result.is_ok() && in_place() {
            return Ok(Some(programs));
        }
    }
    board.say(&format!(
        "compiling {} {} (once, some minutes)",
        tool.package, tool.version
    ));
    // A folder of its own, so that what was compiled is not lost when the set-up is broken off.
    let target = root.join("build");
    board
        .run(
            Command::new("cargo")
                .args([
                    "install",
                    tool.package,
                    "--version",
                    tool.version,
                    "--force",
                    "--root",
                ])
                .arg(&root)
                .args(tool.options)
                .arg("--target-dir")
                .arg(&target)
                // These run for seconds, so they are compiled for the shortest wait, not the fastest program.
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
        )
        .with_context(|| by_hand.clone())?;
    anyhow::ensure!(
        in_place(),
        "{} was installed but does not run; {by_hand}",
        tool.package
    );
    // Some hundred megabytes that nobody needs any more; no harm if they stay.
    let _ = std::fs::remove_dir_all(&target);
    Ok(Some(programs))
}

/// Every one of these programs says `name version` when asked, some with more behind it.
fn is_version(program: &Path, version: &str) -> bool {
    answer(Command::new(program).arg("--version"))
        .is_some_and(|text| text.split_whitespace().nth(1) == Some(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
[[package]]
name = "wasm-bindgen-shared"
version = "0.2.99"

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
source = "registry+https://github.com/rust-lang/crates.io-index"
"#;

    #[test]
    fn the_locked_version_is_that_of_the_very_package() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(LOCK, "wasm"), None);
        assert_eq!(locked_version("", "wasm-bindgen"), None);
    }
}
