//! Cutting the wasm: what the first view needs, and a part that is fetched when it is needed. See docs/adr/0010.

use super::{LIMIT, names};
use crate::process;
use crate::setup::Ready;
use crate::workspace::Workspace;
use anyhow::{Context, Result, anyhow, ensure};
use std::path::Path;
use wasm_split_cli_support::{Options, transform};

const NAME: &str = "cti-softphone";

/// Replaces what Trunk made of the whole wasm by its parts.
pub(super) fn cut(workspace: &Workspace, ready: &Ready) -> Result<()> {
    let built = workspace.wasm(NAME, "widget");
    let input = std::fs::read(&built).with_context(|| format!("{} is missing", built.display()))?;
    let folder = workspace.scratch("parts/main.wasm")?;
    let folder = folder.parent().unwrap_or(Path::new("."));
    let main = folder.join("main.wasm");
    let mut options = Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = "./cti-softphone.js";
    options.link_name = "./parts.js";
    let split = transform(options).map_err(|error| anyhow!("the wasm could not be cut: {error:#}"))?;
    ensure!(
        !split.split_modules.is_empty(),
        "nothing was cut off the wasm: does src/part.rs still say what?"
    );

    let widget = workspace.dist().join("widget");
    let mut bindgen = ready.command("wasm-bindgen");
    bindgen
        .args(["--target", "web", "--no-typescript", "--keep-lld-exports"])
        .args(["--out-name", NAME, "--out-dir"])
        .args([&widget, &main]);
    ensure!(process::show(&mut bindgen, LIMIT)?, "wasm-bindgen failed");
    std::fs::copy(folder.join("parts.js"), widget.join("parts.js"))?;

    let index = std::fs::read_to_string(workspace.root.join("index.html"))?;
    let bound = widget.join(format!("{NAME}_bg.wasm"));
    optimise(ready, &index, &bound, &bound)?;
    names::shorten(&widget.join(format!("{NAME}.js")), &bound)?;
    for part in &split.split_modules {
        let name = part.file_name().context("a part of the wasm has no name")?;
        optimise(ready, &index, part, &widget.join(name))?;
    }
    Ok(())
}

/// Runs wasm-opt as Trunk does.
fn optimise(ready: &Ready, index: &str, from: &Path, to: &Path) -> Result<()> {
    let level = attribute(index, "data-wasm-opt")?;
    let options = attribute(index, "data-wasm-opt-params")?;
    let mut command = ready.command("wasm-opt");
    command
        .arg(format!("-O{level}"))
        .args(options.split_whitespace())
        .arg(from)
        .arg("-o")
        .arg(to);
    ensure!(
        process::show(&mut command, LIMIT)?,
        "wasm-opt failed on {}",
        from.display()
    );
    Ok(())
}

/// What index.html tells Trunk: said there only.
fn attribute<'a>(html: &'a str, name: &str) -> Result<&'a str> {
    html.split_once(&format!(" {name}=\""))
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(value, _)| value)
        .with_context(|| format!("index.html has no {name}"))
}

#[cfg(test)]
mod tests {
    use super::attribute;

    #[test]
    fn attributes_are_told_from_those_with_longer_names() {
        let html = r#"<link data-wasm-opt-params="--a --b" data-wasm-opt="1" />"#;
        assert_eq!(attribute(html, "data-wasm-opt").ok(), Some("1"));
        assert_eq!(attribute(html, "data-wasm-opt-params").ok(), Some("--a --b"));
        assert!(attribute(html, "data-wasm").is_err());
    }
}
