//! Embeds the files of a folder in the program, which then needs no other files.

use std::{fmt::Write as _, fs, io, path::Path};

/// The source code of a table of all files in `folder` and its subfolders, sorted by path: each
/// path, with `/` as its separator, and the bytes of the file.
pub fn table(folder: &Path) -> io::Result<String> {
    let mut paths = Vec::new();
    list(folder, "", &mut paths)?;
    paths.sort();
    let mut source = "&[\n".to_owned();
    for path in paths {
        let file = folder.join(&path);
        writeln!(source, "({path:?}, include_bytes!({file:?})),").map_err(io::Error::other)?;
    }
    source.push_str("]\n");
    Ok(source)
}

/// Adds the paths of the files in `folder`, each preceded by `prefix`.
fn list(folder: &Path, prefix: &str, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().ok_or(io::ErrorKind::InvalidData)?;
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{prefix}{name}/"), paths)?;
        } else {
            paths.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}
