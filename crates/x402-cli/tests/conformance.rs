//! `x402 conformance` from end to end: this very program as a testee in a process of its own.

use core::error::Error;
use std::{fs, path::PathBuf, process::Command};

use serde_json::Value;

const X402: &str = env!("CARGO_BIN_EXE_x402");

/// A folder of this test alone.
fn folder(name: &str) -> Result<PathBuf, Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The exit status and the last lines of what was written.
fn x402(arguments: &[&str]) -> Result<(Option<i32>, String), Box<dyn Error>> {
    let output = Command::new(X402)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("conformance")
        .args(arguments)
        .output()?;
    Ok((output.status.code(), String::from_utf8(output.stdout)?))
}

fn lines(text: &str) -> Result<Vec<Value>, serde_json::Error> {
    text.lines().map(serde_json::from_str).collect()
}

#[test]
fn this_program_passes_in_a_process_as_in_its_own() -> Result<(), Box<dyn Error>> {
    let folder = folder("both")?;
    let [inside, outside] =
        ["inside", "outside"].map(|name| folder.join(name).display().to_string());
    let testee = format!("'{X402}' testee");
    for (who, file) in [
        (["--self", "--quiet"], &inside),
        (["--testee", &testee], &outside),
    ] {
        let report = format!("jsonl={file}");
        let run = ["run", "--only", "value", "--only", "svm.exact.signatures"];
        let (status, text) = x402(&[&run, who.as_slice(), &["--report", &report]].concat())?;
        assert_eq!(status, Some(0), "{text}");
        assert!(text.contains("conforms"), "{text}");
    }
    let (status, text) = x402(&["diff", &inside, &outside])?;
    assert_eq!(status, Some(0), "{text}");
    assert!(text.ends_with("0 worse, 0 better, 0 other\n"), "{text}");
    Ok(())
}

#[test]
fn a_whole_run_is_published_without_its_times() -> Result<(), Box<dyn Error>> {
    let file = folder("whole")?.join("results").display().to_string();
    let report = format!("jsonl={file}");
    x402(&["run", "--self", "--report", &report])?;
    let (status, text) = x402(&["publish", &file])?;
    assert_eq!(status, Some(0));
    let published = lines(&text)?;
    assert_eq!(published[0]["withheld"], 0);
    assert_eq!(published[0]["vectors"], published.len() - 1);
    assert!(published.iter().all(|line| line.get("micros").is_none()));
    Ok(())
}

#[test]
fn known_failures_do_not_fail_and_mended_ones_do() -> Result<(), Box<dyn Error>> {
    let list = folder("failures")?.join("list");
    let list = list.display().to_string();
    let only = ["run", "--self", "--only", "value.amount", "--quiet"];
    let with = |text: &str| -> Result<_, Box<dyn Error>> {
        fs::write(&list, text)?;
        x402(&[only.as_slice(), &["--expected-failures", &list]].concat())
    };
    let (status, text) = with("# nothing is known\n")?;
    assert_eq!(status, Some(0), "{text}");
    let (status, text) = with("value.amount/plain  # it passes\n")?;
    assert_eq!(status, Some(1), "{text}");
    assert!(text.starts_with("fails"), "{text}");
    Ok(())
}
