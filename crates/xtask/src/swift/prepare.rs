//! What a checkout needs before `swift build`: `cargo xtask swift-sources`.

use super::{library, sources};

/// Generates the sources into the package, and on Linux links the library; true, for a command.
pub(crate) fn run() -> anyhow::Result<bool> {
    let shell = crate::run::shell()?;
    sources::generate(&shell)?;
    if cfg!(target_os = "linux") {
        library::link(&shell, &library::folder()?)?;
    }
    Ok(true)
}
