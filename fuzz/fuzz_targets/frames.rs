//! Arbitrary bytes as frames: see `cti_fuzz::Target::Frames`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cti_fuzz::Target::Frames.run(data));
