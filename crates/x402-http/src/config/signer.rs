//! An account of a configuration.

use x402_core::network::Family;

use super::{ConfigError, raw::RawSigner};
use crate::signer::{KeySource, Signer, SignerState};

/// An account of a configuration.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConfiguredSigner {
    /// Its TOML key.
    pub place: String,
    /// The family of networks on which it signs.
    pub family: Family,
    /// Where its key is.
    pub source: KeySource,
    /// Whether it is used for new payments.
    pub state: SignerState,
}

impl ConfiguredSigner {
    /// Reads its key.
    ///
    /// # Errors
    ///
    /// There is none, or it cannot be used.
    pub fn read(&self) -> Result<(Signer, SignerState), ConfigError> {
        let signer = self.source.read(self.family);
        let signer = signer.map_err(|error| ConfigError::of(&self.place, &error))?;
        Ok((signer, self.state))
    }
}

pub(super) fn read_all(raw: Vec<RawSigner>) -> Result<Vec<ConfiguredSigner>, ConfigError> {
    let signers = raw.into_iter().enumerate();
    signers.map(|(number, raw)| read(number, raw)).collect()
}

fn read(number: usize, raw: RawSigner) -> Result<ConfiguredSigner, ConfigError> {
    let place = format!("signers[{number}]");
    let family = match raw.family.as_str() {
        "evm" => Family::Evm,
        "solana" => Family::Svm,
        _ => {
            return Err(ConfigError::new(
                format!("{place}.family"),
                "\"evm\" or \"solana\"",
            ));
        }
    };
    let source = match (raw.file, raw.keystore, raw.environment) {
        (Some(file), None, None) => KeySource::File(file),
        (None, Some(file), None) => {
            let expected = "a file with the keystore's password";
            let place = || format!("{place}.password_file");
            let password = raw.password_file.clone();
            let password_file = password.ok_or_else(|| ConfigError::missing(place(), expected))?;
            KeySource::Keystore {
                file,
                password_file,
            }
        }
        (None, None, Some(name)) => KeySource::Environment(name),
        _ => {
            let expected = "one of the keys `file`, `keystore` and `environment`";
            return Err(ConfigError::new(place, expected));
        }
    };
    let is_keystore = matches!(source, KeySource::Keystore { .. });
    if raw.password_file.is_some() && !is_keystore {
        let expected = "no such key without `keystore`";
        return Err(ConfigError::new(format!("{place}.password_file"), expected));
    }
    Ok(ConfiguredSigner {
        place,
        family,
        source,
        state: raw.state,
    })
}
