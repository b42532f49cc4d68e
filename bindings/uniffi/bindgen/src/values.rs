//! Kotlin's values as a programmer expects them.
//!
//! The generator compares arrays of bytes by their address, prints every byte of them, and lists
//! all fields of an exception in its message, of which one has the whole sentence.

use anyhow::{Context as _, bail, ensure};

/// The sentence that each exception has as a field.
const DETAIL: &str = "detail=${ `detail` }\"";

/// The source with exceptions whose message is their sentence, and bytes that are values.
pub(crate) fn finish(source: &str) -> anyhow::Result<String> {
    let mut out = String::with_capacity(source.len());
    let mut lines = source.lines();
    let (mut messages, mut values) = (0, 0);
    let mut record: Option<Record<'_>> = None;
    while let Some(line) = lines.next() {
        if let Some(start) = Record::start(line) {
            record = Some(start);
        } else if line.trim_start().starts_with("companion object") {
            if let Some(methods) = record.take().and_then(|record| record.methods()) {
                out += &methods;
                values += 1;
            }
        } else if let Some(record) = &mut record {
            record.field(line)?;
        }
        out += line;
        out += "\n";
        if line.trim() == "override val message" {
            let getter = lines.next().context("the getter of a message")?;
            let (before, text) = getter.split_once("get() = ").context("a getter")?;
            ensure!(
                text.ends_with(DETAIL),
                "an exception has no `detail`: {text}"
            );
            out += before;
            out += "get() = `detail`\n";
            messages += 1;
        }
    }
    ensure!(messages > 0, "the generated Kotlin has no exceptions");
    ensure!(values > 0, "the generated Kotlin has no values with bytes");
    Ok(out)
}

/// A data class that is being read.
struct Record<'a> {
    name: &'a str,
    indent: &'a str,
    /// The fields, and whether each is bytes.
    fields: Vec<(&'a str, bool)>,
}

impl<'a> Record<'a> {
    fn start(line: &'a str) -> Option<Self> {
        let (indent, rest) = line.split_once("data class ")?;
        let (name, _) = rest.split_once('(')?;
        indent.trim().is_empty().then(|| Self {
            name: name.trim_end(),
            indent,
            fields: Vec::new(),
        })
    }

    fn field(&mut self, line: &'a str) -> anyhow::Result<()> {
        let Some((name, of)) = line
            .trim_start()
            .strip_prefix("val `")
            .and_then(|rest| rest.split_once("`: "))
        else {
            return Ok(());
        };
        let is_bytes = of.contains("ByteArray");
        if is_bytes && !of.starts_with("kotlin.ByteArray") {
            bail!("bytes inside of another type have no equality yet: {line}");
        }
        self.fields.push((name, is_bytes));
        Ok(())
    }

    /// What a data class with bytes has instead of the compiler's own.
    fn methods(&self) -> Option<String> {
        let Self {
            name,
            indent,
            fields,
        } = self;
        if !fields.iter().any(|(_, is_bytes)| *is_bytes) {
            return None;
        }
        let list = |of: &str| {
            let names = fields.iter().map(|(field, _)| format!("{of}`{field}`"));
            format!("arrayOf<Any?>({})", names.collect::<Vec<_>>().join(", "))
        };
        let texts = fields.iter().map(|(field, is_bytes)| match is_bytes {
            true => format!("{field}=${{this.`{field}`?.size}} bytes"),
            false => format!("{field}=${{this.`{field}`}}"),
        });
        let text = texts.collect::<Vec<_>>().join(", ");
        let (own, others) = (list("this."), list("other."));
        let methods = format!(
            "@Suppress(\"UNNECESSARY_SAFE_CALL\")\n\
             override fun toString(): String = \"{name}({text})\"\n\
             override fun equals(other: Any?): Boolean =\n    \
             other is {name} && {own}.contentDeepEquals({others})\n\
             override fun hashCode(): Int = {own}.contentDeepHashCode()\n"
        );
        let lines = methods.lines().map(|line| format!("{indent}    {line}\n"));
        Some(lines.collect())
    }
}
