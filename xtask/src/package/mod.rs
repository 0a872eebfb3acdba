//! The npm package, made of what was built: `docs/packaging.md`.

mod names;

use crate::process;
use crate::setup::{NPM, Part, Ready};
use crate::widget;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What [`pack`] needs beyond a built site.
pub(crate) const NEEDS: &[Part] = &[Part::Packages];

/// Copying and packing takes seconds.
const LIMIT: Duration = Duration::from_secs(5 * 60);

const NAME: &str = "cti-softphone";
/// That of the widget: both have the workspace's.
const VERSION: &str = env!("CARGO_PKG_VERSION");
const LOADER: &str = "cti-softphone.js";
/// What of the loader stands in `files.js` here.
const SEAM: [&str; 2] = ["\n// files:", "\n// :files\n"];
const FILES: &str = include_str!("files.js");
/// How the loader learns what file the glue is in.
const TRACE: &str = "\nexport const trace = () => new Error().stack;\n";

/// A package that was made.
#[derive(Debug)]
pub(crate) struct Packed {
    /// The tarball.
    pub(crate) tarball: PathBuf,
    files: u64,
    packed: u64,
    unpacked: u64,
}

impl fmt::Display for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.tarball.display())?;
        write!(
            f,
            "  {} files, {} kB packed, {} kB unpacked",
            self.files,
            self.packed / 1000,
            self.unpacked / 1000
        )
    }
}

/// Makes the tarball of what stands in dist/.
pub(crate) fn pack(workspace: &Workspace, ready: &Ready) -> Result<Packed> {
    ready.require(NEEDS)?;
    let folder = workspace.package().join(NAME);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(folder.join("widget/texts"))?;
    fill(workspace, &folder)?;
    for script in [LOADER, "files.js"] {
        widget::minify(workspace, ready, &folder.join(script))?;
    }
    names::check(&folder)?;
    let mut npm = ready.command(NPM);
    npm.args(["pack", "--json", "--loglevel=error", "--pack-destination"])
        .arg(workspace.package())
        .current_dir(&folder);
    let mut said = String::new();
    let status = process::lines(&mut npm, LIMIT, |line| {
        said.push_str(line);
        said.push('\n');
    })?;
    ensure!(status.success(), "npm pack failed:\n{said}");
    packed(workspace, &said).with_context(|| format!("npm pack said:\n{said}"))
}

/// Reads what `npm pack` says, without what stands before it.
fn packed(workspace: &Workspace, said: &str) -> Result<Packed> {
    let from = said.find("\n[").map_or(0, |at| at + 1);
    let told: Value = serde_json::from_str(&said[from..])?;
    let told = &told[0];
    let number = |name: &str| told[name].as_u64().with_context(|| format!("no {name}"));
    let name = told["filename"].as_str().context("no filename")?;
    Ok(Packed {
        tarball: workspace.package().join(name),
        files: number("entryCount")?,
        packed: number("size")?,
        unpacked: number("unpackedSize")?,
    })
}

fn fill(workspace: &Workspace, folder: &Path) -> Result<()> {
    let dist = workspace.dist();
    for name in named(&dist, &["js", "ts"])? {
        fs::copy(dist.join(&name), folder.join(&name))?;
    }
    let widget = dist.join("widget");
    let wasm = named(&widget, &["wasm"])?;
    for name in named(&widget, &["js"])?.iter().chain(&wasm) {
        fs::copy(widget.join(name), folder.join("widget").join(name))?;
    }
    let glue = folder.join("widget").join(LOADER);
    fs::write(&glue, fs::read_to_string(&glue)? + TRACE)?;
    let mut words = Vec::new();
    for name in named(&widget.join("texts"), &["json"])? {
        let json = fs::read_to_string(widget.join("texts").join(&name))?;
        let name = name.trim_end_matches(".json");
        let module = format!("widget/texts/{name}.js");
        fs::write(folder.join(&module), format!("export default {json};\n"))?;
        words.push(format!("\"{name}\": () => import(\"./{module}\")"));
    }
    let wasm = wasm
        .iter()
        .map(|name| format!("new URL(\"./widget/{name}\", import.meta.url).href"));
    let files = FILES
        .replace("/* words */", &words.join(", "))
        .replace("/* wasm */", &wasm.collect::<Vec<_>>().join(", "));
    fs::write(folder.join("files.js"), files)?;
    // From the source: what is in dist/ has been minified.
    let loader = fs::read_to_string(workspace.root.join("static").join(LOADER))?;
    fs::write(
        folder.join(LOADER),
        widget::told(workspace, &with_files(&loader)?)?,
    )?;
    fs::create_dir(folder.join("docs"))?;
    let docs = workspace.root.join("docs");
    for name in named(&docs, &["md"])? {
        fs::copy(docs.join(&name), folder.join("docs").join(&name))?;
    }
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(workspace.root.join(name), folder.join(name))?;
    }
    fs::write(
        folder.join("README.md"),
        include_str!("README.md").replace("VERSION", VERSION),
    )?;
    fs::write(
        folder.join("package.json"),
        serde_json::to_string_pretty(&manifest())? + "\n",
    )?;
    Ok(())
}

