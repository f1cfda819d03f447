//! Digests of the program's own sources: anything stored under such a digest is never mistaken for
//! another version's.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

/// Everything that pages depend on, besides the content.
pub const INPUTS: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "build",
    "src",
    "static",
    "templates",
];

/// Files and modules of `src` that affect neither reading nor indexing. All others count for the
/// index. The suite's rules compare this with what `snapshot` may use.
pub const NO_INDEX: &[&str] = &[
    "budget",
    "cli",
    "config",
    "desk",
    "diagnosis",
    "eventlog",
    "lib",
    "log_process",
    "lookup",
    "main",
    "steps",
    "web",
    "wording",
];

/// The two digests, in hexadecimal.
#[derive(Debug, PartialEq, Eq)]
pub struct Digests {
    /// Digest of everything that the index and the tables beside it depend on.
    pub index: String,
    /// Digest of everything that pages depend on: all inputs.
    pub pages: String,
}

/// The digests of the package in `root`.
pub fn of(root: &Path) -> io::Result<Digests> {
    let mut files = Vec::new();
    for input in INPUTS {
        list(root, Path::new(input), &mut files)?;
    }
    files.sort();
    let (mut index, mut pages) = (DefaultHasher::new(), DefaultHasher::new());
    for file in &files {
        let bytes = fs::read(root.join(file))?;
        let names: Vec<_> = file.iter().map(|name| name.to_string_lossy()).collect();
        (&names, &bytes).hash(&mut pages);
        if is_of_index(&names) {
            (&names, &bytes).hash(&mut index);
        }
    }
    Ok(Digests {
        index: format!("{:016x}", index.finish()),
        pages: format!("{:016x}", pages.finish()),
    })
}

/// Whether a file, given by the names in its path, affects the index.
fn is_of_index(names: &[impl AsRef<str>]) -> bool {
    let mut names = names.iter().map(AsRef::as_ref);
    match (names.next(), names.next()) {
        (Some("src"), Some(module)) => !NO_INDEX.contains(&module.trim_end_matches(".rs")),
        (Some("Cargo.lock" | "Cargo.toml"), _) => true,
        _ => false,
    }
}

/// Adds the files at `path` in `root`, by their paths relative to `root`.
fn list(root: &Path, path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !root.join(path).is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(root.join(path))? {
        list(root, &path.join(entry?.file_name()), files)?;
    }
    Ok(())
}
