//! The process of an Anvil, over HTTP.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use crate::{Result, error::Error, node::Node};

/// A running Anvil. It ends with this value.
#[derive(Debug)]
pub struct Anvil {
    /// Where it listens: an address of this machine, and a port.
    pub address: String,
    process: Child,
    connection: BufReader<TcpStream>,
}

impl Anvil {
    /// Starts the program of a folder with npm's packages, at a port that the system chooses.
    ///
    /// Its time begins at 1, so that a block can have the time of any vector.
    ///
    /// # Errors
    ///
    /// The program is not there, or does not start.
    pub fn start(packages: &Path) -> Result<Self> {
        let program = Self::program(packages)?;
        let mut process = Command::new(&program)
            .args(["--port", "0", "--timestamp", "1", "--accounts", "1"])
            .args(["--threads", "1", "--hardfork", "prague"])
            // Gas is free, so that no balance of the chain's own coin is part of a case.
            .args(["--block-base-fee-per-gas", "0", "--gas-price", "0"])
            // For setting up; what settles is signed here and sent as raw bytes.
            .arg("--auto-impersonate")
            // A block comes when it is asked for, not some time after a transaction.
            .arg("--no-mining")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .map_err(|error| Error::from(error).of(program.display()))?;
        match Self::connect(&mut process) {
            Ok((address, connection)) => Ok(Self {
                address,
                process,
                connection,
            }),
            Err(error) => {
                process.kill()?;
                Err(error)
            }
        }
    }

    /// The program for this machine. The package's own command starts it in a process of its own,
    /// which would outlive the command.
    fn program(packages: &Path) -> Result<PathBuf> {
        let folder = packages.join("node_modules/@foundry-rs");
        for package in folder
            .read_dir()
            .map_err(|error| Error::from(error).of(folder.display()))?
        {
            let program = package?.path().join("bin/anvil");
            if program.exists() {
                return Ok(program);
            }
        }
        Err(Error::new(format!(
            "{}: no package has Anvil for this machine",
            folder.display()
        )))
    }

    /// Waits for the line that names the address.
    fn connect(process: &mut Child) -> Result<(String, BufReader<TcpStream>)> {
        let output = process.stdout.take();
        let mut lines = BufReader::new(output.ok_or_else(|| Error::new("Anvil has no output"))?);
        let mut line = String::new();
        while lines.read_line(&mut line)? > 0 {
            if let Some(address) = line.trim().strip_prefix("Listening on ") {
                let address = address.to_owned();
                let connection = TcpStream::connect(&address)?;
                connection.set_nodelay(true)?;
                // A full pipe would stop it.
                std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
                return Ok((address, BufReader::new(connection)));
            }
            line.clear();
        }
        Err(Error::new("Anvil ends before it listens"))
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.connection.read_line(&mut line)? == 0 {
            return Err(Error::new("Anvil closes the connection"));
        }
        Ok(line.trim_end().to_owned())
    }

    fn exact(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.connection.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = self.line()?;
            let length = usize::from_str_radix(&line, 16)
                .map_err(|error| Error::new(format!("a chunk of {line} bytes: {error}")))?;
            body.extend(self.exact(length)?);
            self.line()?;
            if length == 0 {
                return Ok(body);
            }
        }
    }
}

impl Node for Anvil {
    fn post(&mut self, body: &str) -> Result<String> {
        let request = format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.connection.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?;
        if !status.contains(" 200 ") {
            return Err(Error::new(format!("Anvil answers {status}")));
        }
        let mut length = None;
        loop {
            let line = self.line()?.to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(text) = line.strip_prefix("content-length:") {
                length = text.trim().parse().ok();
            }
        }
        let bytes = match length {
            Some(length) => self.exact(length)?,
            None => self.chunks()?,
        };
        String::from_utf8(bytes).map_err(|error| Error::new(error.to_string()))
    }
}

impl Drop for Anvil {
    fn drop(&mut self) {
        // It may have ended already, and then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
