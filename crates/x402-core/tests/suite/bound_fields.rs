//! Every field of a setting is bound: a field that the core gets is missing nowhere.
//!
//! A scan of the sources, as in `vocabulary`: the core's struct, and what makes it in a language.

#![allow(
    clippy::disallowed_methods,
    reason = "it reads the sources; the purity rules are for what ships"
)]

use std::{fs, path::Path};

/// A field in the core, and what it is called where it has another name.
fn named(field: &str) -> &str {
    match field {
        "networks" => "signers",
        field => field,
    }
}

/// What the operator of a service decides; no binding has it.
const OF_A_SERVICE: &str = "admission";

#[test]
fn every_field_of_a_sponsorship_is_bound_in_python() {
    let fields = fields("facilitator/sponsorship.rs", "Sponsorship");
    assert!(fields.len() >= 15, "{fields:?}");
    let stub = class("settlement", "Sponsorship");
    for field in fields {
        assert!(is_argument(&stub, &field), "`{field}` is not an argument");
        assert!(is_property(&stub, &field), "`{field}` is not a property");
    }
}

#[test]
fn every_field_of_the_capabilities_is_bound() {
    let fields = fields("facilitator/capabilities.rs", "Capabilities");
    assert_eq!(fields, ["networks", "policy", "asks_wallets", OF_A_SERVICE]);
    let stub = class("verification", "Capabilities");
    let apps = read("bindings/uniffi/src/facilitator/capabilities.rs");
    for field in fields.iter().filter(|field| *field != OF_A_SERVICE) {
        let name = named(field);
        assert!(
            is_argument(&stub, name),
            "Python: `{name}` is not an argument"
        );
        assert!(
            is_property(&stub, name),
            "Python: `{name}` is not a property"
        );
        assert!(
            is_argument(&apps, name),
            "Kotlin and Swift: `{name}` is not an argument"
        );
    }
}

/// The names of a struct's fields, in order.
fn fields(file: &str, name: &str) -> Vec<String> {
    let text = read(&format!("crates/x402-core/src/{file}"));
    let (_, rest) = text
        .split_once(&format!("pub struct {name} {{\n"))
        .expect(name);
    let (body, _) = rest.split_once("\n}\n").expect("the end of the struct");
    let lines = body
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let fields = lines.filter_map(|line| {
        let line = line.trim().strip_prefix("pub ").unwrap_or(line.trim());
        line.split_once(": ").map(|(name, _)| name.to_owned())
    });
    fields.collect()
}

/// A class of the stubs of Python's native half.
fn class(module: &str, name: &str) -> String {
    let text = read(&format!(
        "bindings/python/python/x402_core/_native/{module}.pyi"
    ));
    let (_, rest) = text.split_once(&format!("\nclass {name}:\n")).expect(name);
    rest.split("\nclass ").next().unwrap_or_default().to_owned()
}

fn is_argument(text: &str, name: &str) -> bool {
    [" ", "("]
        .iter()
        .any(|before| text.contains(&format!("{before}{name}: ")))
}

fn is_property(stub: &str, name: &str) -> bool {
    stub.contains(&format!("    @property\n    def {name}(self)"))
}

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(path)).expect(path)
}
