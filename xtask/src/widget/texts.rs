//! The texts as files that are fetched. `texts/en.json` is for people: words under keys, in sections. The wasm knows keys
//! by their number, so each language becomes two lists in the order of the keys: what the first view needs, and the rest.
//! The loader gets the list of languages, and the numbers of the keys for pages that put words of their own in.

use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[macro_use]
#[path = "../../../src/text/keys.rs"]
mod keys;

macro_rules! names {
    (
        first: [$($first:ident),* $(,)?] later: [$($later:ident),* $(,)?] launcher: [$($launcher:ident),* $(,)?]
    ) => {
        const FIRST: &[&str] = &[$(stringify!($first)),*];
        const LATER: &[&str] = &[$(stringify!($later)),*];
        const LAUNCHER: &[&str] = &[$(stringify!($launcher)),*];
    };
}
with_keys!(names);

/// Words under the names of their keys.
type Texts = BTreeMap<String, String>;

/// What a page cannot replace: the loader sets the language, and the direction goes with it.
const FIXED: [&str; 2] = ["Language", "Direction"];

/// What the loader says where no words could be fetched: it has these of every language in itself.
const UNFETCHED: [&str; 2] = ["LoadFailed", "TryAgain"];

/// The line of the loader that names the languages.
const LANGUAGES: &str = "const LANGUAGES = { en: [] };";

/// Writes the lists of every language into dist/, and into the loader which languages there are.
pub(super) fn write(workspace: &Workspace) -> Result<()> {
    let folder = workspace.dist().join("widget").join("texts");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} could not be created", folder.display()))?;
    for (language, path) in &languages(&workspace.root)? {
        let texts = read(path)?;
        for (names, end) in [(FIRST, "json"), (LATER, "more.json")] {
            let list = list(names, &texts).with_context(|| path.display().to_string())?;
            std::fs::write(folder.join(format!("{language}.{end}")), list)?;
        }
        std::fs::write(
            folder.join(format!("{language}.launcher.json")),
            launcher(&texts)?,
        )?;
    }
    std::fs::write(folder.join("keys.json"), numbers()?)?;
    let loader = workspace.dist().join("cti-softphone.js");
    let told = told(workspace, &std::fs::read_to_string(&loader)?)?;
    std::fs::write(&loader, told)?;
    Ok(())
}

/// The loader with which languages there are.
pub(crate) fn told(workspace: &Workspace, loader: &str) -> Result<String> {
    let mut unfetched = Vec::new();
    for (language, path) in languages(&workspace.root)? {
        unfetched.push((language, list(&UNFETCHED, &read(&path)?)?));
    }
    tell(loader, &unfetched)
}

/// The numbers of the keys that a page can replace, as a JSON object.
fn numbers() -> Result<String> {
    let numbers: BTreeMap<_, _> = FIRST.iter().chain(LATER).chain(LAUNCHER).zip(0..).collect();
    let replaced: BTreeMap<_, u32> = numbers
        .into_iter()
        .filter(|(key, _)| !FIXED.contains(key))
        .collect();
    Ok(serde_json::to_string(&replaced)?)
}

/// The loader with the tags of all languages, and the few words of each.
fn tell(loader: &str, languages: &[(String, String)]) -> Result<String> {
    ensure!(
        loader.matches(LANGUAGES).count() == 1,
        "the loader does not say once: {LANGUAGES}"
    );
    let members: Vec<_> = languages
        .iter()
        .map(|(tag, words)| format!("\"{tag}\":{words}"))
        .collect();
    Ok(loader.replace(
        LANGUAGES,
        &format!("const LANGUAGES = {{{}}};", members.join(",")),
    ))
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
    found.sort();
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

/// The launcher's words under their keys, as a JSON object: the script that says them knows no numbers. With the language,
/// which decides on the form that goes with a number.
fn launcher(texts: &Texts) -> Result<String> {
    let words: BTreeMap<_, _> = texts
        .iter()
        .filter(|(key, _)| LAUNCHER.contains(&key.as_str()) || *key == FIXED[0])
        .collect();
    Ok(serde_json::to_string(&words)?)
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
mod literals;
#[cfg(test)]
mod tests;
