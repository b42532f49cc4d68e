//! Encrypted keystores of EVM accounts.

use aes::Aes128;
use alloy_primitives::Keccak256;
use ctr::{
    Ctr128BE,
    cipher::{KeyIvInit as _, StreamCipher as _},
};
use scrypt::Params;
use sha2::Sha256;
use x402_core::{
    evm,
    json::{Json, Object},
};
use zeroize::Zeroizing;

/// What is wrong with a keystore or its password.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "it has both halves of an error")]
pub struct KeystoreError {
    /// What was expected.
    pub expected: String,
    /// What was found. It quotes nothing of the keystore.
    pub found: String,
}

impl KeystoreError {
    fn new(expected: impl Into<String>, found: &str) -> Self {
        let (expected, found) = (expected.into(), found.to_owned());
        Self { expected, found }
    }
}

/// Decrypts a keystore of version 3, the form that geth and Foundry's `cast wallet` write:
/// AES-128-CTR, with the key from the password by scrypt or PBKDF2.
///
/// What a keystore may ask for is limited: 1 GiB of memory for scrypt, 10,000,000 rounds of PBKDF2.
///
/// Source: Web3 Secret Storage Definition, version 3.
///
/// # Errors
///
/// The text is not such a keystore, or the password is not its own.
pub fn decrypt(text: &str, password: &[u8]) -> Result<evm::SigningKey, KeystoreError> {
    let json = Json::parse(text.as_bytes());
    let json = json.map_err(|_| KeystoreError::new("a keystore in JSON", "another text"))?;
    let root = json.as_object();
    let version = root.and_then(|root| number(root, "version"));
    if version != Some(3) {
        return Err(KeystoreError::new("a keystore with `version` 3", "another"));
    }
    let crypto = root.and_then(|root| root.get("crypto").or_else(|| root.get("Crypto")));
    let crypto = crypto
        .and_then(Json::as_object)
        .ok_or_else(|| missing("crypto"))?;
    if text_of(crypto, "cipher") != Some("aes-128-ctr") {
        return Err(KeystoreError::new("`cipher` aes-128-ctr", "another"));
    }
    let ciphertext: [u8; 32] = bytes_of(crypto, "ciphertext")?;
    let mac: [u8; 32] = bytes_of(crypto, "mac")?;
    let iv: [u8; 16] = bytes_of(object(crypto, "cipherparams")?, "iv")?;

    let derived = derive(crypto, password)?;
    let (cipher_key, mac_key) = derived.split_at(16);
    let mut hasher = Keccak256::new();
    hasher.update(mac_key);
    hasher.update(ciphertext);
    if hasher.finalize() != mac {
        let expected = "the keystore's own password, and a keystore that is whole";
        return Err(KeystoreError::new(expected, "another password, or damage"));
    }
    let mut secret = Zeroizing::new(ciphertext);
    let cipher = Ctr128BE::<Aes128>::new_from_slices(cipher_key, &iv);
    let mut cipher = cipher.map_err(|_| KeystoreError::new("a key of 16 bytes", "another"))?;
    cipher.apply_keystream(secret.as_mut_slice());
    evm::SigningKey::from_bytes(&secret)
        .map_err(|_| KeystoreError::new("a private key from 1 to n - 1", "another number"))
}

/// The key that the password gives: 16 bytes for the cipher, 16 for the check.
fn derive(crypto: &Object<'_>, password: &[u8]) -> Result<Zeroizing<[u8; 32]>, KeystoreError> {
    let parameters = object(crypto, "kdfparams")?;
    let salt = salt(parameters)?;
    if number(parameters, "dklen") != Some(32) {
        return Err(KeystoreError::new("`dklen` 32", "another"));
    }
    let mut derived = Zeroizing::new([0; 32]);
    match text_of(crypto, "kdf") {
        Some("scrypt") => {
            let params = scrypt_params(parameters)?;
            scrypt::scrypt(password, &salt, &params, derived.as_mut_slice())
                .map_err(|_| KeystoreError::new("parameters of scrypt", "others"))?;
        }
        Some("pbkdf2") => {
            if text_of(parameters, "prf") != Some("hmac-sha256") {
                return Err(KeystoreError::new("`prf` hmac-sha256", "another"));
            }
            let rounds = number(parameters, "c").filter(|rounds| (1..=10_000_000).contains(rounds));
            let rounds = rounds.and_then(|rounds| u32::try_from(rounds).ok());
            let rounds =
                rounds.ok_or_else(|| KeystoreError::new("`c` of 1 to 10,000,000", "another"))?;
            pbkdf2::pbkdf2_hmac::<Sha256>(password, &salt, rounds, derived.as_mut_slice());
        }
        _ => return Err(KeystoreError::new("`kdf` scrypt or pbkdf2", "another")),
    }
    Ok(derived)
}

/// The most memory for scrypt: 128 bytes × n × r.
const MOST_MEMORY: u64 = 1 << 30;

fn scrypt_params(parameters: &Object<'_>) -> Result<Params, KeystoreError> {
    let wrong = || {
        let expected = "`n` a power of two, `p` of 1 to 16, and at most 1 GiB for `n` and `r`";
        KeystoreError::new(expected, "others")
    };
    let [n, r, p] = ["n", "r", "p"].map(|name| number(parameters, name).unwrap_or(0));
    let memory = n.checked_mul(r).and_then(|blocks| blocks.checked_mul(128));
    let is_small = memory.is_some_and(|memory| memory <= MOST_MEMORY) && (1..=16).contains(&p);
    if !is_small || !n.is_power_of_two() {
        return Err(wrong());
    }
    let log_n = u8::try_from(n.trailing_zeros()).map_err(|_| wrong())?;
    let (r, p) = (u32::try_from(r), u32::try_from(p));
    let (Ok(r), Ok(p)) = (r, p) else {
        return Err(wrong());
    };
    Params::new(log_n, r, p).map_err(|_| wrong())
}

fn missing(name: &str) -> KeystoreError {
    KeystoreError::new(format!("the member `{name}` of a keystore"), "another form")
}

fn object<'j>(parent: &'j Object<'j>, name: &str) -> Result<&'j Object<'j>, KeystoreError> {
    let member = parent.get(name).and_then(Json::as_object);
    member.ok_or_else(|| missing(name))
}

fn number(parent: &Object<'_>, name: &str) -> Option<u64> {
    parent.get(name)?.as_number()?.to_u64()
}

fn text_of<'j>(parent: &'j Object<'_>, name: &str) -> Option<&'j str> {
    parent.get(name)?.as_str()
}

fn salt(parameters: &Object<'_>) -> Result<Vec<u8>, KeystoreError> {
    let text = text_of(parameters, "salt").filter(|text| text.len() <= 256);
    let bytes = text.and_then(|text| alloy_primitives::hex::decode(text).ok());
    bytes.ok_or_else(|| missing("salt"))
}

fn bytes_of<const N: usize>(parent: &Object<'_>, name: &str) -> Result<[u8; N], KeystoreError> {
    let mut bytes = [0; N];
    let text = text_of(parent, name).ok_or_else(|| missing(name))?;
    alloy_primitives::hex::decode_to_slice(text, &mut bytes).map_err(|_| missing(name))?;
    Ok(bytes)
}
