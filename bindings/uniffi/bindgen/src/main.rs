//! Writes the sources that call the native half: `uniffi-bindgen LANGUAGE ARCHIVE FOLDER`.
//!
//! It is the generator of `uniffi`, in the version that the native half is built with, and then
//! `close`: what the generator leaves open to other code is closed. `values` and `names` mend what
//! reads badly.

mod close;
mod names;
mod values;

use std::{env, fs, path::Path};

use anyhow::bail;
use uniffi::{GenerateOptions, TargetLanguage};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [language, archive, folder] = &*arguments else {
        bail!("usage: uniffi-bindgen kotlin|swift ARCHIVE FOLDER");
    };
    let (language, source, close): (_, _, fn(&str) -> anyhow::Result<String>) = match &**language {
        "kotlin" => (TargetLanguage::Kotlin, "x402core/x402core.kt", |source| {
            values::finish(&close::kotlin::close(source)?)
        }),
        "swift" => (
            TargetLanguage::Swift,
            "X402CoreNative.swift",
            close::swift::close,
        ),
        other => bail!("expected kotlin or swift, found {other}"),
    };
    uniffi::generate(GenerateOptions {
        languages: vec![language],
        source: archive.into(),
        out_dir: folder.into(),
        ..GenerateOptions::default()
    })?;
    let source = Path::new(folder).join(source);
    let closed = close(&fs::read_to_string(&source)?)?;
    Ok(fs::write(source, names::translate(&closed))?)
}
