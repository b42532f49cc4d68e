//! A file imports only from its own floor or below.
//!
//! A plain scan of the sources for `crate::` and for `super::` that climbs to the root
//! of the crate; comments do not count.

#![allow(
    clippy::disallowed_methods,
    reason = "it reads the sources; the purity rules are for what ships"
)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The floor of every module at the root of the crate, lowest first.
const FLOORS: &[(&str, u8)] = &[
    // 1: values that cannot be invalid, and the two errors that everything above shares.
    ("address", 1),
    ("amount", 1),
    ("asset", 1),
    ("error", 1),
    ("evm", 1),
    ("json", 1),
    ("money", 1),
    ("network", 1),
    ("signing", 1),
    ("signing_key_error", 1),
    ("suggest", 1),
    ("svm", 1),
    ("timestamp", 1),
    ("value_error", 1),
    ("version", 1),
    ("words", 1),
    // 2: what is on the wire, to a peer and to a chain.
    ("any", 2),
    ("chain", 2),
    ("header", 2),
    ("message", 2),
    ("rpc", 2),
    ("v1", 2),
    // 3: the rules, scheme by scheme, and the extensions.
    ("extension", 3),
    ("scheme", 3),
    // 4: the roles: pay, charge, settle, check, prove.
    ("client", 4),
    ("facilitator", 4),
    ("receipt", 4),
    ("server", 4),
    ("verify", 4),
];

