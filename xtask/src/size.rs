//! What the first working view downloads, and whether that is within the budget.

use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt;
use std::io::Write;

/// The files that a browser asks for until the widget works, as paths in dist/. A browser test compares this list with
/// what is really asked for, so that the sum cannot look better than it is.
const FIRST_VIEW: &str = include_str!("../../e2e/first-view.json");

/// What we want it to be, in bytes after brotli.
const AIM: usize = 100_000;
/// What fails the suite.
const BUDGET: usize = 140_000;

/// The sizes of one file, or of all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bytes {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// All that the first working view downloads.
#[derive(Debug)]
pub(crate) struct Sizes {
    files: Vec<(String, Bytes)>,
}

/// Compresses every file of the first view as a good web server would have it prepared.
pub(crate) fn measure(workspace: &Workspace) -> Result<Sizes> {
    let names: Vec<String> =
        serde_json::from_str(FIRST_VIEW).context("e2e/first-view.json is not a list of paths")?;
    ensure!(!names.is_empty(), "e2e/first-view.json names no file");
    let mut files = Vec::new();
    for name in names {
        let path = workspace.dist().join(&name);
        let content =
            std::fs::read(&path).with_context(|| format!("{} is missing from the build", path.display()))?;
        files.push((name, compress(&content)?));
    }
    Ok(Sizes { files })
}

fn compress(content: &[u8]) -> Result<Bytes> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(content)?;
    let mut brotli = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*content, &mut brotli, &settings)?;
    Ok(Bytes {
        raw: content.len(),
        gzip: gzip.finish()?.len(),
        brotli: brotli.len(),
    })
}

impl Sizes {
    /// Whether it is small enough to be released.
    pub(crate) fn within_budget(&self) -> bool {
        self.total().brotli <= BUDGET
    }

    fn total(&self) -> Bytes {
        self.files.iter().fold(Bytes::default(), |sum, (_, file)| Bytes {
            raw: sum.raw + file.raw,
            gzip: sum.gzip + file.gzip,
            brotli: sum.brotli + file.brotli,
        })
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |f: &mut fmt::Formatter<'_>, name: &str, [raw, gzip, brotli]: [String; 3]| {
            writeln!(f, "  {name:<36}{raw:>12}{gzip:>12}{brotli:>12}")
        };
        writeln!(f, "Download for the first working view:")?;
        row(f, "", ["raw", "gzip", "brotli"].map(str::to_owned))?;
        for (name, bytes) in &self.files {
            row(f, name, [bytes.raw, bytes.gzip, bytes.brotli].map(kilobytes))?;
        }
        let total = self.total();
        row(
            f,
            "all of it",
            [total.raw, total.gzip, total.brotli].map(kilobytes),
        )?;
        let verdict = if total.brotli <= AIM {
            "within the aim"
        } else if self.within_budget() {
            "over the aim, within the budget"
        } else {
            "OVER THE BUDGET"
        };
        write!(
            f,
            "  brotli: {verdict} (aim {}, budget {})",
            kilobytes(AIM),
            kilobytes(BUDGET)
        )
    }
}

/// Thousands of bytes, as budgets are written.
fn kilobytes(bytes: usize) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(brotli: usize) -> Sizes {
        let half = Bytes {
            raw: 4 * brotli,
            gzip: brotli,
            brotli: brotli / 2,
        };
        Sizes {
            files: vec![("a.js".to_owned(), half), ("b.wasm".to_owned(), half)],
        }
    }

    #[test]
    fn the_budget_is_for_all_files_together() {
        assert!(sizes(BUDGET).within_budget());
        assert!(!sizes(BUDGET + 2).within_budget());
        assert!(sizes(BUDGET + 2).to_string().contains("OVER THE BUDGET"));
        assert!(
            sizes(90_000)
                .to_string()
                .contains("within the aim (aim 100.0 kB, budget 140.0 kB)")
        );
    }

    #[test]
    fn text_is_compressed() -> Result<()> {
        let text = "calls come and calls go. ".repeat(400);
        let bytes = compress(text.as_bytes())?;
        assert_eq!(bytes.raw, text.len());
        assert!(
            bytes.brotli < bytes.gzip && bytes.gzip < bytes.raw / 10,
            "{bytes:?}"
        );
        Ok(())
    }
}