/// The files of a folder that end so, in the order of their names.
fn named(folder: &Path, ends: &[&str]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("{} is missing", folder.display()))?;
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.rsplit_once('.').is_some_and(|(_, end)| ends.contains(&end)) {
            found.push(name);
        }
    }
    ensure!(!found.is_empty(), "nothing was built in {}", folder.display());
    found.sort();
    Ok(found)
}

/// The loader with its seam taken out.
fn with_files(loader: &str) -> Result<String> {
    let [begin, end] = SEAM;
    let (before, rest) = loader
        .split_once(begin)
        .context("the loader does not say where its files begin")?;
    let (_, after) = rest
        .split_once(end)
        .context("the loader does not say where its files end")?;
    Ok(format!(
        "{before}\nimport {{ fetched, glued, isOurs }} from \"./files.js\";\n{after}"
    ))
}

fn manifest() -> Value {
    json!({
        "name": NAME,
        "version": VERSION,
        "description": "A softphone widget for CRM pages: calls as cards, the team, dialling, over a CTI websocket",
        "license": "MIT OR Apache-2.0",
        "type": "module",
        "main": format!("./{LOADER}"),
        "types": "./cti-softphone.d.ts",
        "exports": {
            ".": { "types": "./cti-softphone.d.ts", "default": format!("./{LOADER}") },
            "./package.json": "./package.json",
        },
        "files": ["*.js", "*.d.ts", "widget", "docs"],
        // It defines the element.
        "sideEffects": [format!("./{LOADER}")],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_has_one_seam() -> Result<()> {
        let workspace = Workspace::find()?;
        let loader = fs::read_to_string(workspace.root.join("static").join(LOADER))?;
        let packed = with_files(&loader)?;
        assert!(!packed.contains("const WIDGET"));
        assert!(packed.contains("export function mount"));
        for name in ["fetched", "glued", "isOurs"] {
            assert!(packed.contains(&format!("{name}(")), "{name} is not used");
        }
        for end in SEAM {
            assert_eq!(loader.matches(end).count(), 1, "{end}");
            assert!(with_files(&loader.replace(end, "")).is_err());
        }
        Ok(())
    }

    #[test]
    fn scripts_name_their_files_in_full() -> Result<()> {
        let folder = Workspace::find()?.root.join("static");
        for name in named(&folder, &["js"])? {
            let mut script = fs::read_to_string(folder.join(&name))?;
            if name == LOADER {
                script = with_files(&script)?;
            }
            for asked in names::asked_for(&script).with_context(|| name.clone())? {
                let there = asked == "./files.js" || folder.join(asked).is_file();
                assert!(there, "{name}: there is no {asked}");
            }
        }
        Ok(())
    }

    #[test]
    fn warnings_of_npm_are_not_taken_for_its_answer() -> Result<()> {
        let workspace = Workspace::find()?;
        let said = "npm warn [x]\n[\n{\"filename\":\"a.tgz\",\"size\":2000,\"unpackedSize\":3000,\"entryCount\":4}\n]\n";
        let packed = packed(&workspace, said)?;
        assert!(
            packed
                .to_string()
                .ends_with("a.tgz\n  4 files, 2 kB packed, 3 kB unpacked")
        );
        assert!(super::packed(&workspace, "npm error").is_err());
        Ok(())
    }
}
