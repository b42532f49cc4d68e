//! The last lines of a testee's standard error.

use std::{
    collections::VecDeque,
    io::{self, Write as _},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

use super::lines::{self, Line};

/// Keeps the last lines, and passes all on where that is wanted.
#[derive(Debug)]
pub(super) struct Tail {
    kept: Arc<Mutex<VecDeque<String>>>,
    /// Ends when the testee's standard error does.
    ended: Receiver<()>,
}

impl Tail {
    pub(super) fn of(stderr: impl io::Read + Send + 'static, verbose: bool) -> Self {
        let kept = Arc::new(Mutex::new(VecDeque::new()));
        let (sender, ended) = mpsc::channel();
        let shared = Arc::clone(&kept);
        thread::spawn(move || {
            let _until_the_end: mpsc::Sender<()> = sender;
            for line in lines::read(stderr) {
                let (Line::Whole(line) | Line::Cut(line)) = line else {
                    return;
                };
                let line = String::from_utf8_lossy(&line).into_owned();
                if verbose {
                    // Where nobody listens any more, there is nobody to tell.
                    let _ = writeln!(io::stderr().lock(), "{line}");
                }
                let mut kept = shared.lock().unwrap_or_else(PoisonError::into_inner);
                if kept.len() == KEPT {
                    kept.pop_front();
                }
                kept.push_back(line);
            }
        });
        Self { kept, ended }
    }

    /// Waits a little for the last words of a process that ended.
    pub(super) fn wait(&self) {
        let _ = self.ended.recv_timeout(LAST_WORDS);
    }

    /// The last lines, as one.
    pub(super) fn text(&self) -> Option<String> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let lines: Vec<&str> = kept
            .iter()
            .map(|line| line.trim())
            .filter(|line| !line.is_empty())
            .collect();
        (!lines.is_empty()).then(|| lines::shorten_end(&lines.join(" | ")))
    }
}

/// How many lines are kept.
const KEPT: usize = 8;

/// How long the pipe of a process that ended may take to run dry.
const LAST_WORDS: Duration = Duration::from_secs(1);
