//! See `x402_fuzz::signature`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| x402_fuzz::signature(data));
