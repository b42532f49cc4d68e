//! Servers that a test talks to: each says on its first line where it listens.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::run::root;

/// A server that ends with this value.
pub(crate) struct Peer {
    child: Child,
    /// It ends when its input does, and then ends what it has started.
    ends_itself: bool,
    /// Kept open: the server may say more.
    output: BufReader<ChildStdout>,
    /// Where it listens.
    pub(crate) url: String,
}

impl Peer {
    /// Our own facilitator without a chain, of the Python package that lies in `site`.
    pub(crate) fn facilitator(python: &Path, site: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new(python);
        command.args(["-m", "x402_core.testing"]);
        command.env("PYTHONPATH", site);
        Self::start(command)
    }

    /// The published TypeScript server, which asks this facilitator.
    pub(crate) fn typescript(folder: &Path, facilitator: &Self) -> anyhow::Result<Self> {
        let mut command = Command::new("node");
        command.arg(folder.join("server.mjs"));
        command.args(["--facilitator", &facilitator.url]);
        Self::start(command)
    }

    /// A node of Solana, which answers what is asked before signing.
    pub(crate) fn solana_node(python: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new(python);
        command.args(["bindings/python/tests/chain_node.py", BLOCKHASH]);
        Self::start(command)
    }

    /// A chain with a real token: the program `x402-devnet`, with Anvil in the folder `node`.
    pub(crate) fn devnet(program: &Path, node: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new(program);
        command.arg("serve").env("X402_DEVNET_NODE", node);
        Self::start_chain(command)
    }

    /// The same beside Solana, by a Python with `LiteSVM`; the second value is Solana's URL.
    pub(crate) fn both_chains(
        program: &Path,
        node: &Path,
        python: &Path,
    ) -> anyhow::Result<(Self, String)> {
        let mut command = Command::new(program);
        command.args(["serve", "--solana", SOLANA_BLOCK]);
        command.env("X402_DEVNET_NODE", node);
        command.env("X402_DEVNET_PYTHON", python);
        let mut peer = Self::start_chain(command)?;
        let mut solana = String::new();
        peer.output.read_line(&mut solana)?;
        Ok((peer, solana.trim().to_owned()))
    }

    fn start_chain(command: Command) -> anyhow::Result<Self> {
        let mut peer = Self::start(command)?;
        peer.ends_itself = true;
        Ok(peer)
    }

    fn start(mut command: Command) -> anyhow::Result<Self> {
        let mut child = command
            .current_dir(root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {command:?}"))?;
        let output = child.stdout.take().context("a server without output")?;
        let mut peer = Self {
            child,
            ends_itself: false,
            output: BufReader::new(output),
            url: String::new(),
        };
        let mut line = String::new();
        peer.output.read_line(&mut line)?;
        // The URL alone, or an object with it.
        peer.url = match serde_json::from_str::<Value>(&line) {
            Ok(told) => told
                .get("url")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            Err(_) => line.trim().to_owned(),
        };
        ensure!(
            peer.url.starts_with("http://127.0.0.1:"),
            "{command:?} says `{line}` and not where it listens"
        );
        println!("{line}");
        Ok(peer)
    }
}

/// How long a block of Solana takes, in milliseconds.
const SOLANA_BLOCK: &str = "200";

/// Of no block: the facilitator asks no chain.
const BLOCKHASH: &str = "EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N";

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        if !self.ends_itself {
            // It may have ended already.
            let _ended = self.child.kill();
        }
        let _status = self.child.wait();
    }
}
