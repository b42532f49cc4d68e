//! How many lines of which files a patch adds and removes.

use anyhow::Context as _;

/// A patch as `git diff` writes it.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Patch {
    pub(super) files: Vec<File>,
}

/// What becomes of one file.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) added: usize,
    pub(super) removed: usize,
}

impl Patch {
    /// Blank lines and comments do not count.
    pub(super) fn parse(text: &str) -> anyhow::Result<Self> {
        let mut files: Vec<File> = Vec::new();
        for line in text.lines() {
            if let Some(paths) = line.strip_prefix("diff --git a/") {
                let (_, path) = paths
                    .split_once(" b/")
                    .with_context(|| format!("not a line of `git diff`: {line}"))?;
                files.push(File {
                    path: path.to_owned(),
                    added: 0,
                    removed: 0,
                });
            } else if line.starts_with("+++ ") || line.starts_with("--- ") {
                // The names of the file, once more.
            } else if let Some(file) = files.last_mut() {
                let code = line.get(1..).unwrap_or_default().trim();
                if code.is_empty() || code.starts_with("//") {
                    continue;
                }
                match line.as_bytes().first() {
                    Some(b'+') => file.added += 1,
                    Some(b'-') => file.removed += 1,
                    _ => {}
                }
            }
        }
        Ok(Self { files })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_by_file() -> anyhow::Result<()> {
        let text = "\
diff --git a/src/old.rs b/src/old.rs
index 1..2 100644
--- a/src/old.rs
+++ b/src/old.rs
@@ -1,2 +1,3 @@
 kept
-gone
+/// What is new.
+new
+
+newer
diff --git a/src/new.rs b/src/new.rs
new file mode 100644
--- /dev/null
+++ b/src/new.rs
@@ -0,0 +1 @@
+all
";
        let file = |path: &str, added, removed| File {
            path: path.to_owned(),
            added,
            removed,
        };
        let files = vec![file("src/old.rs", 2, 1), file("src/new.rs", 1, 0)];
        assert_eq!(Patch::parse(text)?, Patch { files });
        Ok(())
    }
}
