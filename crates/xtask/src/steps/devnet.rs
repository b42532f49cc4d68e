//! Test chains: what the core accepts settles there, and a server is held to what is true there.

use xshell::Shell;

use super::{clients, python};
use crate::devnet;

/// When the published clients pay, in Unix seconds: the time of their chain.
const PAID_AT: &str = "1740672094";

/// The program is in order, nothing settles that should not, the test host settles what published
/// clients pay, and a Python server finds out.
pub(crate) fn check(shell: &Shell) -> anyhow::Result<()> {
    devnet::lint_and_test(shell)?;
    devnet::settle(shell, &[])?;
    let payments = {
        let _now = shell.push_env("X402_NOW", PAID_AT);
        clients::payments(shell)?
    };
    devnet::settle_by_host(shell, &payments.join("\n"))?;
    python::on_devnet(shell)
}
