//! What is closed in Swift. What stays public is documented.

use super::{Patch, Source};

/// Closes the generated Swift.
pub(crate) fn close(source: &str) -> anyhow::Result<String> {
    let mut source = Source {
        language: "Swift",
        text: format!("{source}\n"),
    };
    source.replace(CLOSED)?;
    source.without(LEFT_OPEN)?;
    // A class has an interface of its own, for fakes.
    let lines = source
        .text
        .lines()
        .map(|line| match line.strip_prefix("public ") {
            Some(rest) if rest.starts_with("protocol ") && rest.contains("Protocol: AnyObject") => {
                rest
            }
            _ => line,
        });
    Ok(lines.collect::<Vec<_>>().join("\n") + "\n")
}

/// What other code could derive from, or make an object by.
const LEFT_OPEN: &[&str] = &[
    "\nopen ",
    "public init(unsafeFromHandle",
    "public init(noHandle",
];

const CLOSED: &[Patch] = &[
    ("\nopen class ", "\npublic final class "),
    ("\nopen func ", "\npublic func "),
    (
        "\n    required public init(unsafeFromHandle",
        "\n    init(unsafeFromHandle",
    ),
    ("\n    public init(noHandle", "\n    init(noHandle"),
    ("\n    public struct NoHandle", "\n    struct NoHandle"),
    (
        "\n    public func uniffiCloneHandle",
        "\n    func uniffiCloneHandle",
    ),
    ("\npublic func uniffiEnsure", "\nfunc uniffiEnsure"),
    ("\npublic struct FfiConverter", "\nstruct FfiConverter"),
    ("\npublic func FfiConverter", "\nfunc FfiConverter"),
    (
        "    // Default memberwise initializers are never public by default, so we\n    // declare one manually.\n",
        "    /// With all of its fields.\n",
    ),
    (
        "\npublic typealias JsonText",
        "\n/// JSON as text, where its form is not x402's own; `JSONValue` reads it.\npublic typealias JsonText",
    ),
    (
        "\npublic typealias UnixTimestamp",
        "\n/// A moment; the protocol counts whole seconds.\npublic typealias UnixTimestamp",
    ),
];
