//! What is closed in Kotlin, and to Java, which sees what is `internal`.
//!
//! To Java a member is closed only if it is private or synthetic, a class only if it is private.
//!
//! # Why no memory is read after it was freed
//!
//! The generator counts the calls of each object, so that `close` frees nothing under a running call. But
//! it counts only those of the receiver: an argument's handle is read without. Here
//! `uniffiLower` is the only way to a handle, for receivers and arguments alike, and it is counted:
//!
//! 1. An open object has one share in its native object, and each call that reads the handle takes
//!    another one; from zero shares there is no way back, so a call of a closed object throws.
//! 2. While it has its share, the call clones the native object's `Arc`. Only the clone crosses the
//!    border. Rust owns and drops it, so it needs no share.
//! 3. Giving back the last share frees the native object. `close` and the garbage collector give
//!    back the object's own, by the same action, which runs once.
//!
//! The counter belongs to the action as much as to the object. So the third point holds too where
//! the collector takes the object while a call of it runs, which it may once the handle is read.

use anyhow::ensure;

use super::{Patch, Source};

/// Closes the generated Kotlin.
pub(crate) fn close(source: &str) -> anyhow::Result<String> {
    let mut source = Source {
        language: "Kotlin",
        text: source.to_owned(),
    };
    let objects = objects(&source.text);
    ensure!(!objects.is_empty(), source.changed(OBJECT.1));
    source.replace(CLOSED)?;
    source.replace_each(objects.len(), EACH_OBJECT)?;
    source.replace_each(1, SERVE)?;
    for name in &objects {
        object(&mut source, name)?;
    }
    source.without(LEFT_OPEN)?;
    Ok(source.text)
}

/// How the class of a native object begins, before and after its name.
const OBJECT: Patch = ("\nopen class ", ": Disposable, AutoCloseable, ");

/// The names of the classes of native objects.
fn objects(source: &str) -> Vec<String> {
    source
        .lines()
        .filter_map(|line| {
            let (name, _) = line
                .strip_prefix(OBJECT.0.trim_start())?
                .split_once(OBJECT.1)?;
            Some(name.to_owned())
        })
        .collect()
}

/// Makes the class final and its constructor private.
///
/// Its interface goes: it is for fakes, which would pass for the real ones. Only the interface has
/// the defaults of arguments, so its declarations take the place of those in the class.
fn object(source: &mut Source, name: &str) -> anyhow::Result<()> {
    let interface = source.cut(&format!("\npublic interface {name}Interface {{"), "\n}\n")?;
    source.replace_part(
        &format!("\nopen class {name}{}{name}Interface", OBJECT.1),
        &format!("\nprivate object FfiConverterType{name}:"),
        |class| {
            let mut class = class.replacen("\nopen class ", "\nclass ", 1).replacen(
                &format!(", {name}Interface\n"),
                "\n",
                1,
            );
            for line in interface.lines() {
                if let Some(declaration) = line.strip_prefix("    fun `") {
                    class = declared(&class, declaration)?;
                }
            }
            let (before, after) = class.rsplit_once("    companion object")?;
            let after = match after.strip_prefix(" {") {
                Some(members) => members.to_owned(),
                None => format!("    }}{after}"),
            };
            let factory = format!(
                "        @JvmSynthetic\n        internal fun uniffiLift(handle: Long) = \
                 {name}(UniffiWithHandle, handle)\n"
            );
            Some(format!("{before}    companion object {{\n{factory}{after}"))
        },
    )?;
    source.replace_once(
        &format!("return {name}(UniffiWithHandle, value)"),
        &format!("return {name}.uniffiLift(value)"),
    )
}

/// The class with a method as its interface declared it.
fn declared(class: &str, declaration: &str) -> Option<String> {
    let (name, _) = declaration.split_once('(')?;
    let (before, rest) = class.split_once(&format!("override fun `{name}("))?;
    let (line, after) = rest.split_once('\n')?;
    let brace = if line.ends_with(" {") { " {" } else { "" };
    Some(format!("{before}\n    fun `{declaration}{brace}\n{after}"))
}

/// What only this file uses. Records of JNA stay `internal`: it makes them by reflection.
const CLOSED: &[Patch] = &[
    (
        "\npublic object FfiConverter",
        "\nprivate object FfiConverter",
    ),
    (
        "\ninternal object FfiConverter",
        "\nprivate object FfiConverter",
    ),
    (
        "\npublic interface FfiConverter",
        "\nprivate interface FfiConverter",
    ),
    (
        "\npublic typealias FfiConverter",
        "\nprivate typealias FfiConverter",
    ),
    ("\ninternal object UniffiLib", "\nprivate object UniffiLib"),
    (
        "\ninternal object IntegrityCheckingUniffiLib",
        "\nprivate object IntegrityCheckingUniffiLib",
    ),
    (
        "\npublic fun uniffiEnsureInitialized",
        "\nprivate fun uniffiEnsureInitialized",
    ),
    ("\ninternal inline fun<T", "\nprivate inline fun<T"),
    (
        "\ninterface UniffiCleaner",
        "\nprivate interface UniffiCleaner",
    ),
    (
        "\nobject UniffiWithHandle",
        "\nprivate object UniffiWithHandle",
    ),
    ("\nobject NoHandle", "\nprivate object NoHandle"),
    (
        "\nopen class RustBuffer",
        "\ninternal open class RustBuffer",
    ),
    (
        "\ninterface UniffiRustCallStatusErrorHandler",
        "\ninternal interface UniffiRustCallStatusErrorHandler",
    ),
    (
        "\nobject UniffiNullRustCallStatusErrorHandler",
        "\nprivate object UniffiNullRustCallStatusErrorHandler",
    ),
    (
        "    companion object ErrorHandler",
        "    internal companion object ErrorHandler",
    ),
];

