//! Reads texts that are secret.

use std::{
    env, fs,
    io::{self, Read as _},
    path::Path,
};

use zeroize::Zeroizing;

use super::SignerError;

/// The longest file with a key or a password, in bytes.
const LONGEST: u64 = 1 << 16;

/// The text of a file that its owner alone may read, without white space at the ends.
pub(super) fn read_file(path: &Path) -> Result<Zeroizing<String>, SignerError> {
    let place = path.display();
    let failed = |error: io::Error| SignerError::new(&place, "a readable file", error.to_string());
    let file = fs::File::open(path).map_err(failed)?;
    check_owner_only(path, &file)?;
    let mut text = Zeroizing::new(String::new());
    let read = file.take(LONGEST + 1).read_to_string(&mut text);
    // The error's text would quote nothing, but a key that is not UTF-8 is not a text either.
    read.map_err(|_| SignerError::new(&place, "a text in UTF-8", "other bytes"))?;
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > LONGEST {
        return Err(SignerError::new(&place, "at most 64 KiB", "more"));
    }
    Ok(Zeroizing::new(text.trim().to_owned()))
}

/// The text of an environment variable.
pub(super) fn read_environment(name: &str) -> Result<Zeroizing<String>, SignerError> {
    let place = format!("the environment variable {name}");
    match env::var(name) {
        Ok(text) => Ok(Zeroizing::new(Zeroizing::new(text).trim().to_owned())),
        Err(env::VarError::NotPresent) => Err(SignerError::new(&place, "a private key", "nothing")),
        Err(env::VarError::NotUnicode(_)) => {
            Err(SignerError::new(&place, "a text in UTF-8", "other bytes"))
        }
    }
}

#[cfg(unix)]
fn check_owner_only(path: &Path, file: &fs::File) -> Result<(), SignerError> {
    use std::os::unix::fs::PermissionsExt as _;

    let place = path.display();
    let metadata = file.metadata();
    let metadata =
        metadata.map_err(|error| SignerError::new(&place, "a readable file", error.to_string()))?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 > 0 {
        let expected = format!("a file of its owner alone (run `chmod 600 {place}`)");
        return Err(SignerError::new(
            &place,
            expected,
            format!("the mode {mode:o}"),
        ));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_owner_only(_: &Path, _: &fs::File) -> Result<(), SignerError> {
    Ok(())
}
