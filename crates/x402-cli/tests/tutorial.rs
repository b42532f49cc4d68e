//! `spec-vectors/TUTORIAL.md` says what happens: its programs are written, its commands run.

#![allow(clippy::expect_used, clippy::panic, reason = "tests")]

use std::{fs, path::Path, process::Command};

use snapbox::assert_data_eq;

/// A fenced block of the page.
struct Block<'p> {
    language: &'p str,
    text: &'p str,
}

#[test]
fn the_tutorial_is_true() {
    // Inside of the repository, as the page asks, for the vectors are looked for further up.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("my-testee");
    fs::create_dir_all(&folder).expect("a folder to work in");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors/TUTORIAL.md");
    let page = fs::read_to_string(page).expect("the page");
    let (mut files, mut commands) = (0, 0);
    for Block { language, text } in blocks(&page) {
        match language {
            "python" | "text" => {
                let name = text.lines().next().and_then(|line| line.strip_prefix("# "));
                fs::write(folder.join(name.expect("a name")), text).expect("a file");
                files += 1;
            }
            "console" => {
                console(text, &folder);
                commands += 1;
            }
            _ => {}
        }
    }
    assert_eq!((files, commands), (4, 4), "files and commands");
}

/// Runs a block's command; `? N` is its exit status, the rest what it prints.
fn console(text: &str, folder: &Path) {
    let (command, output) = text.split_once('\n').expect("a command");
    let command = command.strip_prefix("$ ").expect("a prompt");
    let (status, output) = match output.strip_prefix("? ") {
        Some(rest) => rest.split_once('\n').expect("a status"),
        None => ("0", output),
    };
    let program = env!("CARGO_BIN_EXE_x402");
    let run = Command::new("sh")
        .arg("-c")
        .arg(command.replacen("x402", program, 1))
        .current_dir(folder)
        .output()
        .expect("a shell");
    let printed = [run.stdout, run.stderr].concat();
    let printed = String::from_utf8(printed).expect("text");
    let found = run.status.code().map(|code| code.to_string());
    assert_eq!(found.as_deref(), Some(status), "{command}\n{printed}");
    assert_data_eq!(printed, output);
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut parts = page.split("```");
    let mut blocks = Vec::new();
    // Outside and inside alternate, for no block has a fence in it.
    while let (Some(_), Some(inside)) = (parts.next(), parts.next()) {
        let (language, text) = inside.split_once('\n').expect("a language");
        blocks.push(Block { language, text });
    }
    blocks
}
