//! Excludes the files that the ignore files in a folder list. Ignore files above the folder, and
//! those of the user or the machine, do not count.

use std::{collections::BTreeMap, io::Read, path::Path};

use ignore::{
    Match,
    gitignore::{Gitignore, GitignoreBuilder},
};

use super::{
    beneath,
    file::{LayerFile, Listed},
};
use crate::problem::Problem;

/// The names of ignore files; in the same folder, the later one takes precedence.
pub(super) const IGNORE_FILES: [&str; 2] = [".gitignore", ".fixpathignore"];

/// The most bytes of an ignore file that are read.
const LARGEST: u64 = 64 << 10;

/// Moves the ignored files from the listed ones to the ignored ones. `folders` are the paths of
/// those with ignore files; empty for the layer's root.
pub(super) fn leave_out(root: &Path, folders: &[String], listed: &mut Listed) {
    let mut rules: BTreeMap<&str, Gitignore> = BTreeMap::new();
    for folder in folders {
        let read = rules_of(root, folder, &mut listed.problems);
        rules.insert(folder, read);
    }
    if rules.is_empty() {
        return;
    }
    let is_ignored = |file: &LayerFile| is_ignored(&rules, &file.path);
    let files = std::mem::take(&mut listed.files);
    (listed.ignored, listed.files) = files.into_iter().partition(is_ignored);
}

/// The rules of the ignore files in a folder.
fn rules_of(root: &Path, folder: &str, problems: &mut Vec<Problem>) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for name in IGNORE_FILES {
        let path = match folder {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        let shown = root.join(&path).display().to_string();
        let mut text = String::new();
        let opened = beneath::open(root, &path);
        let read = opened.and_then(|file| file.take(LARGEST).read_to_string(&mut text));
        match read {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => {
                let message = format!("this ignore file can't be read: {error}");
                problems.push(Problem::warning(shown, 0, message));
                continue;
            }
        }
        for (line, number) in text.lines().zip(1..) {
            if let Err(error) = builder.add_line(None, line) {
                let message = format!("this line of an ignore file can't be read: {error}");
                problems.push(Problem::warning(&shown, number, message));
            }
        }
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// Whether a file is ignored: the nearest folder above it with a matching rule decides.
fn is_ignored(rules: &BTreeMap<&str, Gitignore>, path: &str) -> bool {
    let mut folder = path;
    while !folder.is_empty() {
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        let Some(rules) = rules.get(folder) else {
            continue;
        };
        let inside = path.get(folder.len()..).unwrap_or_default();
        match rules.matched_path_or_any_parents(inside.trim_start_matches('/'), false) {
            Match::Ignore(_) => return true,
            Match::Whitelist(_) => return false,
            Match::None => {}
        }
    }
    false
}
