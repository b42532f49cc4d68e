//! Where a command's input comes from: an argument, a file or standard input.

use std::{
    fs,
    io::{self, IsTerminal as _, Read as _},
    path::Path,
};

use crate::{describe::printable, error::Failure, output};

/// A text to look at, and what it is called in messages.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) text: String,
    pub(crate) origin: String,
}

impl Input {
    /// Reads standard input for `-` or nothing, a file if there is one of that name, and else
    /// takes the argument itself for the text. White space around the text does not count.
    pub(crate) fn read(argument: Option<&str>) -> Result<Self, Failure> {
        let (bytes, origin) = match argument {
            None | Some("-") => (stdin()?, "standard input".to_owned()),
            Some(name) if is_file(name) || looks_like_a_file(name) => {
                (file(name)?, printable(name))
            }
            Some(text) => {
                let text = text.trim().to_owned();
                return Self::not_empty(text, "the argument".to_owned());
            }
        };
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Failure::new(format!("{origin} is not UTF-8 text"))
                .at(format!("byte {at}"))
                .hint("save the header or the JSON as plain text")
        })?;
        Self::not_empty(text.trim().to_owned(), origin)
    }

    /// Reads a file that must be one.
    pub(crate) fn file(name: &str) -> Result<Self, Failure> {
        if name == "-" || is_file(name) {
            return Self::read(Some(name));
        }
        let bytes = file(name)?;
        Ok(Self {
            text: String::from_utf8_lossy(&bytes).into_owned(),
            origin: printable(name),
        })
    }

    fn not_empty(text: String, origin: String) -> Result<Self, Failure> {
        if text.is_empty() {
            return Err(Failure::new(format!("{origin} is empty"))
                .want("a header's value, JSON, or the name of a file with one")
                .hint("x402 --help says what can be read"));
        }
        Ok(Self { text, origin })
    }
}

fn is_file(name: &str) -> bool {
    // A header's value is longer than any file's name may be.
    name.len() < 4096 && Path::new(name).is_file()
}

/// Neither JSON nor base64 nor a header's line has a name's form.
fn looks_like_a_file(argument: &str) -> bool {
    let is_one_word = !argument.contains(char::is_whitespace) && !argument.contains(':');
    let is_text = argument.starts_with(['{', '[', '"']);
    is_one_word && !is_text && (argument.contains('.') || argument.starts_with('/'))
}

fn file(name: &str) -> Result<Vec<u8>, Failure> {
    let size = fs::metadata(name).map_or(0, |metadata| metadata.len());
    if size > LIMIT {
        return Err(too_large(&printable(name)));
    }
    fs::read(name).map_err(|error| {
        Failure::new(format!("cannot read {}", printable(name)))
            .got(error.to_string())
            .hint("check the file's name, and that you may read it")
    })
}

fn stdin() -> Result<Vec<u8>, Failure> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        output::tell("reading standard input, which ends with Ctrl-D");
    }
    let mut bytes = Vec::new();
    stdin
        .lock()
        .take(LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::new("cannot read standard input").got(error.to_string()))?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LIMIT) {
        return Err(too_large("standard input"));
    }
    Ok(bytes)
}

fn too_large(origin: &str) -> Failure {
    Failure::new(format!("{origin} is too large"))
        .want("at most 1 MiB")
        .hint("send one header or one message")
}

/// More than any message may be; headers are held to 64 KiB by the protocol's reader.
const LIMIT: u64 = 1 << 20;