#[test]
fn no_file_imports_from_a_floor_above() {
    let root = read(&sources().join("lib.rs"));
    let reexports = reexports(&root);
    let mut files = Vec::new();
    collect(&sources(), &mut files);
    assert!(files.len() >= FLOORS.len(), "found only {files:?}");

    let mut wrong = Vec::new();
    for file in files {
        let path = module_path(&file);
        let Some(own) = path.first() else { continue };
        let own_floor = floor(own);
        for name in imports(&read(&file), path.len()) {
            let module = reexports.get(&name).unwrap_or(&name);
            if floor(module) > own_floor {
                wrong.push(format!(
                    "{} is on floor {own_floor} and uses `{name}`, which is on floor {}",
                    file.display(),
                    floor(module)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_names_the_modules_that_there_are() {
    let root = read(&sources().join("lib.rs"));
    let mut declared: Vec<_> = code(&root)
        .lines()
        .filter_map(|line| {
            let line = line.strip_prefix("pub ").unwrap_or(line);
            Some(line.strip_prefix("mod ")?.strip_suffix(';')?.to_owned())
        })
        .collect();
    declared.sort_unstable();
    let mut listed: Vec<_> = FLOORS.iter().map(|(name, _)| *name).collect();
    listed.sort_unstable();
    assert_eq!(declared, listed);
}

/// The roles ask `scheme/mechanism.rs`, and nothing else in the crate tells mechanisms apart.
#[test]
fn only_one_file_tells_mechanisms_apart() {
    let mut files = Vec::new();
    collect(&sources(), &mut files);
    let mut found = Vec::new();
    for file in files {
        let text = code(&read(&file));
        let shipped = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        if has_word(shipped, "Terms::") {
            found.push(module_path(&file).join("/"));
        }
        let path = module_path(&file);
        let is_role = path.first().is_some_and(|module| floor(module) == 4);
        assert!(
            !(is_role && has_word(shipped, "exact::")),
            "{} reaches into a scheme: ask `scheme::mechanism`",
            file.display()
        );
    }
    assert_eq!(found, ["scheme/mechanism"]);
}

/// The extensions use the schemes' rules and judges. The schemes know no extension: the two rooms
/// of one floor do not depend on each other.
#[test]
fn no_scheme_depends_on_an_extension() {
    let mut files = Vec::new();
    collect(&sources(), &mut files);
    let mut seen = 0;
    for file in files {
        let path = module_path(&file);
        if path.first().is_some_and(|module| module == "scheme") {
            seen += 1;
            let imported = imports(&read(&file), path.len());
            let depends = imported.iter().any(|name| name == "extension");
            assert!(!depends, "{} imports an extension", file.display());
        }
    }
    assert!(seen > 0, "no scheme was found");
}

/// The files of the core that name a family, each with the reason. Everything else asks
/// `network/family.rs`, or a value for its own family.
///
/// What is an enum below gets a variant for a new family.
const FAMILY_FILES: &[(&str, &str)] = &[
    ("address", "the enum of addresses"),
    ("asset", "the constructors of tokens"),
    ("asset/form", "the enum of what a token can do"),
    ("asset/table", "the well-known tokens"),
    ("chain/agreement", "what counts as the end of a search"),
    (
        "chain/declared_state",
        "which queries a declared state answers",
    ),
    (
        "chain/declared_state/read",
        "the declared state of each family",
    ),
    ("chain/landed", "what a transaction of each family did"),
    ("chain/query", "the enum of queries"),
    ("chain/transaction_id", "the enum of ids"),
    ("facilitator/batch", "transactions of EVM chains"),
    ("facilitator/broadcast/evm", "transactions of EVM chains"),
    (
        "facilitator/broadcast/evm/poll",
        "transactions of EVM chains",
    ),
    ("facilitator/broadcast/svm/poll", "messages of Solana"),
    ("facilitator/gas", "the gas of EVM chains"),
    (
        "facilitator/settlement/reserve",
        "nonces of accounts of EVM chains",
    ),
    (
        "network",
        "`is_evm`, `is_svm` and `evm_chain_id`, for callers",
    ),
    ("network/family", "the enum of families"),
    ("receipt/invalidation", "nonces of Permit2"),
    ("rpc", "the methods of each family"),
    ("scheme/exact/solana", "a mechanism of one family"),
    ("scheme/mechanism", "which mechanism is meant"),
    ("scheme/payer_signature", "the enum of signatures"),
    ("scheme/unsigned", "the enum of what is signed"),
    ("signing", "the enum of keys"),
];

/// The files outside of the core that name a family, each with the reason.
const FAMILY_FILES_OF_HOSTS: &[(&str, &str)] = &[
    (
        "bindings/python/src/client/signing_key",
        "a class for each kind of key",
    ),
    (
        "bindings/python/src/network",
        "`is_evm`, `is_svm` and `chain_id`, for callers",
    ),
    (
        "bindings/uniffi/src/network",
        "`is_evm`, `is_svm` and `chain_id`, for callers",
    ),
    (
        "crates/x402-cli/src/command/demo/scenario",
        "it shows payments of each family",
    ),
    (
        "crates/x402-cli/src/command/facilitator/check",
        "the unit of an account's balance",
    ),
    (
        "crates/x402-cli/src/command/offer",
        "options that belong to one family",
    ),
    (
        "crates/x402-cli/src/command/sign",
        "it reads a key file of either family",
    ),
    (
        "crates/x402-cli/src/command/verify/facts",
        "a fact given by name answers one family's query",
    ),
    (
        "crates/x402-cli/src/command/verify/report",
        "it says whose key signed",
    ),
    (
        "crates/x402-cli/src/command/verify_receipt",
        "only a receipt of Solana leaves its cluster open",
    ),
    (
        "crates/x402-conformance/src/testee/payment",
        "steps that only a transaction has",
    ),
];

#[test]
fn only_a_few_files_tell_families_apart() {
    let mut found = families_in(&sources(), &sources());
    found.sort_unstable();
    assert_eq!(found, names(FAMILY_FILES), "{ASK}");
}

#[test]
fn the_hosts_of_the_core_do_not_tell_families_apart() {
    let root = sources().join("../../..");
    let mut found = Vec::new();
    for folder in [
        "bindings/python/src",
        "bindings/uniffi/src",
        "crates/x402-cli/src",
        "crates/x402-conformance/src",
    ] {
        found.extend(families_in(&root.join(folder), &root));
    }
    found.sort_unstable();
    assert_eq!(found, names(FAMILY_FILES_OF_HOSTS), "{ASK}");
}

fn names(listed: &[(&'static str, &str)]) -> Vec<&'static str> {
    listed.iter().map(|(file, _)| *file).collect()
}

const ASK: &str =
    "ask `Network::family`, `Address` or `scheme::mechanism` instead of naming a family";

/// The files of a folder that name a family, by their path from `root`.
fn families_in(folder: &Path, root: &Path) -> Vec<String> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    assert!(!files.is_empty(), "{} has no sources", folder.display());
    files.retain(|file| names_a_family(&read(file)));
    let path = |file: &PathBuf| {
        let file = file.strip_prefix(root).expect("below the root");
        file.with_extension("").to_string_lossy().into_owned()
    };
    files.iter().map(path).collect()
}

/// Whether what ships of a text names a variant of an enum that has one for each family, or asks
/// a question with the family in its name.
fn names_a_family(text: &str) -> bool {
    let text = code(text);
    let shipped = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let goes_on = |c: char| c.is_alphanumeric() || c == '_';
    FAMILY_WORDS.iter().any(|word| {
        shipped
            .match_indices(word)
            .any(|(at, _)| !shipped[at + word.len()..].starts_with(goes_on))
    })
}

const FAMILY_WORDS: [&str; 7] = [
    "::Evm",
    "::Svm",
    "as_evm",
    "as_svm",
    "evm_chain_id",
    "is_evm",
    "is_svm",
];

#[test]
fn finds_what_names_a_family() {
    for (text, is_found) in [
        ("if network.is_evm() {}", true),
        ("match address { Address::Svm(address) => {} }", true),
        ("Self::Evm", true),
        ("x402_core::network::Network::is_svm", true),
        ("network.family() == account.family()", false),
        ("Account::evm(address)", false),
        ("use crate::evm::EvmForm;", false),
        ("Terms::EvmOnly", false),
        ("// Family::Evm", false),
        ("#[cfg(test)]\nmod tests { Family::Evm }", false),
    ] {
        assert_eq!(names_a_family(text), is_found, "{text}");
    }
}

/// Whether `word` begins a path somewhere, and is not the end of a longer name.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

#[test]
fn finds_what_a_text_imports() {
    for (text, depth, expected) in [
        ("use crate::json::Json;", 1, &["json"][..]),
        (
            "use crate::{\n    amount::Amount,\n    evm::{Address, hex},\n    Error,\n};",
            2,
            &["amount", "evm", "Error"],
        ),
        ("pub use crate::verify as check;", 1, &["verify"]),
        ("fn f(a: crate::verify::Verified) {}", 1, &["verify"]),
        (
            "//! See [`crate::verify`].\nuse core::fmt; // not crate::verify",
            1,
            &[],
        ),
        ("use mycrate::verify;", 1, &[]),
        ("use super::verify::Verified;", 1, &["verify"]),
        ("use super::verify::Verified;", 2, &[]),
        ("use super::{client, evm::hex};", 1, &["client", "evm"]),
        ("use super::super::verify::Verified;", 2, &["verify"]),
        (
            "#[cfg(test)]\nmod tests {\n    use super::*;\n    use crate::verify::verify;\n}",
            1,
            &["verify"],
        ),
        (
            "#[cfg(test)]\nmod tests {\n    use super::super::verify;\n}",
            1,
            &["verify"],
        ),
    ] {
        assert_eq!(imports(text, depth), expected, "{text}");
    }
}

#[test]
fn finds_what_the_root_exports_again() {
    let found = reexports("pub use error::{Error, ErrorCode};\npub use value_error::ValueError;");
    for (name, module) in [
        ("Error", "error"),
        ("ErrorCode", "error"),
        ("ValueError", "value_error"),
    ] {
        assert_eq!(found.get(name).map(String::as_str), Some(module), "{name}");
    }
}

/// The floor of a root module; a name without one fails.
fn floor(module: &str) -> u8 {
    let row = FLOORS.iter().find(|(name, _)| *name == module);
    row.unwrap_or_else(|| panic!("`{module}` has no floor: add it to the table"))
        .1
}

/// The names that `text` takes from the root of the crate.
///
/// `depth` counts the modules from the root to the file: `evm/address.rs` has 2.
fn imports(text: &str, depth: usize) -> Vec<String> {
    let text = code(text);
    let tests = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    let mut found = Vec::new();
    for (at, _) in text
        .match_indices("crate::")
        .chain(text.match_indices("super::"))
    {
        let begins_path = !text[..at].ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c));
        // An inline module is one deeper than its file.
        let depth = depth + usize::from(at > tests);
        let rest = below_root(&text[at..], depth).filter(|_| begins_path);
        found.extend(rest.map(first_names).unwrap_or_default());
    }
    found
}

/// What follows the part of a path that leads from `depth` modules deep to the root.
fn below_root(path: &str, depth: usize) -> Option<&str> {
    path.strip_prefix("crate::")
        .or_else(|| path.strip_prefix(&"super::".repeat(depth)))
}

/// The first name of a path, or of each path in a `{...}` group; `*` has none.
fn first_names(text: &str) -> Vec<String> {
    let first_name = |path: &str| -> String {
        let path = path.trim_start().chars();
        path.take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let mut names = Vec::new();
    if let Some(group) = text.strip_prefix('{') {
        let mut depth = 0_usize;
        let mut start = 0;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    names.push(first_name(&group[start..at]));
                    start = at + 1;
                    if c == '}' {
                        break;
                    }
                }
                _ => {}
            }
        }
    } else {
        names.push(first_name(text));
    }
    names.retain(|name| !name.is_empty());
    names
}

/// What the root exports under a short name, with the module it comes from.
fn reexports(root: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (_, path) in code(root)
        .split(';')
        .filter_map(|item| item.split_once("pub use "))
    {
        let (module, names) = path.split_once("::").expect("a module's name first");
        found.extend(
            first_names(names)
                .into_iter()
                .map(|name| (name, module.to_owned())),
        );
    }
    found
}

/// The text without its line comments.
fn code(text: &str) -> String {
    let without = |line: &str| line.split("//").next().unwrap_or_default().to_owned() + "\n";
    text.lines().map(without).collect()
}

/// `evm`, `address` for `evm/address.rs`; nothing for `lib.rs`.
fn module_path(file: &Path) -> Vec<String> {
    let path = file
        .strip_prefix(sources())
        .expect("a source file")
        .with_extension("");
    let names = path.iter().map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| name != "lib").collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).expect("a text")
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}
