//! Where things are.

use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folders of the project.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The folder of the root Cargo.toml.
    pub(crate) root: PathBuf,
    /// Where cargo puts what it builds, which the user may have moved.
    target: PathBuf,
}

impl Workspace {
    /// Asks cargo, which alone knows whether the target folder was moved.
    pub(crate) fn find() -> Result<Self> {
        let own = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = own.parent().context("xtask has no parent folder")?.to_owned();
        let output = Command::new("cargo")
            .args([
                "metadata",
                "--no-deps",
                "--format-version",
                "1",
                "--manifest-path",
            ])
            .arg(root.join("Cargo.toml"))
            .output()
            .context("cargo could not be started")?;
        ensure!(
            output.status.success(),
            "cargo metadata failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let target = metadata["target_directory"]
            .as_str()
            .context("cargo metadata named no target folder")?;
        Ok(Self {
            root,
            target: target.into(),
        })
    }

    /// The built site.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The pages that others would make with the widget.
    pub(crate) fn examples(&self) -> PathBuf {
        self.root.join("examples")
    }

    /// Where the npm package is made.
    pub(crate) fn package(&self) -> PathBuf {
        self.target.join("package")
    }

    /// A program that `cargo build` made.
    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        self.target
            .join("debug")
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// The wasm of a program, as the compiler left it.
    pub(crate) fn wasm(&self, name: &str, profile: &str) -> PathBuf {
        let folder = self.target.join("wasm32-unknown-unknown").join(profile);
        folder.join(format!("{name}.wasm"))
    }

    /// A file of ours among what cargo builds: logs, reports, generated configuration.
    pub(crate) fn scratch(&self, name: &str) -> Result<PathBuf> {
        let file = self.target.join("xtask").join(name);
        let folder = file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)
            .with_context(|| format!("{} could not be created", folder.display()))?;
        Ok(file)
    }
}
