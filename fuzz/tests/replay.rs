//! Every input of the corpus, whole, cut and mutated, through the bodies of the fuzz targets.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use x402_fuzz::{Body, TARGETS};

#[test]
fn every_target_has_inputs_and_every_input_a_target() {
    let mut folders: Vec<_> = fs::read_dir(corpus())
        .expect("the corpus")
        .map(|entry| {
            entry
                .expect("a folder")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .collect();
    folders.sort();
    let targets: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
    assert_eq!(folders, targets);
    for target in targets {
        let manifest = include_str!("../Cargo.toml");
        assert!(
            manifest.contains(&format!("name = \"{target}\"")),
            "{target}"
        );
    }
}

#[test]
fn the_corpus_holds() {
    for_each_input(|target, body, name, input| hold(target, body, name, input));
}

#[test]
fn every_beginning_of_the_corpus_holds() {
    for_each_input(|target, body, name, input| {
        for end in 0..input.len().min(2048) {
            hold(
                target,
                body,
                &format!("{name}, first {end} bytes"),
                &input[..end],
            );
        }
    });
}

#[test]
fn the_mutated_corpus_holds() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for_each_input(|target, body, name, input| {
        for round in 0..200 {
            let mut mutated = input.to_vec();
            for _ in 0..=random.below(3) {
                mutate(&mut mutated, &mut random);
            }
            hold(target, body, &format!("{name}, mutation {round}"), &mutated);
        }
    });
}

#[test]
fn noise_holds() {
    let mut random = Random(0xd1b5_4a32_d192_ed03);
    for (target, body) in TARGETS {
        for round in 0..500 {
            let length = random.below(300);
            let noise: Vec<u8> = (0..length).map(|_| random.byte()).collect();
            hold(target, *body, &format!("noise {round}"), &noise);
        }
        hold(
            target,
            *body,
            "more than a header holds",
            &vec![b'A'; 70_000],
        );
    }
}

/// Runs a body and names the input if it panics.
fn hold(target: &str, body: Body, name: &str, input: &[u8]) {
    let result = catch_unwind(AssertUnwindSafe(|| body(input)));
    assert!(result.is_ok(), "{target}: {name}: {}", input.escape_ascii());
}

fn for_each_input(mut visit: impl FnMut(&str, Body, &str, &[u8])) {
    for (target, body) in TARGETS {
        let mut files: Vec<_> = fs::read_dir(corpus().join(target))
            .expect("the target's corpus")
            .map(|entry| entry.expect("a file").path())
            .collect();
        files.sort();
        assert!(!files.is_empty(), "{target} has no input");
        for file in files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            visit(target, *body, &name, &fs::read(&file).expect("an input"));
        }
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    match random.below(4) {
        0 => bytes.insert(at, random.byte()),
        1 if at < bytes.len() => drop(bytes.remove(at)),
        2 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        _ => {
            let piece = bytes[at..bytes.len().min(at + 40)].to_vec();
            let to = random.below(bytes.len() + 1);
            bytes.splice(to..to, piece);
        }
    }
}

fn corpus() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus"))
}

/// xorshift64: the same numbers on every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[3]
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).expect("below a usize")
    }
}
