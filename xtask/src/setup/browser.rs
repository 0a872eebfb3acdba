//! A Chromium for the tests, and the driver by which wasm-bindgen's test runner steers it.

use super::board::Board;
use super::{cache, node};
use crate::process::answer;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Downloads browsers made for testing, with their drivers. The newest that runs on Node 20.
const DOWNLOADER: &str = "@puppeteer/browsers@2.9.0";

/// What is tried in turn, most of it on Linux and looked up on the PATH.
const BROWSERS: [&str; 9] = [
    "chromium",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "chromium-browser",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
];

/// The browser that tests run in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Browser {
    /// A Chromium or Chrome.
    pub(crate) program: PathBuf,
    /// A chromedriver of the same version.
    pub(crate) driver: PathBuf,
}

impl Browser {
    /// What keeps a browser under test from doing anything of its own.
    pub(crate) const ARGUMENTS: [&str; 6] = [
        "--disable-background-networking",
        "--disable-gpu",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
    ];
}

/// Finds a browser with its driver; installs or downloads what is missing.
pub(super) fn install(board: &Board<'_>) -> Result<Browser> {
    if let Some(browser) = installed() {
        return Ok(browser);
    }
    if is_debian_root() {
        board.say("installing Debian's chromium and chromium-driver");
        if let Err(error) = apt(board) {
            board.say(&format!("that failed: {error:#}"));
        } else if let Some(browser) = installed() {
            return Ok(browser);
        }
    }
    download(board).context(
        "by hand: install Chrome or Chromium and the chromedriver of the same version, and set CHROME and \
         CHROMEDRIVER to their paths if they are not on the PATH",
    )
}

/// A browser and a driver of one version, of those that are there.
fn installed() -> Option<Browser> {
    let program = named_in("CHROME").or_else(|| BROWSERS.iter().find_map(|name| runnable(name)))?;
    let driver = named_in("CHROMEDRIVER").or_else(|| runnable("chromedriver"))?;
    same_version(&program, &driver).then_some(Browser { program, driver })
}

/// A file that the user has named in the environment.
fn named_in(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}

/// The full path of a program that starts. Some systems have one of the name that only says how to install it.
fn runnable(name: &str) -> Option<PathBuf> {
    let path = Path::new(name);
    if path.is_absolute() {
        return path.is_file().then(|| path.to_owned());
    }
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .map(|folder| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
        .find(|path| path.is_file() && version_of(path).is_some())
}

fn version_of(program: &Path) -> Option<String> {
    answer(Command::new(program).arg("--version"))
}

/// A driver refuses a browser of another major version. Chrome on Windows does not tell its own, and is believed.
fn same_version(program: &Path, driver: &Path) -> bool {
    let [browser, driver] = [program, driver].map(|path| version_of(path).as_deref().and_then(major));
    driver.is_some() && (browser.is_none() || browser == driver)
}

/// The 141 of `Chromium 141.0.7390.65 built on Debian` and of `ChromeDriver 141.0.7390.65 (...)`.
fn major(text: &str) -> Option<u32> {
    text.split_whitespace()
        .find_map(|word| word.split_once('.')?.0.parse().ok())
}

fn is_debian_root() -> bool {
    cfg!(target_os = "linux")
        && answer(Command::new("id").arg("-u")).as_deref() == Some("0")
        && answer(Command::new("apt-get").arg("--version")).is_some()
}

fn apt(board: &Board<'_>) -> Result<()> {
    let apt = |args: &[&str]| {
        board.run(
            Command::new("apt-get")
                .args(args)
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )
    };
    apt(&["update"])?;
    // Without a font the pages under test would have no width to measure.
    apt(&[
        "install",
        "-y",
        "--no-install-recommends",
        "chromium",
        "chromium-driver",
        "fonts-liberation",
    ])
}

/// Fetches a browser made for testing where there is none, and the driver that belongs to the browser.
fn download(board: &Board<'_>) -> Result<Browser> {
    let own = named_in("CHROME").or_else(|| BROWSERS.iter().find_map(|name| runnable(name)));
    let (program, version) = match own.and_then(|path| Some((major(&version_of(&path)?)?, path))) {
        Some((major, path)) => (path, major.to_string()),
        None => (fetch(board, "chrome@stable")?, "stable".to_owned()),
    };
    let driver = fetch(board, &format!("chromedriver@{version}"))?;
    Ok(Browser { program, driver })
}

/// One download: its last line of output is `name@version path`.
fn fetch(board: &Board<'_>, what: &str) -> Result<PathBuf> {
    let folder = cache::folder("browsers")?;
    board.say(&format!("downloading {what}"));
    board.run(
        Command::new(node::NPM)
            .args([
                "exec",
                "--yes",
                "--package",
                DOWNLOADER,
                "--",
                "browsers",
                "install",
                what,
                "--path",
            ])
            .arg(&folder),
    )?;
    let kind = what.split('@').next().unwrap_or(what);
    match find(
        &folder.join(kind),
        &format!("{kind}{}", std::env::consts::EXE_SUFFIX),
    ) {
        Some(path) => Ok(path),
        None => bail!(
            "{what} was downloaded into {}, but no program is there",
            folder.display()
        ),
    }
}

/// The newest file of that name under a folder.
fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).ok()?.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if entry.file_name() == name || entry.file_name() == "Google Chrome for Testing" {
                found.push((entry.metadata().and_then(|data| data.modified()).ok(), path));
            }
        }
    }
    found.sort();
    found.pop().map(|(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for (text, expected) in [
            (
                "Chromium 141.0.7390.65 built on Debian GNU/Linux 13 (trixie)",
                Some(141),
            ),
            ("Google Chrome 140.0.1.2 ", Some(140)),
            (
                "ChromeDriver 141.0.7390.65 (abc-refs/branch-heads/7390@{#1})",
                Some(141),
            ),
            (
                "Command '/usr/bin/chromium-browser' requires the chromium snap",
                None,
            ),
        ] {
            assert_eq!(major(text), expected, "{text}");
        }
    }
}
