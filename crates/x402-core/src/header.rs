//! The five HTTP headers.
