//! Arbitrary bytes as JSON: see `cti_fuzz::Target::Json`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cti_fuzz::Target::Json.run(data));
