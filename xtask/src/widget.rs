//! Building the site into dist/.

use crate::process;
use crate::setup::{Part, Ready};
use crate::workspace::Workspace;
use anyhow::{Result, ensure};
use std::path::PathBuf;
use std::time::Duration;

/// What [`build`] needs.
pub(crate) const NEEDS: &[Part] = &[
    Part::Toolchain,
    Part::Crates,
    Part::Packages,
    Part::Trunk,
    Part::Bindgen,
];

/// An optimised build from nothing takes five minutes on two cores.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// Where cargo takes flags for this target from. If `RUSTFLAGS` is set, that counts instead, and the paths stay.
const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// What every page with the widget loads. The demo page stays readable, being an example.
const SCRIPTS: [&str; 2] = ["cti-softphone.js", "widget/cti-softphone.js"];

/// Runs Trunk, then makes the scripts small.
pub(crate) fn build(workspace: &Workspace, ready: &Ready) -> Result<()> {
    ready.require(NEEDS)?;
    let mut trunk = ready.command("trunk");
    trunk.args(["build", "--release"]).current_dir(&workspace.root);
    // Panics name the file they are in. Without this, every page would tell where the builder's home folder is, and no two
    // machines would build the same bytes.
    trunk.env(FLAGS, plain_paths(workspace));
    // Trunk reads this variable as a yes or no, and refuses the `1` that everybody else agrees on.
    trunk.env_remove("NO_COLOR");
    ensure!(
        process::show(&mut trunk, LIMIT)?,
        "trunk could not build the widget"
    );
    minify(workspace, ready)
}

/// Flags of the compiler, whatever the user has set for this target included, that cut folders of this machine off paths.
fn plain_paths(workspace: &Workspace) -> String {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")))
        .map(|home| home.join("registry").join("src"));
    let mut flags: Vec<String> = std::env::var(FLAGS).into_iter().collect();
    // Each index has a folder of its own in there, named after its address.
    let indexes = home
        .and_then(|home| std::fs::read_dir(home).ok())
        .into_iter()
        .flatten()
        .flatten();
    for folder in indexes.map(|entry| entry.path()).chain([workspace.root.clone()]) {
        flags.push(format!("--remap-path-prefix={}=.", folder.display()));
    }
    flags.join(" ")
}

/// Shrinks the scripts in place. Their names stay, since pages and the scripts themselves refer to them.
fn minify(workspace: &Workspace, ready: &Ready) -> Result<()> {
    let terser = workspace.root.join("node_modules/terser/bin/terser");
    for name in SCRIPTS {
        let script = workspace.dist().join(name);
        let mut node = ready.command("node");
        node.arg(&terser)
            .arg(&script)
            .args(["--module", "--compress", "passes=2", "--mangle", "--output"])
            .arg(&script);
        ensure!(process::show(&mut node, LIMIT)?, "{name} could not be minified");
    }
    Ok(())
}
