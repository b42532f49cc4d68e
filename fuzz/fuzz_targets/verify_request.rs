//! See `x402_fuzz::verify_request`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| x402_fuzz::verify_request(data));
