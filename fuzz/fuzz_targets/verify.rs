//! See `x402_fuzz::verify`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| x402_fuzz::verify(data));
