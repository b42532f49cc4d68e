//! One process, from its start to its end.

use std::{
    io::{self, Write as _},
    process::{self, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError},
    thread,
    time::Duration,
};

use wait_timeout::ChildExt as _;

use super::{
    lines::{self, Line},
    tail::Tail,
};
use crate::runner::{Trouble, Void};

/// A running testee.
#[derive(Debug)]
pub(super) struct Child {
    process: process::Child,
    /// What is written to it; dropped to say that nothing more comes.
    requests: Option<Sender<Vec<u8>>>,
    responses: Receiver<Line>,
    stderr: Tail,
}

impl Child {
    pub(super) fn spawn(command: &[String], verbose: bool) -> io::Result<Self> {
        let (program, arguments) = command
            .split_first()
            .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut process = command.spawn()?;
        let pipes = (
            process.stdin.take(),
            process.stdout.take(),
            process.stderr.take(),
        );
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(io::Error::other("a pipe is missing"));
        };
        Ok(Self {
            process,
            requests: Some(write(stdin)),
            responses: lines::read(stdout),
            stderr: Tail::of(stderr, verbose),
        })
    }

    /// Writes a line and waits for one.
    pub(super) fn ask(&mut self, line: &str, limit: Duration) -> Result<Vec<u8>, Trouble> {
        match self.responses.try_recv() {
            Ok(line) => return Err(Trouble::Protocol(self.surplus(line))),
            // That it ended is said below, by how.
            Err(TryRecvError::Disconnected | TryRecvError::Empty) => {}
        }
        if let Some(requests) = &self.requests {
            // The thread has gone if the testee has, which is said below.
            let _ = requests.send([line.as_bytes(), b"\n"].concat());
        }
        match self.responses.recv_timeout(limit) {
            Ok(Line::Whole(line)) => Ok(line),
            Ok(Line::Cut(text)) => {
                let ended = self.ended();
                let text = lines::shorten(&String::from_utf8_lossy(&text));
                Err(Trouble::Crash(format!("{ended}, within a line: {text}")))
            }
            Ok(Line::Endless) => {
                let problem = format!("expected a line of at most {} bytes", lines::LIMIT);
                Err(Trouble::Protocol(problem))
            }
            Err(RecvTimeoutError::Disconnected) => {
                let ended = self.ended();
                Err(Trouble::Crash(self.with_stderr(ended)))
            }
            Err(RecvTimeoutError::Timeout) => {
                let problem = format!("no answer in {limit:?}");
                Err(Trouble::Timeout(self.with_stderr(problem)))
            }
        }
    }

    /// Closes the testee's input and waits for it to end.
    pub(super) fn finish(mut self, limit: Duration) -> Result<(), Void> {
        self.requests = None;
        match self.responses.recv_timeout(limit) {
            Ok(line) => Err(Void::new("the testee breaks the protocol").found(self.surplus(line))),
            Err(RecvTimeoutError::Disconnected) => Ok(()),
            Err(RecvTimeoutError::Timeout) => Err(Void::new(format!(
                "the testee still runs {limit:?} after its standard input was closed"
            ))
            .hint("let it end at the end of its input")),
        }
    }

    /// A problem, and what the testee wrote to standard error before.
    pub(super) fn with_stderr(&self, problem: String) -> String {
        match self.stderr.text() {
            Some(text) => format!("{problem}; stderr: {text}"),
            None => problem,
        }
    }

    fn surplus(&self, line: Line) -> String {
        let text = match line {
            Line::Whole(text) | Line::Cut(text) => lines::shorten(&String::from_utf8_lossy(&text)),
            Line::Endless => "a line without end".to_owned(),
        };
        self.with_stderr(format!("a line that nobody asked for: {text}"))
    }

    /// How the process ended, once its standard output has.
    fn ended(&mut self) -> String {
        self.stderr.wait();
        match self.process.wait_timeout(GRACE) {
            Ok(Some(status)) => format!("it ended: {status}"),
            Ok(None) => "it closed its standard output".to_owned(),
            Err(error) => format!("it ended: {error}"),
        }
    }
}

impl Drop for Child {
    /// Leaves nothing behind; whatever has ended already cannot be killed, which is fine.
    fn drop(&mut self) {
        #[cfg(unix)]
        {
            let group = rustix::process::Pid::from_child(&self.process);
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Writes lines from a thread, so that a testee that does not read cannot hold up the runner.
fn write(mut stdin: process::ChildStdin) -> Sender<Vec<u8>> {
    let (sender, receiver) = mpsc::channel::<Vec<u8>>();
    thread::spawn(move || {
        for line in receiver {
            if stdin.write_all(&line).and_then(|()| stdin.flush()).is_err() {
                return;
            }
        }
    });
    sender
}

/// How long a process may take to end after it has closed its standard output.
const GRACE: Duration = Duration::from_secs(1);
