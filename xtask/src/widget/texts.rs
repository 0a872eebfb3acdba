//! The texts as files that are fetched. `texts/en.json` is for people: words under keys, in sections. The wasm knows keys
//! by their number, so each language becomes two lists in the order of the keys: what the first view needs, and the rest.

use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[macro_use]
#[path = "../../../src/text/keys.rs"]
mod keys;

macro_rules! names {
    (first: [$($first:ident),* $(,)?] later: [$($later:ident),* $(,)?]) => {
        const FIRST: &[&str] = &[$(stringify!($first)),*];
        const LATER: &[&str] = &[$(stringify!($later)),*];
    };
}
with_keys!(names);

/// Words under the names of their keys.
type Texts = BTreeMap<String, String>;

/// Writes the lists of every language into dist/.
pub(super) fn write(workspace: &Workspace) -> Result<()> {
    let folder = workspace.dist().join("widget").join("texts");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} could not be created", folder.display()))?;
    for (language, path) in languages(&workspace.root)? {
        let texts = read(&path)?;
        for (names, end) in [(FIRST, "json"), (LATER, "more.json")] {
            let list = list(names, &texts).with_context(|| path.display().to_string())?;
            std::fs::write(folder.join(format!("{language}.{end}")), list)?;
        }
    }
    Ok(())
}

/// The languages and their files.
fn languages(root: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root.join("texts")).context("the folder texts/ is missing")? {
        let path = entry?.path();
        if let (Some(name), Some("json")) = (path.file_stem(), path.extension().and_then(|end| end.to_str()))
        {
            found.push((name.to_string_lossy().into_owned(), path));
        }
    }
    Ok(found)
}

fn read(path: &Path) -> Result<Texts> {
    let told = || path.display().to_string();
    parse(&std::fs::read_to_string(path).with_context(told)?).with_context(told)
}

/// Takes the words out of their sections, which are there for whoever reads the file.
fn parse(json: &str) -> Result<Texts> {
    let sections: BTreeMap<String, Texts> = serde_json::from_str(json)?;
    let mut texts = Texts::new();
    for (key, words) in sections.into_values().flatten() {
        // The loader joins them by this.
        ensure!(!words.contains('\0'), "{key} holds a character that is no text");
        ensure!(texts.insert(key.clone(), words).is_none(), "{key} is there twice");
    }
    Ok(texts)
}

/// The words of these keys, as a JSON array.
fn list(names: &[&str], texts: &Texts) -> Result<String> {
    let words = names
        .iter()
        .map(|name| texts.get(*name).with_context(|| format!("{name} has no words")))
        .collect::<Result<Vec<_>>>()?;
    Ok(serde_json::to_string(&words)?)
}

#[cfg(test)]
mod tests;
