//! See `x402_fuzz::receipt`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| x402_fuzz::receipt(data));
