//! The checks that cargo runs.

use crate::process;
use crate::report::Counts;
use crate::setup::Ready;
use crate::workspace::Workspace;
use anyhow::Result;
use serde_json::json;
use std::process::Command;
use std::time::Duration;

/// Compiling included, from nothing, on two slow cores. What takes longer hangs.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// Everything but the widget, which does not run natively.
pub(super) const CLIPPY_HOST: [&str; 8] = [
    "clippy",
    "--workspace",
    "--exclude",
    "cti-softphone",
    "--all-targets",
    "--",
    "-D",
    "warnings",
];

/// The widget, as it is built for the browser.
pub(super) const CLIPPY_WASM: [&str; 9] = [
    "clippy",
    "--package",
    "cti-softphone",
    "--all-targets",
    "--target",
    "wasm32-unknown-unknown",
    "--",
    "-D",
    "warnings",
];

/// A command that is one check by itself.
pub(super) fn check(ready: &Ready, args: &[&str]) -> Result<Counts> {
    Ok(Counts::one(process::show(
        ready.command("cargo").args(args),
        LIMIT,
    )?))
}

/// All tests of everything but the widget.
pub(super) fn test_host(ready: &Ready) -> Result<Counts> {
    count(ready.command("cargo").args([
        "test",
        "--workspace",
        "--exclude",
        "cti-softphone",
        "--no-fail-fast",
    ]))
}

/// The examples in the widget's documentation. They are of what needs no browser, and a browser for each would be slow.
pub(super) fn test_widget_docs(ready: &Ready) -> Result<Counts> {
    count(
        ready
            .command("cargo")
            .args(["test", "--package", "cti-softphone", "--doc"]),
    )
}

/// The widget's tests, in a headless browser.
pub(super) fn test_wasm(workspace: &Workspace, ready: &Ready) -> Result<Counts> {
    let browser = ready.browser()?;
    let capabilities = workspace.scratch("webdriver.json")?;
    let mut args = crate::setup::Browser::ARGUMENTS.to_vec();
    // The runner itself adds what a browser needs to run headless and as root.
    args.push("--window-size=480,900");
    let options = json!({ "goog:chromeOptions": { "binary": browser.program, "args": args } });
    std::fs::write(&capabilities, options.to_string())?;
    count(
        ready
            .command("cargo")
            .args([
                "test",
                "--package",
                "cti-softphone",
                "--target",
                "wasm32-unknown-unknown",
            ])
            .args(["--lib", "--tests", "--no-fail-fast"])
            .env("CHROMEDRIVER", &browser.driver)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities)
            .env("WASM_BINDGEN_USE_BROWSER", "1")
            // The runner's own limits are for fast machines with nothing else to do.
            .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
            .env("WASM_BINDGEN_TEST_TIMEOUT", "300"),
    )
}

/// Runs `cargo test` and adds up what each test binary says.
fn count(command: &mut Command) -> Result<Counts> {
    let mut counts = Counts::default();
    let status = process::lines(command, LIMIT, |line| {
        println!("{line}");
        if let Some(result) = result_line(line) {
            counts += result;
        }
        counts.names.extend(failed_test(line));
    })?;
    Ok(counts.or_failed(status.success()))
}

/// Reads `test result: FAILED. 3 passed; 1 failed; 0 ignored; ...`.
fn result_line(line: &str) -> Option<Counts> {
    let (_, counts) = line.trim().strip_prefix("test result: ")?.split_once(". ")?;
    let number = |word: &str| {
        counts
            .split(';')
            .find_map(|part| part.trim().strip_suffix(word)?.trim().parse::<usize>().ok())
    };
    Some(Counts {
        passed: number(" passed")?,
        failed: number(" failed")?,
        names: Vec::new(),
    })
}

/// The name in `test calls::it_ends ... FAILED`, or in the shorter `FAIL` of wasm-bindgen's runner.
fn failed_test(line: &str) -> Option<String> {
    let (name, result) = line.trim().strip_prefix("test ")?.rsplit_once(" ... ")?;
    result.starts_with("FAIL").then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str, expected: Option<(usize, usize)>) {
        let expected = expected.map(|(passed, failed)| Counts {
            passed,
            failed,
            names: Vec::new(),
        });
        assert_eq!(result_line(line), expected, "{line}");
    }

    #[test]
    fn failed_tests_are_named() {
        for (line, name) in [
            ("test calls::it_ends ... FAILED", Some("calls::it_ends")),
            (
                "test src/lib.rs - read (line 4) ... FAILED",
                Some("src/lib.rs - read (line 4)"),
            ),
            ("test view::draws ... FAIL", Some("view::draws")),
            ("test calls::it_rings ... ok", None),
            ("test result: FAILED. 3 passed; 2 failed", None),
        ] {
            assert_eq!(failed_test(line).as_deref(), name, "{line}");
        }
    }

    #[test]
    fn result_lines() {
        read(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            Some((12, 0)),
        );
        read(
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
            Some((3, 2)),
        );
        // As wasm-bindgen's runner writes it.
        read(
            "test result: ok. 4 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.2s",
            Some((4, 0)),
        );
        read(
            "all doctests ran in 0.29s; merged doctests compilation took 0.28s",
            None,
        );
        read("test result: none", None);
        read("println!(\"test result: ok. 12 passed; 0 failed\")", None);
    }
}
