//! Whether every file that a script of the package asks for is named in full, and is there.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// What an address relative to a script looks like behind its name.
const HERE: &str = "import.meta.url";

/// Looks through all scripts of a folder and the folders in it.
pub(super) fn check(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            check(&path)?;
        } else if path.extension().is_some_and(|end| end == "js") {
            let told = || path.display().to_string();
            for name in asked_for(&fs::read_to_string(&path)?).with_context(told)? {
                ensure!(
                    folder.join(name).is_file(),
                    "{}: the package has no {name}",
                    path.display()
                );
            }
        }
    }
    Ok(())
}

/// The files that a script imports or makes addresses of.
pub(super) fn asked_for(script: &str) -> Result<Vec<&str>> {
    let mut names = Vec::new();
    for (before, word) in [("import(", true), ("import", false), ("from", false)] {
        for (at, _) in script.match_indices(before) {
            let rest = script[at + before.len()..].trim_start();
            match quoted(rest) {
                Some((name, _)) if name.starts_with("./") => names.push(name),
                Some(_) => {}
                None => ensure!(
                    !word,
                    "bundlers cannot follow import({}…: write import(\"./name.js\")",
                    start(rest)
                ),
            }
        }
    }
    let mut addresses = 0;
    for (at, _) in script.match_indices("new URL(") {
        let rest = script[at + "new URL(".len()..].trim_start();
        let Some((name, rest)) = quoted(rest) else {
            continue;
        };
        let Some(rest) = rest.trim_start().strip_prefix(',') else {
            continue;
        };
        if rest.trim_start().starts_with(HERE) {
            names.push(name);
            addresses += 1;
        }
    }
    ensure!(
        script.matches(HERE).count() == addresses,
        "bundlers can follow nothing but new URL(\"./name\", {HERE})"
    );
    Ok(names)
}

/// A text in quotes, and what comes behind it.
fn quoted(code: &str) -> Option<(&str, &str)> {
    let quote = code.chars().next().filter(|c| ['"', '\''].contains(c))?;
    code[1..].split_once(quote)
}

/// As much as tells where it is.
fn start(code: &str) -> &str {
    let end = code.char_indices().nth(30).map_or(code.len(), |(at, _)| at);
    &code[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(script: &str, expected: &[&str]) {
        assert_eq!(asked_for(script).ok().as_deref(), Some(expected), "{script}");
    }

    #[test]
    fn files_are_found_by_their_names() {
        check(
            r#"import{a as b}from"./x.js";import "./y.js""#,
            &["./y.js", "./x.js"],
        );
        check("const f = () => import( './z.js');", &["./z.js"]);
        check(
            r#"fetch(new URL("a.wasm",import.meta.url));new URL(given);new URL("/b",location.href)"#,
            &["a.wasm"],
        );
        check(r#"const important = "fromage""#, &[]);
    }

    #[test]
    fn names_that_are_put_together_are_refused() {
        for script in [
            "import(name)",
            "import(`./${name}.js`)",
            "new URL(`./${name}.json`, import.meta.url)",
            r#"const here = import.meta.url; new URL("./a", here)"#,
        ] {
            assert!(asked_for(script).is_err(), "{script}");
        }
    }
}