/// What other code could derive from, make an object by, or read a handle by.
const LEFT_OPEN: &[&str] = &[
    "\nopen ",
    "\npublic open ",
    "\nobject ",
    "\npublic object ",
    " constructor(noHandle",
    "    constructor(withHandle",
    "value.uniffiCloneHandle()",
];

/// What is the same in the class of each native object, or in its converter.
const EACH_OBJECT: &[Patch] = &[
    (
        r#"    @Suppress("UNUSED_PARAMETER")
    /**
     * @suppress
     */
    constructor(withHandle: UniffiWithHandle, handle: Long) {
        this.handle = handle
        this.cleanable = UniffiLib.CLEANER.register(this, UniffiCleanAction(handle))
    }
"#,
        r#"    @Suppress("UNUSED_PARAMETER")
    private constructor(withHandle: UniffiWithHandle, handle: Long) {
        this.handle = handle
        this.cleanable = UniffiLib.CLEANER.register(this, UniffiShare(handle, callCounter))
    }
"#,
    ),
    (
        r#"
    /**
     * @suppress
     *
     * This constructor can be used to instantiate a fake object. Only used for tests. Any
     * attempt to actually use an object constructed this way will fail as there is no
     * connected Rust object.
     */
    @Suppress("UNUSED_PARAMETER")
    constructor(noHandle: NoHandle) {
        this.handle = 0
        this.cleanable = null
    }
"#,
        "",
    ),
    (
        "    protected val handle: Long
    protected val cleanable: UniffiCleaner.Cleanable?
",
        "    private val handle: Long
    private val cleanable: UniffiCleaner.Cleanable
",
    ),
    (
        "            // This decrement always matches the initial count of 1 given at creation time.
            if (this.callCounter.decrementAndGet() == 0L) {
                cleanable?.clean()
            }
",
        "            cleanable.clean()
",
    ),
    (
        "    internal inline fun <R> callWithHandle",
        "    private inline fun <R> callWithHandle",
    ),
    (
        "            if (c == 0L) {
",
        "            if (c == 0L || this.wasDestroyed.get()) {
",
    ),
    (
        "            // This decrement always matches the increment we performed above.
            if (this.callCounter.decrementAndGet() == 0L) {
                cleanable?.clean()
            }
",
        "            UniffiShare(this.handle, this.callCounter).run()
",
    ),
    (
        "    // Use a static inner class instead of a closure so as not to accidentally
    // capture `this` as part of the cleanable's action.
    private class UniffiCleanAction(private val handle: Long) : Runnable {
        override fun run() {
            if (handle == 0.toLong()) {
                // Fake object created with `NoHandle`, don't try to free.
                return;
            }
",
        "    // A share in the native object: the last one that is given back frees it. The object gives
    // back its own when it is closed or collected, so this must not hold the object.
    private class UniffiShare(private val handle: Long, private val callCounter: AtomicLong) : Runnable {
        override fun run() {
            if (callCounter.decrementAndGet() != 0L) {
                return
            }
",
    ),
    (
        r#"    /**
     * @suppress
     */
    fun uniffiCloneHandle(): Long {
        if (handle == 0.toLong()) {
            throw InternalException("uniffiCloneHandle() called on NoHandle object");
        }
"#,
        "    // A clone for Rust to own.
    @JvmSynthetic
    internal fun uniffiLower(): Long = callWithHandle { it }

    private fun uniffiCloneHandle(): Long {
",
    ),
    (
        "return value.uniffiCloneHandle()",
        "return value.uniffiLower()",
    ),
];

/// The step that carries a payment to serve for.
const SERVE: &[Patch] = &[
    (
        "    data class Serve(\n",
        "    @ConsistentCopyVisibility\n    data class Serve private constructor(\n",
    ),
    (
        "        val `accepted`: x402core.Accepted) : ExchangeStep()\n        \n    {\n        \n\n        \
         companion object\n",
        "        val `accepted`: x402core.Accepted) : ExchangeStep()\n    {\n        companion object \
         {\n            @JvmSynthetic\n            internal fun uniffiLift(accepted: Accepted) = \
         Serve(accepted)\n        }\n",
    ),
    (
        " -> ExchangeStep.Serve(\n",
        " -> ExchangeStep.Serve.uniffiLift(\n",
    ),
];
