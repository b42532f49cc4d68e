//! See `x402_fuzz::evm_transaction`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| x402_fuzz::evm_transaction(data));
