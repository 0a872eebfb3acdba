//! Arbitrary lives of a softphone: see `cti_fuzz::Target::Life`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cti_fuzz::Target::Life.run(data));
