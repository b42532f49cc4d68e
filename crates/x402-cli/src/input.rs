//! Where a command's input comes from: an argument, a file or standard input.

use std::{
    fs,
    io::{self, IsTerminal as _, Read as _},
    path::Path,
};

use x402_core::{header, json::Json};

use crate::{decoded, describe::printable, error::Failure, output};

/// A text to look at, and what it is called in messages.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) text: String,
    pub(crate) origin: String,
    /// Whether the text is an argument that may have been meant as the name of a file.
    may_be_name: bool,
}

impl Input {
    /// Reads standard input for `-` or nothing, a file if there is one of that name, and else
    /// takes the argument itself for the text. White space around the text does not count.
    pub(crate) fn read(argument: Option<&str>) -> Result<Self, Failure> {
        let (bytes, origin) = match argument {
            None | Some("-") => (stdin()?, "standard input".to_owned()),
            Some(name) if is_file(name) || is_a_name(name) => (file(name)?, printable(name)),
            Some(text) => {
                let input = Self::not_empty(text.trim(), "the argument".to_owned())?;
                return Ok(Self {
                    may_be_name: is_word(text),
                    ..input
                });
            }
        };
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Failure::new(format!("{origin} is not UTF-8 text"))
                .at(format!("byte {at}"))
                .hint("save the header or the JSON as plain text")
        })?;
        Self::not_empty(text.trim(), origin)
    }

    /// That the text is not what it was read as, and that there is no file if it may be a name.
    pub(crate) fn is_not(&self, what: &str) -> String {
        if self.may_be_name {
            let name = printable(&self.text);
            return format!("{name} is no {what}, and no file has this name");
        }
        format!("{} is no {what}", self.origin)
    }

    /// The remark that there is no file, if the text may be a name.
    pub(crate) fn missing_file(&self) -> Option<String> {
        let name = || format!("note: no file has the name {}", printable(&self.text));
        self.may_be_name.then(name)
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
            may_be_name: false,
        })
    }

    fn not_empty(text: &str, origin: String) -> Result<Self, Failure> {
        if text.is_empty() {
            return Err(Failure::new(format!("{origin} is empty"))
                .want("a header's value, JSON, or the name of a file with one")
                .hint("x402 --help says what can be read"));
        }
        Ok(Self {
            text: text.to_owned(),
            origin,
            may_be_name: false,
        })
    }
}

fn is_file(name: &str) -> bool {
    // A header's value is longer than any file's name may be.
    name.len() < 4096 && Path::new(name).is_file()
}

/// Whether an argument can only be the name of a file: neither JSON nor header lines have its form,
/// nor has base64.
fn is_a_name(argument: &str) -> bool {
    let argument = argument.trim();
    let is_text = argument.is_empty()
        || argument.contains('\n')
        || decoded::is_json(argument)
        || decoded::header_lines(argument).is_some();
    !is_text && (argument.starts_with('/') || argument.contains('.'))
}

/// Whether an argument is one short word, which a file may be called: no message is so short.
fn is_word(argument: &str) -> bool {
    argument.len() <= LONGEST_NAME
        && !argument.contains(':')
        && !decoded::is_json(argument)
        && Json::parse(&header::decode_base64(argument, LONGEST_NAME).unwrap_or_default()).is_err()
}

fn file(name: &str) -> Result<Vec<u8>, Failure> {
    let cannot_read = |error: io::Error| {
        let failure = Failure::new(format!("cannot read {}", printable(name)));
        if error.kind() == io::ErrorKind::NotFound {
            return failure.got("no file of this name").hint(
                "check the name; INPUT may also be the text itself, or - for standard input",
            );
        }
        failure
            .got(error.to_string())
            .hint("check the file's name, and that you may read it")
    };
    // The size that the system states is 0 for a pipe or a device, which may never end.
    let mut bytes = Vec::new();
    fs::File::open(name)
        .and_then(|file| file.take(LIMIT + 1).read_to_end(&mut bytes))
        .map_err(cannot_read)?;
    bounded(bytes, &printable(name))
}

fn bounded(bytes: Vec<u8>, origin: &str) -> Result<Vec<u8>, Failure> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LIMIT) {
        return Err(too_large(origin));
    }
    Ok(bytes)
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
    bounded(bytes, "standard input")
}

fn too_large(origin: &str) -> Failure {
    Failure::new(format!("{origin} is too large"))
        .want("at most 1 MiB")
        .hint("send one header or one message")
}

/// In bytes.
const LONGEST_NAME: usize = 64;

/// More than any message may be; headers are held to 64 KiB by the protocol's reader.
const LIMIT: u64 = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_from_a_text() {
        for (argument, is_name, is_word) in [
            ("captured", false, true),
            ("my payment", false, true),
            ("captured.txt", true, true),
            ("my payment.txt", true, true),
            ("./402", true, true),
            ("/tmp/402", true, true),
            ("e30=", false, false),
            ("{}", false, false),
            ("[1]", false, false),
            ("\"a\"", false, false),
            ("X-PAYMENT: e30=", false, false),
            ("HTTP/1.1 402 Payment Required", false, true),
            ("a\nb", false, true),
        ] {
            assert_eq!(is_a_name(argument), is_name, "{argument:?}");
            assert_eq!(super::is_word(argument), is_word, "{argument:?}");
        }
        let damaged = "e".repeat(100);
        assert!(
            !is_a_name(&damaged) && !is_word(&damaged),
            "base64 with a defect"
        );
    }
}
