//! The x402 roles as services.
