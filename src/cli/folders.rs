//! Checks the folders given with `--kb` before a command reads them.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
    time::Duration,
};

use anyhow::{Result, anyhow};

use super::system::account;
use crate::{config::ContentConfig, content::Lanes, layer::Layer};

/// How long to wait for a folder.
const GLANCE: Duration = Duration::from_secs(3);

/// How similar two names must be for one to be a misspelling of the other.
const LEAST_SIMILARITY: f64 = 0.7;

/// How archives begin: at which byte, with which bytes, and what unpacks them.
const ARCHIVES: &[(usize, &[u8], Unpacker)] = &[
    (0, b"PK\x03\x04", Unpacker::Unzip),
    (0, b"\x1f\x8b", Unpacker::Tar),
    (0, b"\x28\xb5\x2f\xfd", Unpacker::Tar),
    (0, b"\xfd7zXZ\0", Unpacker::Tar),
    (0, b"BZh", Unpacker::Tar),
    (257, b"ustar", Unpacker::Tar),
    (0, b"7z\xbc\xaf\x27\x1c", Unpacker::Other),
    (0, b"Rar!", Unpacker::Other),
];

/// What unpacks an archive.
#[derive(Debug, Clone, Copy)]
enum Unpacker {
    Unzip,
    Tar,
    Other,
}

/// The layers of the content.
///
/// # Errors
///
/// If a setting names a folder that doesn't exist.
pub fn layers(content: &ContentConfig) -> Result<Vec<Layer>> {
    if let Some((flag, name)) = content.name_of_no_folder() {
        return Err(anyhow!(
            "{flag} {name}: no folder has this name; give it one with --kb {name}=DIR"
        ));
    }
    Ok(content.layers())
}

/// Fails if a folder can't be read. Its name is probably misspelled, which would otherwise be only
/// one problem among many.
pub fn check_folders(layers: &[Layer]) -> Result<()> {
    let problem = layers
        .iter()
        .zip(look(layers))
        .find_map(|(layer, problem)| {
            let problem = problem?;
            Some(anyhow!("--kb {}: {problem}", layer.name()))
        });
    problem.map_or(Ok(()), Err)
}

/// What keeps each layer from being read, with what to do about it. A folder that does not respond
/// counts as readable: later reads wait for it.
pub fn look(layers: &[Layer]) -> Vec<Option<String>> {
    let lanes = Lanes::new(layers).with_timeout(GLANCE);
    let ask = |at| {
        lanes.ask(at, |layer, _| match layer {
            Layer::Builtin => None,
            Layer::Folder(folder) => problem(&folder.root),
        })
    };
    (0..layers.len()).map(|at| ask(at).ok().flatten()).collect()
}

fn problem(root: &Path) -> Option<String> {
    let read = fs::read_dir(root);
    match read.map_err(|error| error.kind()) {
        Ok(_) => None,
        Err(io::ErrorKind::NotADirectory) if root.is_file() => Some(instead_of_folder(root)),
        Err(io::ErrorKind::PermissionDenied) => Some(unreadable(root)),
        Err(_) if root.is_dir() => None,
        Err(_) => Some(missing(root)),
    }
}

/// What to do about a file that was given instead of a folder.
fn instead_of_folder(file: &Path) -> String {
    let mut start = Vec::new();
    if let Ok(opened) = File::open(file) {
        let _ = opened.take(512).read_to_end(&mut start);
    }
    let begins =
        |at: usize, bytes: &[u8]| start.get(at..).is_some_and(|from| from.starts_with(bytes));
    let archive = ARCHIVES.iter().find(|(at, bytes, _)| begins(*at, bytes));
    let shown = file.display();
    let folder = file.with_extension("").with_extension("");
    let folder = folder.display();
    match archive {
        Some((.., Unpacker::Unzip)) => format!(
            "this is an archive, not a folder; unpack it first: `unzip {shown} -d {folder}`, and give --kb {folder}"
        ),
        Some((.., Unpacker::Tar)) => format!(
            "this is an archive, not a folder; unpack it first: `mkdir {folder} && tar -xf {shown} -C {folder}`, \
             and give --kb {folder}"
        ),
        Some((.., Unpacker::Other)) => {
            "this is an archive, not a folder; unpack it into a folder first, and give --kb that folder".to_owned()
        }
        None => {
            let parent = file
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty());
            let parent = parent.unwrap_or(Path::new("."));
            format!(
                "this is a file, not a folder; give the folder that it is in: --kb {}",
                parent.display()
            )
        }
    }
}

/// What to do about a folder that this user may not read.
fn unreadable(root: &Path) -> String {
    let user = account::own_name().unwrap_or_else(|| "this user".to_owned());
    format!(
        "{user}, who runs Fixpath, may not read this folder; allow that, for example with `chmod -R o+rX {}`",
        root.display()
    )
}

/// What to do about a folder that is not there.
fn missing(root: &Path) -> String {
    let parent = match root.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => Path::new("/"),
    };
    let Ok(entries) = fs::read_dir(parent) else {
        return format!(
            "no such folder, and {} does not exist either",
            parent.display()
        );
    };
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    let beside = entries.flatten().filter(|entry| entry.path().is_dir());
    let similar = beside
        .map(|entry| entry.file_name())
        .map(|other| (strsim::jaro_winkler(&name, &other.to_string_lossy()), other))
        .filter(|(similarity, _)| *similarity >= LEAST_SIMILARITY)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    match similar {
        Some((_, other)) => format!(
            "no such folder; did you mean {}?",
            root.with_file_name(other).display()
        ),
        None => "no such folder; check the path".to_owned(),
    }
}
