//! The checks that node runs by itself.

use crate::package;
use crate::process;
use crate::report::Counts;
use crate::setup::Ready;
use crate::workspace::Workspace;
use anyhow::Result;
use std::time::Duration;

/// Seconds, on a machine that has nothing else to do.
const LIMIT: Duration = Duration::from_secs(10 * 60);

/// What TypeScript looks at: programs against the types of the API, and the specs.
const PROJECTS: [&str; 2] = ["e2e/types", "e2e"];

/// Checks types, each project as one test.
pub(super) fn types(workspace: &Workspace, ready: &Ready) -> Result<Counts> {
    let mut counts = Counts::default();
    for project in PROJECTS {
        let mut node = ready.command("node");
        node.arg(workspace.root.join("node_modules/typescript/bin/tsc"))
            .args(["--project", project])
            .current_dir(&workspace.root);
        counts += Counts::one(process::show(&mut node, LIMIT)?);
    }
    Ok(counts)
}

/// Packs what was built, and builds the pages of examples/ with it.
pub(super) fn pages(workspace: &Workspace, ready: &Ready) -> Result<Counts> {
    let packed = package::pack(workspace, ready)?;
    println!("{packed}");
    let mut node = ready.command("node");
    node.arg("build.mjs")
        .arg(&packed.tarball)
        .current_dir(workspace.examples());
    Ok(Counts::one(process::show(&mut node, LIMIT)?))
}
