//! See `x402_fuzz::solana_transaction`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| x402_fuzz::solana_transaction(data));
