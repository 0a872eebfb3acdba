//! A short run without the engine, so that the targets do not rot, and what was found once stays found.
//!
//! The inputs are the same in every run. `cargo xtask fuzz` is the long run.

#![allow(clippy::unwrap_used, reason = "a test that has nothing to look at has failed")]

use cti_fuzz::{Golden, Mutator, Target, seeds};
use std::panic::catch_unwind;

const SEED: u64 = 20_260_101;

fn check(target: Target, mutations: usize) {
    let corpus = seeds(target, &Golden::read_all().unwrap());
    assert!(corpus.len() > 30, "only {} seeds", corpus.len());
    let mut mutator = Mutator::new(SEED);
    let mutated = (0..mutations)
        .map(|_| mutator.mutate(&corpus))
        .collect::<Vec<_>>();
    for (number, input) in corpus.iter().chain(&mutated).enumerate() {
        if catch_unwind(|| target.run(input)).is_err() {
            let path = std::env::temp_dir().join(format!("cti-fuzz-{}-{number}", target.name()));
            std::fs::write(&path, input).unwrap();
            panic!(
                "seed {SEED}, input {number}; again: cargo run -p cti-fuzz -- run {} {}",
                target.name(),
                path.display()
            );
        }
    }
}

#[test]
fn frames() {
    check(Target::Frames, 4_000);
}

#[test]
fn lives() {
    check(Target::Life, 4_000);
}

#[test]
fn json() {
    check(Target::Json, 20_000);
}
