//! See `x402_fuzz::token_data`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| x402_fuzz::token_data(data));
