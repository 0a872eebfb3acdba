//! The built widget in a storm, for long, with its connection cut again and again: `e2e/soak/soak.spec.ts`.

use crate::report::Counts;
use crate::setup::Ready;
use crate::test::playwright;
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::ExitCode;
use std::time::Duration;

/// What starting, settling and ending may take beside the soak itself.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// How long and how hard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Soaking {
    /// How long.
    pub(crate) minutes: f64,
    /// Events a second in the room.
    pub(crate) rate: f64,
    /// Seconds from one cut of the connection to the next.
    pub(crate) cut_every: f64,
}

impl Soaking {
    /// What the suite has time for.
    pub(crate) const SHORT: Self = Self {
        minutes: 0.6,
        rate: 200.0,
        cut_every: 8.0,
    };
}

impl Default for Soaking {
    fn default() -> Self {
        Self {
            minutes: 30.0,
            rate: 200.0,
            cut_every: 20.0,
        }
    }
}

/// Sets up, builds, and soaks.
pub(crate) fn run(workspace: &Workspace, soaking: &Soaking) -> Result<ExitCode> {
    let (ready, mut progress) = playwright::stage(workspace)?;
    progress.step("soaking");
    let counts = soak(workspace, &ready, soaking)?;
    Ok(counts.code())
}

/// Soaks what was built.
pub(crate) fn soak(workspace: &Workspace, ready: &Ready, soaking: &Soaking) -> Result<Counts> {
    let mut command = playwright::command(workspace, ready, "e2e/soak/playwright.config.ts")?;
    command
        .env("CTI_SOAK_MINUTES", soaking.minutes.to_string())
        .env("CTI_SOAK_RATE", soaking.rate.to_string())
        .env("CTI_SOAK_CUT_EVERY", soaking.cut_every.to_string());
    let limit = Duration::from_secs_f64(soaking.minutes * 60.0) + MARGIN;
    playwright::run(workspace, command, "soak.json", limit)
}
