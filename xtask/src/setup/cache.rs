//! The user's cache folder, where installed tools outlive a checkout.

use anyhow::{Context, Result};
use std::path::PathBuf;

/// `<cache>/cti-softphone/<name>`.
pub(super) fn folder(name: &str) -> Result<PathBuf> {
    let base = from_env("XDG_CACHE_HOME")
        .or_else(|| {
            if cfg!(windows) {
                from_env("LOCALAPPDATA")
            } else {
                None
            }
        })
        .or_else(|| Some(std::env::home_dir()?.join(".cache")))
        .context("there is no home folder to keep tools in; set XDG_CACHE_HOME")?;
    Ok(base.join("cti-softphone").join(name))
}

/// An empty or relative value counts as none, as the base directory specification asks.
fn from_env(name: &str) -> Option<PathBuf> {
    std::env::var_os(name)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
}
