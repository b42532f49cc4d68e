//! The modules of a crate, one for each file, and what they import from each other.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use super::{
    circles::Graph,
    imports::{Import, imports},
};

type ModulePath = Vec<String>;

/// A crate's modules, with what each file names.
pub(super) struct Modules {
    files: BTreeMap<ModulePath, Vec<Import>>,
    /// What a module exports of another one: module and name, and the path of the original.
    exports: BTreeMap<ModulePath, ModulePath>,
}

impl Modules {
    pub(super) fn read(sources: &Path) -> anyhow::Result<Self> {
        let mut files = BTreeMap::new();
        collect(sources, &mut Vec::new(), &mut files)?;
        let mut exports = BTreeMap::new();
        for (module, imports) in &files {
            for import in imports.iter().filter(|import| import.is_exported) {
                let name = import.path.last().cloned();
                let exported: ModulePath = module.iter().cloned().chain(name).collect();
                if exported != import.path {
                    exports.insert(exported, import.path.clone());
                }
            }
        }
        Ok(Self { files, exports })
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// Which file imports from which.
    ///
    /// A module and the modules below it are one room: that it names them, as a table of contents
    /// does, is not a dependency.
    pub(super) fn imports(&self) -> Graph {
        let mut graph = Graph::new();
        for (module, imports) in &self.files {
            let targets: BTreeSet<String> = imports
                .iter()
                .map(|import| self.home(&import.path))
                .filter(|target| !target.starts_with(module))
                .map(|target| name(&target))
                .collect();
            graph.insert(name(module), targets);
        }
        graph
    }

    /// The module that defines what a path names.
    fn home(&self, path: &[String]) -> ModulePath {
        let mut path = path.to_vec();
        // An export may lead to another one.
        for _ in 0..8 {
            let exported = (0..=path.len())
                .filter_map(|end| Some((end, self.exports.get(path.get(..end)?)?)))
                .find(|(end, _)| {
                    !self
                        .files
                        .contains_key(path.get(..*end).unwrap_or_default())
                });
            match exported {
                Some((end, original)) => {
                    path = [original, path.get(end..).unwrap_or_default()].concat();
                }
                None => break,
            }
        }
        let prefixes = (0..=path.len()).rev().filter_map(|end| path.get(..end));
        let known = prefixes.map(<[String]>::to_vec);
        known
            .into_iter()
            .find(|prefix| self.files.contains_key(prefix))
            .unwrap_or_default()
    }
}

fn name(module: &[String]) -> String {
    if module.is_empty() {
        "the root".to_owned()
    } else {
        module.join("::")
    }
}

/// Reads the files of a folder, whose module has the path `inside`.
fn collect(
    folder: &Path,
    inside: &mut ModulePath,
    files: &mut BTreeMap<ModulePath, Vec<Import>>,
) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            inside.push(stem.into_owned());
            collect(&path, inside, files)?;
            inside.pop();
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let mut module = inside.clone();
            if !matches!(&*stem, "lib" | "main") {
                module.push(stem.into_owned());
            }
            let named = imports(&fs::read_to_string(&path)?, &module);
            files.insert(module, named);
        }
    }
    Ok(())
}
