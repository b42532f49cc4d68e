//! The exit status.

use std::process::ExitCode;

/// How the command ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Status {
    /// The payment is valid, or the task is done.
    Success,
    /// The input was judged and found wanting: refused, undecided, malformed, nothing found.
    Refused,
    /// The command could not do its work: usage, files, terms that no client could pay.
    Unusable,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Success => Self::SUCCESS,
            Status::Refused => Self::from(1),
            Status::Unusable => Self::from(2),
        }
    }
}
