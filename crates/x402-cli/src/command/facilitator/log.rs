//! What a running facilitator reports.

use x402_http::log::{self, LevelFilter, Log, Metadata, Record};

use crate::output;

/// Writes records to standard error, one a line.
struct Lines;

impl Log for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("x402")
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            let level = record.level().as_str().to_ascii_lowercase();
            output::tell(&format!("{level}: {}", record.args()));
        }
    }

    fn flush(&self) {}
}

pub(super) fn to_standard_error() {
    // Only the first call in a process counts, and there is one.
    if log::set_logger(&Lines).is_ok() {
        log::set_max_level(LevelFilter::Info);
    }
}
