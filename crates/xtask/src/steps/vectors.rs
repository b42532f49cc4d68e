//! The conformance vectors are what their generator writes.

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
    let python = cache::python(shell, "vectors", &requirements)
        .context(Unavailable("no Python with what the generator needs"))?;
    cmd!(shell, "{python} {GENERATOR}/generate.py --check").run()?;
    Ok(())
}
