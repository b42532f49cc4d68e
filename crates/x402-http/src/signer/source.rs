//! Where a key is.

use std::path::PathBuf;

use x402_core::{
    evm,
    json::{Json, Number},
    network::Family,
    svm,
};
use zeroize::Zeroizing;

use super::{Signer, SignerError, keystore, secret};

/// Where an account's key is.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a caller writes it as a literal")]
pub enum KeySource {
    /// A file that its owner alone may read, with the key as text.
    File(PathBuf),
    /// A keystore of version 3, of an EVM account.
    Keystore {
        /// The keystore.
        file: PathBuf,
        /// A file that its owner alone may read, with the password.
        password_file: PathBuf,
    },
    /// An environment variable with the key as text.
    Environment(String),
}

impl KeySource {
    /// Reads the key of an account of this family.
    ///
    /// # Errors
    ///
    /// There is no key, others than its owner can read it, or the text is not one.
    pub fn read(&self, family: Family) -> Result<Signer, SignerError> {
        match self {
            Self::File(path) => signer(
                family,
                &secret::read_file(path)?,
                &path.display().to_string(),
            ),
            Self::Environment(name) => {
                let place = format!("the environment variable {name}");
                signer(family, &secret::read_environment(name)?, &place)
            }
            Self::Keystore {
                file,
                password_file,
            } => {
                let place = file.display();
                if family != Family::Evm {
                    let expected = "a key of an account on Solana: `file` or `environment`";
                    return Err(SignerError::new(place, expected, "a keystore"));
                }
                let text = secret::read_file(file)?;
                let password = secret::read_file(password_file)?;
                let key = keystore::decrypt(&text, password.as_bytes());
                key.map(Signer::from)
                    .map_err(|error| SignerError::new(place, error.expected, error.found))
            }
        }
    }
}

fn signer(family: Family, text: &str, place: &str) -> Result<Signer, SignerError> {
    let key = match family {
        Family::Evm => evm::SigningKey::from_hex(text).map(Signer::from),
        Family::Svm if text.starts_with('[') => return keypair(text, place),
        Family::Svm => svm::SigningKey::from_base58(text).map(Signer::from),
        _ => {
            return Err(SignerError::new(
                place,
                "an account of EVM or Solana",
                "another",
            ));
        }
    };
    // The error quotes nothing.
    key.map_err(|error| {
        let error = error.to_string();
        let (expected, found) = error.split_once(", found ").unwrap_or((&error, "another"));
        let expected = expected.strip_prefix("expected ").unwrap_or(expected);
        SignerError::new(place, expected, found)
    })
}

/// The JSON of Solana's tools: a list of 64 numbers.
fn keypair(text: &str, place: &str) -> Result<Signer, SignerError> {
    let wrong = || SignerError::new(place, "a list of 64 numbers from 0 to 255", "another text");
    let json = Json::parse(text.as_bytes()).map_err(|_| wrong())?;
    let numbers = json.as_array().ok_or_else(wrong)?;
    let mut pair = Zeroizing::new([0; 64]);
    if numbers.len() != pair.len() {
        return Err(wrong());
    }
    for (byte, number) in pair.iter_mut().zip(numbers) {
        let number = number.as_number().and_then(Number::to_u64);
        let number = number.and_then(|number| u8::try_from(number).ok());
        *byte = number.ok_or_else(wrong)?;
    }
    let key = svm::SigningKey::from_keypair_bytes(&pair);
    let expected = "32 secret bytes followed by their public key";
    key.map(Signer::from)
        .map_err(|_| SignerError::new(place, expected, "another public key"))
}
