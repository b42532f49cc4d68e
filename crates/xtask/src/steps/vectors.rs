//! The conformance vectors are what their generator writes.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use anyhow::Context as _;
use xshell::{Shell, cmd};

use crate::{
    cache,
    run::{Unavailable, root},
};

const GENERATOR: &str = "spec-vectors/generate";

/// Generates every vector again, by implementations that are not ours, and compares.
pub(crate) fn check(shell: &Shell) -> anyhow::Result<()> {
    let requirements = root().join(GENERATOR).join("requirements.txt");
    let text = fs::read_to_string(&requirements)?;
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let environment = cache::folder(&format!("vectors-{:016x}", hasher.finish()), |draft| {
        let python = draft.join("bin/python");
        cmd!(shell, "python3 -m venv {draft}").run()?;
        cmd!(
            shell,
            "{python} -m pip install --quiet --requirement {requirements}"
        )
        .run()?;
        Ok(())
    })
    .context(Unavailable("no Python with what the generator needs"))?;
    let python = environment.join("bin/python");
    cmd!(shell, "{python} {GENERATOR}/generate.py --check").run()?;
    Ok(())
}
