//! How the compiler is told to make the widget small. Why each of these: docs/adr/0011.

use crate::workspace::Workspace;
use std::path::PathBuf;
use std::process::Command;

/// Where cargo takes flags for this target from. If `RUSTFLAGS` is set, that counts instead, and the widget gets big.
const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// The standard library is compiled along, so that these hold for it too.
const SMALL: [&str; 5] = [
    "-Zunstable-options",
    // A panic traps, without words for a console; the loader sees the trap and says that the widget has stopped.
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
    // Without these the splitter cannot tell who refers to what.
    "-Clink-args=--emit-relocs",
];

/// Sets all that on a command that runs cargo.
pub(super) fn for_size(command: &mut Command, workspace: &Workspace) {
    let mut flags: Vec<String> = std::env::var(FLAGS).into_iter().collect();
    flags.extend(SMALL.map(str::to_owned));
    flags.extend(plain_paths(workspace));
    command
        .env(FLAGS, flags.join(" "))
        // The stable compiler takes options that are not stable yet only with this.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size");
}

/// Flags that cut folders of this machine off paths: every page would tell where the builder's home folder is, and no
/// two machines would build the same bytes.
fn plain_paths(workspace: &Workspace) -> impl Iterator<Item = String> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")))
        .map(|home| home.join("registry").join("src"));
    // Each index has a folder of its own in there, named after its address.
    let indexes = home
        .and_then(|home| std::fs::read_dir(home).ok())
        .into_iter()
        .flatten()
        .flatten();
    indexes
        .map(|entry| entry.path())
        .chain([workspace.root.clone()])
        .map(|folder| format!("--remap-path-prefix={}=.", folder.display()))
}
