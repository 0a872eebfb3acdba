//! What a fuzzer makes up, fed to the softphone: the targets of `fuzz/`, with the engine of cargo-fuzz.

use crate::process;
use crate::report::Progress;
use crate::setup::{self, Part, Ready};
use crate::workspace::Workspace;
use anyhow::{Result, ensure};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// The targets, by their names.
pub(crate) const TARGETS: [&str; 3] = ["frames", "life", "json"];

/// Bytes of an input. A longer one finds what a shorter one finds, only later.
const LONGEST: usize = 4_096;

/// Compiling the engine and the core, optimised, from nothing on two slow cores.
const BUILD_LIMIT: Duration = Duration::from_secs(15 * 60);

/// How often the engine's own progress is passed on; it tells of every input that reached something new.
const TOLD_EVERY: Duration = Duration::from_secs(10);

/// Fuzzes one target, or all of them in turn, for so many seconds together. Fails if anything was found.
pub(crate) fn run(workspace: &Workspace, seconds: u32, target: Option<&str>) -> Result<ExitCode> {
    let targets: Vec<&'static str> = TARGETS
        .into_iter()
        .filter(|name| target.is_none_or(|target| target == *name))
        .collect();
    let needs = [Part::Crates, Part::Fuzz];
    let mut progress = Progress::new(1 + 2 * targets.len());
    progress.step("set-up");
    let ready = setup::prepare(workspace, &needs)?;
    ready.require(&needs)?;
    let share = (seconds / u32::try_from(targets.len())?).max(1);
    let mut found = Vec::new();
    for target in targets {
        progress.step(&format!("building {target}"));
        let place = Place::new(workspace, target)?;
        build(&ready, &place)?;
        progress.step(&format!("fuzzing {target} for {share} s"));
        found.extend(fuzz(&ready, &place, share)?);
    }
    if found.is_empty() {
        println!("\nnothing was found");
        return Ok(ExitCode::SUCCESS);
    }
    for (target, input) in found {
        println!("\nFOUND by {target}: {}", input.display());
        println!("again: cargo run -p cti-fuzz -- run {target} {}", input.display());
    }
    Ok(ExitCode::FAILURE)
}

/// Where the files of a target are.
struct Place {
    target: &'static str,
    /// Inputs to begin with, made anew in each run.
    seeds: PathBuf,
    /// Inputs that reached something new. Kept, so that a later run goes on where this one ended.
    corpus: PathBuf,
    /// Inputs that found something; with a slash at the end, since the engine puts a name right behind it.
    found: String,
    /// Not where cargo builds everything else: the flags are others.
    build: PathBuf,
}

impl Place {
    fn new(workspace: &Workspace, target: &'static str) -> Result<Self> {
        let folder = workspace.scratch("fuzz")?;
        let own = folder.join(target);
        let place = Self {
            target,
            seeds: own.join("seeds"),
            corpus: own.join("corpus"),
            found: format!("{}/", own.join("found").display()),
            build: folder.join("build"),
        };
        for folder in [&place.seeds, &place.corpus, Path::new(&place.found)] {
            std::fs::create_dir_all(folder)?;
        }
        Ok(place)
    }

    /// The command of cargo-fuzz, as far as it is the same for building and running. Without a sanitizer, which the
    /// stable compiler has not: the crates hold no unsafe code for one to look at.
    fn cargo_fuzz(&self, ready: &Ready, subcommand: &str) -> Command {
        let mut command = ready.command("cargo");
        command
            .args(["fuzz", subcommand, "--fuzz-dir", "fuzz", "--sanitizer", "none"])
            .args(["--features", "libfuzzer", "--target-dir"])
            .arg(&self.build)
            .arg(self.target);
        command
    }
}

fn build(ready: &Ready, place: &Place) -> Result<()> {
    let mut seeds = ready.command("cargo");
    seeds
        .args([
            "run",
            "--quiet",
            "--package",
            "cti-fuzz",
            "--",
            "seeds",
            place.target,
        ])
        .arg(&place.seeds);
    ensure!(process::show(&mut seeds, BUILD_LIMIT)?, "there are no seeds");
    let built = process::show(&mut place.cargo_fuzz(ready, "build"), BUILD_LIMIT)?;
    ensure!(built, "the target does not compile");
    Ok(())
}

/// Runs the engine. The input that found something, if one did.
fn fuzz(ready: &Ready, place: &Place, seconds: u32) -> Result<Option<(&'static str, PathBuf)>> {
    let mut command = place.cargo_fuzz(ready, "run");
    command.args([&place.corpus, &place.seeds]).arg("--");
    command.args([
        format!("-max_total_time={seconds}"),
        format!("-max_len={LONGEST}"),
        format!("-artifact_prefix={}", place.found),
        "-timeout=20".to_owned(),
        "-rss_limit_mb=1024".to_owned(),
    ]);
    // It would be cargo-fuzz's own, of no use to anybody.
    command.env("RUST_BACKTRACE", "0");
    let (mut told, mut found) = (Instant::now(), None);
    let limit = Duration::from_secs(u64::from(seconds)) + BUILD_LIMIT;
    let status = process::lines(&mut command, limit, |line| {
        found = found.take().or_else(|| written(line));
        let line = line.trim_end();
        if !line.starts_with('#') {
            if !is_dictionary(line) {
                println!("{line}");
            }
        } else if told.elapsed() >= TOLD_EVERY {
            told = Instant::now();
            println!("{line}");
        }
    })?;
    ensure!(
        status.success() || found.is_some(),
        "the fuzzer failed without an input to show"
    );
    Ok(found.map(|input| (place.target, input)))
}

/// The file that the engine says it wrote an input to, because it found something.
fn written(line: &str) -> Option<PathBuf> {
    let (_, path) = line.split_once("Test unit written to ")?;
    Some(PathBuf::from(path.trim()))
}

/// At its end the engine recommends words for a dictionary, dozens of lines of them.
fn is_dictionary(line: &str) -> bool {
    line.starts_with('"') || line.contains("ecommended dictionary")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_read_off_the_engine() {
        let line = "artifact_prefix='x/'; Test unit written to x/crash-0a1b";
        assert_eq!(written(line), Some(PathBuf::from("x/crash-0a1b")));
        assert_eq!(written("#2048 pulse  cov: 1 ft: 2 corp: 3/4b"), None);
    }

    #[test]
    fn every_target_has_a_program() -> Result<()> {
        let workspace = Workspace::find()?;
        for target in TARGETS {
            let program = workspace.root.join(format!("fuzz/fuzz_targets/{target}.rs"));
            assert!(program.is_file(), "{}", program.display());
        }
        Ok(())
    }
}
