//! The program that Trunk builds: the library, and nothing of its own to do. See Cargo.toml for why it is there.

// Linked for what it exports to the loader.
use cti_softphone as _;

fn main() {}
