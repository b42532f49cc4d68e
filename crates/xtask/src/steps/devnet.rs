//! Test chains: what the core accepts settles there, and a server is held to what is true there.

use xshell::Shell;

use super::python;
use crate::devnet;

/// The program is in order, nothing settles that should not, and a Python server finds out.
pub(crate) fn check(shell: &Shell) -> anyhow::Result<()> {
    devnet::lint_and_test(shell)?;
    devnet::settle(shell, &[])?;
    python::on_devnet(shell)
}
