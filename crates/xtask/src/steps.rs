//! What `cargo xtask test` runs, in this order: cheap and informative checks first.

mod clients;
mod core_crate;
mod dependencies;
mod devnet;
pub(crate) mod fuzz;
mod kotlin;
mod peers;
mod python;
mod rust_version;
mod services;
mod swift;
pub(crate) mod toolchains;
mod verdicts;
mod workspace;

use xshell::Shell;

use crate::{mutants, shape, testees, vectors};

/// One named check.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) purpose: &'static str,
    /// Part of the edit loop.
    pub(crate) quick: bool,
    pub(crate) run: fn(&Shell) -> anyhow::Result<()>,
}

pub(crate) const ALL: &[Step] = &[
    Step {
        name: "fmt",
        purpose: "the sources are formatted",
        quick: true,
        run: workspace::fmt,
    },
    Step {
        name: "clippy",
        purpose: "no warning in any target of the workspace",
        quick: true,
        run: workspace::clippy,
    },
    Step {
        name: "test",
        purpose: "every test and documented example of the workspace",
        quick: true,
        run: workspace::test,
    },
    Step {
        name: "doc",
        purpose: "the documentation builds without a warning",
        quick: false,
        run: workspace::doc,
    },
    Step {
        name: "features",
        purpose: "the core without a warning under each set of features that is built with",
        quick: false,
        run: core_crate::features,
    },
    Step {
        name: "dependencies",
        purpose: "the core links few packages, none with std or the outside world",
        quick: true,
        run: dependencies::rules,
    },
    Step {
        name: "shape",
        purpose: "no file depends on one that depends on it; a mechanism or an extension is one room",
        quick: true,
        run: shape::check,
    },
    Step {
        name: "deny",
        purpose: "bans, licences and sources of all dependencies",
        quick: false,
        run: dependencies::deny,
    },
    Step {
        name: "no-std",
        purpose: "the core compiles for a machine without an operating system",
        quick: false,
        run: toolchains::no_std,
    },
    Step {
        name: "android",
        purpose: "the core, and what Kotlin calls, compile for Android",
        quick: false,
        run: toolchains::android,
    },
    Step {
        name: "msrv",
        purpose: "everything that ships compiles with the oldest supported Rust",
        quick: false,
        run: toolchains::msrv,
    },
    Step {
        name: "back-ends",
        purpose: "the core's tests with the other back ends",
        quick: false,
        run: core_crate::back_ends,
    },
    Step {
        name: "services",
        purpose: "the stores keep their contract, on SQLite and on PostgreSQL",
        quick: false,
        run: services::check,
    },
    Step {
        name: "vectors",
        purpose: "the vectors are what independent implementations generate, and hold together",
        quick: false,
        run: vectors::check,
    },
    Step {
        name: "clients",
        purpose: "what the published clients send is accepted",
        quick: false,
        run: clients::check,
    },
    Step {
        name: "python",
        purpose: "the Python package reaches every verdict, and its stubs tell the truth",
        quick: false,
        run: python::check,
    },
    Step {
        name: "wheel",
        purpose: "the wheel is small, starts fast and verifies a payment where nothing else is",
        quick: false,
        run: python::package,
    },
    Step {
        name: "peers",
        purpose: "published packages and ours pay each other",
        quick: false,
        run: peers::check,
    },
    Step {
        name: "generator",
        purpose: "no warning in what writes the sources for Kotlin and Swift",
        quick: false,
        run: workspace::generator,
    },
    Step {
        name: "kotlin",
        purpose: "the Kotlin package reaches every verdict, is small, and pays the published server",
        quick: false,
        run: kotlin::check,
    },
    Step {
        name: "swift",
        purpose: "the Swift package reaches every verdict, and its demonstration wallet pays",
        quick: false,
        run: swift::check,
    },
    Step {
        name: "testees",
        purpose: "published implementations run under the suite, with the results that are written down",
        quick: false,
        run: testees::check,
    },
    Step {
        name: "devnet",
        purpose: "what is accepted settles on real token code, what is refused does not or is listed, and a server detects lies",
        quick: false,
        run: devnet::check,
    },
    Step {
        name: "mutants",
        purpose: "the vectors notice when a rule is broken, as far as lines changed since the report",
        quick: false,
        run: mutants::changed,
    },
    Step {
        name: "replay",
        purpose: "the properties of the fuzz targets hold on their corpus",
        quick: false,
        run: fuzz::replay,
    },
    Step {
        name: "fuzz",
        purpose: "each fuzz target finds nothing within seconds",
        quick: false,
        run: fuzz::smoke,
    },
];
