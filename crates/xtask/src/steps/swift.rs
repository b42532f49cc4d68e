//! The Swift package: its tests, and its verdicts on the shared vectors.

use xshell::Shell;

use crate::swift::Swift;

/// Builds and tests the package.
pub(crate) fn check(shell: &Shell) -> anyhow::Result<()> {
    let _swift = Swift::new(shell)?;
    Ok(())
}
