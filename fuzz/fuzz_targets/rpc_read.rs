//! See `x402_fuzz::rpc_read`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| x402_fuzz::rpc_read(data));
