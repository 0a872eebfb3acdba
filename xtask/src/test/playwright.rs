//! The end-to-end tests.

use crate::process;
use crate::report::{Counts, Progress};
use crate::setup::{self, Part, Ready};
use crate::workspace::Workspace;
use crate::{start, widget};
use anyhow::{Context, Result};
use serde_json::Value;
use std::process::Command;
use std::time::Duration;

/// Playwright has a limit of its own, below this one, after which it still reports.
const LIMIT: Duration = Duration::from_secs(28 * 60);

/// Sets up and builds all that a run of its own needs; one step is left for it.
pub(crate) fn stage(workspace: &Workspace) -> Result<(Ready, Progress)> {
    let mut progress = Progress::new(4);
    progress.step("set-up");
    let needs = [widget::NEEDS, &[Part::Browser]].concat();
    let ready = setup::prepare(workspace, &needs)?;
    ready.require(&needs)?;
    progress.step("building the widget");
    widget::build(workspace, &ready)?;
    progress.step("building the sandbox");
    start::build_sandbox(workspace, &ready)?;
    Ok((ready, progress))
}

/// Runs the specs, with `extra` handed on.
pub(super) fn test(workspace: &Workspace, ready: &Ready, extra: &[String]) -> Result<Counts> {
    let mut specs = command(workspace, ready, "e2e/playwright.config.ts")?;
    specs.args(extra);
    run(workspace, specs, "playwright.json", LIMIT)
}

/// Runs the specs of the pages of examples/.
pub(super) fn pages(workspace: &Workspace, ready: &Ready) -> Result<Counts> {
    let specs = command(workspace, ready, "e2e/package/playwright.config.ts")?;
    run(workspace, specs, "pages.json", LIMIT)
}

/// Playwright with a configuration, told where browser and sandbox are.
pub(crate) fn command(workspace: &Workspace, ready: &Ready, config: &str) -> Result<Command> {
    let mut command = ready.command("node");
    command
        .arg(workspace.root.join("node_modules/@playwright/test/cli.js"))
        .args(["test", "--config", config])
        .current_dir(&workspace.root)
        .env("CTI_BROWSER", &ready.browser()?.program)
        .env("CTI_BROWSER_ARGUMENTS", setup::Browser::ARGUMENTS.join(" "))
        .env("CTI_SANDBOX", workspace.binary("cti-sandbox"));
    Ok(command)
}

/// Runs it, and counts what it reports in a file of this name.
pub(crate) fn run(
    workspace: &Workspace,
    mut command: Command,
    report: &str,
    limit: Duration,
) -> Result<Counts> {
    let report = workspace.scratch(report)?;
    // What an earlier run left must not be counted if this one writes nothing.
    let _ = std::fs::remove_file(&report);
    let good = process::show(command.env("CTI_E2E_REPORT", &report), limit)?;
    let text = std::fs::read_to_string(&report).context("Playwright wrote no report")?;
    Ok(counts(&text)?.or_failed(good))
}

/// Adds up Playwright's report. Errors outside of tests, e.g. in the configuration, are failures too; a test that
/// failed at first and then passed is one that passed.
fn counts(report: &str) -> Result<Counts> {
    let report: Value = serde_json::from_str(report).context("Playwright's report is not JSON")?;
    let number = |name: &str| {
        let number = report["stats"][name]
            .as_u64()
            .with_context(|| format!("Playwright's report has no {name}"));
        number.map(|number| usize::try_from(number).unwrap_or(usize::MAX))
    };
    let outside = report["errors"].as_array().map_or(0, Vec::len);
    Ok(Counts {
        passed: number("expected")? + number("flaky")?,
        failed: number("unexpected")? + outside,
        names: failed_specs(&report),
    })
}

/// A text without the codes that colour it in a terminal.
fn plain(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |all, piece| {
        all + piece.split_once('m').map_or(piece, |(_, rest)| rest)
    })
}

/// The specs of a suite, and of the suites in it, that failed: file, line, title and how the error begins.
fn failed_specs(suite: &Value) -> Vec<String> {
    let list = |name: &str| suite[name].as_array().map_or(&[][..], Vec::as_slice);
    let mut names: Vec<String> = list("suites").iter().flat_map(failed_specs).collect();
    for spec in list("specs").iter().filter(|spec| spec["ok"] == false) {
        let text = |name: &str| spec[name].as_str().unwrap_or_default();
        let error = spec
            .pointer("/tests/0/results/0/error/message")
            .and_then(Value::as_str);
        let error = plain(error.and_then(|error| error.lines().next()).unwrap_or_default());
        names.push(format!(
            "{}:{} {}: {error}",
            text("file"),
            spec["line"],
            text("title")
        ));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(report: &str, passed: usize, failed: usize) {
        let counts = counts(report).unwrap();
        assert_eq!((counts.passed, counts.failed), (passed, failed), "{report}");
    }

    #[test]
    fn reports() {
        check(
            r#"{"stats":{"expected":7,"skipped":2,"unexpected":1,"flaky":1},"errors":[]}"#,
            8,
            1,
        );
        check(
            r#"{"stats":{"expected":0,"skipped":0,"unexpected":0,"flaky":0},"errors":[{"message":"x"}]}"#,
            0,
            1,
        );
        let nested = r#"{"stats":{"expected":1,"skipped":0,"unexpected":1,"flaky":0},"errors":[],"suites":[{"suites":[{"specs":[
            {"ok":false,"file":"tabs.spec.ts","line":7,"title":"five tabs","tests":[{"results":[{"error":{"message":"\u001b[31mTimeout\u001b[39m\nat"}}]}]},{"ok":true,"file":"tabs.spec.ts","line":9,"title":"one"}]}]}]}"#;
        assert_eq!(
            counts(nested).unwrap().names,
            ["tabs.spec.ts:7 five tabs: Timeout"]
        );
        assert!(counts("{}").is_err());
        assert!(counts("").is_err());
    }
}
