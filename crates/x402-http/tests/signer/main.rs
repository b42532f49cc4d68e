//! Keys from files, keystores and the environment.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "it runs where there is an operating system"
)]
#![cfg(unix)]

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use x402_core::network::Family;
use x402_http::signer::{KeySource, decrypt};

/// A test vector of the Web3 Secret Storage Definition.
const SCRYPT: &str = r#"{"crypto": {"cipher": "aes-128-ctr",
    "cipherparams": {"iv": "83dbcc02d8ccb40e466191a123791e0e"},
    "ciphertext": "d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
    "kdf": "scrypt", "kdfparams": {"dklen": 32, "n": 262144, "r": 1, "p": 8,
        "salt": "ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
    "mac": "2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},
    "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3}"#;
/// The same key by PBKDF2, encrypted by Python's hashlib and OpenSSL.
const PBKDF2: &str = r#"{"crypto": {"cipher": "aes-128-ctr",
    "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
    "ciphertext": "5bc3e3a96d7abbea18c66729c2611b47fe936ae3dc34e57168237a7e8cba34a2",
    "kdf": "pbkdf2", "kdfparams": {"c": 16, "dklen": 32, "prf": "hmac-sha256",
        "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
    "mac": "d053958a3417644014d4abf56fad8c003cf46b59f8c8e1f9461b31a708a8e80d"}, "version": 3}"#;
const ADDRESS: &str = "0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b";
const KEY: &str = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";

/// A file with this mode in a folder of its own.
fn file(name: &str, mode: u32, text: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("x402-signer-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    path
}

fn error(source: &KeySource, family: Family) -> String {
    source.read(family).unwrap_err().to_string()
}

#[test]
fn both_ways_to_a_keystores_key() {
    for text in [SCRYPT, PBKDF2] {
        let key = decrypt(text, b"testpassword").unwrap();
        assert_eq!(key.address().to_string(), ADDRESS);
    }
}

#[test]
fn a_wrong_password_and_a_damaged_keystore_are_refused() {
    let error = decrypt(PBKDF2, b"testpasswore").unwrap_err();
    assert_eq!(error.found, "another password, or damage");
    let damaged = PBKDF2.replace("\"5bc3", "\"0000");
    assert_eq!(decrypt(&damaged, b"testpassword").unwrap_err(), error);
}

#[test]
fn a_keystore_cannot_ask_for_all_memory_or_time() {
    for (from, to) in [
        ("\"n\": 262144", "\"n\": 1073741824"),
        ("\"r\": 1", "\"r\": 1073741824"),
        ("\"p\": 8", "\"p\": 1073741824"),
        ("\"n\": 262144", "\"n\": 262143"),
        ("\"n\": 262144", "\"n\": 0"),
    ] {
        let error = decrypt(&SCRYPT.replace(from, to), b"testpassword").unwrap_err();
        assert!(error.expected.contains("1 GiB"), "{to}: {error:?}");
    }
    let many = PBKDF2.replace("\"c\": 16", "\"c\": 4294967295");
    let error = decrypt(&many, b"testpassword").unwrap_err();
    assert!(error.expected.contains("10,000,000"), "{error:?}");
}

#[test]
fn a_file_of_its_owner_alone_is_read() {
    let source = KeySource::File(file("key", 0o600, &format!("0x{KEY}\n")));
    let signer = source.read(Family::Evm).unwrap();
    assert_eq!(signer.address().to_string(), ADDRESS);
    assert!(signer.sign_digest(&[1; 32]).is_some() && signer.sign_message(b"m").is_none());
    assert!(!format!("{signer:?}").contains(&KEY[..8]));
}

#[test]
fn a_file_that_others_can_read_is_refused() {
    for mode in [0o640, 0o604, 0o620, 0o601] {
        let path = file(&format!("open-{mode:o}"), mode, KEY);
        let error = error(&KeySource::File(path), Family::Evm);
        assert!(
            error.contains(&format!("found the mode {mode:o}")),
            "{error}"
        );
        assert!(
            error.contains("chmod 600") && !error.contains(KEY),
            "{error}"
        );
    }
}

#[test]
fn an_error_names_the_place_and_quotes_no_key() {
    let short = file("short", 0o600, &KEY[1..]);
    let error_of_file = error(&KeySource::File(short.clone()), Family::Evm);
    assert!(
        error_of_file.starts_with(short.to_str().unwrap()),
        "{error_of_file}"
    );
    assert!(!error_of_file.contains(&KEY[1..9]), "{error_of_file}");
    let absent = error(
        &KeySource::File(Path::new("/nonexistent/key").into()),
        Family::Evm,
    );
    assert!(
        absent.starts_with("/nonexistent/key: expected a readable file"),
        "{absent}"
    );
    let unset = error(
        &KeySource::Environment("X402_NOT_SET".to_owned()),
        Family::Evm,
    );
    let expected = "the environment variable X402_NOT_SET: expected a private key, found nothing";
    assert_eq!(unset, expected);
}

#[test]
fn a_keystore_is_read_with_its_password_file() {
    let keystore = file("keystore.json", 0o600, PBKDF2);
    let password = file("password", 0o600, "testpassword\n");
    let source = KeySource::Keystore {
        file: keystore.clone(),
        password_file: password,
    };
    assert_eq!(
        source.read(Family::Evm).unwrap().address().to_string(),
        ADDRESS
    );
    assert!(error(&source, Family::Svm).contains("`file` or `environment`"));
    let source = KeySource::Keystore {
        file: keystore,
        password_file: file("password-open", 0o644, "testpassword"),
    };
    assert!(error(&source, Family::Evm).contains("found the mode 644"));
}

#[test]
fn the_json_of_solanas_tools_is_read() {
    // The key pair of the seed 01 01 … 01.
    let seed = x402_core::svm::SigningKey::from_seed(&[1; 32]);
    let mut pair = vec![1; 32];
    pair.extend_from_slice(seed.address().as_bytes());
    let source = KeySource::File(file("id.json", 0o600, &format!("{pair:?}")));
    let signer = source.read(Family::Svm).unwrap();
    assert_eq!(signer.address(), seed.address().into());
    assert!(signer.sign_message(b"m").is_some() && signer.sign_digest(&[1; 32]).is_none());
    pair[0] = 2;
    let source = KeySource::File(file("other.json", 0o600, &format!("{pair:?}")));
    assert!(error(&source, Family::Svm).contains("another public key"));
    pair.pop();
    let source = KeySource::File(file("less.json", 0o600, &format!("{pair:?}")));
    assert!(error(&source, Family::Svm).contains("64 numbers"));
}
