//! The process of a `LiteSVM`: a line of JSON-RPC in, a line out.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use crate::{Result, error::Error, node::Node};

/// A running `solana_node.py` or `live_node.py`. It ends with this value.
#[derive(Debug)]
pub struct LiteSvm {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl LiteSvm {
    /// Starts a chain that each case sets up, with a Python that has solders.
    ///
    /// # Errors
    ///
    /// The program does not start.
    pub fn start(python: &Path, folder: &Path) -> Result<Self> {
        Self::spawn(Command::new(python).arg(folder.join("solana_node.py")))
    }

    /// Starts a chain whose blocks take the given number of milliseconds.
    ///
    /// # Errors
    ///
    /// The program does not start.
    pub fn live(python: &Path, folder: &Path, millis: u32) -> Result<Self> {
        let mut command = Command::new(python);
        Self::spawn(
            command
                .arg(folder.join("live_node.py"))
                .arg(millis.to_string()),
        )
    }

    fn spawn(command: &mut Command) -> Result<Self> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .map_err(|error| Error::from(error).of(command.get_program().display()))?;
        match (process.stdin.take(), process.stdout.take()) {
            (Some(requests), Some(answers)) => Ok(Self {
                process,
                requests,
                answers: BufReader::new(answers),
            }),
            _ => Err(Error::new("the process has no pipes")),
        }
    }
}

impl Node for LiteSvm {
    fn post(&mut self, body: &str) -> Result<String> {
        writeln!(self.requests, "{body}")?;
        self.requests.flush()?;
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err(Error::new("the process of Solana ends"));
        }
        Ok(line)
    }
}

impl Drop for LiteSvm {
    fn drop(&mut self) {
        // It may have ended already, and then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
