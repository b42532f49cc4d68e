//! Results as files that people and other programs read.

mod jsonl;

pub use self::jsonl::ReadError;
