//! Test chains: what the core accepts settles there, and a server is held to what is true there.

use xshell::{Shell, cmd};

use super::{clients, peers, python, services};
use crate::{devnet, run::root};

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
    python_services(shell)
}

/// Python's programs on chains: a server and a verifier that find out who lies, and `x402 facilitator`
/// between servers, payers and chains.
fn python_services(shell: &Shell) -> anyhow::Result<()> {
    let (environment, site) = python::installed(shell, "devnet")?;
    let python = environment.program();
    let (chain, solana) = devnet::serve_both(shell)?;
    let command = services::command(shell)?;
    let published = (peers::typescript(shell)?, peers::python(shell)?);
    let _inside = shell.push_dir(root().join(python::PACKAGE));
    cmd!(
        shell,
        "{python} -m pytest --quiet -p no:cacheprovider --override-ini addopts= tests/devnet"
    )
    .env("PYTHONPATH", site)
    .env("X402_DEVNET_URL", &chain.url)
    .env("X402_SOLANA_URL", solana)
    .env("X402_DEVNET", devnet::program())
    .env("X402", command)
    .env("X402_PEERS_NODE", published.0)
    .env("X402_PEERS_PYTHON", published.1)
    .run()?;
    Ok(())
}
