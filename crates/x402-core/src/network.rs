//! Networks by their CAIP-2 names.
