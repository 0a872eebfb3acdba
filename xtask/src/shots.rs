//! Pictures of every view, for whoever looks at them, and to compare with what a view looked like: `e2e/shots`.

use crate::report::Counts;
use crate::setup::Ready;
use crate::test::playwright;
use crate::workspace::Workspace;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Playwright has a limit of its own, below this one, after which it still reports.
const LIMIT: Duration = Duration::from_secs(23 * 60);

/// What to make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shooting {
    /// Where the pictures go, if not to `target/shots`.
    pub(crate) into: Option<String>,
    /// What is seen now becomes what later runs are compared with.
    pub(crate) accept: bool,
}

/// Sets up, builds, and takes all pictures.
pub(crate) fn run(workspace: &Workspace, shooting: &Shooting) -> Result<ExitCode> {
    let (ready, mut progress) = playwright::stage(workspace)?;
    progress.step("taking pictures");
    let into = shooting.into.as_ref().map_or_else(
        || workspace.root.join("target/shots"),
        |into| workspace.root.join(into),
    );
    let counts = play(workspace, &ready, Some(&into), shooting.accept)?;
    println!("\nThe pictures are in {}", into.display());
    println!("Side by side: {}", sheets(&into).display());
    Ok(counts.code())
}

/// Looks at all views for what is cut or covered, and compares those of which there is a reference.
pub(crate) fn check(workspace: &Workspace, ready: &Ready) -> Result<Counts> {
    play(workspace, ready, None, false)
}

fn sheets(folder: &Path) -> PathBuf {
    folder.join("sheets")
}

fn play(workspace: &Workspace, ready: &Ready, into: Option<&Path>, accept: bool) -> Result<Counts> {
    let mut command = playwright::command(workspace, ready, "e2e/shots/playwright.config.ts")?;
    if let Some(folder) = into {
        command.env("CTI_SHOTS_FOLDER", folder);
    }
    if accept {
        command.env("CTI_SHOTS_ACCEPT", "1");
    }
    playwright::run(workspace, command, "shots.json", LIMIT)
}
