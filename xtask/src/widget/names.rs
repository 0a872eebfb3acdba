//! Short names at the border of glue and wasm. wasm-bindgen tells the functions that it imports apart by hashes, which
//! no compression can shorten, and both files repeat them: three kilobytes of what every page downloads.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{ImportSection, Module};
use wasmparser::{ImportSectionReader, Parser, Payload};

/// What the names that wasm-bindgen makes up begin with.
const PREFIX: &str = "__wb";

/// Renames the functions that a wasm imports from its glue, in both files.
pub(super) fn shorten(glue: &Path, wasm: &Path) -> Result<()> {
    let bytes = std::fs::read(wasm)?;
    let script = std::fs::read_to_string(glue)?;
    let names = short_names(&bytes)?;
    ensure!(
        !names.is_empty(),
        "{} imports nothing from its glue",
        wasm.display()
    );
    std::fs::write(wasm, in_wasm(&bytes, &names)?)?;
    std::fs::write(glue, in_script(&script, &names)?)?;
    Ok(())
}

type Names = BTreeMap<String, String>;

fn short_names(wasm: &[u8]) -> Result<Names> {
    let mut names = Names::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(imports) = payload? {
            for import in imports.into_imports() {
                let import = import?;
                if import.name.starts_with(PREFIX) {
                    let next = names.len();
                    let name = names.entry(import.name.to_owned()).or_default();
                    if name.is_empty() {
                        write!(name, "i{next}")?;
                    }
                }
            }
        }
    }
    Ok(names)
}

struct Renaming<'a>(&'a Names);

impl Reencode for Renaming<'_> {
    type Error = std::convert::Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        for import in section.into_imports() {
            let import = import?;
            let name = self.0.get(import.name).map_or(import.name, String::as_str);
            imports.import(import.module, name, self.entity_type(import.ty)?);
        }
        Ok(())
    }
}

fn in_wasm(wasm: &[u8], names: &Names) -> Result<Vec<u8>> {
    let mut module = Module::new();
    Renaming(names)
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(module.finish())
}

/// Replaces whole words only. Every name has to be there, else the glue is not what this was written for.
fn in_script(script: &str, names: &Names) -> Result<String> {
    let mut found = BTreeMap::new();
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    while !rest.is_empty() {
        let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        match names.get_key_value(&rest[..word]) {
            Some((name, short)) => {
                found.insert(name, ());
                out.push_str(short);
            }
            None => out.push_str(&rest[..word]),
        }
        rest = &rest[word..];
        let gap = rest.find(is_word).unwrap_or(rest.len());
        out.push_str(&rest[..gap]);
        rest = &rest[gap..];
    }
    let lost = names.keys().find(|name| !found.contains_key(name));
    lost.map_or(Ok(out), |name| Err(anyhow::anyhow!("{name}")))
        .context("the glue lacks an import of the wasm")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{EntityType, TypeSection};

    /// A module that imports these functions from `./x_bg.js`.
    fn importing(names: &[&str]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        for name in names {
            imports.import("./x_bg.js", name, EntityType::Function(0));
        }
        let mut module = Module::new();
        module.section(&types).section(&imports);
        module.finish()
    }

    #[test]
    fn both_sides_get_the_same_short_names() -> Result<()> {
        let wasm = importing(&["__wbg_now_0123456789abcdef", "load", "__wbindgen_cast_01"]);
        let names = short_names(&wasm)?;
        let renamed = in_wasm(&wasm, &names)?;
        assert_eq!(renamed, importing(&["i0", "load", "i1"]));
        let script = "const i={__wbg_now_0123456789abcdef:()=>1,__wbindgen_cast_01(){},__wbg_now_0:2};";
        assert_eq!(
            in_script(script, &names)?,
            "const i={i0:()=>1,i1(){},__wbg_now_0:2};"
        );
        Ok(())
    }

    #[test]
    fn a_name_that_the_glue_lacks_stops_the_build() -> Result<()> {
        let names = short_names(&importing(&["__wbg_now_0123456789abcdef"]))?;
        assert!(in_script("const i={};", &names).is_err());
        Ok(())
    }
}
