//! Node's packages.

use super::board::Board;
use crate::process::answer;
use anyhow::{Context, Result, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest Node that the packages run on, as in package.json.
const NODE: u32 = 20;

/// Windows has no program `npm`, only a script with this name.
pub(crate) const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Installs what the package-lock.json of a folder names, and gives the folder of the programs in it.
pub(super) fn install(folder: &Path, board: &Board<'_>) -> Result<PathBuf> {
    let by_hand = format!("by hand: install Node {NODE} or newer, with npm (https://nodejs.org)");
    let Some(version) = answer(Command::new("node").arg("--version")) else {
        bail!("there is no `node`; {by_hand}");
    };
    ensure!(
        major(&version).is_some_and(|major| major >= NODE),
        "Node {version} is too old; {by_hand}"
    );

    let modules = folder.join("node_modules");
    let wanted = std::fs::read_to_string(folder.join("package-lock.json"))?;
    // npm has no cheap way to tell that everything is in place, so a copy of the lock file is left beside it.
    let stamp = modules.join(".installed-package-lock.json");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(modules.join(".bin"));
    }
    board.say("npm ci");
    board
        .run(
            Command::new(NPM)
                .args(["ci", "--no-audit", "--no-fund"])
                .current_dir(folder)
                // The browser is a part of its own, and usually need not be downloaded.
                .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
        )
        .with_context(|| format!("by hand, in {}: npm ci", folder.display()))?;
    std::fs::write(&stamp, wanted)?;
    Ok(modules.join(".bin"))
}

/// The 20 of `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        assert_eq!(major("v20.11.1"), Some(20));
        assert_eq!(major("22.0.0-pre"), Some(22));
        assert_eq!(major("node"), None);
    }
}
