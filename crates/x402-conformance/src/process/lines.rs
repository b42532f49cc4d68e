//! Lines of bounded length, read by a thread.

use std::{
    io::{self, BufRead as _, BufReader, Read},
    sync::mpsc::{self, Receiver},
    thread,
};

/// What was read.
#[derive(Debug)]
pub(super) enum Line {
    /// A whole line, without its end.
    Whole(Vec<u8>),
    /// What stood after the last line end.
    Cut(Vec<u8>),
    /// No end within the limit.
    Endless,
}

/// Reads lines until the reader ends, fails or writes one without end.
pub(super) fn read(reader: impl Read + Send + 'static) -> Receiver<Line> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(reader);
        while let Ok(Some(line)) = next(&mut reader) {
            let is_last = !matches!(line, Line::Whole(_));
            if sender.send(line).is_err() || is_last {
                return;
            }
        }
    });
    receiver
}

fn next(reader: &mut BufReader<impl Read>) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    if reader.take(LIMIT).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Some(Line::Whole(line)));
    }
    let is_endless = u64::try_from(line.len()).is_ok_and(|length| length >= LIMIT);
    Ok(Some(if is_endless {
        Line::Endless
    } else {
        Line::Cut(line)
    }))
}

/// The beginning of a text, for a message.
pub(super) fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(SHORT).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The end of a text, for a message: what was said last matters most.
pub(super) fn shorten_end(text: &str) -> String {
    let surplus = text.chars().count().saturating_sub(2 * SHORT);
    match surplus {
        0 => text.to_owned(),
        _ => "…".chars().chain(text.chars().skip(surplus)).collect(),
    }
}

/// How long a line may be: the longest answer repeats a header of 64 KiB.
pub(super) const LIMIT: u64 = 1 << 20;

/// How much of a line is shown.
const SHORT: usize = 120;
