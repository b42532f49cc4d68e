//! Values of EVM chains.
