//! Building the site into dist/.

mod compiler;
mod names;
mod parts;
mod texts;

use crate::process;
use crate::setup::{Part, Ready};
use crate::workspace::Workspace;
use anyhow::{Result, ensure};
use std::path::Path;
use std::time::Duration;

pub(crate) use texts::told;

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

/// What every page with the widget loads. The demo page stays readable, being an example.
const SCRIPTS: [&str; 10] = [
    "cti-softphone.js",
    "cti-softphone-floating.js",
    "cti-softphone-launcher.js",
    "cti-softphone-frame.js",
    "cti-softphone-host.js",
    "cti-softphone-links.js",
    "cti-softphone-more.js",
    "cti-softphone-numbers.js",
    "widget/cti-softphone.js",
    "widget/parts.js",
];

/// Runs Trunk, cuts off what the first view can do without, adds the texts, then makes the scripts small.
pub(crate) fn build(workspace: &Workspace, ready: &Ready) -> Result<()> {
    ready.require(NEEDS)?;
    let mut trunk = ready.command("trunk");
    trunk
        .args(["build", "--release", "--features", "split"])
        .current_dir(&workspace.root);
    compiler::for_size(&mut trunk, workspace);
    // Trunk reads this variable as a yes or no, and refuses the `1` that everybody else agrees on.
    trunk.env_remove("NO_COLOR");
    ensure!(
        process::show(&mut trunk, LIMIT)?,
        "trunk could not build the widget"
    );
    parts::cut(workspace, ready)?;
    texts::write(workspace)?;
    // Their names stay, since pages and the scripts themselves refer to them.
    SCRIPTS
        .iter()
        .try_for_each(|name| minify(workspace, ready, &workspace.dist().join(name)))
}

/// Shrinks a script in place.
pub(crate) fn minify(workspace: &Workspace, ready: &Ready, script: &Path) -> Result<()> {
    let mut node = ready.command("node");
    node.arg(workspace.root.join("node_modules/terser/bin/terser"))
        .arg(script)
        .args(["--module", "--compress", "passes=2", "--mangle", "--output"])
        .arg(script);
    ensure!(
        process::show(&mut node, LIMIT)?,
        "{} could not be minified",
        script.display()
    );
    Ok(())
}
