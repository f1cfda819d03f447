//! The crate as a tree of modules, and the file that defines a name.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::names::{Contents, Named, Use, contents};

/// A module's names from the root down; the root has none.
pub(super) type ModulePath = Vec<String>;

/// Every module of a crate.
pub(super) struct Tree {
    modules: BTreeMap<ModulePath, Module>,
}

pub(super) struct Module {
    pub(super) file: PathBuf,
    pub(super) names: Vec<Named>,
    defines: BTreeSet<String>,
    macros: BTreeSet<String>,
}

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    /// A module itself.
    Module(ModulePath),
    /// Something that this module defines.
    Item(ModulePath),
}

impl Tree {
    /// Reads the crate in a folder; `main.rs` counts as a module of its own.
    pub(super) fn read(folder: &Path) -> Self {
        let files = super::files(folder, "rs").into_iter().map(|file| {
            let text = fs::read_to_string(&file).unwrap();
            (file, text)
        });
        Self::of(folder, &files.collect())
    }

    /// Reads a crate from the texts of its files.
    pub(super) fn of(folder: &Path, texts: &BTreeMap<PathBuf, String>) -> Self {
        let mut tree = Self {
            modules: BTreeMap::new(),
        };
        for (root, path) in [("lib.rs", vec![]), ("main.rs", vec!["main".to_owned()])] {
            let file = folder.join(root);
            if texts.contains_key(&file) {
                tree.add_file(texts, &file, folder, path, false);
            }
        }
        tree
    }

    fn add_file(
        &mut self,
        texts: &BTreeMap<PathBuf, String>,
        file: &Path,
        below: &Path,
        path: ModulePath,
        in_tests: bool,
    ) {
        let parsed = syn::parse_file(&texts[file])
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let contents = contents(&parsed.items, in_tests);
        self.add(texts, file, below, path, contents);
    }

    fn add(
        &mut self,
        texts: &BTreeMap<PathBuf, String>,
        file: &Path,
        below: &Path,
        path: ModulePath,
        contents: Contents,
    ) {
        for inner in contents.modules {
            let path = joined(&path, &inner.name);
            let folder = below.join(&inner.name);
            if let Some(contents) = inner.contents {
                self.add(texts, file, &folder, path, contents);
                continue;
            }
            let own = [
                below.join(format!("{}.rs", inner.name)),
                folder.join("mod.rs"),
            ];
            let own = own.iter().find(|own| texts.contains_key(*own));
            let own = own.unwrap_or_else(|| panic!("no file for `mod {}`", inner.name));
            self.add_file(texts, own, &folder, path, inner.in_tests);
        }
        let module = Module {
            file: file.to_owned(),
            names: contents.names,
            defines: contents.defines.into_iter().collect(),
            macros: contents.macros.into_iter().collect(),
        };
        self.modules.insert(path, module);
    }

    pub(super) fn modules(&self) -> impl Iterator<Item = (&ModulePath, &Module)> {
        self.modules.iter()
    }

    /// The absolute path that `path` means, if it begins with `crate`, `self`, `super`, or the
    /// crate's name in the program.
    pub(super) fn absolute(&self, module: &[String], path: &[String]) -> Option<ModulePath> {
        let (mut here, mut rest) = (module, path);
        match path.first()?.as_str() {
            "crate" => (here, rest) = (&[], &path[1..]),
            "fixpath" if module.first().is_some_and(|root| root == "main") => {
                (here, rest) = (&[], &path[1..]);
            }
            "self" => rest = &path[1..],
            "super" => {}
            _ => return None,
        }
        while rest.first().is_some_and(|word| word == "super") {
            (here, rest) = (&here[..here.len().checked_sub(1)?], &rest[1..]);
        }
        Some([here, rest].concat())
    }

    /// The file that defines what a module names, unless it is something from another crate or
    /// something local.
    pub(super) fn definer(&self, module: &[String], named: &Named) -> Option<&Path> {
        let found = match self.target(module, &named.path, &mut BTreeSet::new()) {
            // A single word is never a module's name, except in an import.
            Some(Target::Module(_)) if named.path.len() == 1 && named.used == Use::Path => None,
            Some(Target::Module(path) | Target::Item(path)) => Some(path),
            None if named.used == Use::Macro && named.path.len() == 1 => {
                self.textual_macro(module, &named.path[0])
            }
            None => self.last_module(module, &named.path),
        };
        Some(&self.modules.get(&found?)?.file)
    }

    /// Items made by a macro are in no list: they belong to the last module in the path.
    fn last_module(&self, module: &[String], path: &[String]) -> Option<ModulePath> {
        let path = self.absolute(module, path)?;
        let ways = (0..=path.len()).rev().map(|depth| path[..depth].to_vec());
        ways.into_iter().find(|way| self.modules.contains_key(way))
    }

    /// Macros are in scope in later modules inside the one that defines them.
    fn textual_macro(&self, module: &[String], name: &str) -> Option<ModulePath> {
        let mut above = (0..=module.len())
            .rev()
            .map(|depth| module[..depth].to_vec());
        above.find(|module| self.modules[module].macros.contains(name))
    }

    fn target<'a>(
        &'a self,
        module: &[String],
        path: &[String],
        seen: &mut BTreeSet<(ModulePath, &'a [String])>,
    ) -> Option<Target> {
        match self.absolute(module, path) {
            Some(absolute) => self.below(&[], &absolute, seen),
            None => self.below(module, path, seen),
        }
    }

    /// Follows a path down from a module.
    fn below<'a>(
        &'a self,
        module: &[String],
        path: &[String],
        seen: &mut BTreeSet<(ModulePath, &'a [String])>,
    ) -> Option<Target> {
        let Some((name, rest)) = path.split_first() else {
            return Some(Target::Module(module.to_vec()));
        };
        let child = joined(module, name);
        let is_module = self.modules.contains_key(&child);
        if is_module && !rest.is_empty() {
            return self.below(&child, rest, seen);
        }
        let found = self.item(module, name, rest, seen);
        found.or_else(|| is_module.then_some(Target::Module(child)))
    }

    /// What a module defines or imports under a name.
    fn item<'a>(
        &'a self,
        module: &[String],
        name: &str,
        rest: &[String],
        seen: &mut BTreeSet<(ModulePath, &'a [String])>,
    ) -> Option<Target> {
        let here = self.modules.get(module)?;
        if here.defines.contains(name) {
            return Some(Target::Item(module.to_vec()));
        }
        let imports = || {
            let names = here.names.iter();
            names.filter(|named| matches!(named.used, Use::Import | Use::ReExport))
        };
        let by_name = imports().filter(|named| named.alias.as_deref() == Some(name));
        let globs = imports().filter(|named| named.is_glob);
        for import in by_name.chain(globs) {
            if !seen.insert((module.to_vec(), &import.path[..])) {
                continue;
            }
            let mut way = import.path.clone();
            way.extend(import.is_glob.then(|| name.to_owned()));
            way.extend_from_slice(rest);
            let found = self.target(module, &way, seen);
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

fn joined(path: &[String], name: &str) -> ModulePath {
    let mut path = path.to_vec();
    path.push(name.to_owned());
    path
}
