//! Closes generated sources to code outside of the package.
//!
//! The generator lets other code derive from its classes, and make an object of any number. Then
//! anyone could make a `Verified`, which is taken for a proof. In one package with the code written
//! by hand, nothing of this needs to be public.

pub(crate) mod kotlin;
pub(crate) mod swift;

use anyhow::{Context as _, ensure};

/// What the generator writes, and what replaces it.
type Patch = (&'static str, &'static str);

/// A generated source that is being closed.
struct Source {
    language: &'static str,
    text: String,
}

impl Source {
    /// Replaces what occurs at least once.
    fn replace(&mut self, patches: &[Patch]) -> anyhow::Result<()> {
        for (open, shut) in patches {
            ensure!(self.text.contains(open), self.changed(open));
            self.text = self.text.replace(open, shut);
        }
        Ok(())
    }

    /// Replaces what occurs exactly `count` times.
    fn replace_each(&mut self, count: usize, patches: &[Patch]) -> anyhow::Result<()> {
        for (open, _) in patches {
            let found = self.text.matches(open).count();
            ensure!(
                found == count,
                "{} (expected {count} of them, found {found})",
                self.changed(open)
            );
        }
        self.replace(patches)
    }

    /// Replaces what occurs exactly once.
    fn replace_once(&mut self, open: &str, shut: &str) -> anyhow::Result<()> {
        ensure!(self.text.matches(open).count() == 1, self.changed(open));
        self.text = self.text.replace(open, shut);
        Ok(())
    }

    /// Takes one part out, from its first line to its last.
    fn cut(&mut self, first: &str, last: &str) -> anyhow::Result<String> {
        let (before, rest) = self.split(first)?;
        let (part, after) = rest.split_once(last).context(self.changed(last))?;
        let part = part.to_owned();
        self.text = format!("{before}{after}");
        Ok(part)
    }

    /// Replaces one part, from its first line to before another one.
    fn replace_part(
        &mut self,
        first: &str,
        end: &str,
        edit: impl FnOnce(&str) -> Option<String>,
    ) -> anyhow::Result<()> {
        let (before, rest) = self.split(first)?;
        let (part, after) = rest.split_once(end).context(self.changed(end))?;
        let part = edit(part).context(self.changed(first))?;
        self.text = format!("{before}{part}{end}{after}");
        Ok(())
    }

    /// What is before a pattern, and the rest.
    fn split(&self, pattern: &str) -> anyhow::Result<(&str, &str)> {
        let start = self.text.find(pattern).context(self.changed(pattern))?;
        Ok(self.text.split_at(start))
    }

    /// Refuses what must not be left, in whatever form the generator has it by now.
    fn without(&self, open: &[&str]) -> anyhow::Result<()> {
        for open in open {
            ensure!(
                !self.text.contains(open),
                "the generated {} is not closed: found in it `{}`; have `close` replace it",
                self.language,
                open.trim()
            );
        }
        Ok(())
    }

    fn changed(&self, pattern: &str) -> String {
        format!(
            "the generated {} has changed: expected in it `{}`; change what `close` replaces",
            self.language,
            pattern.trim()
        )
    }
}
